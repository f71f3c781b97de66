use super::*;
use crate::testing::{Ec, Edge, Rsa, base64, changed, hs256, jws};
use serde_json::{Value, json};
use token::{Jwk, SignatureVerdict};

const NOW: i64 = 1_700_000_000;
const ISSUER: &str = "https://op.example/t/";
const NONCE: &str = "n-0S6_WzA2Mj";
const ACCESS_TOKEN: &str = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
const CODE: &str = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk";
// OpenID Connect Core, appendices A.3 and A.4.
const AT_HASH: &str = "77QmUPtjPfzWtF2AnpK9RQ";
const C_HASH: &str = "LDktKdoQak3Pk0cnXxCltA";

fn rules() -> Rules<'static> {
    Rules {
        issuer: ISSUER,
        audience: "me",
        client_id: "me",
        algorithms: &[Algorithm::Rs256],
        nonce: NONCE,
        access_token: Some(ACCESS_TOKEN),
        code: Some(CODE),
        now: NOW,
        tolerance: 60,
        max_age: None,
        hint: false,
    }
}

fn header(changes: &Value) -> String {
    changed(json!({"alg": "RS256", "kid": "k1", "typ": "JWT"}), changes).to_string()
}

fn payload(changes: &Value) -> String {
    let good = json!({
        "iss": ISSUER,
        "aud": "me",
        "sub": "ada",
        "exp": NOW + 300,
        "iat": NOW,
        "nonce": NONCE,
        "at_hash": AT_HASH,
        "c_hash": C_HASH,
        "name": "Ada",
    });
    changed(good, changes).to_string()
}

/// Signed by the provider, with these members as well or instead.
fn token(header_changes: &Value, claim_changes: &Value) -> String {
    jws(&header(header_changes), &payload(claim_changes), |input| Rsa::provider().rs256(input))
}

fn with_claims(changes: &Value) -> String {
    token(&json!({}), changes)
}

fn keys() -> JwkSet {
    JwkSet::from_iter([Rsa::provider().jwk("k1")])
}

fn failed(verdict: &Verdict) -> Vec<&str> {
    verdict.checks.iter().filter(|check| check.failed()).map(|check| check.name.as_ref()).collect()
}

/// The token is refused for exactly these rows, and nothing of it is handed out.
fn refused_with(token: &str, keys: &JwkSet, rules: &Rules<'_>, failure: Failure, rows: &[&str], what: &str) -> Verdict {
    let verdict = check(token, keys, rules, &Edge);
    assert_eq!(failed(&verdict), rows, "{what}");
    assert_eq!(verdict.failure, Some(failure), "{what}");
    assert_eq!(verdict.claims, None, "{what}");
    verdict
}

fn refused(token: &str, failure: Failure, rows: &[&str], what: &str) -> Verdict {
    refused_with(token, &keys(), &rules(), failure, rows, what)
}

fn passes(token: &str, keys: &JwkSet, rules: &Rules<'_>, what: &str) {
    let verdict = check(token, keys, rules, &Edge);
    assert_eq!(failed(&verdict), Vec::<&str>::new(), "{what}");
    assert_eq!(verdict.failure, None, "{what}");
    let claims = verdict.claims.unwrap_or_else(|| panic!("{what}: no claims"));
    assert_eq!(claims["name"], "Ada", "{what}");
}

#[test]
fn s30_a_good_token_passes_every_row_and_gives_its_claims() {
    let verdict = check(&with_claims(&json!({"nbf": NOW, "azp": "me"})), &keys(), &rules(), &Edge);
    assert_eq!(verdict.failure, None);
    assert!(!verdict.keys_may_be_stale);
    assert_eq!(verdict.claims.as_ref().unwrap()["sub"], "ada");
    insta::assert_json_snapshot!(verdict.checks);
}

#[test]
fn s30_what_a_provider_may_leave_out_is_no_fault() {
    for (what, changes) in [
        ("no at_hash", json!({"at_hash": null})),
        ("no c_hash", json!({"c_hash": null})),
        ("aud as an array", json!({"aud": ["me"]})),
        ("several aud and azp", json!({"aud": ["other", "me"], "azp": "me"})),
        ("a fraction of a second", json!({"exp": 1_700_000_300.5, "iat": 1_699_999_999.5})),
        ("a subject of 255 octets", json!({"sub": "a".repeat(255)})),
        ("claims that nobody knows", json!({"x": {"y": [1, null]}})),
    ] {
        passes(&with_claims(&changes), &keys(), &rules(), what);
    }
    for (what, changes) in [("no typ", json!({"typ": null})), ("typ in small letters", json!({"typ": "jwt"}))] {
        passes(&token(&changes, &json!({})), &keys(), &rules(), what);
    }
}

#[test]
fn s30_each_claim_is_judged_on_its_own_row() {
    use Failure::{Audience, Expired, Issuer, Nonce, Other};
    let cases: &[(&str, Value, Failure, &str)] = &[
        ("iss without the slash", json!({"iss": "https://op.example/t"}), Issuer, "issuer"),
        ("iss with one more slash", json!({"iss": "https://op.example/t//"}), Issuer, "issuer"),
        ("iss in another case", json!({"iss": "https://OP.example/t/"}), Issuer, "issuer"),
        ("iss of which ours is a prefix", json!({"iss": "https://op.example/t/evil"}), Issuer, "issuer"),
        ("iss that is a prefix of ours", json!({"iss": "https://op.example/"}), Issuer, "issuer"),
        ("iss with a blank", json!({"iss": " https://op.example/t/"}), Issuer, "issuer"),
        ("iss of another provider", json!({"iss": "https://evil.example/t/"}), Issuer, "issuer"),
        ("no iss", json!({"iss": null}), Issuer, "issuer"),
        ("iss as an array", json!({"iss": [ISSUER]}), Issuer, "issuer"),
        ("aud of somebody else", json!({"aud": "you"}), Audience, "audience"),
        ("aud in another case", json!({"aud": "ME"}), Audience, "audience"),
        ("aud with our name inside", json!({"aud": "me,you"}), Audience, "audience"),
        ("aud of somebody else in an array", json!({"aud": ["you"]}), Audience, "audience"),
        ("aud as an empty array", json!({"aud": []}), Audience, "audience"),
        ("aud as a number", json!({"aud": 5}), Audience, "audience"),
        ("aud with a number", json!({"aud": ["me", 5]}), Audience, "audience"),
        ("no aud", json!({"aud": null}), Audience, "audience"),
        ("several aud without azp", json!({"aud": ["me", "you"]}), Audience, "authorized party"),
        ("several aud with azp of another", json!({"aud": ["me", "you"], "azp": "you"}), Audience, "authorized party"),
        ("azp of another", json!({"azp": "you"}), Audience, "authorized party"),
        ("azp as an array", json!({"azp": ["me"]}), Audience, "authorized party"),
        ("azp that is ours and aud that is not", json!({"aud": ["you", "they"], "azp": "me"}), Audience, "audience"),
        ("exp as a text", json!({"exp": (NOW + 300).to_string()}), Expired, "expiry"),
        ("exp in milliseconds", json!({"exp": (NOW + 300) * 1000}), Expired, "expiry"),
        ("exp before 1970", json!({"exp": -1}), Expired, "expiry"),
        ("exp of yesterday", json!({"exp": NOW - 86_400}), Expired, "expiry"),
        ("exp as an array", json!({"exp": [NOW + 300]}), Expired, "expiry"),
        ("no exp", json!({"exp": null}), Expired, "expiry"),
        ("iat of tomorrow", json!({"iat": NOW + 86_400}), Other, "issued at"),
        ("iat as a text", json!({"iat": NOW.to_string()}), Other, "issued at"),
        ("no iat", json!({"iat": null}), Other, "issued at"),
        ("nbf of tomorrow", json!({"nbf": NOW + 86_400}), Other, "not before"),
        ("nbf as a text", json!({"nbf": NOW.to_string()}), Other, "not before"),
        ("another nonce", json!({"nonce": "n-0S6_WzA2Mk"}), Nonce, "nonce"),
        ("a nonce of which ours is a prefix", json!({"nonce": format!("{NONCE}x")}), Nonce, "nonce"),
        ("an empty nonce", json!({"nonce": ""}), Nonce, "nonce"),
        ("a nonce as an array", json!({"nonce": [NONCE]}), Nonce, "nonce"),
        ("no nonce", json!({"nonce": null}), Nonce, "nonce"),
        ("an empty sub", json!({"sub": ""}), Other, "subject"),
        ("a sub of 256 octets", json!({"sub": "a".repeat(256)}), Other, "subject"),
        ("a sub as a number", json!({"sub": 5}), Other, "subject"),
        ("a sub as an array", json!({"sub": ["ada"]}), Other, "subject"),
        ("no sub", json!({"sub": null}), Other, "subject"),
        ("another at_hash", json!({"at_hash": C_HASH}), Other, "at_hash"),
        ("at_hash as an array", json!({"at_hash": [AT_HASH]}), Other, "at_hash"),
        ("an empty at_hash", json!({"at_hash": ""}), Other, "at_hash"),
        ("another c_hash", json!({"c_hash": AT_HASH}), Other, "c_hash"),
        ("c_hash as a number", json!({"c_hash": 5}), Other, "c_hash"),
    ];
    for (what, changes, failure, row) in cases {
        refused(&with_claims(changes), *failure, &[row], what);
    }
}

#[test]
fn s30_null_is_not_absent() {
    for (name, failure, row) in [
        ("nbf", Failure::Other, "not before"),
        ("azp", Failure::Audience, "authorized party"),
        ("at_hash", Failure::Other, "at_hash"),
        ("c_hash", Failure::Other, "c_hash"),
    ] {
        let mut claims: Value = serde_json::from_str(&payload(&json!({}))).unwrap();
        claims[name] = Value::Null;
        let token = jws(&header(&json!({})), &claims.to_string(), |input| Rsa::provider().rs256(input));
        refused(&token, failure, &[row], name);
    }
}

#[test]
fn s30_the_clock_may_be_off_by_the_tolerance_and_not_by_a_second_more() {
    for (asked, tolerance) in [(0, 0), (60, 60), (120, 120), (600, 120), (-600, 0)] {
        let rules = Rules { tolerance: asked, ..rules() };
        let edges = [
            ("exp", NOW - tolerance + 1, NOW - tolerance, Failure::Expired, "expiry"),
            ("iat", NOW + tolerance, NOW + tolerance + 1, Failure::Other, "issued at"),
            ("nbf", NOW + tolerance, NOW + tolerance + 1, Failure::Other, "not before"),
        ];
        for (name, good, bad, failure, row) in edges {
            let what = format!("{name} at a tolerance of {asked}");
            passes(&with_claims(&json!({name: good})), &keys(), &rules, &what);
            refused_with(&with_claims(&json!({name: bad})), &keys(), &rules, failure, &[row], &what);
        }
    }
}

#[test]
fn s30_a_hash_of_something_that_did_not_come_is_refused() {
    let without = Rules { access_token: None, code: None, ..rules() };
    refused_with(&with_claims(&json!({"c_hash": null})), &keys(), &without, Failure::Other, &["at_hash"], "at_hash");
    refused_with(&with_claims(&json!({"at_hash": null})), &keys(), &without, Failure::Other, &["c_hash"], "c_hash");
    passes(&with_claims(&json!({"at_hash": null, "c_hash": null})), &keys(), &without, "neither");
    let other = Rules { access_token: Some("another"), ..rules() };
    refused_with(&with_claims(&json!({})), &keys(), &other, Failure::Other, &["at_hash"], "another token");
    let other = Rules { code: Some("another"), ..rules() };
    refused_with(&with_claims(&json!({})), &keys(), &other, Failure::Other, &["c_hash"], "another code");
}

#[test]
fn s30_a_long_issuer_or_party_is_compared_to_its_end() {
    let long = format!("https://op.example/{}", "a".repeat(1000));
    for cut in [300, 500, 1000] {
        let issuer = &long[..cut];
        let rules = Rules { issuer, audience: issuer, client_id: issuer, ..rules() };
        let token = |iss: &str, azp: &str| with_claims(&json!({"iss": iss, "aud": issuer, "azp": azp}));
        passes(&token(issuer, issuer), &keys(), &rules, "the same");
        let more = format!("{issuer}b");
        refused_with(&token(&more, issuer), &keys(), &rules, Failure::Issuer, &["issuer"], "iss");
        refused_with(&token(issuer, &more), &keys(), &rules, Failure::Audience, &["authorized party"], "azp");
    }
}

#[test]
fn s30_what_is_wrong_is_shown_altogether_and_the_weightiest_first() {
    let token = jws(
        &header(&json!({})),
        &payload(&json!({"iss": "x", "aud": "x", "exp": 1, "nonce": "x", "sub": ""})),
        |input| Rsa::attacker().rs256(input),
    );
    refused(
        &token,
        Failure::Signature,
        &["signature", "issuer", "audience", "expiry", "nonce", "subject"],
        "everything",
    );
    refused(&with_claims(&json!({"aud": "x", "exp": 1})), Failure::Audience, &["audience", "expiry"], "two");
}

#[test]
fn s30_the_algorithm_comes_from_configuration_and_never_from_the_token() {
    let ec = Ec::new();
    let both = JwkSet::from_iter([Rsa::provider().jwk("k1"), ec.jwk("k2")]);
    let es256 = jws(&header(&json!({"alg": "ES256", "kid": "k2"})), &payload(&json!({})), |input| ec.es256(input));
    let rows = ["algorithm", "signature"];
    refused_with(&es256, &both, &rules(), Failure::Signature, &rows, "RS256 listed, ES256 used");
    let listed = Rules { algorithms: &[Algorithm::Rs256, Algorithm::Es256], ..rules() };
    passes(&es256, &both, &listed, "both listed");
    let none = Rules { algorithms: &[], ..rules() };
    refused_with(&with_claims(&json!({})), &keys(), &none, Failure::Signature, &rows, "nothing listed");
    let ps256 = jws(&header(&json!({"alg": "PS256"})), &payload(&json!({})), |input| Rsa::provider().ps256(input));
    let nameless = JwkSet::from_iter([Rsa::provider().nameless()]);
    refused_with(&ps256, &nameless, &rules(), Failure::Signature, &rows, "PS256 used");
}

#[test]
fn s30_a_token_without_a_signature_of_a_known_algorithm_is_refused() {
    for alg in ["none", "None", "NONE", "nOnE", "", "RS256 ", "rs256", "RS255"] {
        for header in [json!({"alg": alg}), json!({"alg": alg, "kid": "k1"})] {
            for sign in [|_: &str| Vec::new(), |input: &str| Rsa::provider().rs256(input)] {
                let token = jws(&header.to_string(), &payload(&json!({})), sign);
                refused(&token, Failure::Signature, &["algorithm"], alg);
            }
        }
    }
    let stripped = with_claims(&json!({}));
    let stripped = &stripped[..=stripped.rfind('.').unwrap()];
    refused(stripped, Failure::Malformed, &["form"], "signature taken away");
}

#[test]
fn s30_a_public_key_is_no_shared_secret() {
    let der = Rsa::provider().der();
    let published = serde_json::to_vec(&Rsa::provider().jwk("k1")).unwrap();
    let pem = format!("-----BEGIN RSA PUBLIC KEY-----\n{}\n-----END RSA PUBLIC KEY-----\n", base64(&der));
    let both = Rules { algorithms: &[Algorithm::Rs256, Algorithm::Hs256], ..rules() };
    for secret in [der.as_slice(), &der[9..265], published.as_slice(), pem.as_bytes(), b""] {
        let token = jws(&header(&json!({"alg": "HS256"})), &payload(&json!({})), |input| hs256(secret, input));
        for rules in [rules(), both.clone()] {
            refused_with(&token, &keys(), &rules, Failure::Signature, &["algorithm", "signature"], "HS256");
        }
    }
    // Even with the right secret, which is in no set that a provider publishes.
    let secret = [7; 32];
    let token =
        jws(&header(&json!({"alg": "HS256", "kid": null})), &payload(&json!({})), |input| hs256(&secret, input));
    let set = JwkSet::from_iter([Jwk::secret(&secret)]);
    refused_with(&token, &set, &both, Failure::Signature, &["algorithm", "signature"], "a secret");
}

#[test]
fn s32_keys_in_the_header_are_ignored() {
    let attacker = Rsa::attacker();
    for (what, changes) in [
        ("jwk", json!({"jwk": attacker.jwk("k1")})),
        ("jwk without kid", json!({"jwk": attacker.jwk("k1"), "kid": null})),
        ("jku", json!({"jku": "https://evil.example/keys"})),
        ("x5u", json!({"x5u": "https://evil.example/chain"})),
        ("x5c", json!({"x5c": ["MIIB"]})),
        ("nothing", json!({})),
    ] {
        let token = jws(&header(&changes), &payload(&json!({})), |input| attacker.rs256(input));
        refused(&token, Failure::Signature, &["signature"], what);
        // It is a good signature by the attacker's key: only the choice of the key refuses it.
        passes(&token, &JwkSet::from_iter([attacker.jwk("k1")]), &rules(), what);
    }
}

#[test]
fn s33_only_an_unknown_kid_or_a_signature_without_one_asks_for_newer_keys() {
    let stale = |changes: &Value, keys: &JwkSet| {
        let token = jws(&header(changes), &payload(&json!({})), |input| Rsa::provider().rs256(input));
        refused_with(&token, keys, &rules(), Failure::Signature, &["signature"], &changes.to_string()).keys_may_be_stale
    };
    let other = JwkSet::from_iter([Rsa::attacker().jwk("k1")]);
    for kid in ["k2", "K1", "k1 ", "../k1", "k1\0", "k1'--", "https://evil.example/"] {
        assert!(stale(&json!({"kid": kid}), &keys()), "{kid}");
    }
    assert!(stale(&json!({"kid": ""}), &keys()));
    assert!(stale(&json!({}), &JwkSet::default()));
    assert!(stale(&json!({"kid": null}), &other), "a rotation of keys without names");
    assert!(!stale(&json!({}), &other), "the key is there, the signature is not by it");
    let wrong_type = JwkSet::from_iter([Ec::new().jwk("k1")]);
    assert!(!stale(&json!({}), &wrong_type), "the key is there and does not fit");
    let malformed = check("x", &JwkSet::default(), &rules(), &Edge);
    assert!(!malformed.keys_may_be_stale);
}

#[test]
fn s32_a_kid_too_long_or_no_text_is_malformed() {
    for kid in [json!("k".repeat(10_000)), json!(5), json!(["k1"])] {
        refused(&token(&json!({"kid": kid}), &json!({})), Failure::Malformed, &["form"], "kid");
    }
}

#[test]
fn s32_several_keys_without_kid_are_tried_up_to_a_limit() {
    let good = token(&json!({"kid": null}), &json!({}));
    let set = |before: usize| {
        let others = std::iter::repeat_with(|| Rsa::attacker().jwk("k0")).take(before);
        others.chain([Rsa::provider().jwk("k1")]).collect::<JwkSet>()
    };
    passes(&good, &set(0), &rules(), "one key");
    passes(&good, &set(3), &rules(), "the fourth key");
    refused_with(&good, &set(4), &rules(), Failure::Signature, &["signature"], "the fifth key");
}

#[test]
fn s32_use_alg_and_kty_of_a_key_must_fit() {
    let good = with_claims(&json!({}));
    let jwk = |changes: &Value| {
        let key = serde_json::to_value(Rsa::provider().jwk("k1")).unwrap();
        JwkSet::from_json(&json!({"keys": [changed(key, changes)]})).unwrap()
    };
    passes(&good, &jwk(&json!({"use": null, "alg": null})), &rules(), "S31: a key without use and alg");
    for changes in [
        json!({"use": "enc"}),
        json!({"alg": "RS512"}),
        json!({"alg": "RSA-OAEP"}),
        json!({"key_ops": ["encrypt"]}),
        json!({"kty": "EC"}),
        json!({"kty": "oct", "k": "AAAA"}),
        json!({"n": null}),
    ] {
        refused_with(&good, &jwk(&changes), &rules(), Failure::Signature, &["signature"], &changes.to_string());
    }
    // The kid of a key of another algorithm.
    let ec = Ec::new();
    let both = JwkSet::from_iter([Rsa::provider().jwk("k1"), ec.jwk("k2")]);
    let token = token(&json!({"kid": "k2"}), &json!({}));
    refused_with(&token, &both, &rules(), Failure::Signature, &["signature"], "kid of the EC key");
}

#[test]
fn s30_a_key_of_1024_bits_is_too_short() {
    // Made with openssl; the edge of these tests verifies it.
    const MODULUS: &str = "zCfz48S-teyxTYAMnnGZRkldI7fGNvlelG0unqN1TmvCms7uApCYVDTfQqoUgIh2O8ARFwsZFG-_lhdO3Fx_V_oB7fXwhyaDZtG4bQIrTvc5Q4uCDp2t8LqE47jBqUDz0R8gnjBTyFn_LSJ5fkscEG_JvkWyUyXhcPYuCdVjNC8";
    const SIGNATURE: &str = "svdBCFhRQGfv0-fe_JGoSM-VHjB7zl_xDvqcUoXmIWY0ZnSqwU98ejGgIHJmdfGpyzHhhCvIIEF8ckb4stp18af7x9J0HM_hcHIaUguQ81ArgcQmbWrk-640eaVzavONh2oZZhaIvU8h-YYCzbYiAdg3e-skRJva785HNdH6pJ4";
    let input = format!(
        "{}.{}",
        base64(br#"{"alg":"RS256","kid":"short","typ":"JWT"}"#),
        base64(br#"{"iss":"https://op.example/t/","aud":"me","sub":"ada","exp":1700000300,"iat":1700000000,"nonce":"n-0S6_WzA2Mj"}"#)
    );
    let set = JwkSet::from_json(&json!({"keys": [{"kty": "RSA", "kid": "short", "n": MODULUS, "e": "AQAB"}]})).unwrap();
    let octets = <base64ct::Base64UrlUnpadded as base64ct::Encoding>::decode_vec(SIGNATURE).unwrap();
    assert_eq!(Edge.verify(Algorithm::Rs256, &set.keys()[0], input.as_bytes(), &octets), Ok(SignatureVerdict::Valid));
    let token = format!("{input}.{SIGNATURE}");
    let verdict = refused_with(&token, &set, &rules(), Failure::Signature, &["signature"], "1024 bits");
    let row = verdict.checks.iter().find(|check| check.failed()).unwrap();
    assert!(row.found.contains("too short"), "{}", row.found);
}

#[test]
fn s54_another_kind_of_token_is_no_id_token() {
    for typ in ["at+jwt", "application/at+jwt", "logout+jwt", "oauth-authz-req+jwt", "dpop+jwt", "JWTx", " JWT", ""] {
        refused(&token(&json!({"typ": typ}), &json!({})), Failure::Malformed, &["type"], typ);
    }
    refused(&token(&json!({"typ": 5}), &json!({})), Failure::Malformed, &["form"], "typ as a number");
}

#[test]
fn s30_what_is_not_one_token_with_one_meaning_is_malformed() {
    let good = with_claims(&json!({}));
    let parts: Vec<&str> = good.split('.').collect();
    let signed = |header: &str, payload: &str| jws(header, payload, |input| Rsa::provider().rs256(input));
    let plain = header(&json!({}));
    let doubled = payload(&json!({})).replacen('{', r#"{"sub":"admin","#, 1);
    let doubled_escaped = payload(&json!({})).replacen('{', r#"{"s\u0075b":"admin","#, 1);
    for (what, text) in [
        ("nothing", String::new()),
        ("one part", parts[0].to_owned()),
        ("two parts", format!("{}.{}", parts[0], parts[1])),
        ("four parts", format!("{good}.x")),
        ("five parts, as an encrypted token", format!("{good}.x.y")),
        ("dots", "..".to_owned()),
        ("a blank before", format!(" {good}")),
        ("a line break after", format!("{good}\n")),
        ("padding", format!("{good}=")),
        ("base64 with plus", format!("{}.{}.+{}", parts[0], parts[1], &parts[2][1..])),
        ("a payload that is no object", signed(&plain, "[]")),
        ("a payload that is a text", signed(&plain, "\"x\"")),
        ("a payload that is no JSON", signed(&plain, "{")),
        ("a payload that goes on", signed(&plain, &format!("{}x", payload(&json!({}))))),
        ("a header that is no object", signed("[]", &payload(&json!({})))),
        ("a header without alg", signed(&header(&json!({"alg": null})), &payload(&json!({})))),
        ("alg as a number", signed(&header(&json!({"alg": 5})), &payload(&json!({})))),
        ("a header member twice", signed(r#"{"alg":"RS256","alg":"RS256","kid":"k1"}"#, &payload(&json!({})))),
        ("a claim twice", signed(&plain, &doubled)),
        ("a claim twice, written otherwise", signed(&plain, &doubled_escaped)),
        ("crit", signed(&header(&json!({"crit": ["exp"], "exp": 1})), &payload(&json!({})))),
        ("an empty crit", signed(&header(&json!({"crit": []})), &payload(&json!({})))),
        ("a nested token", signed(&header(&json!({"cty": "JWT"})), &payload(&json!({})))),
        ("70 KB", with_claims(&json!({"x": "a".repeat(70 * 1024)}))),
    ] {
        let verdict = refused(&text, Failure::Malformed, &["form"], what);
        assert_eq!(verdict.checks.len(), 1, "{what}");
    }
}

#[test]
fn s30_an_altered_token_has_no_signature_by_the_provider() {
    let good = with_claims(&json!({}));
    let parts: Vec<&str> = good.split('.').collect();
    let altered = base64(payload(&json!({"name": "Eve"})).as_bytes());
    let flipped = |position: usize| {
        let mut signature = Rsa::provider().rs256(&format!("{}.{}", parts[0], parts[1]));
        signature[position] ^= 1;
        base64(&signature)
    };
    let short = &Rsa::provider().rs256(&format!("{}.{}", parts[0], parts[1]))[..255];
    for (what, text) in [
        ("another payload", format!("{}.{altered}.{}", parts[0], parts[2])),
        ("the first bit of the signature", format!("{}.{}.{}", parts[0], parts[1], flipped(0))),
        ("the last bit of the signature", format!("{}.{}.{}", parts[0], parts[1], flipped(255))),
        ("a signature cut short", format!("{}.{}.{}", parts[0], parts[1], base64(short))),
        ("a signature of zeros", format!("{}.{}.{}", parts[0], parts[1], base64(&[0; 256]))),
        ("a PSS signature", jws(&header(&json!({})), &payload(&json!({})), |input| Rsa::provider().ps256(input))),
    ] {
        refused(&text, Failure::Signature, &["signature"], what);
    }
}

#[test]
fn s79_a_row_shows_neither_nonce_nor_hash_and_no_more_than_a_line() {
    let long = "x".repeat(40_000);
    for changes in [
        json!({"nonce": "secret-nonce"}),
        json!({"at_hash": "secret-hash"}),
        json!({"iss": long}),
        json!({"sub": long}),
        json!({"aud": long}),
        json!({"azp": long}),
        json!({"aud": vec!["you"; 8000]}),
    ] {
        for check in check(&with_claims(&changes), &keys(), &rules(), &Edge).checks {
            let shown = format!("{}{}", check.expected, check.found);
            assert!(!shown.contains("secret") && !shown.contains(NONCE) && !shown.contains(AT_HASH), "{shown}");
            assert!(shown.len() <= 600, "{}: {}", check.name, shown.len());
        }
    }
    let verdict = check(&token(&json!({"typ": long}), &json!({})), &keys(), &rules(), &Edge);
    assert!(verdict.checks.iter().all(|check| check.found.len() <= 500));
}

#[test]
fn s30_the_authorized_party_is_our_client_id_also_where_another_audience_was_agreed_on() {
    let agreed = Rules { audience: "api", ..rules() };
    for azp in [json!("me"), json!(null)] {
        passes(&with_claims(&json!({"aud": "api", "azp": azp})), &keys(), &agreed, "ours");
    }
    passes(&with_claims(&json!({"aud": ["api", "other"], "azp": "me"})), &keys(), &agreed, "several");
    let row = &["authorized party"];
    for azp in ["api", "other", ""] {
        let token = with_claims(&json!({"aud": "api", "azp": azp}));
        refused_with(&token, &keys(), &agreed, Failure::Audience, row, azp);
    }
    let token = with_claims(&json!({"aud": ["api", "other"], "azp": null}));
    refused_with(&token, &keys(), &agreed, Failure::Audience, row, "several and none");
}

#[test]
fn s30_a_sign_in_is_as_fresh_as_it_was_asked_to_be() {
    let asked = Rules { max_age: Some(300), ..rules() };
    for (auth_time, expected) in [
        (json!(NOW), true),
        (json!(NOW - 300), true),
        (json!(NOW - 360), true),
        (json!(NOW - 361), false),
        (json!(NOW + 60), true),
        (json!(NOW + 61), false),
        (json!(null), false),
        (json!("x"), false),
    ] {
        let (token, what) = (with_claims(&json!({"auth_time": auth_time})), format!("{auth_time}"));
        if expected {
            passes(&token, &keys(), &asked, &what);
        } else {
            refused_with(&token, &keys(), &asked, Failure::SignedInTooLongAgo, &["signed in at"], &what);
        }
    }
    for (auth_time, expected) in [(json!(null), true), (json!(1), true), (json!(NOW + 61), false), (json!("x"), false)]
    {
        let (token, what) = (with_claims(&json!({"auth_time": auth_time})), format!("{auth_time}, not asked"));
        if expected {
            passes(&token, &keys(), &rules(), &what);
        } else {
            refused_with(&token, &keys(), &rules(), Failure::Other, &["signed in at"], &what);
        }
    }
}

#[test]
fn a_token_that_an_application_brings_has_no_nonce_and_a_shared_secret_signs_it_where_that_is_asked_for() {
    let brought = json!({"nonce": null, "at_hash": null, "c_hash": null, "sub": null, "iat": null});
    let hint = Rules { hint: true, nonce: "", access_token: None, code: None, ..rules() };
    passes(&with_claims(&brought), &keys(), &hint, "a hint");
    let plain = Rules { hint: false, ..hint.clone() };
    refused_with(
        &with_claims(&brought),
        &keys(),
        &plain,
        Failure::Other,
        &["issued at", "nonce", "subject"],
        "an ID token",
    );
    let foreign = changed(brought.clone(), &json!({"aud": "another"}));
    refused_with(&with_claims(&foreign), &keys(), &hint, Failure::Audience, &["audience"], "for somebody else");
    passes(&with_claims(&foreign), &keys(), &Rules { audience: "", ..hint.clone() }, "for anybody");

    let secret = [7; 32];
    let set = JwkSet::from_iter([Jwk::secret(&secret)]);
    let shared = Rules { algorithms: &[Algorithm::Hs256], ..hint.clone() };
    let header = header(&json!({"alg": "HS256", "kid": null}));
    let good = jws(&header, &payload(&brought), |input| hs256(&secret, input));
    passes(&good, &set, &shared, "a shared secret");
    let forged = jws(&header, &payload(&brought), |input| hs256(&[8; 32], input));
    refused_with(&forged, &set, &shared, Failure::Signature, &["signature"], "another secret");
    // What a provider publishes is no secret, also of a hint.
    refused_with(&good, &set, &hint, Failure::Signature, &["algorithm", "signature"], "not asked for");
}
