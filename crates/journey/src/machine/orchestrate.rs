//! Orchestration steps: preconditions, exchanges, sub-journeys, the answer.

use super::{Machine, Progress};
use crate::{
    Fault, Finished, Step,
    recording::{Item, Side},
    state::{Form, Frame, ProfilePhase, StepPhase},
};
use policy::program::{Action, ClaimUse, Exchange, Precondition, Profile, Protocol};
use serde_json::Map;
use std::collections::{BTreeMap, BTreeSet};

impl Machine<'_> {
    pub(super) fn journey(&mut self, id: &str, position: usize, phase: StepPhase) -> Progress {
        self.check_person()?;
        let program = self.program;
        let Some(journey) = program.journeys.get(id) else {
            return Err(Box::new(Fault::unexpected("the journey is not in the program")));
        };
        let Some(step) = journey.steps.get(position) else {
            // A sub-journey that was called ends, and the step that called it is done.
            if self.state.frames.len() > 1 {
                self.state.frames.pop();
                return Ok(None);
            }
            return Err(Box::new(Fault::unexpected("the journey ended without SendClaims")));
        };
        if phase == StepPhase::Running {
            self.next_step();
            return Ok(None);
        }
        if let Some(because) = step.preconditions.iter().find_map(|condition| self.holds(condition)) {
            self.record(Item::Skipped {
                journey: id.to_owned(),
                order: step.order,
                kind: step.kind.name().to_owned(),
                because,
            });
            self.next_step();
            return Ok(None);
        }
        self.record(Item::Entered { journey: id.to_owned(), order: step.order, kind: step.kind.name().to_owned() });
        match &step.action {
            Action::Select { choices, local, show_single, .. } => {
                self.select(id, position, choices, local.as_ref(), *show_single)
            }
            Action::Exchange(exchanges) => {
                self.exchange(exchanges);
                Ok(None)
            }
            Action::GetClaims { inputs, hint } => {
                self.get_claims(inputs);
                if let Some(profile) = hint {
                    self.set_step_phase(StepPhase::Running);
                    self.enter(profile);
                } else {
                    self.next_step();
                }
                Ok(None)
            }
            Action::Invoke { journey, returns } => {
                if *returns {
                    self.set_step_phase(StepPhase::Running);
                } else {
                    // Nothing after a transfer runs: the sub-journey takes the place of the journey.
                    self.state.frames.pop();
                }
                self.state.frames.push(Frame::Journey { id: journey.clone(), step: 0, phase: StepPhase::Entering });
                Ok(None)
            }
            Action::Send { issuer } => self.send(issuer).map(Some),
        }
    }

    pub(super) fn next_step(&mut self) {
        if let Some(Frame::Journey { step, phase, .. }) = self.state.frames.last_mut() {
            *step += 1;
            *phase = StepPhase::Entering;
        }
    }

    pub(super) fn set_step_phase(&mut self, new: StepPhase) {
        if let Some(Frame::Journey { phase, .. }) = self.state.frames.last_mut() {
            *phase = new;
        }
    }

    /// The words for a precondition that holds, so that the step is skipped. `ClaimEquals` on a claim without a value
    /// is ignored whatever `ExecuteActionsIf` says (behaviour reference §15.18).
    pub(super) fn holds(&self, condition: &Precondition) -> Option<String> {
        match condition {
            Precondition::ClaimsExist { claim, when } => {
                let exists = self.value(claim).is_some();
                (exists == *when)
                    .then(|| format!("the claim {claim} {}", if exists { "exists" } else { "does not exist" }))
            }
            Precondition::ClaimEquals { claim, value, when } => {
                let found = self.text(claim)?;
                let equal = found == *value;
                (equal == *when)
                    .then(|| format!("the claim {claim} {} {value}", if equal { "equals" } else { "does not equal" }))
            }
        }
    }

    fn exchange(&mut self, exchanges: &[Exchange]) {
        let chosen = self.state.chosen.take();
        let exchange = match (&chosen, exchanges) {
            (Some(chosen), exchanges) if exchanges.iter().any(|exchange| exchange.id == *chosen) => {
                exchanges.iter().find(|exchange| exchange.id == *chosen)
            }
            (_, [only]) => Some(only).filter(|only| self.is_enabled(&only.profile)),
            _ => None,
        };
        let Some(exchange) = exchange else {
            // Nothing of this step was chosen: it has nothing to do.
            self.next_step();
            return;
        };
        self.set_step_phase(StepPhase::Running);
        self.enter(&exchange.profile);
    }

    /// Puts a technical profile on the stack, with nothing of an earlier page.
    pub(super) fn enter(&mut self, profile: &str) {
        self.state.form = Form::default();
        self.state.frames.push(Frame::Profile { id: profile.to_owned(), phase: ProfilePhase::Entering });
    }

    /// What the application sent, as the relying party's input claims name it.
    fn get_claims(&mut self, inputs: &[ClaimUse]) {
        let mut set = BTreeMap::new();
        for used in inputs {
            let text = used.default.as_ref().and_then(|text| self.resolve(text, true));
            let value = text.and_then(|text| domain::ClaimValue::parse(&text, self.data_type(&used.claim)));
            if let Some(value) = value {
                set.insert(used.claim.clone(), self.shown(&used.claim, &value));
                self.state.claims.set(used.claim.as_str(), value);
            }
        }
        if !set.is_empty() {
            self.record(Item::Claims { by: "GetClaims".to_owned(), set, removed: Vec::new() });
        }
    }

    /// An error in the policy's own words (behaviour reference §10.4).
    fn policy_error(&self, issuer: &str, profile: &Profile) -> Box<Fault> {
        const MAX: usize = 500;
        let find = |name: &str| {
            let used = profile.input_claims.iter().find(|used| used.name().eq_ignore_ascii_case(name))?;
            let text = self.input_value(profile, used)?.text()?;
            let text: String = text.chars().filter(|c| !c.is_control()).take(MAX).collect();
            Some(text).filter(|text| !text.trim().is_empty())
        };
        Box::new(Fault::new(
            &find("errorCode").unwrap_or_else(|| "AADB2C90037".to_owned()),
            "access_denied",
            Side::Configuration,
            find("errorMessage").unwrap_or_else(|| "The policy ends with an error.".to_owned()),
            format!("The policy itself says so, by its technical profile {issuer}."),
        ))
    }

    fn send(&mut self, issuer: &str) -> Result<Step, Box<Fault>> {
        // Whom the answer is about, not whom the directory was asked about last: a policy may look at other people.
        let named = self.text("objectId").and_then(|text| text.parse().ok());
        let user = named.or(self.state.user);
        if user.is_some_and(|user| self.state.blocked.contains(&user)) {
            return Err(Box::new(super::directory::blocked()));
        }
        let program = self.program;
        if let Some(profile) = program.profiles.get(issuer)
            && profile.protocol == Protocol::OAuth2Error
        {
            // Transformations before it may make the sentence.
            if self.transform(issuer, &profile.input_transformations, 0)?.is_some() {
                return Err(Box::new(Fault::unexpected("an error cannot be made with a policy key")));
            }
            return Err(self.policy_error(issuer, profile));
        }
        let party = &self.program.relying_party;
        let mut claims = Map::new();
        let mut secret = BTreeSet::new();
        for used in &party.output_claims {
            let default = used.default.as_ref().and_then(|text| self.resolve(text, true));
            let default = default.map(|text| {
                // A claim that is not declared (there are such) is text.
                domain::ClaimValue::parse(&text, self.data_type(&used.claim))
                    .map_or_else(|| serde_json::Value::from(text.as_str()), |value| value.shown())
            });
            // A password or a provider's token leaves the journey only when the policy names it as an output claim;
            // what a person typed is not in the bag any more.
            let present = self.state.claims.get(&used.claim).map(|value| match value {
                domain::ClaimValue::Sensitive(text) => {
                    secret.insert(used.name().to_owned());
                    serde_json::Value::from(text.expose())
                }
                other => other.shown(),
            });
            let value = if used.always_default { default.or(present) } else { present.or(default) };
            if let Some(value) = value {
                claims.insert(used.name().to_owned(), value);
            }
        }
        let named = claims.iter().find(|(name, _)| name.eq_ignore_ascii_case(&party.subject));
        let subject = named.and_then(|(_, value)| match value {
            serde_json::Value::String(text) => Some(text.clone()),
            serde_json::Value::Number(number) => Some(number.to_string()),
            _ => None,
        });
        let Some(subject) = subject.filter(|subject| !subject.is_empty()) else {
            return Err(Box::new(Fault::new(
                "AADB2C90107",
                "server_error",
                Side::Configuration,
                format!("The policy has no value for the subject `{}`.", party.subject),
                "Let a step produce the claim that SubjectNamingInfo names.",
            )));
        };
        Ok(Step::Finish(Box::new(Finished {
            subject,
            claims,
            issuer: issuer.to_owned(),
            user,
            provider: self.state.provider.clone(),
            session: self.outgoing_session(),
            auth_time: self.state.auth_time,
            keep_signed_in: self.state.remember_me,
            fresh: self.state.proved || self.state.restored.is_none(),
            secret,
        })))
    }
}
