//! Technical profiles that run for a page: its validation, and the actions of its display controls.

use super::{Machine, Progress, form};
use crate::{
    Fault,
    recording::{Item, Side},
    state::{Frame, ProfilePhase},
};
use policy::program::{Protocol, Validation};

impl Machine<'_> {
    /// The next validation profile of a page. `ran` says whether the one before was run and went well.
    pub(super) fn validate(&mut self, id: &str, next: usize, ran: bool) -> Progress {
        let program = self.program;
        let Some(Protocol::SelfAsserted(page)) = program.profiles.get(id).map(|profile| &profile.protocol) else {
            return Err(Box::new(Fault::unexpected("a validation of a profile that is no page")));
        };
        match self.following(&page.validations, next, ran) {
            Some((validation, next)) => {
                let ran = self.runs(id, validation);
                self.set_phase(ProfilePhase::Validating { next, ran });
                if ran {
                    self.push(&validation.profile);
                }
                Ok(None)
            }
            None => self.form_done(id),
        }
    }

    /// The next profile of an action of a display control.
    pub(super) fn act(&mut self, id: &str, control: &str, verify: bool, next: usize, ran: bool) -> Progress {
        let program = self.program;
        let Some(known) = program.controls.get(control) else {
            return Err(Box::new(Fault::unexpected("a display control that is not in the program")));
        };
        let validations = if verify { &known.verify } else { &known.send };
        match self.following(validations, next, ran) {
            Some((validation, next)) => {
                let ran = self.runs(id, validation);
                self.set_phase(ProfilePhase::Acting { control: control.to_owned(), verify, next, ran });
                if ran {
                    self.push(&validation.profile);
                }
                Ok(None)
            }
            None => self.control_done(id, control, verify),
        }
    }

    #[allow(clippy::unused_self, reason = "reads as what it is beside the two that call it")]
    fn following<'v>(&self, all: &'v [Validation], next: usize, ran: bool) -> Option<(&'v Validation, usize)> {
        let ended = ran && next > 0 && all.get(next - 1).is_some_and(|last| !last.continue_on_success);
        all.get(next).filter(|_| !ended).map(|validation| (validation, next + 1))
    }

    fn runs(&mut self, page: &str, validation: &Validation) -> bool {
        let because = validation.preconditions.iter().find_map(|condition| self.holds(condition));
        if let Some(because) = because {
            self.record(Item::Skipped {
                journey: page.to_owned(),
                order: 0,
                kind: validation.profile.clone(),
                because,
            });
            return false;
        }
        true
    }

    fn push(&mut self, profile: &str) {
        self.state.frames.push(Frame::Profile { id: profile.to_owned(), phase: ProfilePhase::Entering });
    }

    /// A fault that a person can see and mend leads back to the page it was raised for; any other ends the journey.
    pub(super) fn recover(&mut self, progress: Progress) -> Progress {
        let fault = match progress {
            Err(fault) if fault.user.is_some() || can_be_passed(&fault) => fault,
            other => return other,
        };
        let Some((position, page)) = form::page_below(&self.state.frames).map(|(at, id)| (at, id.to_owned())) else {
            return Err(fault);
        };
        let failed = match self.state.frames.last() {
            Some(Frame::Profile { id, .. }) => id.clone(),
            _ => page.clone(),
        };
        let program = self.program;
        let Some(Protocol::SelfAsserted(known)) = program.profiles.get(&page).map(|profile| &profile.protocol) else {
            return Err(fault);
        };
        let retry_limit = known.retry_limit;
        let Some(Frame::Profile { phase, .. }) = self.state.frames.get(position).cloned() else { return Err(fault) };
        let (continues, verify) = match &phase {
            ProfilePhase::Validating { next, .. } => (goes_on(&known.validations, *next), None),
            ProfilePhase::Acting { control, verify, next, .. } => {
                let all = program
                    .controls
                    .get(control)
                    .map(|control| if *verify { control.verify.as_slice() } else { control.send.as_slice() });
                (goes_on(all.unwrap_or_default(), *next), Some((control.clone(), *verify)))
            }
            _ => return Err(fault),
        };
        // The page itself may be on top: its own output transformations failed.
        let above = self.state.frames.len() > position + 1;
        if fault.user.is_some() || continues {
            self.record(Item::Refused { profile: failed.clone(), message: fault.message.clone() });
        }
        if continues && above {
            self.state.frames.truncate(position + 1);
            let phase = match phase {
                ProfilePhase::Validating { next, .. } => ProfilePhase::Validating { next, ran: false },
                ProfilePhase::Acting { control, verify, next, .. } => {
                    ProfilePhase::Acting { control, verify, next, ran: false }
                }
                other => other,
            };
            self.set_phase(phase);
            return Ok(None);
        }
        if fault.user.is_none() {
            return Err(fault);
        }
        let sentence = self.sentence(&fault, &failed);
        self.state.frames.truncate(position + 1);
        self.set_phase(ProfilePhase::Form);
        self.forget_passwords();
        self.state.form.failures += 1;
        if self.state.form.failures >= retry_limit {
            return Err(Box::new(Fault::new(
                "AADB2C90157",
                "access_denied",
                Side::Browser,
                "The page was answered too often without success.",
                "The person starts again. `setting.retryLimit` of the technical profile says how often is too often.",
            )));
        }
        if let Some((control, true)) = &verify
            && fault.void
        {
            // The code is worth nothing any more: another one has to be asked for.
            self.state.form.controls.remove(control);
            self.forget_found(control);
        }
        self.state.form.message = Some(sentence);
        self.draw_form(&page)
    }
}

/// Whether a fault without words for the person may be passed over by `ContinueOnError`: what a profile of the policy
/// lacks, not an end of the journey, a limit of it, or a fault of ours.
fn can_be_passed(fault: &Fault) -> bool {
    fault.side == Side::Configuration && matches!(&*fault.code, "AADB2C90194" | "AADB2C90261" | "AADB2C90075")
}

fn goes_on(all: &[Validation], next: usize) -> bool {
    next.checked_sub(1).and_then(|last| all.get(last)).is_some_and(|last| last.continue_on_error)
}
