//! Claiming a journey for one answer.

use super::world::{LATER, LEASE, NOW, World, at_once};
use crate::{Change, JourneySave, NewJourney, Store};
use domain::Timestamp;
use std::sync::Arc;

async fn lease(world: &World, id: domain::JourneyId) -> Option<Timestamp> {
    world.store.find_journey(world.tenant, id).await.unwrap().unwrap().lease_until
}

/// Whoever holds it may be killed: after its time somebody else gets it.
pub async fn a_lease_is_held_by_one_and_ends_by_itself(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let id = world.begin().await;
    assert!(world.claim(id, 1).await);
    assert_eq!(lease(&world, id).await, Some(LEASE));

    let last = Timestamp::from_millis(LEASE.as_millis() - 1);
    for now in [NOW, last] {
        assert!(!world.store.claim_journey(world.tenant, id, 1, now, LATER).await.unwrap(), "somebody holds it");
    }
    assert_eq!(lease(&world, id).await, Some(LEASE), "a refused claim does not lengthen it");
    let until = LEASE.plus_seconds(30);
    assert!(world.store.claim_journey(world.tenant, id, 1, LEASE, until).await.unwrap(), "it has ended");
    assert_eq!(lease(&world, id).await, Some(until));
}

/// A double click, 64 times.
pub async fn f16_a_journey_is_claimed_once_by_64_callers(store: Arc<dyn Store>) {
    let world = Arc::new(World::new(store).await);
    let id = world.begin().await;
    let claims = at_once(|_| {
        let world = Arc::clone(&world);
        async move { world.claim(id, 1).await }
    })
    .await;
    assert_eq!(claims.into_iter().filter(|claimed| *claimed).count(), 1);
}

/// An answer to a page that was left is not taken.
pub async fn a_journey_that_went_on_is_not_claimed(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let id = world.begin().await;
    world.commit(vec![Change::SaveJourney(world.save(id, 1))]).await;
    for version in [0, 1, 3, u64::MAX] {
        assert!(!world.claim(id, version).await, "version {version}");
    }
    assert!(world.claim(id, 2).await);
    assert!(!world.claim(world.journey_id(), 1).await, "a journey that is not there");
}

/// There is nothing to answer any more.
pub async fn a_journey_that_ended_is_not_claimed(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let id = world.begin().await;
    world.commit(vec![Change::SaveJourney(world.ended(id, 1))]).await;
    assert!(!world.claim(id, 2).await);
}

/// From the moment it expires, purged or not.
pub async fn a_journey_that_expired_is_not_claimed(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let journey = NewJourney { expires_at: NOW, ..world.journey(world.tenant) };
    let id = journey.id;
    world.commit(vec![Change::CreateJourney(journey)]).await;
    assert!(!world.claim(id, 1).await);
    let before = Timestamp::from_millis(NOW.as_millis() - 1);
    assert!(world.store.claim_journey(world.tenant, id, 1, before, LEASE).await.unwrap());
}

/// Although its id and version are known.
pub async fn s81_a_journey_of_another_tenant_is_not_claimed(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let id = world.begin().await;
    assert!(!world.store.claim_journey(world.other, id, 1, NOW, LEASE).await.unwrap());
    assert_eq!(lease(&world, id).await, None);
}

/// The next journey stays free.
pub async fn a_claim_is_of_one_journey(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (first, second) = (world.begin().await, world.begin().await);
    assert!(world.claim(first, 1).await);
    assert_eq!(lease(&world, second).await, None);
    assert!(world.claim(second, 1).await);
}

/// So that the next answer can come at once.
pub async fn a_save_gives_the_lease_back(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let id = world.begin().await;
    assert!(world.claim(id, 1).await);
    world.commit(vec![Change::SaveJourney(world.save(id, 1))]).await;
    assert_eq!(lease(&world, id).await, None);
    assert!(world.claim(id, 2).await);
}

/// The driver saves between the steps of one answer and goes on.
pub async fn a_save_between_the_steps_keeps_the_lease(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let id = world.begin().await;
    assert!(world.claim(id, 1).await);
    world.commit(vec![Change::SaveJourney(JourneySave { release: false, ..world.save(id, 1) })]).await;
    assert_eq!(lease(&world, id).await, Some(LEASE));
    assert!(!world.claim(id, 2).await);
}
