//! The key that two parties agree on (RFC 7518 §4.6, RFC 8037 §3.2).

use serde_json::Value;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::phrase::Phrase;
use crate::primitives::AgreementCurve;
use crate::{Members, base64};

/// The sender's key, `epk`, as the port takes it. It must be on the recipient's curve.
pub(super) fn peer(header: &Members, curve: AgreementCurve) -> Result<Vec<u8>, Phrase> {
    let epk = header.get("epk").ok_or(Phrase::plain("The header has no key of the sender (epk)."))?;
    let text = |name: &str| epk.get(name).and_then(Value::as_str).unwrap_or_default();
    if text("crv") != curve.as_str() {
        let found = crate::excerpt::excerpt(text("crv"));
        return Err(Phrase::with(
            "The token was encrypted for a key on {0}; this key is on {1}.",
            [&found, &curve.as_str()],
        ));
    }
    let coordinate = |name: &str| {
        base64::decode(text(name))
            .ok()
            .filter(|octets| octets.len() == curve.length())
            .ok_or_else(|| Phrase::with("The sender's key (epk) has no readable {0}.", [&name]))
    };
    let x = coordinate("x")?;
    if curve == AgreementCurve::X25519 {
        return Ok(x);
    }
    let y = coordinate("y")?;
    Ok([[4].as_slice(), &x, &y].concat())
}

/// The Concat KDF with SHA-256 (NIST SP 800-56A §5.8.1, RFC 7518 §4.6.2).
pub(super) fn derive(agreed: &[u8], name: &str, header: &Members, length: usize) -> Result<Zeroizing<Vec<u8>>, Phrase> {
    let info = |member: &'static str| match header.get(member) {
        None => Ok(Vec::new()),
        Some(value) => value
            .as_str()
            .and_then(|text| base64::decode(text).ok())
            .ok_or_else(|| Phrase::with("The header member {0} is not base64url.", [&member])),
    };
    let (apu, apv) = (info("apu")?, info("apv")?);
    let bits = u32::try_from(length * 8).unwrap_or(u32::MAX);
    let mut derived = Zeroizing::new(Vec::with_capacity(64));
    for round in 1_u32..=2 {
        if derived.len() >= length {
            break;
        }
        let mut hash = Sha256::new_with_prefix(round.to_be_bytes());
        hash.update(agreed);
        for part in [name.as_bytes(), &apu, &apv] {
            hash.update(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            hash.update(part);
        }
        hash.update(bits.to_be_bytes());
        derived.extend_from_slice(&hash.finalize());
    }
    derived.truncate(length);
    Ok(derived)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    // RFC 7518, appendix C.
    #[test]
    fn the_derivation_of_rfc_7518_holds() {
        let agreed = [
            158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163, 218, 128,
            106, 72, 246, 218, 167, 121, 140, 254, 144, 196,
        ];
        let header = json!({"apu": "QWxpY2U", "apv": "Qm9i"}).as_object().unwrap().clone();
        let derived = derive(&agreed, "A128GCM", &header, 16).unwrap();
        assert_eq!(base64::encode(&derived), "VqqN6vgjbSBcIijNcacQGg");
        assert_eq!(derive(&agreed, "A256CBC-HS512", &header, 64).unwrap().len(), 64);
    }
}
