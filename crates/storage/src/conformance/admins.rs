//! Administrators, their links and sessions.

use super::world::{At, LATER, NOW, World, at_once};
use crate::{Admin, Change, Conflict, Digest, NewSession, Role, Store};
use domain::{AdminId, Timestamp};
use std::sync::Arc;

async fn admin(world: &World, name: &str) -> Admin {
    let id = AdminId::new(&At(NOW), &world.entropy);
    world.commit(vec![Change::CreateAdmin { id, name: name.to_owned(), at: NOW }]).await;
    Admin { id, name: name.to_owned(), role: Role::Owner }
}

fn session(session: Digest, admin: &Admin, expires_at: Timestamp) -> Change {
    Change::CreateAdminSession(NewSession { session, admin: admin.id, created_at: NOW, expires_at })
}

/// And shown as it was written.
pub async fn an_administrator_is_found_by_name_without_case(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    assert_eq!(world.store.admin_count().await.unwrap(), 0);
    let zoe = admin(&world, "Zoë").await;
    let ada = admin(&world, "Ada").await;
    for name in ["Zoë", "zoë", "ZOË", " zoë "] {
        assert_eq!(world.store.find_admin_by_name(name).await.unwrap().as_ref(), Some(&zoe), "{name}");
    }
    assert_eq!(world.store.find_admin_by_name("ada").await.unwrap(), Some(ada));
    assert_eq!(world.store.find_admin_by_name("zo").await.unwrap(), None);
    assert_eq!(world.store.admin_count().await.unwrap(), 2);
}

/// However it is written.
pub async fn a_name_belongs_to_one_administrator(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let ada = admin(&world, "Ada").await;
    let id = AdminId::new(&At(NOW), &world.entropy);
    for name in ["Ada", "ADA"] {
        let second = Change::CreateAdmin { id, name: name.to_owned(), at: NOW };
        assert_eq!(world.conflict(vec![second]).await, Conflict::Admin);
    }
    let same_id = Change::CreateAdmin { id: ada.id, name: "Grace".to_owned(), at: NOW };
    assert_eq!(world.conflict(vec![same_id]).await, Conflict::Admin);
    assert_eq!(world.store.admin_count().await.unwrap(), 1);
}

/// Whoever finds it in a terminal's history later does not get in.
pub async fn f16_a_link_signs_in_once_by_64_callers(store: Arc<dyn Store>) {
    let world = Arc::new(World::new(store).await);
    let (ada, link, unused) = (admin(&world, "Ada").await, world.digest(), world.digest());
    let make = |link| Change::CreateAdminLink { link, admin: ada.id, expires_at: LATER };
    world.commit(vec![make(link), make(unused)]).await;
    let results = at_once(|_| {
        let world = Arc::clone(&world);
        async move { world.sign_in_by(link, NOW).await }
    })
    .await;
    assert_eq!(results.into_iter().flatten().collect::<Vec<_>>(), [ada.id]);
    assert_eq!(world.sign_in_by(world.digest(), NOW).await, None);
    assert_eq!(world.sign_in_by(unused, NOW).await, Some(ada.id), "another link is another link");
}

/// From the moment it expires.
pub async fn an_expired_link_signs_nobody_in(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (ada, link) = (admin(&world, "Ada").await, world.digest());
    world.commit(vec![Change::CreateAdminLink { link, admin: ada.id, expires_at: LATER }]).await;
    assert_eq!(world.sign_in_by(link, LATER).await, None);
    let last = Timestamp::from_millis(LATER.as_millis() - 1);
    assert_eq!(world.sign_in_by(link, last).await, Some(ada.id));
}

/// Whatever goes wrong between the two: the link works again.
pub async fn a_link_is_not_spent_without_a_session(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (ada, link, cookie) = (admin(&world, "Ada").await, world.digest(), world.digest());
    let make = Change::CreateAdminLink { link, admin: ada.id, expires_at: LATER };
    world.commit(vec![make, session(cookie, &ada, LATER)]).await;
    // There is a session under this digest already, so no second one begins.
    assert!(world.store.redeem_admin_link(link, cookie, NOW, LATER).await.is_err());
    let fresh = world.digest();
    assert_eq!(world.store.redeem_admin_link(link, fresh, NOW, LATER).await.unwrap(), Some(ada.id));
    let last = Timestamp::from_millis(LATER.as_millis() - 1);
    assert_eq!(world.store.find_admin_session(fresh, last).await.unwrap(), Some(ada));
    assert_eq!(world.store.find_admin_session(fresh, LATER).await.unwrap(), None);
}

/// Nor does a session begin for nobody.
pub async fn a_link_for_nobody_is_refused(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let nobody = Admin { id: AdminId::new(&At(NOW), &world.entropy), name: String::new(), role: Role::Owner };
    let (link, cookie) = (world.digest(), world.digest());
    let made = world.store.commit(vec![Change::CreateAdminLink { link, admin: nobody.id, expires_at: LATER }]).await;
    assert!(made.is_err());
    assert_eq!(world.sign_in_by(link, NOW).await, None);
    assert!(world.store.commit(vec![session(cookie, &nobody, LATER)]).await.is_err());
    assert_eq!(world.store.find_admin_session(cookie, NOW).await.unwrap(), None);
}

/// From the moment it expires, purged or not.
pub async fn a_session_ends_with_its_time(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (ada, grace) = (admin(&world, "Ada").await, admin(&world, "Grace").await);
    let (hers, other) = (world.digest(), world.digest());
    world.commit(vec![session(hers, &ada, LATER), session(other, &grace, LATER.plus_seconds(1))]).await;
    let last = Timestamp::from_millis(LATER.as_millis() - 1);
    for now in [NOW, last] {
        assert_eq!(world.store.find_admin_session(hers, now).await.unwrap().as_ref(), Some(&ada));
    }
    assert_eq!(world.store.find_admin_session(hers, LATER).await.unwrap(), None);
    assert_eq!(world.store.find_admin_session(other, LATER).await.unwrap(), Some(grace));
    assert_eq!(world.store.find_admin_session(world.digest(), NOW).await.unwrap(), None);
}

/// On the server, not only in the browser; the other one goes on.
pub async fn a_session_ends_when_it_is_ended(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let ada = admin(&world, "Ada").await;
    let (first, second) = (world.digest(), world.digest());
    world.commit(vec![session(first, &ada, LATER), session(second, &ada, LATER)]).await;
    world.commit(vec![Change::EndAdminSession { session: first }]).await;
    assert_eq!(world.store.find_admin_session(first, NOW).await.unwrap(), None);
    assert_eq!(world.store.find_admin_session(second, NOW).await.unwrap(), Some(ada));
    world.commit(vec![Change::EndAdminSession { session: first }]).await;
}
