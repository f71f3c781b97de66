//! Claim resolvers, and what is known of the running journey.

use super::Machine;
use policy::resolve::Resolver;
use serde_json::Value;
use std::collections::BTreeMap;

impl Machine<'_> {
    pub(super) fn resolver(&self) -> Resolver<'_> {
        Resolver {
            policy: self.program.policy.as_str(),
            tenant_id: &self.state.request.tenant_id,
            tenant_domain: &self.state.request.tenant_domain,
            correlation_id: &self.state.request.correlation_id,
        }
    }

    /// A constant of the policy: template tokens always, claim resolvers where they are asked for (§15.23). `None` if
    /// it is one resolver that has no value.
    pub(super) fn resolve(&self, text: &str, resolvers: bool) -> Option<String> {
        if !text.contains('{') {
            return Some(text.to_owned());
        }
        let tokens = self.resolver().resolve(text);
        if !resolvers {
            return Some(tokens);
        }
        let mut out = String::with_capacity(tokens.len());
        let mut rest = tokens.as_str();
        while let Some(start) = rest.find('{') {
            out.push_str(&rest[..start]);
            let from = &rest[start..];
            let Some(end) = from.find('}') else { break };
            let name = &from[1..end];
            match self.find(name) {
                Resolved::Value(value) => out.push_str(&value),
                Resolved::Nothing if end + 1 == from.len() && start == 0 && out.is_empty() => return None,
                Resolved::Nothing => {}
                Resolved::Unknown => out.push_str(&from[..=end]),
            }
            rest = &from[end + 1..];
        }
        out.push_str(rest);
        Some(out)
    }

    fn find(&self, name: &str) -> Resolved {
        let Some((group, key)) = name.split_once(':') else { return Resolved::Unknown };
        let request = &self.state.request;
        let parameter = |wanted: &str| {
            let found = request.parameters.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
            Resolved::of(found.map(|(_, value)| value.clone()))
        };
        match (group.to_ascii_lowercase().as_str(), key.to_ascii_lowercase().as_str()) {
            ("oidc", "loginhint") => Resolved::of(request.login_hint.clone()),
            ("oidc", "domainhint") => Resolved::of(request.domain_hint.clone()),
            ("oidc", "clientid") => parameter("client_id"),
            ("oidc", "redirecturi") => parameter("redirect_uri"),
            ("oidc", "maxage") => parameter("max_age"),
            ("oidc", "nonce") => parameter("nonce"),
            ("oidc", "prompt") => parameter("prompt"),
            ("oidc", "resource") => parameter("resource"),
            ("oidc", "scope") => parameter("scope"),
            ("oidc", "authenticationcontextreferences") => parameter("acr_values"),
            ("oidc", "username") => parameter("username"),
            ("oauth-kv", _) => parameter(key),
            ("claim", _) => {
                let declared = self.program.claims.keys().find(|id| id.eq_ignore_ascii_case(key));
                Resolved::of(declared.and_then(|claim| self.text(claim)))
            }
            ("context", "ipaddress") => Resolved::of(request.ip_address.clone()),
            ("context", "hostname") => Resolved::Value(request.host.clone()),
            ("context", "kmsi") => Resolved::Value(if self.state.remember_me { "True" } else { "False" }.to_owned()),
            ("culture", "languagename") => Resolved::Value(request.language.tag().to_owned()),
            ("culture", "rfc5646") => Resolved::Value(request.language.tag().to_owned()),
            ("policy", "trustframeworktenantid") => Resolved::Value(request.tenant_domain.clone()),
            _ => Resolved::Unknown,
        }
    }

    /// What a `UserJourneyContextProvider` tells.
    pub(super) fn context(&self) -> BTreeMap<String, Value> {
        let request = &self.state.request;
        BTreeMap::from([
            ("correlationId".to_owned(), Value::from(request.correlation_id.as_str())),
            ("policyId".to_owned(), Value::from(self.program.policy.as_str())),
            ("tenantId".to_owned(), Value::from(request.tenant_id.as_str())),
        ])
    }
}

enum Resolved {
    Value(String),
    Nothing,
    Unknown,
}

impl Resolved {
    fn of(value: Option<String>) -> Self {
        value.filter(|value| !value.is_empty()).map_or(Self::Nothing, Self::Value)
    }
}
