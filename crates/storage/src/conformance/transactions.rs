//! Lists of changes.

use super::world::{CALLERS, NOW, World, at_once, create, put};
use crate::{Change, Conflict, Expected, Store, StoreError};
use domain::{Secret, SecretId, SecretRef, TenantId};
use std::sync::Arc;

/// A list is a transaction: what stands before the conflict is not applied either.
pub async fn a_conflict_in_a_list_applies_nothing(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    world.commit(vec![put(&world.key("b"), Expected::New, None, "first")]).await;
    let generation = world.store.generation(world.tenant).await.unwrap();
    let (user, journey, code) = (world.user("Ada"), world.journey(world.tenant), world.digest());
    let secret = SecretRef { id: SecretId::new(&super::world::At(NOW), &world.entropy), version: 1 };
    let journey_id = journey.id;

    let conflict = world
        .conflict(vec![
            put(&world.key("a"), Expected::New, Some("a"), "second"),
            Change::PutSecret { tenant: world.tenant, secret, value: Secret::new("s"), at: NOW },
            create(&user),
            Change::CreateJourney(journey),
            Change::CreateCode(world.code(code, journey_id)),
            put(&world.key("b"), Expected::Version(7), None, "third"),
            put(&world.key("c"), Expected::New, None, "fourth"),
        ])
        .await;

    assert_eq!(conflict, Conflict::DocumentVersion { current: Some(1) });
    assert!(world.store.find_document(&world.key("a")).await.unwrap().is_none());
    assert!(world.store.document_history(&world.key("a")).await.unwrap().is_empty());
    assert!(world.store.find_document(&world.key("c")).await.unwrap().is_none());
    assert!(world.store.find_secret(world.tenant, secret).await.unwrap().is_none());
    assert!(world.store.find_user(world.tenant, user.id).await.unwrap().is_none());
    assert!(world.store.find_journey(world.tenant, journey_id).await.unwrap().is_none());
    assert_eq!(world.store.redeem_code(code, world.tenant, NOW).await.unwrap(), crate::CodeRedemption::Unknown);
    assert_eq!(world.store.generation(world.tenant).await.unwrap(), generation);
}

/// Also where the engine commits several lists together.
pub async fn a_conflict_undoes_its_own_list_only(store: Arc<dyn Store>) {
    let world = Arc::new(World::new(store).await);
    world.commit(vec![put(&world.key("taken"), Expected::New, None, "first")]).await;

    let results = at_once(|caller| {
        let world = Arc::clone(&world);
        async move {
            let mut list = vec![put(&world.key(&format!("d{caller}")), Expected::New, None, "mine")];
            if caller % 2 == 1 {
                list.push(put(&world.key("taken"), Expected::New, None, "mine"));
            }
            (caller, world.store.commit(list).await)
        }
    })
    .await;

    for (caller, result) in results {
        let stored = world.store.find_document(&world.key(&format!("d{caller}"))).await.unwrap();
        if caller % 2 == 1 {
            assert!(matches!(result, Err(StoreError::Conflict(_))), "{caller}: {result:?}");
            assert!(stored.is_none(), "{caller} had a conflict, and a part of its list was applied");
        } else {
            assert!(result.is_ok(), "{caller}: {result:?}");
            assert!(stored.is_some(), "{caller} was acknowledged, and nothing was applied");
        }
    }
}

/// Nothing to do is done.
pub async fn an_empty_list_is_no_error(store: Arc<dyn Store>) {
    World::new(store).await.commit(Vec::new()).await;
}

/// Nobody's write is lost under another's, and the generation counts each.
pub async fn changes_made_at_the_same_time_are_all_kept(store: Arc<dyn Store>) {
    let world = Arc::new(World::new(store).await);
    let before = world.store.generation(world.tenant).await.unwrap();

    let results =
        at_once(|caller| {
            let world = Arc::clone(&world);
            async move {
                world.store.commit(vec![put(&world.key(&format!("d{caller}")), Expected::New, None, "mine")]).await
            }
        })
        .await;

    assert!(results.iter().all(Result::is_ok), "{results:?}");
    let kind = world.key("").kind;
    assert_eq!(world.store.documents(world.tenant, kind, None, 1000).await.unwrap().items.len(), CALLERS);
    let after = world.store.generation(world.tenant).await.unwrap();
    assert!(after >= before + CALLERS as u64, "{before} → {after}");
}

/// A row that belongs to nobody would be found by nobody, and purged by nobody.
pub async fn what_names_no_tenant_is_refused(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let nobody = TenantId::new(&super::world::At(NOW), &world.entropy);
    let mut user = world.user("Ada");
    user.tenant = nobody;
    let secret = SecretRef { id: SecretId::new(&super::world::At(NOW), &world.entropy), version: 1 };
    let mut key = world.key("a");
    key.tenant = nobody;
    let mut code = world.code(world.digest(), world.journey_id());
    code.tenant = nobody;
    for change in [
        create(&user),
        put(&key, Expected::New, None, "name"),
        Change::PutSecret { tenant: nobody, secret, value: Secret::new("s"), at: NOW },
        Change::CreateJourney(world.journey(nobody)),
        Change::CreateCode(code),
    ] {
        let name = format!("{change:?}");
        assert!(world.store.commit(vec![change]).await.is_err(), "{name}");
    }
    world.commit(vec![put(&world.key("a"), Expected::New, None, "the store goes on")]).await;
}
