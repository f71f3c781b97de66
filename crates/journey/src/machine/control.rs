//! Display controls that verify an address: a code is sent there, and typed in here.

use super::{Machine, Progress, fields, texts};
use crate::{
    Fault, Typed,
    page::Stage,
    recording::Item,
    state::{FieldState, ProfilePhase},
};
use domain::{ClaimValue, claims::Sensitive};
use policy::program::{Control, Element, Protocol};
use std::collections::BTreeMap;

/// At most this many characters of a code.
const MAX_CODE: usize = 64;

/// The buttons of a display control.
const BUTTONS: [&str; 4] = ["sendCode", "sendNewCode", "verifyCode", "changeClaims"];

impl Machine<'_> {
    /// A button of a display control.
    pub(super) fn control_pressed(&mut self, id: &str, action: &str, typed: &Typed) -> Progress {
        let profile = self.profile(id)?.clone();
        let Protocol::SelfAsserted(page) = &profile.protocol else {
            return Err(Box::new(Fault::unexpected("an answer to a page that is none")));
        };
        // What was typed beside it stays, without a judgement yet.
        self.read_fields(page, typed);
        self.forget_passwords();
        for field in &mut self.state.form.fields {
            field.error = None;
        }
        let (name, pressed) = action.rsplit_once('.').unwrap_or_default();
        let there = page.elements.iter().any(|element| matches!(element, Element::Control(control) if control == name));
        let program = self.program;
        let control = program.controls.get(name).filter(|_| there && BUTTONS.contains(&pressed));
        // What no button of the page posts is not written down: it could be anything, of any length (S73).
        let action = if control.is_some() { action } else { "a button that is not there" };
        self.record(Item::Answered { action: action.to_owned(), fields: BTreeMap::new() });
        let Some(control) = control else { return self.draw_form(id) };
        let stage = self.state.form.controls.get(name).copied().unwrap_or(Stage::Asking);
        match (pressed, stage) {
            ("sendCode", Stage::Asking) => self.control_send(id, name, control, typed),
            ("sendNewCode", Stage::Sent) => {
                self.forget_found(name);
                self.control_runs(name, false)
            }
            ("verifyCode", Stage::Sent) => {
                let code: String =
                    typed.get(&control.code).and_then(|values| values.first()).map_or_else(String::new, |code| {
                        code.chars().filter(|c| !c.is_whitespace() && !c.is_control()).take(MAX_CODE).collect()
                    });
                if code.is_empty() {
                    self.field_error(&control.code, String::new(), "required_field");
                    return self.draw_form(id);
                }
                self.state.form.claims.set(control.code.as_str(), ClaimValue::Sensitive(Sensitive::new(code)));
                self.control_runs(name, true)
            }
            ("changeClaims", Stage::Sent | Stage::Verified) => {
                self.state.form.controls.remove(name);
                self.forget_found(name);
                let entered = |claim: &String| program.claims.get(claim).is_some_and(fields::is_entered);
                for part in control.claims.iter().filter(|part| entered(&part.claim.claim)) {
                    let value = self.state.form.claims.remove(&part.claim.claim).and_then(|value| value.text());
                    self.keep_field(&part.claim.claim, value.unwrap_or_default(), None);
                }
                self.draw_form(id)
            }
            _ => self.draw_form(id),
        }
    }

    fn control_send(&mut self, id: &str, name: &str, control: &Control, typed: &Typed) -> Progress {
        let profile = self.profile(id)?;
        let content = match &profile.protocol {
            Protocol::SelfAsserted(page) => page.content.clone(),
            _ => String::new(),
        };
        let found = texts::resources(self.program, &self.state, self.content_of(&content)).cloned();
        self.forget_found(name);
        let mut ok = true;
        for part in &control.claims {
            let used = &part.claim;
            let Some(claim) = fields::declared(self.program, used) else { continue };
            if !fields::is_entered(claim) {
                // It is shown, not entered: nobody else's address is posted in its place (S78).
                let shown = self.state.form.prefilled.get(&used.claim).or_else(|| self.value(&used.claim)).cloned();
                if let Some(value) = shown {
                    self.state.form.claims.set(used.claim.as_str(), value);
                } else {
                    ok = false;
                    self.field_error(&used.claim, String::new(), "required_field");
                }
                continue;
            }
            let entered = fields::read(&used.claim, claim, used.required, typed, found.as_ref(), self.ambient.now);
            ok &= entered.error.is_none();
            self.keep_field(&used.claim, entered.shown, entered.error);
            match entered.value {
                Some(value) => self.state.form.claims.set(used.claim.as_str(), value),
                None => {
                    self.state.form.claims.remove(&used.claim);
                }
            }
        }
        if ok { self.control_runs(name, false) } else { self.draw_form(id) }
    }

    fn control_runs(&mut self, name: &str, verify: bool) -> Progress {
        self.set_phase(ProfilePhase::Acting { control: name.to_owned(), verify, next: 0, ran: false });
        Ok(None)
    }

    /// All profiles of an action ran.
    pub(super) fn control_done(&mut self, id: &str, name: &str, verify: bool) -> Progress {
        let program = self.program;
        self.set_phase(ProfilePhase::Form);
        let Some(control) = program.controls.get(name) else {
            return Err(Box::new(Fault::unexpected("a display control that is not in the program")));
        };
        self.state.form.claims.remove(&control.code);
        self.state.form.fields.retain(|field| !control.claims.iter().any(|part| part.claim.claim == field.claim));
        self.state.form.fields.retain(|field| field.claim != control.code);
        self.state.proved |= verify;
        self.state.form.controls.insert(name.to_owned(), if verify { Stage::Verified } else { Stage::Sent });
        self.draw_form(id)
    }

    fn field_error(&mut self, claim: &str, value: String, error: &str) {
        self.keep_field(claim, value, Some(error.to_owned()));
    }

    fn keep_field(&mut self, claim: &str, value: String, error: Option<String>) {
        self.state.form.fields.retain(|field| field.claim != claim);
        self.state.form.fields.push(FieldState { claim: claim.to_owned(), value, error, secret: false });
    }
}
