//! A sign-in at an OpenID Connect provider: metadata, redirect, answer, code exchange, ID token, claims
//! (OpenID Connect Core 3.1, behaviour reference §1.5).

use super::{
    Machine, Progress,
    claims::{Got, disabled},
    oauth2::token_member,
    rest::find,
};
use crate::{
    Draw, Effect, Event, Fault, Fetch, Fetched, ParameterValue, ProviderAnswer, ProviderFailure, Reason, Redirect,
    Step, VerifyIdToken,
    recording::{Item, Parameter, Purpose},
    state::{Exchange, ProfilePhase, Request},
};
use domain::{Pkce, ResponseType, Timestamp, claims::Sensitive};
use oauth::{
    Parameters,
    excerpt::excerpt,
    relying_party::{
        Metadata, Verdict,
        callback::{self, Callback},
        id_token::Failure,
        metadata::Needs,
        token_request::{self, TokenAnswer},
        user_info,
    },
};
use policy::program::{OpenIdConnect, Profile, Protocol};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

impl Machine<'_> {
    /// An event for a profile of this kind.
    pub(super) fn take_open_id_connect(&mut self, id: &str, phase: ProfilePhase, event: Event) -> Progress {
        match (phase, event) {
            (ProfilePhase::Metadata, Event::Fetched(fetched)) => self.metadata_fetched(id, &fetched),
            (ProfilePhase::Away(metadata), Event::CameBack(answer)) => self.came_back(id, &metadata, &answer),
            (ProfilePhase::Exchanging(metadata, code, body), Event::Fetched(fetched)) => {
                self.tokens_fetched(id, *metadata, code, body, fetched)
            }
            (ProfilePhase::Discovering(exchange), Event::Fetched(fetched)) => {
                self.issuer_discovered(id, *exchange, &fetched)
            }
            (ProfilePhase::Keys(exchange), Event::Fetched(fetched)) => self.keys_fetched(id, *exchange, &fetched),
            (ProfilePhase::Verifying(exchange), Event::Verified(verdict)) => self.verified(id, *exchange, verdict),
            (ProfilePhase::UserInfo(metadata, claims, body), Event::Fetched(fetched)) => {
                self.user_info_fetched(id, &metadata, claims, &body, &fetched)
            }
            _ => Err(Box::new(Fault::unexpected("an event came that nothing waits for"))),
        }
    }

    /// Leaves with what the provider said, its access token among it for whoever names it (behaviour reference §2.3).
    /// What the answer said beside its token counts only where the token says nothing: nobody signed it.
    fn leave_with(&mut self, id: &str, claims: Map<String, Value>, body: &Map<String, Value>) -> Progress {
        let token = self.state.tokens.take();
        let paths = self.provider(id)?.1.json_paths;
        let claims = Value::Object(claims);
        self.state.proved = true;
        self.leave_profile(
            id,
            &Got::Outside(&|claim| match token_member(claim) {
                Some(wanted) => token.as_ref().and_then(|token| token.find(wanted)),
                None if paths => find(&claims, claim, true).or_else(|| body.get(claim).cloned()),
                None => claims.get(claim).or_else(|| body.get(claim)).cloned(),
            }),
        )
    }

    pub(super) fn ask_metadata(&mut self, id: &str, profile: &Profile, provider: &OpenIdConnect) -> Progress {
        self.state.provider = Some(profile.display_name.clone());
        self.set_phase(ProfilePhase::Metadata);
        let url = provider.metadata.replace("{tenant}", &self.state.request.tenant_domain);
        self.ask(Fetch::Metadata { profile: id.to_owned(), url, discovered: false })
    }

    /// The profile and its provider, if it may still be used: a provider that was disabled in the meantime is dead
    /// also here (S37).
    fn provider(&self, id: &str) -> Result<(&Profile, &OpenIdConnect), Box<Fault>> {
        let profile = self.profile(id)?;
        if self.ambient.disabled.contains(id) {
            return Err(Box::new(disabled(profile)));
        }
        match &profile.protocol {
            Protocol::OpenIdConnect(provider) => Ok((profile, provider)),
            _ => Err(Box::new(Fault::unexpected("a provider's answer for another profile"))),
        }
    }

    pub(super) fn metadata_fetched(&mut self, id: &str, fetched: &Fetched) -> Progress {
        let (profile, provider) = self.provider(id)?;
        let (name, url) = (profile.display_name.clone(), provider.metadata.clone());
        let (of_user_flow, own) = (profile.provider.is_some(), self.sent_parameters(profile));
        let provider = provider.clone();
        let body = match &fetched.outcome {
            Ok((200, body)) => Some(body.clone()),
            _ => None,
        };
        self.record_fetch(Purpose::Metadata, &url, Vec::new(), fetched, body.as_ref().map(metadata_shown));
        let mut document = usable(fetched, &name, Purpose::Metadata)?;
        self.override_metadata(&provider, &mut document);
        let with_code = provider.response_type == ResponseType::Code;
        let needs = Needs { token_endpoint: with_code, userinfo_endpoint: with_code && provider.user_info };
        let (metadata, checks) = Metadata::read(&document, needs);
        let failed = checks.iter().find(|check| check.failed()).cloned();
        self.record(Item::Checked { subject: format!("Metadata of {name}"), checks });
        let Some(mut metadata) = metadata else {
            let reason =
                failed.map_or(Reason::NoObject { purpose: Purpose::Metadata }, |check| Reason::Metadata { check });
            return failure(&name, reason);
        };
        if let Some(issuer) = provider.issuer.as_deref().and_then(|issuer| domain::IssuerUrl::parse(issuer).ok()) {
            metadata.issuer = issuer;
        }
        let with_pkce = uses_pkce(&provider, &metadata);
        let mut parameters = vec![
            ("client_id".to_owned(), ParameterValue::Plain(provider.client_id.clone())),
            ("response_type".to_owned(), ParameterValue::Plain(provider.response_type.as_str().to_owned())),
            ("response_mode".to_owned(), ParameterValue::Plain(provider.response_mode.as_str().to_owned())),
            ("scope".to_owned(), ParameterValue::Plain(provider.scope.clone())),
            ("state".to_owned(), ParameterValue::Draw(Draw::State)),
            ("nonce".to_owned(), ParameterValue::Draw(Draw::Nonce)),
        ];
        let mut draws = vec![Draw::State, Draw::Nonce];
        if with_pkce {
            draws.push(Draw::Verifier);
            parameters.push(("code_challenge".to_owned(), ParameterValue::Challenge(Draw::Verifier)));
            parameters.push(("code_challenge_method".to_owned(), ParameterValue::Plain("S256".to_owned())));
        }
        // A policy says itself what is sent (behaviour reference §1.5), but for how fresh the sign-in has to be. A provider
        // of a user flow gets more of the request of the application; what an administrator set for it wins.
        let own: Vec<_> = own.into_iter().chain(provider.parameters.iter().cloned()).collect();
        let prompt = prompt(self.state.request.parameter("prompt"), &own);
        let ours = [
            ("prompt", prompt),
            ("max_age", self.state.request.max_age().map(|age| age.to_string())),
            ("login_hint", self.state.request.login_hint.clone().filter(|_| of_user_flow)),
            ("ui_locales", of_user_flow.then(|| self.state.request.language.tag().to_owned())),
        ];
        let (asked, more) = ours.split_at(1);
        let named = |ours: &[(&str, Option<String>)]| -> Vec<(String, String)> {
            ours.iter().filter_map(|(name, value)| Some(((*name).to_owned(), value.clone()?))).collect()
        };
        for (name, value) in named(asked).into_iter().chain(own).chain(named(more)) {
            if name != "redirect_uri" && parameters.iter().all(|(known, _)| *known != name) {
                parameters.push((name, ParameterValue::Plain(value)));
            }
        }
        let redirect = Redirect {
            profile: id.to_owned(),
            provider: name,
            endpoint: metadata.authorization_endpoint.clone(),
            parameters,
            policy_in_redirect_uri: provider.policy_in_redirect_uri,
            own_redirect_uri: provider.own_redirect_uri,
            draws,
        };
        self.set_phase(ProfilePhase::Away(Box::new(metadata)));
        Ok(Some(Step::Redirect(Box::new(redirect))))
    }

    pub(super) fn came_back(&mut self, id: &str, metadata: &Metadata, answer: &ProviderAnswer) -> Progress {
        let parameters: Vec<Parameter> =
            answer.parameters.iter().map(|(name, value)| Parameter::captured(name, value.expose())).collect();
        self.record(Item::CameBack { method: answer.method.to_owned(), parameters, reposted: answer.reposted });
        let (profile, provider) = self.provider(id)?;
        let (name, provider) = (profile.display_name.clone(), provider.clone());
        let encoded = {
            let mut out = url::form_urlencoded::Serializer::new(String::new());
            out.extend_pairs(answer.parameters.iter().map(|(name, value)| (name.as_str(), value.expose())));
            out.finish()
        };
        let read = Parameters::parse(&encoded).unwrap_or_default();
        let needed = callback::needs_issuer(metadata.sends_iss, provider.response_type, &read);
        let many = read.get("iss").filter(|issuer| accepts(&provider, issuer));
        let expected = many.unwrap_or(metadata.issuer.as_str()).to_owned();
        let issuer = callback::check_issuer(read.get("iss"), &expected, needed);
        let foreign = issuer.failed().then(|| issuer.clone());
        self.record(Item::Checked { subject: format!("Answer of {name}"), checks: vec![issuer] });
        if let Some(check) = foreign {
            return failure(&name, Reason::MixedUp { check });
        }
        let body = body_claims(&provider, answer);
        let code = match callback::read(&read, provider.response_type) {
            Callback::Code(code) => code,
            Callback::IdToken(id_token) => {
                let metadata = metadata.clone();
                return self
                    .ask_issuer(id, Exchange { metadata, code: None, id_token, tokens: None, again: false, body });
            }
            Callback::Error { error, description } => {
                return failure(&name, Reason::ErrorAnswer { error, description });
            }
            Callback::Empty => {
                return failure(&name, Reason::EmptyAnswer { asked: provider.response_type });
            }
        };
        let Some(url) = metadata.token_endpoint.clone() else {
            return Err(Box::new(Fault::unexpected("a code came from a provider without a token endpoint")));
        };
        let fetch = Fetch::Tokens {
            profile: id.to_owned(),
            url,
            authentication: provider.authentication,
            client_id: provider.client_id.clone(),
            client_secret: provider.client_secret.clone(),
            assertion_key: provider.assertion_key.clone(),
            code: code.clone(),
            verifier: uses_pkce(&provider, metadata),
        };
        self.set_phase(ProfilePhase::Exchanging(Box::new(metadata.clone()), code, body));
        self.ask(fetch)
    }

    pub(super) fn tokens_fetched(
        &mut self,
        id: &str,
        metadata: Metadata,
        code: Sensitive,
        body_claims: Map<String, Value>,
        fetched: Fetched,
    ) -> Progress {
        let (profile, provider) = self.provider(id)?;
        let name = profile.display_name.clone();
        let parameters = vec![
            Parameter::plain("grant_type", "authorization_code"),
            Parameter::plain("client_id", provider.client_id.as_str()),
            Parameter::plain("token_endpoint_auth_method", provider.authentication.as_str()),
        ];
        let shown = fetched.outcome.as_ref().ok().map(|(_, body)| token_answer_shown(body));
        let endpoint = metadata.token_endpoint.clone().unwrap_or_default();
        self.record_fetch(Purpose::Token, &endpoint, parameters, &fetched, shown);
        let (status, body) = match fetched.outcome {
            Ok(answer) => answer,
            Err(unanswered) => {
                return failure(&name, Reason::NoAnswer { purpose: Purpose::Token, unanswered });
            }
        };
        match token_request::read(status, &body) {
            TokenAnswer::Tokens { id_token, access_token } => {
                let tokens = access_token.map(|token| crate::state::TokenAnswer::read(token.expose(), &body, &[]));
                let body = body_claims;
                self.ask_issuer(id, Exchange { metadata, code: Some(code), id_token, tokens, again: false, body })
            }
            TokenAnswer::Error { error, description } => failure(&name, Reason::TokenError { error, description }),
            TokenAnswer::NoIdToken { malformed } => failure(&name, Reason::NoIdToken { malformed }),
            TokenAnswer::Status => failure(&name, Reason::Status { purpose: Purpose::Token, status }),
            TokenAnswer::NoObject => failure(&name, Reason::NoObject { purpose: Purpose::Token }),
        }
    }

    /// What the policy says of the provider wins over what the provider says of itself; and of a provider of many
    /// tenants the document names no issuer, but a pattern of them.
    fn override_metadata(&self, provider: &OpenIdConnect, document: &mut Value) {
        let tenant = &self.state.request.tenant_domain;
        let Some(members) = document.as_object_mut() else { return };
        let own = [
            ("authorization_endpoint", &provider.authorization_endpoint),
            ("token_endpoint", &provider.token_endpoint),
            ("jwks_uri", &provider.keys),
        ];
        for (name, value) in own {
            if let Some(value) = value {
                members.insert(name.to_owned(), Value::from(value.replace("{tenant}", tenant)));
            }
        }
        let pattern = members.get("issuer").and_then(Value::as_str).is_some_and(|issuer| issuer.contains('{'));
        if let Some(prefix) = provider.issuer_prefixes.first().filter(|_| pattern) {
            members.insert("issuer".to_owned(), Value::from(prefix.trim_end_matches('/')));
        }
    }

    /// Of a provider of many tenants the token says which of them it is from. It is believed if it begins as the policy
    /// says, and then checked by that issuer's keys (`ValidTokenIssuerPrefixes`, `DiscoverMetadataByTokenIssuer`).
    fn ask_issuer(&mut self, id: &str, mut exchange: Exchange) -> Progress {
        let (profile, provider) = self.provider(id)?;
        if provider.issuer_prefixes.is_empty() {
            return self.ask_keys(id, exchange);
        }
        let (name, provider) = (profile.display_name.clone(), provider.clone());
        let claimed = token::Unverified::parse(exchange.id_token.expose()).ok();
        let claimed = claimed.as_ref().and_then(|token| token.unverified_claims().get("iss")?.as_str());
        let issuer = claimed
            .filter(|issuer| accepts(&provider, issuer))
            .and_then(|issuer| domain::IssuerUrl::parse(issuer).ok());
        let check = domain::Check::holds(
            "issuer",
            "ValidTokenIssuerPrefixes",
            provider.issuer_prefixes.join(" or "),
            claimed.unwrap_or("nothing").chars().take(200).collect::<String>(),
            issuer.is_some(),
        );
        self.record(Item::Checked { subject: format!("Issuer of {name}"), checks: vec![check.clone()] });
        let Some(issuer) = issuer else {
            return failure(&name, Reason::IdToken { failure: Failure::Issuer, check: Some(check) });
        };
        exchange.metadata.issuer = issuer;
        if !provider.discover {
            return self.ask_keys(id, exchange);
        }
        let url = discovery_url(exchange.metadata.issuer.as_str());
        self.set_phase(ProfilePhase::Discovering(Box::new(exchange)));
        self.ask(Fetch::Metadata { profile: id.to_owned(), url, discovered: true })
    }

    fn issuer_discovered(&mut self, id: &str, mut exchange: Exchange, fetched: &Fetched) -> Progress {
        let name = self.provider(id)?.0.display_name.clone();
        let url = discovery_url(exchange.metadata.issuer.as_str());
        let shown = fetched.outcome.as_ref().ok().map(|(_, body)| metadata_shown(body));
        self.record_fetch(Purpose::Metadata, &url, Vec::new(), fetched, shown);
        let document = usable(fetched, &name, Purpose::Metadata)?;
        let (metadata, mut checks) = Metadata::read(&document, Needs::default());
        // Who answers for another issuer than it was asked as is not believed (OpenID Connect Discovery 4.3).
        let expected = exchange.metadata.issuer.as_str();
        let said = document.get("issuer").and_then(Value::as_str).unwrap_or("nothing");
        let same = domain::Check::holds(
            "issuer",
            "OpenID Connect Discovery 4.3",
            expected,
            said.chars().take(200).collect::<String>(),
            said == expected,
        );
        checks.push(same);
        let failed = checks.iter().find(|check| check.failed()).cloned();
        self.record(Item::Checked { subject: format!("Metadata of the issuer of {name}"), checks });
        if let Some(check) = failed {
            return failure(&name, Reason::Metadata { check });
        }
        let Some(metadata) = metadata else {
            return failure(&name, Reason::NoObject { purpose: Purpose::Metadata });
        };
        exchange.metadata.jwks_uri = metadata.jwks_uri;
        exchange.metadata.algorithms = metadata.algorithms;
        self.ask_keys(id, exchange)
    }

    fn ask_keys(&mut self, id: &str, exchange: Exchange) -> Progress {
        let (url, again) = (exchange.metadata.jwks_uri.clone(), exchange.again);
        self.set_phase(ProfilePhase::Keys(Box::new(exchange)));
        self.ask(Fetch::Keys { profile: id.to_owned(), url, again })
    }

    pub(super) fn keys_fetched(&mut self, id: &str, exchange: Exchange, fetched: &Fetched) -> Progress {
        let (profile, provider) = self.provider(id)?;
        let (name, audience) =
            (profile.display_name.clone(), provider.audience.clone().unwrap_or_else(|| provider.client_id.clone()));
        let (tolerance, client_id) = (provider.clock_tolerance, provider.client_id.clone());
        let max_age = asked_max_age(provider, &self.state.request);
        let shown = fetched.outcome.as_ref().ok().map(|(_, body)| keys_shown(body));
        self.record_fetch(Purpose::Keys, &exchange.metadata.jwks_uri, Vec::new(), fetched, shown);
        let keys = usable(fetched, &name, Purpose::Keys)?;
        let effect = VerifyIdToken {
            token: exchange.id_token.clone(),
            keys,
            issuer: exchange.metadata.issuer.to_string(),
            audience,
            algorithms: exchange.metadata.algorithms.clone(),
            access_token: exchange.tokens.as_ref().map(|tokens| tokens.access_token.clone()),
            code: exchange.code.clone(),
            tolerance,
            client_id,
            max_age,
            hint: false,
            secret: None,
        };
        self.set_phase(ProfilePhase::Verifying(Box::new(exchange)));
        Ok(Some(Step::Perform(Box::new(Effect::VerifyIdToken(effect)))))
    }

    pub(super) fn verified(&mut self, id: &str, mut exchange: Exchange, verdict: Verdict) -> Progress {
        let name = self.provider(id)?.0.display_name.clone();
        if verdict.keys_may_be_stale && !exchange.again {
            exchange.again = true;
            self.record(Item::Checked {
                subject: format!("ID token of {name}, before its keys were fetched again"),
                checks: verdict.checks,
            });
            return self.ask_keys(id, exchange);
        }
        let failed = verdict.checks.iter().find(|check| check.failed()).cloned();
        self.record(Item::Checked { subject: format!("ID token of {name}"), checks: verdict.checks });
        let Some(claims) = verdict.claims.filter(|_| verdict.failure.is_none() && failed.is_none()) else {
            let reason = Reason::IdToken { failure: verdict.failure.unwrap_or(Failure::Other), check: failed };
            return failure(&name, reason);
        };
        self.record_received(&format!("ID token of {name}"), &claims);
        self.state.tokens.clone_from(&exchange.tokens);
        // Its clock may be ahead by the tolerance; nobody signs in later than now.
        let auth_time = claims.get("auth_time").and_then(Value::as_i64).map(Timestamp::from_seconds);
        self.state.auth_time = auth_time.map(|time| time.min(self.ambient.now));
        let asks = self.provider(id)?.1.user_info;
        let endpoint = exchange.metadata.userinfo_endpoint.clone().filter(|_| asks && exchange.code.is_some());
        let Some(url) = endpoint else {
            return self.leave_with(id, claims, &exchange.body);
        };
        let Some(access_token) = exchange.tokens.map(|tokens| tokens.access_token) else {
            return failure(&name, Reason::NoAccessToken);
        };
        self.set_phase(ProfilePhase::UserInfo(Box::new(exchange.metadata), claims, exchange.body));
        self.ask(Fetch::UserInfo { profile: id.to_owned(), url, access_token })
    }

    /// Userinfo adds claims, if it is about the person of the ID token (S34).
    pub(super) fn user_info_fetched(
        &mut self,
        id: &str,
        metadata: &Metadata,
        id_token: Map<String, Value>,
        body: &Map<String, Value>,
        fetched: &Fetched,
    ) -> Progress {
        let name = self.provider(id)?.0.display_name.clone();
        let url = metadata.userinfo_endpoint.clone().unwrap_or_default();
        self.record_fetch(Purpose::UserInfo, &url, Vec::new(), fetched, None);
        let answer = usable(fetched, &name, Purpose::UserInfo)?;
        let subject = id_token.get("sub").and_then(Value::as_str).unwrap_or_default();
        let check = user_info::check_subject(&answer, subject);
        let foreign = check.failed().then(|| check.clone());
        self.record(Item::Checked { subject: format!("Userinfo of {name}"), checks: vec![check] });
        if let Some(check) = foreign {
            return failure(&name, Reason::UserInfoSubject { check });
        }
        if let Some(claims) = answer.as_object() {
            self.record_received(&format!("Userinfo of {name}"), claims);
        }
        let merged = user_info::merge(id_token, &answer);
        self.leave_with(id, merged, body)
    }

    fn record_received(&mut self, subject: &str, claims: &Map<String, Value>) {
        let received: BTreeMap<String, Value> = claims
            .iter()
            .filter(|(claim, _)| !HASHES.contains(&claim.as_str()))
            .map(|(claim, value)| (claim.clone(), value.clone()))
            .collect();
        self.record(Item::Received { subject: subject.to_owned(), claims: received });
    }

    pub(super) fn record_fetch(
        &mut self,
        purpose: Purpose,
        url: &str,
        parameters: Vec<Parameter>,
        fetched: &Fetched,
        body: Option<Value>,
    ) {
        let method = if purpose == Purpose::Token { "POST" } else { "GET" };
        self.record(Item::Fetched {
            purpose,
            method: method.to_owned(),
            url: url.split(['?', '#']).next().unwrap_or_default().to_owned(),
            parameters,
            source: fetched.source,
            status: fetched.outcome.as_ref().ok().map(|(status, _)| *status),
            milliseconds: fetched.milliseconds,
            body,
            failure: fetched.outcome.as_ref().err().map(ToString::to_string),
        });
    }
}

/// Claims that are worth nothing to a reader and derive from secrets.
const HASHES: [&str; 4] = ["nonce", "at_hash", "c_hash", "s_hash"];

/// Whether an issuer is one of a provider of many tenants: it begins as one of the prefixes, and goes on with another
/// part of the path, so that no longer name of a host passes.
fn accepts(provider: &OpenIdConnect, issuer: &str) -> bool {
    provider.issuer_prefixes.iter().any(|prefix| {
        let whole = prefix.ends_with('/') && prefix.matches('/').count() > 2;
        issuer.strip_prefix(prefix.as_str()).is_some_and(|rest| whole || rest.is_empty() || rest.starts_with('/'))
            && !issuer.contains("..")
    })
}

fn discovery_url(issuer: &str) -> String {
    format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'))
}

/// What of the answer the policy asks for: `user.name.firstName` is in the JSON of the parameter `user`.
fn body_claims(provider: &OpenIdConnect, answer: &ProviderAnswer) -> Map<String, Value> {
    let mut claims = Map::new();
    for path in &provider.body_claims {
        let (parameter, inner) = path.split_once('.').unwrap_or((path, ""));
        let Some((_, text)) = answer.parameters.iter().find(|(name, _)| name == parameter) else { continue };
        let value = if inner.is_empty() {
            Some(Value::from(text.expose()))
        } else {
            serde_json::from_str::<Value>(text.expose()).ok().and_then(|document| find(&document, inner, true))
        };
        claims.extend(value.map(|value| (path.clone(), value)));
    }
    claims
}

fn uses_pkce(provider: &OpenIdConnect, metadata: &Metadata) -> bool {
    match provider.pkce {
        // It protects a code; with `id_token` there is none.
        _ if provider.response_type == ResponseType::IdToken => false,
        Pkce::Always => true,
        Pkce::Never => false,
        Pkce::WhenOffered => metadata.offers_s256,
    }
}

/// `prompt` for the provider: what an administrator set for it, and what the application asks of whoever is signed in
/// already (OpenID Connect Core 3.1.2.1). `none` stays here: the person has to be asked, or we would not be on this way.
fn prompt(asked: Option<&str>, set: &[(String, String)]) -> Option<String> {
    let set = set.iter().find(|(name, _)| name == "prompt").map(|(_, value)| value.as_str());
    let asked = asked.unwrap_or_default().split(' ').filter(|word| matches!(*word, "login" | "select_account"));
    let mut words: Vec<&str> = set.unwrap_or_default().split(' ').filter(|word| !word.is_empty()).collect();
    for word in asked {
        words.retain(|known| *known != "none" && *known != word);
        words.push(word);
    }
    (!words.is_empty()).then(|| words.join(" "))
}

/// `max_age` that the provider got, unless an administrator set another one for it.
fn asked_max_age(provider: &OpenIdConnect, request: &Request) -> Option<u32> {
    match provider.parameters.iter().find(|(name, _)| name == "max_age") {
        Some((_, set)) => set.parse().ok(),
        None => request.max_age(),
    }
}

fn failure<T>(name: &str, reason: Reason) -> Result<T, Box<Fault>> {
    Err(Box::new(ProviderFailure::new(name, reason).fault()))
}

fn usable(fetched: &Fetched, name: &str, purpose: Purpose) -> Result<Value, Box<Fault>> {
    let reason = match &fetched.outcome {
        Ok((200, body)) if body.is_object() => return Ok(body.clone()),
        Ok((200, _)) => Reason::NoObject { purpose },
        Ok((status, _)) => Reason::Status { purpose, status: *status },
        Err(unanswered) => Reason::NoAnswer { purpose, unanswered: unanswered.clone() },
    };
    failure(name, reason)
}

/// The metadata fields that a reader of a trace looks for.
fn metadata_shown(document: &Value) -> Value {
    const FIELDS: [&str; 12] = [
        "issuer",
        "authorization_endpoint",
        "token_endpoint",
        "jwks_uri",
        "userinfo_endpoint",
        "end_session_endpoint",
        "response_types_supported",
        "response_modes_supported",
        "scopes_supported",
        "id_token_signing_alg_values_supported",
        "token_endpoint_auth_methods_supported",
        "code_challenge_methods_supported",
    ];
    let fields = FIELDS.iter().filter_map(|name| Some(((*name).to_owned(), document.get(*name)?.clone())));
    Value::Object(fields.collect())
}

/// Ids and kinds of keys; public, but long.
fn keys_shown(body: &Value) -> Value {
    let keys = body.get("keys").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let shown: Vec<Value> = keys
        .iter()
        .take(20)
        .map(|key| {
            let field = |name: &str| {
                key.get(name).and_then(Value::as_str).map(|text| text.chars().take(128).collect::<String>())
            };
            json!({ "kid": field("kid"), "kty": field("kty"), "alg": field("alg"), "use": field("use") })
        })
        .collect();
    json!({ "keys": shown })
}

/// Which members a token answer has; of an error, its text.
fn token_answer_shown(body: &Value) -> Value {
    const PLAIN: [&str; 5] = ["token_type", "expires_in", "scope", "error", "error_description"];
    let Some(members) = body.as_object() else { return Value::Null };
    let shown = members.iter().take(30).map(|(name, value)| {
        let value = if PLAIN.contains(&name.as_str()) {
            match value {
                Value::String(text) => Value::from(excerpt(text)),
                other => other.clone(),
            }
        } else {
            Value::from(domain::claims::REDACTED)
        };
        (name.chars().take(64).collect::<String>(), value)
    });
    Value::Object(shown.collect())
}
