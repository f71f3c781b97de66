//! Selection pages: a button per provider, and a form for local accounts.

use super::{Machine, Progress, claims, form, texts};
use crate::{
    Answer, Fault, Page, State, Step,
    page::{Body, Choice, Links, LocalForm},
    recording::{Item, Side},
    state::{Frame, ProfilePhase, StepPhase},
};
use policy::{
    Program,
    program::{Action, Exchange, Forgotten, Protocol},
};
use std::collections::{BTreeMap, BTreeSet};

impl Machine<'_> {
    pub(super) fn select(
        &mut self,
        id: &str,
        position: usize,
        choices: &[Exchange],
        local: Option<&Exchange>,
        show_single: bool,
    ) -> Progress {
        let offered = offered(self.program, &self.state, choices, self.ambient.disabled);
        if offered.is_empty() && local.is_none() {
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
        let kept = || offered.iter().copied().find(|exchange| self.is_kept_choice(&exchange.profile));
        let single = || offered.first().copied().filter(|_| !show_single && offered.len() == 1 && local.is_none());
        let automatic = hinted.or_else(kept).or_else(single).cloned();
        if let Some(exchange) = automatic {
            self.state.chosen = Some(exchange.id);
            self.next_step();
            return Ok(None);
        }
        if let Some(local) = local {
            // The form is the running profile; the buttons stand beside it.
            self.set_step_phase(StepPhase::Running);
            self.enter(&local.profile);
            return Ok(None);
        }
        self.set_step_phase(StepPhase::Choosing);
        self.show_selection(id, position)
    }

    pub(super) fn show_selection(&mut self, id: &str, position: usize) -> Progress {
        let Some(page) = selection_page(self.program, &self.state, id, position, self.ambient.disabled) else {
            return Err(Box::new(Fault::unexpected("the selection page cannot be drawn")));
        };
        let offered = match &page.body {
            Body::Selection { choices, .. } => choices.iter().map(|choice| choice.id.clone()).collect(),
            _ => Vec::new(),
        };
        self.record(Item::Shown { content: page.content.clone(), offered, error: page.error.clone() });
        Ok(Some(Step::Show(Box::new(page))))
    }

    /// A choice on a page without a form.
    pub(super) fn chosen(&mut self, id: &str, position: usize, answer: &Answer) -> Progress {
        let choice = match answer {
            Answer::Choice(choice) => choice.as_str(),
            Answer::Cancel => {
                self.record(Item::Answered { action: "cancel".to_owned(), fields: BTreeMap::new() });
                return Err(Box::new(Fault::cancelled()));
            }
            Answer::Form(_) | Answer::Act(..) => "",
        };
        self.choose(id, position, choice)
    }

    /// Only what the page could offer now is taken: a hidden or disabled provider cannot be chosen by hand.
    fn choose(&mut self, id: &str, position: usize, choice: &str) -> Progress {
        let step = self.program.journeys.get(id).and_then(|journey| journey.steps.get(position));
        let Some(Action::Select { choices, links, .. }) = step.map(|step| &step.action) else {
            return Err(Box::new(Fault::unexpected("the choice belongs to no selection")));
        };
        let found = offered(self.program, &self.state, choices, self.ambient.disabled)
            .into_iter()
            .chain(links)
            .find(|exchange| exchange.id == choice)
            .cloned();
        let Some(exchange) = found else {
            self.state.form.message = Some("unavailable_choice".to_owned());
            return self.show_selection(id, position);
        };
        self.state.form.message = None;
        self.record(Item::Answered { action: exchange.id.clone(), fields: BTreeMap::new() });
        self.state.chosen = Some(exchange.id);
        self.next_step();
        Ok(None)
    }

    /// A button beside the form of a combined page: the form goes, the choice counts. `None` if the running form
    /// stands on a page of its own.
    pub(super) fn chosen_beside_form(&mut self, profile: &str, choice: &str) -> Option<Progress> {
        let Some(Frame::Journey { id, step, .. }) = self.state.frames.iter().rev().nth(1).cloned() else { return None };
        local_of(self.program, &id, step).filter(|local| local.profile == profile)?;
        let known = self.program.journeys.get(&id).and_then(|journey| journey.steps.get(step));
        let Some(Action::Select { choices, links, .. }) = known.map(|step| &step.action) else { return None };
        let there = offered(self.program, &self.state, choices, self.ambient.disabled)
            .into_iter()
            .chain(links)
            .any(|exchange| exchange.id == choice);
        if !there {
            self.state.form.message = Some("unavailable_choice".to_owned());
            return Some(self.show_selection(&id, step));
        }
        self.state.frames.pop();
        Some(self.choose(&id, step, choice))
    }

    /// The link for a forgotten password.
    pub(super) fn forgotten(&mut self, profile: &str) -> Progress {
        let Protocol::SelfAsserted(page) = &self.profile(profile)?.protocol else {
            return Err(Box::new(Fault::unexpected("a forgotten password on another profile")));
        };
        let kind = page.forgotten.clone();
        let beside = match self.state.frames.iter().rev().nth(1) {
            Some(Frame::Journey { id, step, .. }) => {
                self.program.journeys.get(id).and_then(|found| found.steps.get(*step))
            }
            _ => None,
        };
        if let Some(Action::Select { forgotten: Some(exchange), .. }) = beside.map(|step| &step.action) {
            let exchange = exchange.clone();
            return self
                .chosen_beside_form(profile, &exchange)
                .unwrap_or_else(|| Err(Box::new(Fault::unexpected("a link that leads nowhere"))));
        }
        match kind {
            // An exchange that this journey does not have leaves it to the application.
            Forgotten::Application | Forgotten::Exchange(_) => {
                self.record(Item::Answered { action: "forgotPassword".to_owned(), fields: BTreeMap::new() });
                Err(Box::new(Fault::new(
                    "AADB2C90118",
                    "access_denied",
                    Side::Browser,
                    "The person has forgotten the password.",
                    "The application starts the policy that resets passwords.",
                )))
            }
            Forgotten::None => Err(Box::new(Fault::unexpected("a link that is not on the page"))),
        }
    }
}

/// The exchange whose form stands on the page of a step.
pub(super) fn local_of<'p>(program: &'p Program, journey: &str, position: usize) -> Option<&'p Exchange> {
    match &program.journeys.get(journey)?.steps.get(position)?.action {
        Action::Select { local, .. } => local.as_ref(),
        _ => None,
    }
}

fn offered<'p>(
    program: &Program,
    state: &State,
    choices: &'p [Exchange],
    disabled: &BTreeSet<String>,
) -> Vec<&'p Exchange> {
    choices
        .iter()
        .filter(|exchange| !disabled.contains(&exchange.profile))
        .filter(|exchange| {
            program.profiles.get(&exchange.profile).is_none_or(|profile| claims::is_enabled(&state.claims, profile))
        })
        .collect()
}

pub(super) fn selection_page(
    program: &Program,
    state: &State,
    id: &str,
    position: usize,
    disabled: &BTreeSet<String>,
) -> Option<Page> {
    let step = program.journeys.get(id)?.steps.get(position)?;
    let Action::Select { content, choices, local, sign_up, .. } = &step.action else { return None };
    let choices = offered(program, state, choices, disabled)
        .into_iter()
        .map(|exchange| {
            let profile = program.profiles.get(&exchange.profile);
            Choice {
                id: exchange.id.clone(),
                label: profile.map_or_else(|| exchange.id.clone(), |profile| profile.display_name.clone()),
                text_link: profile.is_some_and(|profile| {
                    profile
                        .messages
                        .get("ClaimsProviderSelectionDisplayType")
                        .is_some_and(|kind| kind.eq_ignore_ascii_case("TextLink"))
                }),
            }
        })
        .collect();
    let waits = matches!(state.frames.last(), Some(Frame::Profile { phase: ProfilePhase::Form, .. }));
    let local = local.as_ref().filter(|_| waits).and_then(|local| {
        let profile = program.profiles.get(&local.profile)?;
        let Protocol::SelfAsserted(page) = &profile.protocol else { return None };
        let links = Links { sign_up: sign_up.clone(), ..form::links(program, page) };
        Some(LocalForm { parts: form::parts(program, state, profile, page, content), links })
    });
    Some(Page {
        content: content.clone(),
        body: Body::Selection { choices, local },
        language: state.request.language,
        texts: texts::page_texts(program, state, content, None),
        error: state.form.message.clone(),
    })
}
