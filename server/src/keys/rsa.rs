//! RSA keys of our own: made, read back, signed with.

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};
use base64ct::{Base64, Encoding};
use domain::Secret;
use federation::ports::{CryptoFailure, GeneratedKey};
use token::{Algorithm, Jwk, Sign, SignError};
use zeroize::Zeroizing;

/// Makes a key of 2048 bits: some tenths of a second of computing.
pub(super) fn generate() -> Result<GeneratedKey, CryptoFailure> {
    let failure = |what: &str| CryptoFailure(format!("the signing key was not made: {what}"));
    let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| failure("no prime numbers were found"))?;
    let der: Pkcs8V1Der<'static> = pair.as_der().map_err(|_| failure("it cannot be written as PKCS#8"))?;
    let private = Secret::new(Base64::encode_string(der.as_ref()));
    let jwk = public_jwk(&pair).ok_or_else(|| failure("its public half cannot be read"))?;
    let kid = jwk.thumbprint().ok_or_else(|| failure("it has no thumbprint"))?;
    let jwk = jwk.for_signatures(&kid, Algorithm::Rs256).map_err(|error| failure(&error.to_string()))?;
    let public = serde_json::to_value(&jwk).map_err(|error| failure(&error.to_string()))?;
    Ok(GeneratedKey { private, public, kid })
}

/// A private key that signs with RS256.
pub(super) struct Rs256 {
    pair: KeyPair,
    kid: String,
}

impl Rs256 {
    pub(super) fn new(private: &Secret, kid: &str) -> Result<Self, CryptoFailure> {
        let failure = |what: &str| CryptoFailure(format!("the signing key {kid:?} cannot be used: {what}"));
        let der = Base64::decode_vec(private.expose()).map(Zeroizing::new).map_err(|_| failure("it is not base64"))?;
        let pair =
            KeyPair::from_pkcs8(&der).map_err(|_| failure("it is no RSA key of at least 2048 bits in PKCS#8"))?;
        Ok(Self { pair, kid: kid.to_owned() })
    }
}

impl Sign for Rs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::Rs256
    }

    fn kid(&self) -> &str {
        &self.kid
    }

    fn sign(&self, input: &[u8]) -> Result<Vec<u8>, SignError> {
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), input, &mut signature)
            .map_err(|_| SignError(format!("RS256 with the key {:?} failed", self.kid)))?;
        Ok(signature)
    }
}

/// The public half, from `RSAPublicKey` (RFC 8017, appendix A.1.1), which aws-lc-rs gives as DER.
pub(super) fn public_jwk(pair: &KeyPair) -> Option<Jwk> {
    let (0x30, sequence, []) = element(pair.public_key().as_ref())? else { return None };
    let (0x02, modulus, rest) = element(sequence)? else { return None };
    let (0x02, exponent, []) = element(rest)? else { return None };
    let integer = |octets: &[u8]| octets.iter().copied().skip_while(|octet| *octet == 0).collect::<Vec<_>>();
    Jwk::rsa(&integer(modulus), &integer(exponent)).ok()
}

/// The first DER element: tag, content, and what follows.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&[tag, length], mut rest) = der.split_first_chunk::<2>()?;
    let mut length = usize::from(length);
    if length > 0x7f {
        let (octets, after) = rest.split_at_checked(length & 0x7f).filter(|(octets, _)| octets.len() <= 4)?;
        length = octets.iter().fold(0, |length, octet| length << 8 | usize::from(*octet));
        rest = after;
    }
    let (content, after) = rest.split_at_checked(length)?;
    Some((tag, content, after))
}
