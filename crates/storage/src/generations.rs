//! What generation a tenant's configuration has, without asking the database every time. A change of this process is seen
//! at once; one of another process, or of the command line, within [`LAG`].

use crate::Change;
use domain::TenantId;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// How long a number that was read is believed.
const LAG: Duration = Duration::from_millis(250);
/// So many tenants are remembered.
const MAX_TENANTS: usize = 10_000;

/// The numbers that were read.
#[derive(Debug, Default)]
pub struct Generations(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// Grows with every change of this process: what was read before it may be older.
    changes: u64,
    read: HashMap<TenantId, (u64, Instant)>,
}

impl Generations {
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number, if it was read just now.
    pub fn find(&self, tenant: TenantId) -> Option<u64> {
        let known = self.lock();
        known.read.get(&tenant).filter(|(_, at)| at.elapsed() < LAG).map(|(generation, _)| *generation)
    }

    /// To be asked for before the database is, and given back with its answer.
    pub fn changes(&self) -> u64 {
        self.lock().changes
    }

    /// Remembers what was read, unless something changed meanwhile.
    pub fn remember(&self, tenant: TenantId, generation: u64, changes: u64) {
        let mut known = self.lock();
        if known.changes != changes {
            return;
        }
        if known.read.len() >= MAX_TENANTS {
            known.read.clear();
        }
        known.read.insert(tenant, (generation, now()));
    }

    /// Forgets the tenants whose configuration was changed.
    pub fn forget(&self, tenants: &[TenantId]) {
        if tenants.is_empty() {
            return;
        }
        let mut known = self.lock();
        known.changes += 1;
        for tenant in tenants {
            known.read.remove(tenant);
        }
    }
}

/// The tenants whose generation grows with these changes.
pub fn grown(changes: &[Change]) -> Vec<TenantId> {
    changes
        .iter()
        .filter_map(|change| match change {
            Change::CreateTenant(tenant) => Some(tenant.id),
            Change::PutDocument { key, .. } | Change::DeleteDocument { key, .. } => Some(key.tenant),
            Change::PutSecret { tenant, .. } | Change::DeleteSecret { tenant, .. } => Some(*tenant),
            _ => None,
        })
        .collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "how old a cached number is; nothing that is stored or replayed depends on it"
)]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_a_change_is_not_remembered_after_it() {
        let (generations, tenant) = (Generations::default(), "00000000-0000-4000-8000-000000000001".parse().unwrap());
        let before = generations.changes();
        generations.remember(tenant, 1, before);
        assert_eq!(generations.find(tenant), Some(1));
        generations.forget(&[tenant]);
        assert_eq!(generations.find(tenant), None);
        generations.remember(tenant, 1, before);
        assert_eq!(generations.find(tenant), None, "it was read before the change");
        generations.remember(tenant, 2, generations.changes());
        assert_eq!(generations.find(tenant), Some(2));
    }

    #[test]
    fn s74_what_is_remembered_has_a_limit() {
        let generations = Generations::default();
        for tenant in 0..3 * MAX_TENANTS {
            let tenant: TenantId = format!("00000000-0000-4000-8000-{tenant:012}").parse().unwrap();
            generations.remember(tenant, 1, 0);
        }
        assert!(generations.lock().read.len() <= MAX_TENANTS);
    }

    #[test]
    fn a_number_is_believed_for_a_moment_only() {
        let (generations, tenant) = (Generations::default(), "00000000-0000-4000-8000-000000000001".parse().unwrap());
        generations.remember(tenant, 1, 0);
        std::thread::sleep(LAG);
        assert_eq!(generations.find(tenant), None);
    }
}
