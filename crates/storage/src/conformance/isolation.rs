//! What belongs to another tenant is not there (S81).

use super::world::World;
use crate::{Change, Conflict, JourneySave, Store};
use std::sync::Arc;

/// By no read, although its id is known.
pub async fn s81_a_journey_of_another_tenant_is_not_found(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let id = world.begin().await;
    assert!(
        world
            .store
            .find_journey(world.other, id)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        world
            .store
            .recording(world.other, id)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        world
            .store
            .journeys(world.other, None, 10)
            .await
            .unwrap()
            .items
            .is_empty()
    );
}

/// By no write either.
pub async fn s81_a_journey_of_another_tenant_is_not_changed(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let id = world.begin().await;
    let save = JourneySave {
        tenant: world.other,
        ..world.save(id, 1)
    };
    assert_eq!(
        world.conflict(vec![Change::SaveJourney(save)]).await,
        Conflict::JourneyVersion
    );
    let append = Change::AppendRecording {
        tenant: world.other,
        id,
        version: 1,
        recording: b"theirs".to_vec(),
    };
    assert_eq!(world.conflict(vec![append]).await, Conflict::JourneyVersion);
    let row = world
        .store
        .find_journey(world.tenant, id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (row.version, row.recording.as_slice()),
        (1, &b"the recording"[..])
    );
}
