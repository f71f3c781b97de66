//! Session providers (behaviour reference §9): what is restored from earlier journeys, and what this one keeps.

use super::Machine;
use crate::{
    Fault, Session, SessionEntry,
    recording::{Item, Side},
};
use domain::{ClaimValue, Claims};
use policy::program::{Profile, SessionHandler, SessionProvider};
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
        self.forget_another();
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
        self.state.restored.get_or_insert_with(|| self.state.kept.person.clone());
        if self.state.user.is_none() {
            self.state.user = self.state.claims.text("objectId").and_then(|text| text.parse().ok());
        }
        self.record(Item::Claims { by: format!("{session} (kept from an earlier sign-in)"), set, removed: Vec::new() });
        true
    }

    /// Keeps what the profile's session provider lists.
    pub(super) fn persist(&mut self, id: &str, profile: &Profile) {
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
        self.forget_another();
        self.state.session.entries.insert(session, SessionEntry { claims, profile: id.to_owned() });
    }

    /// What is kept after this journey: what it kept itself, and what it never came by.
    pub(super) fn outgoing_session(&mut self) -> Session {
        self.forget_another();
        let mut session = self.state.kept.clone();
        session.entries.extend(self.state.session.entries.clone());
        session.person = self.person();
        session
    }

    /// The claims that name the person so far: those that name a user anywhere, and what this policy's tokens have as
    /// the subject.
    fn person(&self) -> BTreeMap<String, String> {
        let party = &self.program.relying_party;
        let subject = party.output_claims.iter().find(|used| used.name() == party.subject);
        let names = ["objectId", "alternativeSecurityId"].into_iter().chain(subject.map(|used| used.claim.as_str()));
        let claims = names.filter_map(|name| {
            let value = self.text(name).filter(|text| !text.is_empty())?;
            // Ids compare without case.
            Some((name.to_owned(), if name == "objectId" { value.to_ascii_lowercase() } else { value }))
        });
        let user = self.state.user.map(|user| ("objectId".to_owned(), user.to_string()));
        user.into_iter().chain(claims).collect()
    }

    /// What was kept of one person counts for nobody else: not a second factor, not a name (S20).
    fn forget_another(&mut self) {
        let person = self.person();
        if !person.is_empty() && !self.state.kept.is_of(&person) {
            let kept = std::mem::take(&mut self.state.kept);
            self.state.session.entries.retain(|id, entry| kept.entries.get(id) != Some(entry));
        }
    }

    /// A session can stand for a person before a later step says who it is. If that is somebody else, what was
    /// restored is in the wrong journey, which cannot go on.
    pub(super) fn check_person(&self) -> Result<(), Box<Fault>> {
        let person = self.person();
        let Some(of) = self.state.restored.as_ref().filter(|of| !of.is_empty() && !person.is_empty()) else {
            return Ok(());
        };
        let kept = Session { person: of.clone(), ..Session::default() };
        if kept.is_of(&person) {
            return Ok(());
        }
        Err(Box::new(Fault::new(
            "AADB2C90037",
            "server_error",
            Side::Browser,
            "The earlier sign-in of this browser is of another person than the one who signs in now.",
            "The person signs out, or the application asks with prompt=login.",
        )))
    }
}
