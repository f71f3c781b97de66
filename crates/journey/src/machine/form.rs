//! Self-asserted pages: a form of claims.

use super::{Machine, Progress, fields, texts};
use crate::{
    Answer, Fault, Page, State, Step, Typed,
    page::{Body, Links, Part, Stage, Verification},
    recording::Item,
    state::{FieldState, Frame, ProfilePhase},
};
use domain::Claims;
use policy::{
    Program,
    program::{Control, Element, Forgotten, Profile, Protocol, SelfAsserted},
};
use serde_json::Value;
use std::collections::BTreeMap;

impl Machine<'_> {
    pub(super) fn show_form(&mut self, id: &str, page: &SelfAsserted) -> Progress {
        self.state.form.prefilled = self.prefilled(id, page)?;
        self.set_phase(ProfilePhase::Form);
        self.draw_form(id)
    }

    /// What the page's input claims, and those of its controls, fill in.
    fn prefilled(&self, id: &str, page: &SelfAsserted) -> Result<Claims, Box<Fault>> {
        let profile = self.profile(id)?;
        let controls = page.elements.iter().filter_map(|element| match element {
            Element::Control(control) => self.program.controls.get(control),
            Element::Claim(_) => None,
        });
        let mut prefilled = Claims::new();
        for used in profile.input_claims.iter().chain(controls.flat_map(|control| &control.input_claims)) {
            if let Some(value) = self.input_value(profile, used) {
                prefilled.set(used.claim.as_str(), value);
            }
        }
        Ok(prefilled)
    }

    pub(super) fn draw_form(&mut self, id: &str) -> Progress {
        let Some(page) = super::page(self.program, &self.state, self.ambient.disabled) else {
            return Err(Box::new(Fault::unexpected("the form cannot be drawn")));
        };
        let parts = match &page.body {
            Body::SelfAsserted { parts, .. } => parts.as_slice(),
            Body::Selection { local: Some(local), .. } => local.parts.as_slice(),
            _ => &[],
        };
        let mut offered = Vec::new();
        for part in parts {
            match part {
                Part::Field(field) => offered.push(field.claim.clone()),
                Part::Verification(control) => {
                    offered.push(control.id.clone());
                    offered.extend(control.fields.iter().map(|field| field.claim.clone()));
                }
            }
        }
        let error = page.error.clone().or_else(|| self.state.form.fields.iter().find_map(|field| field.error.clone()));
        let _ = id;
        self.record(Item::Shown { content: page.content.clone(), offered, error });
        Ok(Some(Step::Show(Box::new(page))))
    }

    pub(super) fn form_answered(&mut self, id: &str, answer: Answer) -> Progress {
        self.state.form.message = None;
        match answer {
            Answer::Form(typed) => self.form_continued(id, &typed),
            Answer::Act(action, _) if action == "forgotPassword" => self.forgotten(id),
            Answer::Act(action, typed) => self.control_pressed(id, &action, &typed),
            Answer::Cancel => {
                self.record(Item::Answered { action: "cancel".to_owned(), fields: BTreeMap::new() });
                Err(Box::new(Fault::cancelled()))
            }
            Answer::Choice(choice) => {
                self.chosen_beside_form(id, &choice).unwrap_or_else(|| self.form_continued(id, &Typed::new()))
            }
        }
    }

    fn form_continued(&mut self, id: &str, typed: &Typed) -> Progress {
        let profile = self.profile(id)?.clone();
        let Protocol::SelfAsserted(page) = &profile.protocol else {
            return Err(Box::new(Fault::unexpected("an answer to a page that is none")));
        };
        self.forget_found("");
        let mut ok = self.read_fields(page, typed);
        // What a control verifies counts once it is verified: nobody goes past it (S78).
        let open = page.elements.iter().any(|element| match element {
            Element::Control(control) => self.state.form.controls.get(control) != Some(&Stage::Verified),
            Element::Claim(_) => false,
        });
        if open && ok {
            self.state.form.message = Some("UserMessageIfClaimNotVerified".to_owned());
            ok = false;
        }
        self.state.remember_me |= links(self.program, page).remember_me && typed.contains_key("rememberMe");
        let shown = self.state.form.fields.iter().map(|field| {
            let value =
                if field.secret { Value::from(domain::claims::REDACTED) } else { Value::from(field.value.as_str()) };
            (field.claim.clone(), value)
        });
        let shown = shown.collect();
        self.record(Item::Answered { action: "continue".to_owned(), fields: shown });
        if !ok {
            self.forget_passwords();
            return self.draw_form(id);
        }
        self.set_phase(ProfilePhase::Validating { next: 0, ran: false });
        Ok(None)
    }

    /// Reads the fields that stand on the page now: what else is posted is not there. Says whether all are taken.
    pub(super) fn read_fields(&mut self, page: &SelfAsserted, typed: &Typed) -> bool {
        let program = self.program;
        let found = texts::resources(program, &self.state, self.content_of(&page.content)).cloned();
        let mut states = Vec::new();
        let mut claims = std::mem::take(&mut self.state.form.claims);
        // What a control verifies is the control's: a field of the same claim does not write over it (S78).
        let controls = page.elements.iter().filter_map(|element| match element {
            Element::Control(id) => program.controls.get(id),
            Element::Claim(_) => None,
        });
        let controlled: Vec<&str> =
            controls.flat_map(|control| &control.claims).map(|part| part.claim.claim.as_str()).collect();
        for element in &page.elements {
            let used = match element {
                Element::Claim(used) if controlled.contains(&used.claim.as_str()) => continue,
                Element::Claim(used) => used,
                Element::Control(id) => {
                    states.extend(self.unsent(id, typed));
                    continue;
                }
            };
            let Some(claim) = fields::declared(program, used) else { continue };
            if !fields::is_entered(claim) {
                if let Some(value) = self.state.form.prefilled.get(&used.claim) {
                    claims.set(used.claim.as_str(), value.clone());
                }
                continue;
            }
            let entered = fields::read(&used.claim, claim, used.required, typed, found.as_ref(), self.ambient.now);
            states.push(FieldState {
                claim: used.claim.clone(),
                value: entered.shown,
                error: entered.error,
                secret: matches!(entered.value, Some(domain::ClaimValue::Sensitive(_))),
            });
            match entered.value {
                Some(value) => claims.set(used.claim.as_str(), value),
                None => {
                    claims.remove(&used.claim);
                }
            }
        }
        // The two are one password typed twice: that is what their names mean.
        let find = |name: &str| {
            let id =
                states.iter().find(|field| field.claim.eq_ignore_ascii_case(name)).map(|field| field.claim.clone());
            id.and_then(|id| claims.text(&id))
        };
        if find("newPassword") != find("reenterPassword")
            && let Some(again) = states.iter_mut().find(|field| field.claim.eq_ignore_ascii_case("reenterPassword"))
            && again.error.is_none()
        {
            again.error = Some("error_passwordEntryMismatch".to_owned());
        }
        let ok = states.iter().all(|field| field.error.is_none());
        self.state.form.claims = claims;
        self.state.form.fields = states;
        ok
    }

    /// What stands in a control whose code was not asked for yet: kept, but nothing more.
    fn unsent(&self, control: &str, typed: &Typed) -> Vec<FieldState> {
        if self.state.form.controls.contains_key(control) {
            return Vec::new();
        }
        let parts = self.program.controls.get(control).map(|control| control.claims.as_slice()).unwrap_or_default();
        parts
            .iter()
            .filter_map(|part| {
                let value = fields::clean(typed.get(&part.claim.claim)?.first()?);
                Some(FieldState { claim: part.claim.claim.clone(), value, error: None, secret: false })
            })
            .collect()
    }

    /// A typed password never outlives its page's validation.
    pub(super) fn forget_passwords(&mut self) {
        let secrets: Vec<String> = self
            .state
            .form
            .claims
            .iter()
            .filter(|(_, value)| matches!(value, domain::ClaimValue::Sensitive(_)))
            .map(|(claim, _)| claim.to_owned())
            .collect();
        for claim in secrets {
            self.state.form.claims.remove(&claim);
        }
    }

    /// The page is done: what it collected and what its validation gave becomes claims of the journey, passwords
    /// never.
    pub(super) fn form_done(&mut self, id: &str) -> Progress {
        self.forget_passwords();
        let collected = std::mem::take(&mut self.state.form);
        let profile = self.profile(id)?;
        let cleared: Vec<String> = profile
            .output_claims
            .iter()
            .filter(|used| {
                let was_field = collected.fields.iter().any(|field| field.claim == used.claim && !field.secret);
                was_field && !collected.claims.contains(&used.claim)
            })
            .map(|used| used.claim.clone())
            .collect();
        for claim in &cleared {
            self.remove_claim(claim);
        }
        // The frame is no page any more: what it sets goes into the bag.
        self.set_phase(ProfilePhase::Entering);
        self.leave_profile(id, &super::claims::Got::Claims(&collected.claims))
    }
}

/// The parts of a form now.
pub(super) fn parts(
    program: &Program,
    state: &State,
    profile: &Profile,
    page: &SelfAsserted,
    content: &str,
) -> Vec<Part> {
    let found = texts::resources(program, state, content);
    let mut parts = Vec::new();
    for element in &page.elements {
        match element {
            Element::Claim(used) => {
                parts.extend(fields::field(program, state, profile, used, found).map(Part::Field));
            }
            Element::Control(id) => {
                let Some(control) = program.controls.get(id) else { continue };
                parts.push(Part::Verification(verification(program, state, profile, id, control, found)));
            }
        }
    }
    parts
}

fn verification(
    program: &Program,
    state: &State,
    profile: &Profile,
    id: &str,
    control: &Control,
    found: Option<&policy::program::Resources>,
) -> Verification {
    let progress = state.form.controls.get(id).copied().unwrap_or(Stage::Asking);
    let mut shown = Vec::new();
    for part in &control.claims {
        let Some(mut field) = fields::field(program, state, profile, &part.claim, found) else { continue };
        if progress != Stage::Asking {
            field.input = crate::page::Input::Readonly;
        } else if field.input == crate::page::Input::TextBox {
            match part.kind.as_deref() {
                Some("Phone") => field.input = crate::page::Input::Telephone,
                _ if part.claim.claim.to_ascii_lowercase().contains("email") => {
                    field.input = crate::page::Input::EmailBox;
                }
                _ => {}
            }
        }
        shown.push(field);
    }
    if progress == Stage::Sent {
        let code = policy::program::ClaimUse {
            claim: control.code.clone(),
            partner: None,
            default: None,
            always_default: false,
            required: true,
        };
        if let Some(mut field) = fields::field(program, state, profile, &code, found) {
            field.input = crate::page::Input::OneTimeCode;
            field.value = String::new();
            shown.push(field);
        }
    }
    Verification { id: id.to_owned(), stage: progress, fields: shown }
}

pub(super) fn links(program: &Program, page: &SelfAsserted) -> Links {
    Links {
        sign_up: page.sign_up.clone(),
        forgotten: page.forgotten != Forgotten::None,
        // Without days nobody would stay signed in (`KeepAliveInDays`).
        remember_me: page.remember_me && program.relying_party.session.keep_signed_in_days > 0,
    }
}

pub(super) fn form_page(program: &Program, state: &State, id: &str) -> Option<Page> {
    let profile = program.profiles.get(id)?;
    let Protocol::SelfAsserted(page) = &profile.protocol else { return None };
    // Links lead to exchanges of the next step of a selection: on a page of its own only the forgotten password of
    // the application is one.
    let links = Links { sign_up: None, forgotten: page.forgotten == Forgotten::Application, ..links(program, page) };
    Some(Page {
        content: page.content.clone(),
        body: Body::SelfAsserted {
            heading: Some(profile.display_name.clone()),
            parts: parts(program, state, profile, page, &page.content),
            cancel: page.cancel,
            proceed: page.proceed,
            links,
        },
        language: state.request.language,
        texts: texts::page_texts(program, state, &page.content, Some(profile)),
        error: state.form.message.clone(),
    })
}

/// The page that a profile runs for, if it runs for one.
pub(super) fn page_below(frames: &[Frame]) -> Option<(usize, &str)> {
    frames.iter().enumerate().rev().find_map(|(position, frame)| match frame {
        Frame::Profile { id, phase: ProfilePhase::Validating { .. } | ProfilePhase::Acting { .. } } => {
            Some((position, id.as_str()))
        }
        _ => None,
    })
}
