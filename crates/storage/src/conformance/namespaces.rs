//! One-time values of different kinds never share a key space (S6).

use super::world::{At, LATER, LEASE, NOW, World};
use crate::{Change, CodeRedemption, Digest, NewSession, Store};
use domain::AdminId;
use std::sync::Arc;

/// What a digest opens when it is presented as each kind.
async fn presented(world: &World, value: Digest, binding: Digest) -> [bool; 4] {
    let callback = world.store.consume_callback(value, world.tenant, None, binding, NOW, LEASE).await.unwrap();
    let code = world.store.redeem_code(value, world.tenant, NOW).await.unwrap();
    let link = world.sign_in_by(value, NOW).await;
    let session = world.store.find_admin_session(value, NOW).await.unwrap();
    [callback.is_some(), matches!(code, CodeRedemption::First { .. }), link.is_some(), session.is_some()]
}

async fn admin(world: &World) -> AdminId {
    let id = AdminId::new(&At(NOW), &world.entropy);
    world.commit(vec![Change::CreateAdmin { id, name: "Ada".to_owned(), at: NOW }]).await;
    id
}

/// Every id of each kind, presented as every other kind.
pub async fn s6_a_value_of_one_kind_is_refused_as_every_other_and_not_consumed(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (journey, admin, binding) = (world.begin().await, admin(&world).await, world.digest());
    let [state, code, link, session] = [0; 4].map(|_| world.digest());
    world
        .commit(vec![
            Change::ExpectCallback(world.callback(journey, state, binding)),
            Change::CreateCode(world.code(code, journey)),
            Change::CreateAdminLink { link, admin, expires_at: LATER },
            Change::CreateAdminSession(NewSession { session, admin, created_at: NOW, expires_at: LATER }),
        ])
        .await;

    // As every other kind first …
    for (own, value) in [state, code, link, session].into_iter().enumerate() {
        if own != 0 {
            let callback = world.store.consume_callback(value, world.tenant, None, binding, NOW, LEASE).await.unwrap();
            assert_eq!(callback, None);
        }
        if own != 1 {
            let redeemed = world.store.redeem_code(value, world.tenant, NOW).await.unwrap();
            assert_eq!(redeemed, CodeRedemption::Unknown);
        }
        if own != 2 {
            assert_eq!(world.sign_in_by(value, NOW).await, None);
        }
        if own != 3 {
            assert_eq!(world.store.find_admin_session(value, NOW).await.unwrap(), None);
            world.commit(vec![Change::EndAdminSession { session: value }]).await;
        }
    }
    // … and then as what it is: it was not consumed.
    assert_eq!(presented(&world, state, binding).await, [true, false, false, false]);
    assert_eq!(presented(&world, code, binding).await, [false, true, false, false]);
    assert_eq!(presented(&world, link, binding).await, [false, false, true, false]);
    assert_eq!(presented(&world, session, binding).await, [false, false, false, true]);
}

/// Using it up in one leaves it in the others.
pub async fn s6_one_digest_may_stand_in_every_namespace(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let (journey, admin, binding) = (world.begin().await, admin(&world).await, world.digest());
    let value = world.digest();
    world
        .commit(vec![
            Change::ExpectCallback(world.callback(journey, value, binding)),
            Change::CreateCode(world.code(value, journey)),
            Change::CreateAdminLink { link: value, admin, expires_at: LATER },
            Change::CreateAdminSession(NewSession { session: value, admin, created_at: NOW, expires_at: LATER }),
        ])
        .await;
    assert_eq!(presented(&world, value, binding).await, [true; 4]);
    assert_eq!(presented(&world, value, binding).await, [false, false, false, true], "a session is not used up");
}
