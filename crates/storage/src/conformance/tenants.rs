//! Tenants and their generation.

use super::world::{At, NOW, World, create, delete, put, tenant, tenant_named};
use crate::{Change, Conflict, Expected, Store};
use domain::{Secret, SecretId, SecretRef, TenantId, TenantName};
use std::sync::Arc;

/// With everything it was made with.
pub async fn a_tenant_is_found_by_name_and_by_id(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let made = tenant_named(&world.entropy, "adatum");
    world.commit(vec![Change::CreateTenant(made.clone())]).await;

    assert_eq!(world.store.find_tenant_by_name(&made.name).await.unwrap().as_ref(), Some(&made));
    assert_eq!(world.store.find_tenant(made.id).await.unwrap().as_ref(), Some(&made));
    let unknown = TenantName::parse("nobody").unwrap();
    assert_eq!(world.store.find_tenant_by_name(&unknown).await.unwrap(), None);
    assert_eq!(world.store.find_tenant(TenantId::new(&At(NOW), &world.entropy)).await.unwrap(), None);
}

/// It is in the addresses of its pages.
pub async fn a_name_belongs_to_one_tenant(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let second = tenant_named(&world.entropy, "contoso");
    let id = second.id;
    assert_eq!(world.conflict(vec![Change::CreateTenant(second)]).await, Conflict::Tenant);
    assert_eq!(world.store.find_tenant(id).await.unwrap(), None);
}

/// It is in the `iss` of its tokens.
pub async fn an_id_belongs_to_one_tenant(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    assert_eq!(world.conflict(vec![Change::CreateTenant(tenant(world.tenant, "adatum"))]).await, Conflict::Tenant);
    let found = world.store.find_tenant(world.tenant).await.unwrap().unwrap();
    assert_eq!(found.name.as_str(), "contoso");
}

/// An imported directory keeps the id it has.
pub async fn any_uuid_is_a_tenant_id(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let ids = [
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "6f1f8a2e-0c5b-4d3a-9f4e-1a2b3c4d5e6f",
    ];
    for (id, name) in ids.into_iter().zip(["aaa", "bbb", "ccc"]) {
        let made = tenant(id.parse().unwrap(), name);
        world.commit(vec![Change::CreateTenant(made.clone())]).await;
        assert_eq!(world.store.find_tenant(made.id).await.unwrap(), Some(made));
    }
}

/// Whatever order they were made in.
pub async fn tenants_are_listed_by_name(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let more = ["zulu", "adatum", "northwind"].map(|name| Change::CreateTenant(tenant_named(&world.entropy, name)));
    world.commit(Vec::from(more)).await;
    let names: Vec<_> =
        world.store.tenants().await.unwrap().into_iter().map(|tenant| tenant.name.to_string()).collect();
    assert_eq!(names, ["adatum", "contoso", "fabrikam", "northwind", "zulu"]);
}

/// Caches compare this number; a change that does not grow it would go unseen.
pub async fn the_generation_grows_with_every_change_of_configuration(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let unknown = TenantId::new(&At(NOW), &world.entropy);
    assert_eq!(world.store.generation(unknown).await.unwrap(), 0, "a tenant that is not there has none");
    let mut last = world.store.generation(world.tenant).await.unwrap();
    assert!(last > 0, "making a tenant is a change");

    let key = world.key("a");
    let secret = SecretRef { id: SecretId::new(&At(NOW), &world.entropy), version: 1 };
    for change in [
        put(&key, Expected::New, None, "first"),
        put(&key, Expected::Version(1), None, "second"),
        delete(&key, 2),
        Change::PutSecret { tenant: world.tenant, secret, value: Secret::new("s"), at: NOW },
        Change::DeleteSecret { tenant: world.tenant, secret },
    ] {
        let name = format!("{change:?}");
        world.commit(vec![change]).await;
        let generation = world.store.generation(world.tenant).await.unwrap();
        assert!(generation > last, "{name}: {last} → {generation}");
        last = generation;
    }
}

/// One tenant's changes do not empty another's caches.
pub async fn the_generation_of_another_tenant_stays(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let before = world.store.generation(world.other).await.unwrap();
    world.commit(vec![put(&world.key("a"), Expected::New, None, "first")]).await;
    assert_eq!(world.store.generation(world.other).await.unwrap(), before);
}

/// Signing in changes no configuration; if it grew the number, no cache would ever be warm.
pub async fn the_generation_stays_when_people_sign_in(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let before = world.store.generation(world.tenant).await.unwrap();
    let journey = world.begin().await;
    world.expect(journey).await;
    world.commit(vec![create(&world.user("Ada")), Change::SaveJourney(world.save(journey, 1))]).await;
    let (code, _) = world.grant().await;
    world.store.redeem_code(code, world.tenant, NOW).await.unwrap();
    assert_eq!(world.store.generation(world.tenant).await.unwrap(), before);
}

/// Nothing was changed.
pub async fn the_generation_stays_after_a_conflict(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let before = world.store.generation(world.tenant).await.unwrap();
    world.conflict(vec![put(&world.key("a"), Expected::Version(1), None, "first")]).await;
    world.conflict(vec![delete(&world.key("a"), 1)]).await;
    assert_eq!(world.store.generation(world.tenant).await.unwrap(), before);
}
