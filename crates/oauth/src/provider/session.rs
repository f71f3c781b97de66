//! Single sign-on: whether somebody who signed in before has to be asked again (behaviour reference §9, OpenID Connect
//! Core 3.1.2.1 `prompt`, `max_age`).

use super::{AuthorizationRequest, Prompt};
use domain::{ApplicationId, PolicyId, ProviderId, SessionKind, SessionSettings, SingleSignOn, Timestamp};
use serde::{Deserialize, Serialize};

/// What is known of a browser's session, whatever else it keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignedIn {
    /// When the person was last asked: `auth_time`.
    pub authenticated_at: Timestamp,
    /// When the session began. The provider may have asked them earlier.
    pub began_at: Timestamp,
    /// When the session last spared them.
    pub used_at: Timestamp,
    /// For how many days they asked to stay signed in; 0 if they did not.
    #[serde(default)]
    pub keep_days: u8,
    /// Where they signed in with it, oldest first.
    pub parts: Vec<Part>,
}

/// One application and policy that a session signed in to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    /// The application.
    pub application: ApplicationId,
    /// The policy, folded.
    pub policy: String,
    /// The identity provider by which they came, if it is one of the tenant's.
    pub provider: Option<ProviderId>,
}

/// A session names at most this many; the oldest are forgotten (S73).
pub const MAX_PARTS: usize = 50;

impl SignedIn {
    /// Somebody who signs in now.
    pub const fn now(now: Timestamp) -> Self {
        Self { authenticated_at: now, began_at: now, used_at: now, keep_days: 0, parts: Vec::new() }
    }

    /// Remembers a sign-in.
    pub fn remember(&mut self, part: Part) {
        self.parts.retain(|known| known.application != part.application || known.policy != part.policy);
        if self.parts.len() >= MAX_PARTS {
            self.parts.remove(0);
        }
        self.parts.push(part);
    }

    /// Until when it lasts by the settings of a policy that uses it now.
    pub fn expires_at(&self, settings: &SessionSettings) -> Timestamp {
        let from = match settings.kind {
            SessionKind::Rolling => self.used_at,
            SessionKind::Absolute => self.began_at,
        };
        // Who asked to stay signed in stays for as many days as both that policy and this one let them.
        match self.keep_days.min(settings.keep_signed_in_days) {
            0 => from.plus_seconds(i64::from(settings.lifetime_seconds)),
            days => from.plus_seconds(i64::from(days) * 86_400),
        }
    }

    /// Whether a request is spared the sign-in. The error says in words why not.
    ///
    /// # Errors
    /// The first reason to ask the person.
    pub fn spares(
        &self,
        request: &AuthorizationRequest,
        policy: &PolicyId,
        settings: &SessionSettings,
        now: Timestamp,
    ) -> Result<(), &'static str> {
        if request.prompt == Prompt::Always {
            return Err("the application asks for a new sign-in");
        }
        let in_scope = match settings.single_sign_on {
            SingleSignOn::Tenant => true,
            SingleSignOn::Application => self.parts.iter().any(|part| part.application == request.client_id),
            SingleSignOn::Policy => self.parts.iter().any(|part| part.policy == policy.folded()),
            SingleSignOn::Disabled => false,
        };
        if !in_scope {
            return Err("single sign-on of the policy does not reach to the earlier sign-in");
        }
        if self.expires_at(settings) <= now {
            return Err("the session has expired by the settings of the policy");
        }
        if request.max_age.is_some_and(|age| self.authenticated_at.plus_seconds(i64::from(age)) < now) {
            return Err("the sign-in is older than `max_age`");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Parameters,
        provider::authorize::{Rules, check},
    };
    use domain::{Application, ApplicationKind, DisplayName, RedirectUri};

    const CLIENT: &str = "11111111-1111-4111-8111-1111111111aa";
    const OTHER: &str = "22222222-2222-4222-8222-2222222222bb";
    const NOW: Timestamp = Timestamp::from_seconds(1_700_000_000);

    fn request(more: &str) -> AuthorizationRequest {
        let name = DisplayName::parse("App").unwrap();
        let application = Application {
            redirect_uris: vec![RedirectUri::parse("https://app.example/cb").unwrap()],
            require_pkce: false,
            ..Application::new(CLIENT.parse().unwrap(), name, ApplicationKind::Web)
        };
        let text =
            format!("client_id={CLIENT}&redirect_uri=https://app.example/cb&response_type=code&scope=openid{more}");
        let rules = Rules { application: Some(&application), extra_scopes: &[], apis: &[] };
        check(&Parameters::parse(&text).unwrap(), rules).unwrap()
    }

    fn part(application: &str, policy: &str) -> Part {
        Part { application: application.parse().unwrap(), policy: policy.to_owned(), provider: None }
    }

    fn spared(session: &SignedIn, more: &str, settings: SessionSettings, after: i64) -> bool {
        let policy = PolicyId::parse("B2C_1_Susi").unwrap();
        session.spares(&request(more), &policy, &settings, NOW.plus_seconds(after)).is_ok()
    }

    #[test]
    fn single_sign_on_reaches_as_far_as_the_policy_says() {
        use SingleSignOn::{Application, Disabled, Policy, Tenant};
        for (scope, parts, expected) in [
            (Tenant, part(OTHER, "b2c_1_other"), true),
            (Application, part(OTHER, "b2c_1_susi"), false),
            (Application, part(CLIENT, "b2c_1_other"), true),
            (Policy, part(CLIENT, "b2c_1_other"), false),
            (Policy, part(OTHER, "b2c_1_susi"), true),
            (Disabled, part(CLIENT, "b2c_1_susi"), false),
        ] {
            let mut session = SignedIn::now(NOW);
            session.remember(parts.clone());
            let settings = SessionSettings { single_sign_on: scope, ..SessionSettings::default() };
            assert_eq!(spared(&session, "", settings, 0), expected, "{scope:?} {parts:?}");
        }
    }

    #[test]
    fn a_session_lasts_from_its_last_use_or_from_the_sign_in() {
        for (kind, used, after, expected) in [
            (SessionKind::Rolling, 0, 899, true),
            (SessionKind::Rolling, 0, 900, false),
            (SessionKind::Rolling, 800, 1699, true),
            (SessionKind::Rolling, 800, 1700, false),
            (SessionKind::Absolute, 800, 899, true),
            (SessionKind::Absolute, 800, 900, false),
        ] {
            let used_at = NOW.plus_seconds(used);
            let authenticated_at = NOW.plus_seconds(-10_000);
            let session = SignedIn { authenticated_at, used_at, ..SignedIn::now(NOW) };
            let settings = SessionSettings { lifetime_seconds: 900, kind, ..SessionSettings::default() };
            assert_eq!(spared(&session, "", settings, after), expected, "{kind:?} {used} {after}");
        }
    }

    #[test]
    fn who_asked_to_stay_signed_in_stays_for_as_long_as_the_policy_lets_them() {
        const DAY: i64 = 86_400;
        for (asked, days, after, expected) in [
            (7, 7, 7 * DAY - 1, true),
            (7, 7, 7 * DAY, false),
            (7, 3, 3 * DAY, false),
            (3, 7, 3 * DAY, false),
            (0, 7, 900, false),
            // A policy that keeps nobody signed in counts by its own time.
            (7, 0, 899, true),
            (7, 0, 900, false),
        ] {
            let session = SignedIn { keep_days: asked, ..SignedIn::now(NOW) };
            let settings =
                SessionSettings { lifetime_seconds: 900, keep_signed_in_days: days, ..SessionSettings::default() };
            assert_eq!(spared(&session, "", settings, after), expected, "{asked} {days} {after}");
        }
    }

    #[test]
    fn who_is_asked_again_although_signed_in() {
        let settings = SessionSettings::default();
        for (more, after, expected) in [
            ("", 100, true),
            ("&prompt=none", 100, true),
            ("&prompt=consent", 100, true),
            ("&prompt=login", 100, false),
            ("&prompt=select_account", 100, false),
            ("&max_age=100", 100, true),
            ("&max_age=99", 100, false),
            ("&max_age=0", 0, true),
            ("&max_age=0", 1, false),
            ("&max_age=100&prompt=none", 101, false),
        ] {
            assert_eq!(spared(&SignedIn::now(NOW), more, settings, after), expected, "{more} {after}");
        }
    }

    #[test]
    fn s73_a_session_remembers_so_many_places_and_each_once() {
        let mut session = SignedIn::now(NOW);
        for number in 0..MAX_PARTS + 10 {
            session.remember(part(CLIENT, &format!("b2c_1_{number}")));
            session.remember(part(CLIENT, &format!("b2c_1_{number}")));
        }
        assert_eq!(session.parts.len(), MAX_PARTS);
        assert_eq!(session.parts[0].policy, "b2c_1_10");
    }
}
