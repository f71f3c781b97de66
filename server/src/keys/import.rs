//! RSA keys that somebody uploads: PKCS#12, PEM, or a certificate alone.

use super::rsa::public_jwk;
use aws_lc_rs::{
    digest::{SHA1_FOR_LEGACY_USE_ONLY, digest},
    encoding::{AsDer, Pkcs8V1Der},
    rsa::KeyPair,
};
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use domain::{Secret, Timestamp};
use federation::ports::{CryptoFailure, ImportedKey, KeyUpload};
use p12_keystore::{KeyStore, Pkcs12ImportPolicy};
use token::{Algorithm, Jwk};
use x509_parser::{certificate::X509Certificate, parse_x509_certificate, pem::Pem, public_key::PublicKey};
use zeroize::Zeroizing;

/// The most certificates that are published with a key.
const MAX_CERTIFICATES: usize = 10;
const MIN_BITS: usize = 2048;

/// What was found in a file.
#[derive(Default)]
struct Found {
    pair: Option<KeyPair>,
    /// Certificates as DER.
    certificates: Vec<Vec<u8>>,
}

/// Reads a file.
pub(super) fn import(upload: KeyUpload) -> Result<ImportedKey, CryptoFailure> {
    match upload {
        KeyUpload::Pkcs12 { file, password } => pkcs12(&file, &password)?.into_key(),
        KeyUpload::Pem(text) => pem(text.expose())?.into_key(),
    }
}

fn failure(sentence: &str) -> CryptoFailure {
    CryptoFailure(sentence.to_owned())
}

fn pkcs12(file: &[u8], password: &Secret) -> Result<Found, CryptoFailure> {
    let store = KeyStore::from_pkcs12(file, password.expose(), Pkcs12ImportPolicy::Relaxed)
        .map_err(|_| failure("The password does not open this file, or it is no PKCS#12 file."))?;
    let (_, chain) =
        store.private_key_chain().ok_or_else(|| failure("There is no private key in this PKCS#12 file."))?;
    let pair = pair(chain.key().as_der())?;
    Ok(Found {
        pair: Some(pair),
        certificates: chain.certs().iter().map(|certificate| certificate.as_der().to_vec()).collect(),
    })
}

fn pem(text: &str) -> Result<Found, CryptoFailure> {
    let mut found = Found::default();
    if !text.contains("-----BEGIN ") {
        let bare: String = text.split_whitespace().collect();
        let der = Base64::decode_vec(&bare);
        found.certificates.push(der.map_err(|_| failure("This is neither PEM nor a certificate as base64."))?);
        return Ok(found);
    }
    for block in Pem::iter_from_buffer(text.as_bytes()) {
        let block = block.map_err(|_| failure("A PEM block of this file has no end, or is not base64."))?;
        let contents = Zeroizing::new(block.contents);
        match block.label.as_str() {
            "CERTIFICATE" => found.certificates.push(contents.to_vec()),
            "PRIVATE KEY" => found.take_pair(pair(&contents)?)?,
            "RSA PRIVATE KEY" => {
                let read = KeyPair::from_der(&contents);
                found.take_pair(read.map_err(|_| failure("The private key is no RSA key of at least 2048 bits."))?)?;
            }
            "ENCRYPTED PRIVATE KEY" => {
                return Err(failure("The private key is under a password. Upload it as PKCS#12, or decrypt it first."));
            }
            _ => {}
        }
    }
    Ok(found)
}

fn pair(pkcs8: &[u8]) -> Result<KeyPair, CryptoFailure> {
    KeyPair::from_pkcs8(pkcs8).map_err(|_| failure("The private key is no RSA key of at least 2048 bits."))
}

impl Found {
    fn take_pair(&mut self, pair: KeyPair) -> Result<(), CryptoFailure> {
        match self.pair.replace(pair) {
            None => Ok(()),
            Some(_) => Err(failure("There are several private keys in this file. Upload one at a time.")),
        }
    }

    fn into_key(self) -> Result<ImportedKey, CryptoFailure> {
        let read: Vec<(&[u8], X509Certificate<'_>)> = self
            .certificates
            .iter()
            .take(MAX_CERTIFICATES)
            .map(|der| parse_x509_certificate(der).map(|(_, certificate)| (&**der, certificate)))
            .collect::<Result<_, _>>()
            .map_err(|_| failure("A certificate of this file cannot be read."))?;
        let of_pair = self.pair.as_ref().map(|pair| public_jwk(pair).ok_or_else(unreadable)).transpose()?;
        let leaf = match &of_pair {
            None => read.first(),
            Some(jwk) => {
                let same = |other: Jwk| other.thumbprint() == jwk.thumbprint();
                read.iter().find(|(_, certificate)| certified(certificate).is_some_and(same))
            }
        };
        if leaf.is_none() && !read.is_empty() {
            return Err(failure("The certificate is of another key than the private key beside it."));
        }
        let jwk = of_pair.or_else(|| leaf.and_then(|(_, certificate)| certified(certificate)));
        let jwk = jwk.ok_or_else(|| failure("There is no RSA key in this file."))?;
        if jwk.bits() < MIN_BITS {
            return Err(failure("The RSA key is too short: it needs at least 2048 bits."));
        }
        let kid = jwk.thumbprint().ok_or_else(unreadable)?;
        let jwk = jwk.for_signatures(&kid, Algorithm::Rs256).map_err(|_| unreadable())?;
        let mut public = serde_json::to_value(&jwk).map_err(|_| unreadable())?;
        if let (Some(members), Some((leaf, _))) = (public.as_object_mut(), leaf) {
            let others = read.iter().map(|(der, _)| *der).filter(|der| der != leaf);
            let chain: Vec<String> = std::iter::once(*leaf).chain(others).map(Base64::encode_string).collect();
            let thumbprint = digest(&SHA1_FOR_LEGACY_USE_ONLY, leaf);
            members.insert("x5t".to_owned(), Base64UrlUnpadded::encode_string(thumbprint.as_ref()).into());
            members.insert("x5c".to_owned(), chain.into());
        }
        let validity = leaf.map(|(_, certificate)| {
            let validity = certificate.validity();
            let at = |time: x509_parser::time::ASN1Time| Timestamp::from_seconds(time.timestamp());
            (at(validity.not_before), at(validity.not_after))
        });
        let private = self.pair.as_ref().map(written).transpose()?;
        Ok(ImportedKey { private, public, kid, validity })
    }
}

/// The RSA key that a certificate is about.
fn certified(certificate: &X509Certificate<'_>) -> Option<Jwk> {
    let PublicKey::RSA(key) = certificate.public_key().parsed().ok()? else { return None };
    let integer = |octets: &[u8]| octets.iter().copied().skip_while(|octet| *octet == 0).collect::<Vec<_>>();
    Jwk::rsa(&integer(key.modulus), &integer(key.exponent)).ok()
}

fn written(pair: &KeyPair) -> Result<Secret, CryptoFailure> {
    let der: Pkcs8V1Der<'static> = pair.as_der().map_err(|_| unreadable())?;
    Ok(Secret::new(Base64::encode_string(der.as_ref())))
}

fn unreadable() -> CryptoFailure {
    failure("The key of this file cannot be read.")
}

#[cfg(test)]
mod tests;
