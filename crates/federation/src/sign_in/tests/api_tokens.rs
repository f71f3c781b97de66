//! Tokens of the administration API: what may be made.

use super::world::World;
use crate::Error;
use storage::ApiRole;

async fn make(world: &World, name: &str, days: u32) -> Result<(), Error> {
    let made = world.federation.create_api_token(world.tenant.id, name, ApiRole::Administrator, days, "test").await;
    made.map(drop)
}

#[tokio::test]
async fn an_api_token_has_a_name_and_lives_for_two_years_at_most() {
    let world = World::new().await;
    for (days, allowed) in [(0, false), (1, true), (730, true), (731, false), (u32::MAX, false)] {
        let made = make(&world, &format!("for {days}"), days).await;
        assert_eq!(made.is_ok(), allowed, "{days} days: {made:?}");
    }
    let long = "n".repeat(64);
    for (name, allowed) in
        [("", false), ("  ", false), ("a\u{7}b", false), (&*long, true), (&*format!("{long}n"), false)]
    {
        let made = make(&world, name, 1).await;
        assert_eq!(made.is_ok(), allowed, "{name:?}: {made:?}");
    }
}

#[tokio::test]
async fn an_api_token_is_good_until_its_last_day_is_over() {
    let world = World::new().await;
    let token = world
        .federation
        .create_api_token(world.tenant.id, "pipeline", ApiRole::Administrator, 1, "test")
        .await
        .unwrap();
    world.later(86_399);
    assert!(world.federation.api_token(&token).await.unwrap().is_some());
    world.later(1);
    assert!(world.federation.api_token(&token).await.unwrap().is_none());
}
