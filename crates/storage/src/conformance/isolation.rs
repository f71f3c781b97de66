//! What belongs to another tenant is not there (S81).

use super::world::{NOW, World, create, identity};
use crate::{Change, Conflict, JourneySave, NewJourney, Store};
use domain::User;
use std::sync::Arc;

/// By no read, although its id is known.
pub async fn s81_a_journey_of_another_tenant_is_not_found(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let id = world.begin().await;
    assert!(world.store.find_journey(world.other, id).await.unwrap().is_none());
    assert!(world.store.recording(world.other, id).await.unwrap().is_none());
    assert!(world.store.journeys(world.other, None, 10).await.unwrap().items.is_empty());
}

/// By no write either.
pub async fn s81_a_journey_of_another_tenant_is_not_changed(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let id = world.begin().await;
    let save = JourneySave { tenant: world.other, ..world.save(id, 1) };
    assert_eq!(world.conflict(vec![Change::SaveJourney(save)]).await, Conflict::JourneyVersion);
    let recording = b"theirs".to_vec();
    let append = Change::AppendRecording { tenant: world.other, id, version: 1, recording, keep_until: NOW };
    assert_eq!(world.conflict(vec![append]).await, Conflict::JourneyVersion);
    let row = world.store.find_journey(world.tenant, id).await.unwrap().unwrap();
    assert_eq!((row.version, row.recording.as_slice()), (1, &b"the recording"[..]));
}

/// Two tenants may have imported the same people; each sees its own, whole and in its own order.
pub async fn s81_users_of_the_same_ids_are_kept_apart(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let people = |tenant, name: &str, newest_first: bool| {
        (0..4_i64)
            .map(|number| User {
                id: format!("{number}0000000-0000-4000-8000-000000000000").parse().unwrap(),
                tenant,
                email: Some(format!("{name}@contoso.example")),
                identities: vec![identity("iss", &format!("{number}")), identity("iss", &format!("{name}{number}"))],
                created_at: NOW.plus_seconds(if newest_first { -number } else { number }),
                ..world.user(&format!("{name} {number}"))
            })
            .collect::<Vec<_>>()
    };
    let mine = people(world.tenant, "ada", true);
    let theirs = people(world.other, "bob", false);
    for user in mine.iter().chain(&theirs) {
        world.commit(vec![create(user)]).await;
    }
    let newest_first = [(world.tenant, "ada", mine), (world.other, "bob", theirs.into_iter().rev().collect())];
    for (tenant, name, users) in newest_first {
        for prefix in [None, Some(name), Some(&name[..1])] {
            let page = world.store.users(tenant, prefix, None, 10).await.unwrap();
            assert_eq!(page.items, users, "{prefix:?}");
            for (position, user) in users.iter().enumerate() {
                let page = world.store.users(tenant, prefix, Some(user.id), 10).await.unwrap();
                assert_eq!(page.items, users[position + 1..], "{prefix:?} after {position}");
            }
        }
        let other_name = if name == "ada" { "bob" } else { "ada" };
        for after in [None, Some(users[0].id)] {
            let page = world.store.users(tenant, Some(other_name), after, 10).await.unwrap();
            assert!(page.items.is_empty(), "{after:?}");
            let page = world.store.users(tenant, Some("10000000"), after, 10).await.unwrap();
            assert_eq!(page.items.len(), 1, "{after:?}");
        }
        for user in &users {
            assert_eq!(world.store.find_user(tenant, user.id).await.unwrap().as_ref(), Some(user));
            for identity in &user.identities {
                let found = world.store.find_user_by_identity(tenant, identity).await.unwrap();
                assert_eq!(found.as_ref(), Some(user));
            }
            let foreign = identity("iss", &format!("{other_name}{}", &user.id.to_string()[..1]));
            assert_eq!(world.store.find_user_by_identity(tenant, &foreign).await.unwrap(), None);
        }
    }
}

/// Likewise the sign-ins.
pub async fn s81_journeys_of_the_same_ids_are_kept_apart(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    for (tenant, direction) in [(world.tenant, -1), (world.other, 1)] {
        for number in 0..4_i64 {
            let journey = NewJourney {
                id: format!("{number}0000000-0000-4000-8000-000000000000").parse().unwrap(),
                started_at: NOW.plus_seconds(direction * number),
                ..world.journey(tenant)
            };
            world.commit(vec![Change::CreateJourney(journey)]).await;
        }
    }
    for (tenant, expected) in [(world.tenant, ["0", "1", "2", "3"]), (world.other, ["3", "2", "1", "0"])] {
        let all = world.store.journeys(tenant, None, 10).await.unwrap().items;
        let firsts: Vec<_> = all.iter().map(|journey| journey.id.to_string()[..1].to_owned()).collect();
        assert_eq!(firsts, expected);
        for (position, journey) in all.iter().enumerate() {
            let page = world.store.journeys(tenant, Some(journey.id), 10).await.unwrap();
            assert_eq!(page.items, all[position + 1..], "after {position}");
        }
    }
}
