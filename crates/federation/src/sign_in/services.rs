//! Calls of REST services and OAuth 2.0 providers.

use super::{
    driver::{Drive, no_credential},
    scrub,
};
use crate::{
    Error,
    ports::{HttpMethod, HttpRequest},
    provider_documents::{DEADLINE, MAX_BYTES},
};
use base64ct::{Base64, Encoding};
use domain::{ClientAuthentication, Secret};
use journey::{ClaimsCall, Fetched, OAuth2Token, Payload, RestCall};
use policy::program::RestAuthentication;

impl Drive<'_> {
    pub(super) async fn call_rest(&self, call: RestCall) -> Result<Fetched, Error> {
        let mut headers: Vec<(String, Secret)> =
            call.headers.into_iter().map(|(name, value)| (name, Secret::new(value.expose()))).collect();
        let authorization = match &call.authentication {
            RestAuthentication::None => None,
            RestAuthentication::Basic { user, password } => {
                let (user, password) = match (self.secret(user).await?, self.secret(password).await?) {
                    (Ok(user), Ok(password)) => (user, password),
                    (Err(why), _) | (_, Err(why)) => return Ok(no_credential(why)),
                };
                let pair = format!("{}:{}", user.expose(), password.expose());
                Some(Secret::new(format!("Basic {}", Base64::encode_string(pair.as_bytes()))))
            }
            RestAuthentication::BearerKey(key) => {
                let token = match self.secret(key).await? {
                    Ok(token) => token,
                    Err(why) => return Ok(no_credential(why)),
                };
                Some(Secret::new(format!("Bearer {}", token.expose())))
            }
            RestAuthentication::BearerClaim(_) => {
                call.bearer.as_ref().map(|token| Secret::new(format!("Bearer {}", token.expose())))
            }
            RestAuthentication::ApiKey(keys) => {
                for (name, key) in keys {
                    match self.secret(key).await? {
                        Ok(value) => headers.push((name.clone(), value)),
                        Err(why) => return Ok(no_credential(why)),
                    }
                }
                None
            }
        };
        let (form, json) = match call.payload {
            Payload::None => (None, None),
            Payload::Json(body) => (None, Some(Secret::new(body.expose()))),
            Payload::Form(body) => (Some(Secret::new(body.expose())), None),
        };
        let method = if form.is_some() || json.is_some() { HttpMethod::Post } else { HttpMethod::Get };
        let request = HttpRequest {
            method,
            url: call.url,
            authorization,
            headers,
            form,
            json,
            max_bytes: MAX_BYTES,
            deadline: DEADLINE,
        };
        Ok(self.federation.send_for_claims(request).await)
    }

    pub(super) async fn call_token(&self, call: OAuth2Token) -> Result<Fetched, Error> {
        if call.authentication == ClientAuthentication::PrivateKeyJwt {
            return match self.assertion(call.assertion_key.as_deref(), &call.client_id, &call.url).await {
                Ok(assertion) => Ok(self.exchange(&call, &call.client_id, None, Some(&assertion)).await),
                Err(why) => Ok(no_credential(why)),
            };
        }
        let secret = match self.client_secret(call.client_secret.as_deref()).await? {
            Ok(secret) => secret,
            Err(why) => return Ok(no_credential(why)),
        };
        Ok(self.exchange(&call, &call.client_id, secret.as_ref(), None).await)
    }

    /// Exchanges a code, proven by a secret, an assertion, or nothing.
    async fn exchange(
        &self,
        call: &OAuth2Token,
        client_id: &str,
        secret: Option<&Secret>,
        assertion: Option<&Secret>,
    ) -> Fetched {
        let callback = self.envelope.callback.as_deref().unwrap_or_default();
        let mut pairs =
            vec![("grant_type", "authorization_code"), ("code", call.code.expose()), ("redirect_uri", callback)];
        let mut authorization = None;
        if let Some(assertion) = assertion {
            pairs.push(("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
            pairs.push(("client_assertion", assertion.expose()));
        }
        match (call.authentication, secret) {
            (ClientAuthentication::ClientSecretBasic, Some(secret)) => {
                // Each half is form-encoded first (RFC 6749 2.3.1).
                let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
                let pair = format!("{}:{}", encode(client_id), encode(secret.expose()));
                authorization = Some(Secret::new(format!("Basic {}", Base64::encode_string(pair.as_bytes()))));
            }
            (_, Some(secret)) => {
                pairs.push((&call.client_id_name, client_id));
                pairs.push((&call.client_secret_name, secret.expose()));
            }
            (_, None) => pairs.push((&call.client_id_name, client_id)),
        }
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let (method, url, form) = if call.by_get {
            let separator = if call.url.contains('?') { '&' } else { '?' };
            (HttpMethod::Get, format!("{}{separator}{form}", call.url), None)
        } else {
            (HttpMethod::Post, call.url.clone(), Some(Secret::new(form)))
        };
        let request = HttpRequest {
            method,
            url,
            authorization,
            headers: Vec::new(),
            form,
            json: None,
            max_bytes: MAX_BYTES,
            deadline: DEADLINE,
        };
        let mut fetched = self.federation.send_for_json(request).await;
        if let Ok((_, body)) = &mut fetched.outcome {
            let proof = secret.or(assertion).map(Secret::expose).unwrap_or_default();
            scrub::error(body, &[proof, call.code.expose()]);
        }
        fetched
    }

    pub(super) async fn call_claims(&self, call: ClaimsCall) -> Fetched {
        let (url, authorization) = match &call.parameter {
            Some(parameter) => {
                let pair = [(parameter.as_str(), call.token.expose())];
                let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pair).finish();
                let separator = if call.url.contains('?') { '&' } else { '?' };
                (format!("{}{separator}{query}", call.url), None)
            }
            None => (call.url, Some(Secret::new(format!("Bearer {}", call.token.expose())))),
        };
        let request = HttpRequest {
            method: HttpMethod::Get,
            url,
            authorization,
            headers: Vec::new(),
            form: None,
            json: None,
            max_bytes: MAX_BYTES,
            deadline: DEADLINE,
        };
        let mut fetched = self.federation.send_for_json(request).await;
        if let Ok((_, body)) = &mut fetched.outcome {
            scrub::everywhere(body, call.token.expose());
        }
        fetched
    }
}
