//! The machine: runs frames until something has to come from outside.
#![allow(clippy::unnecessary_wraps, reason = "every phase answers with the same type, whether it can fail or not")]

mod claims;
mod content;
mod control;
mod directory;
mod fields;
mod form;
mod hint;
mod input;
mod limits;
mod local_login;
mod oauth2;
mod one_time;
mod open_id_connect;
mod orchestrate;
mod phone;
mod rest;
mod selection;
mod session;
#[cfg(test)]
mod tests;
mod texts;
mod validation;

pub use content::content_url;
pub use directory::normalised as sign_in_name;

use crate::{
    Event, Fault, Page, Recording, Session, State, Step,
    recording::{Item, Side},
    state::{Form, Frame, MAX_ANSWERS, ProfilePhase, Request, StepPhase, Used},
};
use domain::{Claims, Entropy, Timestamp, language::Language};
use policy::Program;
use std::collections::BTreeSet;

/// What an authorization request gives the engine.
#[derive(Debug, Clone)]
pub struct Input {
    /// `domain_hint`.
    pub domain_hint: Option<String>,
    /// `login_hint`.
    pub login_hint: Option<String>,
    /// All its parameters, for claim resolvers.
    pub parameters: Vec<(String, String)>,
    /// The language of pages.
    pub language: Language,
    /// `tenant.onmicrosoft.com`.
    pub tenant_domain: String,
    /// The tenant's id.
    pub tenant_id: String,
    /// The journey's id.
    pub correlation_id: String,
    /// The address of the browser, where it is known.
    pub ip_address: Option<String>,
    /// Our own host.
    pub host: String,
    /// What session providers keep of earlier journeys, unless the request wants a fresh sign-in.
    pub session: Session,
}

/// What is read live at every event, never from the journey.
#[derive(Clone, Copy)]
pub struct Ambient<'a> {
    /// Now.
    pub now: Timestamp,
    /// Technical profiles whose provider is disabled or deleted: dead on every path (S37).
    pub disabled: &'a BTreeSet<String>,
    /// What claims transformations draw from. Their results are recorded, and replayed from there.
    pub entropy: &'a dyn Entropy,
}

/// Begins a journey.
pub fn start(program: &Program, input: Input, ambient: Ambient<'_>, recording: &mut Recording) -> (State, Step) {
    begin(program, program.default_journey.clone(), Claims::new(), input, ambient, recording)
}

/// Begins the journey of the token endpoint with what the refresh token holds. `None` if the policy has none.
pub fn start_refresh(
    program: &Program,
    claims: Claims,
    input: Input,
    ambient: Ambient<'_>,
    recording: &mut Recording,
) -> Option<(State, Step)> {
    let journey = program.token_journey.clone()?;
    Some(begin(program, journey, claims, input, ambient, recording))
}

fn begin(
    program: &Program,
    journey: String,
    claims: Claims,
    input: Input,
    ambient: Ambient<'_>,
    recording: &mut Recording,
) -> (State, Step) {
    let (language, locale) = texts::language(program, &input);
    let state = State {
        frames: vec![Frame::Journey { id: journey, step: 0, phase: StepPhase::Entering }],
        claims: Claims::new(),
        granted: claims,
        request: Request {
            domain_hint: input.domain_hint,
            login_hint: input.login_hint,
            parameters: input.parameters,
            language,
            locale,
            tenant_domain: input.tenant_domain,
            tenant_id: input.tenant_id,
            correlation_id: input.correlation_id,
            ip_address: input.ip_address,
            host: input.host,
        },
        chosen: None,
        form: Form::default(),
        user: None,
        blocked: BTreeSet::new(),
        provider: None,
        tokens: None,
        kept: input.session,
        session: Session::default(),
        auth_time: None,
        restored: None,
        proved: false,
        remember_me: false,
        used: Used::default(),
    };
    let mut machine = Machine { program, state, ambient, recording };
    let step = machine.run();
    let step = machine.needs_nobody(step);
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
    if matches!(event, Event::Answered(_)) {
        machine.state.used.answers += 1;
        if machine.state.used.answers > MAX_ANSWERS {
            let fault = Fault::new(
                "AADB2C90157",
                "access_denied",
                Side::Browser,
                "The pages of this sign-in were answered too often.",
                "The person starts again.",
            );
            return (machine.state, Step::Fail(Box::new(fault)));
        }
    }
    let progress = machine.count_answer(&event).and_then(|()| machine.take(event));
    let step = match machine.recover(progress) {
        Ok(Some(step)) => step,
        Ok(None) => machine.run(),
        Err(fault) => Step::Fail(fault),
    };
    let step = machine.needs_nobody(step);
    (machine.state, step)
}

/// Draws the waiting page again, without running anything. `None` when no page waits.
pub fn page(program: &Program, state: &State, disabled: &BTreeSet<String>) -> Option<Page> {
    match state.frames.last()? {
        Frame::Journey { id, step, phase: StepPhase::Choosing } => {
            selection::selection_page(program, state, id, *step, disabled)
        }
        Frame::Profile { id, phase: ProfilePhase::Form } => match state.frames.iter().rev().nth(1) {
            Some(Frame::Journey { id: journey, step, .. })
                if selection::local_of(program, journey, *step).is_some_and(|local| local.profile == *id) =>
            {
                selection::selection_page(program, state, journey, *step, disabled)
            }
            _ => form::form_page(program, state, id),
        },
        Frame::Profile { id, phase: ProfilePhase::Phone(phone) } => phone::phone_page(program, state, id, phone),
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
            if let Err(fault) = self.count_transition() {
                return Step::Fail(fault);
            }
            let progress = match self.state.frames.last().cloned() {
                Some(Frame::Journey { id, step, phase }) => self.journey(&id, step, phase),
                Some(Frame::Profile { id, phase }) => self.profile_phase(&id, phase),
                None => Err(Box::new(Fault::unexpected("the journey has ended"))),
            };
            match self.recover(progress) {
                Ok(Some(step)) => return step,
                Ok(None) => {}
                Err(fault) => return Step::Fail(fault),
            }
        }
    }

    fn profile_phase(&mut self, id: &str, phase: ProfilePhase) -> Progress {
        match phase {
            ProfilePhase::Entering => self.enter_profile(id),
            ProfilePhase::Validating { next, ran } => self.validate(id, next, ran),
            ProfilePhase::Acting { control, verify, next, ran } => self.act(id, &control, verify, next, ran),
            _ => Err(Box::new(Fault::unexpected("a waiting profile was run"))),
        }
    }

    fn take(&mut self, event: Event) -> Progress {
        let Some(frame) = self.state.frames.last().cloned() else {
            return Err(Box::new(Fault::unexpected("the journey has ended")));
        };
        match (frame, event) {
            (Frame::Journey { id, step, phase: StepPhase::Choosing }, Event::Answered(answer)) => {
                self.chosen(&id, step, &answer)
            }
            (Frame::Profile { id, phase: ProfilePhase::Form }, Event::Answered(answer)) => {
                self.form_answered(&id, answer)
            }
            (Frame::Profile { id, phase: ProfilePhase::Phone(phone) }, Event::Answered(answer)) => {
                self.phone_answered(&id, phone, &answer)
            }
            (Frame::Profile { id, phase: ProfilePhase::Reading }, Event::Read(user)) => {
                self.directory_read(&id, user.as_deref())
            }
            (Frame::Profile { id, phase: ProfilePhase::Writing }, Event::Written(written)) => {
                self.directory_written(&id, &written)
            }
            (Frame::Profile { id, phase }, Event::Performed(performed)) => self.performed(&id, phase, performed),
            (Frame::Profile { id, phase: ProfilePhase::Finding }, Event::Read(user)) => {
                self.account_found(&id, user.as_deref())
            }
            (Frame::Profile { id, phase: ProfilePhase::Calling }, Event::Fetched(fetched)) => {
                self.rest_answered(&id, &fetched)
            }
            (Frame::Profile { id, phase: ProfilePhase::Hint(hint) }, Event::Fetched(fetched)) => {
                self.hint_fetched(&id, *hint, &fetched)
            }
            (Frame::Profile { id, phase: ProfilePhase::Hint(hint) }, Event::Verified(verdict)) => {
                self.hint_verified(&id, *hint, verdict)
            }
            (Frame::Profile { id, phase: ProfilePhase::AwayOAuth2 }, Event::CameBack(answer)) => {
                self.oauth2_came_back(&id, &answer)
            }
            (Frame::Profile { id, phase: ProfilePhase::AskingToken }, Event::Fetched(fetched)) => {
                self.oauth2_token(&id, &fetched)
            }
            (Frame::Profile { id, phase: ProfilePhase::AskingClaims(token) }, Event::Fetched(fetched)) => {
                self.oauth2_claims(&id, &token, &fetched)
            }
            (Frame::Profile { id, phase }, event) => self.take_open_id_connect(&id, phase, event),
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
