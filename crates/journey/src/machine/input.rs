//! Claim resolvers, localised texts of transformations, and what is known of the running journey.

use super::{Machine, texts};
use crate::state::{Frame, State};
use domain::{ClaimValue, Claims, Timestamp};
use policy::{
    Program,
    resolve::{Surroundings, Template},
    transform::Resources,
};

impl Machine<'_> {
    /// A constant of the policy: template tokens always, claim resolvers where they are asked for (§15.23). `None` if
    /// what it names has no value. A text that is no template stands for itself.
    pub(super) fn resolve(&self, text: &str, resolvers: bool) -> Option<String> {
        if !text.contains('{') {
            return Some(text.to_owned());
        }
        let Ok(template) = Template::parse(text) else { return Some(text.to_owned()) };
        let value = self
            .surrounded(|around| if resolvers { template.evaluate(around) } else { template.evaluate_tokens(around) });
        value.as_ref().and_then(ClaimValue::text)
    }

    /// An address of the policy: what a resolver gives is one part of a path or a value of the query, whatever it holds
    /// (S71).
    pub(super) fn resolve_url(&self, text: &str, resolvers: bool) -> String {
        let Ok(template) = Template::parse(text) else { return text.to_owned() };
        self.surrounded(|around| {
            if resolvers {
                return template.evaluate_url(around);
            }
            template.evaluate_tokens(around).as_ref().and_then(ClaimValue::text).unwrap_or_default()
        })
    }

    fn surrounded<T>(&self, ask: impl FnOnce(&Surroundings<'_>) -> T) -> T {
        let mut claims = self.state.claims.clone();
        if self.sees_page() {
            for (claim, value) in self.state.form.claims.iter() {
                claims.set(claim, value.clone());
            }
        }
        ask(&surroundings(self.program, &self.state, self.ambient.now, &claims))
    }

    /// What a `UserJourneyContextProvider` tells, by partner name without case. What is not known is not there.
    pub(super) fn context(&self) -> Vec<(&'static str, String)> {
        let request = &self.state.request;
        let address = request.ip_address.as_deref();
        let known = [
            ("CorrelationId", Some(request.correlation_id.as_str())),
            ("PolicyId", Some(self.program.policy.as_str())),
            ("TenantId", Some(request.tenant_id.as_str())),
            ("HostName", Some(request.host.as_str())),
            ("IP-Address", address),
            ("IPAddress", address),
        ];
        known.into_iter().filter_map(|(name, value)| Some((name, value?.to_owned()))).collect()
    }
}

pub(super) fn surroundings<'a>(
    program: &'a Program,
    state: &'a State,
    now: Timestamp,
    claims: &'a Claims,
) -> Surroundings<'a> {
    let request = &state.request;
    let profile = match state.frames.last() {
        Some(Frame::Profile { id, .. }) => id.as_str(),
        _ => "",
    };
    Surroundings {
        policy: program.policy.as_str(),
        tenant_id: &request.tenant_id,
        tenant_domain: &request.tenant_domain,
        trust_framework_tenant: &request.tenant_domain,
        correlation_id: &request.correlation_id,
        now,
        host: &request.host,
        ip_address: request.ip_address.as_deref().unwrap_or_default(),
        deployment_mode: "Production",
        build: "1.0.0.0",
        keep_me_signed_in: state.remember_me,
        language: &request.locale,
        parameters: &request.parameters,
        claims,
        technical_profile: profile,
        upstream: None,
        service: &request.host,
    }
}

/// Texts for claims transformations: of any page of the policy, in the language of the journey.
pub(super) struct Localised<'m, 'p>(pub(super) &'m Machine<'p>);

impl Resources for Localised<'_, '_> {
    fn string(&self, element_type: &str, string_id: &str) -> Option<String> {
        let Self(machine) = self;
        machine.program.pages.keys().find_map(|page| {
            let found = texts::resources(machine.program, &machine.state, page)?;
            let strings = found.strings.get(element_type)?;
            strings.values().find_map(|strings| strings.get(string_id)).cloned()
        })
    }

    fn items(&self, claim: &str) -> Vec<(String, String)> {
        let Self(machine) = self;
        let own = machine
            .program
            .pages
            .keys()
            .find_map(|page| texts::resources(machine.program, &machine.state, page)?.items.get(claim));
        let items = own.or_else(|| machine.program.claims.get(claim).map(|claim| &claim.items));
        items.into_iter().flatten().map(|item| (item.text.clone(), item.value.clone())).collect()
    }
}
