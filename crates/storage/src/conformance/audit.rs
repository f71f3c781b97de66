//! The audit log.

use super::world::{At, LATER, NOW, World};
use crate::{AuditEvent, AuditOperation, AuditQuery, Change, ChangedProperty, Expected, Store};
use domain::{AuditEventId, TenantId, Timestamp};
use serde_json::json;
use std::sync::Arc;

/// How long an event is kept.
const KEPT_SECONDS: i64 = 365 * 86_400;

fn event(world: &World, tenant: TenantId, at: Timestamp, actor: &str, target: &str) -> AuditEvent {
    AuditEvent {
        id: AuditEventId::new(&At(at), &world.entropy),
        tenant,
        at,
        actor: actor.to_owned(),
        operation: AuditOperation::Update,
        target_kind: "application".to_owned(),
        target_id: "1".to_owned(),
        target_name: target.to_owned(),
        changed: vec![ChangedProperty { name: "name".to_owned(), old: None, new: Some("\"x\"".to_owned()) }],
    }
}

async fn listed(world: &World, query: &AuditQuery) -> Vec<AuditEvent> {
    world.store.audit_events(world.tenant, query, None, 100).await.unwrap().items
}

/// As it was written.
pub async fn an_event_reads_back_as_it_was_recorded(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    for operation in AuditOperation::ALL {
        let event = AuditEvent { operation, ..event(&world, world.tenant, NOW, "ada", "Tasks") };
        world.commit(vec![Change::RecordAudit(event.clone())]).await;
        assert!(listed(&world, &AuditQuery::default()).await.contains(&event), "{operation:?}");
        let found = world.store.find_audit_event(world.tenant, event.id).await.unwrap();
        assert_eq!(found.as_ref(), Some(&event));
    }
}

/// Page by page, also when many were written in one moment.
pub async fn events_are_listed_newest_first_page_by_page(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let mut written = Vec::new();
    for number in 0..7 {
        let event = event(&world, world.tenant, NOW.plus_seconds(number / 3), "ada", "Tasks");
        written.push(event.id);
        world.commit(vec![Change::RecordAudit(event)]).await;
    }
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = world.store.audit_events(world.tenant, &AuditQuery::default(), after, 3).await.unwrap();
        seen.extend(page.items.iter().map(|event| event.id));
        after = seen.last().copied();
        if !page.more {
            break;
        }
    }
    written.sort();
    written.reverse();
    assert_eq!(seen, written);
}

/// By whom, to what, since when; a wildcard is a character.
pub async fn events_are_found_by_actor_target_and_time(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let first = event(&world, world.tenant, NOW, "Ada", "Tasks");
    let second = AuditEvent {
        target_kind: "user".to_owned(),
        target_id: "2".to_owned(),
        ..event(&world, world.tenant, LATER, "API token ci", "Bob")
    };
    world.commit(vec![Change::RecordAudit(first.clone()), Change::RecordAudit(second.clone())]).await;
    let some = |text: &str| Some(text.to_owned());
    for (query, found) in [
        (AuditQuery::default(), vec![&second, &first]),
        (AuditQuery { prefix: some("ada"), ..AuditQuery::default() }, vec![&first]),
        (AuditQuery { prefix: some("api token"), ..AuditQuery::default() }, vec![&second]),
        (AuditQuery { prefix: some("bo"), ..AuditQuery::default() }, vec![&second]),
        (AuditQuery { prefix: some("%"), ..AuditQuery::default() }, vec![]),
        (AuditQuery { target_kind: some("user"), ..AuditQuery::default() }, vec![&second]),
        (AuditQuery { target_id: some("1"), ..AuditQuery::default() }, vec![&first]),
        (AuditQuery { since: Some(LATER), ..AuditQuery::default() }, vec![&second]),
    ] {
        assert_eq!(listed(&world, &query).await.iter().collect::<Vec<_>>(), found, "{query:?}");
    }
}

/// Another tenant's are not there.
pub async fn s81_events_of_another_tenant_are_not_listed(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (theirs, own) = (event(&world, world.other, NOW, "ada", "Tasks"), event(&world, world.tenant, NOW, "eve", "B"));
    world.commit(vec![Change::RecordAudit(theirs.clone())]).await;
    assert_eq!(world.store.find_audit_event(world.tenant, theirs.id).await.unwrap(), None);
    assert!(listed(&world, &AuditQuery::default()).await.is_empty());
    // By its id, and not another of the tenant.
    world.commit(vec![Change::RecordAudit(own.clone())]).await;
    assert_eq!(world.store.find_audit_event(world.tenant, theirs.id).await.unwrap(), None);
    assert_eq!(world.store.find_audit_event(world.tenant, own.id).await.unwrap(), Some(own));
}

/// A change that is refused leaves no event, and an event that cannot be written no change.
pub async fn an_event_stands_and_falls_with_its_change(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let put = |expected| Change::PutDocument {
        key: world.key("a"),
        expected,
        lookup: None,
        body: json!({}),
        at: NOW,
        by: "ada".to_owned(),
    };
    let written = event(&world, world.tenant, NOW, "ada", "Tasks");
    world.conflict(vec![Change::RecordAudit(written.clone()), put(Expected::Version(7))]).await;
    assert!(listed(&world, &AuditQuery::default()).await.is_empty());
    let twice = vec![put(Expected::New), Change::RecordAudit(written.clone()), Change::RecordAudit(written)];
    assert!(world.store.commit(twice).await.is_err());
    assert!(world.store.find_document(&world.key("a")).await.unwrap().is_none());
}

/// A year, and no longer.
pub async fn an_event_is_kept_for_a_year(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    world.commit(vec![Change::RecordAudit(event(&world, world.tenant, NOW, "ada", "Tasks"))]).await;
    let end = NOW.plus_seconds(KEPT_SECONDS);
    assert_eq!(world.store.purge(Timestamp::from_millis(end.as_millis() - 1), 10).await.unwrap(), 0);
    assert_eq!(listed(&world, &AuditQuery::default()).await.len(), 1);
    assert_eq!(world.store.purge(end, 10).await.unwrap(), 1);
    assert!(listed(&world, &AuditQuery::default()).await.is_empty());
}
