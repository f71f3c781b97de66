//! Purging, and being there.

use super::world::{At, LATER, LEASE, NOW, World};
use crate::{
    Change, CodeRedemption, JourneyStatus, NewCallback, NewCode, NewJourney, NewPersonSession, NewRefreshFamily,
    NewSession, Revoked, Store,
};
use domain::{AdminId, ApplicationId, GrantId, Timestamp};
use std::sync::Arc;

/// Of every kind.
pub async fn a_purge_deletes_what_expired_and_leaves_what_lives(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let admin = AdminId::new(&At(NOW), &world.entropy);
    world.commit(vec![Change::CreateAdmin { id: admin, name: "Ada".to_owned(), at: NOW }]).await;
    let at = NOW.plus_seconds(100_000);
    let one_more = Timestamp::from_millis(at.as_millis() + 1);
    let mut rows = Vec::new();
    for expires_at in [at, one_more] {
        let journey = NewJourney { expires_at, ..world.ended_journey() };
        let [state, code, link, session] = [0; 4].map(|_| world.digest());
        rows.push((journey.id, state, code, link, session));
        let binding = [7; 32];
        let waiting = world.begin().await;
        let long = NewJourney { expires_at: at.plus_seconds(9), ..world.journey(world.tenant) };
        let target = if expires_at == at { waiting } else { long.id };
        world
            .commit(vec![
                Change::CreateJourney(journey),
                Change::CreateJourney(long),
                Change::ExpectCallback(NewCallback { expires_at, ..world.callback(target, state, binding) }),
                // A code is kept for an hour after its time.
                Change::CreateCode(NewCode { expires_at: expires_at.plus_seconds(-3600), ..world.code(code, target) }),
                Change::CreateAdminLink { link, admin, expires_at },
                Change::CreateAdminSession(NewSession { session, admin, created_at: NOW, expires_at }),
            ])
            .await;
    }

    // The two journeys that only waited have expired with the five others.
    assert_eq!(world.store.purge(at, 100).await.unwrap(), 7);

    let (journey, _, code, ..) = rows[0];
    assert!(world.store.find_journey(world.tenant, journey).await.unwrap().is_none());
    assert_eq!(world.store.redeem_code(code, world.tenant, NOW).await.unwrap(), CodeRedemption::Unknown);
    assert_eq!(world.store.find_admin_session(rows[0].4, NOW).await.unwrap(), None);
    assert_eq!(world.sign_in_by(rows[0].3, NOW).await, None);
    let (journey, state, code, link, session) = rows[1];
    assert!(world.store.find_journey(world.tenant, journey).await.unwrap().is_some());
    let code = world.store.redeem_code(code, world.tenant, NOW).await.unwrap();
    assert!(matches!(code, CodeRedemption::First { .. }), "{code:?}");
    assert_eq!(world.sign_in_by(link, at).await, Some(admin));
    assert!(world.store.find_admin_session(session, at).await.unwrap().is_some());
    let callback = world.store.consume_callback(state, world.tenant, None, [7; 32], at, one_more).await.unwrap();
    assert!(callback.is_some());
    assert_eq!(world.store.purge(at, 100).await.unwrap(), 0);
    assert!(world.store.find_tenant(world.tenant).await.unwrap().is_some());
    assert_eq!(world.store.admin_count().await.unwrap(), 1);
}

/// Nobody waits for a long one; the oldest go first.
pub async fn a_purge_is_a_small_batch(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let admin = AdminId::new(&At(NOW), &world.entropy);
    world.commit(vec![Change::CreateAdmin { id: admin, name: "Ada".to_owned(), at: NOW }]).await;
    let mut rows = Vec::new();
    for second in [3, 1, 5, 2, 4] {
        let expires_at = NOW.plus_seconds(second);
        let journey = NewJourney { expires_at, ..world.journey(world.tenant) };
        let [value, code] = [0; 2].map(|_| world.digest());
        rows.push((second, journey.id, value, code));
        world
            .commit(vec![
                Change::ExpectCallback(NewCallback { expires_at, ..world.callback(journey.id, value, value) }),
                Change::CreateCode(NewCode { expires_at, ..world.code(code, journey.id) }),
                Change::CreateJourney(journey),
                Change::CreateAdminLink { link: value, admin, expires_at },
                Change::CreateAdminSession(NewSession { session: value, admin, created_at: NOW, expires_at }),
            ])
            .await;
    }
    // Late enough for journeys that waited, too.
    let late = NOW.plus_seconds(90_000);
    assert_eq!(world.store.purge(late, 2).await.unwrap(), 10, "two of each of five kinds");
    for (second, journey, value, code) in rows {
        let left = second > 2;
        assert_eq!(world.store.find_journey(world.tenant, journey).await.unwrap().is_some(), left, "{second}");
        assert_eq!(world.store.find_admin_session(value, NOW).await.unwrap().is_some(), left, "{second}");
        assert_eq!(world.sign_in_by(value, NOW).await.is_some(), left, "{second}");
        let code = world.store.redeem_code(code, world.tenant, NOW).await.unwrap();
        assert_eq!(code != CodeRedemption::Unknown, left, "{second}");
        let callback = world.store.consume_callback(value, world.tenant, None, value, NOW, LEASE).await.unwrap();
        assert_eq!(callback.is_some(), left, "{second}");
    }
    assert_eq!(world.store.purge(late, 2).await.unwrap(), 10);
    assert_eq!(world.store.purge(late, 2).await.unwrap(), 5);
    assert_eq!(world.store.purge(late, 2).await.unwrap(), 0);
}

/// A purge in between does not make a replay look like a guess.
pub async fn s5_a_redeemed_code_is_recognised_for_an_hour_after_its_time(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (code, _) = world.grant().await;
    world.store.redeem_code(code, world.tenant, NOW).await.unwrap();
    let (twice, twice_journey) = world.grant().await;
    world.store.redeem_code(twice, world.tenant, NOW).await.unwrap();
    let late = NOW.plus_seconds(60 + 3599);
    assert_eq!(world.store.purge(late, 100).await.unwrap(), 0);
    let again = world.store.redeem_code(twice, world.tenant, late).await.unwrap();
    assert_eq!(again, CodeRedemption::Again { journey: twice_journey });
    assert_eq!(world.store.purge(late.plus_seconds(1), 100).await.unwrap(), 1);
    assert_eq!(world.store.redeem_code(code, world.tenant, late).await.unwrap(), CodeRedemption::Unknown);

    // One that was presented twice is known as revoked for longer than any token lives that came from it.
    let longest = NOW.plus_seconds(60 + 86_400);
    assert_eq!(world.store.purge(longest, 100).await.unwrap(), 0);
    assert!(world.store.grant_is_revoked(world.tenant, twice_journey).await.unwrap());
    assert_eq!(world.store.purge(NOW.plus_seconds(60 + 90_000), 100).await.unwrap(), 1);
}

/// Whatever else is deleted beside them.
pub async fn a_purge_leaves_sessions_and_journeys_of_now(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let journey = world.begin().await;
    let (state, binding) = world.expect(journey).await;
    let expired = NewJourney { expires_at: NOW, ..world.ended_journey() };
    world.commit(vec![Change::CreateJourney(expired)]).await;
    assert_eq!(world.store.purge(NOW, 100).await.unwrap(), 1);
    let consumed = world.store.consume_callback(state, world.tenant, None, binding, NOW, LEASE).await.unwrap();
    assert!(consumed.is_some());
}

/// What was begun and left is not kept for long with all that its request brought; what was recorded of it is, for longer
/// where somebody went on with it.
pub async fn s73_a_journey_that_expires_while_it_waits_gives_up_its_state(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (unanswered, left) = (world.begin().await, world.begin().await);
    world.commit(vec![Change::SaveJourney(world.save(left, 1))]).await;
    let before = Timestamp::from_millis(LATER.as_millis() - 1);
    assert_eq!(world.store.purge(before, 100).await.unwrap(), 0);
    for id in [unanswered, left] {
        assert!(world.store.find_journey(world.tenant, id).await.unwrap().unwrap().state.is_some());
    }
    assert_eq!(world.store.purge(LATER, 100).await.unwrap(), 0, "neither is gone");
    for id in [unanswered, left] {
        let row = world.store.find_journey(world.tenant, id).await.unwrap().unwrap();
        assert_eq!((row.state, row.summary.status), (None, JourneyStatus::Waiting));
        assert!(!row.recording.is_empty());
    }
    for (seconds, deleted) in [(86_399, 0), (86_400, 1), (7 * 86_400 - 1, 0), (7 * 86_400, 1)] {
        assert_eq!(world.store.purge(LATER.plus_seconds(seconds), 100).await.unwrap(), deleted, "{seconds}");
        let kept = world.store.recording(world.tenant, unanswered).await.unwrap().is_some();
        assert_eq!(kept, seconds < 86_400, "{seconds}");
    }
}

/// For whoever asks whether the server is healthy.
pub async fn the_store_answers(store: Arc<dyn Store>) {
    World::new(store).await.store.ping().await.unwrap();
}

/// A revoked family is known as such for as long as its access tokens live.
pub async fn a_purge_takes_expired_families_and_sessions_along(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let journey = world.journey_id();
    let family = NewRefreshFamily {
        id: GrantId::new(&At(NOW), &world.entropy),
        tenant: world.tenant,
        journey,
        application: ApplicationId::new(&At(NOW), &world.entropy),
        user: None,
        payload: Vec::new(),
        created_at: NOW,
        expires_at: LATER,
    };
    let (id, value) = (family.id, world.digest());
    let session =
        NewPersonSession { session: value, tenant: world.tenant, user: None, payload: Vec::new(), expires_at: LATER };
    let revoke = Change::Revoke { tenant: world.tenant, grants: Revoked::Family(id), at: NOW };
    world.commit(vec![Change::CreateRefreshFamily(family), Change::PutSession(session), revoke]).await;
    assert_eq!(world.store.purge(NOW, 100).await.unwrap(), 0);
    assert_eq!(world.store.purge(LATER, 100).await.unwrap(), 1, "the session");
    let kept = Timestamp::from_millis(LATER.plus_seconds(86_400).as_millis() - 1);
    assert_eq!(world.store.purge(kept, 100).await.unwrap(), 0);
    assert!(world.store.grant_is_revoked(world.tenant, journey).await.unwrap());
    assert_eq!(world.store.purge(LATER.plus_seconds(86_400), 100).await.unwrap(), 1, "the family");
    assert!(world.store.find_refresh_family(world.tenant, id).await.unwrap().is_none());
}
