//! Orchestration steps: preconditions, selections, exchanges, the answer.

use super::{Machine, Progress};
use crate::{
    Answer, Fault, Finished, Page, State, Step,
    page::{Body, Choice},
    recording::{Item, Side},
    state::{Frame, ProfilePhase, StepPhase},
};
use policy::{
    Program,
    program::{self, Action, Exchange, Precondition},
};
use serde_json::Map;
use std::collections::{BTreeMap, BTreeSet};

impl Machine<'_> {
    pub(super) fn journey(&mut self, id: &str, position: usize, phase: StepPhase) -> Progress {
        let program = self.program;
        let Some(journey) = program.journeys.get(id) else {
            return Err(Box::new(Fault::unexpected("the journey is not in the program")));
        };
        let Some(step) = journey.steps.get(position) else {
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
            Action::Select { choices, show_single, .. } => self.select(id, position, choices, *show_single),
            Action::Exchange(exchanges) => {
                self.exchange(exchanges);
                Ok(None)
            }
            Action::Send { issuer } => self.send(issuer).map(Some),
            Action::GetClaims(_) | Action::Invoke { .. } => Err(Box::new(Fault::unexpected("a step of another kind"))),
        }
    }

    fn next_step(&mut self) {
        if let Some(Frame::Journey { step, phase, .. }) = self.state.frames.last_mut() {
            *step += 1;
            *phase = StepPhase::Entering;
        }
    }

    fn set_step_phase(&mut self, new: StepPhase) {
        if let Some(Frame::Journey { phase, .. }) = self.state.frames.last_mut() {
            *phase = new;
        }
    }

    /// The words for a precondition that holds, so that the step is skipped. `ClaimEquals` on a claim without a value
    /// is ignored whatever `ExecuteActionsIf` says (behaviour reference §15.18).
    pub(super) fn holds(&self, condition: &Precondition) -> Option<String> {
        match condition {
            Precondition::ClaimsExist { claim, when } => {
                let exists = self.state.claims.contains(claim);
                (exists == *when)
                    .then(|| format!("the claim {claim} {}", if exists { "exists" } else { "does not exist" }))
            }
            Precondition::ClaimEquals { claim, value, when } => {
                let found = self.state.claims.text(claim)?;
                let equal = found == *value;
                (equal == *when)
                    .then(|| format!("the claim {claim} {} {value}", if equal { "equals" } else { "does not equal" }))
            }
        }
    }

    fn select(&mut self, id: &str, position: usize, choices: &[Exchange], show_single: bool) -> Progress {
        let offered = offered(choices, self.ambient.disabled);
        if offered.is_empty() {
            return Err(Box::new(Fault::new(
                "AADB2C90051",
                "server_error",
                Side::Configuration,
                "No identity provider is available for this sign-in.",
                "Choose at least one enabled identity provider in the user flow.",
            )));
        }
        let hinted = self.state.request.domain_hint.as_deref().and_then(|hint| {
            offered.iter().copied().find(|exchange| {
                let profile = self.program.profiles.get(&exchange.profile);
                profile.is_some_and(|profile| {
                    profile.domains.iter().any(|domain| domain.eq_ignore_ascii_case(hint.trim()))
                })
            })
        });
        let automatic = hinted.or(if show_single || offered.len() > 1 { None } else { offered.first().copied() });
        if let Some(exchange) = automatic {
            self.state.chosen = Some(exchange.id.clone());
            self.next_step();
            return Ok(None);
        }
        self.set_step_phase(StepPhase::Choosing);
        let Some(page) = selection_page(self.program, &self.state, id, position, self.ambient.disabled) else {
            return Err(Box::new(Fault::unexpected("the selection page cannot be drawn")));
        };
        self.record(Item::Shown {
            content: page.content.clone(),
            offered: offered.iter().map(|exchange| exchange.id.clone()).collect(),
            error: None,
        });
        Ok(Some(Step::Show(Box::new(page))))
    }

    pub(super) fn chosen(&mut self, id: &str, position: usize, answer: Answer) -> Progress {
        let choice = match answer {
            Answer::Choice(choice) => choice,
            Answer::Cancel => {
                self.record(Item::Answered { action: "cancel".to_owned(), fields: BTreeMap::new() });
                return Err(Box::new(Fault::cancelled()));
            }
            Answer::Form(_) => String::new(),
        };
        let step = self.program.journeys.get(id).and_then(|journey| journey.steps.get(position));
        let Some(Action::Select { choices, .. }) = step.map(|step| &step.action) else {
            return Err(Box::new(Fault::unexpected("the choice belongs to no selection")));
        };
        // Only what the page could offer now is taken: a hidden or disabled provider cannot be chosen by hand.
        let Some(exchange) =
            offered(choices, self.ambient.disabled).into_iter().find(|exchange| exchange.id == choice).cloned()
        else {
            self.state.message = Some("unavailable_choice".to_owned());
            return match selection_page(self.program, &self.state, id, position, self.ambient.disabled) {
                Some(page) => Ok(Some(Step::Show(Box::new(page)))),
                None => Err(Box::new(Fault::unexpected("the selection page cannot be drawn"))),
            };
        };
        self.state.message = None;
        self.record(Item::Answered { action: exchange.id.clone(), fields: BTreeMap::new() });
        self.state.chosen = Some(exchange.id);
        self.next_step();
        Ok(None)
    }

    fn exchange(&mut self, exchanges: &[Exchange]) {
        let chosen = self.state.chosen.take();
        let exchange = match (&chosen, exchanges) {
            (Some(chosen), exchanges) if exchanges.iter().any(|exchange| exchange.id == *chosen) => {
                exchanges.iter().find(|exchange| exchange.id == *chosen)
            }
            (_, [only]) => Some(only),
            _ => None,
        };
        let Some(exchange) = exchange else {
            // Nothing of this step was chosen: it has nothing to do.
            self.next_step();
            return;
        };
        self.set_step_phase(StepPhase::Running);
        self.state.frames.push(Frame::Profile { id: exchange.profile.clone(), phase: ProfilePhase::Entering });
    }

    fn send(&mut self, issuer: &str) -> Result<Step, Box<Fault>> {
        let party = &self.program.relying_party;
        let resolver = self.resolver();
        let mut claims = Map::new();
        for used in &party.output_claims {
            let name = used.partner.as_deref().unwrap_or(&used.claim);
            let default = used.default.as_ref().map(|text| serde_json::Value::from(resolver.resolve(text)));
            let present = self.state.claims.get(&used.claim).map(domain::ClaimValue::shown);
            let value = if used.always_default { default.or(present) } else { present.or(default) };
            if let Some(value) = value {
                claims.insert(name.to_owned(), value);
            }
        }
        let subject = claims.get(&party.subject).and_then(serde_json::Value::as_str).map(str::to_owned);
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
            user: self.state.user,
            provider: self.state.provider.clone(),
        })))
    }
}

fn offered<'p>(choices: &'p [Exchange], disabled: &BTreeSet<String>) -> Vec<&'p Exchange> {
    choices.iter().filter(|exchange| !disabled.contains(&exchange.profile)).collect()
}

pub(super) fn selection_page(
    program: &Program,
    state: &State,
    id: &str,
    position: usize,
    disabled: &BTreeSet<String>,
) -> Option<Page> {
    let step = program.journeys.get(id)?.steps.get(position)?;
    let Action::Select { content, choices, .. } = &step.action else { return None };
    let label = |exchange: &Exchange| {
        program
            .profiles
            .get(&exchange.profile)
            .map_or_else(|| exchange.id.clone(), |profile: &program::Profile| profile.display_name.clone())
    };
    let choices = offered(choices, disabled)
        .into_iter()
        .map(|exchange| Choice { id: exchange.id.clone(), label: label(exchange) })
        .collect();
    Some(Page {
        content: content.clone(),
        body: Body::Selection { choices },
        language: state.request.language,
        texts: BTreeMap::new(),
        error: state.message.clone(),
    })
}
