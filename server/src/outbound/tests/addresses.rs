//! S39: which addresses are connected to.

use super::*;
use crate::outbound::{
    guard::{Admission, PUBLIC},
    resolve::Stop,
};
use std::net::IpAddr;

/// No public server has these.
const SPECIAL: [&str; 66] = [
    "0.0.0.0",
    "0.1.2.3",
    "0.255.255.255",
    "10.0.0.0",
    "10.255.255.255",
    "100.64.0.0",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.170",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.255",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.255",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.254",
    "255.255.255.255",
    "::",
    "::1",
    "::2",
    "::7f00:1",
    "::a00:1",
    "::ffff:0.0.0.0",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:192.168.1.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b::8.8.8.8",
    "64:ff9b:1::1",
    "64:ff9b:1:ffff::1",
    "100::",
    "100::1",
    "100:0:0:1::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:1ff:ffff::1",
    "2001:db8::1",
    "2001:db8:ffff::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "3fff::1",
    "3fff:fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fdff:ffff::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
];

/// Neighbours of those, and well-known servers.
const PUBLIC_SERVERS: [&str; 22] = [
    "1.0.0.0",
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "93.184.216.34",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.1",
    "169.253.255.255",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "::ffff:8.8.8.8",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2606:4700::1111",
    "2a00:1450::1",
];

fn public() -> Admission {
    let Lane::Admitted(admission) = PUBLIC else { panic!("{PUBLIC:?}") };
    admission
}

fn literal(address: &str) -> String {
    if address.contains(':') { format!("https://[{address}]/") } else { format!("https://{address}/") }
}

/// The table: each address as the answer to a name, and as it stands in a URL.
#[tokio::test]
async fn s39_no_special_address_is_connected_to() {
    assert!(SPECIAL.len() + PUBLIC_SERVERS.len() >= 80);
    let answers: Vec<[&str; 1]> = SPECIAL.map(|text| [text]).into();
    let names = Script::new(&answers.iter().map(<[&str; 1]>::as_slice).collect::<Vec<_>>());
    let refusing = outbound_with(&[], &names);
    for (index, text) in SPECIAL.into_iter().enumerate() {
        let address: IpAddr = text.parse().unwrap();
        assert!(public().admits(address, &[]).is_err(), "{text}");
        for url in ["https://idp.test/", &literal(text)] {
            let sentence = refusal(refusing.send(get(url)).await);
            assert!(sentence.contains("--allow-upstream"), "{sentence}");
        }
        assert_eq!(names.asked(), index + 1);
    }
    for text in PUBLIC_SERVERS {
        assert_eq!(public().admits(text.parse().unwrap(), &[]), Ok(()), "{text}");
        assert_eq!(refusing.guard.judge(&Url::parse(&literal(text)).unwrap()), Ok(PUBLIC), "{text}");
    }
}

/// Octal, hexadecimal, dotless and full-width spellings are the address that they mean.
#[tokio::test]
async fn s39_no_spelling_hides_an_address() {
    let outbound = outbound(&[]);
    for host in [
        "2130706433",
        "0x7f000001",
        "017700000001",
        "0177.0.0.1",
        "0x7f.1",
        "127.1",
        "127.0.1",
        "0",
        "0x0",
        "0xA9FEA9FE",
        "2852039166",
        "10.1",
        "0300.0250.1.1",
        "127.0.0.1.",
        "１２７.0.0.1",
        "127。0。0。1",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:127.0.0.1]",
        "[0000::0001]",
        "[::127.0.0.1]",
        "%31%32%37.0.0.1",
        "0x7f.0x0.0x0.0x1",
    ] {
        let found = outbound.send(get(format!("https://{host}/"))).await;
        refusal(found);
    }
    for host in ["localhost", "LOCALHOST", "localhost.", "a.localhost"] {
        refusal(outbound.send(get(format!("https://{host}/"))).await);
    }
}

/// DNS rebinding, at the one place that asks for addresses.
#[tokio::test]
async fn s39_a_name_that_turns_private_is_refused_the_next_time() {
    let names = Script::new(&[&["93.184.216.34"], &["10.0.0.1"]]);
    let ask = || Admitting::admitted(Arc::clone(&names) as Arc<dyn Names>, "idp.test".into(), public(), &[]);
    assert_eq!(ask().await, Ok(vec!["93.184.216.34:0".parse().unwrap()]));
    assert!(matches!(ask().await, Err(Stop::Refused(_))));
}

/// What was checked is what is connected to: one look-up for each connection, and no other address is ever tried.
#[tokio::test]
async fn s39_a_rebinding_name_reaches_only_what_was_checked() {
    let checked = Provider::start_on(([127, 0, 0, 2], 0).into(), ok).await;
    let port = checked.address.port();
    let other = Provider::start_on(([127, 0, 0, 1], port).into(), ok).await;
    let names = Script::new(&[&["127.0.0.2"], &["127.0.0.1"]]);
    let outbound = outbound_with(&["127.0.0.2"], &names);
    let url = format!("http://idp.test:{port}/");
    assert_eq!(outbound.send(get(url.as_str())).await.unwrap().status, 200);
    assert_eq!((names.asked(), checked.taken(), other.taken()), (1, 1, 0));
    refusal(outbound.send(get(url)).await);
    assert_eq!((names.asked(), checked.taken(), other.taken()), (2, 1, 0));
}

#[tokio::test]
async fn s39_of_mixed_answers_only_the_public_ones_are_left() {
    let names = Script::new(&[&["10.0.0.1", "::1", "93.184.216.34", "169.254.169.254"]]);
    let found = Admitting::admitted(names, "idp.test".into(), public(), &[]).await;
    assert_eq!(found, Ok(vec!["93.184.216.34:0".parse().unwrap()]));
}

#[tokio::test]
async fn a_host_allowed_by_name_may_be_private_but_not_link_local() {
    for (address, admitted) in [
        ("10.0.0.1", true),
        ("172.16.0.1", true),
        ("192.168.1.1", true),
        ("100.64.0.1", true),
        ("127.0.0.1", true),
        ("fd00::1", true),
        ("::1", true),
        ("93.184.216.34", true),
        ("169.254.169.254", false),
        ("fe80::1", false),
        ("0.0.0.0", false),
        ("224.0.0.1", false),
        ("::ffff:169.254.169.254", false),
        ("64:ff9b::a9fe:a9fe", false),
    ] {
        let Ok(Lane::Admitted(admission)) =
            outbound(&["idp.test"]).guard.judge(&Url::parse("https://idp.test/").unwrap())
        else {
            panic!("not admitted")
        };
        assert_eq!(admission.admits(address.parse().unwrap(), &[]).is_ok(), admitted, "{address}");
    }
    // A range is for an operator who means it.
    let metadata = Url::parse("https://169.254.169.254/").unwrap();
    assert!(outbound(&["169.254.169.254"]).guard.judge(&metadata).is_ok());
}

#[tokio::test]
async fn a_name_without_an_address_says_so() {
    let found = outbound_with(&[], &Script::new(&[&[]])).send(get("https://idp.test/?code=canary")).await;
    assert_eq!(found.unwrap_err(), HttpFailure::NoAddress { host: "idp.test".into() });
}
