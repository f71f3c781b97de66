//! Refresh tokens (S50): a family per redeemed code, a generation per use.

use crate::{Error, Federation, redeem::Authenticated};
use base64ct::{Base64UrlUnpadded, Encoding};
use domain::{GrantId, JourneyId, Secret, Tenant, Timestamp};
use journey::Fault;
use oauth::error::ProtocolError;
use oauth::provider::{
    Grant,
    refresh::{RefreshGrant, RefreshToken, token},
    scope::{Access, STANDARD_SCOPES},
    token_endpoint::{self, TokenRefusal, TokenResponse},
};
use storage::{Change, Conflict, NewRefreshFamily, Presented, Rotation, StoreError};

/// How long a refresh token may be presented again after it was rotated: an answer got lost, or two tabs asked at the
/// same time. It gives the same new token.
const RETRY_SECONDS: i64 = 10;

/// A refresh token to give out.
pub(crate) struct Issued {
    pub token: Secret,
    /// How long it lives.
    pub seconds: i64,
}

/// What beginning a family gave.
pub(crate) struct Begun {
    /// Its first token, if the grant has `offline_access`.
    pub token: Option<Issued>,
}

impl Federation {
    /// Begins a family for a grant with `offline_access`. `None` when the grant was revoked in the meantime (S5).
    pub(crate) async fn new_family(
        &self,
        tenant: &Tenant,
        journey: JourneyId,
        grant: &Grant,
    ) -> Result<Option<Begun>, Error> {
        if !grant.has("offline_access") {
            // Without a family there is still a second redemption to look out for.
            let revoked = self.store.grant_is_revoked(tenant.id, journey).await?;
            return Ok((!revoked).then_some(Begun { token: None }));
        }
        let now = self.clock.now();
        let id = GrantId::new(&*self.clock, &*self.entropy);
        let family = RefreshGrant {
            // OpenID Connect Core 12.2: a refreshed ID token has no nonce.
            grant: Grant { nonce: None, ..grant.clone() },
            key: Base64UrlUnpadded::encode_string(&self.entropy.bytes::<32>()),
            began_at: now,
        };
        let expires_at = family.expires_at(now);
        let made = self
            .store
            .commit(vec![Change::CreateRefreshFamily(NewRefreshFamily {
                id,
                tenant: tenant.id,
                journey,
                application: grant.client_id,
                user: grant.user,
                payload: serde_json::to_vec(&family).map_err(|error| Error::Internal(error.to_string()))?,
                created_at: now,
                expires_at,
            })])
            .await;
        match made {
            Ok(()) => Ok(Some(Begun { token: Some(issued(&family, id, 0, (now, expires_at))?) })),
            Err(StoreError::Conflict(Conflict::Revoked)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Redeems a refresh token. Whatever is refused before it is rotated leaves it as it was.
    pub(crate) async fn refresh(
        &self,
        asked: &Authenticated<'_>,
        text: &str,
    ) -> Result<Result<TokenResponse, TokenRefusal>, Error> {
        let Authenticated { call, request, proof, .. } = *asked;
        let tenant = call.tenant;
        let Some(compiled) = self.program(tenant, &call.path.policy).await? else {
            return Ok(Err(token_endpoint::refresh_refusal()));
        };
        let Some(presented) = RefreshToken::parse(text) else { return Ok(Err(token_endpoint::refresh_refusal())) };
        let Some(stored) = self.store.find_refresh_family(tenant.id, presented.family).await? else {
            return Ok(Err(token_endpoint::refresh_refusal()));
        };
        let family: RefreshGrant =
            serde_json::from_slice(&stored.payload).map_err(|error| Error::Internal(error.to_string()))?;
        if !presented.is_genuine(&family) {
            return Ok(Err(token_endpoint::refresh_refusal()));
        }
        let checks = token_endpoint::check_grant(&family.grant, &compiled.program.policy, request, proof);
        let failed = checks.iter().find(|check| check.failed()).map(token_endpoint::refusal);
        let scope = token_endpoint::narrowed(&family.grant.scope, request.scope.as_deref(), family.grant.client_id);
        let (refusal, grant) = match (failed, scope) {
            (Some(refusal), _) | (None, Err(refusal)) => (Some(refusal), family.grant.clone()),
            (None, Ok(scope)) => {
                let grant = narrow(family.grant.clone(), scope);
                (self.dead_grant(asked, &compiled, &grant).await?, grant)
            }
        };
        if let Some(refusal) = refusal {
            self.record_redemption(tenant, stored.journey, &grant, request, checks, Some(&refusal)).await;
            return Ok(Err(refusal));
        }
        // The policy first: what it refuses, or what goes wrong in it, leaves the token as it was, to be presented again.
        // A dead token runs nothing, nor does one that is older than the one before the current: it ends its family.
        let alive = !stored.revoked && stored.expires_at > self.clock.now();
        let mut renewed = None;
        if alive && presented.generation.saturating_add(1) >= stored.generation {
            renewed = Some(self.renewed(tenant, &call.path, &compiled, grant.clone(), family.began_at).await?);
        }
        if let Some(Err(fault)) = &renewed {
            let refusal = refused_by_policy(fault);
            self.record_redemption(tenant, stored.journey, &grant, request, checks, Some(&refusal)).await;
            return Ok(Err(refusal));
        }
        let now = self.clock.now();
        let expires_at = family.expires_at(now);
        let rotation = self
            .store
            .rotate_refresh(Presented {
                tenant: tenant.id,
                family: presented.family,
                generation: presented.generation,
                now,
                expires_at,
                retry_from: now.plus_seconds(-RETRY_SECONDS),
            })
            .await?;
        let renewed = match (rotation, renewed) {
            (Rotation::Rotated | Rotation::Again, Some(Ok(renewed))) => renewed,
            (rotation, _) => {
                if rotation == Rotation::Reused {
                    tracing::warn!(correlation = %stored.journey, "a refresh token was used twice; its family is revoked");
                }
                let refusal = token_endpoint::refresh_refusal();
                self.record_redemption(tenant, stored.journey, &grant, request, checks, Some(&refusal)).await;
                return Ok(Err(refusal));
            }
        };
        let next = presented.generation.saturating_add(1);
        let issued = issued(&family, presented.family, next, (now, expires_at))?;
        let response = self.tokens(call, stored.journey, &renewed, Some(issued)).await?;
        self.record_redemption(tenant, stored.journey, &renewed, request, checks, None).await;
        Ok(Ok(response))
    }
}

fn issued(
    family: &RefreshGrant,
    id: GrantId,
    generation: u32,
    (from, to): (Timestamp, Timestamp),
) -> Result<Issued, Error> {
    let token = token(family, id, generation);
    let token = token.ok_or_else(|| Error::Internal("a refresh token family has no key".to_owned()))?;
    Ok(Issued { token, seconds: (to - from) / 1000 })
}

/// What the application is told when the policy's refresh journey ends with a fault.
fn refused_by_policy(fault: &Fault) -> TokenRefusal {
    let ours = fault.error == "server_error";
    let error = if ours { "server_error" } else { "invalid_grant" };
    TokenRefusal {
        status: if ours { 500 } else { 400 },
        error: ProtocolError::new(&fault.code, error, fault.message.as_str()),
    }
}

/// A grant with part of its scope.
fn narrow(mut grant: Grant, scope: Vec<String>) -> Grant {
    let named = |name: &String| {
        scope.iter().any(|value| value == name || value.rsplit_once('/').is_some_and(|(_, last)| last == name))
    };
    grant.access.scopes.retain(named);
    let own = grant.client_id;
    let asks_api = scope.iter().any(|value| !STANDARD_SCOPES.contains(&value.as_str()));
    if grant.access.audience != own && !asks_api {
        let scopes = scope.iter().filter(|value| *value != "offline_access").cloned().collect();
        grant.access = Access { audience: own, scopes };
    }
    grant.scope = scope;
    grant
}
