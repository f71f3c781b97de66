use crate::{
    Change, Conflict, Digest, DocumentKey, Expected, JourneySave, JourneyStatus, NewCallback, NewCode, NewJourney,
    Store, StoreError,
};
use domain::{
    AdminId, ApplicationId, Clock, DisplayName, Entropy, Identity, JourneyId, Kind, Tenant, TenantId, TenantName,
    Timestamp, User, UserId,
};
use serde_json::json;
use std::{
    collections::BTreeMap,
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use tokio::sync::Barrier;

/// The moment at which every sentence begins.
pub(super) const NOW: Timestamp = Timestamp::from_seconds(1_750_000_000);
/// An hour later.
pub(super) const LATER: Timestamp = NOW.plus_seconds(3600);
/// When a lease taken now ends.
pub(super) const LEASE: Timestamp = NOW.plus_seconds(30);
pub(super) const CALLERS: usize = 64;
/// An issuer of identities.
pub(super) const ISSUER: &str = "https://login.fabrikam.example/";
/// The provider of every callback.
pub(super) const PROVIDER: &str = "Fabrikam-OpenIdConnect";

/// A store with two tenants, and what makes rows for it.
pub(super) struct World {
    pub(super) store: Arc<dyn Store>,
    pub(super) entropy: Seeded,
    pub(super) tenant: TenantId,
    pub(super) other: TenantId,
}

/// The same numbers in every run (`SplitMix64`).
pub(super) struct Seeded(AtomicU64);

impl Entropy for Seeded {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            let mut z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}

/// A clock that stands.
pub(super) struct At(pub(super) Timestamp);

impl Clock for At {
    fn now(&self) -> Timestamp {
        self.0
    }
}

impl World {
    pub(super) async fn new(store: Arc<dyn Store>) -> Self {
        let entropy = Seeded(AtomicU64::new(1));
        let tenant = tenant(TenantId::new(&At(NOW), &entropy), "contoso");
        let other = tenant_named(&entropy, "fabrikam");
        let world = Self { store, tenant: tenant.id, other: other.id, entropy };
        world.commit(vec![Change::CreateTenant(tenant), Change::CreateTenant(other)]).await;
        world
    }

    /// Commits what must succeed.
    pub(super) async fn commit(&self, changes: Vec<Change>) {
        self.store.commit(changes).await.expect("the changes are applied");
    }

    /// The conflict of changes that must have one.
    pub(super) async fn conflict(&self, changes: Vec<Change>) -> Conflict {
        conflict_of(self.store.commit(changes).await)
    }

    pub(super) fn digest(&self) -> Digest {
        (&self.entropy as &dyn Entropy).bytes()
    }

    pub(super) fn key(&self, id: &str) -> DocumentKey {
        DocumentKey { tenant: self.tenant, kind: Kind::Application, id: id.to_owned() }
    }

    // --- journeys ----------------------------------------------------------------------------------------------

    pub(super) fn journey_id(&self) -> JourneyId {
        JourneyId::new(&At(NOW), &self.entropy)
    }

    pub(super) fn journey(&self, tenant: TenantId) -> NewJourney {
        NewJourney {
            id: self.journey_id(),
            tenant,
            policy: "B2C_1_SignUpSignIn".to_owned(),
            application: ApplicationId::new(&At(NOW), &self.entropy),
            binding: self.digest(),
            state: b"the state".to_vec(),
            recording: b"the recording".to_vec(),
            status: JourneyStatus::Waiting,
            fault: None,
            started_at: NOW,
            expires_at: LATER,
        }
    }

    /// A journey of the first tenant that begins and ends at once: one that waits is not purged when it expires.
    pub(super) fn ended_journey(&self) -> NewJourney {
        NewJourney { status: JourneyStatus::Failed, state: Vec::new(), ..self.journey(self.tenant) }
    }

    /// Begins a journey of the first tenant; its version is 1.
    pub(super) async fn begin(&self) -> JourneyId {
        let journey = self.journey(self.tenant);
        let id = journey.id;
        self.commit(vec![Change::CreateJourney(journey)]).await;
        id
    }

    pub(super) fn save(&self, id: JourneyId, version: u64) -> JourneySave {
        JourneySave {
            id,
            tenant: self.tenant,
            version,
            state: Some(b"the next state".to_vec()),
            recording: b"the longer recording".to_vec(),
            status: JourneyStatus::Waiting,
            fault: None,
            provider: None,
            user: None,
            at: NOW.plus_seconds(1),
            expires_at: LATER,
            release: true,
        }
    }

    pub(super) fn ended(&self, id: JourneyId, version: u64) -> JourneySave {
        JourneySave { state: None, status: JourneyStatus::Succeeded, ..self.save(id, version) }
    }

    pub(super) async fn claim(&self, id: JourneyId, version: u64) -> bool {
        self.store.claim_journey(self.tenant, id, version, NOW, LEASE).await.expect("the store answers")
    }

    // --- one-time values ---------------------------------------------------------------------------------------

    /// Registers a callback of a journey of the first tenant, for [`PROVIDER`]; answers its state and its binding.
    pub(super) async fn expect(&self, journey: JourneyId) -> (Digest, Digest) {
        let (state, binding) = (self.digest(), self.digest());
        self.commit(vec![Change::ExpectCallback(self.callback(journey, state, binding))]).await;
        (state, binding)
    }

    pub(super) fn callback(&self, journey: JourneyId, state: Digest, binding: Digest) -> NewCallback {
        NewCallback {
            state,
            tenant: self.tenant,
            journey,
            provider: PROVIDER.to_owned(),
            own_address: false,
            binding,
            expires_at: NOW.plus_seconds(600),
        }
    }

    /// Redeems a link, for a session of a cookie of its own.
    pub(super) async fn sign_in_by(&self, link: Digest, now: Timestamp) -> Option<AdminId> {
        self.store.redeem_admin_link(link, self.digest(), now, LATER.plus_seconds(10_000_000)).await.unwrap()
    }

    pub(super) fn code(&self, code: Digest, journey: JourneyId) -> NewCode {
        NewCode {
            code,
            tenant: self.tenant,
            journey,
            payload: b"the payload".to_vec(),
            expires_at: NOW.plus_seconds(60),
        }
    }

    /// Registers a code of the first tenant that lives for 60 s.
    pub(super) async fn grant(&self) -> (Digest, JourneyId) {
        let (code, journey) = (self.digest(), self.journey_id());
        self.commit(vec![Change::CreateCode(self.code(code, journey))]).await;
        (code, journey)
    }

    // --- people ------------------------------------------------------------------------------------------------

    pub(super) fn user(&self, name: &str) -> User {
        User {
            id: UserId::new(&At(NOW), &self.entropy),
            tenant: self.tenant,
            display_name: Some(name.to_owned()),
            given_name: None,
            surname: None,
            email: None,
            attributes: BTreeMap::new(),
            enabled: true,
            identities: Vec::new(),
            created_at: NOW,
            last_sign_in_at: None,
        }
    }

    pub(super) async fn all_users(&self) -> Vec<User> {
        self.store.users(self.tenant, None, None, 1000).await.expect("the store answers").items
    }
}

pub(super) fn tenant(id: TenantId, name: &str) -> Tenant {
    Tenant {
        id,
        name: TenantName::parse(name).expect("a tenant's name"),
        display_name: DisplayName::parse("Contoso, Ltd.").expect("a name"),
        created_at: NOW,
    }
}

pub(super) fn tenant_named(entropy: &Seeded, name: &str) -> Tenant {
    tenant(TenantId::new(&At(NOW), entropy), name)
}

pub(super) fn put(key: &DocumentKey, expected: Expected, lookup: Option<&str>, name: &str) -> Change {
    Change::PutDocument {
        key: key.clone(),
        expected,
        lookup: lookup.map(str::to_owned),
        body: json!({ "name": name }),
        at: NOW,
        by: "admin".to_owned(),
    }
}

pub(super) fn delete(key: &DocumentKey, expected: u32) -> Change {
    Change::DeleteDocument { key: key.clone(), expected, at: NOW, by: "admin".to_owned() }
}

pub(super) fn identity(issuer: &str, id: &str) -> Identity {
    Identity { issuer: issuer.to_owned(), issuer_assigned_id: id.to_owned() }
}

pub(super) fn create(user: &User) -> Change {
    Change::CreateUser { user: user.clone(), once: None }
}

/// The conflict that a result must be.
pub(super) fn conflict_of<T: std::fmt::Debug>(result: Result<T, StoreError>) -> Conflict {
    match result {
        Err(StoreError::Conflict(conflict)) => conflict,
        result => panic!("a conflict was expected, not {result:?}"),
    }
}

/// Runs a call for 64 callers that begin at the same moment.
pub(super) async fn at_once<T, F>(call: impl Fn(usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let start = Arc::new(Barrier::new(CALLERS));
    let callers: Vec<_> = (0..CALLERS)
        .map(|caller| {
            let (start, call) = (Arc::clone(&start), call(caller));
            tokio::spawn(async move {
                start.wait().await;
                call.await
            })
        })
        .collect();
    let mut results = Vec::with_capacity(CALLERS);
    for caller in callers {
        results.push(caller.await.expect("a caller comes back"));
    }
    results
}

/// All pages of the list of users, three at a time, as names.
pub(super) async fn pages(world: &World, prefix: Option<&str>) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut after = None;
    loop {
        let page = world.store.users(world.tenant, prefix, after, 3).await.unwrap();
        after = page.items.last().map(|user| user.id);
        pages.push(page.items.into_iter().filter_map(|user| user.display_name).collect());
        if !page.more {
            return pages;
        }
        assert!(pages.len() < 10, "the list does not end");
    }
}
