//! The token endpoint: codes and refresh tokens.

use crate::{Error, Federation, PolicyPath, programs::Compiled, refresh, trace::Traced};
use domain::{Application, ApplicationKind, JourneyId, ProviderId, Tenant, UserId};
use journey::recording::Item;
use oauth::{
    Parameters,
    provider::{
        CodeGrant, Grant,
        scope::{Api, Known, is_still_granted},
        token_endpoint::{self, Presented, Proof, TokenRefusal, TokenRequest, TokenResponse},
        tokens::{Facts, TokenId},
    },
};
use storage::CodeRedemption;

/// A token request as it reached the edge.
#[derive(Debug)]
pub struct TokenCall<'a> {
    /// The tenant.
    pub tenant: &'a Tenant,
    /// The policy and the form of the URL.
    pub path: PolicyPath,
    /// The body.
    pub parameters: &'a Parameters,
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
    /// The `Origin` header.
    pub origin: Option<&'a str>,
}

/// What the token endpoint answers.
pub struct TokenAnswer {
    /// Tokens, or a refusal for the client (RFC 6749 §5.2).
    pub outcome: Result<TokenResponse, TokenRefusal>,
    /// Whether a page of the request's origin may read it: one of the client's single-page redirect URIs has it.
    pub readable: bool,
}

impl From<TokenRefusal> for TokenAnswer {
    fn from(refusal: TokenRefusal) -> Self {
        Self { outcome: Err(refusal), readable: false }
    }
}

/// A token request of a client that has proved itself.
pub(crate) struct Authenticated<'a> {
    pub call: &'a TokenCall<'a>,
    pub request: &'a TokenRequest,
    pub application: &'a Application,
    pub proof: Proof,
}

impl Federation {
    /// Redeems a code or a refresh token.
    pub async fn redeem(&self, call: TokenCall<'_>) -> Result<TokenAnswer, Error> {
        let request = match TokenRequest::parse(call.parameters, call.authorization) {
            Ok(request) => request,
            Err(refusal) => return Ok(refusal.into()),
        };
        let application = self.find_client(call.tenant.id, Some(&request.client_id.to_string())).await?;
        let readable = application.as_ref().is_some_and(|application| is_origin_of(application, call.origin));
        let proof = match token_endpoint::authenticate(&request, application.as_ref(), self.clock.now()) {
            Ok(proof) => proof,
            Err(refusal) => return Ok(TokenAnswer { outcome: Err(refusal), readable }),
        };
        let Some(application) = application else {
            return Err(Error::Internal("a client proved itself that is none".to_owned()));
        };
        let authenticated = Authenticated { call: &call, request: &request, application: &application, proof };
        let outcome = match &request.presented {
            Presented::Code { code, .. } => self.redeem_code(&authenticated, code.expose()).await?,
            Presented::Refresh(token) => self.refresh(&authenticated, token.expose()).await?,
        };
        Ok(TokenAnswer { outcome, readable })
    }

    /// Redeems a code. What is presented by a client that it was not given to, or with something that does not fit, uses
    /// nothing up and revokes nothing; the redemption itself is one conditional statement (S5).
    async fn redeem_code(
        &self,
        asked: &Authenticated<'_>,
        code: &str,
    ) -> Result<Result<TokenResponse, TokenRefusal>, Error> {
        let Authenticated { call, request, .. } = *asked;
        let (tenant, digest) = (call.tenant, crate::digest("code", code));
        // A policy that is switched off issues nothing (S37).
        let Some(compiled) = self.program(tenant, &call.path.policy).await? else {
            return Ok(Err(token_endpoint::code_refusal()));
        };
        let Some(stored) = self.store.find_code(digest, tenant.id).await? else {
            return Ok(Err(token_endpoint::code_refusal()));
        };
        let grant: CodeGrant =
            serde_json::from_slice(&stored.payload).map_err(|error| Error::Internal(error.to_string()))?;
        let checks = token_endpoint::check_code(&grant, &compiled.program.policy, request, asked.proof);
        let refusal = self.code_refusal(asked, &compiled, &grant.grant, &checks).await?;
        let used_again = stored.redeemed && token_endpoint::is_own(&checks);
        let (journey, grant) = (stored.journey, grant.grant);
        if let Some(refusal) = &refusal
            && !used_again
        {
            self.record_redemption(tenant, journey, &grant, request, checks, Some(refusal)).await;
            return Ok(Err(refusal.clone()));
        }
        let redeemed = self.store.redeem_code(digest, tenant.id, self.clock.now()).await?;
        let fresh = match redeemed {
            CodeRedemption::First { .. } if refusal.is_none() => self.new_family(tenant, journey, &grant).await?,
            _ => None,
        };
        let Some(fresh) = fresh else {
            let refusal = token_endpoint::code_refusal();
            self.record_redemption(tenant, journey, &grant, request, checks, Some(&refusal)).await;
            return Ok(Err(refusal));
        };
        let response = self.tokens(call, journey, &grant, fresh.token).await?;
        self.record_redemption(tenant, journey, &grant, request, checks, None).await;
        Ok(Ok(response))
    }

    /// Why a code gives nothing, if it does not.
    async fn code_refusal(
        &self,
        asked: &Authenticated<'_>,
        compiled: &Compiled,
        grant: &Grant,
        checks: &[domain::Check],
    ) -> Result<Option<TokenRefusal>, Error> {
        if let Some(failed) = checks.iter().find(|check| check.failed()) {
            return Ok(Some(token_endpoint::refusal(failed)));
        }
        self.dead_grant(asked, compiled, grant).await
    }

    /// Why a grant that is the client's gives nothing any more: its account or provider is gone or switched off, or its
    /// API or the permission for it is (S37).
    pub(crate) async fn dead_grant(
        &self,
        asked: &Authenticated<'_>,
        compiled: &Compiled,
        grant: &Grant,
    ) -> Result<Option<TokenRefusal>, Error> {
        let tenant = asked.call.tenant;
        if !self.is_alive(tenant, grant.user, grant.provider).await? {
            return Ok(Some(token_endpoint::account_refusal()));
        }
        let scope = grant.scope.join(" ");
        let apis = self.find_apis(tenant.id, asked.application, Some(&scope)).await?;
        let apis: Vec<Api<'_>> =
            apis.iter().map(|(api, permission)| Api { application: api, granted: &permission.scopes }).collect();
        let known = Known { application: asked.application, extra: compiled.extra_scopes, apis: &apis };
        let granted = is_still_granted(&grant.access, known);
        Ok((!granted).then(token_endpoint::permission_refusal))
    }

    /// Whether the account behind a grant and the provider it came by are still there and switched on (S37).
    pub(crate) async fn is_alive(
        &self,
        tenant: &Tenant,
        user: Option<UserId>,
        provider: Option<ProviderId>,
    ) -> Result<bool, Error> {
        if let Some(user) = user
            && self.store.find_user(tenant.id, user).await?.is_none_or(|user| !user.enabled)
        {
            return Ok(false);
        }
        if let Some(provider) = provider
            && self.find_provider(tenant.id, provider).await?.is_none_or(|provider| !provider.enabled)
        {
            return Ok(false);
        }
        Ok(true)
    }

    /// The answer of the token endpoint for a grant.
    pub(crate) async fn tokens(
        &self,
        call: &TokenCall<'_>,
        journey: JourneyId,
        grant: &Grant,
        refresh: Option<refresh::Issued>,
    ) -> Result<TokenResponse, Error> {
        let tenant = call.tenant;
        let now = self.clock.now();
        let signer = self.signer(tenant.id, &grant.key_container).await?;
        let sign = |claims: &token::Members| {
            token::issue::issue("JWT", claims, &*signer).map_err(|error| Error::Internal(error.to_string()))
        };
        let facts = Facts {
            issuer: &grant.issuer,
            subject: &grant.subject,
            client_id: grant.client_id,
            claims: &grant.claims,
            nonce: grant.nonce.as_deref(),
            auth_time: grant.auth_time,
            now,
            id_lifetime: grant.lifetimes.id_seconds,
            access_lifetime: grant.lifetimes.access_seconds,
        };
        let jti = self.token_id(journey, grant);
        let access_token = sign(&facts.access_token(&grant.access, &jti))?;
        let id_token = if grant.has("openid") {
            Some(sign(&facts.id_token(signer.algorithm(), None, Some(&access_token)))?)
        } else {
            None
        };
        let not_before = now.as_seconds();
        let expires_in = grant.lifetimes.access_seconds;
        let id = tenant.id.to_string();
        Ok(TokenResponse {
            id_token_expires_in: id_token.is_some().then_some(grant.lifetimes.id_seconds),
            id_token,
            access_token,
            token_type: "Bearer",
            not_before,
            expires_in,
            expires_on: not_before + i64::from(expires_in),
            resource: grant.access.audience.to_string(),
            scope: grant.scope.join(" "),
            refresh_token_expires_in: refresh.as_ref().map(|issued| issued.seconds),
            refresh_token: refresh.map(|issued| issued.token.expose().to_owned()),
            profile_info: token_endpoint::profile_info(grant, &id),
            client_info: call
                .parameters
                .get("client_info")
                .is_some()
                .then(|| token_endpoint::client_info(&grant.subject, &grant.policy, &id)),
        })
    }

    /// A fresh `jti`.
    pub(crate) fn token_id(&self, journey: JourneyId, grant: &Grant) -> TokenId {
        TokenId::new(journey, grant.user, grant.provider, &grant.policy, self.entropy.bytes::<8>())
    }

    /// Appends a call of the token endpoint to the trace.
    pub(crate) async fn record_redemption(
        &self,
        tenant: &Tenant,
        journey: JourneyId,
        grant: &Grant,
        request: &TokenRequest,
        checks: Vec<domain::Check>,
        refusal: Option<&TokenRefusal>,
    ) {
        let item = Item::Redeemed {
            grant: request.presented.grant_type().to_owned(),
            authentication: request.authentication.to_owned(),
            checks,
            error: refusal.map(|refusal| format!("{}: {}", refusal.error.code, refusal.error.message)),
        };
        let traced = Traced { tenant: tenant.id, journey, policy: &grant.policy, application: grant.client_id };
        self.append(traced, item).await;
    }
}

/// Whether an origin is that of a single-page redirect URI of an application.
fn is_origin_of(application: &Application, origin: Option<&str>) -> bool {
    let Some(origin) = origin else { return false };
    application.redirects_of(ApplicationKind::Spa).any(|uri| {
        url::Url::parse(uri.as_str())
            .is_ok_and(|uri| uri.origin().is_tuple() && uri.origin().ascii_serialization() == origin)
    })
}

#[cfg(test)]
mod tests {
    use super::is_origin_of;
    use domain::{Application, ApplicationKind, DisplayName, RedirectUri};

    #[test]
    fn an_answer_is_read_by_pages_of_the_application_only() {
        let id = "11111111-1111-4111-8111-1111111111aa".parse().unwrap();
        let mut application = Application::new(id, DisplayName::parse("App").unwrap(), ApplicationKind::Web);
        application.redirect_uris = vec![RedirectUri::parse("https://web.example/cb").unwrap()];
        application.spa_redirect_uris = vec![
            RedirectUri::parse("https://spa.example:8443/cb").unwrap(),
            RedirectUri::parse("http://localhost:3000/").unwrap(),
        ];
        for (origin, expected) in [
            (Some("https://spa.example:8443"), true),
            (Some("http://localhost:3000"), true),
            (Some("https://spa.example"), false),
            (Some("http://localhost"), false),
            (Some("https://web.example"), false),
            (Some("https://spa.example:8443/"), false),
            (Some("null"), false),
            (None, false),
        ] {
            assert_eq!(is_origin_of(&application, origin), expected, "{origin:?}");
        }
    }
}
