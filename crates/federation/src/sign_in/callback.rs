//! The provider's answer comes back by the browser.

use super::{
    Outcome, Situation,
    answer::Loaded,
    binding_digest,
    driver::{LEASE_SECONDS, lost},
    scrub,
};
use crate::{Error, Federation};
use domain::{JourneyId, PolicyId, Secret, Tenant, language::Language};
use journey::{Event, ProviderAnswer};
use oauth::Parameters;

/// A provider's answer as it reached the edge.
#[derive(Debug)]
pub struct CallbackCall<'a> {
    /// The tenant of the URL.
    pub tenant: &'a Tenant,
    /// The technical profile of the URL: it arrived at the address of that provider alone. `None`: at the one that all
    /// share.
    pub address: Option<&'a str>,
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The parameters.
    pub parameters: &'a Parameters,
    /// The browser's binding, if its cookie came.
    pub binding: Option<&'a Secret>,
    /// The person's session in this browser, if there is one.
    pub session: Option<&'a Secret>,
    /// Whether this is the answer posted again from our own origin.
    pub reposted: bool,
    /// `Accept-Language`.
    pub accept_language: Option<&'a str>,
}

impl Federation {
    /// Takes a provider's answer: once, from the browser that was sent there, for the tenant and provider that it was
    /// sent to, at the address that this provider was given (S21, S22, S34).
    pub async fn callback(&self, call: CallbackCall<'_>) -> Result<Outcome, Error> {
        let language = Language::choose(None, call.accept_language, Language::En);
        let unknown = JourneyId::new(&*self.clock, &*self.entropy);
        let Some(binding) = call.binding else {
            // A cross-site POST carries no Lax cookie: nothing is consumed, the browser posts it again from here.
            if call.method == "POST" && !call.reposted {
                return Ok(Outcome::PostAgain);
            }
            return Ok(lost(
                unknown,
                "AADB2C90211",
                "The browser sent no cookie, so the provider's answer cannot be matched.",
                Situation::CookiesOff,
                language,
            ));
        };
        let Some(state) = call.parameters.get("state").filter(|_| !call.parameters.is_duplicate("state")) else {
            return Ok(lost(
                unknown,
                "AADB2C90046",
                "The provider's answer carries no `state`.",
                Situation::AlreadyDone,
                language,
            ));
        };
        let now = self.clock.now();
        let consumed = self
            .store
            .consume_callback(
                crate::digest("state", state),
                call.tenant.id,
                call.address,
                binding_digest(binding),
                now,
                now.plus_seconds(LEASE_SECONDS),
            )
            .await?;
        let Some(consumed) = consumed else {
            return Ok(lost(
                unknown,
                "AADB2C90046",
                "The provider's answer belongs to no sign-in of this browser, was used already, or came too late.",
                Situation::AlreadyDone,
                language,
            ));
        };
        let loaded: Loaded = match self.load(call.tenant, consumed.journey, Some(binding), None).await? {
            Ok(loaded) => loaded,
            Err(outcome) => return Ok(outcome),
        };
        let Ok(policy) = PolicyId::parse(&loaded.row.summary.policy) else {
            return Err(Error::Internal("a journey has no policy".to_owned()));
        };
        if loaded.envelope.state.waits_for_provider() != Some(consumed.provider.as_str()) {
            return Ok(lost(
                consumed.journey,
                "AADB2C90046",
                "This sign-in does not wait for this provider.",
                Situation::AlreadyDone,
                language,
            ));
        }
        let drawn = || loaded.envelope.draws.iter().map(|(_, value)| value.expose());
        let answer = ProviderAnswer {
            method: call.method,
            parameters: call
                .parameters
                .iter()
                .filter(|(name, _)| *name != REPOSTED)
                .map(|(name, value)| (name.to_owned(), scrub::parameter(name, value, drawn())))
                .collect(),
            reposted: call.reposted,
        };
        Box::pin(self.go_on(call.tenant, &policy, loaded, call.session, Event::CameBack(answer))).await
    }
}

/// The field that marks an answer posted again from our own origin.
pub const REPOSTED: &str = "passerelle_reposted";
