//! The tokens of RFC 7515, 7516, 7520 and 8037, and those that joserfc made, against what they say.

mod standards;

use serde_json::Value;

use super::signed::{Outcome, signed_parts};
use super::{Kind, inspect};
use crate::jwe::Jwe;
use crate::keyring::Keyring;
use crate::native::Native;
use crate::testing::ready;

const RFC7520: &str = include_str!("../../tests/vectors/rfc7520.json");
const JOSERFC: &str = include_str!("../../tests/vectors/joserfc.json");

fn read(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

fn outcomes(text: &str, keys: &Value) -> Vec<Outcome> {
    let ring = Keyring::read(&keys.to_string()).unwrap();
    let parts = signed_parts(text, &inspect(text)).unwrap();
    parts.iter().map(|part| ready(part.check(&ring, &Native)).outcome).collect()
}

fn decrypted(text: &str, keys: &Value) -> Result<String, String> {
    let ring = Keyring::read(&keys.to_string()).map_err(|why| why.to_string())?;
    let mut why = String::new();
    for message in Jwe::parse(text).map_err(|why| why.to_string())? {
        match ready(message.decrypt(&ring.private, &Native)) {
            Ok(opened) => return Ok(String::from_utf8(opened.plaintext).unwrap()),
            Err(phrase) => why = phrase.to_string(),
        }
    }
    Err(why)
}

/// The same token with one octet of a signature or tag changed.
fn changed(text: &str) -> String {
    let (whole, last) = text.rsplit_once('.').unwrap();
    let mut octets = crate::base64::decode(last).unwrap();
    octets[0] ^= 1;
    format!("{whole}.{}", crate::base64::encode(&octets))
}

#[test]
fn the_signatures_of_rfc_7520_hold_in_every_form() {
    let vectors = read(RFC7520);
    for vector in vectors["jws"].as_array().unwrap() {
        let text = vector["jws"].as_str().unwrap();
        assert_eq!(outcomes(text, &vector["key"]), [Outcome::Valid], "{} {}", vector["section"], vector["form"]);
    }
    let many = &vectors["many"];
    assert_eq!(outcomes(many["jws"].as_str().unwrap(), &many["keys"]), [Outcome::Valid; 3]);
}

#[test]
fn the_encrypted_content_of_rfc_7520_is_read_where_it_may_be() {
    let vectors = read(RFC7520);
    let plaintext = vectors["plaintext"].as_str().unwrap();
    for vector in vectors["jwe"].as_array().unwrap() {
        let name = format!("{} {}", vector["section"], vector["form"]);
        let found = decrypted(vector["jwe"].as_str().unwrap(), &vector["key"]);
        match vector["section"].as_str().unwrap() {
            "5.1.5" => assert!(found.unwrap_err().contains("RSA1_5"), "{name}"),
            "5.7.5" => assert!(found.unwrap_err().contains("A256GCMKW"), "{name}"),
            _ => assert_eq!(found.as_deref(), Ok(plaintext), "{name}"),
        }
    }
    for name in ["aad", "unprotected"] {
        assert_eq!(decrypted(vectors[name].as_str().unwrap(), &vectors["aad_key"]).as_deref(), Ok(plaintext), "{name}");
    }
    let refused = |name: &str| decrypted(vectors[name].as_str().unwrap(), &vectors["aad_key"]).unwrap_err();
    assert!(refused("compressed").contains("zip"));
    assert!(refused("password").contains("PBES2"));
}

// RFC 8037, appendix A.4.
#[test]
fn the_signature_of_rfc_8037_holds() {
    let token = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    let key = read(r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#);
    assert_eq!(inspect(token).kind, Kind::SignedToken);
    assert_eq!(outcomes(token, &key), [Outcome::Valid]);
    assert_eq!(outcomes(&changed(token), &key), [Outcome::Invalid]);
}

#[test]
fn tokens_of_joserfc_are_verified_in_every_algorithm() {
    let vectors = read(JOSERFC);
    let signed = vectors["signed"].as_array().unwrap();
    assert_eq!(signed.len(), crate::Algorithm::ALL.len());
    for vector in signed {
        let token = vector["token"].as_str().unwrap();
        assert_eq!(outcomes(token, &vector["key"]), [Outcome::Valid], "{}", vector["alg"]);
        assert_eq!(outcomes(&changed(token), &vector["key"]), [Outcome::Invalid], "{}", vector["alg"]);
        for other in signed.iter().filter(|other| other["alg"] != vector["alg"] && other["key"] != vector["key"]) {
            let found = outcomes(token, &other["key"])[0];
            assert!(!matches!(found, Outcome::Valid | Outcome::ValidWeak), "{} with {}", vector["alg"], other["alg"]);
        }
    }
}

#[test]
fn tokens_of_joserfc_are_decrypted_in_every_algorithm() {
    let vectors = read(JOSERFC);
    let encrypted = vectors["encrypted"].as_array().unwrap();
    assert_eq!(encrypted.len(), 6 * 17);
    for vector in encrypted {
        let token = vector["token"].as_str().unwrap();
        let name = format!("{} {}", vector["alg"], vector["enc"]);
        let found = decrypted(token, &vector["key"]).unwrap_or_else(|why| panic!("{name}: {why}"));
        assert_eq!(read(&found)["sub"], "joserfc", "{name}");
        assert!(decrypted(&changed(token), &vector["key"]).is_err(), "{name}");
    }
}

#[test]
fn hundreds_of_broken_tokens_are_never_valid_and_never_a_panic() {
    let vectors = read(JOSERFC);
    let mut seen = 0;
    for vector in vectors["signed"].as_array().unwrap() {
        let token = vector["token"].as_str().unwrap();
        let ring = Keyring::read(&vector["key"].to_string()).unwrap();
        let step = token.len() / 40 + 1;
        for at in (0..token.len()).step_by(step) {
            let other = if token.as_bytes()[at] == b'A' { "B" } else { "A" };
            let variants = [
                format!("{}{other}{}", &token[..at], &token[at + 1..]),
                format!("{}{}", &token[..at], &token[at + 1..]),
                token[..at].to_owned(),
                format!("{}={}", &token[..at], &token[at..]),
                format!("{}.{}", &token[..at], &token[at..]),
                format!("{}é{}", &token[..at], &token[at..]),
            ];
            for broken in variants {
                seen += 1;
                let inspection = inspect(&broken);
                for part in signed_parts(&broken, &inspection).unwrap_or_default() {
                    let outcome = ready(part.check(&ring, &Native)).outcome;
                    assert!(!matches!(outcome, Outcome::Valid | Outcome::ValidWeak), "{broken}");
                }
            }
        }
    }
    assert!(seen > 2_000, "{seen}");
}
