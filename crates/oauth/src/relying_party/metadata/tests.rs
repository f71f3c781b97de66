use super::*;
use crate::testing::changed;
use serde_json::json;
use token::Algorithm::{Es256, Rs256};

const CODE: Needs = Needs { token_endpoint: true, userinfo_endpoint: false };

fn document(changes: &Value) -> Value {
    let good = json!({
        "issuer": "https://op.example/",
        "authorization_endpoint": "https://op.example/authorize?tenant=1",
        "token_endpoint": "https://op.example/token",
        "jwks_uri": "https://keys.example/jwks",
        "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none", "RSA1_5", 5],
        "code_challenge_methods_supported": ["plain", "S256"],
        "authorization_response_iss_parameter_supported": true,
    });
    changed(good, changes)
}

fn read(changes: &Value) -> Metadata {
    let (metadata, checks) = Metadata::read(&document(changes), CODE);
    assert!(!checks.iter().any(Check::failed), "{changes}: {checks:?}");
    metadata.unwrap_or_else(|| panic!("{changes}"))
}

/// Exactly this row refuses it.
fn refused(changes: &Value, row: &str) {
    let (metadata, checks) = Metadata::read(&document(changes), CODE);
    let failed: Vec<_> = checks.iter().filter(|check| check.failed()).map(|check| check.name.as_ref()).collect();
    assert_eq!(failed, [row], "{changes}");
    assert_eq!(metadata, None, "{changes}");
}

#[test]
fn a_good_document_is_read_whole() {
    assert_eq!(
        read(&json!({})),
        Metadata {
            issuer: IssuerUrl::parse("https://op.example/").unwrap(),
            authorization_endpoint: "https://op.example/authorize?tenant=1".to_owned(),
            token_endpoint: Some("https://op.example/token".to_owned()),
            userinfo_endpoint: None,
            jwks_uri: "https://keys.example/jwks".to_owned(),
            algorithms: vec![Rs256, Es256],
            offers_s256: true,
            sends_iss: true,
        }
    );
}

#[test]
fn s31_a_missing_field_never_lowers_a_check() {
    let bare = read(&json!({
        "id_token_signing_alg_values_supported": null,
        "code_challenge_methods_supported": null,
        "authorization_response_iss_parameter_supported": null,
    }));
    assert_eq!(bare.algorithms, [Rs256]);
    assert!(!bare.offers_s256 && !bare.sends_iss);
    for name in ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"] {
        refused(&json!({name: null}), name);
        refused(&json!({name: 5}), name);
        refused(&json!({name: ["https://op.example/"]}), name);
        refused(&json!({name: ""}), name);
    }
    for (needs, name) in [(Needs { userinfo_endpoint: true, ..CODE }, "userinfo_endpoint"), (CODE, "token_endpoint")] {
        let (metadata, checks) = Metadata::read(&document(&json!({ name: "http://op.example/x" })), needs);
        assert!(metadata.is_none() && checks.iter().any(|check| check.failed() && check.name == name));
        let (metadata, _) = Metadata::read(&document(&json!({ name: "http://op.example/x" })), Needs::default());
        let metadata = metadata.unwrap();
        assert_eq!(metadata.userinfo_endpoint, None, "what is not needed is not kept either if it is no https URL");
        assert_eq!(metadata.token_endpoint.is_some(), name != "token_endpoint");
    }
    for nothing in [json!(null), json!([]), json!("x"), json!({})] {
        let (metadata, checks) = Metadata::read(&nothing, CODE);
        assert_eq!(metadata, None);
        assert_eq!(checks.iter().filter(|check| check.failed()).count(), 4);
    }
}

#[test]
fn s31_an_algorithm_without_a_key_pair_is_dropped_and_alone_refused() {
    for list in [
        json!([]),
        json!(["none"]),
        json!(["HS256", "HS384", "HS512"]),
        json!(["none", "HS256"]),
        json!(["rs256"]),
        json!([5]),
    ] {
        refused(&json!({"id_token_signing_alg_values_supported": list}), "id_token_signing_alg_values_supported");
    }
    for (list, expected) in [
        (json!(["none", "RS256"]), vec![Rs256]),
        (json!(["HS256", "ES256"]), vec![Es256]),
        // No list at all means RS256, never more.
        (json!("ES256"), vec![Rs256]),
        (json!({"a": "none"}), vec![Rs256]),
    ] {
        assert_eq!(read(&json!({"id_token_signing_alg_values_supported": list})).algorithms, expected, "{list}");
    }
    let many = vec!["x"; 50].into_iter().chain(["RS256"]).collect::<Vec<_>>();
    refused(&json!({"id_token_signing_alg_values_supported": many}), "id_token_signing_alg_values_supported");
}

#[test]
fn only_true_says_that_iss_is_sent_and_only_s256_that_pkce_is_offered() {
    for value in [json!("true"), json!(1), json!([true]), json!(false)] {
        assert!(!read(&json!({"authorization_response_iss_parameter_supported": value})).sends_iss);
    }
    for value in [json!("S256"), json!(["plain"]), json!(["s256"]), json!([])] {
        assert!(!read(&json!({"code_challenge_methods_supported": value})).offers_s256, "{value}");
    }
}

#[test]
fn s39_an_endpoint_is_https_or_on_this_machine() {
    let long = format!("https://op.example/{}", "a".repeat(2048));
    for name in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
        for endpoint in [
            "http://op.example/x",
            "http://10.0.0.1/x",
            "http://localhost.evil.example/x",
            "http://[::2]/x",
            "ftp://op.example/x",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:application/json,{}",
            "//op.example/x",
            "/x",
            "https://",
            "https://user@op.example/x",
            "https://:pass@op.example/x",
            "https://op.example/x#frag",
            "https://op.example/x\r\nX: y",
            "https://op.exa\tmple/x",
            " https://op.example/x",
            "https://op.example/a b",
            "https://öp.example/x",
            long.as_str(),
        ] {
            refused(&json!({name: endpoint}), name);
        }
        for endpoint in [
            "https://op.example:8443/x",
            "http://localhost:9000/x",
            "http://op.localhost:9000/x",
            "http://127.0.0.1:9000/x",
            "http://[::1]:9000/x",
        ] {
            read(&json!({name: endpoint}));
        }
    }
    for issuer in ["http://op.example", "op.example", "https://op.example?x", "javascript:alert(1)"] {
        refused(&json!({"issuer": issuer}), "issuer");
    }
}

#[test]
fn what_is_shown_of_a_hostile_document_is_short() {
    let long = "x".repeat(100_000);
    let (_, checks) = Metadata::read(
        &json!({
            "issuer": long,
            "authorization_endpoint": long,
            "id_token_signing_alg_values_supported": vec![long.as_str(); 50],
        }),
        CODE,
    );
    assert!(checks.iter().all(|check| check.found.len() <= 500));
}
