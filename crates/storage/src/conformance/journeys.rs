//! Journeys and their recordings.

use super::world::{At, LATER, NOW, World, at_once};
use crate::{Change, Conflict, JourneySave, JourneyStatus, JourneySummary, NewJourney, Store};
use domain::UserId;
use std::sync::Arc;

/// With its state and its recording.
pub async fn a_journey_reads_back_as_it_was_begun(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let journey = NewJourney {
        status: JourneyStatus::Failed,
        fault: Some("AADB2C90037".to_owned()),
        expires_at: LATER.plus_seconds(1),
        ..world.journey(world.tenant)
    };
    let (id, application, binding) = (journey.id, journey.application, journey.binding);
    world.commit(vec![Change::CreateJourney(journey)]).await;

    let row = world.store.find_journey(world.tenant, id).await.unwrap().unwrap();
    let summary = JourneySummary {
        id,
        tenant: world.tenant,
        policy: "B2C_1_SignUpSignIn".to_owned(),
        application,
        status: JourneyStatus::Failed,
        fault: Some("AADB2C90037".to_owned()),
        provider: None,
        user: None,
        started_at: NOW,
        updated_at: NOW,
    };
    assert_eq!(row.summary, summary);
    assert_eq!((row.version, row.binding, row.lease_until), (1, binding, None));
    assert_eq!(row.expires_at, LATER.plus_seconds(1));
    assert_eq!(row.state.as_deref(), Some(&b"the state"[..]));
    assert_eq!(row.recording, b"the recording");
    assert_eq!(world.store.recording(world.tenant, id).await.unwrap().as_deref(), Some(&b"the recording"[..]));
    assert_eq!(world.store.journeys(world.tenant, None, 10).await.unwrap().items, [summary]);
    assert!(world.store.find_journey(world.tenant, world.journey_id()).await.unwrap().is_none());
    assert!(world.store.recording(world.tenant, world.journey_id()).await.unwrap().is_none());
}

/// A second one of the same id changes nothing.
pub async fn a_journey_is_begun_once(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let id = world.begin().await;
    let second = NewJourney { id, state: b"another".to_vec(), ..world.journey(world.tenant) };
    assert_eq!(world.conflict(vec![Change::CreateJourney(second)]).await, Conflict::JourneyVersion);
    let row = world.store.find_journey(world.tenant, id).await.unwrap().unwrap();
    assert_eq!(row.state.as_deref(), Some(&b"the state"[..]));
}

/// With everything that it says.
pub async fn a_save_makes_the_next_version(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (id, bystander) = (world.begin().await, world.begin().await);
    let user = UserId::new(&At(NOW), &world.entropy);
    let save = JourneySave {
        status: JourneyStatus::Failed,
        fault: Some("AADB2C90273".to_owned()),
        provider: Some("Fabrikam".to_owned()),
        user: Some(user),
        at: NOW.plus_seconds(5),
        expires_at: LATER.plus_seconds(9),
        ..world.save(id, 1)
    };
    world.commit(vec![Change::SaveJourney(save)]).await;

    let row = world.store.find_journey(world.tenant, id).await.unwrap().unwrap();
    assert_eq!(row.version, 2);
    assert_eq!(row.state.as_deref(), Some(&b"the next state"[..]));
    assert_eq!(row.recording, b"the longer recording");
    assert_eq!(row.expires_at, LATER.plus_seconds(9));
    assert_eq!(row.summary.status, JourneyStatus::Failed);
    assert_eq!(row.summary.fault.as_deref(), Some("AADB2C90273"));
    assert_eq!(row.summary.provider.as_deref(), Some("Fabrikam"));
    assert_eq!(row.summary.user, Some(user));
    assert_eq!((row.summary.started_at, row.summary.updated_at), (NOW, NOW.plus_seconds(5)));
    let other = world.store.find_journey(world.tenant, bystander).await.unwrap().unwrap();
    assert_eq!((other.version, other.state.as_deref()), (1, Some(&b"the state"[..])));
}

/// Somebody else went on with it.
pub async fn a_save_on_an_old_version_is_a_conflict(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let id = world.begin().await;
    world.commit(vec![Change::SaveJourney(world.save(id, 1))]).await;
    for version in [0, 1, 3, u64::MAX] {
        let save = JourneySave { state: Some(b"stale".to_vec()), ..world.save(id, version) };
        assert_eq!(world.conflict(vec![Change::SaveJourney(save)]).await, Conflict::JourneyVersion);
    }
    let row = world.store.find_journey(world.tenant, id).await.unwrap().unwrap();
    assert_eq!((row.version, row.state.as_deref()), (2, Some(&b"the next state"[..])));
    let unknown = world.save(world.journey_id(), 1);
    assert_eq!(world.conflict(vec![Change::SaveJourney(unknown)]).await, Conflict::JourneyVersion);
}

/// An answer that arrives 64 times goes on once.
pub async fn f16_a_version_is_saved_once_by_64_callers(store: Arc<dyn Store>) {
    let world = Arc::new(World::new(store).await);
    let id = world.begin().await;
    let results = at_once(|_| {
        let world = Arc::clone(&world);
        async move { world.store.commit(vec![Change::SaveJourney(world.save(id, 1))]).await }
    })
    .await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert_eq!(world.store.find_journey(world.tenant, id).await.unwrap().unwrap().version, 2);
}

/// What it knew of the person is gone; what an administrator reads stays.
pub async fn an_ended_journey_has_no_state_and_keeps_its_recording(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let id = world.begin().await;
    world.commit(vec![Change::SaveJourney(world.ended(id, 1))]).await;
    let row = world.store.find_journey(world.tenant, id).await.unwrap().unwrap();
    assert_eq!(row.state, None);
    assert_eq!(row.recording, b"the longer recording");
    assert_eq!(row.summary.status, JourneyStatus::Succeeded);
}

/// They become known on the way; a later save need not repeat them.
pub async fn a_save_keeps_the_provider_and_the_user_it_does_not_name(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let id = world.begin().await;
    let user = UserId::new(&At(NOW), &world.entropy);
    let named = JourneySave { provider: Some("Fabrikam".to_owned()), user: Some(user), ..world.save(id, 1) };
    world.commit(vec![Change::SaveJourney(named)]).await;
    world.commit(vec![Change::SaveJourney(world.ended(id, 2))]).await;
    let summary = world.store.find_journey(world.tenant, id).await.unwrap().unwrap().summary;
    assert_eq!((summary.provider.as_deref(), summary.user), (Some("Fabrikam"), Some(user)));
    let again = JourneySave { provider: Some("Contoso".to_owned()), ..world.ended(id, 3) };
    world.commit(vec![Change::SaveJourney(again)]).await;
    let summary = world.store.find_journey(world.tenant, id).await.unwrap().unwrap().summary;
    assert_eq!(summary.provider.as_deref(), Some("Contoso"));
}

/// Two token calls at the same time lose nothing: the second reads again.
pub async fn a_recording_is_replaced_on_the_version_that_was_read(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (id, bystander) = (world.begin().await, world.begin().await);
    for journey in [id, bystander] {
        world.commit(vec![Change::SaveJourney(world.ended(journey, 1))]).await;
    }
    let append = |version, recording: &[u8]| {
        vec![Change::AppendRecording {
            tenant: world.tenant,
            id,
            version,
            recording: recording.to_vec(),
            keep_until: NOW,
        }]
    };
    world.commit(append(2, b"and a token call")).await;
    assert_eq!(world.conflict(append(2, b"stale")).await, Conflict::JourneyVersion);
    let row = world.store.find_journey(world.tenant, id).await.unwrap().unwrap();
    assert_eq!((row.version, row.recording.as_slice(), row.state), (3, &b"and a token call"[..], None));
    assert_eq!(row.summary.status, JourneyStatus::Succeeded);
    world.commit(append(3, b"and another")).await;
    assert_eq!(world.store.recording(world.tenant, id).await.unwrap().as_deref(), Some(&b"and another"[..]));
    let other = world.store.find_journey(world.tenant, bystander).await.unwrap().unwrap();
    assert_eq!((other.version, other.recording.as_slice()), (2, &b"the longer recording"[..]));
}

/// For as long as a grant that it began is used; never shorter than it was kept before.
pub async fn a_recording_that_grows_is_kept_longer(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let id = world.begin().await;
    let until = world.store.find_journey(world.tenant, id).await.unwrap().unwrap().expires_at;
    let append = |version, keep_until| {
        let recording = b"more".to_vec();
        vec![Change::AppendRecording { tenant: world.tenant, id, version, recording, keep_until }]
    };
    for (version, keep_until, expected) in
        [(1, NOW, until), (2, until.plus_seconds(9), until.plus_seconds(9)), (3, NOW, until.plus_seconds(9))]
    {
        world.commit(append(version, keep_until)).await;
        assert_eq!(world.store.find_journey(world.tenant, id).await.unwrap().unwrap().expires_at, expected);
    }
}

/// Whoever comes late gets a sentence about it, and the recording is still there.
pub async fn an_expired_journey_is_found_until_it_is_purged(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let journey = NewJourney { expires_at: NOW.plus_seconds(-1), ..world.ended_journey() };
    let id = journey.id;
    world.commit(vec![Change::CreateJourney(journey)]).await;
    assert!(world.store.find_journey(world.tenant, id).await.unwrap().is_some());
    world.store.purge(NOW, 10).await.unwrap();
    assert!(world.store.find_journey(world.tenant, id).await.unwrap().is_none());
    assert!(world.store.recording(world.tenant, id).await.unwrap().is_none());
}
