//! Session providers (behaviour reference §9): what is restored from earlier journeys, and what this one keeps.

use super::Machine;
use crate::{Session, SessionEntry, recording::Item};
use domain::{ClaimValue, Claims};
use policy::program::{Profile, Protocol, SessionHandler, SessionProvider};
use std::collections::BTreeMap;

impl Machine<'_> {
    fn session_of(&self, profile: &Profile) -> Option<(String, SessionProvider)> {
        let id = profile.session.clone()?;
        let provider = self.program.sessions.get(&id)?.clone();
        Some((id, provider))
    }

    /// Whether a provider was chosen in an earlier journey of this browser: its page of choices is skipped.
    pub(super) fn is_kept_choice(&self, profile: &str) -> bool {
        let Some(found) = self.program.profiles.get(profile) else { return false };
        let Some((id, provider)) = self.session_of(found) else { return false };
        provider.handler == SessionHandler::External
            && self.state.kept.entries.get(&id).is_some_and(|entry| entry.profile == profile)
    }

    /// Restores what an earlier journey kept, so that the profile need not run. Says whether it did.
    pub(super) fn restore(&mut self, id: &str, profile: &Profile) -> bool {
        if self.under_page() {
            return false;
        }
        let program = self.program;
        let Some(session) = profile.session.as_deref() else { return false };
        let Some(provider) = program.sessions.get(session) else { return false };
        let Some(entry) = self.state.kept.entries.get(session) else { return false };
        let restores = match provider.handler {
            SessionHandler::Default => entry.claims.iter().next().is_some(),
            // The provider is asked again, unless the profile itself gives what was kept.
            SessionHandler::External => {
                entry.profile == id && profile.output_claims.iter().any(|used| entry.claims.contains(&used.claim))
            }
            SessionHandler::Noop | SessionHandler::OAuth => false,
        };
        if !restores {
            return false;
        }
        let mut set = BTreeMap::new();
        let kept: Vec<(String, ClaimValue)> =
            entry.claims.iter().map(|(claim, value)| (claim.to_owned(), value.clone())).collect();
        let outputs: Vec<(String, ClaimValue)> = provider
            .output_claims
            .iter()
            .filter_map(|used| Some((used.claim.clone(), self.default_of(profile, used)?)))
            .collect();
        let entry = entry.clone();
        for (claim, value) in kept.into_iter().chain(outputs) {
            set.insert(claim.clone(), self.shown(&claim, &value));
            self.state.claims.set(claim, value);
        }
        self.state.session.entries.insert(session.to_owned(), entry);
        if self.state.user.is_none() {
            self.state.user = self.state.claims.text("objectId").and_then(|text| text.parse().ok());
        }
        self.record(Item::Claims { by: format!("{session} (kept from an earlier sign-in)"), set, removed: Vec::new() });
        true
    }

    /// Keeps what the profile's session provider lists.
    pub(super) fn persist(&mut self, id: &str, profile: &Profile) {
        let under_page = self.under_page();
        let Some((session, provider)) = self.session_of(profile) else { return };
        if matches!(provider.handler, SessionHandler::Noop | SessionHandler::OAuth) {
            return;
        }
        let mut claims = Claims::new();
        for claim in &provider.persisted_claims {
            // A secret is never kept.
            if let Some(value) = self.value(claim).filter(|value| !matches!(value, ClaimValue::Sensitive(_))) {
                claims.set(claim.as_str(), value.clone());
            }
        }
        let fresh = !under_page
            && matches!(profile.protocol, Protocol::OpenIdConnect(_) | Protocol::OAuth2(_) | Protocol::SelfAsserted(_));
        // Somebody else signed in: what was kept of the person before is void, a second factor too.
        if fresh && differs(&self.state.kept, &session, &claims) {
            self.state.kept = Session::default();
            self.state.session = Session::default();
        }
        self.state.session.entries.insert(session, SessionEntry { claims, profile: id.to_owned() });
    }

    /// What is kept after this journey: what it kept itself, and what it never came by.
    pub(super) fn outgoing_session(&self) -> Session {
        let mut session = self.state.kept.clone();
        session.entries.extend(self.state.session.entries.clone());
        session
    }
}

/// Whether a claim that names the person has another value than before.
fn differs(kept: &Session, session: &str, claims: &Claims) -> bool {
    const NAMES: [&str; 2] = ["objectId", "alternativeSecurityId"];
    let _ = session;
    kept.entries.values().any(|entry| {
        NAMES.iter().any(
            |name| matches!((entry.claims.get(name), claims.get(name)), (Some(before), Some(now)) if before != now),
        )
    })
}
