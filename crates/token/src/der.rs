//! As much of DER (X.690) as keys and certificates need: a reader that never goes past the end, and a writer.

use zeroize::Zeroizing;

pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
const NULL: u8 = 0x05;
pub(crate) const OBJECT_ID: u8 = 0x06;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;

pub(crate) const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
pub(crate) const RSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];
pub(crate) const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
pub(crate) const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
pub(crate) const P384: &[u8] = &[0x2b, 0x81, 4, 0, 0x22];
pub(crate) const P521: &[u8] = &[0x2b, 0x81, 4, 0, 0x23];
pub(crate) const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
pub(crate) const X25519: &[u8] = &[0x2b, 0x65, 0x6e];

/// Reads elements one after the other.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    /// The tag of the next element.
    pub(crate) fn tag(&self) -> Option<u8> {
        self.0.first().copied()
    }

    /// The next element: its tag and its content.
    pub(crate) fn any(&mut self) -> Option<(u8, &'a [u8])> {
        let [tag, length, rest @ ..] = self.0 else { return None };
        let (length, rest) = match *length {
            short @ 0..=0x7f => (usize::from(short), rest),
            0x81 => (usize::from(*rest.first()?), rest.get(1..)?),
            0x82 => (usize::from(u16::from_be_bytes([*rest.first()?, *rest.get(1)?])), rest.get(2..)?),
            _ => return None,
        };
        let (content, after) = (rest.get(..length)?, rest.get(length..)?);
        self.0 = after;
        Some((*tag, content))
    }

    /// The content of the next element, if it has this tag.
    pub(crate) fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        if self.tag() != Some(tag) {
            return None;
        }
        self.any().map(|(_, content)| content)
    }

    /// The inside of the next element, if it has this tag.
    pub(crate) fn enter(&mut self, tag: u8) -> Option<Self> {
        self.take(tag).map(Self)
    }

    /// The octets of a BIT STRING of whole octets.
    pub(crate) fn bits(&mut self) -> Option<&'a [u8]> {
        self.take(BIT_STRING)?.strip_prefix(&[0])
    }
}

/// One element.
pub(crate) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut octets = vec![tag];
    match content.len() {
        short @ 0..=0x7f => octets.push(u8::try_from(short).unwrap_or_default()),
        long => {
            let length = long.to_be_bytes();
            let digits = &length[length.iter().take_while(|octet| **octet == 0).count()..];
            octets.push(0x80 | u8::try_from(digits.len()).unwrap_or_default());
            octets.extend_from_slice(digits);
        }
    }
    octets.extend_from_slice(content);
    octets
}

/// A positive INTEGER.
pub(crate) fn integer(octets: &[u8]) -> Vec<u8> {
    let digits = &octets[octets.iter().take_while(|octet| **octet == 0).count()..];
    let sign = if digits.first().is_none_or(|octet| *octet >= 0x80) { [0].as_slice() } else { &[] };
    element(INTEGER, &[sign, digits].concat())
}

/// A private key in its wrapping (RFC 5208 §5).
pub(crate) fn pkcs8(algorithm: &[u8], parameters: Option<&[u8]>, key: &[u8]) -> Zeroizing<Vec<u8>> {
    let parameters = match parameters {
        Some(curve) => element(OBJECT_ID, curve),
        None if algorithm == RSA => element(NULL, &[]),
        None => Vec::new(),
    };
    let algorithm = element(SEQUENCE, &[element(OBJECT_ID, algorithm), parameters].concat());
    let content = Zeroizing::new([integer(&[0]), algorithm, element(OCTET_STRING, key)].concat());
    Zeroizing::new(element(SEQUENCE, &content))
}

#[cfg(any(test, feature = "aws-lc"))]
/// The private octets of a key on a curve, out of its wrapping (RFC 5915 §3, RFC 8410 §7).
pub(crate) fn private_scalar(pkcs8: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut outer = Reader(pkcs8).enter(SEQUENCE)?;
    outer.take(INTEGER)?;
    let algorithm = outer.enter(SEQUENCE)?.take(OBJECT_ID)?;
    let mut key = outer.enter(OCTET_STRING)?;
    if algorithm == EC {
        key = key.enter(SEQUENCE)?;
        key.take(INTEGER)?;
    }
    key.take(OCTET_STRING).map(|octets| Zeroizing::new(octets.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for length in [0, 1, 127, 128, 255, 256, 65_535] {
            let octets = element(OCTET_STRING, &vec![7; length]);
            let mut reader = Reader(&octets);
            assert_eq!(reader.take(OCTET_STRING).unwrap().len(), length);
            assert!(reader.0.is_empty());
        }
        assert_eq!(integer(&[0, 0x80]), [INTEGER, 2, 0, 0x80]);
        assert_eq!(integer(&[0]), [INTEGER, 1, 0]);
        let scalar = element(SEQUENCE, &[integer(&[1]), element(OCTET_STRING, &[9; 32])].concat());
        assert_eq!(*private_scalar(&pkcs8(EC, Some(P256), &scalar)).unwrap(), [9; 32]);
        let scalar = element(OCTET_STRING, &[8; 32]);
        assert_eq!(*private_scalar(&pkcs8(X25519, None, &scalar)).unwrap(), [8; 32]);
    }

    #[test]
    fn a_length_past_the_end_gives_nothing() {
        for octets in
            [&[][..], &[0x30], &[0x30, 5, 1], &[0x30, 0x82, 1], &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0], &[0x30, 0x80]]
        {
            assert!(Reader(octets).any().is_none(), "{octets:?}");
        }
    }
}
