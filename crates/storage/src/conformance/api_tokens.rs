//! Tokens of the administration API.

use super::world::{At, LATER, NOW, World};
use crate::{ApiRole, ApiToken, Change, Conflict, Store};
use domain::{ApiTokenId, TenantId, Timestamp};
use std::sync::Arc;

fn token(world: &World, tenant: TenantId, name: &str) -> ApiToken {
    ApiToken {
        id: ApiTokenId::new(&At(NOW), &world.entropy),
        tenant,
        name: name.to_owned(),
        role: ApiRole::PolicyAdministrator,
        created_at: NOW,
        expires_at: LATER,
    }
}

/// By its digest alone, and as it was made.
pub async fn an_api_token_is_taken_until_its_time(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (digest, api) = (world.digest(), token(&world, world.tenant, "pipeline"));
    world.commit(vec![Change::CreateApiToken { token: digest, api: api.clone() }]).await;
    assert_eq!(world.store.find_api_token(digest, NOW).await.unwrap(), Some(api.clone()));
    assert_eq!(world.store.find_api_token(world.digest(), NOW).await.unwrap(), None);
    let last = Timestamp::from_millis(LATER.as_millis() - 1);
    assert!(world.store.find_api_token(digest, last).await.unwrap().is_some());
    assert_eq!(world.store.find_api_token(digest, LATER).await.unwrap(), None);
    assert_eq!(world.store.purge(last, 10).await.unwrap(), 0, "it lives");
    assert_eq!(world.store.api_tokens(world.tenant, NOW).await.unwrap(), [api]);
    assert!(world.store.api_tokens(world.tenant, LATER).await.unwrap().is_empty());
    assert_eq!(world.store.purge(LATER, 10).await.unwrap(), 1);
}

/// Another tenant's of the same name stays, and so does one of another name; each tenant lists its own.
pub async fn s81_an_api_token_is_revoked_in_its_tenant_alone(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let mut digests = Vec::new();
    for tenant in [world.tenant, world.other] {
        digests.push(world.digest());
        let api = token(&world, tenant, "pipeline");
        world.commit(vec![Change::CreateApiToken { token: digests[digests.len() - 1], api }]).await;
    }
    let (beside, sibling) = (world.digest(), token(&world, world.tenant, "by hand"));
    world.commit(vec![Change::CreateApiToken { token: beside, api: sibling.clone() }]).await;
    let names = |tokens: Vec<ApiToken>| tokens.into_iter().map(|api| api.name).collect::<Vec<_>>();
    assert_eq!(names(world.store.api_tokens(world.other, NOW).await.unwrap()), ["pipeline"]);
    let revoke = || Change::RevokeApiToken { tenant: world.tenant, name: "pipeline".to_owned() };
    world.commit(vec![revoke()]).await;
    world.commit(vec![revoke()]).await;
    assert_eq!(world.store.find_api_token(digests[0], NOW).await.unwrap(), None);
    assert!(world.store.find_api_token(digests[1], NOW).await.unwrap().is_some());
    assert_eq!(world.store.find_api_token(beside, NOW).await.unwrap(), Some(sibling), "another name");
}

/// After that it is free, also before it was purged.
pub async fn the_name_of_an_api_token_is_taken_while_it_lives(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let make = |created_at: Timestamp| Change::CreateApiToken {
        token: world.digest(),
        api: ApiToken {
            created_at,
            expires_at: created_at.plus_seconds(3600),
            ..token(&world, world.tenant, "pipeline")
        },
    };
    world.commit(vec![make(NOW)]).await;
    assert_eq!(world.conflict(vec![make(NOW)]).await, Conflict::ApiToken);
    world.commit(vec![make(LATER)]).await;
}
