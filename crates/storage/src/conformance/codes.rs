//! Authorization codes.

use super::world::{CALLERS, NOW, World, at_once};
use crate::{Change, CodeRedemption, NewCode, Store};
use domain::Timestamp;
use std::sync::Arc;

/// Exactly one gets the payload, all others hear that it was used.
pub async fn s5_a_code_is_redeemed_once_by_64_callers(store: Arc<dyn Store>) {
    let world = Arc::new(World::new(store).await);
    let (code, journey) = world.grant().await;
    let results = at_once(|_| {
        let world = Arc::clone(&world);
        async move { world.store.redeem_code(code, world.tenant, NOW).await.unwrap() }
    })
    .await;
    let first = CodeRedemption::First { journey, payload: b"the payload".to_vec() };
    let again = CodeRedemption::Again { journey };
    assert_eq!(results.iter().filter(|result| **result == first).count(), 1);
    assert_eq!(results.iter().filter(|result| **result == again).count(), CALLERS - 1);
    assert!(world.store.grant_is_revoked(world.tenant, journey).await.unwrap());
}

/// RFC 6749 4.1.2: whoever came second may be the owner; the first one's tokens die.
pub async fn s5_a_second_redemption_revokes_the_grant(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (code, journey) = world.grant().await;
    assert!(!world.store.grant_is_revoked(world.tenant, journey).await.unwrap());
    world.store.redeem_code(code, world.tenant, NOW).await.unwrap();
    assert!(!world.store.grant_is_revoked(world.tenant, journey).await.unwrap(), "once is no attack");
    for _ in 0..2 {
        let again = world.store.redeem_code(code, world.tenant, NOW).await.unwrap();
        assert_eq!(again, CodeRedemption::Again { journey });
        assert!(world.store.grant_is_revoked(world.tenant, journey).await.unwrap());
    }
}

/// So that whose it is can be known first.
pub async fn s5_looking_at_a_code_does_not_redeem_it(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (code, journey) = world.grant().await;
    for _ in 0..2 {
        let found = world.store.find_code(code, world.tenant).await.unwrap().unwrap();
        assert_eq!((found.journey, found.redeemed, found.payload.as_slice()), (journey, false, &b"the payload"[..]));
    }
    assert_eq!(world.store.find_code(code, world.other).await.unwrap(), None);
    assert_eq!(world.store.find_code(world.digest(), world.tenant).await.unwrap(), None);
    let first = world.store.redeem_code(code, world.tenant, NOW).await.unwrap();
    assert!(matches!(first, CodeRedemption::First { .. }), "{first:?}");
    assert!(world.store.find_code(code, world.tenant).await.unwrap().unwrap().redeemed);
    assert!(!world.store.grant_is_revoked(world.tenant, journey).await.unwrap());
}

/// Nobody else is signed out by it.
pub async fn s5_a_grant_is_revoked_in_its_own_tenant_and_journey_only(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (code, journey) = world.grant().await;
    let (bystander, other_journey) = world.grant().await;
    world.store.redeem_code(bystander, world.tenant, NOW).await.unwrap();
    for _ in 0..2 {
        world.store.redeem_code(code, world.tenant, NOW).await.unwrap();
    }
    assert!(!world.store.grant_is_revoked(world.tenant, other_journey).await.unwrap());
    assert!(!world.store.grant_is_revoked(world.other, journey).await.unwrap());
}

/// And the right tenant still redeems it.
pub async fn s5_a_code_of_another_tenant_is_unknown_and_not_consumed(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (code, journey) = world.grant().await;
    for _ in 0..2 {
        let theirs = world.store.redeem_code(code, world.other, NOW).await.unwrap();
        assert_eq!(theirs, CodeRedemption::Unknown);
    }
    let mine = world.store.redeem_code(code, world.tenant, NOW).await.unwrap();
    assert_eq!(mine, CodeRedemption::First { journey, payload: b"the payload".to_vec() });
    assert_eq!(world.store.redeem_code(code, world.other, NOW).await.unwrap(), CodeRedemption::Unknown);
    assert!(!world.store.grant_is_revoked(world.tenant, journey).await.unwrap(), "another tenant revokes nothing");
}

/// From the moment it expires; coming late is no attack.
pub async fn s5_a_code_is_not_redeemed_after_its_time(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (code, journey) = world.grant().await;
    let end = NOW.plus_seconds(60);
    for _ in 0..2 {
        let late = world.store.redeem_code(code, world.tenant, end).await.unwrap();
        assert_eq!(late, CodeRedemption::Expired { journey });
    }
    assert!(!world.store.grant_is_revoked(world.tenant, journey).await.unwrap());
    let last = Timestamp::from_millis(end.as_millis() - 1);
    let in_time = world.store.redeem_code(code, world.tenant, last).await.unwrap();
    assert_eq!(in_time, CodeRedemption::First { journey, payload: b"the payload".to_vec() });
}

/// A replay is a replay also when it comes late.
pub async fn s5_a_redeemed_code_is_recognised_after_its_time(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (code, journey) = world.grant().await;
    world.store.redeem_code(code, world.tenant, NOW).await.unwrap();
    let late = world.store.redeem_code(code, world.tenant, NOW.plus_seconds(61)).await.unwrap();
    assert_eq!(late, CodeRedemption::Again { journey });
    assert!(world.store.grant_is_revoked(world.tenant, journey).await.unwrap());
}

/// Whatever was guessed.
pub async fn an_unknown_code_is_unknown(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (code, _) = world.grant().await;
    let mut near = code;
    near[31] ^= 1;
    for guess in [near, [0; 32], world.digest()] {
        assert_eq!(world.store.redeem_code(guess, world.tenant, NOW).await.unwrap(), CodeRedemption::Unknown);
    }
}

/// A second registration under the same digest is refused, and gives a used code no second life.
pub async fn a_code_is_registered_once(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (code, journey) = world.grant().await;
    world.store.redeem_code(code, world.tenant, NOW).await.unwrap();
    let again = NewCode { payload: b"another".to_vec(), ..world.code(code, world.journey_id()) };
    assert!(world.store.commit(vec![Change::CreateCode(again)]).await.is_err());
    assert_eq!(world.store.redeem_code(code, world.tenant, NOW).await.unwrap(), CodeRedemption::Again { journey });
}
