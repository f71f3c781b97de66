//! People and their identities.

use super::world::{ISSUER, LATER, NOW, World, create, identity};
use crate::{Change, Conflict, Store, UserField};
use domain::User;
use serde_json::json;
use std::sync::Arc;

/// With every attribute, and its identities in order.
pub async fn a_user_is_found_by_id_and_by_identity(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let mut user = world.user("Zoë O'Brien");
    user.given_name = Some("Zoë".to_owned());
    user.surname = Some("O'Brien".to_owned());
    user.email = Some("Zoe@Contoso.example".to_owned());
    user.attributes.insert("extension_loyalty".to_owned(), json!({ "points": 7, "since": "2020" }));
    user.enabled = false;
    user.last_sign_in_at = Some(LATER);
    user.identities = vec![identity(ISSUER, "z"), identity("aaa.example", "\"1\""), identity(ISSUER, "a")];
    let somebody = User { identities: vec![identity(ISSUER, "else")], ..world.user("Somebody else") };
    world.commit(vec![create(&user), create(&somebody)]).await;

    assert_eq!(world.store.find_user(world.tenant, user.id).await.unwrap().as_ref(), Some(&user));
    for identity in &user.identities {
        assert_eq!(world.store.find_user_by_identity(world.tenant, identity).await.unwrap().as_ref(), Some(&user));
    }
    assert_eq!(world.store.find_user(world.tenant, world.user("").id).await.unwrap(), None);

    let bare = User { display_name: None, ..world.user("") };
    world.commit(vec![create(&bare)]).await;
    assert_eq!(world.store.find_user(world.tenant, bare.id).await.unwrap(), Some(bare));
}

/// Imported object ids are in issued tokens and must survive.
pub async fn any_uuid_is_a_user_id(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    for id in [
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "6f1f8a2e-0c5b-4d3a-9f4e-1a2b3c4d5e6f",
    ] {
        let user = User { id: id.parse().unwrap(), ..world.user("Imported") };
        world.commit(vec![create(&user)]).await;
        assert_eq!(world.store.find_user(world.tenant, user.id).await.unwrap(), Some(user));
    }
}

/// Two tenants may have imported the same one.
pub async fn a_user_id_is_taken_once_in_a_tenant(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let user = world.user("Ada");
    world.commit(vec![create(&user)]).await;
    let second = User { display_name: Some("Eve".to_owned()), ..user.clone() };
    assert_eq!(world.conflict(vec![create(&second)]).await, Conflict::UserId);
    assert_eq!(world.store.find_user(world.tenant, user.id).await.unwrap().as_ref(), Some(&user));
    let theirs = User { tenant: world.other, ..second };
    world.commit(vec![create(&theirs)]).await;
    assert_eq!(world.store.find_user(world.tenant, user.id).await.unwrap(), Some(user));
    assert_eq!(world.store.find_user(world.other, theirs.id).await.unwrap(), Some(theirs));
}

/// Two sign-ins may end in another order than they began.
pub async fn a_sign_in_is_remembered_at_its_latest(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (user, bystander) = (world.user("Ada"), world.user("Grace"));
    world.commit(vec![create(&user), create(&bystander)]).await;
    let signed_in = |tenant, at| Change::SignedIn { tenant, user: user.id, at };
    let last = async || world.store.find_user(world.tenant, user.id).await.unwrap().unwrap().last_sign_in_at;
    for (at, expected) in [(NOW, NOW), (LATER, LATER), (NOW, LATER)] {
        world.commit(vec![signed_in(world.tenant, at)]).await;
        assert_eq!(last().await, Some(expected));
    }
    let by_another_tenant = signed_in(world.other, LATER.plus_seconds(60));
    world.commit(vec![by_another_tenant]).await;
    assert_eq!(last().await, Some(LATER));
    assert_eq!(world.store.find_user(world.tenant, bystander.id).await.unwrap(), Some(bystander));
    world.commit(vec![Change::DeleteUser { tenant: world.tenant, id: user.id }, signed_in(world.tenant, LATER)]).await;
}

/// Although id and identity are known.
pub async fn s81_a_user_of_another_tenant_is_not_found(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let user = User { identities: vec![identity(ISSUER, "1")], ..world.user("Ada") };
    world.commit(vec![create(&user)]).await;
    assert_eq!(world.store.find_user(world.other, user.id).await.unwrap(), None);
    assert_eq!(world.store.find_user_by_identity(world.other, &user.identities[0]).await.unwrap(), None);
    assert!(world.store.users(world.other, None, None, 10).await.unwrap().items.is_empty());
    assert!(world.store.users(world.other, Some("ada"), None, 10).await.unwrap().items.is_empty());
}

/// What leads to an account is not changed on the way.
pub async fn an_update_replaces_attributes_and_keeps_identities(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let mut user = User { identities: vec![identity(ISSUER, "1")], ..world.user("Ada") };
    user.attributes.insert("extension_a".to_owned(), json!("1"));
    let bystander = world.user("Grace");
    world.commit(vec![create(&user), create(&bystander)]).await;

    let mut changed = User {
        display_name: Some("Ada Lovelace".to_owned()),
        given_name: Some("Ada".to_owned()),
        surname: Some("Lovelace".to_owned()),
        email: Some("ada@contoso.example".to_owned()),
        enabled: false,
        last_sign_in_at: Some(LATER),
        identities: vec![identity(ISSUER, "2")],
        created_at: LATER,
        ..user.clone()
    };
    changed.attributes.clear();
    changed.attributes.insert("extension_b".to_owned(), json!(2));
    world.commit(vec![Change::UpdateUser { user: changed.clone() }]).await;

    let expected = User { identities: user.identities.clone(), created_at: NOW, ..changed };
    assert_eq!(world.store.find_user(world.tenant, user.id).await.unwrap(), Some(expected.clone()));
    assert_eq!(world.store.find_user_by_identity(world.tenant, &identity(ISSUER, "2")).await.unwrap(), None);
    assert_eq!(world.store.find_user_by_identity(world.tenant, &user.identities[0]).await.unwrap(), Some(expected));
    assert_eq!(world.store.find_user(world.tenant, bystander.id).await.unwrap(), Some(bystander));
}

/// It makes nobody; nor does it reach into another tenant.
pub async fn an_update_of_nobody_is_a_conflict(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let user = world.user("Ada");
    assert_eq!(world.conflict(vec![Change::UpdateUser { user: user.clone() }]).await, Conflict::User);
    assert_eq!(world.store.find_user(world.tenant, user.id).await.unwrap(), None);
    world.commit(vec![create(&user)]).await;
    let theirs = User { tenant: world.other, enabled: false, ..user.clone() };
    assert_eq!(world.conflict(vec![Change::UpdateUser { user: theirs }]).await, Conflict::User);
    assert_eq!(world.store.find_user(world.tenant, user.id).await.unwrap(), Some(user));
}

/// Although the id is known.
pub async fn s81_a_user_of_another_tenant_is_not_deleted(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let user = User { identities: vec![identity(ISSUER, "1")], ..world.user("Ada") };
    world.commit(vec![create(&user)]).await;
    world.commit(vec![Change::DeleteUser { tenant: world.other, id: user.id }]).await;
    assert_eq!(world.store.find_user_by_identity(world.tenant, &user.identities[0]).await.unwrap(), Some(user));
}

/// Two who change different things at once lose neither, and nobody switches on who was just switched off.
pub async fn s37_a_change_of_some_fields_leaves_what_was_stored_meanwhile(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let mut user = world.user("Ada");
    user.identities = vec![identity(ISSUER, "ada")];
    user.attributes.insert("Extension_Level".to_owned(), json!(1));
    world.commit(vec![create(&user)]).await;
    let change = |fields: Vec<UserField>, enabled: Option<bool>| Change::ChangeUser {
        tenant: world.tenant,
        id: user.id,
        fields,
        enabled,
    };
    world.commit(vec![change(vec![UserField::GivenName(Some("Ada".to_owned()))], None)]).await;
    let attribute = |name: &str, value| UserField::Attribute(name.to_owned(), value);
    world.commit(vec![change(vec![attribute("extension_level", Some(json!(2))), attribute("city", None)], None)]).await;
    let expected = User {
        given_name: Some("Ada".to_owned()),
        attributes: [("extension_level".to_owned(), json!(2))].into(),
        ..user.clone()
    };
    assert_eq!(world.store.find_user(world.tenant, user.id).await.unwrap().as_ref(), Some(&expected));
    // An e-mail address that is taken away is not found any more.
    world.commit(vec![change(vec![UserField::Email(Some("ada@contoso.example".to_owned()))], None)]).await;
    assert_eq!(world.store.users(world.tenant, Some("ada@c"), None, 10).await.unwrap().items.len(), 1);
    world.commit(vec![change(vec![UserField::Email(None)], None)]).await;
    assert!(world.store.users(world.tenant, Some("ada@c"), None, 10).await.unwrap().items.is_empty());
    let theirs = Change::ChangeUser { tenant: world.other, id: user.id, fields: Vec::new(), enabled: None };
    assert_eq!(world.conflict(vec![theirs]).await, Conflict::User);
}

/// With everything that stands beside it in the transaction, such as a password.
pub async fn s37_who_is_switched_off_is_changed_only_by_what_says_so(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let user = world.user("Ada");
    world.commit(vec![create(&user)]).await;
    let rename = |enabled: Option<bool>| Change::ChangeUser {
        tenant: world.tenant,
        id: user.id,
        fields: vec![UserField::DisplayName(Some("Eve".to_owned()))],
        enabled,
    };
    world.commit(vec![Change::UpdateUser { user: User { enabled: false, ..user.clone() } }]).await;
    let password =
        Change::SetPassword { tenant: world.tenant, user: user.id, hash: domain::Secret::new("hash"), at: NOW };
    assert_eq!(world.conflict(vec![password, rename(None)]).await, Conflict::Disabled);
    assert!(world.store.find_password(world.tenant, user.id).await.unwrap().is_none());
    let stored = world.store.find_user(world.tenant, user.id).await.unwrap();
    assert_eq!(stored, Some(User { enabled: false, ..user.clone() }));
    world.commit(vec![rename(Some(true))]).await;
    let stored = world.store.find_user(world.tenant, user.id).await.unwrap().unwrap();
    assert_eq!((stored.enabled, stored.display_name.as_deref()), (true, Some("Eve")));
    world.commit(vec![rename(None), rename(Some(false))]).await;
    assert!(!world.store.find_user(world.tenant, user.id).await.unwrap().unwrap().enabled);
}
