//! A journey's step writes once.

use super::world::{LATER, NOW, World, at_once, identity};
use crate::{Change, Conflict, NewJourney, Store};
use domain::{JourneyId, User};
use std::sync::Arc;

fn once(user: User, journey: JourneyId, step: &str) -> Change {
    Change::CreateUser { user, once: Some((journey, step.to_owned())) }
}

/// It succeeds and changes nothing, whatever it would have written.
pub async fn a_write_repeated_for_the_same_step_does_nothing(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let journey = world.begin().await;
    let first = User { identities: vec![identity("iss", "1")], ..world.user("Ada") };
    world.commit(vec![once(first.clone(), journey, "AAD-Write")]).await;
    world.commit(vec![once(first.clone(), journey, "AAD-Write")]).await;
    world.commit(vec![once(world.user("Eve"), journey, "AAD-Write")]).await;
    assert_eq!(world.all_users().await, [first]);
}

/// The key is both.
pub async fn another_step_or_journey_writes_again(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (journey, another) = (world.begin().await, world.begin().await);
    world
        .commit(vec![
            once(world.user("1"), journey, "a"),
            once(world.user("2"), journey, "b"),
            once(world.user("3"), another, "a"),
            once(world.user("4"), journey, "A"),
        ])
        .await;
    assert_eq!(world.all_users().await.len(), 4);
}

/// One tenant uses up nothing of another.
pub async fn the_same_step_of_another_tenant_writes(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let journey = world.begin().await;
    let theirs = User { tenant: world.other, ..world.user("Grace") };
    world.commit(vec![once(theirs, journey, "a")]).await;
    world.commit(vec![once(world.user("Ada"), journey, "a")]).await;
    assert_eq!(world.all_users().await.len(), 1);
}

/// After a conflict the step may be tried again.
pub async fn a_refused_write_does_not_use_up_its_step(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let journey = world.begin().await;
    let taken = identity("iss", "1");
    world.commit(vec![super::world::create(&User { identities: vec![taken.clone()], ..world.user("Ada") })]).await;
    let second = User { identities: vec![taken.clone()], ..world.user("Eve") };
    assert_eq!(world.conflict(vec![once(second.clone(), journey, "a")]).await, Conflict::Identity(taken));
    let second = User { identities: vec![identity("iss", "2")], ..second };
    world.commit(vec![once(second.clone(), journey, "a")]).await;
    assert_eq!(world.store.find_user(world.tenant, second.id).await.unwrap(), Some(second));
}

/// All of them succeed, one of them wrote.
pub async fn f16_a_step_writes_once_for_64_callers(store: Arc<dyn Store>) {
    let world = Arc::new(World::new(store).await);
    let journey = world.begin().await;
    let results = at_once(|caller| {
        let world = Arc::clone(&world);
        async move { world.store.commit(vec![once(world.user(&format!("{caller}")), journey, "a")]).await }
    })
    .await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    assert_eq!(world.all_users().await.len(), 1);
}

/// The notes do not grow for ever; those of journeys that live stay.
pub async fn what_a_purged_journey_wrote_once_is_forgotten_with_it(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let live = world.ended_journey();
    let expired = NewJourney { expires_at: NOW, ..world.ended_journey() };
    let (live_id, gone) = (live.id, expired.id);
    world
        .commit(vec![
            Change::CreateJourney(live),
            Change::CreateJourney(expired),
            once(world.user("1"), live_id, "a"),
            once(world.user("2"), gone, "a"),
        ])
        .await;
    world.store.purge(NOW, 10).await.unwrap();
    world.commit(vec![once(world.user("3"), live_id, "a")]).await;
    assert_eq!(world.all_users().await.len(), 2, "the live one's is kept");
    world.commit(vec![once(world.user("4"), gone, "a")]).await;
    assert_eq!(world.all_users().await.len(), 3, "the purged one's is not");
    assert_eq!(world.store.purge(LATER, 10).await.unwrap(), 1);
}

/// A purge in small batches forgets the notes of the journeys that it deletes, and no others.
pub async fn a_step_of_a_journey_that_a_purge_left_still_writes_once(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let mut journeys = Vec::new();
    for second in [1, 2] {
        let journey = NewJourney { expires_at: NOW.plus_seconds(second), ..world.ended_journey() };
        journeys.push(journey.id);
        let id = journey.id;
        world.commit(vec![Change::CreateJourney(journey), once(world.user("Ada"), id, "a")]).await;
    }
    assert_eq!(world.store.purge(LATER, 1).await.unwrap(), 1);
    world.commit(vec![once(world.user("Ada"), journeys[1], "a")]).await;
    assert_eq!(world.all_users().await.len(), 2);
}
