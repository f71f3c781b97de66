//! Searching users by the beginning of what they are called.

use super::world::{NOW, World, create, pages};
use crate::{Change, Store};
use domain::User;
use std::sync::Arc;

async fn found(world: &World, prefix: &str) -> Vec<String> {
    let page = world.store.users(world.tenant, Some(prefix), None, 100).await.unwrap();
    let mut names: Vec<_> = page.items.into_iter().filter_map(|user| user.display_name).collect();
    names.sort();
    names
}

/// Without case and without blanks at the ends; the middle of a name is not its beginning.
pub async fn users_are_found_by_the_beginning_of_name_email_or_id(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let ada = User { email: Some("Countess@Contoso.example".to_owned()), ..world.user("Ada Lovelace") };
    let zoe = User { id: "6F1F8A2E-0c5b-4d3a-9f4e-1a2b3c4d5e6f".parse().unwrap(), ..world.user("ZOË Adams") };
    world.commit(vec![create(&ada), create(&zoe)]).await;

    for prefix in ["ada", "ADA L", " ada ", "Countess@", "countess@contoso.example"] {
        assert_eq!(found(&world, prefix).await, ["Ada Lovelace"], "{prefix}");
    }
    for prefix in ["zoë", "ZOË ADAMS", "6f1f8a2e", "6F1F8A2E-0C5B", "6f1f8a2e-0c5b-4d3a-9f4e-1a2b3c4d5e6f"] {
        assert_eq!(found(&world, prefix).await, ["ZOË Adams"], "{prefix}");
    }
    assert_eq!(found(&world, &ada.id.to_string()[..18]).await, ["Ada Lovelace"]);
    for prefix in ["lovelace", "adams", "contoso", "0c5b", "adb", "Ada Lovelace Byron"] {
        assert!(found(&world, prefix).await.is_empty(), "{prefix}");
    }
    assert_eq!(found(&world, "").await.len(), 2);
    assert_eq!(found(&world, "  ").await.len(), 2);
}

/// What a person types is text.
pub async fn a_search_knows_no_wildcards(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    for name in ["100% Ada", "100 Ada", "a_b", "axb", "a*", "[x]", "o'x", "back\\slash"] {
        world.commit(vec![create(&world.user(name))]).await;
    }
    for (prefix, expected) in [
        ("100%", vec!["100% Ada"]),
        ("a_", vec!["a_b"]),
        ("a*", vec!["a*"]),
        ("[x", vec!["[x]"]),
        ("o'", vec!["o'x"]),
        ("back\\", vec!["back\\slash"]),
        ("%", vec![]),
        ("_", vec![]),
        ("*", vec![]),
        ("?", vec![]),
        ("' OR 1=1 --", vec![]),
    ] {
        assert_eq!(found(&world, prefix).await, expected, "{prefix}");
    }
}

/// By the name somebody has now.
pub async fn a_search_follows_an_update(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    let user = User { email: Some("old@contoso.example".to_owned()), ..world.user("Ada Byron") };
    world.commit(vec![create(&user)]).await;
    let married = User {
        display_name: Some("Lady Lovelace".to_owned()),
        email: Some("new@contoso.example".to_owned()),
        ..user.clone()
    };
    world.commit(vec![Change::UpdateUser { user: married }]).await;
    for prefix in ["ada", "old@"] {
        assert!(found(&world, prefix).await.is_empty(), "{prefix}");
    }
    for prefix in ["lady", "new@"] {
        assert_eq!(found(&world, prefix).await, ["Lady Lovelace"], "{prefix}");
    }
    world.commit(vec![Change::DeleteUser { tenant: world.tenant, id: user.id }]).await;
    assert!(found(&world, "lady").await.is_empty());
}

/// Each found one once, although name and e-mail both match, newest first; none of those around it in any column.
pub async fn a_search_is_paged_too(store: Arc<dyn Store>) {
    let world = World::new(store).await;
    for number in 0..10 {
        let created_at = NOW.plus_seconds(number);
        let with = |id: &str, email: &str, name: &str| User {
            id: format!("{id}{number:06}-0000-4000-8000-000000000000").parse().unwrap(),
            email: Some(email.to_owned()),
            created_at,
            ..world.user(name)
        };
        world
            .commit(vec![
                create(&with("ad", &format!("ada{number}@contoso.example"), &format!("Ada {number}"))),
                create(&with("01", "aaa@contoso.example", "Aaa")),
                create(&with("ff", "zoe@contoso.example", "Zoe")),
            ])
            .await;
    }
    let expected = [
        vec!["Ada 9", "Ada 8", "Ada 7"],
        vec!["Ada 6", "Ada 5", "Ada 4"],
        vec!["Ada 3", "Ada 2", "Ada 1"],
        vec!["Ada 0"],
    ];
    assert_eq!(pages(&world, Some("ada")).await, expected);
    assert_eq!(pages(&world, Some("ad0000")).await, expected, "by the id");
}
