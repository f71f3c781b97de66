use std::cell::Cell;

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    self as aws, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair, RsaEncoding, RsaKeyPair,
};
use serde_json::json;

use super::*;
use crate::algorithm::{Curve, KeyType};
use crate::issue::{Header as IssueHeader, Unsigned, issue};
use crate::testing::{
    AwsLc, EcSigner, RFC7515_A1, RFC7515_A2, RFC7515_A3, mac, rfc7515_a1_key, rfc7515_a2_key, rfc7515_a3_key, token,
};

fn expected(token: &str, algorithm: Algorithm) -> Expected {
    Unverified::parse(token).unwrap().expect(&[algorithm]).unwrap()
}

// RFC 7515, appendices A.1 to A.3.
#[test]
fn the_examples_of_rfc_7515_verify_and_altered_ones_do_not() {
    let examples = [
        (RFC7515_A1, Algorithm::Hs256, rfc7515_a1_key()),
        (RFC7515_A2, Algorithm::Rs256, rfc7515_a2_key()),
        (RFC7515_A3, Algorithm::Es256, rfc7515_a3_key()),
    ];
    for (text, algorithm, key) in examples {
        let verified = expected(text, algorithm).verify_with(&key, &AwsLc).unwrap();
        assert_eq!(verified.claims()["iss"], "joe");
        assert_eq!(verified.key_thumbprint().map(str::to_owned), key.thumbprint());

        // Another claim under the same signature.
        let altered = text.replace("eyJpc3MiOiJqb2Ui", "eyJpc3MiOiJqb3Ui");
        let error = expected(&altered, algorithm).verify_with(&key, &AwsLc).unwrap_err();
        assert_eq!(error, SignatureInvalid { algorithm, keys: vec![None] }.into());
        // Its signature without the last octet, and with one more.
        let token = Unverified::parse(text).unwrap();
        for signature in [&token.signature[..token.signature.len() - 1], &[&token.signature[..], &[0]].concat()] {
            let altered = format!("{}.{}", token.signing_input, crate::base64::encode(signature));
            assert!(expected(&altered, algorithm).verify_with(&key, &AwsLc).is_err());
        }
    }
}

#[test]
fn every_algorithm_verifies_what_it_signed_and_nothing_else() {
    let rsa = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    for algorithm in Algorithm::ALL {
        let header = IssueHeader { alg: algorithm, kid: Some("k"), typ: "JWT" };
        let claims = json!({"sub": "somebody"}).as_object().unwrap().clone();
        let unsigned = Unsigned::new(&header, &claims).unwrap();
        let input = unsigned.signing_input();
        let (key, signature) = match algorithm.key_type() {
            KeyType::Rsa => {
                let public = rsa.public_key();
                let mut signature = vec![0; rsa.public_modulus_len()];
                rsa.sign(rsa_encoding(algorithm), &SystemRandom::new(), input, &mut signature).unwrap();
                // RSAPublicKey (RFC 8017, appendix A.1.1): of a 2048-bit key the modulus begins at octet 8, with its
                // zero for the sign, and the exponent is the last three octets.
                let der = public.as_ref();
                (Jwk::rsa(&der[8..265], &der[der.len() - 3..]).unwrap(), signature)
            }
            KeyType::Ec => {
                let curve = algorithm.curve().unwrap();
                let pair = EcdsaKeyPair::generate(ecdsa_signing(curve)).unwrap();
                let (x, y) = pair.public_key().as_ref()[1..].split_at(curve.coordinate_length());
                let signature = pair.sign(&SystemRandom::new(), input).unwrap().as_ref().to_vec();
                assert_eq!(signature.len(), 2 * curve.coordinate_length());
                (Jwk::ec(curve, x, y).unwrap(), signature)
            }
            KeyType::Okp => {
                let pair = Ed25519KeyPair::generate().unwrap();
                (Jwk::ed25519(pair.public_key().as_ref()).unwrap(), pair.sign(input).as_ref().to_vec())
            }
            KeyType::Oct => {
                let secret = [7; 64];
                let tag = hmac::sign(&hmac::Key::new(mac(algorithm), &secret), input);
                (Jwk::secret(&secret), tag.as_ref().to_vec())
            }
        };
        let text = unsigned.signed(&signature);
        let verified = expected(&text, algorithm).verify_with(&key, &AwsLc).unwrap();
        assert_eq!(verified.claims(), &claims, "{algorithm}");

        // The same octets under every other algorithm's name are no valid token, whatever is expected.
        for other in Algorithm::ALL.into_iter().filter(|other| *other != algorithm) {
            assert!(Unverified::parse(&text).unwrap().expect(&[other]).is_err());
            let header = format!(r#"{{"alg":"{other}","kid":"k","typ":"JWT"}}"#);
            let renamed = token(&header, r#"{"sub":"somebody"}"#, &signature);
            assert!(expected(&renamed, other).verify_with(&key, &AwsLc).is_err(), "{algorithm} as {other}");
        }
    }
}

fn rsa_encoding(algorithm: Algorithm) -> &'static dyn RsaEncoding {
    match algorithm {
        Algorithm::Rs256 => &aws::RSA_PKCS1_SHA256,
        Algorithm::Rs384 => &aws::RSA_PKCS1_SHA384,
        Algorithm::Rs512 => &aws::RSA_PKCS1_SHA512,
        Algorithm::Ps256 => &aws::RSA_PSS_SHA256,
        Algorithm::Ps384 => &aws::RSA_PSS_SHA384,
        _ => &aws::RSA_PSS_SHA512,
    }
}

fn ecdsa_signing(curve: Curve) -> &'static EcdsaSigningAlgorithm {
    match curve {
        Curve::P384 => &aws::ECDSA_P384_SHA384_FIXED_SIGNING,
        Curve::P521 => &aws::ECDSA_P521_SHA512_FIXED_SIGNING,
        _ => &aws::ECDSA_P256_SHA256_FIXED_SIGNING,
    }
}

#[test]
fn the_header_alone_never_chooses_the_algorithm() {
    let token = Unverified::parse(RFC7515_A3).unwrap();
    assert_eq!(
        token.clone().expect(&[]).unwrap_err(),
        UnexpectedAlgorithm { found: Algorithm::Es256, expected: vec![] }
    );
    let error = token.clone().expect(&[Algorithm::Rs256, Algorithm::Ps256]).unwrap_err();
    assert_eq!(error.to_string(), "the token is signed with ES256; expected: RS256, PS256");
    assert!(token.expect(&[Algorithm::Rs256, Algorithm::Es256]).is_ok());
}

// The classic confusion: an RSA public key, in any encoding, used as an HMAC secret (RFC 8725 §2.1).
#[test]
fn a_public_key_is_never_an_hmac_secret() {
    let public = rfc7515_a2_key();
    let published = serde_json::to_vec(&public).unwrap();
    let header = IssueHeader { alg: Algorithm::Hs256, kid: None, typ: "JWT" };
    let unsigned = Unsigned::new(&header, &Members::new()).unwrap();
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &published), unsigned.signing_input());
    let forged = unsigned.signed(tag.as_ref());
    // Even if HS256 is expected as well.
    let token = Unverified::parse(&forged).unwrap().expect(&[Algorithm::Rs256, Algorithm::Hs256]).unwrap();
    let error = token.verify_with(&public, &AwsLc).unwrap_err();
    assert_eq!(error, Misfit::KeyType { algorithm: Algorithm::Hs256, found: KeyType::Rsa }.into());
    assert!(matches!(token.verify(&JwkSet::from_iter([public]), &AwsLc).unwrap_err(), VerificationError::NoKey(_)));
}

// CVE-2018-0114: the key that signed, sent along in the header.
#[test]
fn a_key_in_the_header_is_ignored() {
    let (attacker, issuer) = (EcSigner::new("k"), EcSigner::new("k"));
    let header = json!({
        "alg": "ES256",
        "kid": "k",
        "jwk": attacker.jwk(),
        "jku": "https://attacker.example/keys",
        "x5u": "https://attacker.example/chain",
        "x5c": ["MIIB"],
    });
    let text = token(&header.to_string(), r#"{"sub":"admin"}"#, b"");
    let input = text.trim_end_matches('.');
    let signature = crate::Sign::sign(&attacker, input.as_bytes()).unwrap();
    let forged = token(&header.to_string(), r#"{"sub":"admin"}"#, &signature);
    let token = expected(&forged, Algorithm::Es256);
    let error = token.verify(&JwkSet::from_iter([issuer.jwk()]), &AwsLc).unwrap_err();
    assert_eq!(error.to_string(), "the ES256 signature is not by the key \"k\"");
    // It is a good signature by the attacker's key: only the choice of the key refuses it.
    assert!(token.verify(&JwkSet::from_iter([attacker.jwk()]), &AwsLc).is_ok());
}

struct Counting<'a>(&'a Cell<usize>, Result<SignatureVerdict, VerifyError>);

impl Verify for Counting<'_> {
    fn verify(&self, _: Algorithm, _: &Jwk, _: &[u8], _: &[u8]) -> Result<SignatureVerdict, VerifyError> {
        self.0.set(self.0.get() + 1);
        self.1.clone()
    }
}

#[test]
fn without_a_kid_a_few_keys_are_tried_and_no_more() {
    let keys: JwkSet = (0..50).map(|_| rfc7515_a3_key()).collect();
    let count = Cell::new(0);
    let token = expected(RFC7515_A3, Algorithm::Es256);
    let error = token.verify(&keys, &Counting(&count, Ok(SignatureVerdict::Invalid))).unwrap_err();
    assert_eq!(count.get(), crate::jwk::MAX_CANDIDATES);
    assert_eq!(error, SignatureInvalid { algorithm: Algorithm::Es256, keys: vec![None; 4] }.into());
}

#[test]
fn the_right_key_is_found_behind_a_wrong_one() {
    let (first, second) = (EcSigner::new("a"), EcSigner::new("b"));
    let signed = issue("JWT", &Members::new(), &second).unwrap();
    let without_kid: JwkSet = [first.jwk(), second.jwk()].into_iter().collect();
    assert_eq!(expected(&signed, Algorithm::Es256).verify(&without_kid, &AwsLc).unwrap().key_id(), Some("b"));
    // Two keys of one name, as after a careless rotation.
    let renamed = first.jwk().for_signatures("b", Algorithm::Es256).unwrap();
    let same_kid: JwkSet = [renamed, second.jwk()].into_iter().collect();
    let verified = expected(&signed, Algorithm::Es256).verify(&same_kid, &AwsLc).unwrap();
    assert_eq!(verified.key_thumbprint().map(str::to_owned), second.jwk().thumbprint());
}

#[test]
fn an_edge_without_a_verdict_verifies_nothing() {
    let count = Cell::new(0);
    let error = VerifyError::Unsupported(Algorithm::Es256);
    let keys = JwkSet::from_iter([rfc7515_a3_key()]);
    let result = expected(RFC7515_A3, Algorithm::Es256).verify(&keys, &Counting(&count, Err(error.clone())));
    assert_eq!(result.unwrap_err(), VerificationError::Edge(error));
}

// What a caller with an asynchronous edge does, such as WebCrypto in the browser.
#[test]
fn a_verdict_from_elsewhere_concludes_the_question_it_answers() {
    let (token, key) = (expected(RFC7515_A3, Algorithm::Es256), rfc7515_a3_key());
    let input = token.signing_input(&key).unwrap();
    let verdict = AwsLc.verify(input.algorithm(), input.key(), input.octets(), input.signature()).unwrap();
    assert_eq!(input.concluded(verdict).unwrap().claims()["exp"], 1_300_819_380);
    assert!(input.concluded(SignatureVerdict::Invalid).is_err());
    assert_eq!(
        token.signing_input(&rfc7515_a2_key()).unwrap_err(),
        Misfit::KeyType { algorithm: Algorithm::Es256, found: KeyType::Rsa }
    );
}
