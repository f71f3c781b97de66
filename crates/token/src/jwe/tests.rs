use super::*;
use crate::keyring::Keyring;
use crate::native::Native;
use crate::testing::ready;
use serde_json::json;

use crate::testing::RFC7516_A1 as A1;
/// RFC 7516, appendix A.1.3.
const A1_KEY: &str = include_str!("../../tests/vectors/rfc7516-a1.jwk.json");
/// RFC 7516, appendix A.3: A128KW and A128CBC-HS256.
const A3: &str = "eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0.\
    6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9locizkDTHzBC2IlrT1oOQ.\
    AxY8DCtDaGlsbGljb3RoZQ.\
    KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY.\
    U0m_YmjN04DJvceFICbCVQ";
const A3_KEY: &str = r#"{"kty":"oct","k":"GawgguFyGrWKav7AX4VKUg"}"#;

fn keys(text: &str) -> Vec<PrivateKey> {
    Keyring::read(text).unwrap().private
}

fn open(text: &str, key: &str) -> Result<String, String> {
    let jwe = Jwe::parse(text).map_err(|why| why.to_string())?.remove(0);
    let opened = ready(jwe.decrypt(&keys(key), &Native)).map_err(|why| why.to_string())?;
    Ok(String::from_utf8(opened.plaintext).unwrap())
}

fn open_with_members(header: &Value) -> String {
    let encoded = crate::base64::encode(header.to_string().as_bytes());
    open(&format!("{encoded}.AAAA.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA"), A3_KEY).unwrap_err()
}

#[test]
fn the_examples_of_rfc_7516_are_decrypted() {
    assert_eq!(open(A1.trim(), A1_KEY).unwrap(), "The true sign of intelligence is not knowledge but imagination.");
    assert_eq!(open(A3, A3_KEY).unwrap(), "Live long and prosper.");
}

#[test]
fn one_changed_bit_anywhere_is_noticed() {
    for (text, key) in [(A1.trim(), A1_KEY), (A3, A3_KEY)] {
        for (index, part) in text.split('.').enumerate() {
            let mut octets = crate::base64::decode(part).unwrap();
            // In the header, a blank that changes no member.
            if index == 0 {
                octets.insert(1, b' ');
            } else {
                octets[0] ^= 1;
            }
            let changed: Vec<_> = text
                .split('.')
                .enumerate()
                .map(|(at, old)| if at == index { crate::base64::encode(&octets) } else { old.to_owned() })
                .collect();
            assert!(open(&changed.join("."), key).is_err(), "part {index}");
        }
    }
}

#[test]
fn what_is_refused_is_refused_by_name() {
    for (header, expected) in [
        (json!({"alg": "RSA1_5", "enc": "A128GCM"}), "RSA1_5"),
        (json!({"alg": "PBES2-HS256+A128KW", "enc": "A128GCM", "p2c": 1}), "PBES2"),
        (json!({"alg": "A128KW", "enc": "A128GCM", "zip": "DEF"}), "zip"),
        (json!({"alg": "A128KW", "enc": "A128GCM", "crit": ["x"]}), "extensions"),
        (json!({"alg": "A128GCMKW", "enc": "A128GCM"}), "A128GCMKW"),
        (json!({"alg": "A128KW", "enc": "none"}), "none"),
        (json!({"alg": "A128KW"}), "no enc"),
        (json!({"alg": "dir", "enc": "A128GCM"}), "must be empty"),
        (json!({"alg": "A256KW", "enc": "A128GCM"}), "256 bits"),
        (json!({"alg": "RSA-OAEP", "enc": "A128GCM"}), "RSA private key"),
        (json!({"alg": "A128KW", "enc": "A128CBC-HS256"}), "128 bits, not 96"),
    ] {
        let said = open_with_members(&header);
        assert!(said.contains(expected), "{header}: {said}");
    }
}

#[test]
fn a_short_tag_is_refused() {
    let (whole, tag) = A3.rsplit_once('.').unwrap();
    let said = open(&format!("{whole}.{}", &tag[..8]), A3_KEY).unwrap_err();
    assert!(said.contains("tag must have 128 bits"), "{said}");
}

#[test]
fn a_key_of_a_wrong_size_is_refused() {
    let token = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA";
    let said = open(token, r#"{"kty":"oct","k":"AAAA"}"#).unwrap_err();
    assert!(said.contains("A128GCM needs a key of 128 bits; this one has 24"), "{said}");
}

#[test]
fn json_forms_are_read_for_each_recipient() {
    let [header, key, iv, ciphertext, tag] = A3.split('.').collect::<Vec<_>>()[..] else { panic!() };
    let flat = json!({"protected": header, "encrypted_key": key, "iv": iv, "ciphertext": ciphertext, "tag": tag});
    assert_eq!(open(&flat.to_string(), A3_KEY).unwrap(), "Live long and prosper.");
    let general = json!({
        "protected": header, "iv": iv, "ciphertext": ciphertext, "tag": tag,
        "recipients": [{"encrypted_key": key}, {"header": {"kid": "2"}, "encrypted_key": key}],
    });
    let both = Jwe::parse(&general.to_string()).unwrap();
    assert_eq!((both.len(), both[1].header["kid"].as_str()), (2, Some("2")));
    let twice = json!({"protected": header, "unprotected": {"alg": "dir"}, "ciphertext": ciphertext});
    assert!(Jwe::parse(&twice.to_string()).unwrap_err().to_string().contains("alg occurs twice"));
}

#[test]
fn what_has_no_recipient_or_no_five_parts_is_none() {
    for text in ["", "{\"recipients\":[]}", "a.b.c.d", "e30.!.a.b.c", "a.b.c.d.e.f"] {
        assert!(Jwe::parse(text).is_err(), "{text}");
    }
}

#[test]
fn s30_the_sender_s_key_is_on_the_recipient_s_curve() {
    // RFC 7518, appendix C.
    let bob = r#"{"kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
        "y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck","d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"}"#;
    let open = |curve: &str, x: &str| {
        let epk = json!({"kty": "EC", "crv": curve, "x": x, "y": "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"});
        let header = json!({"alg": "ECDH-ES", "enc": "A128GCM", "epk": epk}).to_string();
        let encoded = crate::base64::encode(header.as_bytes());
        super::tests::open(&format!("{encoded}..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA"), bob).unwrap_err()
    };
    let x = "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0";
    let good = open("P-256", x);
    assert!(!good.contains("curve") && !good.contains("epk") && !good.contains("key on"), "{good}");
    let other = open("P-384", x);
    assert!(other.contains("encrypted for a key on P-384; this key is on P-256"), "{other}");
    let short = open("P-256", &x[..40]);
    assert!(short.contains("(epk) has no readable x"), "{short}");
}

/// However many keys are pasted, each token costs a bounded number of them (S74); its own `kid` comes first.
#[test]
fn s74_only_so_many_keys_are_tried() {
    let wrong = r#"{"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAA"}"#;
    let with_wrong_ones = |count: usize, last: &str| {
        let keys: Vec<&str> = std::iter::repeat_n(wrong, count).chain([last]).collect();
        open(A3, &format!(r#"{{"keys":[{}]}}"#, keys.join(",")))
    };
    assert!(with_wrong_ones(crate::jwk::MAX_CANDIDATES - 1, A3_KEY).is_ok());
    assert!(with_wrong_ones(crate::jwk::MAX_CANDIDATES, A3_KEY).is_err());
}
