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
