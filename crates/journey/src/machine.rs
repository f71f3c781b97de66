//! The machine: runs frames until something has to come from outside.

mod claims;
mod directory;
mod form;
mod open_id_connect;
mod orchestrate;
#[cfg(test)]
mod tests;

use crate::{
    Event, Fault, Page, Recording, State, Step,
    recording::Item,
    state::{Frame, MAX_DEPTH, MAX_TRANSITIONS, ProfilePhase, Request, StepPhase, Used},
};
use domain::{Claims, Timestamp, language::Language};
use policy::Program;
use std::collections::BTreeSet;

/// What an authorization request gives the engine.
#[derive(Debug, Clone)]
pub struct Input {
    /// `domain_hint`.
    pub domain_hint: Option<String>,
    /// `login_hint`.
    pub login_hint: Option<String>,
    /// The language of pages.
    pub language: Language,
    /// `tenant.onmicrosoft.com`.
    pub tenant_domain: String,
    /// The tenant's id.
    pub tenant_id: String,
    /// The journey's id.
    pub correlation_id: String,
}

/// What is read live at every event, never from the journey.
#[derive(Debug, Clone, Copy)]
pub struct Ambient<'a> {
    /// Now.
    pub now: Timestamp,
    /// Technical profiles whose provider is disabled or deleted: dead on every path (S37).
    pub disabled: &'a BTreeSet<String>,
}

/// Begins a journey.
pub fn start(program: &Program, input: Input, ambient: Ambient<'_>, recording: &mut Recording) -> (State, Step) {
    let state = State {
        frames: vec![Frame::Journey { id: program.default_journey.clone(), step: 0, phase: StepPhase::Entering }],
        claims: Claims::new(),
        request: Request {
            domain_hint: input.domain_hint,
            login_hint: input.login_hint,
            language: input.language,
            tenant_domain: input.tenant_domain,
            tenant_id: input.tenant_id,
            correlation_id: input.correlation_id,
        },
        chosen: None,
        message: None,
        fields: Vec::new(),
        user: None,
        provider: None,
        used: Used::default(),
    };
    let mut machine = Machine { program, state, ambient, recording };
    let step = machine.run();
    (machine.state, step)
}

/// Goes on with an event.
pub fn resume(
    program: &Program,
    state: State,
    event: Event,
    ambient: Ambient<'_>,
    recording: &mut Recording,
) -> (State, Step) {
    let mut machine = Machine { program, state, ambient, recording };
    let step = match machine.take(event) {
        Ok(Some(step)) => step,
        Ok(None) => machine.run(),
        Err(fault) => Step::Fail(fault),
    };
    (machine.state, step)
}

/// Draws the waiting page again, without running anything. `None` when no page waits.
pub fn page(program: &Program, state: &State, disabled: &BTreeSet<String>) -> Option<Page> {
    match state.frames.last()? {
        Frame::Journey { id, step, phase: StepPhase::Choosing } => {
            orchestrate::selection_page(program, state, id, *step, disabled)
        }
        Frame::Profile { id, phase: ProfilePhase::Form } => form::form_page(program, state, id),
        _ => None,
    }
}

/// A step to hand out, or nothing: go on with the frame that is on top now.
type Progress = Result<Option<Step>, Box<Fault>>;

struct Machine<'a> {
    program: &'a Program,
    state: State,
    ambient: Ambient<'a>,
    recording: &'a mut Recording,
}

impl Machine<'_> {
    fn run(&mut self) -> Step {
        loop {
            self.state.used.transitions += 1;
            if self.state.used.transitions > MAX_TRANSITIONS || self.state.frames.len() > MAX_DEPTH {
                return Step::Fail(Box::new(Fault::new(
                    "AADB2C90037",
                    "server_error",
                    crate::recording::Side::Configuration,
                    "The policy goes round in a loop.",
                    "Look at the steps of the trace that repeat, and give one a precondition.",
                )));
            }
            let progress = match self.state.frames.last().cloned() {
                Some(Frame::Journey { id, step, phase }) => self.journey(&id, step, phase),
                Some(Frame::Profile { id, phase: ProfilePhase::Entering }) => self.enter_profile(&id),
                Some(Frame::Profile { .. }) => Err(Box::new(Fault::unexpected("a waiting profile was run"))),
                None => Err(Box::new(Fault::unexpected("the journey has ended"))),
            };
            match progress {
                Ok(Some(step)) => return step,
                Ok(None) => {}
                Err(fault) => return Step::Fail(fault),
            }
        }
    }

    fn take(&mut self, event: Event) -> Progress {
        let frame = self.state.frames.last().cloned();
        match (frame, event) {
            (Some(Frame::Journey { id, step, phase: StepPhase::Choosing }), Event::Answered(answer)) => {
                self.chosen(&id, step, answer)
            }
            (Some(Frame::Profile { id, phase: ProfilePhase::Form }), Event::Answered(answer)) => {
                self.form_answered(&id, answer)
            }
            (Some(Frame::Profile { id, phase: ProfilePhase::Reading }), Event::Read(user)) => {
                self.directory_read(&id, user.as_deref())
            }
            (Some(Frame::Profile { id, phase: ProfilePhase::Writing }), Event::Written { user, created }) => {
                self.directory_written(&id, &user, created)
            }
            (Some(Frame::Profile { id, phase: ProfilePhase::Metadata }), Event::Fetched(fetched)) => {
                self.metadata_fetched(&id, &fetched)
            }
            (Some(Frame::Profile { id, phase: ProfilePhase::Away(metadata) }), Event::CameBack(answer)) => {
                self.came_back(&id, &metadata, &answer)
            }
            (Some(Frame::Profile { id, phase: ProfilePhase::Exchanging(metadata, code) }), Event::Fetched(fetched)) => {
                self.tokens_fetched(&id, *metadata, code, fetched)
            }
            (Some(Frame::Profile { id, phase: ProfilePhase::Keys(exchange) }), Event::Fetched(fetched)) => {
                self.keys_fetched(&id, *exchange, &fetched)
            }
            (Some(Frame::Profile { id, phase: ProfilePhase::Verifying(exchange) }), Event::Verified(verdict)) => {
                self.verified(&id, *exchange, verdict)
            }
            (Some(Frame::Profile { id, phase: ProfilePhase::UserInfo(metadata, claims) }), Event::Fetched(fetched)) => {
                self.user_info_fetched(&id, &metadata, claims, &fetched)
            }
            _ => Err(Box::new(Fault::unexpected("an event came that nothing waits for"))),
        }
    }

    fn record(&mut self, item: Item) {
        self.recording.push(self.ambient.now, item);
    }

    fn set_phase(&mut self, phase: ProfilePhase) {
        if let Some(Frame::Profile { phase: current, .. }) = self.state.frames.last_mut() {
            *current = phase;
        }
    }
}
