//! Keys and signatures by aws-lc-rs: what `federation` and `token` compute with on the server.

mod import;
mod rsa;

use async_trait::async_trait;
use aws_lc_rs::{
    hmac,
    signature::{
        self, EcdsaVerificationAlgorithm, ParsedPublicKey, RsaParameters, RsaPublicKeyComponents, VerificationAlgorithm,
    },
};
use domain::Secret;
use federation::ports::{Crypto, CryptoFailure, GeneratedKey, ImportedKey, KeyUpload};
use std::sync::Arc;
use token::{Algorithm, Jwk, Sign, SignatureVerdict, Verify, VerifyError, jwk::KeyMaterial};

/// Keys and signatures by aws-lc-rs.
#[derive(Debug, Clone, Copy, Default)]
pub struct AwsLc;

#[async_trait]
impl Crypto for AwsLc {
    async fn generate_rsa(&self) -> Result<GeneratedKey, CryptoFailure> {
        tokio::task::spawn_blocking(rsa::generate)
            .await
            .map_err(|_| CryptoFailure("the signing key was not made: the server is stopping".into()))?
    }

    async fn import(&self, upload: KeyUpload) -> Result<ImportedKey, CryptoFailure> {
        tokio::task::spawn_blocking(|| import::import(upload))
            .await
            .map_err(|_| CryptoFailure("The key was not read: the server is stopping.".into()))?
    }

    fn signer(&self, private: &Secret, kid: &str) -> Result<Arc<dyn Sign + Send + Sync>, CryptoFailure> {
        Ok(Arc::new(rsa::Rs256::new(private, kid)?))
    }

    fn verifier(&self) -> &(dyn Verify + Send + Sync) {
        self
    }
}

impl Verify for AwsLc {
    fn verify(
        &self,
        algorithm: Algorithm,
        key: &Jwk,
        input: &[u8],
        signature: &[u8],
    ) -> Result<SignatureVerdict, VerifyError> {
        // Type, curve, length and purpose of the key. A public RSA key is thus never taken for an HMAC secret.
        key.fits(algorithm).map_err(|misfit| VerifyError::UnusableKey(format!("it {misfit}")))?;
        let valid = match key.material() {
            KeyMaterial::Rsa { n, e, .. } => {
                let parameters = rsa_parameters(algorithm).ok_or(VerifyError::Unsupported(algorithm))?;
                let key = RsaPublicKeyComponents { n, e }.to_parsed_public_key(parameters);
                verify_with(&key.map_err(|_| unusable("it is no RSA key"))?, input, signature)
            }
            KeyMaterial::Ec { .. } => {
                let parameters = ecdsa(algorithm).ok_or(VerifyError::Unsupported(algorithm))?;
                let point = key.uncompressed_point().unwrap_or_default();
                verify_with(&parsed(parameters, &point, "its point is not on the curve")?, input, signature)
            }
            KeyMaterial::Ed25519 { x, .. } => {
                verify_with(&parsed(&signature::ED25519, x, "it is no Ed25519 key")?, input, signature)
            }
            KeyMaterial::Oct { k, .. } => {
                let algorithm = mac(algorithm).ok_or(VerifyError::Unsupported(algorithm))?;
                // Compares in constant time.
                hmac::verify(&hmac::Key::new(algorithm, k.expose()), input, signature).is_ok()
            }
            _ => return Err(VerifyError::Unsupported(algorithm)),
        };
        Ok(valid.into())
    }
}

fn verify_with(key: &ParsedPublicKey, input: &[u8], signature: &[u8]) -> bool {
    key.verify_sig(input, signature).is_ok()
}

fn parsed(
    algorithm: &'static dyn VerificationAlgorithm,
    octets: &[u8],
    why: &str,
) -> Result<ParsedPublicKey, VerifyError> {
    ParsedPublicKey::new(algorithm, octets).map_err(|_| unusable(why))
}

fn unusable(why: &str) -> VerifyError {
    VerifyError::UnusableKey(why.to_owned())
}

fn rsa_parameters(algorithm: Algorithm) -> Option<&'static RsaParameters> {
    Some(match algorithm {
        Algorithm::Rs256 => &signature::RSA_PKCS1_2048_8192_SHA256,
        Algorithm::Rs384 => &signature::RSA_PKCS1_2048_8192_SHA384,
        Algorithm::Rs512 => &signature::RSA_PKCS1_2048_8192_SHA512,
        Algorithm::Ps256 => &signature::RSA_PSS_2048_8192_SHA256,
        Algorithm::Ps384 => &signature::RSA_PSS_2048_8192_SHA384,
        Algorithm::Ps512 => &signature::RSA_PSS_2048_8192_SHA512,
        _ => return None,
    })
}

fn ecdsa(algorithm: Algorithm) -> Option<&'static EcdsaVerificationAlgorithm> {
    Some(match algorithm {
        Algorithm::Es256 => &signature::ECDSA_P256_SHA256_FIXED,
        Algorithm::Es384 => &signature::ECDSA_P384_SHA384_FIXED,
        Algorithm::Es512 => &signature::ECDSA_P521_SHA512_FIXED,
        _ => return None,
    })
}

fn mac(algorithm: Algorithm) -> Option<hmac::Algorithm> {
    Some(match algorithm {
        Algorithm::Hs256 => hmac::HMAC_SHA256,
        Algorithm::Hs384 => hmac::HMAC_SHA384,
        Algorithm::Hs512 => hmac::HMAC_SHA512,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
