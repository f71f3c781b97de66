//! A telephone as a second factor: the number that is known, or one that is entered, and a code by message
//! (`PhoneFactorProtocolProvider`).

use super::{Machine, Progress, claims::Got, directory, fields, one_time, texts};
use crate::{
    Answer, Channel, CodeVerdict, Effect, Fault, Page, SendVerdict, State, Step, Typed, UserMessage,
    page::{Body, Phone},
    recording::{Item, Side},
    state::{PhoneState, ProfilePhase},
};
use domain::{ClaimValue, claims::Sensitive};
use policy::{
    Program,
    program::{NameKind, PhoneFactor, Profile, Protocol},
};
use serde_json::Value;
use std::collections::BTreeMap;

/// At most this many wrong answers.
const ATTEMPTS: u16 = 10;

impl Machine<'_> {
    pub(super) fn phone(&mut self, id: &str, profile: &Profile, factor: &PhoneFactor) -> Progress {
        let known = profile
            .input_claims
            .iter()
            .filter(|used| !used.name().eq_ignore_ascii_case("UserId"))
            .filter_map(|used| self.input_value(profile, used).as_ref().and_then(ClaimValue::text))
            .map(|number| directory::normalised(NameKind::Phone, &number))
            .find(|number| is_number(number));
        if known.is_none() && !factor.manual {
            return Err(Box::new(Fault::new(
                "AADB2C90151",
                "access_denied",
                Side::Configuration,
                "The account has no telephone number for the second factor.",
                "Set strongAuthenticationPhoneNumber of the user, or allow the person to enter one.",
            )));
        }
        let phone = PhoneState { new: known.is_none(), number: known.unwrap_or_default(), sent: false, failures: 0 };
        self.set_phase(ProfilePhase::Phone(phone));
        self.draw_phone(id)
    }

    fn draw_phone(&mut self, id: &str) -> Progress {
        let _ = id;
        let Some(page) = super::page(self.program, &self.state, self.ambient.disabled) else {
            return Err(Box::new(Fault::unexpected("the phone page cannot be drawn")));
        };
        self.record(Item::Shown { content: page.content.clone(), offered: Vec::new(), error: page.error.clone() });
        Ok(Some(Step::Show(Box::new(page))))
    }

    pub(super) fn phone_answered(&mut self, id: &str, mut phone: PhoneState, answer: &Answer) -> Progress {
        self.state.form.message = None;
        let none = Typed::new();
        let (action, typed) = match answer {
            Answer::Cancel => {
                self.record(Item::Answered { action: "cancel".to_owned(), fields: BTreeMap::new() });
                return Err(Box::new(Fault::cancelled()));
            }
            Answer::Act(action, typed) => (action.as_str(), typed),
            Answer::Form(typed) => (if phone.sent { "verifyCode" } else { "sendCode" }, typed),
            Answer::Choice(_) => ("", &none),
        };
        let known = matches!(action, "sendCode" | "sendNewCode" | "verifyCode" | "changeClaims");
        let recorded = if known { action } else { "a button that is not there" };
        self.record(Item::Answered { action: recorded.to_owned(), fields: BTreeMap::new() });
        let field = |name: &str| typed.get(name).and_then(|values| values.first()).map_or("", String::as_str);
        match action {
            "sendCode" | "sendNewCode" => {
                if phone.new && !phone.sent {
                    let number = directory::normalised(NameKind::Phone, &fields::clean(field("number")));
                    let number = number.strip_prefix("00").map_or(number.clone(), |rest| format!("+{rest}"));
                    phone.number = number;
                    if !is_number(&phone.number) {
                        self.state.form.message = Some("error_invalid_number".to_owned());
                        self.set_phase(ProfilePhase::Phone(phone));
                        return self.draw_phone(id);
                    }
                }
                let effect = Effect::SendCode {
                    channel: Channel::Message,
                    to: phone.number.clone(),
                    rules: one_time::own_rules(),
                    language: self.state.request.language,
                };
                self.set_phase(ProfilePhase::Phone(phone));
                Ok(Some(Step::Perform(Box::new(effect))))
            }
            "verifyCode" if phone.sent => {
                let code: String = field("verificationCode").chars().filter(|c| !c.is_whitespace()).take(64).collect();
                let (channel, key) = (Some(Channel::Message), phone.number.clone());
                let effect = Effect::CheckCode { channel, key, code: Sensitive::new(code) };
                self.set_phase(ProfilePhase::Phone(phone));
                Ok(Some(Step::Perform(Box::new(effect))))
            }
            "changeClaims" if phone.new => {
                phone.sent = false;
                self.set_phase(ProfilePhase::Phone(phone));
                self.draw_phone(id)
            }
            _ => self.draw_phone(id),
        }
    }

    pub(super) fn phone_sent(&mut self, id: &str, mut phone: PhoneState, verdict: &SendVerdict) -> Progress {
        match self.was_sent(verdict) {
            Ok(()) => phone.sent = true,
            Err(fault) => self.phone_message(&fault),
        }
        self.set_phase(ProfilePhase::Phone(phone));
        self.draw_phone(id)
    }

    pub(super) fn phone_checked(&mut self, id: &str, mut phone: PhoneState, verdict: CodeVerdict) -> Progress {
        match self.was_right(verdict, true) {
            Ok(()) => {
                let (number, new) = (phone.number, phone.new);
                self.leave_profile(
                    id,
                    &Got::Outside(&|name| match name {
                        "Verified.OfficePhone" | "Verified.strongAuthenticationPhoneNumber" => {
                            Some(Value::from(number.as_str()))
                        }
                        "newPhoneNumberEntered" => new.then(|| Value::from(true)),
                        _ => None,
                    }),
                )
            }
            Err(fault) => {
                phone.failures += 1;
                if phone.failures >= ATTEMPTS {
                    return Err(Box::new(Fault::new(
                        "AADB2C90151",
                        "access_denied",
                        Side::Browser,
                        "The second factor was tried too often without success.",
                        "The person starts again.",
                    )));
                }
                phone.sent &= !fault.void;
                self.phone_message(&fault);
                self.set_phase(ProfilePhase::Phone(phone));
                self.draw_phone(id)
            }
        }
    }

    fn phone_message(&mut self, fault: &Fault) {
        self.state.form.message = match &fault.user {
            Some(UserMessage::Id(text) | UserMessage::Sentence(text) | UserMessage::Keyed { id: text, .. }) => {
                Some(text.clone())
            }
            None => Some("unknown_error".to_owned()),
        };
    }
}

/// `+`, a country code and a number, as E.164 has it.
fn is_number(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('+') else { return false };
    (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0')
}

pub(super) fn phone_page(program: &Program, state: &State, id: &str, phone: &PhoneState) -> Option<Page> {
    let profile = program.profiles.get(id)?;
    let Protocol::PhoneFactor(factor) = &profile.protocol else { return None };
    // Whoever has the password only learns no number: its end is enough to know which telephone to look at.
    let known = (!phone.new).then(|| {
        let keep = phone.number.len().saturating_sub(4);
        format!("{}{}", "•".repeat(keep), &phone.number[keep..])
    });
    Some(Page {
        content: factor.content.clone(),
        body: Body::Phone(Phone {
            known,
            number: if phone.new { phone.number.clone() } else { String::new() },
            sent: phone.sent,
        }),
        language: state.request.language,
        texts: texts::page_texts(program, state, &factor.content, Some(profile)),
        error: state.form.message.clone(),
    })
}
