//! The token endpoint.

use crate::{Error, Federation, PolicyPath, sign_in};
use domain::{JourneyId, Tenant};
use journey::recording::Item;
use oauth::{
    Parameters,
    provider::{
        token_endpoint::{self, CodeGrant, TokenRefusal, TokenRequest, TokenResponse},
        tokens::Facts,
    },
};
use storage::{Change, CodeRedemption};

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
}

impl Federation {
    /// Redeems a code. The inner error is for the client (RFC 6749 §5.2).
    pub async fn redeem(&self, call: TokenCall<'_>) -> Result<Result<TokenResponse, TokenRefusal>, Error> {
        let request = match TokenRequest::parse(call.parameters, call.authorization) {
            Ok(request) => request,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let now = self.clock.now();
        let application = self.find_client(call.tenant.id, Some(&request.client_id.to_string())).await?;
        if let Err(refusal) = token_endpoint::authenticate(&request, application.as_ref(), now) {
            return Ok(Err(refusal));
        }
        let Some(compiled) = self.program(call.tenant, &call.path.policy).await? else {
            return Ok(Err(token_endpoint::code_refusal()));
        };
        let redemption =
            self.store.redeem_code(crate::digest("code", request.code.expose()), call.tenant.id, now).await?;
        let (journey, payload) = match redemption {
            CodeRedemption::First { journey, payload } => (journey, payload),
            CodeRedemption::Again { journey } | CodeRedemption::Expired { journey } => {
                let refusal = token_endpoint::code_refusal();
                self.record_redemption(call.tenant, journey, &request, Vec::new(), Some(&refusal)).await;
                return Ok(Err(refusal));
            }
            CodeRedemption::Unknown => return Ok(Err(token_endpoint::code_refusal())),
        };
        let grant: CodeGrant = serde_json::from_slice(&payload).map_err(|error| Error::Internal(error.to_string()))?;
        let checks = token_endpoint::check_grant(&grant, &compiled.program.policy, &request);
        if let Some(failed) = checks.iter().find(|check| check.failed()) {
            let refusal = token_endpoint::refusal(failed);
            self.record_redemption(call.tenant, journey, &request, checks, Some(&refusal)).await;
            return Ok(Err(refusal));
        }
        let user = grant.subject.parse().ok();
        if let Some(user) = user
            && self.store.find_user(call.tenant.id, user).await?.is_none_or(|user| !user.enabled)
        {
            let refusal = token_endpoint::code_refusal();
            self.record_redemption(call.tenant, journey, &request, checks, Some(&refusal)).await;
            return Ok(Err(refusal));
        }
        let response = self.tokens(call.tenant, &grant, call.parameters.get("client_info").is_some()).await?;
        self.record_redemption(call.tenant, journey, &request, checks, None).await;
        Ok(Ok(response))
    }

    async fn tokens(&self, tenant: &Tenant, grant: &CodeGrant, with_client_info: bool) -> Result<TokenResponse, Error> {
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
            lifetime: grant.token_seconds,
        };
        let access_token = sign(&facts.access_token(&grant.scope))?;
        let id_token = sign(&facts.id_token(signer.algorithm(), None, Some(&access_token)))?;
        let not_before = now.as_seconds();
        Ok(TokenResponse {
            id_token,
            access_token,
            token_type: "Bearer",
            not_before,
            expires_in: grant.token_seconds,
            expires_on: not_before + i64::from(grant.token_seconds),
            resource: grant.client_id.to_string(),
            scope: grant.scope.join(" "),
            client_info: with_client_info
                .then(|| token_endpoint::client_info(&grant.subject, &grant.policy, &tenant.id.to_string())),
        })
    }

    /// Appends to the trace. A trace that cannot be written must not refuse a client its tokens.
    async fn record_redemption(
        &self,
        tenant: &Tenant,
        id: JourneyId,
        request: &TokenRequest,
        checks: Vec<domain::Check>,
        refusal: Option<&TokenRefusal>,
    ) {
        let written = async {
            let Some(row) = self.store.find_journey(tenant.id, id).await? else { return Ok(()) };
            let mut recording = sign_in::unpack(&row.recording)?;
            let item = Item::Redeemed {
                grant: "authorization_code".to_owned(),
                authentication: request.authentication.to_owned(),
                checks,
                error: refusal.map(|refusal| format!("{}: {}", refusal.error.code, refusal.error.message)),
            };
            recording.push(self.clock.now(), item);
            let recording = sign_in::pack(&recording)?;
            let change = Change::AppendRecording { tenant: tenant.id, id, version: row.version, recording };
            Ok::<_, Error>(self.store.commit(vec![change]).await?)
        };
        if let Err(error) = written.await {
            tracing::warn!(correlation = %id, %error, "the token call is missing in the trace");
        }
    }
}
