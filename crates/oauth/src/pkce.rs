//! Proof Key for Code Exchange (RFC 7636), S256 only.

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The challenge of a verifier: `BASE64URL(SHA256(verifier))` (RFC 7636 §4.2).
pub fn challenge(verifier: &str) -> String {
    Base64UrlUnpadded::encode_string(&Sha256::digest(verifier.as_bytes()))
}

/// Whether this can be an S256 challenge: 43 characters of base64url.
pub fn is_challenge(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Whether this can be a verifier: 43 to 128 unreserved characters (RFC 7636 §4.1).
pub fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~'))
}

/// Whether a verifier belongs to a challenge, compared in constant time.
pub fn matches(verifier: &str, expected: &str) -> bool {
    challenge(verifier).as_bytes().ct_eq(expected.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn s7_the_example_of_rfc_7636_appendix_b_holds() {
        assert_eq!(super::challenge(VERIFIER), CHALLENGE);
        assert!(super::matches(VERIFIER, CHALLENGE));
        // `plain` would take the challenge itself.
        for other in [CHALLENGE, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl", ""] {
            assert!(!super::matches(other, CHALLENGE), "{other}");
        }
        for other in ["", &CHALLENGE[..42], VERIFIER] {
            assert!(!super::matches(VERIFIER, other), "{other}");
        }
    }

    #[test]
    fn s7_a_challenge_is_43_characters_of_base64url() {
        assert!(super::is_challenge(CHALLENGE));
        assert!(super::is_challenge(&"-_aZ09".repeat(8)[..43]));
        let (short, long) = ("a".repeat(42), "a".repeat(44));
        for sign in ["+", "/", "=", ".", "~", " ", "%", "\0"] {
            assert!(!super::is_challenge(&format!("{short}{sign}")), "{sign}");
        }
        for other in ["", &short, &long, &format!("{}é", "a".repeat(41))] {
            assert!(!super::is_challenge(other), "{other}");
        }
    }

    #[test]
    fn s7_a_verifier_is_43_to_128_unreserved_characters() {
        assert!(super::is_verifier(VERIFIER));
        assert!(super::is_verifier(&"aZ09-._~".repeat(16)));
        let short = "a".repeat(42);
        for sign in ["+", "/", "=", " ", "%", "\0"] {
            assert!(!super::is_verifier(&format!("{short}{sign}")), "{sign}");
        }
        for other in ["", &short, &"a".repeat(129)] {
            assert!(!super::is_verifier(other), "{other}");
        }
    }
}
