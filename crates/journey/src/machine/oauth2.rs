//! A sign-in at a plain OAuth 2.0 provider: redirect, code exchange, claims endpoint (behaviour reference §2.2). There
//! is no ID token: who the person is comes from the claims endpoint alone, asked with the token just got (S38).

use super::{
    Machine, Progress,
    claims::{Got, disabled, sensitive},
    rest::{find, members, with_query},
};
use crate::{
    ClaimsCall, Draw, Fault, Fetch, Fetched, OAuth2Token, ParameterValue, ProviderAnswer, Redirect, Step,
    recording::{Item, Parameter, Purpose, Side},
    state::{ProfilePhase, TokenAnswer},
};
use domain::claims::Sensitive;
use oauth::excerpt::excerpt;
use policy::program::{OAuth2, Profile, Protocol};
use serde_json::Value;
use std::collections::BTreeMap;

impl Machine<'_> {
    pub(super) fn oauth2_begin(&mut self, id: &str, profile: &Profile, provider: &OAuth2) -> Progress {
        self.state.provider = Some(profile.display_name.clone());
        let mut parameters = vec![
            (provider.client_id_name.clone(), ParameterValue::Plain(provider.client_id.clone())),
            ("response_type".to_owned(), ParameterValue::Plain("code".to_owned())),
        ];
        if let Some(mode) = provider.response_mode {
            parameters.push(("response_mode".to_owned(), ParameterValue::Plain(mode.as_str().to_owned())));
        }
        if let Some(scope) = &provider.scope {
            parameters.push(("scope".to_owned(), ParameterValue::Plain(scope.clone())));
        }
        parameters.push(("state".to_owned(), ParameterValue::Draw(Draw::State)));
        let own = self.sent_parameters(profile);
        for (name, value) in own.into_iter().chain(provider.parameters.iter().cloned()) {
            if parameters.iter().all(|(known, _)| *known != name) {
                parameters.push((name, ParameterValue::Plain(value)));
            }
        }
        let redirect = Redirect {
            profile: id.to_owned(),
            provider: profile.display_name.clone(),
            endpoint: self.resolve_url(&provider.authorization_endpoint, profile.resolves),
            parameters,
            policy_in_redirect_uri: provider.policy_in_redirect_uri,
            own_redirect_uri: false,
            draws: vec![Draw::State],
        };
        self.set_phase(ProfilePhase::AwayOAuth2);
        Ok(Some(Step::Redirect(Box::new(redirect))))
    }

    /// The profile and its provider, if it may still be used (S37).
    fn oauth2(&self, id: &str) -> Result<(Profile, OAuth2), Box<Fault>> {
        let profile = self.profile(id)?;
        if self.ambient.disabled.contains(id) {
            return Err(Box::new(disabled(profile)));
        }
        match &profile.protocol {
            Protocol::OAuth2(provider) => Ok((profile.clone(), (**provider).clone())),
            _ => Err(Box::new(Fault::unexpected("a provider's answer for another profile"))),
        }
    }

    pub(super) fn oauth2_came_back(&mut self, id: &str, answer: &ProviderAnswer) -> Progress {
        let parameters: Vec<Parameter> =
            answer.parameters.iter().map(|(name, value)| Parameter::captured(name, value.expose())).collect();
        self.record(Item::CameBack { method: answer.method.to_owned(), parameters, reposted: answer.reposted });
        let (profile, provider) = self.oauth2(id)?;
        let name = &profile.display_name;
        let find = |wanted: &str| {
            let found = answer.parameters.iter().find(|(name, value)| name == wanted && !value.expose().is_empty());
            found.map(|(_, value)| value.expose().to_owned())
        };
        if let Some(error) = find("error") {
            let said = match find("error_description") {
                Some(description) => format!("{}: {}", excerpt(&error), excerpt(&description)),
                None => excerpt(&error),
            };
            let denied = error == "access_denied";
            return Err(Box::new(Fault::new(
                "AADB2C90273",
                if denied { "access_denied" } else { "server_error" },
                if denied { Side::Browser } else { Side::Provider },
                format!("{name} answered with an error: {said}"),
                "The provider refused. Its error says why; the request that it got is in the trace.",
            )));
        }
        let Some(code) = find("code") else {
            return Err(Box::new(Fault::new(
                "AADB2C90273",
                "server_error",
                Side::Provider,
                format!("The answer of {name} holds neither a code nor an error."),
                "Check the registration of this client with the provider.",
            )));
        };
        self.set_phase(ProfilePhase::AskingToken);
        self.ask(Fetch::OAuth2Token(Box::new(OAuth2Token {
            profile: id.to_owned(),
            url: self.resolve_url(&provider.token_endpoint, profile.resolves),
            by_get: provider.token_by_get,
            authentication: provider.authentication,
            client_id: provider.client_id,
            client_secret: provider.client_secret,
            assertion_key: provider.assertion_key,
            client_id_name: provider.client_id_name,
            client_secret_name: provider.client_secret_name,
            code: Sensitive::new(code),
        })))
    }

    pub(super) fn oauth2_token(&mut self, id: &str, fetched: &Fetched) -> Progress {
        let (profile, provider) = self.oauth2(id)?;
        let name = profile.display_name.clone();
        let shown = fetched.outcome.as_ref().ok().map(|(_, body)| members(body));
        self.oauth2_record(Purpose::Token, provider.token_by_get, &provider.token_endpoint, fetched, shown);
        let (status, body) = match &fetched.outcome {
            Ok(answer) => answer,
            Err(why) => return Err(Box::new(unreachable_provider(&name, "token endpoint", &why.to_string()))),
        };
        let text = |member: &str| body.get(member).and_then(Value::as_str).filter(|text| !text.is_empty());
        let error_name = provider.error_name.as_deref().unwrap_or("error");
        if let Some(error) = body.get(error_name).filter(|error| !error.is_null()) {
            let error = excerpt(error.as_str().unwrap_or("an error"));
            let ours = error == "invalid_client" || *status == 401;
            return Err(Box::new(Fault::new(
                if ours { "AADB2C90243" } else { "AADB2C90289" },
                "server_error",
                Side::Provider,
                format!("{name} did not exchange the code: {error}"),
                "Check client id, client secret and the way they are sent with the provider.",
            )));
        }
        let Some(access_token) = text("access_token").filter(|_| (200..300).contains(status)) else {
            return Err(Box::new(Fault::new(
                "AADB2C90289",
                "server_error",
                Side::Provider,
                format!("{name} did not send an access token."),
                format!("Its token endpoint answered with the status {status}."),
            )));
        };
        let token = TokenAnswer::read(access_token, body, &provider.extra_response);
        let Some(endpoint) = &provider.claims_endpoint else {
            return self.oauth2_done(id, &profile, &provider, &token, &Value::Null);
        };
        let mut parameters: Vec<(String, String)> = provider.claims_format.iter().cloned().collect();
        for wanted in &provider.extra_claims_request {
            if let Some((_, value)) = token.extra.iter().find(|(known, _)| known == wanted) {
                parameters.push((wanted.clone(), value.clone()));
            }
        }
        let endpoint = self.resolve_url(endpoint, profile.resolves);
        let call = ClaimsCall {
            profile: id.to_owned(),
            url: with_query(&endpoint, &parameters),
            token: token.access_token.clone(),
            parameter: (!provider.bearer_header).then(|| provider.access_token_name.clone()),
        };
        self.set_phase(ProfilePhase::AskingClaims(Box::new(token)));
        self.ask(Fetch::Claims(Box::new(call)))
    }

    pub(super) fn oauth2_claims(&mut self, id: &str, token: &TokenAnswer, fetched: &Fetched) -> Progress {
        let (profile, provider) = self.oauth2(id)?;
        let name = profile.display_name.clone();
        let endpoint = provider.claims_endpoint.clone().unwrap_or_default();
        self.oauth2_record(Purpose::UserInfo, true, &endpoint, fetched, None);
        let body = match &fetched.outcome {
            Ok((200, body)) if body.is_object() => body.clone(),
            Ok((status, _)) => {
                let why = format!("the answer has the status {status} or is not a JSON object");
                return Err(Box::new(unreachable_provider(&name, "claims endpoint", &why)));
            }
            Err(why) => return Err(Box::new(unreachable_provider(&name, "claims endpoint", &why.to_string()))),
        };
        let received: BTreeMap<String, Value> =
            body.as_object().into_iter().flatten().map(|(claim, value)| (claim.clone(), value.clone())).collect();
        self.record(Item::Received { subject: format!("Claims endpoint of {name}"), claims: received });
        self.oauth2_done(id, &profile, &provider, token, &body)
    }

    fn oauth2_done(
        &mut self,
        id: &str,
        profile: &Profile,
        provider: &OAuth2,
        token: &TokenAnswer,
        body: &Value,
    ) -> Progress {
        // The id of the person is one text: anything else could be somebody else's in another spelling.
        let user = profile.output_claims.iter().find(|used| used.claim.eq_ignore_ascii_case("issuerUserId"));
        if let Some(used) = user.filter(|used| !used.always_default && used.default.is_none()) {
            let found = find(body, used.name(), provider.json_paths);
            let usable = match &found {
                Some(Value::String(text)) => !text.trim().is_empty(),
                Some(Value::Number(_)) => true,
                _ => false,
            };
            if !usable {
                return Err(Box::new(Fault::new(
                    "AADB2C90261",
                    "server_error",
                    Side::Provider,
                    format!("{} did not say who the person is.", profile.display_name),
                    format!("Its claims have no usable `{}`: a text or a number, and not empty.", used.name()),
                )));
            }
        }
        let paths = provider.json_paths;
        self.state.proved = true;
        self.leave_profile(
            id,
            &Got::Outside(&|name| {
                token_member(name).map_or_else(|| find(body, name, paths), |wanted| token.find(wanted))
            }),
        )
    }

    fn oauth2_record(&mut self, purpose: Purpose, get: bool, url: &str, fetched: &Fetched, body: Option<Value>) {
        self.record(Item::Fetched {
            purpose,
            method: if get { "GET" } else { "POST" }.to_owned(),
            url: url.split(['?', '#']).next().unwrap_or_default().to_owned(),
            parameters: Vec::new(),
            source: fetched.source,
            status: fetched.outcome.as_ref().ok().map(|(status, _)| *status),
            milliseconds: fetched.milliseconds,
            body,
            failure: fetched.outcome.as_ref().err().map(ToString::to_string),
        });
    }
}

/// What a partner name asks of a token answer: `{oauth2:access_token}` (behaviour reference §2.3).
pub(super) fn token_member(name: &str) -> Option<&str> {
    const START: &str = "{oauth2:";
    let (start, rest) = name.split_at_checked(START.len())?;
    rest.strip_suffix('}').filter(|_| start.eq_ignore_ascii_case(START))
}

impl TokenAnswer {
    /// What of a token answer can be named by an output claim.
    pub(super) fn read(access_token: &str, body: &Value, extra: &[String]) -> Self {
        let scalar = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let text = |member: &str| body.get(member).and_then(Value::as_str).filter(|text| !text.is_empty());
        Self {
            access_token: Sensitive::new(access_token),
            refresh_token: text("refresh_token").map(Sensitive::new),
            token_type: text("token_type").map(str::to_owned),
            expires_in: body.get("expires_in").and_then(scalar),
            extra: extra.iter().filter_map(|name| Some((name.clone(), scalar(body.get(name)?)?))).collect(),
        }
    }

    /// The value of `{oauth2:…}`.
    pub(super) fn find(&self, wanted: &str) -> Option<Value> {
        match wanted.to_ascii_lowercase().as_str() {
            "access_token" => Some(sensitive(self.access_token.expose())),
            "refresh_token" => self.refresh_token.as_ref().map(|token| sensitive(token.expose())),
            "token_type" => self.token_type.as_deref().map(Value::from),
            "expires_in" => self.expires_in.as_deref().map(Value::from),
            other => self.extra.iter().find(|(known, _)| known == other).map(|(_, value)| Value::from(value.as_str())),
        }
    }
}

fn unreachable_provider(name: &str, what: &str, why: &str) -> Fault {
    Fault::new(
        "AADB2C90289",
        "server_error",
        Side::Provider,
        format!("The {what} of {name} cannot be had."),
        format!("Why: {why}. Check the address and whether the provider is up."),
    )
}
