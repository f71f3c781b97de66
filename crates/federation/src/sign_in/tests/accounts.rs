//! The directory as the engine writes it.

use super::world::{CLIENT, World, hashed, save};
use crate::sign_in::driver::Drive;
use domain::{Identity, Timestamp, User};
use journey::{Event, Find, SaveUser, Write, Written};
use serde_json::json;
use storage::{Change, NewRefreshFamily};

async fn write(drive: &mut Drive<'_>, save: SaveUser) -> Written {
    match drive.write(Write::Save(save), "1".to_owned()).await.unwrap() {
        Event::Written(written) => written,
        event => panic!("{event:?}"),
    }
}

fn sign_up(identity: &Identity) -> SaveUser {
    SaveUser { create: true, identities: vec![identity.clone()], ..save(Find::Identity(identity.clone())) }
}

/// Two journeys looked the account up before either made it.
async fn lost_race(world: &World, of: &SaveUser) -> Written {
    let (mut first, mut second) = (world.drive(1), world.drive(2));
    assert!(matches!(write(&mut first, of.clone()).await, Written::Created(_)));
    second.create_user(of, "1".to_owned()).await.unwrap()
}

#[tokio::test]
async fn s34_two_first_sign_ins_of_one_person_at_a_provider_are_one_user() {
    let world = World::new().await;
    let theirs = Identity { issuer: "https://idp.example".to_owned(), issuer_assigned_id: "1".to_owned() };
    let written = lost_race(&world, &sign_up(&theirs)).await;
    assert!(matches!(written, Written::Updated(_)), "{written:?}");
}

#[tokio::test]
async fn s35_a_local_account_made_twice_at_once_is_the_first_one_s() {
    let world = World::new().await;
    for (name, password) in [("ada", None), ("eve", Some(hashed("x")))] {
        let of = SaveUser { password, ..sign_up(&world.local(name)) };
        let written = lost_race(&world, &of).await;
        assert!(matches!(written, Written::Exists(_)), "{name}: {written:?}");
    }
}

#[tokio::test]
async fn a_journey_that_updates_whom_another_one_just_made_does_update_them() {
    let world = World::new().await;
    let identity = world.local("ada");
    write(&mut world.drive(1), sign_up(&identity)).await;
    let mut late = SaveUser { update: true, ..sign_up(&identity) };
    late.attributes.insert("city".to_owned(), Some(json!("Bern")));
    let written = world.drive(2).create_user(&late, "1".to_owned()).await.unwrap();
    let Written::Updated(user) = written else { panic!("{written:?}") };
    assert_eq!(world.user(user.id).await.attributes.get("city"), Some(&json!("Bern")));
}

#[tokio::test]
async fn s36_a_new_password_ends_every_session_and_refresh_token_of_its_user() {
    let world = World::new().await;
    let (user, other) = (world.account("ada", "old").await.id, world.account("eve", "x").await.id);
    let (_, thief) = world.session(user).await;
    let (_, theirs) = world.session(other).await;
    let drive = world.drive(1);
    let family = domain::GrantId::new(&**world.federation.clock(), &*world.federation.entropy);
    world
        .commit(vec![Change::CreateRefreshFamily(NewRefreshFamily {
            tenant: world.tenant.id,
            id: family,
            journey: drive.row.id,
            application: CLIENT.parse().unwrap(),
            user: Some(user),
            payload: b"grant".to_vec(),
            created_at: world.now(),
            expires_at: world.now().plus_seconds(3600),
        })])
        .await;
    world.later(5);
    // An ordinary change ends nothing.
    let mut renamed = SaveUser { update: true, ..save(Find::Id(user)) };
    renamed.attributes.insert("displayName".to_owned(), Some(json!("Ada")));
    write(&mut world.drive(1), renamed.clone()).await;
    assert!(world.is_session(&thief).await);
    assert!(!world.user(user).await.attributes.contains_key("refreshTokensValidFromDateTime"));

    let reset = SaveUser { password: Some(hashed("new")), ..renamed };
    let Written::Updated(changed) = write(&mut world.drive(1), reset).await else { panic!("it is there") };
    assert!(!world.is_session(&thief).await, "whoever had the old password is out");
    assert!(world.is_session(&theirs).await, "others stay");
    let family = world.store().find_refresh_family(world.tenant.id, family).await.unwrap().unwrap();
    assert!(family.revoked);
    let stored = world.user(user).await;
    assert_eq!(stored, *changed);
    let from = &stored.attributes["refreshTokensValidFromDateTime"];
    assert_eq!(from, &json!(Timestamp::from_seconds(1_800_000_005).to_string()));
}

#[tokio::test]
async fn s36_a_password_that_is_changed_while_signed_in_is_a_new_sign_in() {
    let world = World::new().await;
    let user = world.account("ada", "old").await.id;
    let (session, cookie) = world.session(user).await;
    let mut drive = world.drive_with(1, Some(session));
    write(&mut drive, SaveUser { update: true, password: Some(hashed("new")), ..save(Find::Id(user)) }).await;
    let ended = drive.finish(world.finished(Some(user))).await.unwrap();
    assert!(matches!(ended, crate::sign_in::Outcome::SignedIn { .. }), "{ended:?}");
    assert!(!world.is_session(&cookie).await);
}

#[tokio::test]
async fn s37_a_change_of_who_was_switched_off_changes_nothing_not_even_their_password() {
    let world = World::new().await;
    let user = world.account("ada", "old").await;
    let before = world.hash(user.id).await;
    let off = |enabled| Change::UpdateUser { user: User { enabled, ..user.clone() } };
    world.commit(vec![off(false)]).await;
    let mut reset = SaveUser { update: true, password: Some(hashed("new")), ..save(Find::Id(user.id)) };
    reset.attributes.insert("city".to_owned(), Some(json!("Bern")));
    let Written::Updated(told) = write(&mut world.drive(1), reset.clone()).await else { panic!("it is there") };
    assert!(!told.enabled, "so that the engine refuses them");
    assert_eq!(world.hash(user.id).await, before);
    assert_eq!(world.user(user.id).await, User { enabled: false, ..user.clone() });
    // Switched off between reading and writing: the same.
    let Written::Updated(told) = world.drive(1).update_user(user.clone(), &reset).await.unwrap() else {
        panic!("it is there")
    };
    assert!(!told.enabled);
    assert_eq!(world.hash(user.id).await, before);
    assert_eq!(world.user(user.id).await, User { enabled: false, ..user.clone() });
    // A policy that switches accounts on does so.
    let on = SaveUser { enabled: Some(true), ..reset };
    write(&mut world.drive(1), on).await;
    let stored = world.user(user.id).await;
    assert!(stored.enabled && world.hash(user.id).await != before);
    assert_eq!(stored.attributes.get("city"), Some(&json!("Bern")));
}

#[tokio::test]
async fn who_was_deleted_meanwhile_is_missing() {
    let world = World::new().await;
    let user = world.account("ada", "x").await;
    world.commit(vec![Change::DeleteUser { tenant: world.tenant.id, id: user.id }]).await;
    let reset = SaveUser { update: true, password: Some(hashed("new")), ..save(Find::Id(user.id)) };
    assert_eq!(world.drive(1).update_user(user, &reset).await.unwrap(), Written::Missing);
}

#[tokio::test]
async fn a_profile_that_is_saved_loses_nothing_that_was_stored_since_it_was_read() {
    let world = World::new().await;
    let read = world.account("ada", "x").await;
    let mut meanwhile = read.clone();
    meanwhile.surname = Some("Lovelace".to_owned());
    meanwhile.attributes.insert("city".to_owned(), json!("London"));
    world.commit(vec![Change::UpdateUser { user: meanwhile.clone() }]).await;
    let mut saved = SaveUser { update: true, ..save(Find::Id(read.id)) };
    saved.attributes.insert("givenName".to_owned(), Some(json!("Ada")));
    saved.attributes.insert("signInNames.emailAddress".to_owned(), Some(json!("ada@contoso.example")));
    world.drive(1).update_user(read, &saved).await.unwrap();
    let stored = world.user(meanwhile.id).await;
    assert_eq!((stored.given_name.as_deref(), stored.surname.as_deref()), (Some("Ada"), Some("Lovelace")));
    assert_eq!(stored.attributes.get("city"), Some(&json!("London")));
    assert_eq!(stored.email.as_deref(), Some("ada@contoso.example"));
}
