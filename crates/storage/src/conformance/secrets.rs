//! Stored secrets.

use super::world::{At, NOW, World, put};
use crate::{Change, Conflict, Expected, Store};
use domain::{Secret, SecretId, SecretRef, TenantId};
use std::sync::Arc;

fn reference(world: &World) -> SecretRef {
    SecretRef { id: SecretId::new(&At(NOW), &world.entropy), version: 1 }
}

fn secret(tenant: TenantId, secret: SecretRef, value: &str) -> Change {
    Change::PutSecret { tenant, secret, value: Secret::new(value), at: NOW }
}

async fn value(world: &World, tenant: TenantId, secret: SecretRef) -> Option<String> {
    world.store.find_secret(tenant, secret).await.unwrap().map(|secret| secret.expose().to_owned())
}

/// As it was given.
pub async fn a_secret_is_found_by_its_reference(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (mine, unknown) = (reference(&world), reference(&world));
    world.commit(vec![secret(world.tenant, mine, "häslo 🔑")]).await;
    assert_eq!(value(&world, world.tenant, mine).await.as_deref(), Some("häslo 🔑"));
    assert_eq!(value(&world, world.tenant, unknown).await, None);
}

/// A document names the version it means.
pub async fn versions_of_a_secret_stand_side_by_side(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let first = reference(&world);
    let second = SecretRef { version: 2, ..first };
    world.commit(vec![secret(world.tenant, first, "one")]).await;
    assert_eq!(value(&world, world.tenant, second).await, None);
    world.commit(vec![secret(world.tenant, second, "two")]).await;
    assert_eq!(value(&world, world.tenant, first).await.as_deref(), Some("one"));
    assert_eq!(value(&world, world.tenant, second).await.as_deref(), Some("two"));
}

/// What a document refers to does not change under it.
pub async fn a_version_of_a_secret_is_written_once(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let mine = reference(&world);
    world.commit(vec![secret(world.tenant, mine, "one")]).await;
    assert_eq!(world.conflict(vec![secret(world.tenant, mine, "two")]).await, Conflict::SecretVersion);
    assert_eq!(value(&world, world.tenant, mine).await.as_deref(), Some("one"));
}

/// Although its id and version are known.
pub async fn s81_a_secret_of_another_tenant_is_not_found(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let mine = reference(&world);
    world.commit(vec![secret(world.tenant, mine, "mine")]).await;
    assert_eq!(value(&world, world.other, mine).await, None);
    world.commit(vec![secret(world.other, mine, "theirs")]).await;
    assert_eq!(value(&world, world.tenant, mine).await.as_deref(), Some("mine"));
    assert_eq!(value(&world, world.other, mine).await.as_deref(), Some("theirs"));
}

/// Whichever version was named; another secret stays.
pub async fn deleting_a_secret_deletes_all_its_versions(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (first, kept) = (reference(&world), reference(&world));
    let second = SecretRef { version: 2, ..first };
    world
        .commit(vec![
            secret(world.tenant, first, "one"),
            secret(world.tenant, second, "two"),
            secret(world.tenant, kept, "kept"),
        ])
        .await;
    world.commit(vec![Change::DeleteSecret { tenant: world.tenant, secret: second }]).await;
    assert_eq!(value(&world, world.tenant, first).await, None);
    assert_eq!(value(&world, world.tenant, second).await, None);
    assert_eq!(value(&world, world.tenant, kept).await.as_deref(), Some("kept"));
}

/// Of the same id.
pub async fn s81_deleting_a_secret_leaves_another_tenants(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let mine = reference(&world);
    world.commit(vec![secret(world.tenant, mine, "mine")]).await;
    world.commit(vec![Change::DeleteSecret { tenant: world.other, secret: mine }]).await;
    assert_eq!(value(&world, world.tenant, mine).await.as_deref(), Some("mine"));
}

/// The document holds a reference, and what it refers to is gone.
pub async fn restoring_an_old_document_revives_no_deleted_secret(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (mine, key) = (reference(&world), world.key("a"));
    world.commit(vec![secret(world.tenant, mine, "one"), put(&key, Expected::New, None, "with it")]).await;
    world
        .commit(vec![
            Change::DeleteSecret { tenant: world.tenant, secret: mine },
            put(&key, Expected::Version(1), None, "without it"),
        ])
        .await;
    let old = world.store.document_at(&key, 1).await.unwrap().unwrap();
    world
        .commit(vec![Change::PutDocument {
            key,
            expected: Expected::Version(2),
            lookup: None,
            body: old.body,
            at: NOW,
            by: "admin".to_owned(),
        }])
        .await;
    assert_eq!(value(&world, world.tenant, mine).await, None);
}
