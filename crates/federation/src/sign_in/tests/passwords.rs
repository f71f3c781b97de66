//! Guessing (S75): who is locked out, for how long, and who is not.

use super::world::{World, hashed, save};
use crate::sign_in::driver::Drive;
use domain::UserId;
use journey::{Find, PasswordVerdict::*, Written};

const NAME: &str = "ada@contoso.example";

async fn guess(drive: &Drive<'_>, user: UserId, password: &str) -> journey::PasswordVerdict {
    drive.check_password(Some(user), NAME, password).await.unwrap()
}

/// Wrong passwords from browsers that are always new.
async fn attack(world: &World, user: UserId, guesses: u8) {
    for browser in 0..guesses {
        guess(&world.drive(100 + browser), user, "wrong").await;
    }
}

#[tokio::test]
async fn s75_ten_wrong_passwords_lock_a_name_for_a_minute_and_a_known_browser_not() {
    let world = World::new().await;
    let user = world.account(NAME, "right").await.id;
    let (hers, new) = (world.drive(1), world.drive(2));
    assert_eq!(guess(&hers, user, "right").await, Right);
    for at in 0..10 {
        assert_eq!(guess(&world.drive(100 + at), user, "wrong").await, Wrong, "{at}");
    }
    assert_eq!(guess(&world.drive(120), user, "wrong").await, Locked, "in whatever browser");
    assert_eq!(guess(&new, user, "right").await, Locked, "a right guess is not told from a wrong one");
    assert_eq!(guess(&hers, user, "right").await, Right, "nobody locks her out of her own browser");
    world.later(59);
    assert_eq!(guess(&new, user, "right").await, Locked);
    world.later(1);
    assert_eq!(guess(&new, user, "right").await, Right);
    // A known browser has its own ten.
    for _ in 0..10 {
        assert_eq!(guess(&hers, user, "wrong").await, Wrong);
    }
    assert_eq!(guess(&hers, user, "right").await, Locked);
    // Of another name nothing was counted.
    let other = world.drive(3).check_password(None, "eve@contoso.example", "x").await.unwrap();
    assert_eq!(other, Wrong);
}

#[tokio::test]
async fn s75_the_right_password_forgets_the_wrong_ones() {
    let world = World::new().await;
    let user = world.account(NAME, "right").await.id;
    for _ in 0..5 {
        for _ in 0..9 {
            assert_eq!(guess(&world.drive(2), user, "wrong").await, Wrong);
        }
        assert_eq!(guess(&world.drive(2), user, "right").await, Right);
    }
}

#[tokio::test]
async fn s75_whoever_goes_on_guessing_is_stopped_for_an_hour_and_not_for_a_day() {
    let world = World::new().await;
    let user = world.account(NAME, "right").await.id;
    attack(&world, user, 10).await;
    world.later(60);
    attack(&world, user, 10).await;
    world.later(60);
    assert_eq!(guess(&world.drive(1), user, "right").await, Locked, "twenty in an hour");
    attack(&world, user, 100).await;
    world.later(3600 - 121);
    assert_eq!(guess(&world.drive(1), user, "right").await, Locked);
    world.later(1);
    assert_eq!(guess(&world.drive(1), user, "right").await, Right, "a hundred more made it no longer");
}

#[tokio::test(flavor = "multi_thread")]
async fn s75_64_guesses_at_once_are_ten() {
    let world = World::new().await;
    let user = world.account(NAME, "right").await.id;
    let guesses: Vec<_> = (0..64)
        .map(|browser| {
            let drive = world.drive(100 + browser);
            tokio::spawn(async move { guess(&drive, user, "wrong").await })
        })
        .collect();
    let mut looked_at = 0;
    for guess in guesses {
        looked_at += usize::from(guess.await.unwrap() == Wrong);
    }
    assert_eq!(looked_at, 10);
}

#[tokio::test]
async fn s75_a_new_password_lifts_the_lock_of_its_name() {
    let world = World::new().await;
    let user = world.account(NAME, "forgotten").await.id;
    attack(&world, user, 10).await;
    world.later(60);
    attack(&world, user, 10).await;
    let mut reset = world.drive(1);
    let mut change = save(Find::Id(user));
    (change.update, change.password) = (true, Some(hashed("remembered")));
    let written = reset.write(journey::Write::Save(change), "1".to_owned()).await.unwrap();
    assert!(matches!(written, journey::Event::Written(Written::Updated(_))), "{written:?}");
    assert_eq!(guess(&world.drive(2), user, "remembered").await, Right, "on another telephone");
    // The attacker goes on; the browser of the reset is known.
    attack(&world, user, 10).await;
    assert_eq!(guess(&world.drive(3), user, "remembered").await, Locked);
    assert_eq!(guess(&world.drive(1), user, "remembered").await, Right);
}

#[tokio::test]
async fn s57_nobody_is_never_right_and_is_counted_like_somebody() {
    let world = World::new().await;
    for at in 0..10 {
        assert_eq!(world.drive(at).check_password(None, NAME, "x").await.unwrap(), Wrong);
    }
    assert_eq!(world.drive(20).check_password(None, NAME, "x").await.unwrap(), Locked);
    // A user without a password of their own has none that is right.
    let user = world.account("bob", "x").await;
    let change = storage::Change::DeleteUser { tenant: world.tenant.id, id: user.id };
    let again = storage::Change::CreateUser { user: user.clone(), once: None };
    world.commit(vec![change, again]).await;
    for password in ["", "x"] {
        assert_eq!(world.drive(1).check_password(Some(user.id), "bob", password).await.unwrap(), Wrong);
    }
}
