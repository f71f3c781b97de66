//! Sessions of people (S20).

use super::world::{At, LATER, NOW, World};
use crate::{Change, Conflict, Digest, NewPersonSession, Revoked, Store};
use domain::{Timestamp, UserId};
use std::sync::Arc;

fn session(world: &World, session: Digest) -> NewPersonSession {
    NewPersonSession {
        session,
        tenant: world.tenant,
        user: None,
        payload: b"who is signed in".to_vec(),
        expires_at: LATER,
    }
}

async fn found(world: &World, session: Digest) -> bool {
    world.store.find_session(session, world.tenant, NOW).await.unwrap().is_some()
}

/// With what it remembers.
pub async fn a_session_lasts_until_its_time(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let value = world.digest();
    let user = UserId::new(&At(NOW), &world.entropy);
    world.commit(vec![Change::PutSession(NewPersonSession { user: Some(user), ..session(&world, value) })]).await;
    let found = world.store.find_session(value, world.tenant, NOW).await.unwrap().unwrap();
    assert_eq!((found.user, found.expires_at, found.payload.as_slice()), (Some(user), LATER, &b"who is signed in"[..]));
    let last = Timestamp::from_millis(LATER.as_millis() - 1);
    assert!(world.store.find_session(value, world.tenant, last).await.unwrap().is_some());
    assert!(world.store.find_session(value, world.tenant, LATER).await.unwrap().is_none());
    assert!(world.store.find_session(world.digest(), world.tenant, NOW).await.unwrap().is_none());
}

/// Under the same cookie, with a new end.
pub async fn a_session_goes_on_with_what_it_remembers_now(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let value = world.digest();
    world.commit(vec![Change::PutSession(session(&world, value))]).await;
    let later = LATER.plus_seconds(60);
    let next = NewPersonSession { payload: b"more".to_vec(), expires_at: later, ..session(&world, value) };
    world.commit(vec![Change::PutSession(next)]).await;
    let found = world.store.find_session(value, world.tenant, LATER).await.unwrap().unwrap();
    assert_eq!((found.expires_at, found.payload.as_slice()), (later, &b"more"[..]));
}

/// Its cookie is worth nothing afterwards.
pub async fn s20_an_ended_session_is_dead(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (value, other) = (world.digest(), world.digest());
    world.commit(vec![Change::PutSession(session(&world, value)), Change::PutSession(session(&world, other))]).await;
    world.commit(vec![Change::EndSession { tenant: world.tenant, session: value }]).await;
    assert!(!found(&world, value).await);
    assert!(found(&world, other).await);
    world.commit(vec![Change::EndSession { tenant: world.tenant, session: value }]).await;
}

/// On every device; nobody else's.
pub async fn the_sessions_of_a_user_end_together(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let user = UserId::new(&At(NOW), &world.entropy);
    let [a, b, other] = [0; 3].map(|_| world.digest());
    for (value, user) in [(a, Some(user)), (b, Some(user)), (other, None)] {
        world.commit(vec![Change::PutSession(NewPersonSession { user, ..session(&world, value) })]).await;
    }
    let grants = Revoked::User(user);
    world.commit(vec![Change::Revoke { tenant: world.other, grants, at: NOW }]).await;
    assert!(found(&world, a).await, "S81: another tenant ends nothing");
    world.commit(vec![Change::Revoke { tenant: world.tenant, grants, at: NOW }]).await;
    assert!(!found(&world, a).await && !found(&world, b).await && found(&world, other).await);
}

/// Neither found, replaced nor ended.
pub async fn s81_a_session_of_another_tenant_is_not_there(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let value = world.digest();
    world.commit(vec![Change::PutSession(session(&world, value))]).await;
    assert!(world.store.find_session(value, world.other, NOW).await.unwrap().is_none());
    world.commit(vec![Change::EndSession { tenant: world.other, session: value }]).await;
    let theirs = NewPersonSession { tenant: world.other, payload: b"theirs".to_vec(), ..session(&world, value) };
    world.commit(vec![Change::PutSession(theirs)]).await;
    let mine = world.store.find_session(value, world.tenant, NOW).await.unwrap().unwrap();
    assert_eq!(mine.payload, b"who is signed in");
}

/// Neither after it was ended, nor by the end of all sessions of its user, nor in another tenant.
pub async fn s20_a_session_that_ended_is_not_brought_back_by_going_on(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let user = UserId::new(&At(NOW), &world.entropy);
    let [ended, revoked] = [0; 2].map(|_| world.digest());
    let go_on = |value: Digest| {
        Change::GoOnSession(NewPersonSession {
            user: Some(user),
            payload: b"more".to_vec(),
            expires_at: LATER.plus_seconds(60),
            ..session(&world, value)
        })
    };
    for value in [ended, revoked] {
        world.commit(vec![Change::PutSession(NewPersonSession { user: Some(user), ..session(&world, value) })]).await;
        world.commit(vec![go_on(value)]).await;
        let found = world.store.find_session(value, world.tenant, LATER).await.unwrap().unwrap();
        assert_eq!((found.user, found.payload.as_slice()), (Some(user), &b"more"[..]));
    }
    let theirs = NewPersonSession { tenant: world.other, ..session(&world, ended) };
    assert_eq!(world.conflict(vec![Change::GoOnSession(theirs)]).await, Conflict::Session);
    world.commit(vec![Change::EndSession { tenant: world.tenant, session: ended }]).await;
    assert_eq!(world.conflict(vec![go_on(ended)]).await, Conflict::Session);
    world.commit(vec![Change::Revoke { tenant: world.tenant, grants: Revoked::User(user), at: NOW }]).await;
    assert_eq!(world.conflict(vec![go_on(revoked)]).await, Conflict::Session);
    assert!(!found(&world, ended).await && !found(&world, revoked).await);
}
