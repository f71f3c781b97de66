//! Keys and certificates as PEM (RFC 7468).

use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

use super::{Keyring, PrivateKey, PrivateMaterial, RingKey};
use crate::algorithm::Curve;
use crate::der::{self, Reader, SEQUENCE};
use crate::jwk::Jwk;
use crate::phrase::Phrase;
use crate::primitives::AgreementCurve;

/// Reads every block.
pub(super) fn read(text: &str, ring: &mut Keyring) -> Result<(), Phrase> {
    const BEGIN: &str = "-----BEGIN ";
    let mut rest = text;
    while let Some(at) = rest.find(BEGIN) {
        rest = &rest[at + BEGIN.len()..];
        let Some((label, after)) = rest.split_once("-----") else { break };
        let Some((body, after)) = after.split_once("-----END ") else {
            return Err(Phrase::with("The PEM block {0} has no end.", [&label]));
        };
        rest = after;
        let body: Zeroizing<String> = Zeroizing::new(body.split_whitespace().collect());
        let Ok(octets) = Base64::decode_vec(&body).map(Zeroizing::new) else {
            ring.notes.push(Phrase::with("The PEM block {0} is not base64.", [&label]));
            continue;
        };
        if block(label, &octets, ring).is_none() {
            ring.notes.push(match label {
                "ENCRYPTED PRIVATE KEY" => "This private key is encrypted with a passphrase. Decrypt it first.".into(),
                _ => Phrase::with("The PEM block {0} holds no key that can be used here.", [&label]),
            });
        }
    }
    Ok(())
}

/// A certificate without its PEM lines.
pub(super) fn take_bare_certificate(text: &str, ring: &mut Keyring) -> bool {
    let text: String = text.split_whitespace().collect();
    Base64::decode_vec(&text).ok().and_then(|octets| certificate(&octets, ring)).is_some()
}

fn block(label: &str, octets: &[u8], ring: &mut Keyring) -> Option<()> {
    let from = Some(Phrase::plain("the PEM key"));
    match label {
        "CERTIFICATE" => certificate(octets, ring),
        "PUBLIC KEY" => {
            let key = public(octets)?;
            ring.keys.push(RingKey { key, from });
            Some(())
        }
        "RSA PUBLIC KEY" => {
            let key = rsa(octets)?;
            ring.keys.push(RingKey { key, from });
            Some(())
        }
        "PRIVATE KEY" => private(octets, ring),
        "RSA PRIVATE KEY" => private(&der::pkcs8(der::RSA, None, octets), ring),
        "EC PRIVATE KEY" => {
            let mut inner = Reader(octets).enter(SEQUENCE)?;
            inner.take(der::INTEGER)?;
            inner.take(der::OCTET_STRING)?;
            let curve = inner.enter(0xa0)?.take(der::OBJECT_ID)?;
            private(&der::pkcs8(der::EC, Some(curve), octets), ring)
        }
        _ => None,
    }
}

/// `SubjectPublicKeyInfo` (RFC 5280 §4.1.2.7).
fn public(octets: &[u8]) -> Option<Jwk> {
    let mut outer = Reader(octets).enter(SEQUENCE)?;
    let mut algorithm = outer.enter(SEQUENCE)?;
    let key = outer.bits()?;
    match algorithm.take(der::OBJECT_ID)? {
        der::RSA | der::RSA_PSS => rsa(key),
        der::EC => point(signing_curve(algorithm.take(der::OBJECT_ID)?)?, key),
        der::ED25519 => Jwk::ed25519(key).ok(),
        _ => None,
    }
}

fn signing_curve(oid: &[u8]) -> Option<Curve> {
    match oid {
        der::P256 => Some(Curve::P256),
        der::P384 => Some(Curve::P384),
        der::P521 => Some(Curve::P521),
        _ => None,
    }
}

fn point(curve: Curve, octets: &[u8]) -> Option<Jwk> {
    let point = octets.strip_prefix(&[4])?;
    let (x, y) = point.split_at_checked(curve.coordinate_length())?;
    Jwk::ec(curve, x, y).ok()
}

/// `RSAPublicKey` (RFC 8017 §A.1.1).
fn rsa(octets: &[u8]) -> Option<Jwk> {
    let mut inner = Reader(octets).enter(SEQUENCE)?;
    Jwk::rsa(inner.take(der::INTEGER)?, inner.take(der::INTEGER)?).ok()
}

/// `PrivateKeyInfo` (RFC 5208 §5). The public half verifies, where it is in there.
fn private(octets: &[u8], ring: &mut Keyring) -> Option<()> {
    let mut outer = Reader(octets).enter(SEQUENCE)?;
    outer.take(der::INTEGER)?;
    let mut algorithm = outer.enter(SEQUENCE)?;
    let mut key = outer.enter(der::OCTET_STRING)?;
    let whole = || Zeroizing::new(octets.to_vec());
    let from = Some(Phrase::plain("the PEM key"));
    let (public, material) = match algorithm.take(der::OBJECT_ID)? {
        der::RSA => {
            let mut inner = key.enter(SEQUENCE)?;
            inner.take(der::INTEGER)?;
            (Jwk::rsa(inner.take(der::INTEGER)?, inner.take(der::INTEGER)?).ok(), Some(PrivateMaterial::Rsa(whole())))
        }
        der::EC => {
            let curve = signing_curve(algorithm.take(der::OBJECT_ID)?)?;
            let mut inner = key.enter(SEQUENCE)?;
            inner.take(der::INTEGER)?;
            inner.take(der::OCTET_STRING)?;
            let _curve_again = inner.enter(0xa0);
            let public = inner.enter(0xa1).and_then(|mut inner| point(curve, inner.bits()?));
            (public, Some(PrivateMaterial::Curve(AgreementCurve::parse(curve.as_str())?, whole())))
        }
        der::X25519 => (None, Some(PrivateMaterial::Curve(AgreementCurve::X25519, whole()))),
        _ => (None, None),
    };
    if public.is_none() && material.is_none() {
        return None;
    }
    ring.keys.extend(public.map(|key| RingKey { key, from: from.clone() }));
    ring.private.extend(material.map(|material| PrivateKey::new(material, from)));
    Some(())
}

/// An X.509 certificate (RFC 5280 §4.1): its key and its name. Nothing in it is checked, and that is said.
fn certificate(octets: &[u8], ring: &mut Keyring) -> Option<()> {
    let mut certificate = Reader(octets).enter(SEQUENCE)?.enter(SEQUENCE)?;
    let _version = certificate.enter(0xa0);
    certificate.take(der::INTEGER)?;
    certificate.enter(SEQUENCE)?;
    certificate.enter(SEQUENCE)?;
    let mut validity = certificate.enter(SEQUENCE)?;
    validity.any()?;
    let until = time(validity.any()?);
    let subject = certificate.enter(SEQUENCE)?;
    let start = certificate.0;
    certificate.any()?;
    let key = public(&start[..start.len() - certificate.0.len()])?;
    let name = common_name(subject).unwrap_or_else(|| "?".to_owned());
    ring.notes.push(match until {
        Some(until) => Phrase::with(
            "The certificate of {0} is valid until {1}. Only its key is used; who issued it is not checked.",
            [&name, &until],
        ),
        None => Phrase::with("Of the certificate of {0} only the key is used; who issued it is not checked.", [&name]),
    });
    ring.keys.push(RingKey { key, from: Some(Phrase::with("the certificate of {0}", [&name])) });
    Some(())
}

fn common_name(mut subject: Reader<'_>) -> Option<String> {
    const COMMON_NAME: &[u8] = &[0x55, 4, 3];
    let mut last = None;
    while let Some(mut set) = subject.enter(der::SET) {
        let mut pair = set.enter(SEQUENCE)?;
        let oid = pair.take(der::OBJECT_ID)?;
        let (_, value) = pair.any()?;
        let value = String::from_utf8_lossy(value).into_owned();
        if oid == COMMON_NAME {
            return Some(value);
        }
        last = Some(value);
    }
    last
}

/// `UTCTime` or `GeneralizedTime` as a date.
fn time((tag, octets): (u8, &[u8])) -> Option<String> {
    const UTC_TIME: u8 = 0x17;
    let text = std::str::from_utf8(octets).ok().filter(|text| text.is_ascii())?;
    let year = match tag {
        UTC_TIME if text.get(..2)? < "50" => format!("20{text}"),
        UTC_TIME => format!("19{text}"),
        _ => text.to_owned(),
    };
    Some(format!("{}-{}-{}", year.get(..4)?, year.get(4..6)?, year.get(6..8)?))
}
