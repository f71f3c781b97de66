use super::*;
use serde_json::json;

const CLIENT: &str = "11111111-1111-4111-8111-1111111111aa";

fn facts(claims: &Map<String, Value>) -> Facts<'_> {
    Facts {
        issuer: "https://op.example/tfp/t/b2c_1_susi/v2.0/",
        subject: "ada",
        client_id: CLIENT.parse().unwrap(),
        claims,
        nonce: Some("n"),
        auth_time: Timestamp::from_seconds(1_699_999_990),
        now: Timestamp::from_millis(1_700_000_000_999),
        id_lifetime: 3600,
        access_lifetime: 1800,
    }
}

const API: &str = "22222222-2222-4222-8222-2222222222bb";

fn scope() -> Access {
    Access { audience: API.parse().unwrap(), scopes: ["read", "write"].map(str::to_owned).to_vec() }
}

fn jti() -> TokenId {
    let policy = PolicyId::parse("B2C_1_SUSI").unwrap();
    TokenId::new("01890000-0000-7000-8000-0000000000ff".parse().unwrap(), None, None, &policy, [7; 8])
}

#[test]
fn the_claims_of_both_tokens_are_those_of_the_protocol_and_the_policy() {
    let claims =
        json!({"name": "Ada", "tfp": "B2C_1_SUSI", "emails": ["a@b"], "newUser": true}).as_object().unwrap().clone();
    // The code and access token of OpenID Connect Core, appendices A.3 and A.4.
    let (code, access_token) =
        ("Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk", "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y");
    insta::assert_json_snapshot!(json!({
        "id_token": facts(&claims).id_token(Algorithm::Rs256, Some(code), Some(access_token)),
        "access_token": facts(&claims).access_token(&scope(), &jti()),
    }));
}

fn without_nonce(claims: &Map<String, Value>) -> Facts<'_> {
    Facts { nonce: None, ..facts(claims) }
}

#[test]
fn s54_a_claim_of_the_policy_never_takes_the_place_of_one_of_the_protocol() {
    let hostile: Map<String, Value> = PROTOCOL_CLAIMS
        .iter()
        .map(|name| ((*name).to_owned(), json!("hostile")))
        .chain([("name".to_owned(), json!("Ada"))])
        .collect();
    for name in
        ["iss", "sub", "aud", "exp", "nbf", "iat", "nonce", "auth_time", "at_hash", "c_hash", "azp", "scp", "ver"]
    {
        assert!(hostile.contains_key(name), "{name}");
    }
    let none = Map::new();
    for (with, plain) in [
        (
            facts(&hostile).id_token(Algorithm::Rs256, Some("c"), Some("a")),
            facts(&none).id_token(Algorithm::Rs256, Some("c"), Some("a")),
        ),
        (
            without_nonce(&hostile).id_token(Algorithm::Rs256, None, None),
            without_nonce(&none).id_token(Algorithm::Rs256, None, None),
        ),
        (facts(&hostile).access_token(&scope(), &jti()), facts(&none).access_token(&scope(), &jti())),
    ] {
        let mut with = with;
        assert_eq!(with.remove("name"), Some(json!("Ada")));
        assert_eq!(with, plain);
    }
}

#[test]
fn s54_an_id_token_and_an_access_token_are_told_apart_by_their_claims() {
    let claims =
        json!({"scp": "x", "azp": "x", "nonce": "x", "at_hash": "x", "c_hash": "x"}).as_object().unwrap().clone();
    let id_token = facts(&claims).id_token(Algorithm::Rs256, Some("c"), Some("a"));
    let access_token = facts(&claims).access_token(&scope(), &jti());
    for name in ["scp", "azp"] {
        assert!(!id_token.contains_key(name) && access_token.contains_key(name), "{name}");
    }
    for name in ["nonce", "at_hash", "c_hash"] {
        assert!(id_token.contains_key(name) && !access_token.contains_key(name), "{name}");
    }
}

#[test]
fn hashes_are_there_for_what_comes_along_and_by_the_algorithm() {
    let claims = Map::new();
    for (code, access_token) in [(None, None), (Some("c"), None), (None, Some("a")), (Some("c"), Some("a"))] {
        let token = facts(&claims).id_token(Algorithm::Rs256, code, access_token);
        assert_eq!(token.get("c_hash"), code.map(|code| half_hash(Algorithm::Rs256, code).into()).as_ref());
        assert_eq!(token.get("at_hash"), access_token.map(|token| half_hash(Algorithm::Rs256, token).into()).as_ref());
    }
    let token = facts(&claims).id_token(Algorithm::Rs512, Some("c"), None);
    assert_eq!(token["c_hash"], half_hash(Algorithm::Rs512, "c"));
}

#[test]
fn f7_a_lifetime_that_goes_beyond_the_end_of_time_makes_no_panic() {
    let claims = Map::new();
    let facts = Facts { now: Timestamp::from_millis(i64::MAX), access_lifetime: u32::MAX, ..facts(&claims) };
    assert!(facts.access_token(&scope(), &jti())["exp"].is_number());
}
