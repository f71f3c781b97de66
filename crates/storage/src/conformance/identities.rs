//! The identities by which providers know people.

use super::world::{ISSUER, World, at_once, create, identity};
use crate::{Change, Conflict, Store, StoreError};
use domain::User;
use std::sync::Arc;

/// Two accounts behind one sign-in would be one too many; another tenant's people are other people.
pub async fn an_identity_belongs_to_one_user_of_a_tenant(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let taken = identity(ISSUER, "248289761001");
    let first = User { identities: vec![taken.clone()], ..world.user("Ada") };
    world.commit(vec![create(&first)]).await;

    let second = User { identities: vec![identity(ISSUER, "free"), taken.clone()], ..world.user("Eve") };
    assert_eq!(world.conflict(vec![create(&second)]).await, Conflict::Identity(taken.clone()));
    assert_eq!(world.store.find_user(world.tenant, second.id).await.unwrap(), None);
    assert_eq!(world.store.find_user_by_identity(world.tenant, &identity(ISSUER, "free")).await.unwrap(), None);
    assert_eq!(world.store.find_user_by_identity(world.tenant, &taken).await.unwrap(), Some(first.clone()));

    let theirs = User { tenant: world.other, identities: vec![taken.clone()], ..world.user("Grace") };
    world.commit(vec![create(&theirs)]).await;
    assert_eq!(world.store.find_user_by_identity(world.other, &taken).await.unwrap(), Some(theirs));
    assert_eq!(world.store.find_user_by_identity(world.tenant, &taken).await.unwrap(), Some(first));
}

/// Two tabs of a first sign-in make one account.
pub async fn f16_an_identity_is_given_to_one_of_64_users(store: Arc<dyn Store>) {
    let world = Arc::new(World::new(store).await);
    let results = at_once(|_| {
        let world = Arc::clone(&world);
        async move {
            let user = User { identities: vec![identity(ISSUER, "248289761001")], ..world.user("Ada") };
            world.store.commit(vec![create(&user)]).await
        }
    })
    .await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert!(results.iter().all(|result| matches!(result, Ok(()) | Err(StoreError::Conflict(Conflict::Identity(_))))));
    assert_eq!(world.all_users().await.len(), 1);
}

/// `sub` is case-sensitive, and an issuer is not a prefix of another.
pub async fn an_identity_is_compared_exactly(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let user = User { identities: vec![identity(ISSUER, "aBc")], ..world.user("Ada") };
    world.commit(vec![create(&user)]).await;
    let others = [
        identity(ISSUER, "abc"),
        identity(ISSUER, "aBc "),
        identity(ISSUER, "aB"),
        identity(ISSUER, "aBcd"),
        identity("https://login.fabrikam.example", "aBc"),
        identity("https://LOGIN.fabrikam.example/", "aBc"),
        identity("", "aBc"),
    ];
    for other in &others {
        assert_eq!(world.store.find_user_by_identity(world.tenant, other).await.unwrap(), None, "{other:?}");
    }
    world.commit(vec![create(&User { identities: Vec::from(others), ..world.user("Others") })]).await;
}

/// Signing in again makes a new account.
pub async fn a_deleted_user_takes_its_identities_along(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let user = User { identities: vec![identity(ISSUER, "1")], ..world.user("Ada") };
    let kept = User { identities: vec![identity(ISSUER, "2")], ..world.user("Grace") };
    world.commit(vec![create(&user), create(&kept)]).await;
    world.commit(vec![Change::DeleteUser { tenant: world.tenant, id: user.id }]).await;
    assert_eq!(world.store.find_user(world.tenant, user.id).await.unwrap(), None);
    assert_eq!(world.store.find_user_by_identity(world.tenant, &user.identities[0]).await.unwrap(), None);
    assert_eq!(world.store.find_user_by_identity(world.tenant, &kept.identities[0]).await.unwrap(), Some(kept));
    let again = User { identities: user.identities, ..world.user("Ada") };
    world.commit(vec![create(&again)]).await;
    world.commit(vec![Change::DeleteUser { tenant: world.tenant, id: user.id }]).await;
}
