//! What is kept of an earlier sign-in, and of whom (S20, behaviour reference §9).

use crate::{
    PASSWORD, second_factor, sign_up, verify,
    world::{Sitting, World, pack, program},
};
use journey::{Answer, Session, page::Body};
use serde_json::json;

const WITH_MFA: &str = "SocialAndLocalAccountsWithMfa";

fn asks_for_the_second_factor(sitting: &Sitting) -> bool {
    matches!(&sitting.page().body, Body::Phone(_))
}

#[test]
fn what_a_session_kept_of_a_person_spares_that_person_the_pages() {
    let Some(_) = pack(WITH_MFA) else { return };
    let mut world = World::default();
    let first = sign_up(&mut world, WITH_MFA, "ada@example.com");
    assert!(first.finished().fresh);
    let kept = first.finished().session.clone();
    let again = Sitting::start_with(&mut world, program(WITH_MFA, "SignUpOrSignin"), kept.clone(), None);
    assert_eq!(again.finished().subject, first.finished().subject);
    assert!(!again.finished().fresh, "nobody proved anything");

    // A page alone proves nothing either.
    let mut edit = Sitting::start_with(&mut world, program(WITH_MFA, "ProfileEdit"), kept, None);
    edit.answer(&mut world, Answer::Choice("LocalAccountSigninEmailExchange".to_owned()));
    edit.form(&mut world, &[("givenName", "Augusta"), ("surname", "King")]);
    assert!(!edit.finished().fresh, "s20_a_page_alone_is_no_sign_in");
}

#[test]
fn s20_a_second_factor_that_is_kept_counts_for_nobody_else_in_a_password_reset() {
    let Some(_) = pack(WITH_MFA) else { return };
    let mut world = World::default();
    sign_up(&mut world, WITH_MFA, "victim@example.com");
    let kept = sign_up(&mut world, WITH_MFA, "eve@example.com").finished().session.clone();
    let mut reset = Sitting::start_with(&mut world, program(WITH_MFA, "PasswordReset"), kept, None);
    verify(&mut world, &mut reset, "victim@example.com");
    reset.form(&mut world, &[]);
    assert!(asks_for_the_second_factor(&reset));
    second_factor(&mut world, &mut reset, WITH_MFA);
    reset.form(&mut world, &[("newPassword", "Another-Horse-2"), ("reenterPassword", "Another-Horse-2")]);
    let (finished, eve) = (reset.finished(), world.find("eve@example.com").unwrap().id.to_string());
    assert!(finished.fresh);
    let session = serde_json::to_string(&finished.session).unwrap();
    assert!(!session.contains(&eve), "nothing of the other person goes on: {session}");
}

#[test]
fn s20_a_second_factor_that_is_kept_counts_for_nobody_else_by_a_provider() {
    let Some(_) = pack(WITH_MFA) else { return };
    let mut world = World::default();
    let person = json!({ "id": "4711", "name": "Erika" });
    let mut first =
        Sitting::start_with(&mut world, program(WITH_MFA, "SignUpOrSignin"), Session::default(), Some("facebook.com"));
    first.at_facebook(&mut world, person.clone());
    first.form(&mut world, &[("displayName", "Erika")]);
    second_factor(&mut world, &mut first, WITH_MFA);
    let (subject, own) = (first.finished().subject.clone(), first.finished().session.clone());

    let kept = sign_up(&mut world, WITH_MFA, "eve@example.com").finished().session.clone();
    let mut stolen = Sitting::start_with(&mut world, program(WITH_MFA, "SignUpOrSignin"), kept, Some("facebook.com"));
    stolen.at_facebook(&mut world, person.clone());
    assert!(asks_for_the_second_factor(&stolen));

    // The person's own session still spares the person the telephone.
    let mut own = Sitting::start_with(&mut world, program(WITH_MFA, "SignUpOrSignin"), own, Some("facebook.com"));
    if matches!(own.step, journey::Step::Redirect(_)) {
        own.at_facebook(&mut world, person);
    }
    assert_eq!(own.finished().subject, subject);
}

#[test]
fn a_password_proves_a_person_anew() {
    let Some(_) = pack("LocalAccounts") else { return };
    let mut world = World::default();
    sign_up(&mut world, "LocalAccounts", "ada@example.com");
    let mut sitting = Sitting::start(&mut world, program("LocalAccounts", "SignUpOrSignin"));
    sitting.form(&mut world, &[("signInName", "ada@example.com"), ("password", PASSWORD)]);
    assert!(sitting.finished().fresh);
}
