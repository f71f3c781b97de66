use super::*;
use crate::provider::{grant::Lifetimes, scope::Access};
use domain::PolicyId;

const CLIENT: &str = "11111111-1111-4111-8111-1111111111aa";
const FAMILY: &str = "01890000-0000-7000-8000-0000000000ff";
const NOW: Timestamp = Timestamp::from_seconds(1_700_000_000);
const DAY: i64 = 86_400;

fn grant(platform: ApplicationKind, refresh_seconds: u32, sliding_window_seconds: Option<u32>) -> RefreshGrant {
    let client_id = CLIENT.parse().unwrap();
    RefreshGrant {
        grant: Grant {
            client_id,
            platform,
            policy: PolicyId::parse("B2C_1_susi").unwrap(),
            scope: vec!["openid".to_owned(), "offline_access".to_owned()],
            access: Access { audience: client_id, scopes: vec!["openid".to_owned()] },
            nonce: None,
            issuer: "https://op.example/".to_owned(),
            subject: "s".to_owned(),
            user: None,
            provider: None,
            claims: serde_json::Map::new(),
            auth_time: NOW,
            signed_in_at: None,
            lifetimes: Lifetimes { access_seconds: 3600, id_seconds: 3600, refresh_seconds, sliding_window_seconds },
            key_container: "k".to_owned(),
        },
        key: Base64UrlUnpadded::encode_string(&[7; 32]),
        began_at: NOW,
    }
}

fn web() -> RefreshGrant {
    grant(ApplicationKind::Web, 1_209_600, Some(7_776_000))
}

fn family() -> GrantId {
    FAMILY.parse().unwrap()
}

#[test]
fn s50_the_token_of_a_generation_is_the_same_every_time_and_no_other() {
    let first = token(&web(), family(), 0).unwrap();
    assert_eq!(token(&web(), family(), 0).unwrap().expose(), first.expose());
    let read = RefreshToken::parse(first.expose()).unwrap();
    assert_eq!((read.family, read.generation), (family(), 0));
    assert!(read.is_genuine(&web()));
    let second = token(&web(), family(), 1).unwrap();
    assert_ne!(first.expose(), second.expose());

    let other_key = RefreshGrant { key: Base64UrlUnpadded::encode_string(&[8; 32]), ..web() };
    assert!(!read.is_genuine(&other_key));
    let other_family: GrantId = "01890000-0000-7000-8000-0000000000fe".parse().unwrap();
    for forged in [
        RefreshToken { generation: 1, ..read },
        RefreshToken { family: other_family, ..read },
        RefreshToken { mac: [0; 32], ..read },
    ] {
        assert!(!forged.is_genuine(&web()), "{forged:?}");
    }
    let keyless = RefreshGrant { key: String::new(), ..web() };
    assert!(token(&keyless, family(), 0).is_none() && !read.is_genuine(&keyless));
}

#[test]
fn s6_what_is_no_refresh_token_is_not_read_as_one() {
    let good = token(&web(), family(), 3).unwrap().expose().to_owned();
    assert!(RefreshToken::parse(&good).is_some());
    let other_layout = format!("Ag{}", &good[2..]);
    for bad in ["", "a", &good[..good.len() - 1], &format!("{good}A"), &"A".repeat(43), &other_layout, "e30.e30.s"] {
        assert_eq!(RefreshToken::parse(bad), None, "{bad}");
    }
}

#[test]
fn a_token_lives_as_long_as_the_policy_says() {
    use ApplicationKind::{PublicClient, Spa, Web};
    for (what, grant, after, expected) in [
        ("its own lifetime", grant(Web, 1_209_600, Some(7_776_000)), 0, 14 * DAY),
        ("again from every refresh", grant(PublicClient, 1_209_600, Some(7_776_000)), 10 * DAY, 24 * DAY),
        ("not beyond the window", grant(Web, 1_209_600, Some(7_776_000)), 80 * DAY, 90 * DAY),
        ("no window", grant(Web, 1_209_600, None), 3000 * DAY, 3014 * DAY),
        ("a page: a day", grant(Spa, 1_209_600, None), 0, DAY),
        ("a page: a day from the beginning", grant(Spa, 7_776_000, None), DAY / 2, DAY),
    ] {
        assert_eq!(grant.expires_at(NOW.plus_seconds(after)), NOW.plus_seconds(expected), "{what}");
    }
}

#[test]
fn s79_a_family_shows_no_key() {
    let shown = format!("{:?}", web());
    assert!(!shown.contains(&web().key), "{shown}");
}
