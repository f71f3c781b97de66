//! Which provider an issuer belongs to (S35).

use super::world::{At, CALLERS, NOW, World, at_once};
use crate::{Change, DocumentKey, Expected, Store};
use domain::{Kind, ProviderId, TenantId};
use serde_json::json;
use std::{collections::BTreeSet, sync::Arc};

const ISSUER: &str = "https://login.fabrikam.example/v2.0/";

fn key(tenant: TenantId, id: ProviderId) -> DocumentKey {
    DocumentKey { tenant, kind: Kind::IdentityProvider, id: id.to_string() }
}

/// A provider's document.
async fn provider(world: &World, tenant: TenantId) -> ProviderId {
    let id = ProviderId::new(&At(NOW), &world.entropy);
    put(world, tenant, id).await;
    id
}

async fn put(world: &World, tenant: TenantId, id: ProviderId) {
    let document = Change::PutDocument {
        key: key(tenant, id),
        expected: Expected::New,
        lookup: None,
        body: json!({}),
        at: NOW,
        by: "Ada".to_owned(),
    };
    world.commit(vec![document]).await;
}

/// To the letter, and in its own tenant.
pub async fn s35_an_issuer_belongs_to_the_first_provider_that_has_it(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (first, second) = (provider(&world, world.tenant).await, provider(&world, world.tenant).await);
    let theirs = provider(&world, world.other).await;
    let claim = |tenant, issuer, id| world.store.claim_issuer(tenant, issuer, id);
    assert_eq!(world.store.issuer_holder(world.tenant, ISSUER).await.unwrap(), None);
    for _ in 0..2 {
        assert_eq!(claim(world.tenant, ISSUER, first).await.unwrap(), first);
    }
    assert_eq!(claim(world.tenant, ISSUER, second).await.unwrap(), first);
    assert_eq!(world.store.issuer_holder(world.tenant, ISSUER).await.unwrap(), Some(first));
    let without_slash = ISSUER.trim_end_matches('/');
    assert_eq!(claim(world.tenant, without_slash, second).await.unwrap(), second, "it is another issuer");
    // Nor does a provider of the same id there have it.
    put(&world, world.other, first).await;
    assert_eq!(world.store.issuer_holder(world.other, ISSUER).await.unwrap(), None);
    assert_eq!(claim(world.other, ISSUER, theirs).await.unwrap(), theirs);
}

/// Whoever signs in at the same time.
pub async fn s35_an_issuer_is_given_to_one_of_64_providers(store: Arc<dyn Store>) {
    let world = Arc::new(World::new(store).await);
    let mut providers = Vec::new();
    for _ in 0..CALLERS {
        providers.push(provider(&world, world.tenant).await);
    }
    let results = at_once(|caller| {
        let (world, id) = (Arc::clone(&world), providers[caller]);
        async move { world.store.claim_issuer(world.tenant, ISSUER, id).await.unwrap() }
    })
    .await;
    assert_eq!(results.into_iter().collect::<BTreeSet<_>>().len(), 1);
}

/// So that it can be added again.
pub async fn s35_an_issuer_of_a_deleted_provider_is_free(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (first, second) = (provider(&world, world.tenant).await, provider(&world, world.tenant).await);
    assert_eq!(world.store.claim_issuer(world.tenant, ISSUER, first).await.unwrap(), first);
    put(&world, world.other, first).await;
    // Nor does something of another kind by its id stand for it.
    let namesake = DocumentKey { kind: Kind::Application, ..key(world.tenant, first) };
    world.commit(vec![super::world::put(&namesake, Expected::New, None, "namesake")]).await;
    let delete = Change::DeleteDocument { key: key(world.tenant, first), expected: 1, at: NOW, by: "Ada".to_owned() };
    world.commit(vec![delete]).await;
    assert_eq!(world.store.issuer_holder(world.tenant, ISSUER).await.unwrap(), None);
    assert_eq!(world.store.claim_issuer(world.tenant, ISSUER, second).await.unwrap(), second);
    assert_eq!(world.store.issuer_holder(world.tenant, ISSUER).await.unwrap(), Some(second));
}
