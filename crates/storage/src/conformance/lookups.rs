//! Finding documents: by their second key, and only those of one's own tenant and kind.

use super::world::{World, delete, put};
use crate::{Conflict, DocumentKey, Expected, Store};
use domain::Kind;
use serde_json::json;
use std::sync::Arc;

/// By the second key it has now, not by one it had.
pub async fn a_lookup_finds_the_current_document(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let key = world.key("a");
    world.commit(vec![put(&key, Expected::New, Some("old"), "first")]).await;
    world.commit(vec![put(&key, Expected::Version(1), Some("new"), "second")]).await;

    let found = world.store.find_document_by_lookup(key.tenant, key.kind, "new").await.unwrap().unwrap();
    assert_eq!((found.key, found.version, found.body), (key.clone(), 2, json!({ "name": "second" })));
    assert!(world.store.find_document_by_lookup(key.tenant, key.kind, "old").await.unwrap().is_none());
    assert!(world.store.find_document_by_lookup(key.tenant, key.kind, "ne").await.unwrap().is_none());
}

/// Among those of its tenant and kind, also when an existing document takes the name of another.
pub async fn a_lookup_belongs_to_one_document(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    world.commit(vec![put(&world.key("a"), Expected::New, Some("name"), "first")]).await;
    world.commit(vec![put(&world.key("b"), Expected::New, Some("other"), "second")]).await;

    let conflict = world.conflict(vec![put(&world.key("c"), Expected::New, Some("name"), "third")]).await;
    assert_eq!(conflict, Conflict::DocumentLookup);
    let conflict = world.conflict(vec![put(&world.key("b"), Expected::Version(1), Some("name"), "third")]).await;
    assert_eq!(conflict, Conflict::DocumentLookup);
    assert!(world.store.document_history(&world.key("c")).await.unwrap().is_empty());
    assert_eq!(world.store.find_document(&world.key("b")).await.unwrap().unwrap().version, 1);
    world.commit(vec![put(&world.key("a"), Expected::Version(1), Some("name"), "its own name again")]).await;
}

/// The same name in another tenant, or of another kind, is another name.
pub async fn a_lookup_is_kept_apart_by_tenant_and_kind(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let mine = world.key("a");
    let theirs = DocumentKey { tenant: world.other, ..mine.clone() };
    let flow = DocumentKey { kind: Kind::UserFlow, ..mine.clone() };
    for (key, name) in [(&mine, "mine"), (&theirs, "theirs"), (&flow, "flow")] {
        world.commit(vec![put(key, Expected::New, Some("name"), name)]).await;
    }
    for (key, name) in [(&mine, "mine"), (&theirs, "theirs"), (&flow, "flow")] {
        let found = world.store.find_document_by_lookup(key.tenant, key.kind, "name").await.unwrap().unwrap();
        assert_eq!((found.key, found.body), (key.clone(), json!({ "name": name })));
    }
}

/// So that a name can be used again.
pub async fn the_lookup_of_a_deleted_document_is_free(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    world.commit(vec![put(&world.key("a"), Expected::New, Some("name"), "first")]).await;
    world.commit(vec![delete(&world.key("a"), 1), put(&world.key("b"), Expected::New, Some("name"), "second")]).await;
    let key = world.key("b");
    assert_eq!(world.store.find_document_by_lookup(key.tenant, key.kind, "name").await.unwrap().unwrap().key, key);
}

/// Most kinds have no second key.
pub async fn documents_without_a_lookup_do_not_collide(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    world
        .commit(vec![put(&world.key("a"), Expected::New, None, "1"), put(&world.key("b"), Expected::New, None, "2")])
        .await;
}

/// By no read, whatever they know of it.
pub async fn s81_documents_of_another_tenant_are_not_found(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let key = world.key("a");
    world.commit(vec![put(&key, Expected::New, Some("name"), "mine")]).await;
    let theirs = DocumentKey { tenant: world.other, ..key.clone() };
    assert!(world.store.find_document(&theirs).await.unwrap().is_none());
    assert!(world.store.find_document_by_lookup(world.other, key.kind, "name").await.unwrap().is_none());
    assert!(world.store.documents(world.other, key.kind, None, 10).await.unwrap().items.is_empty());
    assert!(world.store.document_at(&theirs, 1).await.unwrap().is_none());
    assert!(world.store.document_history(&theirs).await.unwrap().is_empty());
}

/// A key of another tenant is another document.
pub async fn s81_a_document_of_another_tenant_is_not_changed(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let key = world.key("a");
    let theirs = DocumentKey { tenant: world.other, ..key.clone() };
    world.commit(vec![put(&key, Expected::New, None, "mine")]).await;
    let none = Conflict::DocumentVersion { current: None };
    assert_eq!(world.conflict(vec![put(&theirs, Expected::Version(1), None, "theirs")]).await, none);
    assert_eq!(world.conflict(vec![delete(&theirs, 1)]).await, none);
    world.commit(vec![put(&theirs, Expected::New, None, "theirs")]).await;
    assert_eq!(world.store.find_document(&theirs).await.unwrap().unwrap().version, 1, "numbered by itself");
    world.commit(vec![delete(&theirs, 1)]).await;
    assert_eq!(world.store.find_document(&key).await.unwrap().unwrap().body, json!({ "name": "mine" }));
}

/// An application's id names no provider.
pub async fn documents_of_another_kind_are_not_found(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let key = world.key("a");
    world.commit(vec![put(&key, Expected::New, Some("name"), "application")]).await;
    let provider = DocumentKey { kind: Kind::IdentityProvider, ..key.clone() };
    assert!(world.store.find_document(&provider).await.unwrap().is_none());
    assert!(world.store.find_document_by_lookup(key.tenant, provider.kind, "name").await.unwrap().is_none());
    assert!(world.store.documents(key.tenant, provider.kind, None, 10).await.unwrap().items.is_empty());
    assert!(world.store.document_at(&provider, 1).await.unwrap().is_none());
    assert!(world.store.document_history(&provider).await.unwrap().is_empty());
    world.commit(vec![put(&provider, Expected::New, None, "provider")]).await;
    world.commit(vec![delete(&provider, 1)]).await;
    assert!(world.store.find_document(&key).await.unwrap().is_some());
}
