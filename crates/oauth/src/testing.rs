//! Keys, signatures and an edge that verifies them, for the tests of this crate.

use aws_lc_rs::{
    hmac,
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        self, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RsaEncoding, RsaKeyPair, RsaPublicKeyComponents,
        UnparsedPublicKey,
    },
};
use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::Value;
use std::sync::OnceLock;
use token::{Algorithm, Curve, Jwk, SignatureVerdict, Verify, VerifyError, jwk::KeyMaterial};

pub(crate) fn base64(octets: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(octets)
}

/// Verifies whatever it is asked to, short keys too: what is refused is refused by a rule, not here.
pub(crate) struct Edge;

impl Verify for Edge {
    fn verify(
        &self,
        algorithm: Algorithm,
        key: &Jwk,
        input: &[u8],
        signature: &[u8],
    ) -> Result<SignatureVerdict, VerifyError> {
        let valid = match (key.material(), algorithm) {
            (KeyMaterial::Rsa { n, e, .. }, Algorithm::Rs256) => RsaPublicKeyComponents { n, e }
                .verify(&signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, input, signature)
                .is_ok(),
            (KeyMaterial::Rsa { n, e, .. }, Algorithm::Ps256) => {
                RsaPublicKeyComponents { n, e }.verify(&signature::RSA_PSS_2048_8192_SHA256, input, signature).is_ok()
            }
            (KeyMaterial::Ec { .. }, Algorithm::Es256) => {
                UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, key.uncompressed_point().unwrap())
                    .verify(input, signature)
                    .is_ok()
            }
            (KeyMaterial::Oct { k, .. }, Algorithm::Hs256) => {
                hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, k.expose()), input, signature).is_ok()
            }
            _ => return Err(VerifyError::Unsupported(algorithm)),
        };
        Ok(valid.into())
    }
}

/// A key pair of RSA.
pub(crate) struct Rsa(RsaKeyPair);

impl Rsa {
    /// The provider's. Making one takes a while, so all tests share it.
    pub(crate) fn provider() -> &'static Self {
        static KEY: OnceLock<Rsa> = OnceLock::new();
        KEY.get_or_init(|| Self(RsaKeyPair::generate(KeySize::Rsa2048).unwrap()))
    }

    /// Somebody else's.
    pub(crate) fn attacker() -> &'static Self {
        static KEY: OnceLock<Rsa> = OnceLock::new();
        KEY.get_or_init(|| Self(RsaKeyPair::generate(KeySize::Rsa2048).unwrap()))
    }

    /// `RSAPublicKey` (RFC 8017, appendix A.1.1).
    pub(crate) fn der(&self) -> Vec<u8> {
        self.0.public_key().as_ref().to_vec()
    }

    /// The key without a name. Of a 2048-bit key the modulus begins at octet 8, with its zero for the sign, and the
    /// exponent is the last three octets.
    pub(crate) fn nameless(&self) -> Jwk {
        let der = self.der();
        Jwk::rsa(&der[8..265], &der[der.len() - 3..]).unwrap()
    }

    pub(crate) fn jwk(&self, kid: &str) -> Jwk {
        self.nameless().for_signatures(kid, Algorithm::Rs256).unwrap()
    }

    fn sign_with(&self, encoding: &'static dyn RsaEncoding, input: &str) -> Vec<u8> {
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0.sign(encoding, &SystemRandom::new(), input.as_bytes(), &mut signature).unwrap();
        signature
    }

    pub(crate) fn rs256(&self, input: &str) -> Vec<u8> {
        self.sign_with(&signature::RSA_PKCS1_SHA256, input)
    }

    pub(crate) fn ps256(&self, input: &str) -> Vec<u8> {
        self.sign_with(&signature::RSA_PSS_SHA256, input)
    }
}

/// A key pair on P-256.
pub(crate) struct Ec(EcdsaKeyPair);

impl Ec {
    pub(crate) fn new() -> Self {
        Self(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
    }

    pub(crate) fn jwk(&self, kid: &str) -> Jwk {
        let (x, y) = self.0.public_key().as_ref()[1..].split_at(32);
        Jwk::ec(Curve::P256, x, y).unwrap().for_signatures(kid, Algorithm::Es256).unwrap()
    }

    pub(crate) fn es256(&self, input: &str) -> Vec<u8> {
        let signature = self.0.sign(&SystemRandom::new(), input.as_bytes());
        signature.unwrap().as_ref().to_vec()
    }
}

pub(crate) fn hs256(secret: &[u8], input: &str) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), input.as_bytes()).as_ref().to_vec()
}

/// A compact JWS of exactly these texts, however wrong they are.
pub(crate) fn jws(header: &str, payload: &str, sign: impl Fn(&str) -> Vec<u8>) -> String {
    let input = format!("{}.{}", base64(header.as_bytes()), base64(payload.as_bytes()));
    let signature = base64(&sign(&input));
    format!("{input}.{signature}")
}

/// A header of `alg` and `kid`, with these members as well or instead; `null` takes one out.
pub(crate) fn changed(mut object: Value, changes: &Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        let members = object.as_object_mut().unwrap();
        if value.is_null() {
            members.remove(name);
        } else {
            members.insert(name.clone(), value.clone());
        }
    }
    object
}
