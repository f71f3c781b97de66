//! Passwords, identities that change, and how often something was tried.

use super::world::{ISSUER, LATER, NOW, World, create, identity};
use crate::{Change, Conflict, Store};
use domain::{Secret, User};
use std::sync::Arc;

/// The later one counts.
pub async fn a_password_is_stored_with_its_user_and_replaced(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let user = world.user("Ada");
    let set =
        |hash: &str| Change::SetPassword { tenant: world.tenant, user: user.id, hash: Secret::new(hash), at: NOW };
    assert_eq!(world.conflict(vec![set("before")]).await, Conflict::User);
    let bystander = world.user("Eve");
    let twin = User { tenant: world.other, ..user.clone() };
    world.commit(vec![create(&bystander), create(&twin), create(&user), set("one")]).await;
    world.commit(vec![set("two")]).await;
    assert!(world.store.find_password(world.tenant, bystander.id).await.unwrap().is_none(), "another user's");
    let found = world.store.find_password(world.tenant, user.id).await.unwrap();
    assert_eq!(found.unwrap().expose(), "two");
    // Of another tenant, or deleted with its user.
    assert!(world.store.find_password(world.other, user.id).await.unwrap().is_none());
    world.commit(vec![Change::DeleteUser { tenant: world.tenant, id: user.id }, create(&user)]).await;
    assert!(world.store.find_password(world.tenant, user.id).await.unwrap().is_none());
}

/// An identity that was taken away is free again; one that another user has is a conflict.
pub async fn identities_are_replaced_as_a_whole(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let ada = User { identities: vec![identity(ISSUER, "ada"), identity("local", "ada@x")], ..world.user("Ada") };
    let eve = User { identities: vec![identity(ISSUER, "eve")], ..world.user("Eve") };
    world.commit(vec![create(&ada), create(&eve)]).await;
    let set = |ids: &[&str]| Change::SetIdentities {
        tenant: world.tenant,
        user: ada.id,
        identities: ids.iter().map(|id| identity(ISSUER, id)).collect(),
    };
    let taken = world.conflict(vec![set(&["new", "eve"])]).await;
    assert_eq!(taken, Conflict::Identity(identity(ISSUER, "eve")));
    assert_eq!(world.store.find_user(world.tenant, ada.id).await.unwrap().as_ref(), Some(&ada));
    // The same ids in another tenant are somebody else's (S81).
    let twin = User { tenant: world.other, ..ada.clone() };
    world.commit(vec![create(&twin)]).await;
    world.commit(vec![set(&["new"])]).await;
    assert_eq!(world.store.find_user(world.other, ada.id).await.unwrap().as_ref(), Some(&twin));
    assert_eq!(world.store.find_user(world.tenant, eve.id).await.unwrap().as_ref(), Some(&eve));
    let find = |id: &'static str| {
        let world = &world;
        async move { world.store.find_user_by_identity(world.tenant, &identity(ISSUER, id)).await.unwrap() }
    };
    assert_eq!(find("new").await.map(|user| user.id), Some(ada.id));
    assert_eq!(find("ada").await, None);
    let nobody = world.user("Nobody").id;
    let of_nobody = Change::SetIdentities { tenant: world.tenant, user: nobody, identities: Vec::new() };
    assert_eq!(world.conflict(vec![of_nobody]).await, Conflict::User);
    let elsewhere = Change::SetIdentities { tenant: world.other, user: eve.id, identities: Vec::new() };
    assert_eq!(world.conflict(vec![elsewhere]).await, Conflict::User);
}

/// A lock that a purge lifts would be none (S75); what ended goes.
pub async fn s75_a_purge_leaves_windows_that_have_not_ended(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let count =
        |key: u8, seconds: i64| world.store.count_attempt(world.tenant, [key; 32], 1, NOW, NOW.plus_seconds(seconds));
    assert!(count(1, 60).await.unwrap() && count(2, 61).await.unwrap());
    let now = NOW.plus_seconds(60);
    assert_eq!(world.store.purge(now, 100).await.unwrap(), 1);
    assert!(world.store.is_counted(world.tenant, [2; 32], now).await.unwrap());
    assert!(!world.store.count_attempt(world.tenant, [2; 32], 1, now, LATER).await.unwrap());
}

/// Exactly so many of those who come at the same time.
pub async fn s75_exactly_the_limit_of_64_attempts_is_let_through(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let until = NOW.plus_seconds(60);
    let tasks: Vec<_> = (0..64)
        .map(|_| {
            let (store, tenant) = (Arc::clone(&world.store), world.tenant);
            tokio::spawn(async move { store.count_attempt(tenant, [1; 32], 5, NOW, until).await.unwrap() })
        })
        .collect();
    let mut passed = 0;
    for task in tasks {
        passed += usize::from(task.await.unwrap());
    }
    assert_eq!(passed, 5);
}

/// A window ends by itself and is not made longer by more attempts; keys and tenants have windows of their own.
pub async fn a_window_of_attempts_ends_by_itself(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let count = |key: u8, at: i64| {
        let world = &world;
        let now = NOW.plus_seconds(at);
        async move { world.store.count_attempt(world.tenant, [key; 32], 1, now, now.plus_seconds(60)).await.unwrap() }
    };
    assert!(count(1, 0).await);
    assert!(!count(1, 59).await);
    assert!(count(2, 59).await);
    assert!(!world.store.is_counted(world.tenant, [1; 32], NOW.plus_seconds(60)).await.unwrap());
    assert!(count(1, 60).await);
    assert!(!count(1, 61).await);
    assert!(world.store.is_counted(world.tenant, [1; 32], NOW.plus_seconds(61)).await.unwrap());
    assert!(!world.store.is_counted(world.other, [1; 32], NOW.plus_seconds(61)).await.unwrap());
    assert!(world.store.count_attempt(world.other, [1; 32], 1, NOW, NOW).await.unwrap());
    for (tenant, key) in [(world.other, [1; 32]), (world.tenant, [2; 32])] {
        world.commit(vec![Change::ForgetAttempts { tenant, key }]).await;
        assert!(!count(1, 62).await, "S75: what is forgotten of others lifts no lock");
    }
    world.commit(vec![Change::ForgetAttempts { tenant: world.tenant, key: [1; 32] }]).await;
    assert!(count(1, 62).await);
    assert!(!world.store.count_attempt(world.tenant, [3; 32], 0, NOW, NOW).await.unwrap());
}
