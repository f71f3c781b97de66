use super::*;
use aws_lc_rs::{
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING,
        EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaEncoding,
    },
};
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use serde_json::{Value, json};
use token::{Curve, JwkSet, Unverified};

fn check(algorithm: Algorithm, key: &Jwk, input: &[u8], signature: &[u8]) -> Result<bool, VerifyError> {
    AwsLc.verify(algorithm, key, input, signature).map(|verdict| verdict == SignatureVerdict::Valid)
}

/// A right signature is valid; with a flipped bit, over another text, cut or empty it is not.
fn holds(algorithm: Algorithm, key: &Jwk, sign: impl Fn(&[u8]) -> Vec<u8>) {
    let signature = sign(b"signed");
    assert_eq!(check(algorithm, key, b"signed", &signature), Ok(true), "{algorithm}");
    assert_eq!(check(algorithm, key, b"signee", &signature), Ok(false), "{algorithm}");
    assert_eq!(check(algorithm, key, b"signed", &signature[1..]), Ok(false), "{algorithm}");
    assert_eq!(check(algorithm, key, b"signed", b""), Ok(false), "{algorithm}");
    for index in [0, signature.len() / 2, signature.len() - 1] {
        let mut changed = signature.clone();
        changed[index] ^= 1;
        assert_eq!(check(algorithm, key, b"signed", &changed), Ok(false), "{algorithm}, octet {index}");
    }
}

async fn generated() -> (GeneratedKey, Jwk) {
    let key = AwsLc.generate_rsa().await.unwrap();
    let jwk = Jwk::from_json(&key.public).unwrap();
    (key, jwk)
}

#[tokio::test]
async fn a_made_key_signs_a_token_that_its_published_half_verifies() {
    let (key, jwk) = generated().await;
    let Value::Object(members) = &key.public else { panic!("{}", key.public) };
    let mut names: Vec<_> = members.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["alg", "e", "kid", "kty", "n", "use"], "and nothing private");
    assert_eq!((&members["use"], &members["alg"], &members["e"]), (&json!("sig"), &json!("RS256"), &json!("AQAB")));
    assert_eq!(jwk.bits(), 2048);
    assert_eq!(jwk.thumbprint().as_ref(), Some(&key.kid), "kid is the RFC 7638 thumbprint");
    assert_eq!(members["kid"], json!(key.kid));

    let signer = AwsLc.signer(&key.private, &key.kid).unwrap();
    assert_eq!((signer.algorithm(), signer.kid()), (Algorithm::Rs256, key.kid.as_str()));
    let claims = token::Members::from_iter([("sub".to_owned(), json!("mira"))]);
    let text = token::issue::issue("JWT", &claims, &*signer).unwrap();
    let set = JwkSet::from_iter([jwk]);
    let token = Unverified::parse(&text).unwrap().expect(&[Algorithm::Rs256]).unwrap();
    assert_eq!(token.verify(&set, AwsLc.verifier()).unwrap().claims()["sub"], "mira");
}

#[tokio::test]
async fn another_key_s_signature_is_invalid() {
    let ((one, _), (_, other)) = (generated().await, generated().await);
    let signature = AwsLc.signer(&one.private, &one.kid).unwrap().sign(b"signed").unwrap();
    assert_eq!(check(Algorithm::Rs256, &other, b"signed", &signature), Ok(false));
}

#[tokio::test]
async fn every_rsa_algorithm_verifies_only_its_own_signatures() {
    let (key, jwk) = generated().await;
    let jwk = without_purpose(&jwk);
    let pkcs8 = Base64::decode_vec(key.private.expose()).unwrap();
    let pair = aws_lc_rs::rsa::KeyPair::from_pkcs8(&pkcs8).unwrap();
    let encodings: [(Algorithm, &'static dyn RsaEncoding); 6] = [
        (Algorithm::Rs256, &signature::RSA_PKCS1_SHA256),
        (Algorithm::Rs384, &signature::RSA_PKCS1_SHA384),
        (Algorithm::Rs512, &signature::RSA_PKCS1_SHA512),
        (Algorithm::Ps256, &signature::RSA_PSS_SHA256),
        (Algorithm::Ps384, &signature::RSA_PSS_SHA384),
        (Algorithm::Ps512, &signature::RSA_PSS_SHA512),
    ];
    for (algorithm, encoding) in encodings {
        let sign = |input: &[u8]| {
            let mut signature = vec![0; pair.public_modulus_len()];
            pair.sign(encoding, &SystemRandom::new(), input, &mut signature).unwrap();
            signature
        };
        holds(algorithm, &jwk, sign);
        for (other, _) in encodings {
            assert_eq!(check(other, &jwk, b"x", &sign(b"x")), Ok(other == algorithm), "{algorithm} as {other}");
        }
    }
}

#[test]
fn every_curve_verifies_its_signatures() {
    let curves = [
        (Algorithm::Es256, Curve::P256, &ECDSA_P256_SHA256_FIXED_SIGNING),
        (Algorithm::Es384, Curve::P384, &ECDSA_P384_SHA384_FIXED_SIGNING),
        (Algorithm::Es512, Curve::P521, &ECDSA_P521_SHA512_FIXED_SIGNING),
    ];
    for (algorithm, curve, signing) in curves {
        let pair = EcdsaKeyPair::generate(signing).unwrap();
        let (x, y) = pair.public_key().as_ref()[1..].split_at(curve.coordinate_length());
        let jwk = Jwk::ec(curve, x, y).unwrap();
        holds(algorithm, &jwk, |input| pair.sign(&SystemRandom::new(), input).unwrap().as_ref().to_vec());
        let zero = vec![0; 2 * curve.coordinate_length()];
        assert_eq!(check(algorithm, &jwk, b"signed", &zero), Ok(false), "{algorithm}: r = s = 0");
    }
    let pair = Ed25519KeyPair::generate().unwrap();
    let jwk = Jwk::ed25519(pair.public_key().as_ref()).unwrap();
    holds(Algorithm::EdDsa, &jwk, |input| pair.sign(input).as_ref().to_vec());
}

#[test]
fn macs_are_verified_with_secrets_alone() {
    for (algorithm, mac) in [
        (Algorithm::Hs256, hmac::HMAC_SHA256),
        (Algorithm::Hs384, hmac::HMAC_SHA384),
        (Algorithm::Hs512, hmac::HMAC_SHA512),
    ] {
        let secret = [7; 64];
        let sign = |input: &[u8]| hmac::sign(&hmac::Key::new(mac, &secret), input).as_ref().to_vec();
        holds(algorithm, &Jwk::secret(&secret), sign);
    }
    let short = check(Algorithm::Hs256, &Jwk::secret(&[7; 31]), b"", b"");
    assert!(matches!(short, Err(VerifyError::UnusableKey(_))), "{short:?}");
}

/// CVE class "algorithm confusion": an error, never true and never merely false.
#[tokio::test]
async fn a_key_of_another_type_is_an_error() {
    let (_, rsa) = generated().await;
    let rsa = without_purpose(&rsa);
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
    let ec = Jwk::ec(Curve::P256, x, y).unwrap();
    let ed = Jwk::ed25519(Ed25519KeyPair::generate().unwrap().public_key().as_ref()).unwrap();
    let oct = Jwk::secret(&[7; 64]);
    for algorithm in Algorithm::ALL {
        for key in [&rsa, &ec, &ed, &oct] {
            let fits =
                key.key_type() == algorithm.key_type() && (key.curve().is_none() || key.curve() == algorithm.curve());
            let found = check(algorithm, key, b"signed", &[1; 64]);
            if fits {
                assert_eq!(found, Ok(false), "{algorithm} {key:?}");
            } else {
                assert!(matches!(found, Err(VerifyError::UnusableKey(_))), "{algorithm} {key:?}: {found:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_purpose_that_is_written_on_the_key_binds() {
    let (key, jwk) = generated().await;
    let signature = AwsLc.signer(&key.private, &key.kid).unwrap().sign(b"signed").unwrap();
    assert_eq!(check(Algorithm::Rs256, &jwk, b"signed", &signature), Ok(true));
    assert!(check(Algorithm::Rs384, &jwk, b"signed", &signature).is_err(), "it says RS256");
}

#[test]
fn a_point_off_the_curve_and_a_short_modulus_are_no_keys() {
    let off = Jwk::ec(Curve::P256, &[1; 32], &[2; 32]).unwrap();
    let found = check(Algorithm::Es256, &off, b"", &[1; 64]);
    assert_eq!(found, Err(VerifyError::UnusableKey("its point is not on the curve".into())));

    let short = Jwk::rsa(&[0xff; 128], &[1, 0, 1]).unwrap();
    let found = check(Algorithm::Rs256, &short, b"", &[0; 128]).unwrap_err().to_string();
    assert!(found.contains("1024") && found.contains("2048"), "{found}");
}

#[test]
fn a_private_key_that_cannot_be_used_says_which_and_shows_nothing() {
    let weak = aws_lc_rs::signature::EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let pkcs8 = Base64::encode_string(weak.to_pkcs8v1().unwrap().as_ref());
    for text in ["", "canary-canary!", "Y2FuYXJ5", pkcs8.as_str()] {
        let Err(failure) = AwsLc.signer(&Secret::new(text), "key-1") else { panic!("{text}") };
        assert!(failure.0.contains("key-1"), "{failure}");
        assert!(text.is_empty() || !failure.0.contains(text), "{failure}");
    }
}

#[tokio::test]
async fn the_private_half_is_pkcs8_of_the_size_that_was_asked_for() {
    let (key, _) = generated().await;
    let pair = aws_lc_rs::rsa::KeyPair::from_pkcs8(&Base64::decode_vec(key.private.expose()).unwrap()).unwrap();
    assert_eq!(pair.public_modulus_len(), KeySize::Rsa2048.len());
    assert!(!format!("{key:?}").contains(key.private.expose()));
}

fn without_purpose(key: &Jwk) -> Jwk {
    let mut value = serde_json::to_value(key).unwrap();
    for member in ["use", "alg", "kid"] {
        value.as_object_mut().unwrap().remove(member);
    }
    Jwk::from_json(&value).unwrap()
}

/// RFC 7515, appendices A.1 to A.4; RFC 8037, appendix A.4.
#[test]
fn the_examples_of_the_rfcs_are_valid() {
    let payload = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    let examples = [
        (
            Algorithm::Hs256,
            json!({"kty": "oct", "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}),
            format!("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{payload}"),
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        ),
        (
            Algorithm::Rs256,
            json!({"kty": "RSA", "e": "AQAB", "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}),
            format!("eyJhbGciOiJSUzI1NiJ9.{payload}"),
            "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
        ),
        (
            Algorithm::Es256,
            json!({"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}),
            format!("eyJhbGciOiJFUzI1NiJ9.{payload}"),
            "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
        ),
        (
            Algorithm::Es512,
            json!({"kty": "EC", "crv": "P-521", "x": "AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk", "y": "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"}),
            "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA".to_owned(),
            "AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn",
        ),
        (
            Algorithm::EdDsa,
            json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}),
            "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc".to_owned(),
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
        ),
    ];
    for (algorithm, key, input, signature) in examples {
        let (key, signature) = (Jwk::from_json(&key).unwrap(), Base64UrlUnpadded::decode_vec(signature).unwrap());
        assert_eq!(check(algorithm, &key, input.as_bytes(), &signature), Ok(true), "{algorithm}");
        assert_eq!(check(algorithm, &key, &input.as_bytes()[1..], &signature), Ok(false), "{algorithm}");
    }
}
