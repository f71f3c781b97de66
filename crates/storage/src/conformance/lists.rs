//! Lists are read page by page, from the last row of the page before.

use super::world::{LATER, NOW, World, create, pages, put};
use crate::{Change, DocumentKey, Expected, NewJourney, Store};
use domain::{JourneyId, TenantId, Timestamp, User, UserId};
use std::sync::Arc;

/// Current ones only, each once.
pub async fn documents_are_listed_by_id_page_by_page(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    for id in ["e", "b", "d", "a", "c"] {
        world.commit(vec![put(&world.key(id), Expected::New, None, id)]).await;
    }
    world.commit(vec![put(&world.key("b"), Expected::Version(1), None, "changed")]).await;
    let list =
        |after: Option<&'static str>, limit| world.store.documents(world.tenant, world.key("").kind, after, limit);

    let page = list(None, 2).await.unwrap();
    assert_eq!(page.items.iter().map(|item| item.key.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!((page.items[1].version, page.more), (2, true));
    let page = list(Some("b"), 2).await.unwrap();
    assert_eq!(page.items.iter().map(|item| item.key.id.as_str()).collect::<Vec<_>>(), ["c", "d"]);
    assert!(page.more);
    let page = list(Some("d"), 2).await.unwrap();
    assert_eq!((page.items.len(), page.more), (1, false));
    assert!(!list(None, 5).await.unwrap().more, "exactly as many as there are");
    assert_eq!(list(Some("bb"), 9).await.unwrap().items.len(), 3, "also after one that is gone");
    assert!(list(Some("e"), 2).await.unwrap().items.is_empty());
}

/// By when they began, also where ids do not tell, and where several began at once.
pub async fn journeys_are_listed_newest_first_page_by_page(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let starts = [("ff", 3), ("01", 5), ("33", 5), ("22", 5), ("99", 1)];
    for (id, second) in starts {
        let id: JourneyId = format!("{id}000000-0000-4000-8000-000000000000").parse().unwrap();
        let journey = NewJourney { id, started_at: NOW.plus_seconds(second), ..world.journey(world.tenant) };
        world.commit(vec![Change::CreateJourney(journey)]).await;
    }
    let mut seen = Vec::new();
    let mut after = None;
    for more in [true, true, false] {
        let page = world.store.journeys(world.tenant, after, 2).await.unwrap();
        assert_eq!(page.more, more);
        after = page.items.last().map(|journey| journey.id);
        seen.extend(page.items.into_iter().map(|journey| journey.id.to_string()[..2].to_owned()));
    }
    assert_eq!(seen, ["33", "22", "01", "ff", "99"]);
}

/// Likewise.
pub async fn users_are_listed_newest_first_page_by_page(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    for (id, second) in [("ff", 3), ("01", 5), ("33", 5), ("22", 5), ("99", 1), ("55", 4)] {
        let user = User {
            id: format!("{id}000000-0000-4000-8000-000000000000").parse().unwrap(),
            created_at: NOW.plus_seconds(second),
            ..world.user(id)
        };
        world.commit(vec![create(&user)]).await;
    }
    assert_eq!(pages(&world, None).await, [["33", "22", "01"], ["55", "ff", "99"]]);
    let first = world.store.users(world.tenant, None, None, 1).await.unwrap();
    assert_eq!((first.items.len(), first.more), (1, true));
}

/// Ids made here tell when; the reader turns the page and sees the rest.
pub async fn a_list_of_journeys_goes_on_after_its_last_row_was_purged(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let mut ids = Vec::new();
    for second in 0..4 {
        let at = NOW.plus_seconds(second);
        let id = JourneyId::new(&super::world::At(at), &world.entropy);
        let expires_at = if second == 2 { NOW } else { LATER };
        let journey = NewJourney { id, started_at: at, expires_at, ..world.ended_journey() };
        world.commit(vec![Change::CreateJourney(journey)]).await;
        ids.push(id);
    }
    assert_eq!(world.store.purge(NOW, 10).await.unwrap(), 1);
    let page = world.store.journeys(world.tenant, Some(ids[2]), 10).await.unwrap();
    assert_eq!(page.items.iter().map(|journey| journey.id).collect::<Vec<_>>(), [ids[1], ids[0]]);
}

/// Likewise.
pub async fn a_list_of_users_goes_on_after_its_last_row_was_deleted(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let mut ids = Vec::new();
    for second in 0..4 {
        let at = NOW.plus_seconds(second);
        let user = User { id: UserId::new(&super::world::At(at), &world.entropy), created_at: at, ..world.user("Ada") };
        world.commit(vec![create(&user)]).await;
        ids.push(user.id);
    }
    world.commit(vec![Change::DeleteUser { tenant: world.tenant, id: ids[2] }]).await;
    for prefix in [None, Some("ada")] {
        let page = world.store.users(world.tenant, prefix, Some(ids[2]), 10).await.unwrap();
        assert_eq!(page.items.iter().map(|user| user.id).collect::<Vec<_>>(), [ids[1], ids[0]]);
    }
}

/// Also from a position in another tenant's list.
pub async fn s81_lists_hold_one_tenant_only(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let mut last: Vec<(TenantId, UserId, JourneyId)> = Vec::new();
    for tenant in [world.tenant, world.other] {
        for second in 0..3 {
            let at = Timestamp::from_millis(NOW.as_millis() + second);
            let user = User { tenant, created_at: at, ..world.user("Ada") };
            let journey = NewJourney { started_at: at, ..world.journey(tenant) };
            let key = DocumentKey { tenant, ..world.key(&format!("{second}")) };
            last.push((tenant, user.id, journey.id));
            world
                .commit(vec![create(&user), Change::CreateJourney(journey), put(&key, Expected::New, None, "x")])
                .await;
        }
    }
    for tenant in [world.tenant, world.other] {
        let (_, user, journey) = *last.iter().rfind(|(owner, ..)| *owner != tenant).unwrap();
        for after in [None, Some(user)] {
            for prefix in [None, Some("ada")] {
                let page = world.store.users(tenant, prefix, after, 100).await.unwrap();
                assert!(page.items.len() <= 3, "{after:?} {prefix:?}");
                assert!(page.items.iter().all(|user| last.contains(&(tenant, user.id, journey_of(&last, user.id)))));
            }
        }
        for after in [None, Some(journey)] {
            let page = world.store.journeys(tenant, after, 100).await.unwrap();
            assert!(page.items.len() <= 3, "{after:?}");
            for item in page.items {
                assert_eq!(item.tenant, tenant);
                assert!(last.iter().any(|(owner, _, id)| (*owner, *id) == (tenant, item.id)));
            }
        }
        assert_eq!(world.store.users(tenant, None, None, 100).await.unwrap().items.len(), 3);
        assert_eq!(world.store.journeys(tenant, None, 100).await.unwrap().items.len(), 3);
        assert_eq!(world.store.documents(tenant, world.key("").kind, None, 100).await.unwrap().items.len(), 3);
    }
}

fn journey_of(rows: &[(TenantId, UserId, JourneyId)], user: UserId) -> JourneyId {
    rows.iter().find(|(_, id, _)| *id == user).unwrap().2
}
