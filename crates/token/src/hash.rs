//! `at_hash` and `c_hash` (OpenID Connect Core §3.1.3.6, §3.3.2.11).

use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::algorithm::{Algorithm, Hash};
use crate::base64;

/// The base64url of the left half of the hash of `value`, with the hash function of the ID token's `algorithm`: what
/// `at_hash` says of an access token and `c_hash` of a code (OpenID Connect Core §3.1.3.6, §3.3.2.11).
pub fn half_hash(algorithm: Algorithm, value: &str) -> String {
    let hash = match algorithm.hash() {
        Hash::Sha256 => Sha256::digest(value).to_vec(),
        Hash::Sha384 => Sha384::digest(value).to_vec(),
        Hash::Sha512 => Sha512::digest(value).to_vec(),
    };
    base64::encode(&hash[..hash.len() / 2])
}

pub(crate) fn sha256(octets: &[u8]) -> Vec<u8> {
    Sha256::digest(octets).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    // The examples of OpenID Connect Core, appendix A.3 and A.4.
    #[test]
    fn the_examples_of_openid_connect_core_hold() {
        assert_eq!(
            half_hash(Algorithm::Rs256, "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"),
            "77QmUPtjPfzWtF2AnpK9RQ"
        );
        assert_eq!(
            half_hash(Algorithm::Rs256, "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk"),
            "LDktKdoQak3Pk0cnXxCltA"
        );
    }

    #[test]
    fn the_hash_is_that_of_the_algorithm() {
        for algorithm in Algorithm::ALL {
            let octets = base64::decode(&half_hash(algorithm, "token")).unwrap();
            assert_eq!(octets.len(), algorithm.hash().length() / 2, "{algorithm}");
        }
        assert_eq!(half_hash(Algorithm::Es256, "a"), half_hash(Algorithm::Hs256, "a"));
        assert_ne!(half_hash(Algorithm::Rs384, "a"), half_hash(Algorithm::Rs512, "a"));
    }
}
