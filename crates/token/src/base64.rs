//! base64url without padding (RFC 7515 §2), with the place and the reason when it is not that.

use base64ct::{Base64UrlUnpadded, Encoding};

/// Why text is not base64url without padding (RFC 7515 §2, RFC 4648 §3.5 and §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Base64Problem {
    /// A character outside of the alphabet.
    #[error("{0:?} is not a base64url character")]
    Character(char),
    /// `=`, which JOSE leaves out.
    #[error("padding is not allowed")]
    Padding,
    /// One character over a multiple of four encodes nothing.
    #[error("one character is missing or too many")]
    Length,
    /// The last character has bits that belong to no octet: two texts would decode to the same octets.
    #[error("the last character has stray bits")]
    StrayBits,
}

/// The octets, or the byte offset in `text` of the first problem.
pub(crate) fn decode(text: &str) -> Result<Vec<u8>, (usize, Base64Problem)> {
    Base64UrlUnpadded::decode_vec(text).map_err(|_| diagnose(text))
}

/// What each character stands for; [`NONE`] for one outside of the alphabet.
const VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut value = 0;
    while value < 64 {
        values[alphabet[value as usize] as usize] = value;
        value += 1;
    }
    values
};
const NONE: u8 = 0x80;

/// The same octets as [`decode`] gives, into a buffer, several times as fast: it looks up in a table, so that its time
/// tells about the text. For what is no secret, by the ten thousand. False for what is not base64url.
pub(crate) fn decode_public(text: &[u8], octets: &mut Vec<u8>) -> bool {
    octets.clear();
    octets.reserve(text.len() / 4 * 3 + 2);
    let value = |octet: u8| VALUES[usize::from(octet)];
    let mut wrong = 0;
    let mut quads = text.chunks_exact(4);
    for quad in &mut quads {
        let [a, b, c, d] = [value(quad[0]), value(quad[1]), value(quad[2]), value(quad[3])];
        wrong |= a | b | c | d;
        octets.extend_from_slice(&[a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]);
    }
    match *quads.remainder() {
        [] => {}
        [a, b] => {
            let (a, b) = (value(a), value(b));
            wrong |= a | b | if b.trailing_zeros() >= 4 { 0 } else { NONE };
            octets.push(a << 2 | b >> 4);
        }
        [a, b, c] => {
            let (a, b, c) = (value(a), value(b), value(c));
            wrong |= a | b | c | if c.trailing_zeros() >= 2 { 0 } else { NONE };
            octets.extend_from_slice(&[a << 2 | b >> 4, b << 4 | c >> 2]);
        }
        _ => return false,
    }
    wrong & NONE == 0
}

pub(crate) fn encode(octets: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(octets)
}

fn diagnose(text: &str) -> (usize, Base64Problem) {
    let stranger = text.char_indices().find(|(_, c)| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')));
    match stranger {
        Some((position, '=')) => (position, Base64Problem::Padding),
        Some((position, c)) => (position, Base64Problem::Character(c)),
        None if text.len() % 4 == 1 => (text.len().saturating_sub(1), Base64Problem::Length),
        None => (text.len().saturating_sub(1), Base64Problem::StrayBits),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn the_quick_way_reads_what_the_other_reads(octets in proptest::collection::vec(proptest::num::u8::ANY, 0..100), text in "[A-Za-z0-9_=+/-]{0,40}") {
            let mut found = vec![1, 2];
            assert!(decode_public(encode(&octets).as_bytes(), &mut found));
            assert_eq!(found, octets);
            let quick = decode_public(text.as_bytes(), &mut found).then_some(found);
            assert_eq!(quick, decode(&text).ok(), "{text}");
        }
    }

    #[test]
    fn each_problem_is_named_with_its_place() {
        assert_eq!(decode("Zm9v"), Ok(b"foo".to_vec()));
        assert_eq!(decode(""), Ok(vec![]));
        assert_eq!(decode("Zg=="), Err((2, Base64Problem::Padding)));
        assert_eq!(decode("Zm+v"), Err((2, Base64Problem::Character('+'))));
        assert_eq!(decode("Zm9\n"), Err((3, Base64Problem::Character('\n'))));
        assert_eq!(decode("é"), Err((0, Base64Problem::Character('é'))));
        assert_eq!(decode("Zm9vZ"), Err((4, Base64Problem::Length)));
        assert_eq!(decode("Zh"), Err((1, Base64Problem::StrayBits)));
    }
}
