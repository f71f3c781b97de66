use super::*;
use crate::keys::AwsLc;
use federation::ports::Crypto as _;

fn pkcs12_of(file: &[u8], password: &str) -> Result<ImportedKey, CryptoFailure> {
    import(KeyUpload::Pkcs12 { file: file.to_vec(), password: Secret::new(password) })
}

fn pem_of(text: &str) -> Result<ImportedKey, CryptoFailure> {
    import(KeyUpload::Pem(Secret::new(text)))
}

#[test]
fn a_key_is_read_from_every_kind_of_file_and_is_the_same() {
    let pem_text = include_str!("files/key.pem");
    let expected = pem_of(pem_text).unwrap();
    let certificate = include_str!("files/certificate.pem");
    let bare: String = certificate.lines().filter(|line| !line.starts_with("-----")).collect();
    for (what, read, private, certified) in [
        ("PBES2", pkcs12_of(include_bytes!("files/modern.p12"), "secret"), true, true),
        ("as older systems write it", pkcs12_of(include_bytes!("files/legacy.p12"), "secret"), true, true),
        ("PKCS#1", pem_of(include_str!("files/pkcs1.pem")), true, false),
        ("certificate", pem_of(certificate), false, true),
        ("certificate as base64", pem_of(&bare), false, true),
    ] {
        let read = read.unwrap_or_else(|failure| panic!("{what}: {failure}"));
        assert_eq!(read.kid, expected.kid, "{what}");
        assert_eq!(read.private.is_some(), private, "{what}");
        assert_eq!(read.validity.is_some(), certified, "{what}");
        assert_eq!(read.public["n"], expected.public["n"], "{what}");
        assert_eq!(read.public.get("x5c").is_some(), certified, "{what}");
        for secret in ["d", "p", "q", "dp", "dq", "qi"] {
            assert!(read.public.get(secret).is_none(), "{what}: {secret}");
        }
        if let Some(private) = read.private {
            AwsLc.signer(&private, &read.kid).unwrap().sign(b"signed").unwrap();
        }
    }
    assert_eq!((expected.public["use"].as_str(), expected.public["alg"].as_str()), (Some("sig"), Some("RS256")));
    assert_eq!(expected.public["x5c"].as_array().unwrap().len(), 1);
    assert_eq!(expected.public["x5t"].as_str().unwrap().len(), 27);
}

#[test]
fn what_is_no_key_for_signatures_is_refused_with_a_reason() {
    for (what, read, said) in [
        ("wrong password", pkcs12_of(include_bytes!("files/modern.p12"), "wrong"), "password"),
        ("wrong password", pkcs12_of(include_bytes!("files/legacy.p12"), ""), "password"),
        ("no PKCS#12", pkcs12_of(b"PK", "secret"), "no PKCS#12"),
        ("no private key", pkcs12_of(include_bytes!("files/certificate.p12"), "secret"), "no private key"),
        ("under a password", pem_of(include_str!("files/encrypted.pem")), "under a password"),
        ("another certificate", pem_of(include_str!("files/mismatch.pem")), "another key"),
        ("short", pem_of(include_str!("files/short.pem")), "2048 bits"),
        ("another algorithm", pem_of(include_str!("files/curve.pem")), "RSA"),
        ("a secret", pem_of("hunter2 hunter2"), "neither PEM"),
        ("base64 of nothing", pem_of("AAAA"), "cannot be read"),
        ("nothing", pem_of(""), "cannot be read"),
        ("two keys", pem_of(&include_str!("files/pkcs1.pem").repeat(2)), "several"),
        ("cut off", pem_of("-----BEGIN CERTIFICATE-----\nMII"), "no end"),
    ] {
        let failure = read.expect_err(what).to_string();
        assert!(failure.contains(said), "{what}: {failure}");
        assert!(!failure.contains("hunter2"), "{what}");
    }
}
