//! The starter packs of the corpus, unmodified but for the client ids that they leave open: loaded, merged, compiled
//! and run to their end by the engine alone. What the engine asks for is done by a small world of users, codes and
//! providers; the same packs run over HTTP with the real ones in the server's tests.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test that cannot go on says so by panicking"
)]

#[path = "starter_packs/sessions.rs"]
mod sessions;
#[path = "starter_packs/verification.rs"]
mod verification;
#[allow(dead_code, reason = "the written policies use the rest")]
#[path = "starter_packs/world.rs"]
mod world;

use journey::{
    Answer, Step,
    page::{Body, Part, Stage},
};
use serde_json::json;
use world::{Sitting, World, pack, program};

const PACKS: [&str; 8] = [
    "LocalAccounts",
    "SocialAccounts",
    "SocialAndLocalAccounts",
    "SocialAndLocalAccountsWithMfa",
    "Display Controls Starterpack/LocalAccounts",
    "Display Controls Starterpack/SocialAccounts",
    "Display Controls Starterpack/SocialAndLocalAccounts",
    "Display Controls Starterpack/SocialAndLocalAccountsWithMfa",
];
const PASSWORD: &str = "Correct-Horse-1";

fn local(pack: &str) -> bool {
    !pack.ends_with("SocialAccounts")
}

fn social(pack: &str) -> bool {
    !pack.ends_with("/LocalAccounts") && pack != "LocalAccounts"
}

/// Verifies the address of the page's control.
fn verify(world: &mut World, sitting: &mut Sitting, address: &str) {
    let (id, fields) = sitting.verification();
    sitting.act(world, &format!("{id}.sendCode"), &[(&fields[0], address)]);
    let (_, fields) = sitting.verification();
    assert_eq!(sitting.stage(), Stage::Sent);
    let code = world.last_code(&address.to_lowercase());
    sitting.act(world, &format!("{id}.verifyCode"), &[(&fields[1], &code)]);
    assert_eq!(sitting.stage(), Stage::Verified);
}

/// The second factor, where the pack has one.
fn second_factor(world: &mut World, sitting: &mut Sitting, pack: &str) {
    if !pack.ends_with("WithMfa") {
        return;
    }
    let Body::Phone(phone) = &sitting.page().body else { panic!("{:?}", sitting.step) };
    let number = if phone.known.is_some() { "" } else { "+41 79 123 45 67" };
    sitting.act(world, "sendCode", &[("number", number)]);
    let code = world.last_code("+41791234567");
    sitting.act(world, "verifyCode", &[("verificationCode", "000000")]);
    assert!(matches!(&sitting.page().body, Body::Phone(phone) if phone.sent), "a wrong code goes nowhere");
    sitting.act(world, "verifyCode", &[("verificationCode", &code)]);
}

fn sign_up(world: &mut World, pack: &str, address: &str) -> Sitting {
    let mut sitting = Sitting::start(world, program(pack, "SignUpOrSignin"));
    sitting.answer(world, Answer::Choice("SignUpWithLogonEmailExchange".to_owned()));
    verify(world, &mut sitting, address);
    let fields = [
        ("newPassword", PASSWORD),
        ("reenterPassword", PASSWORD),
        ("displayName", "Ada Lovelace"),
        ("givenName", "Ada"),
        ("surname", "Lovelace"),
    ];
    sitting.form(world, &fields);
    second_factor(world, &mut sitting, pack);
    sitting
}

#[test]
fn every_starter_pack_compiles() {
    for name in PACKS {
        let Some(_) = pack(name) else { return };
        for policy in ["SignUpOrSignin", "ProfileEdit", "PasswordReset"] {
            if policy != "PasswordReset" || local(name) {
                let program = program(name, policy);
                assert_eq!(program.token_journey.is_some(), policy == "SignUpOrSignin", "{name} {policy}");
            }
        }
    }
}

#[test]
fn a_person_signs_up_signs_in_and_stays_the_same() {
    for name in PACKS.into_iter().filter(|name| local(name)) {
        let Some(_) = pack(name) else { return };
        let mut world = World::default();
        let sitting = sign_up(&mut world, name, "Ada@Example.com");
        let finished = sitting.finished();
        let subject = finished.subject.clone();
        assert_eq!(finished.claims["name"], "Ada Lovelace", "{name}");
        assert_eq!(finished.claims["tid"], world::TENANT, "{name}");
        assert!(!sitting.recorded().contains(PASSWORD), "S79: {name}");

        let mut sitting = Sitting::start(&mut world, program(name, "SignUpOrSignin"));
        sitting.form(&mut world, &[("signInName", "ada@example.com"), ("password", "wrong")]);
        assert_eq!(sitting.page().error.as_deref(), Some("Your password is incorrect."), "{name}");
        sitting.form(&mut world, &[("signInName", "nobody@example.com"), ("password", "wrong")]);
        assert_eq!(sitting.page().error.as_deref(), Some("We can't seem to find your account."), "{name}");
        sitting.form(&mut world, &[("signInName", "ADA@example.COM"), ("password", PASSWORD)]);
        second_factor(&mut world, &mut sitting, name);
        assert_eq!(sitting.finished().subject, subject, "{name}");
        assert!(!sitting.state_text().contains(PASSWORD), "a password does not outlive its page: {name}");

        // The refresh journey reads the user again.
        let claims = world.refresh(&program(name, "SignUpOrSignin"), &subject);
        assert_eq!(claims["name"], "Ada Lovelace", "{name}");
    }
}

#[test]
fn s57_an_unknown_name_is_checked_too() {
    for name in PACKS.into_iter().filter(|name| local(name)) {
        let Some(_) = pack(name) else { return };
        let mut world = World::default();
        let mut sitting = Sitting::start(&mut world, program(name, "SignUpOrSignin"));
        sitting.form(&mut world, &[("signInName", "nobody@example.com"), ("password", "wrong")]);
        assert!(sitting.page().error.is_some(), "{name}");
        assert_eq!(world.checked, [None], "as long as for somebody: {name}");
    }
}

#[test]
fn an_address_that_is_not_verified_signs_nobody_up() {
    for name in PACKS.into_iter().filter(|name| local(name)) {
        let Some(_) = pack(name) else { return };
        let mut world = World::default();
        let mut sitting = Sitting::start(&mut world, program(name, "SignUpOrSignin"));
        sitting.answer(&mut world, Answer::Choice("SignUpWithLogonEmailExchange".to_owned()));
        let (id, fields) = sitting.verification();
        let all = [(fields[0].as_str(), "ada@example.com"), ("newPassword", PASSWORD), ("reenterPassword", PASSWORD)];
        sitting.form(&mut world, &all);
        assert_eq!(sitting.page().error.as_deref(), Some("UserMessageIfClaimNotVerified"), "s78: {name}");
        // Another address than the one that was verified is not taken.
        sitting.act(&mut world, &format!("{id}.sendCode"), &[(&fields[0], "ada@example.com")]);
        let code = world.last_code("ada@example.com");
        let (_, now) = sitting.verification();
        sitting.act(&mut world, &format!("{id}.verifyCode"), &[(&now[1], &code), (&fields[0], "eve@example.com")]);
        let mut stolen = all;
        stolen[0].1 = "eve@example.com";
        sitting.form(&mut world, &stolen);
        assert!(world.find("eve@example.com").is_none(), "s78: {name}");
        assert!(world.users.is_empty() || world.find("ada@example.com").is_some(), "{name}");
    }
}

#[test]
fn a_weak_password_or_two_different_ones_are_said_beside_the_field() {
    let Some(_) = pack("LocalAccounts") else { return };
    let mut world = World::default();
    let mut sitting = Sitting::start(&mut world, program("LocalAccounts", "SignUpOrSignin"));
    sitting.answer(&mut world, Answer::Choice("SignUpWithLogonEmailExchange".to_owned()));
    verify(&mut world, &mut sitting, "ada@example.com");
    for (one, two, field) in [
        ("weak", "weak", "newPassword"),
        ("alllowercase", "alllowercase", "newPassword"),
        (PASSWORD, "Correct-Horse-2", "reenterPassword"),
    ] {
        sitting.form(&mut world, &[("newPassword", one), ("reenterPassword", two)]);
        assert!(sitting.field_error(field).is_some(), "{one} {two}");
        assert!(world.users.is_empty());
    }
    let again = sitting.page().clone();
    assert!(!serde_json::to_string(&again).unwrap().contains(PASSWORD), "a page never shows a password");
}

#[test]
fn a_name_is_taken_once() {
    for name in PACKS.into_iter().filter(|name| local(name) && !name.ends_with("WithMfa")) {
        let Some(_) = pack(name) else { return };
        let mut world = World::default();
        sign_up(&mut world, name, "ada@example.com");
        let again = sign_up(&mut world, name, "ada@example.com");
        assert!(matches!(again.step, Step::Show(_)), "{name}: {:?}", again.step);
        assert!(again.page().error.is_some(), "{name}");
        assert_eq!(world.users.len(), 1, "{name}");
    }
}

#[test]
fn a_forgotten_password_is_set_anew_with_a_mailed_code() {
    for name in PACKS.into_iter().filter(|name| local(name)) {
        let Some(_) = pack(name) else { return };
        let mut world = World::default();
        let subject = sign_up(&mut world, name, "ada@example.com").finished().subject.clone();
        let mut sitting = Sitting::start(&mut world, program(name, "PasswordReset"));
        verify(&mut world, &mut sitting, "ada@example.com");
        sitting.form(&mut world, &[]);
        second_factor(&mut world, &mut sitting, name);
        let new = "Another-Horse-2";
        sitting.form(&mut world, &[("newPassword", new), ("reenterPassword", new)]);
        assert_eq!(sitting.finished().subject, subject, "{name}");
        assert_eq!(world.password("ada@example.com").as_deref(), Some(new), "{name}");
    }
}

#[test]
fn a_profile_is_edited() {
    for name in PACKS.into_iter().filter(|name| local(name)) {
        let Some(_) = pack(name) else { return };
        let mut world = World::default();
        sign_up(&mut world, name, "ada@example.com");
        let mut sitting = Sitting::start(&mut world, program(name, "ProfileEdit"));
        if social(name) {
            sitting.answer(&mut world, Answer::Choice("LocalAccountSigninEmailExchange".to_owned()));
        }
        sitting.form(&mut world, &[("signInName", "ada@example.com"), ("password", PASSWORD)]);
        second_factor(&mut world, &mut sitting, name);
        assert_eq!(sitting.value("surname"), "Lovelace", "{name}");
        sitting.form(&mut world, &[("givenName", "Augusta"), ("surname", "King")]);
        sitting.finished();
        let user = world.find("ada@example.com").unwrap();
        assert_eq!((user.given_name.as_deref(), user.surname.as_deref()), (Some("Augusta"), Some("King")), "{name}");
    }
}

#[test]
fn s38_a_person_comes_by_a_plain_oauth2_provider_and_is_found_again() {
    for name in PACKS.into_iter().filter(|name| social(name)) {
        let Some(_) = pack(name) else { return };
        let mut world = World::default();
        let mut first = None;
        for round in 0..2 {
            let mut sitting = Sitting::start(&mut world, program(name, "SignUpOrSignin"));
            if local(name) {
                sitting.answer(&mut world, Answer::Choice("FacebookExchange".to_owned()));
            }
            sitting.at_facebook(&mut world, json!({ "id": "4711", "name": "Erika", "identityProvider": "evil" }));
            if round == 0 {
                assert_eq!(sitting.value("displayName"), "Erika", "{name}");
                sitting.form(&mut world, &[("displayName", "Erika M")]);
            }
            second_factor(&mut world, &mut sitting, name);
            let finished = sitting.finished();
            assert_eq!(finished.claims["idp"], "facebook.com", "{name}");
            assert_eq!(*first.get_or_insert(finished.subject.clone()), finished.subject, "{name}");
        }
        assert_eq!(world.users.len(), 1, "{name}");
    }
}

#[test]
fn s38_a_provider_that_does_not_say_who_the_person_is_signs_nobody_in() {
    let Some(_) = pack("SocialAccounts") else { return };
    for claims in [json!({}), json!({ "id": "" }), json!({ "id": ["a"] }), json!({ "id": { "a": 1 } }), json!([])] {
        let mut world = World::default();
        let mut sitting = Sitting::start(&mut world, program("SocialAccounts", "SignUpOrSignin"));
        sitting.at_facebook(&mut world, claims.clone());
        assert!(matches!(sitting.step, Step::Fail(_)), "{claims}");
    }
}

#[test]
fn a_page_is_answered_without_success_only_so_often() {
    let Some(_) = pack("LocalAccounts") else { return };
    let mut world = World::default();
    let mut sitting = Sitting::start(&mut world, program("LocalAccounts", "SignUpOrSignin"));
    for _ in 0..7 {
        assert!(matches!(sitting.step, Step::Show(_)));
        sitting.form(&mut world, &[("signInName", "ada@example.com"), ("password", "x")]);
    }
    let Step::Fail(fault) = &sitting.step else { panic!("{:?}", sitting.step) };
    assert_eq!(fault.code, "AADB2C90157");
}

#[test]
fn a_forgotten_password_is_the_application_s_affair() {
    let Some(_) = pack("LocalAccounts") else { return };
    let mut world = World::default();
    let mut sitting = Sitting::start(&mut world, program("LocalAccounts", "SignUpOrSignin"));
    sitting.act(&mut world, "forgotPassword", &[]);
    let Step::Fail(fault) = &sitting.step else { panic!("{:?}", sitting.step) };
    assert_eq!((fault.code.as_str(), fault.error.as_str()), ("AADB2C90118", "access_denied"));
}

#[test]
fn s37_a_user_who_is_switched_off_signs_in_by_no_way() {
    let Some(_) = pack("LocalAccounts") else { return };
    let mut world = World::default();
    sign_up(&mut world, "LocalAccounts", "ada@example.com");
    world.users[0].enabled = false;
    let mut sitting = Sitting::start(&mut world, program("LocalAccounts", "SignUpOrSignin"));
    sitting.form(&mut world, &[("signInName", "ada@example.com"), ("password", PASSWORD)]);
    assert!(matches!(sitting.step, Step::Show(_)), "{:?}", sitting.step);
    let mut sitting = Sitting::start(&mut world, program("LocalAccounts", "PasswordReset"));
    verify(&mut world, &mut sitting, "ada@example.com");
    sitting.form(&mut world, &[]);
    assert!(!matches!(sitting.step, Step::Finish(_)), "{:?}", sitting.step);
}

#[test]
fn parts_of_a_page_are_drawn_again_as_they_were_shown() {
    let Some(_) = pack("SocialAndLocalAccounts") else { return };
    let mut world = World::default();
    let sitting = Sitting::start(&mut world, program("SocialAndLocalAccounts", "SignUpOrSignin"));
    let Body::Selection { choices, local } = &sitting.page().body else { panic!("{:?}", sitting.step) };
    assert_eq!(choices.iter().map(|choice| choice.id.as_str()).collect::<Vec<_>>(), ["FacebookExchange"]);
    let local = local.as_ref().expect("a form beside the buttons");
    assert_eq!(local.links.sign_up.as_deref(), Some("SignUpWithLogonEmailExchange"));
    let labels = local.parts.iter().map(|part| match part {
        Part::Field(field) => field.label.as_str(),
        Part::Verification(_) => panic!("nothing is verified to sign in"),
    });
    assert_eq!(labels.collect::<Vec<_>>(), ["Email Address", "Password"], "in the words of the localisation file");
    assert_eq!(sitting.drawn_again().as_ref(), Some(sitting.page()));
}

/// The box for it stands on the page only where both the page and the policy say so, and counts only there.
#[test]
fn a_person_asks_to_stay_signed_in_where_the_policy_lets_them() {
    let name = "LocalAccounts";
    let Some(_) = pack(name) else { return };
    for (box_on_page, days, offered) in [(true, 7, true), (true, 0, false), (false, 7, false), (false, 0, false)] {
        let mut world = World::default();
        sign_up(&mut world, name, "ada@example.com").finished();
        for ticked in [true, false] {
            let mut program = program(name, "SignUpOrSignin");
            program.relying_party.session.keep_signed_in_days = days;
            for profile in program.profiles.values_mut() {
                if let policy::program::Protocol::SelfAsserted(page) = &mut profile.protocol {
                    page.remember_me = box_on_page;
                }
            }
            let mut sitting = Sitting::start(&mut world, program);
            let Body::Selection { local: Some(local), .. } = &sitting.page().body else { panic!("{:?}", sitting.step) };
            assert_eq!(local.links.remember_me, offered, "{box_on_page} {days}");
            let fields = [("signInName", "ada@example.com"), ("password", PASSWORD), ("rememberMe", "True")];
            sitting.form(&mut world, if ticked { &fields } else { &fields[..2] });
            assert_eq!(sitting.finished().keep_signed_in, offered && ticked, "{box_on_page} {days} {ticked}");
        }
    }
}
