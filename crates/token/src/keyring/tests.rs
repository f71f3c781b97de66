use super::*;
use crate::algorithm::{Curve, KeyType};
use crate::testing::RFC7638_KEY;

/// Made with OpenSSL: `openssl req -x509 -newkey …`; nobody uses these keys.
const PEM: &str = include_str!("../../tests/vectors/keys.pem");

fn kinds(ring: &Keyring) -> Vec<(KeyType, Option<Curve>)> {
    ring.keys.iter().map(|held| (held.key.key_type(), held.key.curve())).collect()
}

#[test]
fn jwk_and_sets_are_read_with_what_cannot_be_used() {
    let ring = Keyring::read(RFC7638_KEY).unwrap();
    assert_eq!((ring.keys.len(), ring.private.len()), (1, 0));
    assert_eq!(ring.source, Source::Person);
    let set = format!(r#"{{"keys":[{RFC7638_KEY},{{"kty":"AKP"}},{{"kty":"oct","k":"AQ"}}]}}"#);
    let ring = Keyring::read(&set).unwrap();
    assert_eq!((ring.keys.len(), ring.private.len(), ring.notes.len()), (2, 1, 1));
    assert!(ring.notes[0].to_string().contains("Key number 2"));
}

#[test]
fn pem_keys_and_certificates_are_read() {
    let ring = Keyring::read(PEM).unwrap();
    let said: Vec<_> = ring.notes.iter().map(ToString::to_string).collect();
    assert_eq!(
        kinds(&ring),
        [
            (KeyType::Rsa, None),
            (KeyType::Ec, Some(Curve::P256)),
            (KeyType::Ec, Some(Curve::P384)),
            (KeyType::Ec, Some(Curve::P521)),
            (KeyType::Okp, Some(Curve::Ed25519)),
            (KeyType::Rsa, None),
            (KeyType::Rsa, None),
            (KeyType::Ec, Some(Curve::P256)),
            (KeyType::Rsa, None),
            (KeyType::Ec, Some(Curve::P256)),
        ],
        "{said:?}"
    );
    // PKCS #8 of RSA and EC, PKCS #1, SEC 1, X25519.
    assert_eq!(ring.private.iter().map(PrivateKey::kind).collect::<Vec<_>>(), ["RSA", "RSA", "P-256", "X25519"]);
    assert!(said.iter().any(|note| note.contains("issuer.example") && note.contains("valid until")), "{said:?}");
    assert!(said.iter().any(|note| note.contains("passphrase")), "{said:?}");
    // The certificate's key is that of its private key, whichever way it is written.
    let thumbprints: Vec<_> = ring.keys.iter().map(|held| held.key.thumbprint()).collect();
    assert_eq!(thumbprints[0], thumbprints[5]);
    assert_eq!(thumbprints[0], thumbprints[6]);
    assert_eq!(thumbprints[0], thumbprints[8]);
    assert_eq!(thumbprints[1], thumbprints[7]);
}

#[test]
fn a_bare_certificate_is_read() {
    let bare: String = PEM
        .split("-----BEGIN CERTIFICATE-----")
        .nth(1)
        .and_then(|rest| rest.split("-----").next())
        .unwrap()
        .split_whitespace()
        .collect();
    let ring = Keyring::read(&bare).unwrap();
    assert_eq!(kinds(&ring), [(KeyType::Rsa, None)]);
}

#[test]
fn every_cut_of_a_certificate_is_survived() {
    let bare: String = PEM.split("-----BEGIN CERTIFICATE-----").nth(1).unwrap().split("-----").next().unwrap().into();
    let octets = Base64::decode_vec(&bare.split_whitespace().collect::<String>()).unwrap();
    for end in 0..octets.len() {
        let text = format!(
            "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----",
            Base64::encode_string(&octets[..end])
        );
        assert!(Keyring::read(&text).is_err(), "{end}");
    }
}

#[test]
fn a_secret_is_read_in_the_ways_it_may_be_meant() {
    let ring = Keyring::read("c2VjcmV0LXNlY3JldA").unwrap();
    assert_eq!((ring.keys.len(), ring.private.len()), (2, 2));
    assert_eq!(Keyring::read("not base64!").unwrap().keys.len(), 1);
}

#[test]
fn what_is_no_key_says_what_it_is() {
    for (text, word) in [
        ("", "no key yet"),
        ("https://issuer.example/keys", "address"),
        (r#"{"issuer":"x","jwks_uri":"y"}"#, "metadata document"),
        (r#"{"kty":"RSA"}"#, "n\" is missing"),
        (r#"{"keys":[]}"#, "No key was found"),
        (r#"{"kty""#, "not a key"),
        ("-----BEGIN PUBLIC KEY-----\nAA", "no end"),
        ("-----BEGIN PUBLIC KEY-----\n!\n-----END PUBLIC KEY-----", "not base64"),
        ("-----BEGIN DH PARAMETERS-----\nAAAA\n-----END DH PARAMETERS-----", "no key"),
    ] {
        let said = Keyring::read(text).unwrap_err().to_string();
        assert!(said.contains(word), "{text}: {said}");
    }
}

#[test]
fn private_keys_do_not_show() {
    let ring = Keyring::read(r#"{"kty":"oct","k":"c2VjcmV0","kid":"s"}"#).unwrap();
    let shown = format!("{ring:?}");
    assert!(!shown.contains("c2VjcmV0") && !shown.contains("115, 101"), "{shown}");
}

#[test]
fn s74_what_is_pasted_as_keys_has_a_limit() {
    assert!(Keyring::read(&"a".repeat(MAX_KEY_TEXT)).is_ok());
    let said = Keyring::read(&"a".repeat(MAX_KEY_TEXT + 1)).unwrap_err().to_string();
    assert!(said.contains("too long for keys"), "{said}");
    for address in ["http://op.example/keys", "https://op.example/keys"] {
        let said = Keyring::read(address).unwrap_err().to_string();
        assert!(said.contains("This is an address"), "no address is taken for a secret: {said}");
    }
}

/// The private part of a key of a curve has the curve's length (RFC 7518 §6.2.2.1): a shorter one is a mistake.
#[test]
fn a_private_key_of_a_wrong_length_is_refused_and_said() {
    let encode = |length: usize| crate::base64::encode(&vec![1; length]);
    // The generator of P-256 is a point of it.
    let (x, y) = ("axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY", "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU");
    for (length, taken) in [(31, false), (32, true), (33, false)] {
        let key = format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}","d":"{}"}}"#, encode(length));
        let ring = Keyring::read(&key).unwrap();
        assert_eq!(ring.private.len() == 1, taken, "{length}");
        assert_eq!(ring.notes.is_empty(), taken, "{length}: {:?}", ring.notes);
    }
}
