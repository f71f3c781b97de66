//! What one journey may use: steps, calls, changes, time and bytes. A policy that goes round, or a service that is slow
//! or sends too much, ends with a sentence that says which.

use super::Machine;
use crate::{
    Event, Fault, Step,
    recording::Side,
    state::{Frame, MAX_BYTES, MAX_CLAIMS, MAX_DEPTH, MAX_FETCHES, MAX_MILLISECONDS, MAX_TRANSITIONS, MAX_WRITES},
};
use domain::{ClaimValue, Claims};

impl Machine<'_> {
    /// One transition more.
    pub(super) fn count_transition(&mut self) -> Result<(), Box<Fault>> {
        self.state.used.transitions += 1;
        if self.state.used.transitions > MAX_TRANSITIONS || self.state.frames.len() > MAX_DEPTH {
            return Err(Box::new(Fault::new(
                "AADB2C90037",
                "server_error",
                Side::Configuration,
                "The policy goes round in a loop.",
                "Look at the steps of the trace that repeat, and give one a precondition.",
            )));
        }
        self.check_claims()
    }

    /// One call more.
    pub(super) fn count_call(&mut self) -> Result<(), Box<Fault>> {
        self.state.used.fetches += 1;
        if self.state.used.fetches > MAX_FETCHES {
            return Err(too_much("The sign-in made too many calls to other services."));
        }
        Ok(())
    }

    /// One change of the directory more.
    pub(super) fn count_write(&mut self) -> Result<(), Box<Fault>> {
        self.state.used.writes += 1;
        if self.state.used.writes > MAX_WRITES {
            return Err(too_much("The sign-in changed the directory too often."));
        }
        Ok(())
    }

    /// What an answer cost.
    pub(super) fn count_answer(&mut self, event: &Event) -> Result<(), Box<Fault>> {
        let Event::Fetched(fetched) = event else { return Ok(()) };
        let used = &mut self.state.used;
        used.milliseconds = used.milliseconds.saturating_add(u64::from(fetched.milliseconds));
        if used.milliseconds > MAX_MILLISECONDS {
            return Err(too_much("The services that the sign-in asked took too long in all."));
        }
        if let Ok((_, body)) = &fetched.outcome {
            used.bytes = used.bytes.saturating_add(weight(body) as u64);
        }
        if used.bytes > MAX_BYTES {
            return Err(too_much("The services that the sign-in asked sent too much in all."));
        }
        Ok(())
    }

    /// The claims are kept with the journey: transformations that make ever longer ones end here.
    pub(super) fn check_claims(&self) -> Result<(), Box<Fault>> {
        if size(&self.state.claims) + size(&self.state.form.claims) > MAX_CLAIMS {
            return Err(too_much("The claims of the sign-in hold too much."));
        }
        Ok(())
    }

    /// Nobody sits in front of a journey that says it is not interactive.
    pub(super) fn needs_nobody(&self, step: Step) -> Step {
        if !matches!(step, Step::Show(_) | Step::Redirect(_)) {
            return step;
        }
        let silent = self.state.frames.iter().find_map(|frame| match frame {
            Frame::Journey { id, .. } if self.program.journeys.get(id).is_some_and(|found| found.non_interactive) => {
                Some(id)
            }
            _ => None,
        });
        match silent {
            None => step,
            Some(journey) => Step::Fail(Box::new(Fault::new(
                "AADB2C90037",
                "interaction_required",
                Side::Configuration,
                format!("The journey {journey} says that it is not interactive, but would show a page."),
                "Take NonInteractive out, or the step that needs a person.",
            ))),
        }
    }
}

fn too_much(message: &str) -> Box<Fault> {
    Box::new(Fault::new(
        "AADB2C90289",
        "server_error",
        Side::Configuration,
        message,
        "Look at the trace for what repeats.",
    ))
}

/// How much claims hold, about.
fn size(claims: &Claims) -> usize {
    let one = |value: &ClaimValue| match value {
        ClaimValue::Text(text) => text.len(),
        ClaimValue::Texts(items) => items.iter().map(|item| item.len() + 8).sum(),
        ClaimValue::Sensitive(text) => text.expose().len(),
        ClaimValue::Json(value) => weight(value),
        _ => 8,
    };
    claims.iter().map(|(claim, value)| claim.len() + one(value)).sum()
}

/// How much a document holds, about.
fn weight(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::String(text) => text.len() + 2,
        serde_json::Value::Array(items) => items.iter().map(|item| weight(item) + 1).sum::<usize>() + 2,
        serde_json::Value::Object(members) => {
            members.iter().map(|(name, value)| name.len() + 4 + weight(value)).sum::<usize>() + 2
        }
        _ => 5,
    }
}
