//! Sign-ins for the console: filters, names beside ids.

use super::{Backend, convert::refuse, masking};
use app::api::{AdminSession, Answer, Listing, SignInDetails, SignInQuery, SignInStatus, SignInSummary, UserRef};
use domain::{JourneyId, Tenant};
use federation::Error;
use journey::recording::Item;
use std::collections::BTreeSet;
use storage::{JourneyStatus, JourneySummary};
use token::inspect::sign_in_mark;

/// A page of the list.
const PAGE: usize = 25;
/// A filter may leave little of a part: this many parts are looked at, then the person asks for more.
const PARTS: usize = 10;

impl Backend {
    pub(super) async fn sign_ins_of(&self, tenant: &Tenant, query: SignInQuery) -> Answer<Listing<SignInSummary>> {
        let since =
            query.within_hours.map(|hours| self.federation.clock().now().plus_seconds(-3600 * i64::from(hours)));
        let mut after = query.after.clone();
        let mut items = Vec::new();
        let mut seen = BTreeSet::new();
        for _ in 0..PARTS {
            let found = self.federation.sign_ins(tenant.id, after.as_deref()).await.map_err(refuse)?;
            after = found.next;
            for journey in found.items {
                if since.is_some_and(|since| journey.started_at < since) {
                    // The list is by time: nothing younger comes after this one.
                    return Ok(Listing { items, next: None });
                }
                if !is_of(&query.policy, &journey.policy)
                    || !is_of(&query.provider, journey.provider.as_deref().unwrap_or_default())
                {
                    continue;
                }
                if !query.token.is_empty() && !self.issued_token_of(tenant, &journey, &query.token).await? {
                    continue;
                }
                let summary = self.sign_in_summary(tenant, journey).await?;
                if matches(&query, &summary) && seen.insert(summary.id) {
                    let id = summary.id.to_string();
                    items.push(summary);
                    if items.len() == PAGE {
                        return Ok(Listing { items, next: Some(id) });
                    }
                }
            }
            if after.is_none() {
                break;
            }
        }
        Ok(Listing { items, next: after })
    }

    /// Whether the token of this mark came from a sign-in.
    async fn issued_token_of(&self, tenant: &Tenant, journey: &JourneySummary, mark: &str) -> Answer<bool> {
        if journey.status != JourneyStatus::Succeeded {
            return Ok(false);
        }
        let (_, recording) = self.federation.sign_in(tenant.id, journey.id).await.map_err(refuse)?;
        Ok(recording.entries.into_iter().any(|entry| match entry.item {
            Item::Issued { claims, .. } => sign_in_mark(&claims.into_iter().collect()).as_deref() == Some(mark),
            _ => false,
        }))
    }

    pub(super) async fn sign_in_of(
        &self,
        admin: &AdminSession,
        tenant: &Tenant,
        id: JourneyId,
        reveal: bool,
    ) -> Answer<SignInDetails> {
        let (journey, recording) = self.federation.sign_in(tenant.id, id).await.map_err(refuse)?;
        let summary = self.sign_in_summary(tenant, journey).await?;
        let origins = recording.origins();
        if reveal {
            self.federation.record_claims_shown(tenant.id, id, &admin.name).await.map_err(refuse)?;
            return Ok(SignInDetails { summary, recording, masked: false, origins });
        }
        Ok(SignInDetails { summary, recording: masking::masked(recording), masked: true, origins })
    }

    async fn sign_in_summary(&self, tenant: &Tenant, journey: JourneySummary) -> Answer<SignInSummary> {
        let application = match self.federation.application(tenant.id, journey.application).await {
            Ok(stored) => stored.document.name.to_string(),
            Err(Error::NotFound) => journey.application.to_string(),
            Err(error) => return Err(refuse(error)),
        };
        let user = match journey.user {
            Some(id) => {
                let name = self.federation.user(tenant.id, id).await.ok().and_then(|user| user.display_name);
                Some(UserRef { id, name })
            }
            None => None,
        };
        let now = self.federation.clock().now();
        let late = (now - journey.started_at) / 1000 > 3600;
        let status = match journey.status {
            JourneyStatus::Waiting if late => SignInStatus::Expired,
            JourneyStatus::Waiting => SignInStatus::Waiting,
            JourneyStatus::Succeeded => SignInStatus::Succeeded,
            JourneyStatus::Failed => SignInStatus::Failed,
        };
        let ended = matches!(status, SignInStatus::Succeeded | SignInStatus::Failed);
        Ok(SignInSummary {
            id: journey.id,
            started_at: journey.started_at,
            duration_milliseconds: ended.then(|| u32::try_from(journey.updated_at - journey.started_at).unwrap_or(0)),
            policy: journey.policy,
            application: journey.application,
            application_name: application,
            provider: journey.provider,
            user,
            status,
            fault: journey.fault,
        })
    }
}

/// Whether a name is the one asked for, compared without case; nothing asked for is every name.
fn is_of(asked: &str, name: &str) -> bool {
    let asked = asked.trim();
    asked.is_empty() || name.to_lowercase().contains(&asked.to_lowercase())
}

fn matches(query: &SignInQuery, summary: &SignInSummary) -> bool {
    let user = summary.user.as_ref();
    let user_name = user.and_then(|user| user.name.as_deref()).unwrap_or_default();
    let user_id = user.map(|user| user.id.to_string()).unwrap_or_default();
    query.status.is_none_or(|wanted| wanted == summary.status)
        && (is_of(&query.application, &summary.application_name)
            || is_of(&query.application, &summary.application.to_string()))
        && (is_of(&query.user, user_name) || is_of(&query.user, &user_id))
}
