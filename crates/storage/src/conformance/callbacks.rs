//! Providers' answers that are awaited.

use super::world::{LATER, LEASE, NOW, PROVIDER, World, at_once};
use crate::{Change, ConsumedCallback, Digest, NewCallback, NewJourney, Store};
use domain::{JourneyId, Timestamp};
use std::sync::Arc;

async fn consume(world: &World, state: Digest, binding: Digest) -> Option<ConsumedCallback> {
    world.store.consume_callback(state, world.tenant, None, binding, NOW, LEASE).await.unwrap()
}

fn consumed(journey: JourneyId) -> ConsumedCallback {
    ConsumedCallback { journey, provider: PROVIDER.to_owned() }
}

async fn lease(world: &World, id: JourneyId) -> Option<Timestamp> {
    world.store.find_journey(world.tenant, id).await.unwrap().unwrap().lease_until
}

/// A replayed answer is refused, also when it is replayed at the same moment.
pub async fn f16_a_callback_is_consumed_once_by_64_callers(store: Arc<dyn Store>) {
    let world = Arc::new(World::new(store).await);
    let journey = world.begin().await;
    let (state, binding) = world.expect(journey).await;
    let results = at_once(|_| {
        let world = Arc::clone(&world);
        async move { consume(&world, state, binding).await }
    })
    .await;
    let successes: Vec<_> = results.into_iter().flatten().collect();
    assert_eq!(successes, [consumed(journey)]);
}

/// The lease ends by itself; that the answer was used does not.
pub async fn a_consumed_callback_stays_consumed_after_the_lease(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let journey = world.begin().await;
    let (state, binding) = world.expect(journey).await;
    assert_eq!(consume(&world, state, binding).await, Some(consumed(journey)));
    let again = world.store.consume_callback(state, world.tenant, None, binding, LEASE, LATER).await.unwrap();
    assert_eq!(again, None);
    assert_eq!(lease(&world, journey).await, Some(LEASE));
}

/// So that nobody else goes on with it meanwhile.
pub async fn a_callback_claims_its_journey(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (journey, bystander) = (world.begin().await, world.begin().await);
    let (state, binding) = world.expect(journey).await;
    assert_eq!(consume(&world, state, binding).await, Some(consumed(journey)));
    assert_eq!(lease(&world, journey).await, Some(LEASE));
    assert!(!world.claim(journey, 1).await);
    assert_eq!(lease(&world, bystander).await, None);
}

/// Login CSRF: an answer that somebody else obtained does not sign this browser in, and stays usable for its own.
pub async fn s22_a_callback_of_another_browser_is_not_consumed(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let journey = world.begin().await;
    let (state, binding) = world.expect(journey).await;
    assert_eq!(consume(&world, state, world.digest()).await, None);
    assert_eq!(lease(&world, journey).await, None);
    assert_eq!(consume(&world, state, binding).await, Some(consumed(journey)));
}

/// Somebody went back and chose another provider: the first one's answer is not awaited any more.
pub async fn a_forgotten_callback_is_not_consumed(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let journey = world.begin().await;
    let (first, binding) = world.expect(journey).await;
    let (second, binding_of_second) = world.expect(journey).await;
    world.commit(vec![Change::ForgetCallback { tenant: world.other, state: second }]).await;
    world.commit(vec![Change::ForgetCallback { tenant: world.tenant, state: first }]).await;
    assert_eq!(consume(&world, first, binding).await, None);
    assert_eq!(
        consume(&world, second, binding_of_second).await,
        Some(consumed(journey)),
        "only its own tenant forgets"
    );
}

/// Nor one presented to another tenant, which must not even have the journey.
pub async fn s22_a_callback_of_another_tenant_is_not_consumed(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let journey = world.journey(world.tenant);
    let id = journey.id;
    let twin = NewJourney { id, ..world.journey(world.other) };
    world.commit(vec![Change::CreateJourney(journey), Change::CreateJourney(twin)]).await;
    let (state, binding) = world.expect(id).await;
    let theirs = world.store.consume_callback(state, world.other, None, binding, NOW, LEASE).await.unwrap();
    assert_eq!(theirs, None);
    assert_eq!(lease(&world, id).await, None);
    assert_eq!(consume(&world, state, binding).await, Some(consumed(id)));
    let twin = world.store.find_journey(world.other, id).await.unwrap().unwrap();
    assert_eq!(twin.lease_until, None, "the other tenant's journey of the same id stays free");
}

/// Nor one that arrives at another provider's address, or at the shared one, when its provider has its own (mix-up).
pub async fn s34_a_callback_is_consumed_at_its_own_address_only(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let journey = world.begin().await;
    let (state, binding) = (world.digest(), world.digest());
    let callback = NewCallback { own_address: true, ..world.callback(journey, state, binding) };
    world.commit(vec![Change::ExpectCallback(callback)]).await;
    let at = |address| world.store.consume_callback(state, world.tenant, address, binding, NOW, LEASE);
    for address in [Some("Evil-OpenIdConnect"), Some("fabrikam-openidconnect"), Some(""), None] {
        assert_eq!(at(address).await.unwrap(), None, "{address:?}");
    }
    assert_eq!(lease(&world, journey).await, None);
    assert_eq!(at(Some(PROVIDER)).await.unwrap(), Some(consumed(journey)));
}

/// The address that all providers share is the only one for those that have none of their own; it answers which one was
/// asked.
pub async fn s34_a_callback_of_the_shared_address_is_not_consumed_elsewhere(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let journey = world.begin().await;
    let (state, binding) = world.expect(journey).await;
    for address in [PROVIDER, "Evil-OpenIdConnect", ""] {
        let found =
            world.store.consume_callback(state, world.tenant, Some(address), binding, NOW, LEASE).await.unwrap();
        assert_eq!(found, None, "{address}");
    }
    assert_eq!(consume(&world, state, binding).await, Some(consumed(journey)));
}

/// From the moment it expires, purged or not.
pub async fn an_expired_callback_is_not_consumed(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let journey = world.begin().await;
    let (state, binding) = (world.digest(), world.digest());
    let callback = NewCallback { expires_at: NOW, ..world.callback(journey, state, binding) };
    world.commit(vec![Change::ExpectCallback(callback)]).await;
    assert_eq!(consume(&world, state, binding).await, None);
    assert_eq!(lease(&world, journey).await, None);
    let before = Timestamp::from_millis(NOW.as_millis() - 1);
    let in_time = world.store.consume_callback(state, world.tenant, None, binding, before, LEASE).await.unwrap();
    assert_eq!(in_time, Some(consumed(journey)));
}

/// Nothing is lost: when the lease has ended, the same answer is taken.
pub async fn a_callback_waits_while_somebody_holds_the_journey(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let journey = world.begin().await;
    let (state, binding) = world.expect(journey).await;
    assert!(world.claim(journey, 1).await);
    let last = Timestamp::from_millis(LEASE.as_millis() - 1);
    for now in [NOW, last] {
        let held = world.store.consume_callback(state, world.tenant, None, binding, now, LATER).await.unwrap();
        assert_eq!(held, None);
    }
    assert_eq!(lease(&world, journey).await, Some(LEASE));
    let until = LEASE.plus_seconds(30);
    let free = world.store.consume_callback(state, world.tenant, None, binding, LEASE, until).await.unwrap();
    assert_eq!(free, Some(consumed(journey)));
    assert_eq!(lease(&world, journey).await, Some(until));
}

/// Somebody went back and ended it another way.
pub async fn a_callback_of_an_ended_journey_is_not_consumed(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let journey = world.begin().await;
    // That others wait, here and, under the same id, in another tenant, does not bring it back.
    world.begin().await;
    let twin = NewJourney { id: journey, ..world.journey(world.other) };
    world.commit(vec![Change::CreateJourney(twin)]).await;
    let (state, binding) = world.expect(journey).await;
    world.commit(vec![Change::SaveJourney(world.ended(journey, 1))]).await;
    assert_eq!(consume(&world, state, binding).await, None);
    assert_eq!(lease(&world, journey).await, None);
    let nowhere = world.expect(world.journey_id()).await;
    assert_eq!(consume(&world, nowhere.0, nowhere.1).await, None, "a journey that is not there");
}

/// Nor of one that ended by itself.
pub async fn a_callback_of_an_expired_journey_is_not_consumed(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let journey = NewJourney { expires_at: NOW, ..world.journey(world.tenant) };
    let id = journey.id;
    world.commit(vec![Change::CreateJourney(journey)]).await;
    let (state, binding) = world.expect(id).await;
    assert_eq!(consume(&world, state, binding).await, None);
}

/// Two tabs, one journey: one answer at a time.
pub async fn two_callbacks_of_a_journey_are_not_consumed_at_the_same_time(store: Arc<dyn Store>) {
    let world = Arc::new(World::new(store).await);
    let journey = world.begin().await;
    let callbacks = [world.expect(journey).await, world.expect(journey).await];
    let results = at_once(|caller| {
        let (world, (state, binding)) = (Arc::clone(&world), callbacks[caller % 2]);
        async move { consume(&world, state, binding).await }
    })
    .await;
    assert_eq!(results.into_iter().flatten().count(), 1);
}

/// A second registration under the same digest is refused, used or not.
pub async fn a_state_is_registered_once(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let journey = world.begin().await;
    let (state, binding) = world.expect(journey).await;
    let again = |binding| vec![Change::ExpectCallback(world.callback(journey, state, binding))];
    assert!(world.store.commit(again(world.digest())).await.is_err());
    assert_eq!(consume(&world, state, binding).await, Some(consumed(journey)));
    assert!(world.store.commit(again(binding)).await.is_err());
}
