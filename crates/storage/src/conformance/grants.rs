//! Refresh token families (S50).

use super::world::{At, CALLERS, LATER, NOW, World, at_once};
use crate::{Change, CodeRedemption, Conflict, NewRefreshFamily, Presented, Revoked, Rotation, Store};
use domain::{ApplicationId, GrantId, JourneyId, Timestamp, UserId};
use std::sync::Arc;

/// The retry window of the suite.
const WINDOW: i64 = 10;

fn family(world: &World, journey: JourneyId) -> NewRefreshFamily {
    NewRefreshFamily {
        id: GrantId::new(&At(NOW), &world.entropy),
        tenant: world.tenant,
        journey,
        application: ApplicationId::new(&At(NOW), &world.entropy),
        user: None,
        payload: b"what was granted".to_vec(),
        created_at: NOW,
        expires_at: LATER,
    }
}

async fn begin(world: &World) -> (GrantId, JourneyId) {
    let journey = world.journey_id();
    let family = family(world, journey);
    let id = family.id;
    world.commit(vec![Change::CreateRefreshFamily(family)]).await;
    (id, journey)
}

fn presented(world: &World, family: GrantId, generation: u32, now: Timestamp) -> Presented {
    Presented {
        tenant: world.tenant,
        family,
        generation,
        now,
        expires_at: now.plus_seconds(3600),
        retry_from: now.plus_seconds(-WINDOW),
    }
}

async fn present(world: &World, family: GrantId, generation: u32, now: Timestamp) -> Rotation {
    world.store.rotate_refresh(presented(world, family, generation, now)).await.unwrap()
}

/// As it was made, at generation 0.
pub async fn a_family_reads_back_as_it_was_begun(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (id, journey) = begin(&world).await;
    let family = world.store.find_refresh_family(world.tenant, id).await.unwrap().unwrap();
    assert_eq!((family.journey, family.generation, family.revoked), (journey, 0, false));
    assert_eq!((family.created_at, family.expires_at), (NOW, LATER));
    assert_eq!(family.payload, b"what was granted");
    let nobody = GrantId::new(&At(NOW), &world.entropy);
    assert_eq!(world.store.find_refresh_family(world.tenant, nobody).await.unwrap(), None);
    assert_eq!(present(&world, nobody, 0, NOW).await, Rotation::Dead);
}

/// Each generation once, and the new expiry counts.
pub async fn s50_each_rotation_makes_the_next_generation(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (id, _) = begin(&world).await;
    for generation in 0..3 {
        assert_eq!(
            present(&world, id, generation, NOW.plus_seconds(i64::from(generation) * 60)).await,
            Rotation::Rotated
        );
    }
    let family = world.store.find_refresh_family(world.tenant, id).await.unwrap().unwrap();
    assert_eq!((family.generation, family.expires_at), (3, NOW.plus_seconds(120 + 3600)));
}

/// One rotates, all others get the same next token, and nobody revokes anything.
pub async fn s50_a_token_is_rotated_once_by_64_callers(store: Arc<dyn Store>) {
    let world = Arc::new(World::new(store).await);
    let (id, _) = begin(&world).await;
    let results = at_once(|_| {
        let world = Arc::clone(&world);
        async move { present(&world, id, 0, NOW).await }
    })
    .await;
    assert_eq!(results.iter().filter(|result| **result == Rotation::Rotated).count(), 1);
    assert_eq!(results.iter().filter(|result| **result == Rotation::Again).count(), CALLERS - 1);
    let family = world.store.find_refresh_family(world.tenant, id).await.unwrap().unwrap();
    assert_eq!((family.generation, family.revoked), (1, false));
}

/// To the millisecond; and only the token before the current one.
pub async fn s50_a_repeated_token_is_a_retry_within_the_window_only(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (id, journey) = begin(&world).await;
    assert_eq!(present(&world, id, 0, NOW).await, Rotation::Rotated);
    assert_eq!(present(&world, id, 0, NOW.plus_seconds(WINDOW)).await, Rotation::Again);
    let late = Timestamp::from_millis(NOW.plus_seconds(WINDOW).as_millis() + 1);
    assert!(!world.store.grant_is_revoked(world.tenant, journey).await.unwrap());
    assert_eq!(present(&world, id, 0, late).await, Rotation::Reused);
    assert_eq!(present(&world, id, 1, late).await, Rotation::Dead, "the family is revoked");
    assert!(world.store.grant_is_revoked(world.tenant, journey).await.unwrap());

    let (id, _) = begin(&world).await;
    assert_eq!(present(&world, id, 0, NOW).await, Rotation::Rotated);
    assert_eq!(present(&world, id, 1, NOW).await, Rotation::Rotated);
    assert_eq!(present(&world, id, 0, NOW).await, Rotation::Reused, "two behind, although within the same second");
    assert_eq!(present(&world, id, 2, NOW).await, Rotation::Dead);
    assert_eq!(present(&world, id, 1, NOW).await, Rotation::Reused, "no retry in a revoked family");
}

/// Guessing ahead revokes nothing and gives nothing.
pub async fn s50_a_generation_that_was_not_given_out_is_dead(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (id, _) = begin(&world).await;
    assert_eq!(present(&world, id, 1, NOW).await, Rotation::Dead);
    assert_eq!(present(&world, id, u32::MAX, NOW).await, Rotation::Dead);
    assert_eq!(present(&world, id, 0, NOW).await, Rotation::Rotated);
}

/// Also in the retry window.
pub async fn s50_an_expired_token_is_dead(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (id, _) = begin(&world).await;
    assert_eq!(present(&world, id, 0, LATER).await, Rotation::Dead);
    let last = Timestamp::from_millis(LATER.as_millis() - 1);
    let presented = Presented { expires_at: LATER, ..presented(&world, id, 0, last) };
    assert_eq!(world.store.rotate_refresh(presented).await.unwrap(), Rotation::Rotated);
    assert_eq!(world.store.rotate_refresh(Presented { now: LATER, ..presented }).await.unwrap(), Rotation::Reused);
}

/// Neither found, rotated nor revoked.
pub async fn s81_a_family_of_another_tenant_is_not_there(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (id, journey) = begin(&world).await;
    assert_eq!(world.store.find_refresh_family(world.other, id).await.unwrap(), None);
    let theirs = Presented { tenant: world.other, ..presented(&world, id, 0, NOW) };
    assert_eq!(world.store.rotate_refresh(theirs).await.unwrap(), Rotation::Dead);
    for grants in [Revoked::Family(id), Revoked::Journey(journey)] {
        world.commit(vec![Change::Revoke { tenant: world.other, grants, at: NOW }]).await;
    }
    assert_eq!(present(&world, id, 0, NOW).await, Rotation::Rotated);
    assert!(!world.store.grant_is_revoked(world.other, journey).await.unwrap());
}

/// RFC 6749 §4.1.2: whatever came from the code dies with its second use.
pub async fn s5_a_code_used_twice_revokes_its_family(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (code, journey) = world.grant().await;
    world.store.redeem_code(code, world.tenant, NOW).await.unwrap();
    let (mine, bystander) = (family(&world, journey), family(&world, world.journey_id()));
    let (id, other) = (mine.id, bystander.id);
    world.commit(vec![Change::CreateRefreshFamily(mine), Change::CreateRefreshFamily(bystander)]).await;
    let again = world.store.redeem_code(code, world.tenant, NOW).await.unwrap();
    assert_eq!(again, CodeRedemption::Again { journey });
    assert_eq!(present(&world, id, 0, NOW).await, Rotation::Dead);
    assert_eq!(present(&world, other, 0, NOW).await, Rotation::Rotated);
}

/// Although the first redemption had been told that all was well.
pub async fn s5_a_code_used_twice_before_its_family_is_made_leaves_none(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (code, journey) = world.grant().await;
    for _ in 0..2 {
        world.store.redeem_code(code, world.tenant, NOW).await.unwrap();
    }
    let family = family(&world, journey);
    let id = family.id;
    assert_eq!(world.conflict(vec![Change::CreateRefreshFamily(family)]).await, Conflict::Revoked);
    assert_eq!(world.store.find_refresh_family(world.tenant, id).await.unwrap(), None);
    // Nobody else's: of another journey, and of another tenant's journey with the same id.
    let (_, elsewhere) = world.grant().await;
    let bystander = self::family(&world, elsewhere);
    let twin = NewRefreshFamily { tenant: world.other, ..self::family(&world, journey) };
    for (tenant, journey, revoked) in
        [(world.tenant, journey, true), (world.tenant, elsewhere, false), (world.other, journey, false)]
    {
        assert_eq!(world.store.grant_is_revoked(tenant, journey).await.unwrap(), revoked, "{tenant} {journey}");
    }
    world.commit(vec![Change::CreateRefreshFamily(bystander), Change::CreateRefreshFamily(twin)]).await;
}

/// By user, by journey, by itself; each leaves the others.
pub async fn s50_what_is_revoked_is_dead_and_the_rest_lives(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let user = UserId::new(&At(NOW), &world.entropy);
    let journey = world.journey_id();
    let [a, b, c, d] = [0; 4].map(|_| family(&world, world.journey_id()));
    let ids = [a.id, b.id, c.id, d.id];
    let b = NewRefreshFamily { journey, ..b };
    let c = NewRefreshFamily { user: Some(user), ..c };
    let families = [a, b, c, d];
    let journeys = [0, 1, 2, 3].map(|at: usize| families[at].journey);
    // The same ids in another tenant are somebody else's.
    let twins = [0, 1, 2, 3].map(|at| {
        let NewRefreshFamily { id, journey, user, .. } = families[at];
        NewRefreshFamily { tenant: world.other, id, user, ..family(&world, journey) }
    });
    world.commit(families.into_iter().chain(twins).map(Change::CreateRefreshFamily).collect()).await;
    for grants in [Revoked::Family(ids[0]), Revoked::Journey(journey), Revoked::User(user)] {
        world.commit(vec![Change::Revoke { tenant: world.tenant, grants, at: NOW }]).await;
    }
    for (id, expected) in ids.into_iter().zip([Rotation::Dead, Rotation::Dead, Rotation::Dead, Rotation::Rotated]) {
        assert_eq!(present(&world, id, 0, NOW).await, expected);
        let twin = Presented { tenant: world.other, ..presented(&world, id, 0, NOW) };
        assert_eq!(world.store.rotate_refresh(twin).await.unwrap(), Rotation::Rotated, "S81");
    }
    // Their access tokens are known as such, by the journey, in this tenant alone.
    for (at, revoked) in [(0, true), (1, true), (2, true), (3, false)] {
        let of = journeys[at];
        assert_eq!(world.store.grant_is_revoked(world.tenant, of).await.unwrap(), revoked, "{at}");
        assert!(!world.store.grant_is_revoked(world.other, of).await.unwrap(), "S81: {at}");
    }
    // What one tenant has rotated is unknown to another, not used before.
    let (id, _) = begin(&world).await;
    assert_eq!(present(&world, id, 0, NOW).await, Rotation::Rotated);
    let elsewhere = Presented { tenant: world.other, ..presented(&world, id, 0, NOW) };
    assert_eq!(world.store.rotate_refresh(elsewhere).await.unwrap(), Rotation::Dead, "S81");
}

/// However they interleave, nothing is rotated after the revocation was acknowledged.
pub async fn s50_a_revocation_between_64_refreshes_holds(store: Arc<dyn Store>) {
    let world = Arc::new(World::new(store).await);
    let (id, _) = begin(&world).await;
    at_once(|caller| {
        let world = Arc::clone(&world);
        async move {
            if caller == 32 {
                let grants = Revoked::Family(id);
                world.commit(vec![Change::Revoke { tenant: world.tenant, grants, at: NOW }]).await;
                let now = world.store.find_refresh_family(world.tenant, id).await.unwrap().unwrap().generation;
                assert_eq!(present(&world, id, now, NOW).await, Rotation::Dead);
            } else {
                present(&world, id, 0, NOW).await;
            }
        }
    })
    .await;
    assert!(world.store.find_refresh_family(world.tenant, id).await.unwrap().unwrap().revoked);
}
