//! Authorization requests that were refused before a client could be trusted: no sign-in, so no recording. The last
//! ones are kept in memory, in a ring per tenant, and not on disk without end: anybody can cause them.

use crate::Federation;
use domain::{JourneyId, TenantId, Timestamp};
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
}

#[derive(Default)]
pub(crate) struct Ring(Mutex<HashMap<TenantId, VecDeque<RefusedRequest>>>);

impl Ring {
    pub fn push(&self, tenant: TenantId, refused: RefusedRequest) {
        let mut rings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
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
        let rings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rings.get(&tenant).map(|ring| ring.iter().rev().cloned().collect()).unwrap_or_default()
    }
}

/// Text from outside, made fit for a list (S80).
pub(crate) fn cut(text: Option<&str>) -> String {
    text.unwrap_or_default().chars().filter(|c| !c.is_control()).take(200).collect()
}

impl Federation {
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
        assert!(ring.0.lock().unwrap().len() <= MAX_TENANTS);
    }
}
