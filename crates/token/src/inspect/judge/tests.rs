use super::*;
use crate::inspect::inspect;
use crate::inspect::recognise::recognise;
use crate::testing::token;
use serde_json::json;

const NOW: i64 = 1_700_000_000;

fn expected() -> Expected {
    Expected { now: NOW, tolerance: 60, ..Expected::default() }
}

fn findings(text: &str, expected: &Expected) -> Vec<Finding> {
    let inspection = inspect(text);
    judge(text, &inspection, &recognise(text, &inspection), expected)
}

fn of(header: &Value, claims: &Value, expected: &Expected) -> Vec<&'static str> {
    let found = findings(&token(&header.to_string(), &claims.to_string(), b"s"), expected);
    for finding in &found {
        assert!(!finding.what.to_string().is_empty() && !finding.clause.is_empty(), "{finding:?}");
        assert!(finding.severity > Severity::Warning || !finding.advice.is_empty(), "{finding:?}");
    }
    found.into_iter().map(|finding| finding.code).collect()
}

fn header() -> Value {
    json!({"alg": "RS256", "kid": "k", "typ": "JWT"})
}

fn good() -> Value {
    json!({"iss": "https://i.example/", "sub": "s", "aud": "app", "exp": NOW + 600, "iat": NOW, "nbf": NOW, "nonce": "n"})
}

fn with(more: &Value) -> Value {
    let mut claims = good();
    claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    claims
}

#[test]
fn a_good_token_passes() {
    let all = Expected {
        issuer: Some("https://i.example/".into()),
        audience: Some("app".into()),
        nonce: Some("n".into()),
        client: Some("app".into()),
        ..expected()
    };
    assert_eq!(
        of(&header(), &with(&json!({"azp": "app"})), &all),
        ["not_expired", "issuer", "audience", "client", "nonce"]
    );
}

#[test]
fn times_are_judged_at_the_moment_that_is_asked() {
    let at = |now| Expected { now, ..expected() };
    assert_eq!(of(&header(), &good(), &at(NOW + 659)), ["not_expired"]);
    assert_eq!(of(&header(), &good(), &at(NOW + 660)), ["expired"]);
    assert!(of(&header(), &good(), &at(NOW - 60)).starts_with(&["not_expired"]));
    assert_eq!(of(&header(), &good(), &at(NOW - 61)), ["not_yet", "future", "not_expired"]);
    assert_eq!(of(&header(), &with(&json!({"exp": NOW + 86_401})), &expected()), ["long_life", "not_expired"]);
    assert_eq!(of(&header(), &with(&json!({"exp": NOW - 1})), &expected()), ["no_life", "not_expired"]);
    assert_eq!(of(&header(), &with(&json!({"exp": (NOW + 600) * 1000})), &expected()), ["bad_time"]);
    assert_eq!(of(&header(), &with(&json!({"exp": null})), &expected()), ["no_exp", "missing"]);
}

#[test]
fn parties_are_compared_exactly() {
    let issuer = |text: &str| Expected { issuer: Some(text.into()), ..expected() };
    assert_eq!(of(&header(), &good(), &issuer("https://i.example"))[0], "issuer_slash");
    assert_eq!(of(&header(), &good(), &issuer("https://j.example/"))[0], "other_issuer");
    let audience = Expected { audience: Some("other".into()), client: Some("c".into()), ..expected() };
    let found = of(&header(), &with(&json!({"azp": "d"})), &audience);
    assert_eq!(found[..2], ["other_audience", "other_client"]);
    assert!(of(&header(), &good(), &audience).contains(&"no_client"));
    assert!(of(&header(), &with(&json!({"aud": ["a", "b"]})), &expected()).contains(&"no_azp"));
    assert!(of(&header(), &with(&json!({"aud": 5})), &expected()).contains(&"bad_audience"));
}

#[test]
fn bindings_are_checked_against_what_came_along() {
    let nonce = |text: &str| Expected { nonce: Some(text.into()), ..expected() };
    assert_eq!(of(&header(), &good(), &nonce("m"))[0], "other_nonce");
    assert_eq!(of(&header(), &with(&json!({"nonce": null})), &nonce("m"))[0], "no_nonce");
    let along = Expected {
        access_token: Some("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y".into()),
        code: Some("Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk".into()),
        ..expected()
    };
    let hashes = json!({"at_hash": "77QmUPtjPfzWtF2AnpK9RQ", "c_hash": "LDktKdoQak3Pk0cnXxCltA"});
    assert_eq!(of(&header(), &with(&hashes), &along), ["not_expired", "at_hash", "c_hash"]);
    let wrong = json!({"at_hash": "x", "c_hash": "x"});
    assert_eq!(of(&header(), &with(&wrong), &along)[..2], ["other_at_hash", "other_c_hash"]);
    assert_eq!(of(&header(), &good(), &along)[..2], ["no_hash", "no_hash"]);
    let unknown = json!({"alg": "RS1", "kid": "k"});
    assert!(of(&unknown, &with(&hashes), &along).contains(&"hash_unknown"));
}

#[test]
fn the_form_is_judged() {
    assert!(of(&json!({"alg": "none"}), &good(), &expected()).contains(&"unsigned"));
    assert!(of(&json!({"alg": "HS256", "kid": "k"}), &good(), &expected()).contains(&"symmetric"));
    assert!(of(&json!({"kid": "k"}), &good(), &expected()).contains(&"no_algorithm"));
    assert!(of(&json!({"alg": "RS256"}), &good(), &expected()).contains(&"no_kid"));
    for name in ["jwk", "jku", "x5u", "x5c"] {
        assert!(of(&json!({"alg": "RS256", name: "x"}), &good(), &expected()).contains(&"key_in_header"), "{name}");
    }
    assert!(of(&json!({"alg": "RS256", "crit": ["x"]}), &good(), &expected()).contains(&"critical"));
    let graph = json!({"alg": "RS256", "typ": "JWT", "nonce": "x"});
    assert!(of(&graph, &good(), &expected()).contains(&"microsoft_graph"));
    let proof = json!({"alg": "ES256", "typ": "dpop+jwt", "jwk": {}});
    let found = of(&proof, &json!({"jti": "1", "htm": "GET", "htu": "https://a", "iat": NOW}), &expected());
    assert!(!found.contains(&"key_in_header") && !found.contains(&"missing"), "{found:?}");
    let long = of(&header(), &with(&json!({"x": "y".repeat(4_000)})), &expected());
    assert!(long.contains(&"long"), "{long:?}");
    let severity = |letters: usize| {
        let claims = with(&json!({"x": "y".repeat(letters)}));
        let found = findings(&token(&header().to_string(), &claims.to_string(), b"s"), &expected());
        found.iter().find(|finding| finding.code == "long").map(|finding| finding.severity)
    };
    assert_eq!(
        (severity(100), severity(4_000), severity(7_000)),
        (None, Some(Severity::Hint), Some(Severity::Warning))
    );
    let broken = findings("eyJhbGciOiJSUzI1NiJ9.e!.AA", &expected());
    assert_eq!((broken[0].code, broken[0].severity), ("broken", Severity::Error));
    let codes = |text: &str| findings(text, &expected()).iter().map(|finding| finding.code).collect::<Vec<_>>();
    assert!(codes(r#"{"kty":"oct","k":"AQ"}"#).contains(&"short_key"));
    assert!(codes(r#"{"kty":"RSA","n":"AQAB","e":"Aw"}"#).contains(&"rsa_exponent"));
    assert!(
        codes("eyJhbGciOiJSU0ExXzUiLCJlbmMiOiJBMTI4R0NNIiwiemlwIjoiREVGIn0.AA.AA.AA.AA")
            .starts_with(&["rsa1_5", "zip"])
    );
}

/// Whoever adds a finding adds the case that it is for: every code stands in a test.
#[test]
fn every_finding_has_a_case() {
    let cases = [include_str!("tests.rs"), include_str!("../vectors/standards.rs")].concat();
    for source in [include_str!("claims.rs"), include_str!("form.rs"), include_str!("personal.rs")] {
        let codes = source.split("Severity::").skip(1).chain(source.split("severity,").skip(1)).filter_map(|piece| {
            let code = piece.split_once('"')?.1.split('"').next()?;
            (!code.is_empty() && code.bytes().all(|byte| byte.is_ascii_lowercase() || b"_1 5".contains(&byte)))
                .then_some(code)
        });
        for code in codes.filter(|code| !code.contains(' ')) {
            assert!(cases.contains(&format!("\"{code}\"")), "{code}");
        }
    }
}

#[test]
fn personal_data_and_missing_claims_are_named() {
    let access = with(&json!({"nonce": null, "scp": "read", "name": "Erika", "azp": "a"}));
    let found = findings(&token(&header().to_string(), &access.to_string(), b"s"), &expected());
    let personal = found.iter().find(|finding| finding.code == "personal").unwrap();
    assert_eq!(personal.severity, Severity::Warning);
    assert!(personal.what.to_string().ends_with(": name."), "{}", personal.what);
    assert!(of(&header(), &with(&json!({"idp_access_token": "x"})), &expected()).contains(&"token_in_token"));
    let logout = json!({"iss": "i", "aud": "a", "iat": NOW, "exp": NOW + 9, "jti": "j", "nonce": "n",
        "events": {crate::inspect::recognise::LOGOUT_EVENT: {}}});
    assert!(of(&header(), &logout, &expected()).contains(&"logout_nonce"));
    let assertion = json!({"iss": "c", "sub": "c", "aud": "a"});
    assert!(
        of(&json!({"alg": "RS256", "typ": "client-authentication+jwt"}), &assertion, &expected()).contains(&"missing")
    );
}
