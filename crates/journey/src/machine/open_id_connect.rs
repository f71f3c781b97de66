//! A sign-in at an OpenID Connect provider: metadata, redirect, answer, code exchange, ID token, claims
//! (OpenID Connect Core 3.1, behaviour reference §1.5).

use super::{Machine, Progress, claims::disabled};
use crate::{
    Draw, Effect, Fault, Fetch, Fetched, ParameterValue, ProviderAnswer, Redirect, Step, VerifyIdToken,
    recording::{Item, Parameter, Purpose, Side},
    state::{Exchange, MAX_FETCHES, ProfilePhase},
};
use domain::{Pkce, claims::Sensitive};
use oauth::{
    Parameters,
    relying_party::{
        Metadata, Verdict,
        callback::{self, Callback},
        id_token::Failure,
        token_request::{self, TokenAnswer},
    },
};
use policy::program::{OpenIdConnect, Profile, Protocol};
use serde_json::{Value, json};
use std::collections::BTreeMap;

impl Machine<'_> {
    pub(super) fn ask_metadata(&mut self, id: &str, profile: &Profile, provider: &OpenIdConnect) -> Progress {
        self.state.provider = Some(profile.display_name.clone());
        self.set_phase(ProfilePhase::Metadata);
        let url = provider.metadata.replace("{tenant}", &self.state.request.tenant_domain);
        self.fetch(Fetch::Metadata { profile: id.to_owned(), url })
    }

    fn fetch(&mut self, fetch: Fetch) -> Progress {
        self.state.used.fetches += 1;
        if self.state.used.fetches > MAX_FETCHES {
            return Err(Box::new(Fault::new(
                "AADB2C90289",
                "server_error",
                Side::Configuration,
                "The sign-in made too many calls to providers.",
                "Look at the trace for what repeats.",
            )));
        }
        Ok(Some(Step::Fetch(Box::new(fetch))))
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
        let provider = provider.clone();
        let body = match &fetched.outcome {
            Ok((200, body)) => Some(body.clone()),
            _ => None,
        };
        self.record_fetch(Purpose::Metadata, &url, Vec::new(), fetched, body.as_ref().map(metadata_shown));
        let document = usable(fetched, &name, "metadata")?;
        let (metadata, checks) = Metadata::read(&document);
        let failed = checks.iter().find(|check| check.failed()).cloned();
        self.record(Item::Checked { subject: format!("Metadata of {name}"), checks });
        let Some(mut metadata) = metadata else {
            let what = failed.map_or_else(
                || "a field".to_owned(),
                |check| format!("`{}`: expected {}, found {}", check.name, check.expected, check.found),
            );
            return Err(Box::new(Fault::new(
                "AADB2C90289",
                "server_error",
                Side::Provider,
                format!("The metadata of {name} cannot be used."),
                format!("Its metadata document has a fault in {what}. Check the metadata URL, or ask the provider."),
            )));
        };
        if let Some(issuer) = provider.issuer.as_deref().and_then(|issuer| domain::IssuerUrl::parse(issuer).ok()) {
            metadata.issuer = issuer;
        }
        let with_pkce = uses_pkce(&provider, &metadata);
        let mut parameters = vec![
            ("client_id".to_owned(), ParameterValue::Plain(provider.client_id.clone())),
            ("response_type".to_owned(), ParameterValue::Plain("code".to_owned())),
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
        if let Some(hint) = self.state.request.login_hint.clone() {
            parameters.push(("login_hint".to_owned(), ParameterValue::Plain(hint)));
        }
        parameters.push(("ui_locales".to_owned(), ParameterValue::Plain(self.state.request.language.tag().to_owned())));
        let redirect = Redirect {
            profile: id.to_owned(),
            provider: name,
            endpoint: metadata.authorization_endpoint.clone(),
            parameters,
            policy_in_redirect_uri: provider.policy_in_redirect_uri,
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
        let issuer = callback::check_issuer(read.get("iss"), metadata.issuer.as_str(), metadata.sends_iss);
        let foreign = issuer.failed();
        self.record(Item::Checked { subject: format!("Answer of {name}"), checks: vec![issuer] });
        if foreign {
            return Err(Box::new(Fault::new(
                "AADB2C90273",
                "server_error",
                Side::Provider,
                format!("The answer is not from {name}."),
                "Its `iss` names another issuer or is missing. Somebody may be mixing up providers (RFC 9207); the sign-in was stopped.",
            )));
        }
        let code = match callback::read(&read) {
            Callback::Code(code) => code,
            Callback::Error { error, description } => {
                let said = description.map_or_else(|| error.clone(), |description| format!("{error}: {description}"));
                let (oauth_error, side) = if error == "access_denied" {
                    ("access_denied", Side::Browser)
                } else {
                    ("server_error", Side::Provider)
                };
                return Err(Box::new(Fault::new(
                    "AADB2C90273",
                    oauth_error,
                    side,
                    format!("{name} answered with an error: {said}"),
                    "The provider refused. Its error says why; the request that it got is in the trace.",
                )));
            }
            Callback::Empty => {
                return Err(Box::new(Fault::new(
                    "AADB2C90273",
                    "server_error",
                    Side::Provider,
                    format!("The answer of {name} holds neither a code nor an error."),
                    "Check response type and response mode with the provider.",
                )));
            }
        };
        let fetch = Fetch::Tokens {
            profile: id.to_owned(),
            url: metadata.token_endpoint.clone(),
            authentication: provider.authentication,
            client_id: provider.client_id.clone(),
            client_secret: provider.client_secret.clone(),
            code: code.clone(),
            verifier: uses_pkce(&provider, metadata),
        };
        self.set_phase(ProfilePhase::Exchanging(Box::new(metadata.clone()), code));
        self.fetch(fetch)
    }

    pub(super) fn tokens_fetched(
        &mut self,
        id: &str,
        metadata: Metadata,
        code: Sensitive,
        fetched: Fetched,
    ) -> Progress {
        let (profile, provider) = self.provider(id)?;
        let name = profile.display_name.clone();
        let parameters = vec![
            Parameter::plain("grant_type", "authorization_code"),
            Parameter::plain("client_id", provider.client_id.as_str()),
            Parameter::plain(
                "token_endpoint_auth_method",
                match provider.authentication {
                    domain::ClientAuthentication::ClientSecretPost => "client_secret_post",
                    domain::ClientAuthentication::ClientSecretBasic => "client_secret_basic",
                },
            ),
        ];
        let shown = fetched.outcome.as_ref().ok().map(|(_, body)| token_answer_shown(body));
        self.record_fetch(Purpose::Token, &metadata.token_endpoint, parameters, &fetched, shown);
        let (status, body) = match fetched.outcome {
            Ok(answer) => answer,
            Err(why) => return Err(Box::new(unreachable_provider(&name, "token endpoint", &why))),
        };
        match token_request::read(status, &body) {
            TokenAnswer::Tokens { id_token, access_token } => {
                let url = metadata.jwks_uri.clone();
                let exchange = Exchange { metadata, code, id_token, access_token, again: false };
                self.set_phase(ProfilePhase::Keys(Box::new(exchange)));
                self.fetch(Fetch::Keys { profile: id.to_owned(), url, again: false })
            }
            TokenAnswer::Error { error, description } => {
                let said = description.map_or_else(|| error.clone(), |description| format!("{error}: {description}"));
                let (code, help) = if error == "invalid_client" {
                    (
                        "AADB2C90243",
                        "The provider does not accept the client ID and secret. Enter the secret again in the identity provider, and check the token endpoint authentication method with the provider.",
                    )
                } else {
                    ("AADB2C90289", "The token endpoint refused the code. Its error says why.")
                };
                Err(Box::new(Fault::new(
                    code,
                    "server_error",
                    Side::Provider,
                    format!("{name} did not exchange the code: {said}"),
                    help,
                )))
            }
            TokenAnswer::Unusable(why) => Err(Box::new(Fault::new(
                "AADB2C90289",
                "server_error",
                Side::Provider,
                format!("{name} did not send an ID token."),
                why,
            ))),
        }
    }

    pub(super) fn keys_fetched(&mut self, id: &str, exchange: Exchange, fetched: &Fetched) -> Progress {
        let (profile, provider) = self.provider(id)?;
        let (name, audience) =
            (profile.display_name.clone(), provider.audience.clone().unwrap_or_else(|| provider.client_id.clone()));
        let tolerance = provider.clock_tolerance;
        let shown = fetched.outcome.as_ref().ok().map(|(_, body)| keys_shown(body));
        self.record_fetch(Purpose::Keys, &exchange.metadata.jwks_uri, Vec::new(), fetched, shown);
        let keys = usable(fetched, &name, "keys")?;
        let effect = VerifyIdToken {
            token: exchange.id_token.clone(),
            keys,
            issuer: exchange.metadata.issuer.to_string(),
            audience,
            algorithms: exchange.metadata.algorithms.clone(),
            access_token: exchange.access_token.clone(),
            code: exchange.code.clone(),
            tolerance,
        };
        self.set_phase(ProfilePhase::Verifying(Box::new(exchange)));
        Ok(Some(Step::Perform(Box::new(Effect::VerifyIdToken(effect)))))
    }

    pub(super) fn verified(&mut self, id: &str, mut exchange: Exchange, verdict: Verdict) -> Progress {
        let name = self.provider(id)?.0.display_name.clone();
        if verdict.keys_may_be_stale && !exchange.again {
            exchange.again = true;
            let url = exchange.metadata.jwks_uri.clone();
            self.record(Item::Checked {
                subject: format!("ID token of {name}, before its keys were fetched again"),
                checks: verdict.checks,
            });
            self.set_phase(ProfilePhase::Keys(Box::new(exchange)));
            return self.fetch(Fetch::Keys { profile: id.to_owned(), url, again: true });
        }
        let failed = verdict.checks.iter().find(|check| check.failed()).cloned();
        self.record(Item::Checked { subject: format!("ID token of {name}"), checks: verdict.checks });
        let Some(claims) = verdict.claims.filter(|_| verdict.failure.is_none() && failed.is_none()) else {
            return Err(Box::new(refused(&name, verdict.failure.unwrap_or(Failure::Other), failed)));
        };
        let received: BTreeMap<String, Value> = claims
            .iter()
            .filter(|(claim, _)| !HASHES.contains(&claim.as_str()))
            .map(|(claim, value)| (claim.clone(), value.clone()))
            .collect();
        self.record(Item::Received { subject: format!("ID token of {name}"), claims: received });
        self.leave_profile(id, &|claim| claims.get(claim).cloned())
    }

    fn record_fetch(
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
            failure: fetched.outcome.as_ref().err().cloned(),
        });
    }
}

/// Claims that are worth nothing to a reader and derive from secrets.
const HASHES: [&str; 4] = ["nonce", "at_hash", "c_hash", "s_hash"];

fn uses_pkce(provider: &OpenIdConnect, metadata: &Metadata) -> bool {
    match provider.pkce {
        Pkce::Always => true,
        Pkce::Never => false,
        Pkce::WhenOffered => metadata.offers_s256,
    }
}

fn usable(fetched: &Fetched, name: &str, what: &str) -> Result<Value, Box<Fault>> {
    match &fetched.outcome {
        Ok((200, body)) if body.is_object() => Ok(body.clone()),
        Ok((200, _)) => Err(Box::new(unreachable_provider(name, what, "the answer is not a JSON object"))),
        Ok((status, _)) => {
            Err(Box::new(unreachable_provider(name, what, &format!("the answer has the status {status}"))))
        }
        Err(why) => Err(Box::new(unreachable_provider(name, what, why))),
    }
}

fn unreachable_provider(name: &str, what: &str, why: &str) -> Fault {
    Fault::new(
        "AADB2C90289",
        "server_error",
        Side::Provider,
        format!("The {what} of {name} cannot be had."),
        format!("{}. Check the metadata URL and whether the provider is up.", capitalised(why)),
    )
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn refused(name: &str, failure: Failure, check: Option<domain::Check>) -> Fault {
    let (code, what) = match failure {
        Failure::Malformed => ("AADB2C90240", "cannot be read"),
        Failure::Signature => ("AADB2C90239", "is not signed by a key of the provider"),
        Failure::Issuer => ("AADB2C90238", "was issued by somebody else"),
        Failure::Audience => ("AADB2C90237", "is for another client"),
        Failure::Expired => ("AADB2C90235", "has expired"),
        Failure::Nonce => ("AADB2C90273", "does not belong to this sign-in"),
        Failure::Other => ("AADB2C90273", "breaks a rule"),
    };
    let help = check.map_or_else(
        || "The checks are in the trace.".to_owned(),
        |check| {
            format!(
                "The check “{}” failed ({}): expected {}, found {}.",
                check.name, check.clause, check.expected, check.found
            )
        },
    );
    Fault::new(code, "server_error", Side::Provider, format!("The ID token of {name} {what}."), help)
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
                Value::String(text) => Value::from(text.chars().take(500).collect::<String>()),
                other => other.clone(),
            }
        } else {
            Value::from(domain::claims::REDACTED)
        };
        (name.chars().take(64).collect::<String>(), value)
    });
    Value::Object(shown.collect())
}
