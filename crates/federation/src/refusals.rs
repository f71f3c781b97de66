//! Authorization requests that were refused before a client could be trusted: no sign-in, so no recording. The last
//! ones are kept in memory, in a ring per tenant, and not on disk without end: anybody can cause them.

use crate::{Federation, sign_in::AuthorizeCall};
use domain::{JourneyId, TenantId, Timestamp};
use oauth::error::ProtocolError;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
};

/// So many per tenant.
const RING: usize = 200;
/// Of so many tenants.
const MAX_TENANTS: usize = 1_000;

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRequest {
    /// The correlation id that the page shows.
    pub id: JourneyId,
    /// When.
    pub at: Timestamp,
    /// The policy, as asked for, cut.
    pub policy: String,
    /// The `client_id`, as asked for, cut.
    pub client_id: String,
    /// The redirect URI, as asked for, cut.
    pub redirect_uri: String,
    /// The code.
    pub code: String,
    /// What happened.
    pub message: String,
    /// What to do about it.
    pub remedy: &'static str,
}

/// What an administrator can do about a request that was refused on a page.
fn remedy(code: &str) -> &'static str {
    match code {
        "AADB2C90006" => {
            "Add this redirect URI to the registration, letter by letter, or correct it in the application's settings."
        }
        "AADB2C90007" => "Add a redirect URI to the registration.",
        "AADB2C90008" => "Enter the application (client) ID of the registration in the application's settings.",
        "AADB2C90018" => {
            "Register the application in this directory, or correct the client ID in the application's settings."
        }
        "AADB2C90035" => {
            "Correct the name of the policy in the application's settings, or switch the policy on if it is there."
        }
        "AADB2C90092" => "Enable the application in its registration, if people are to sign in to it.",
        "AADB2C90122" => "The application sends a parameter twice. It, or what stands before it, has to send it once.",
        "AADB2C90287" => "Enter a redirect URI of the registration in the application's settings.",
        _ => "Compare what the application sends with its registration.",
    }
}

/// So many refusals that an application is told are recorded at once per tenant, as traces on disk.
const RECORDED: u32 = 100;
/// And one more after so many seconds.
const RECORDED_EVERY_SECONDS: i64 = 30;

#[derive(Default)]
pub(crate) struct Ring {
    kept: Mutex<HashMap<TenantId, VecDeque<RefusedRequest>>>,
    /// How many traces may still be written, as of when.
    recorded: Mutex<HashMap<TenantId, (u32, Timestamp)>>,
}

impl Ring {
    /// Whether a refusal may be written to disk: `true` for a burst, then once in a while.
    pub fn may_record(&self, tenant: TenantId, now: Timestamp) -> bool {
        let mut recorded = self.recorded.lock().unwrap_or_else(PoisonError::into_inner);
        if recorded.len() >= MAX_TENANTS && !recorded.contains_key(&tenant) {
            recorded.clear();
        }
        let (left, since) = recorded.entry(tenant).or_insert((RECORDED, now));
        let refilled = ((now - *since) / 1000 / RECORDED_EVERY_SECONDS).max(0);
        if refilled > 0 {
            *left = left.saturating_add(u32::try_from(refilled).unwrap_or(u32::MAX)).min(RECORDED);
            *since = since.plus_seconds(refilled.saturating_mul(RECORDED_EVERY_SECONDS));
        }
        let may = *left > 0;
        *left = left.saturating_sub(1);
        may
    }

    pub fn push(&self, tenant: TenantId, refused: RefusedRequest) {
        let mut rings = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if rings.len() >= MAX_TENANTS && !rings.contains_key(&tenant) {
            rings.clear();
        }
        let ring = rings.entry(tenant).or_default();
        if ring.len() == RING {
            ring.pop_front();
        }
        ring.push_back(refused);
    }

    fn list(&self, tenant: TenantId) -> Vec<RefusedRequest> {
        let rings = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        rings.get(&tenant).map(|ring| ring.iter().rev().cloned().collect()).unwrap_or_default()
    }
}

/// Text from outside, made fit for a list (S80).
fn cut(text: Option<&str>) -> String {
    text.unwrap_or_default().chars().filter(|c| !c.is_control()).take(200).collect()
}

impl Federation {
    /// Keeps what an error page said about a request, for the administrator of the tenant.
    pub(crate) fn note_refusal(&self, call: &AuthorizeCall<'_>, id: JourneyId, error: &ProtocolError) {
        tracing::info!(correlation = %id, code = %error.code, "authorization request refused on a page");
        let refused = RefusedRequest {
            id,
            at: self.clock.now(),
            policy: cut(Some(call.path.policy.as_str())),
            client_id: cut(call.parameters.get("client_id")),
            redirect_uri: cut(call.parameters.get("redirect_uri")),
            code: error.code.clone(),
            message: error.message.clone(),
            remedy: remedy(&error.code),
        };
        self.refusals.push(call.tenant.id, refused);
    }

    /// The last requests that were refused on a page, newest first: of this process, since it started.
    pub fn refused_requests(&self, tenant: TenantId) -> Vec<RefusedRequest> {
        self.refusals.list(tenant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenant(number: u128) -> TenantId {
        format!("00000000-0000-4000-8000-{number:012x}").parse().unwrap()
    }

    fn refused(client_id: String) -> RefusedRequest {
        RefusedRequest {
            id: "00000000-0000-4000-8000-000000000001".parse().unwrap(),
            at: Timestamp::from_seconds(1_800_000_000),
            policy: String::new(),
            client_id,
            redirect_uri: String::new(),
            code: "AADB2C90018".to_owned(),
            message: String::new(),
            remedy: "",
        }
    }

    #[test]
    fn s73_the_ring_keeps_the_last_ones_of_each_tenant_and_does_not_grow() {
        let ring = Ring::default();
        for number in 0..10 * RING {
            ring.push(tenant(1), refused(number.to_string()));
        }
        ring.push(tenant(2), refused("theirs".to_owned()));
        let kept = ring.list(tenant(1));
        assert_eq!((kept.len(), kept[0].client_id.as_str()), (RING, "1999"));
        assert_eq!(kept[RING - 1].client_id, "1800");
        assert_eq!(ring.list(tenant(2)).len(), 1, "another tenant's are not among them");
        for number in 0..2 * MAX_TENANTS as u128 {
            ring.push(tenant(number), refused(String::new()));
        }
        assert!(ring.kept.lock().unwrap().len() <= MAX_TENANTS);
    }

    #[test]
    fn s73_refusals_on_disk_are_a_burst_and_then_one_in_a_while() {
        let ring = Ring::default();
        let now = Timestamp::from_seconds(1_800_000_000);
        let recorded = |at| (0..10_000).filter(|_| ring.may_record(tenant(1), at)).count();
        assert_eq!(recorded(now), RECORDED as usize);
        assert_eq!(recorded(now.plus_seconds(RECORDED_EVERY_SECONDS - 1)), 0);
        assert_eq!(recorded(now.plus_seconds(RECORDED_EVERY_SECONDS)), 1);
        assert_eq!(recorded(now.plus_seconds(10_000_000)), RECORDED as usize, "it never holds more than a burst");
        assert!(ring.may_record(tenant(2), now), "another tenant has its own");
        for number in 0..2 * MAX_TENANTS as u128 {
            ring.may_record(tenant(number), now);
        }
        assert!(ring.recorded.lock().unwrap().len() <= MAX_TENANTS);
    }
}
