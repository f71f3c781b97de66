//! One-time codes (S75, S78).

use super::world::{World, rules};
use crate::sign_in::driver::Drive;
use domain::{Secret, language::Language};
use journey::{Channel, CodeRules, CodeVerdict, SendVerdict};

const ADDRESS: &str = "ada@contoso.example";

async fn send(drive: &mut Drive<'_>, to: &str) -> SendVerdict {
    drive.send_code(Channel::Mail, to, &rules(), Language::En).await.unwrap()
}

async fn check(drive: &mut Drive<'_>, to: &str, code: &str) -> CodeVerdict {
    drive.check_code(Some(Channel::Mail), to, &Secret::new(code)).await.unwrap()
}

/// Another code of six digits.
fn other(code: &str) -> String {
    let first = if code.starts_with('0') { '1' } else { '0' };
    format!("{first}{}", &code[1..])
}

#[tokio::test]
async fn s78_a_code_is_used_once_expires_and_is_void_after_five() {
    let world = World::new().await;
    let mut drive = world.drive(1);
    assert_eq!(check(&mut drive, ADDRESS, "").await, CodeVerdict::Unknown, "none was made");
    assert_eq!(send(&mut drive, ADDRESS).await, SendVerdict::Sent);
    let code = world.outbox.last_code();
    for wrong in ["", &code[..5], &other(&code)] {
        assert_eq!(check(&mut drive, ADDRESS, wrong).await, CodeVerdict::Wrong, "{wrong}");
    }
    assert_eq!(check(&mut drive, ADDRESS, &code).await, CodeVerdict::Right);
    assert_eq!(check(&mut drive, ADDRESS, &code).await, CodeVerdict::Exhausted, "once");

    send(&mut drive, ADDRESS).await;
    let code = world.outbox.last_code();
    for _ in 0..4 {
        assert_eq!(check(&mut drive, ADDRESS, &other(&code)).await, CodeVerdict::Wrong);
    }
    assert_eq!(check(&mut drive, ADDRESS, &other(&code)).await, CodeVerdict::Exhausted);
    assert_eq!(check(&mut drive, ADDRESS, &code).await, CodeVerdict::Exhausted, "void after five");

    send(&mut drive, ADDRESS).await;
    let code = world.outbox.last_code();
    world.later(599);
    assert_eq!(check(&mut drive, ADDRESS, &other(&code)).await, CodeVerdict::Wrong, "in time");
    world.later(1);
    assert_eq!(check(&mut drive, ADDRESS, &code).await, CodeVerdict::Expired);
    assert_eq!(check(&mut drive, ADDRESS, &code).await, CodeVerdict::Exhausted, "and void");
}

#[tokio::test]
async fn s78_a_code_of_another_journey_opens_nothing() {
    let world = World::new().await;
    let (mut hers, mut attacker) = (world.drive(1), world.drive(2));
    send(&mut hers, ADDRESS).await;
    let code = world.outbox.last_code();
    assert_eq!(check(&mut attacker, ADDRESS, &code).await, CodeVerdict::Unknown);
    // Not even in one that was sent another to the same address, or to one of his own.
    send(&mut attacker, "eve@contoso.example").await;
    let own = world.outbox.last_code();
    assert_eq!(check(&mut attacker, ADDRESS, &own).await, CodeVerdict::Unknown);
    send(&mut attacker, ADDRESS).await;
    if world.outbox.last_code() != code {
        assert_eq!(check(&mut attacker, ADDRESS, &code).await, CodeVerdict::Wrong);
    }
    assert_eq!(check(&mut hers, ADDRESS, &code).await, CodeVerdict::Right);
}

#[tokio::test]
async fn s78_a_new_code_voids_the_one_before_and_there_are_five() {
    let world = World::new().await;
    let mut drive = world.drive(1);
    let mut codes = Vec::new();
    for _ in 0..5 {
        assert_eq!(send(&mut drive, ADDRESS).await, SendVerdict::Sent);
        codes.push(world.outbox.last_code());
    }
    assert_eq!(send(&mut drive, ADDRESS).await, SendVerdict::Throttled);
    assert_eq!(world.outbox.count(), 5);
    let last = codes.pop().unwrap();
    if codes[0] != last {
        assert_eq!(check(&mut drive, ADDRESS, &codes[0]).await, CodeVerdict::Wrong);
    }
    assert_eq!(check(&mut drive, ADDRESS, &last).await, CodeVerdict::Right, "the last one still counts");
}

#[tokio::test]
async fn a_code_that_is_given_again_is_the_same_until_it_is_used_or_expires() {
    let world = World::new().await;
    let mut drive = world.drive(1);
    let again = CodeRules { reuse: true, ..rules() };
    let made = |code: Option<domain::claims::Sensitive>| code.map(|code| code.expose().to_owned()).unwrap();
    let first = made(drive.made_code("key", &again).await.unwrap());
    assert_eq!(made(drive.made_code("key", &again).await.unwrap()), first);
    assert_eq!(drive.check_code(None, "key", &Secret::new(first.as_str())).await.unwrap(), CodeVerdict::Right);
    made(drive.made_code("key", &again).await.unwrap());
    let verdict = drive.check_code(None, "key", &Secret::new("")).await.unwrap();
    assert_eq!(verdict, CodeVerdict::Wrong, "a new one was made");
}

#[tokio::test]
async fn s75_an_address_gets_ten_codes_an_hour() {
    let world = World::new().await;
    for browser in 0..10 {
        assert_eq!(send(&mut world.drive(browser), ADDRESS).await, SendVerdict::Sent, "{browser}");
    }
    assert_eq!(send(&mut world.drive(20), ADDRESS).await, SendVerdict::Throttled);
    assert_eq!(world.outbox.count(), 10, "nothing more was sent");
    assert_eq!(send(&mut world.drive(20), "eve@contoso.example").await, SendVerdict::Sent);
    world.later(3599);
    assert_eq!(send(&mut world.drive(21), ADDRESS).await, SendVerdict::Throttled);
    world.later(1);
    assert_eq!(send(&mut world.drive(22), ADDRESS).await, SendVerdict::Sent);
}

#[tokio::test]
async fn s75_codes_of_an_address_are_tried_thirty_times_an_hour_in_all_journeys_together() {
    let world = World::new().await;
    let mut tried = 0;
    for browser in 0..8 {
        let mut drive = world.drive(browser);
        send(&mut drive, ADDRESS).await;
        let code = world.outbox.last_code();
        for _ in 0..4 {
            let verdict = check(&mut drive, ADDRESS, &other(&code)).await;
            tried += usize::from(verdict == CodeVerdict::Wrong);
        }
    }
    assert_eq!(tried, 30, "of 32");
}

#[tokio::test]
async fn s75_an_attacker_s_codes_leave_the_owner_hers() {
    let world = World::new().await;
    let mut before = world.drive(1);
    send(&mut before, ADDRESS).await;
    let code = world.outbox.last_code();
    assert_eq!(check(&mut before, ADDRESS, &code).await, CodeVerdict::Right);
    for browser in 10..30 {
        let mut attacker = world.drive(browser);
        send(&mut attacker, ADDRESS).await;
        for _ in 0..4 {
            check(&mut attacker, ADDRESS, "").await;
        }
    }
    assert_eq!(send(&mut world.drive(40), ADDRESS).await, SendVerdict::Throttled);
    let mut hers = world.drive(1);
    assert_eq!(send(&mut hers, ADDRESS).await, SendVerdict::Sent, "in the browser that proved it once");
    assert_eq!(check(&mut hers, ADDRESS, "").await, CodeVerdict::Wrong);
    let code = world.outbox.last_code();
    assert_eq!(check(&mut hers, ADDRESS, &code).await, CodeVerdict::Right);
    // As many as anybody, and no more.
    let mut sent = 0;
    for _ in 0..20 {
        sent += usize::from(send(&mut world.drive(1), ADDRESS).await == SendVerdict::Sent);
    }
    assert_eq!(sent, 9);
}

#[tokio::test]
async fn s75_a_code_that_a_policy_hands_out_itself_makes_no_browser_known() {
    let world = World::new().await;
    let mut attacker = world.drive(9);
    let code = attacker.made_code(ADDRESS, &rules()).await.unwrap().unwrap();
    let verdict = attacker.check_code(None, ADDRESS, &Secret::new(code.expose())).await.unwrap();
    assert_eq!(verdict, CodeVerdict::Right);
    assert!(!attacker.is_known(ADDRESS).await.unwrap());
    send(&mut attacker, ADDRESS).await;
    let code = world.outbox.last_code();
    assert_eq!(check(&mut attacker, ADDRESS, &code).await, CodeVerdict::Right);
    assert!(attacker.is_known(ADDRESS).await.unwrap(), "one that was sent there does");
}

#[tokio::test]
async fn s73_a_journey_makes_codes_for_five_addresses() {
    let world = World::new().await;
    let mut drive = world.drive(1);
    for number in 0..5 {
        assert_eq!(send(&mut drive, &format!("{number}@contoso.example")).await, SendVerdict::Sent);
    }
    assert_eq!(send(&mut drive, "5@contoso.example").await, SendVerdict::Throttled);
    assert!(drive.made_code("key", &rules()).await.unwrap().is_none());
    assert_eq!(send(&mut drive, "0@contoso.example").await, SendVerdict::Sent, "one of them, again");
    assert_eq!(drive.envelope.codes.len(), 5);
}

#[tokio::test]
async fn s75_a_browser_is_sent_twenty_codes_an_hour_whatever_the_addresses() {
    let world = World::new().await;
    let mut sent = 0;
    for number in 0..40 {
        let mut drive = world.drive(1);
        let to = format!("{number}@contoso.example");
        sent += if number % 2 == 0 {
            usize::from(send(&mut drive, &to).await == SendVerdict::Sent)
        } else {
            usize::from(drive.made_code(&to, &rules()).await.unwrap().is_some())
        };
    }
    assert_eq!(sent, 20);
    world.later(3600);
    assert_eq!(send(&mut world.drive(1), ADDRESS).await, SendVerdict::Sent);
}

#[tokio::test]
async fn s75_a_tenant_sends_a_thousand_codes_an_hour_to_addresses_that_are_new_to_a_browser() {
    let world = World::new().await;
    let mut before = world.drive(1);
    send(&mut before, ADDRESS).await;
    let code = world.outbox.last_code();
    check(&mut before, ADDRESS, &code).await;
    // 999 more, as if they had been sent.
    let until = world.now().plus_seconds(3600);
    let key = crate::digest("codes of a tenant", "");
    for _ in 0..999 {
        assert!(world.store().count_attempt(world.tenant.id, key, 1_000, world.now(), until).await.unwrap());
    }
    assert_eq!(send(&mut world.drive(2), "eve@contoso.example").await, SendVerdict::Throttled);
    assert_eq!(send(&mut world.drive(1), ADDRESS).await, SendVerdict::Sent, "hers goes on");
}

#[tokio::test]
async fn s77_only_a_bare_address_gets_a_code() {
    let world = World::new().await;
    for wrong in [
        "your account is blocked, call +41 <ada@contoso.example>",
        "<ada@contoso.example>",
        "\"ada\"@contoso.example",
        "ada @contoso.example",
        "ada@contoso.example, eve@contoso.example",
        "ada@contoso.example;eve@contoso.example",
        "ada(call me)@contoso.example",
        "ada@contoso.example\r\nbcc: eve@contoso.example",
        "ada@eve@contoso.example",
        "ada@[127.0.0.1]",
        "ada.@contoso.example",
        "ada@contoso..example",
        "@contoso.example",
        "ada@",
        "ada",
        "",
    ] {
        let sent = send(&mut world.drive(1), wrong).await;
        assert!(matches!(sent, SendVerdict::Failed(_)), "{wrong}: {sent:?}");
    }
    assert_eq!(world.outbox.count(), 0);
    for right in ["ada@contoso.example", "o'brien+b2c@mail.contoso.example", "zoë@müller.example"] {
        assert_eq!(send(&mut world.drive(2), right).await, SendVerdict::Sent, "{right}");
    }
}

#[tokio::test]
async fn s6_a_code_of_a_policy_or_of_another_way_is_none_that_was_sent_to_the_address() {
    let world = World::new().await;
    let mut drive = world.drive(1);
    let weak = CodeRules { length: 1, characters: "0".to_owned(), ..rules() };
    drive.made_code(ADDRESS, &weak).await.unwrap().unwrap();
    assert_eq!(check(&mut drive, ADDRESS, "0").await, CodeVerdict::Unknown);
    send(&mut drive, ADDRESS).await;
    let code = Secret::new(world.outbox.last_code());
    for channel in [None, Some(Channel::Message)] {
        assert_ne!(drive.check_code(channel, ADDRESS, &code).await.unwrap(), CodeVerdict::Right, "{channel:?}");
    }
    assert_eq!(check(&mut drive, ADDRESS, code.expose()).await, CodeVerdict::Right);
}
