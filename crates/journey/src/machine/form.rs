//! Self-asserted pages: a form of claims.

use super::{Machine, Progress};
use crate::{
    Answer, Fault, Page, State, Step,
    page::{Body, Field, Input},
    recording::Item,
    state::{FieldState, ProfilePhase},
};
use policy::{
    Program,
    program::{Claim, ClaimUse, Element, InputType, Profile, Protocol},
};
use serde_json::Value;
use std::collections::BTreeMap;

/// At most this many characters in one field.
const MAX_FIELD: usize = 1024;

impl Machine<'_> {
    pub(super) fn show_form(&mut self, id: &str) -> Progress {
        self.set_phase(ProfilePhase::Form);
        self.state.fields = Vec::new();
        self.draw_form(id)
    }

    fn draw_form(&mut self, id: &str) -> Progress {
        let Some(page) = form_page(self.program, &self.state, id) else {
            return Err(Box::new(Fault::unexpected("the form cannot be drawn")));
        };
        let offered = match &page.body {
            Body::SelfAsserted { fields, .. } => fields.iter().map(|field| field.claim.clone()).collect(),
            Body::Selection { .. } => Vec::new(),
        };
        let error = self.state.fields.iter().find_map(|field| field.error.clone());
        self.record(Item::Shown { content: page.content.clone(), offered, error });
        Ok(Some(Step::Show(Box::new(page))))
    }

    pub(super) fn form_answered(&mut self, id: &str, answer: Answer) -> Progress {
        let typed = match answer {
            Answer::Form(typed) => typed,
            Answer::Cancel => {
                self.record(Item::Answered { action: "cancel".to_owned(), fields: BTreeMap::new() });
                return Err(Box::new(Fault::cancelled()));
            }
            Answer::Choice(_) => BTreeMap::new(),
        };
        let program = self.program;
        let Some(profile) = program.profiles.get(id) else {
            return Err(Box::new(Fault::unexpected("a technical profile is not in the program")));
        };
        // Only fields of the form are read: what else is posted is not there.
        let mut fields = Vec::new();
        for (used, claim) in entered(program, profile) {
            let value = typed.get(&used.claim).map(|value| value.trim()).unwrap_or_default();
            let value: String = value.chars().filter(|c| !c.is_control()).take(MAX_FIELD).collect();
            let error = problem(used, claim, &value);
            fields.push(FieldState { claim: used.claim.clone(), value, error });
        }
        let shown = fields.iter().map(|field| (field.claim.clone(), Value::from(field.value.as_str()))).collect();
        self.record(Item::Answered { action: "continue".to_owned(), fields: shown });
        if fields.iter().any(|field| field.error.is_some()) {
            self.state.fields = fields;
            return self.draw_form(id);
        }
        self.state.fields = Vec::new();
        let values: BTreeMap<String, String> = fields
            .into_iter()
            .filter(|field| !field.value.is_empty())
            .map(|field| (field.claim, field.value))
            .collect();
        self.leave_profile(id, &|claim| values.get(claim).map(|value| Value::from(value.as_str())))
    }
}

/// The claims of a form that a person enters.
fn entered<'p>(program: &'p Program, profile: &'p Profile) -> Vec<(&'p ClaimUse, &'p Claim)> {
    let Protocol::SelfAsserted(page) = &profile.protocol else { return Vec::new() };
    page.elements
        .iter()
        .filter_map(|element| match element {
            Element::Claim(used) => Some((used, program.claims.get(&used.claim)?)),
            Element::Control(_) => None,
        })
        .collect()
}

/// The string id of what is wrong with a value, or the policy's own sentence.
fn problem(used: &ClaimUse, claim: &Claim, value: &str) -> Option<String> {
    if value.is_empty() {
        return used.required.then(|| "required_field".to_owned());
    }
    let (pattern, help) = claim.pattern.as_ref()?;
    let matches = regex_lite::Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(value));
    (!matches).then(|| help.clone().unwrap_or_else(|| "error_fieldIncorrect".to_owned()))
}

pub(super) fn form_page(program: &Program, state: &State, id: &str) -> Option<Page> {
    let profile = program.profiles.get(id)?;
    let Protocol::SelfAsserted(page) = &profile.protocol else { return None };
    let fields = entered(program, profile)
        .into_iter()
        .map(|(used, claim)| {
            let kept = state.fields.iter().find(|field| field.claim == used.claim);
            Field {
                claim: used.claim.clone(),
                label: claim.display_name.clone(),
                input: match claim.input {
                    Some(InputType::EmailBox) => Input::EmailBox,
                    Some(InputType::Telephone) => Input::Telephone,
                    Some(InputType::Readonly) => Input::Readonly,
                    Some(InputType::Paragraph) => Input::Paragraph,
                    Some(InputType::Password) => Input::Password,
                    _ => Input::TextBox,
                },
                value: kept
                    .map(|field| field.value.clone())
                    .or_else(|| state.claims.text(&used.claim))
                    .unwrap_or_default(),
                required: used.required,
                help: claim.help.clone(),
                pattern: claim.pattern.as_ref().map(|(pattern, _)| pattern.clone()),
                error: kept.and_then(|field| field.error.clone()),
            }
        })
        .collect();
    Some(Page {
        content: page.content.clone(),
        body: Body::SelfAsserted { heading: Some(profile.display_name.clone()), fields, cancel: page.cancel },
        language: state.request.language,
        texts: BTreeMap::new(),
        error: None,
    })
}
