//! Sessions of people: who is signed in at a tenant, in which browser (behaviour reference §9). The cookie is opaque and
//! changes at every sign-in (S20); the store keeps its digest, and sealed what is remembered.

use crate::{Error, Federation};
use domain::{PolicyId, Secret, SessionSettings, TenantId, Timestamp, UserId};
use oauth::provider::{
    AuthorizationRequest,
    session::{Part, SignedIn},
};
use serde::{Deserialize, Serialize};
use storage::{Change, Digest, NewPersonSession};

/// What the session providers of policies keep; nobody but the engine looks into it.
pub(crate) type Kept = journey::Session;

/// What is remembered. Stored sealed.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Saved {
    /// When and where.
    pub signed_in: SignedIn,
    /// `sub` of the last sign-in.
    pub subject: String,
    /// Who, if the directory knows them.
    pub user: Option<UserId>,
    /// What session providers keep.
    pub kept: Kept,
}

/// A session of this browser.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Loaded {
    /// Under which digest it is stored.
    pub digest: Digest,
    /// Until when.
    pub expires_at: Timestamp,
    /// What is remembered.
    pub saved: Saved,
}

impl Loaded {
    /// Whether it spares the person the sign-in that a request asks for.
    pub fn spares(
        &self,
        request: &AuthorizationRequest,
        policy: &PolicyId,
        settings: SessionSettings,
        now: Timestamp,
    ) -> bool {
        let spared = self.saved.signed_in.spares(request, policy, &settings, now);
        if let Err(why) = spared {
            tracing::debug!(why, "a session does not spare the sign-in");
        }
        spared.is_ok()
    }
}

/// A sign-in to remember.
pub(crate) struct Remembered {
    /// What is remembered now.
    pub saved: Saved,
    /// The application and policy that were signed in to.
    pub part: Part,
}

/// The cookie of a new session.
pub(crate) struct NewCookie {
    pub value: Secret,
    /// How long the browser keeps it; `None`: until it is closed.
    pub keep_seconds: Option<i64>,
}

fn digest(cookie: &Secret) -> Digest {
    crate::digest("session", cookie.expose())
}

impl Federation {
    /// The session of a cookie, if it lasts and its user is still there and switched on (S37).
    pub(crate) async fn find_session(
        &self,
        tenant: TenantId,
        cookie: Option<&Secret>,
    ) -> Result<Option<Loaded>, Error> {
        match cookie {
            Some(cookie) => self.session_under(tenant, digest(cookie)).await,
            None => Ok(None),
        }
    }

    /// The session that is stored under a digest now: it may have ended since it was read before.
    pub(crate) async fn session_under(&self, tenant: TenantId, digest: Digest) -> Result<Option<Loaded>, Error> {
        let Some(stored) = self.store.find_session(digest, tenant, self.clock.now()).await? else { return Ok(None) };
        // One of a layout that nobody reads any more: the person signs in again.
        let Ok(saved) = serde_json::from_slice::<Saved>(&stored.payload) else { return Ok(None) };
        if let Some(user) = saved.user
            && self.store.find_user(tenant, user).await?.is_none_or(|user| !user.enabled)
        {
            return Ok(None);
        }
        Ok(Some(Loaded { digest, expires_at: stored.expires_at, saved }))
    }

    /// The changes that go on with a session that spared somebody a sign-in, and for how many seconds the browser keeps its
    /// cookie from now on, if that changes.
    pub(crate) fn continued(
        &self,
        tenant: TenantId,
        session: &Loaded,
        remembered: Remembered,
        settings: SessionSettings,
    ) -> Result<(Vec<Change>, Option<i64>), Error> {
        let Remembered { mut saved, part } = remembered;
        let now = self.clock.now();
        saved.signed_in.used_at = now;
        saved.signed_in.remember(part);
        // A policy that keeps nobody signed in ends that for the others, too (behaviour reference §9).
        let kept = saved.signed_in.keep_days > 0;
        if settings.keep_signed_in_days == 0 {
            saved.signed_in.keep_days = 0;
        }
        let mut expires_at = saved.signed_in.expires_at(&settings);
        if !kept {
            expires_at = expires_at.max(session.expires_at);
        }
        let keep_seconds = (saved.signed_in.keep_days > 0).then(|| (expires_at - now) / 1000);
        Ok((vec![Change::GoOnSession(stored(tenant, session.digest, &saved, expires_at)?)], keep_seconds))
    }

    /// The changes that begin a session, and the cookie of it. The browser's earlier one ends (S20).
    pub(crate) fn begun(
        &self,
        tenant: TenantId,
        before: Option<&Secret>,
        remembered: Remembered,
        settings: SessionSettings,
    ) -> Result<(Vec<Change>, NewCookie), Error> {
        let Remembered { mut saved, part } = remembered;
        saved.signed_in.remember(part);
        let cookie = self.random_token();
        let expires_at = saved.signed_in.expires_at(&settings);
        let mut changes = vec![Change::PutSession(stored(tenant, digest(&cookie), &saved, expires_at)?)];
        changes.extend(before.map(|before| Change::EndSession { tenant, session: digest(before) }));
        let keep_seconds = (saved.signed_in.keep_days > 0).then(|| (expires_at - self.clock.now()) / 1000);
        Ok((changes, NewCookie { value: cookie, keep_seconds }))
    }
}

fn stored(tenant: TenantId, session: Digest, saved: &Saved, expires_at: Timestamp) -> Result<NewPersonSession, Error> {
    Ok(NewPersonSession {
        session,
        tenant,
        user: saved.user,
        payload: serde_json::to_vec(saved).map_err(|error| Error::Internal(error.to_string()))?,
        expires_at,
    })
}
