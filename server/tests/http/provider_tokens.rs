//! ID tokens that a provider should not send, through the whole sign-in (S30 to S32).

use crate::provider::{
    Behaviour,
    forge::{Claims, Forge, encode, now},
    set,
    stage::{Stage, failed},
};
use domain::{ResponseMode, ResponseType};
use federation::tenant::IdentityProviderInput;
use serde_json::{Value, json};
use std::sync::Arc;

fn implicit(input: &mut IdentityProviderInput) {
    input.response_type = ResponseType::IdToken;
    input.response_mode = ResponseMode::FormPost;
    input.client_secret = None;
}

/// A claim with another value; `null` leaves it out.
fn claim(name: &'static str, value: Value) -> Box<dyn Fn(&mut Behaviour) + Send> {
    Box::new(move |behaviour| behaviour.claim(name, value.clone()))
}

fn mint(make: impl Fn(&Forge, Claims) -> String + Send + Sync + 'static) -> Box<dyn Fn(&mut Behaviour) + Send> {
    let make = Arc::new(make);
    Box::new(move |behaviour| {
        let make = Arc::clone(&make);
        behaviour.mint = Arc::new(move |forge, claims| make(forge, claims));
    })
}

fn header(name: &'static str, value: Value) -> Box<dyn Fn(&mut Behaviour) + Send> {
    mint(move |forge, claims| {
        let mut header = forge.own_header();
        set(&mut header, name, &value);
        forge.sign_as(&forge.own, &header, &claims)
    })
}

type Row = (&'static str, &'static str, Box<dyn Fn(&mut Behaviour) + Send>);

#[allow(clippy::too_many_lines, reason = "one row per fault")]
/// What is wrong, the code that the application is told, and how.
fn rows(stage: &Stage) -> Vec<Row> {
    let issuer = stage.provider.issuer();
    let ours = crate::provider::stage::CLIENT;
    vec![
        ("another issuer", "AADB2C90238", claim("iss", json!("https://evil.example"))),
        ("issuer with a slash more", "AADB2C90238", claim("iss", json!(format!("{issuer}/")))),
        ("issuer in capitals", "AADB2C90238", claim("iss", json!(issuer.to_uppercase()))),
        ("no issuer", "AADB2C90238", claim("iss", Value::Null)),
        ("issuer as a list", "AADB2C90238", claim("iss", json!([issuer]))),
        ("another audience", "AADB2C90237", claim("aud", json!("another client"))),
        ("no audience", "AADB2C90237", claim("aud", Value::Null)),
        ("an empty list of audiences", "AADB2C90237", claim("aud", json!([]))),
        ("audience as a number", "AADB2C90237", claim("aud", json!(5))),
        ("audience in an object", "AADB2C90237", claim("aud", json!({ ours: ours }))),
        ("a prefix of the audience", "AADB2C90237", claim("aud", json!("our"))),
        ("several audiences without azp", "AADB2C90237", claim("aud", json!([ours, "another"]))),
        ("azp is another", "AADB2C90237", claim("azp", json!("another"))),
        ("expired", "AADB2C90235", claim("exp", json!(now() - 300))),
        ("no expiry", "AADB2C90235", claim("exp", Value::Null)),
        ("expiry as a text", "AADB2C90235", claim("exp", json!("4102444800"))),
        ("expiry is no number that can be", "AADB2C90235", claim("exp", json!(-1))),
        ("issued in the future", "AADB2C90273", claim("iat", json!(now() + 300))),
        ("no time of issue", "AADB2C90273", claim("iat", Value::Null)),
        ("not yet valid", "AADB2C90273", claim("nbf", json!(now() + 300))),
        ("not before as a text", "AADB2C90273", claim("nbf", json!("0"))),
        ("another nonce", "AADB2C90273", claim("nonce", json!("another"))),
        ("no nonce", "AADB2C90273", claim("nonce", Value::Null)),
        ("an empty nonce", "AADB2C90273", claim("nonce", json!(""))),
        ("nonce in a list", "AADB2C90273", claim("nonce", json!(["n"]))),
        ("no subject", "AADB2C90273", claim("sub", Value::Null)),
        ("an empty subject", "AADB2C90273", claim("sub", json!(""))),
        ("subject as a number", "AADB2C90273", claim("sub", json!(7))),
        ("a subject of 256 characters", "AADB2C90273", claim("sub", json!("s".repeat(256)))),
        ("at_hash of something else", "AADB2C90273", claim("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA"))),
        ("at_hash as a number", "AADB2C90273", claim("at_hash", json!(1))),
        ("c_hash of something else", "AADB2C90273", claim("c_hash", json!("AAAAAAAAAAAAAAAAAAAAAA"))),
        ("alg none", "AADB2C90239", mint(|_, claims| Forge::unsigned(&claims, "none", ""))),
        ("alg NONE", "AADB2C90239", mint(|_, claims| Forge::unsigned(&claims, "NONE", ""))),
        ("alg none with a signature", "AADB2C90239", mint(|_, claims| Forge::unsigned(&claims, "none", "AAAA"))),
        (
            "HS256 with the public key",
            "AADB2C90239",
            mint(|forge, claims| {
                let key = forge.own.public["n"].as_str().unwrap().as_bytes().to_vec();
                Forge::hmac(&json!({ "alg": "HS256", "kid": forge.own_header()["kid"] }), &claims, &key)
            }),
        ),
        (
            "HS256 with the client secret",
            "AADB2C90239",
            mint(|_, claims| {
                Forge::hmac(&json!({ "alg": "HS256" }), &claims, crate::provider::stage::SECRET.as_bytes())
            }),
        ),
        ("an algorithm that is not listed", "AADB2C90239", header("alg", json!("RS512"))),
        ("an algorithm that is not one", "AADB2C90239", header("alg", json!("RSA"))),
        ("no algorithm", "AADB2C90240", header("alg", Value::Null)),
        (
            "signed by a key that is not published",
            "AADB2C90239",
            mint(|forge, claims| forge.sign_as(&forge.foreign, &forge.own_header(), &claims)),
        ),
        (
            "that key in the header as jwk",
            "AADB2C90239",
            mint(|forge, claims| {
                let mut header = forge.own_header();
                set(&mut header, "jwk", &forge.foreign.public);
                forge.sign_as(&forge.foreign, &header, &claims)
            }),
        ),
        (
            "that key at jku",
            "AADB2C90239",
            mint({
                let jku = format!("{issuer}/evil-keys");
                move |forge, claims| {
                    let mut header = forge.own_header();
                    set(&mut header, "jku", &json!(jku));
                    forge.sign_as(&forge.foreign, &header, &claims)
                }
            }),
        ),
        (
            "that key as x5c",
            "AADB2C90239",
            mint(|forge, claims| {
                let mut header = forge.own_header();
                set(&mut header, "x5c", &json!(["MIIB"]));
                forge.sign_as(&forge.foreign, &header, &claims)
            }),
        ),
        ("an unknown kid", "AADB2C90239", header("kid", json!("../../etc/passwd\u{0}' OR 1=1"))),
        ("a kid of 10 KB", "AADB2C90240", header("kid", json!("k".repeat(10_000)))),
        ("a critical header that nobody knows", "AADB2C90240", header("crit", json!(["exp"]))),
        ("the type of an access token", "AADB2C90240", header("typ", json!("at+jwt"))),
        ("the type of a logout token", "AADB2C90240", header("typ", json!("logout+jwt"))),
        (
            "claims that are changed after signing",
            "AADB2C90239",
            mint(|forge, mut claims| {
                let token = forge.sign(&claims);
                claims.insert("sub".to_owned(), json!("somebody else"));
                let parts: Vec<&str> = token.split('.').collect();
                format!("{}.{}.{}", parts[0], encode(Value::from(claims).to_string()), parts[2])
            }),
        ),
        (
            "a signature cut short",
            "AADB2C90239",
            mint(|forge, claims| {
                let token = forge.sign(&claims);
                let (input, signature) = token.rsplit_once('.').unwrap();
                format!("{input}.{}", &signature[..signature.len() - 2 - 4])
            }),
        ),
        (
            "no signature",
            "AADB2C90240",
            mint(|forge, claims| {
                let token = forge.sign(&claims);
                format!("{}.", token.rsplit_once('.').unwrap().0)
            }),
        ),
        ("two parts", "AADB2C90240", mint(|forge, claims| forge.sign(&claims).rsplit_once('.').unwrap().0.to_owned())),
        ("five parts", "AADB2C90240", mint(|forge, claims| format!("{}.a.b", forge.sign(&claims)))),
        ("no token at all", "AADB2C90240", mint(|_, _| "hello".to_owned())),
        (
            "claims that are a list",
            "AADB2C90240",
            mint(|forge, claims| {
                let list = Value::from(vec![Value::from(claims)]);
                format!("{}.{}.AAAA", encode(forge.own_header().to_string()), encode(list.to_string()))
            }),
        ),
    ]
}

#[tokio::test]
async fn s30_no_malformed_id_token_of_a_code_exchange_signs_anybody_in() {
    let stage = Stage::new().await;
    let rows = rows(&stage);
    assert!(rows.len() >= 50);
    for (what, code, change) in rows {
        stage.provider.be_honest();
        stage.provider.behave(|behaviour| change(behaviour));
        let end = stage.sign_in().await;
        assert!(!end.signed_in(), "{what}");
        let said = end.said();
        assert!(said.starts_with(&format!("{code}: ")), "{what}: {said}");
        let recording = stage.recording(end.journey()).await;
        let (recorded, message, ..) = failed(&recording);
        assert_eq!((format!("{recorded}: {message}").as_str(), recorded.as_str()), (said, code), "{what}");
    }
    let users = stage.running.federation.users(stage.tenant, "", None).await.unwrap();
    assert!(users.items.is_empty(), "a refused token made a user");
    assert!(stage.provider.seen("/evil-keys").is_empty(), "the header's jku was fetched");
    stage.provider.be_honest();
    assert!(stage.sign_in().await.signed_in(), "an honest token still does");
}

#[tokio::test]
async fn s30_no_malformed_id_token_of_a_form_post_signs_anybody_in() {
    let stage = Stage::with(implicit).await;
    for (what, code, change) in rows(&stage) {
        stage.provider.be_honest();
        stage.provider.behave(|behaviour| change(behaviour));
        let end = stage.sign_in().await;
        assert!(!end.signed_in(), "{what}");
        assert!(end.said().starts_with(&format!("{code}: ")), "{what}: {}", end.said());
    }
    assert!(stage.provider.seen(crate::provider::TOKEN).is_empty(), "no code is exchanged");
    stage.provider.be_honest();
    assert!(stage.sign_in().await.signed_in(), "an honest token still does");
}

#[tokio::test]
async fn s30_a_clock_may_be_off_by_the_tolerance_and_no_more() {
    for tolerance in [0, 60, 120] {
        let stage = Stage::with(|input| input.clock_tolerance_seconds = tolerance).await;
        let tolerance = i64::from(tolerance);
        for (claim, sign) in [("exp", -1), ("iat", 1), ("nbf", 1)] {
            // Some seconds on either side, for what the sign-in itself takes.
            for (off, fine) in [(tolerance - 15, true), (tolerance + 15, false)] {
                if off < 0 {
                    continue;
                }
                stage.provider.behave(|behaviour| behaviour.claim(claim, json!(now() + sign * off)));
                assert_eq!(stage.sign_in().await.signed_in(), fine, "{claim} off by {off}, tolerance {tolerance}");
            }
        }
    }
}

#[tokio::test]
async fn s31_metadata_without_every_optional_field_lowers_no_check() {
    let stage = Stage::new().await;
    stage.provider.behave(|behaviour| {
        behaviour.metadata = Arc::new(|document| {
            for name in [
                "id_token_signing_alg_values_supported",
                "response_types_supported",
                "response_modes_supported",
                "subject_types_supported",
                "scopes_supported",
                "claims_supported",
                "token_endpoint_auth_methods_supported",
                "code_challenge_methods_supported",
                "userinfo_endpoint",
            ] {
                set(document, name, &Value::Null);
            }
        });
    });
    for (what, change) in [
        ("alg none", mint(|_, claims| Forge::unsigned(&claims, "none", ""))),
        (
            "HS256",
            mint(|_, claims| {
                Forge::hmac(&json!({ "alg": "HS256" }), &claims, crate::provider::stage::SECRET.as_bytes())
            }),
        ),
        ("another key", mint(|forge, claims| forge.sign_as(&forge.foreign, &forge.own_header(), &claims))),
        ("another nonce", claim("nonce", json!("another"))),
    ] {
        stage.provider.behave(|behaviour| {
            behaviour.mint = Behaviour::default().mint;
            change(behaviour);
        });
        assert!(!stage.sign_in().await.signed_in(), "{what}");
    }
    // What lists `none` alone is refused before anybody is sent there.
    let other = stage.another(|_| {}).await;
    other.provider.behave(|behaviour| {
        behaviour.metadata("id_token_signing_alg_values_supported", json!(["none", "HS256"]));
        behaviour.mint = Arc::new(|_, claims| Forge::unsigned(&claims, "none", ""));
    });
    assert_eq!(other.sign_in().await.said(), "AADB2C90289: The metadata of Contoso cannot be used.");
    // Bare but honest metadata signs in.
    stage.provider.behave(|behaviour| {
        behaviour.mint = Behaviour::default().mint;
        behaviour.claims = Behaviour::default().claims;
    });
    assert!(stage.sign_in().await.signed_in());
}

#[tokio::test]
async fn s32_a_key_that_does_not_fit_is_not_tried() {
    let stage = Stage::new().await;
    for (what, change) in [
        ("for encryption", ("use", json!("enc"))),
        ("for another algorithm", ("alg", json!("RS512"))),
        ("not for verifying", ("key_ops", json!(["encrypt"]))),
        ("of another type", ("kty", json!("EC"))),
    ] {
        let other = stage.another(|_| {}).await;
        other.provider.behave(|behaviour| {
            behaviour.keys = Arc::new(move |forge| {
                let mut key = forge.own.public.clone();
                set(&mut key, change.0, &change.1);
                json!({ "keys": [key] })
            });
        });
        let end = other.sign_in().await;
        assert_eq!(
            end.said(),
            "AADB2C90239: The ID token of Contoso is not signed by a key of the provider.",
            "{what}"
        );
    }
}
