//! [`Primitives`] by aws-lc-rs. Each is ready at once.

use aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{self, PrivateKey, UnparsedPublicKey as Peer};
use aws_lc_rs::cipher::{self, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey};
use aws_lc_rs::key_wrap::{AES_128, AES_256, AesKek, KeyWrap};
use aws_lc_rs::rsa::{OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use aws_lc_rs::signature::{self, RsaPublicKeyComponents, UnparsedPublicKey};
use aws_lc_rs::{hmac, iv::FixedLength};

use crate::algorithm::{Algorithm, Family, Hash};
use crate::der;
use crate::jwk::{Jwk, KeyMaterial};
use crate::primitives::{AgreementCurve, Computed, Primitives};

/// Computes with aws-lc-rs.
#[derive(Debug, Clone, Copy, Default)]
pub struct Native;

impl Primitives for Native {
    async fn verify(&self, algorithm: Algorithm, key: &Jwk, input: &[u8], signature: &[u8]) -> Computed<bool> {
        let outcome = match (key.material(), algorithm.family(), algorithm.hash()) {
            (KeyMaterial::Rsa { n, e }, family @ (Family::RsaPkcs1 | Family::RsaPss), hash) => {
                let parameters = match (family, hash) {
                    (Family::RsaPkcs1, Hash::Sha256) => &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
                    (Family::RsaPkcs1, Hash::Sha384) => &signature::RSA_PKCS1_2048_8192_SHA384,
                    (Family::RsaPkcs1, Hash::Sha512) => &signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
                    (_, Hash::Sha256) => &signature::RSA_PSS_2048_8192_SHA256,
                    (_, Hash::Sha384) => &signature::RSA_PSS_2048_8192_SHA384,
                    (_, Hash::Sha512) => &signature::RSA_PSS_2048_8192_SHA512,
                };
                RsaPublicKeyComponents { n, e }.verify(parameters, input, signature)
            }
            (KeyMaterial::Ec { .. }, Family::Ecdsa, hash) => {
                let parameters: &'static signature::EcdsaVerificationAlgorithm = match hash {
                    Hash::Sha256 => &signature::ECDSA_P256_SHA256_FIXED,
                    Hash::Sha384 => &signature::ECDSA_P384_SHA384_FIXED,
                    Hash::Sha512 => &signature::ECDSA_P521_SHA512_FIXED,
                };
                UnparsedPublicKey::new(parameters, key.uncompressed_point().unwrap_or_default())
                    .verify(input, signature)
            }
            (KeyMaterial::Ed25519 { x }, Family::EdDsa, _) => {
                UnparsedPublicKey::new(&signature::ED25519, x).verify(input, signature)
            }
            (KeyMaterial::Oct { k }, Family::Hmac, hash) => {
                hmac::verify(&hmac::Key::new(mac(hash), k.expose()), input, signature)
            }
            _ => return Err(format!("the key does not fit {algorithm}")),
        };
        Ok(outcome.is_ok())
    }

    async fn rsa_oaep(&self, pkcs8: &[u8], hash_is_sha256: bool, encrypted: &[u8]) -> Computed<Vec<u8>> {
        let key =
            PrivateDecryptingKey::from_pkcs8(pkcs8).map_err(|error| format!("the RSA key is not taken: {error}"))?;
        let key = OaepPrivateDecryptingKey::new(key).map_err(|_| "the RSA key is not taken".to_owned())?;
        let mut output = vec![0; key.min_output_size()];
        let algorithm = if hash_is_sha256 { &OAEP_SHA256_MGF1SHA256 } else { &OAEP_SHA1_MGF1SHA1 };
        key.decrypt(algorithm, encrypted, &mut output, None)
            .map(|plain| plain.to_vec())
            .map_err(|_| "the encrypted key was not made for this RSA key".to_owned())
    }

    async fn agree(&self, curve: AgreementCurve, pkcs8: &[u8], peer: &[u8]) -> Computed<Vec<u8>> {
        let algorithm = match curve {
            AgreementCurve::P256 => &agreement::ECDH_P256,
            AgreementCurve::P384 => &agreement::ECDH_P384,
            AgreementCurve::P521 => &agreement::ECDH_P521,
            AgreementCurve::X25519 => &agreement::X25519,
        };
        let refused = || format!("the key on {} is not taken", curve.as_str());
        let private = der::private_scalar(pkcs8).ok_or_else(refused)?;
        let private = PrivateKey::from_private_key(algorithm, &private).map_err(|_| refused())?;
        agreement::agree(
            &private,
            Peer::new(algorithm, peer),
            "the sender's key (epk) is not on the curve".to_owned(),
            |secret| Ok(secret.to_vec()),
        )
    }

    async fn unwrap_key(&self, key: &[u8], wrapped: &[u8]) -> Computed<Vec<u8>> {
        let refused = |_| "the encrypted key was not wrapped with this key".to_owned();
        let cipher = match key.len() {
            16 => &AES_128,
            32 => &AES_256,
            _ => return Err("keys are unwrapped with 128 or 256 bits here".to_owned()),
        };
        let key = AesKek::new(cipher, key).map_err(refused)?;
        let mut output = vec![0; wrapped.len()];
        key.unwrap(wrapped, &mut output).map(|plain| plain.to_vec()).map_err(refused)
    }

    async fn gcm(&self, key: &[u8], iv: &[u8], additional: &[u8], ciphertext: &[u8], tag: &[u8]) -> Computed<Vec<u8>> {
        let algorithm = match key.len() {
            16 => &aead::AES_128_GCM,
            24 => &aead::AES_192_GCM,
            _ => &aead::AES_256_GCM,
        };
        let refused = |_| "the tag does not fit: another key, or a changed token".to_owned();
        let key = LessSafeKey::new(UnboundKey::new(algorithm, key).map_err(refused)?);
        let nonce = Nonce::try_assume_unique_for_key(iv).map_err(refused)?;
        let mut both = [ciphertext, tag].concat();
        key.open_in_place(nonce, Aad::from(additional), &mut both).map(|plain| plain.to_vec()).map_err(refused)
    }

    async fn cbc(&self, key: &[u8], iv: &[u8], ciphertext: &[u8]) -> Computed<Vec<u8>> {
        let refused = |_| "the padding does not fit".to_owned();
        let algorithm = match key.len() {
            16 => &cipher::AES_128,
            24 => &cipher::AES_192,
            _ => &cipher::AES_256,
        };
        let iv = FixedLength::from(<[u8; 16]>::try_from(iv).map_err(|_| "the vector must have 16 octets".to_owned())?);
        let key = UnboundCipherKey::new(algorithm, key).map_err(refused)?;
        let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).map_err(refused)?;
        let mut octets = ciphertext.to_vec();
        key.decrypt(&mut octets, DecryptionContext::Iv128(iv)).map(|plain| plain.to_vec()).map_err(refused)
    }

    async fn hmac(&self, hash: Hash, key: &[u8], input: &[u8]) -> Computed<Vec<u8>> {
        Ok(hmac::sign(&hmac::Key::new(mac(hash), key), input).as_ref().to_vec())
    }
}

fn mac(hash: Hash) -> hmac::Algorithm {
    match hash {
        Hash::Sha256 => hmac::HMAC_SHA256,
        Hash::Sha384 => hmac::HMAC_SHA384,
        Hash::Sha512 => hmac::HMAC_SHA512,
    }
}
