//! One-time passwords: those that we send by e-mail, and those that a policy sends itself.

use super::{
    Machine, Progress,
    claims::{Got, sensitive},
    directory,
};
use crate::{
    Channel, CodeRules, CodeVerdict, Effect, Fault, Performed, SendVerdict, Step, UserMessage,
    recording::{Item, Side},
    state::ProfilePhase,
};
use domain::{ClaimValue, claims::Sensitive};
use policy::program::{CodeOperation, NameKind, OneTimePassword, Profile, Protocol};

/// A code that we send ourselves: six digits, ten minutes, five tries, five messages a journey.
pub(super) fn own_rules() -> CodeRules {
    CodeRules {
        length: 6,
        characters: "0123456789".to_owned(),
        seconds: 600,
        attempts: 5,
        generations: 5,
        reuse: false,
    }
}

impl Machine<'_> {
    fn input(&self, profile: &Profile, partner: &str) -> Option<String> {
        let used = profile.input_claims.iter().find(|used| used.name().eq_ignore_ascii_case(partner))?;
        self.input_value(profile, used).as_ref().and_then(ClaimValue::text).filter(|text| !text.is_empty())
    }

    /// `AadSsprProtocolProvider`: a code by e-mail.
    pub(super) fn email_code(&mut self, profile: &Profile, operation: CodeOperation) -> Progress {
        let Some(to) = self.input(profile, "emailAddress") else {
            return Err(Box::new(missing_input("emailAddress")));
        };
        let to = directory::normalised(NameKind::Email, &to);
        self.set_phase(ProfilePhase::Performing);
        Ok(Some(Step::Perform(Box::new(match operation {
            CodeOperation::Send => Effect::SendCode {
                channel: Channel::Mail,
                to,
                rules: own_rules(),
                language: self.state.request.language,
            },
            CodeOperation::Verify => {
                let code = Sensitive::new(self.input(profile, "verificationCode").unwrap_or_default());
                Effect::CheckCode { channel: Some(Channel::Mail), key: to, code }
            }
        }))))
    }

    /// `OneTimePasswordProtocolProvider`.
    pub(super) fn one_time_password(&mut self, profile: &Profile, rules: &OneTimePassword) -> Progress {
        let Some(key) = self.input(profile, "identifier") else {
            return Err(Box::new(missing_input("identifier")));
        };
        let key = directory::normalised(NameKind::Any, &key);
        self.set_phase(ProfilePhase::Performing);
        Ok(Some(Step::Perform(Box::new(match rules.operation {
            CodeOperation::Send => Effect::MakeCode {
                key,
                rules: CodeRules {
                    length: rules.length,
                    characters: rules.characters.clone(),
                    seconds: rules.seconds,
                    attempts: rules.attempts,
                    generations: rules.generations,
                    reuse: rules.reuse,
                },
            },
            CodeOperation::Verify => {
                let code = Sensitive::new(self.input(profile, "otpToVerify").unwrap_or_default());
                Effect::CheckCode { channel: None, key, code }
            }
        }))))
    }

    /// What was performed for the profile on top.
    pub(super) fn performed(&mut self, id: &str, phase: ProfilePhase, performed: Performed) -> Progress {
        match (phase, performed) {
            (ProfilePhase::Keying { after, next, output }, Performed::Keyed(value)) => {
                self.keyed(id, after, next, &output, value)
            }
            (ProfilePhase::Hashing, Performed::Hashed(hash)) => self.password_hashed(id, hash),
            (ProfilePhase::CheckingPassword(user), Performed::Password(verdict)) => {
                self.password_checked(id, user.as_deref(), verdict)
            }
            (ProfilePhase::Performing, Performed::Code(code)) => {
                self.record_code("made", "a code");
                self.leave_profile(
                    id,
                    &Got::Outside(&|name| name.eq_ignore_ascii_case("otpGenerated").then(|| sensitive(code.expose()))),
                )
            }
            (ProfilePhase::Performing, Performed::Sent(verdict)) => {
                self.was_sent(&verdict)?;
                self.leave_profile(id, &Got::Outside(&|_| None))
            }
            (ProfilePhase::Performing, Performed::CodeChecked(verdict)) => {
                let own = matches!(self.profile(id)?.protocol, Protocol::EmailCode(_));
                self.was_right(verdict, own)?;
                self.leave_profile(id, &Got::Outside(&|_| None))
            }
            (ProfilePhase::Phone(phone), Performed::Sent(verdict)) => self.phone_sent(id, phone, &verdict),
            (ProfilePhase::Phone(phone), Performed::CodeChecked(verdict)) => self.phone_checked(id, phone, verdict),
            _ => Err(Box::new(Fault::unexpected("something was performed that nothing waits for"))),
        }
    }

    pub(super) fn record_code(&mut self, result: &str, what: &str) {
        self.record(Item::Directory {
            operation: "code".to_owned(),
            key: what.to_owned(),
            result: result.to_owned(),
            user: None,
        });
    }

    /// # Errors
    /// Why nothing was sent, for the person.
    pub(super) fn was_sent(&mut self, verdict: &SendVerdict) -> Result<(), Box<Fault>> {
        match verdict {
            SendVerdict::Sent => {
                self.record_code("sent", "a code");
                Ok(())
            }
            SendVerdict::Throttled => {
                self.record_code("too many", "a code");
                Err(for_the_person("AADB2C90244", "Too many codes were asked for.", "ver_fail_throttled"))
            }
            SendVerdict::Failed(why) => {
                self.record_code("not sent", why);
                Err(for_the_person("AADB2C90145", "The code could not be sent.", "ver_fail_server"))
            }
        }
    }

    /// # Errors
    /// What is wrong with the code, for the person.
    pub(super) fn was_right(&mut self, verdict: CodeVerdict, own: bool) -> Result<(), Box<Fault>> {
        let (result, key, own_key, void) = match verdict {
            CodeVerdict::Right => {
                self.record_code("right", "a code");
                return Ok(());
            }
            CodeVerdict::Wrong => ("wrong", "UserMessageIfInvalidCode", "ver_fail_retry", false),
            CodeVerdict::Expired => ("expired", "UserMessageIfSessionDoesNotExist", "ver_fail_code_expired", true),
            CodeVerdict::Exhausted => ("void", "UserMessageIfMaxRetryAttempted", "ver_fail_no_retry", true),
            CodeVerdict::Unknown => ("unknown", "UserMessageIfSessionDoesNotExist", "ver_fail_code_expired", true),
        };
        self.record_code(result, "a code");
        let mut fault = for_the_person("AADB2C90145", "The code is not right.", if own { own_key } else { key });
        fault.void = void;
        Err(fault)
    }
}

fn for_the_person(code: &str, message: &str, id: &str) -> Box<Fault> {
    let fault = Fault::new(code, "access_denied", Side::Browser, message, "The person tries again.");
    Box::new(fault.for_the_person(UserMessage::Id(id.to_owned())))
}

fn missing_input(partner: &str) -> Fault {
    Fault::new(
        "AADB2C90261",
        "server_error",
        Side::Configuration,
        format!("The technical profile has no value for its input `{partner}`."),
        format!("Give it an input claim with PartnerClaimType {partner}, and let a page collect it."),
    )
}
