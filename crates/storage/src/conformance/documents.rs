//! Versioned configuration documents.

use super::world::{LATER, NOW, World, at_once, delete, put};
use crate::{Change, Conflict, DocumentVersion, Expected, Store};
use serde_json::json;
use std::sync::Arc;

/// And its body reads back as it was written, in the order it was written.
pub async fn a_document_is_stored_with_who_and_when(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let key = world.key("a");
    let body = json!({ "zeta": 1, "alpha": ["é", null, true, 1.5], "nested": { "b": {}, "a": "\u{0}\"" } });
    world
        .commit(vec![Change::PutDocument {
            key: key.clone(),
            expected: Expected::New,
            lookup: None,
            body: body.clone(),
            at: LATER,
            by: "Ada".to_owned(),
        }])
        .await;

    let found = world.store.find_document(&key).await.unwrap().unwrap();
    assert_eq!(found.key, key);
    assert_eq!((found.version, found.at, found.by.as_str()), (1, LATER, "Ada"));
    assert_eq!(found.body.to_string(), body.to_string());
}

/// For history, difference and rollback.
pub async fn a_change_makes_the_next_version_and_keeps_the_one_before(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let key = world.key("a");
    world.commit(vec![put(&key, Expected::New, None, "first")]).await;
    world.commit(vec![put(&key, Expected::Version(1), None, "second")]).await;

    let found = world.store.find_document(&key).await.unwrap().unwrap();
    assert_eq!((found.version, &found.body), (2, &json!({ "name": "second" })));
    let first = world.store.document_at(&key, 1).await.unwrap().unwrap();
    assert_eq!((first.version, &first.body), (1, &json!({ "name": "first" })));
    assert_eq!(world.store.document_at(&key, 2).await.unwrap().unwrap().body, found.body);
    assert!(world.store.document_at(&key, 3).await.unwrap().is_none());
    let versions: Vec<_> = world.store.document_history(&key).await.unwrap().iter().map(|line| line.version).collect();
    assert_eq!(versions, [2, 1]);
}

/// Two people who make the same one do not overwrite each other.
pub async fn a_new_document_that_exists_is_a_conflict(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let key = world.key("a");
    world.commit(vec![put(&key, Expected::New, None, "first")]).await;
    let conflict = world.conflict(vec![put(&key, Expected::New, None, "second")]).await;
    assert_eq!(conflict, Conflict::DocumentVersion { current: Some(1) });
    assert_eq!(world.store.find_document(&key).await.unwrap().unwrap().body, json!({ "name": "first" }));
}

/// Whoever saves what they loaded before somebody else's change is told so.
pub async fn a_document_changed_meanwhile_is_a_conflict(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let key = world.key("a");
    world.commit(vec![put(&key, Expected::New, None, "first")]).await;
    world.commit(vec![put(&key, Expected::Version(1), None, "second")]).await;
    for stale in [0, 1, 3] {
        let conflict = world.conflict(vec![put(&key, Expected::Version(stale), None, "third")]).await;
        assert_eq!(conflict, Conflict::DocumentVersion { current: Some(2) });
    }
    assert_eq!(world.store.find_document(&key).await.unwrap().unwrap().body, json!({ "name": "second" }));
    assert_eq!(world.store.document_history(&key).await.unwrap().len(), 2);
}

/// A change does not bring back what somebody deleted.
pub async fn a_document_deleted_meanwhile_is_a_conflict(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let key = world.key("a");
    world.commit(vec![put(&key, Expected::New, None, "first")]).await;
    world.commit(vec![delete(&key, 1)]).await;
    for stale in [1, 2] {
        let conflict = world.conflict(vec![put(&key, Expected::Version(stale), None, "second")]).await;
        assert_eq!(conflict, Conflict::DocumentVersion { current: None });
        let conflict = world.conflict(vec![delete(&key, stale)]).await;
        assert_eq!(conflict, Conflict::DocumentVersion { current: None });
    }
}

/// Exactly one, and the others learn which version is current.
pub async fn f16_one_of_64_changes_of_the_same_version_wins(store: Arc<dyn Store>) {
    let world = Arc::new(World::new(store).await);
    world.commit(vec![put(&world.key("a"), Expected::New, None, "first")]).await;
    let results =
        at_once(|caller| {
            let world = Arc::clone(&world);
            async move {
                world.store.commit(vec![put(&world.key("a"), Expected::Version(1), None, &format!("{caller}"))]).await
            }
        })
        .await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert_eq!(world.store.find_document(&world.key("a")).await.unwrap().unwrap().version, 2);
    assert_eq!(world.store.document_history(&world.key("a")).await.unwrap().len(), 2);
}

/// A person deletes what they saw, or nothing.
pub async fn deleting_a_version_that_is_not_current_is_a_conflict(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let key = world.key("a");
    world.commit(vec![put(&key, Expected::New, None, "first")]).await;
    world.commit(vec![put(&key, Expected::Version(1), None, "second")]).await;
    assert_eq!(world.conflict(vec![delete(&key, 1)]).await, Conflict::DocumentVersion { current: Some(2) });
    assert!(world.store.find_document(&key).await.unwrap().is_some());
}

/// It is gone from lists and look-ups; its versions can still be read, and the deletion is one of them.
pub async fn a_deleted_document_keeps_its_history(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let key = world.key("a");
    world.commit(vec![put(&key, Expected::New, Some("name"), "first")]).await;
    world
        .commit(vec![Change::DeleteDocument { key: key.clone(), expected: 1, at: LATER, by: "Grace".to_owned() }])
        .await;

    assert!(world.store.find_document(&key).await.unwrap().is_none());
    assert!(world.store.find_document_by_lookup(key.tenant, key.kind, "name").await.unwrap().is_none());
    assert!(world.store.documents(key.tenant, key.kind, None, 10).await.unwrap().items.is_empty());
    assert_eq!(world.store.document_at(&key, 1).await.unwrap().unwrap().body, json!({ "name": "first" }));
    assert!(world.store.document_at(&key, 2).await.unwrap().is_none(), "a deletion has no body");
    let line = |version, at, by: &str, deleted| DocumentVersion { version, at, by: by.to_owned(), deleted };
    assert_eq!(
        world.store.document_history(&key).await.unwrap(),
        [line(2, LATER, "Grace", true), line(1, NOW, "admin", false)]
    );
}

/// Those beside it stay as they are.
pub async fn deleting_one_document_leaves_the_others(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    for id in ["a", "b", "c"] {
        world.commit(vec![put(&world.key(id), Expected::New, Some(id), id)]).await;
    }
    world.commit(vec![delete(&world.key("b"), 1)]).await;
    for id in ["a", "c"] {
        let found = world.store.find_document(&world.key(id)).await.unwrap();
        assert_eq!(found.unwrap().body, json!({ "name": id }));
        let first = world.store.document_at(&world.key(id), 1).await.unwrap();
        assert_eq!(first.unwrap().body, json!({ "name": id }));
        assert_eq!(world.store.document_history(&world.key(id)).await.unwrap().len(), 1);
    }
}

/// A version number names one content for ever: journeys in flight pin it.
pub async fn numbering_goes_on_after_a_deletion(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let key = world.key("a");
    world.commit(vec![put(&key, Expected::New, None, "first")]).await;
    world.commit(vec![delete(&key, 1)]).await;
    world.commit(vec![put(&key, Expected::New, None, "again")]).await;
    assert_eq!(world.store.find_document(&key).await.unwrap().unwrap().version, 3);
    assert_eq!(world.store.document_at(&key, 1).await.unwrap().unwrap().body, json!({ "name": "first" }));
    assert_eq!(world.store.document_at(&key, 3).await.unwrap().unwrap().body, json!({ "name": "again" }));
}
