//! Our own users by name and password: what packs call `login-NonInteractive`, an OpenID Connect profile with
//! `grant_type=password` (behaviour reference §2.1, §15.28).

use super::{Machine, Progress, claims::Got, directory};
use crate::{
    Effect, Fault, Find, PasswordVerdict, Query, Step, UserMessage,
    recording::{Item, Side},
    state::ProfilePhase,
};
use domain::{Check, ClaimValue, Outcome, User, claims::Sensitive};
use policy::program::{NameKind, Profile};
use serde_json::Value;

impl Machine<'_> {
    pub(super) fn local_login(&mut self, profile: &Profile) -> Progress {
        let name = self.credential(profile, "username").unwrap_or_default();
        let identity = self.local_identity(NameKind::Any, &name);
        self.set_phase(ProfilePhase::Finding);
        Ok(Some(Step::Read(Query(Find::Identity(identity)))))
    }

    fn credential(&self, profile: &Profile, partner: &str) -> Option<String> {
        let used = profile.input_claims.iter().find(|used| used.name().eq_ignore_ascii_case(partner))?;
        self.input_value(profile, used).as_ref().and_then(ClaimValue::text)
    }

    /// The account was looked up; the password is checked whether there is one or not, so that both cost the same
    /// (S57).
    pub(super) fn account_found(&mut self, id: &str, user: Option<&User>) -> Progress {
        let profile = self.profile(id)?;
        let name = self.credential(profile, "username").unwrap_or_default();
        let password = Sensitive::new(self.credential(profile, "password").unwrap_or_default());
        let name = directory::normalised(NameKind::Any, &name);
        self.set_phase(ProfilePhase::CheckingPassword(user.map(|user| Box::new(user.clone()))));
        let user = user.map(|user| user.id);
        Ok(Some(Step::Perform(Box::new(Effect::CheckPassword { user, name, password }))))
    }

    pub(super) fn password_checked(&mut self, id: &str, user: Option<&User>, verdict: PasswordVerdict) -> Progress {
        let right = verdict == PasswordVerdict::Right;
        self.record(Item::Checked {
            subject: "Sign-in name and password".to_owned(),
            checks: vec![Check {
                name: "password".into(),
                clause: "RFC 6749 4.3.2".into(),
                expected: "the password of the account".to_owned(),
                found: match (verdict, user) {
                    (PasswordVerdict::Locked, _) => "too many attempts".to_owned(),
                    (PasswordVerdict::Right, _) => "it is".to_owned(),
                    (PasswordVerdict::Wrong, Some(_)) => "another one".to_owned(),
                    (PasswordVerdict::Wrong, None) => "there is no such account".to_owned(),
                },
                outcome: if right { Outcome::Pass } else { Outcome::Fail },
            }],
        });
        let refuse = |code: &str, message: &str, key: &str| {
            let fault = Fault::new(
                code,
                "access_denied",
                Side::Browser,
                message,
                "The person tries again, or resets the password.",
            );
            Err(Box::new(fault.for_the_person(UserMessage::Id(key.to_owned()))))
        };
        match (verdict, user) {
            (PasswordVerdict::Locked, _) => {
                refuse("AADB2C90114", "The account is locked for a while.", "UserMessageIfUserAccountLocked")
            }
            (PasswordVerdict::Wrong, None) => {
                refuse("AADB2C90053", "There is no such account.", "UserMessageIfClaimsPrincipalDoesNotExist")
            }
            (PasswordVerdict::Wrong, Some(_)) => {
                refuse("AADB2C90054", "The password is wrong.", "UserMessageIfInvalidPassword")
            }
            (PasswordVerdict::Right, None) => Err(Box::new(Fault::unexpected("a password of nobody was right"))),
            (PasswordVerdict::Right, Some(user)) => {
                if !user.enabled {
                    return Err(Box::new(directory::blocked()));
                }
                self.state.user = Some(user.id);
                self.state.proved = true;
                self.note_enabled(user);
                let tenant = self.state.request.tenant_id.clone();
                self.leave_profile(id, &Got::Outside(&|claim| token_claim(user, &tenant, claim)))
            }
        }
    }
}

/// What the token of a directory says, by its claim names.
fn token_claim(user: &User, tenant: &str, claim: &str) -> Option<Value> {
    let attribute = |name: &str| directory::attribute(user, name, false);
    match claim {
        "oid" | "sub" => attribute("objectId"),
        "tid" => Some(Value::from(tenant)),
        "given_name" => attribute("givenName"),
        "family_name" => attribute("surname"),
        "name" => attribute("displayName"),
        "upn" => attribute("userPrincipalName"),
        "email" => attribute("signInNames.emailAddress"),
        other => attribute(other),
    }
}
