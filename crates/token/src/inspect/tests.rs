use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::testing::{RFC7515_A1, RFC7515_A3, RFC7516_A1, RFC7638_KEY, token as encoded};

fn parts(inspection: &Inspection) -> Vec<Part> {
    inspection.segments.iter().map(|segment| segment.part).collect()
}

#[test]
fn a_signed_token_is_read_with_the_place_of_each_part() {
    let text = format!("  Bearer {RFC7515_A3}\r\n");
    let inspection = inspect(&text);
    assert_eq!(inspection.kind, Kind::SignedToken);
    assert_eq!(&text[inspection.range.clone()], RFC7515_A3);
    assert_eq!(parts(&inspection), [Part::Header, Part::Payload, Part::Signature]);
    let texts: Vec<_> = inspection.segments.iter().map(|segment| &text[segment.range.clone()]).collect();
    assert_eq!(texts, RFC7515_A3.split('.').collect::<Vec<_>>());
    assert_eq!(inspection.header(), Some(&json!({"alg": "ES256"})));
    assert_eq!(inspection.claims().unwrap()["iss"], "joe");
    assert_eq!(inspection.signature().unwrap().len(), 64);
    assert_eq!(&text[inspection.signing_input().unwrap()], &RFC7515_A3[..RFC7515_A3.rfind('.').unwrap()]);
    assert_eq!(inspection.segment(Part::Header).unwrap().pretty().unwrap(), "{\n  \"alg\": \"ES256\"\n}");
    assert!(inspection.segments.iter().all(|segment| segment.problem.is_none()));
}

#[test]
fn an_encrypted_token_has_five_parts() {
    let inspection = inspect(RFC7516_A1);
    assert_eq!(inspection.kind, Kind::EncryptedToken);
    assert_eq!(
        parts(&inspection),
        [Part::Header, Part::EncryptedKey, Part::InitializationVector, Part::Ciphertext, Part::Tag]
    );
    assert_eq!(inspection.header(), Some(&json!({"alg": "RSA-OAEP", "enc": "A256GCM"})));
    assert_eq!(inspection.claims(), None);
    assert!(inspection.segments.iter().all(|segment| segment.problem.is_none()));
    let direct = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAA.AAAA.AAAA";
    assert!(inspect(direct).segments.iter().all(|segment| segment.problem.is_none()));
    assert!(inspect(&direct.replace("AAAA.AAAA.", ".AAAA.")).segments[2].problem.is_some());
}

#[test]
fn an_unsigned_token_is_called_unsigned() {
    let none = encoded(r#"{"alg":"nOnE"}"#, r#"{"sub":"a"}"#, b"signature");
    let without_signature = encoded(r#"{"alg":"RS256"}"#, r#"{"sub":"a"}"#, b"");
    for text in [&none, &without_signature, without_signature.trim_end_matches('.')] {
        let inspection = inspect(text);
        assert_eq!(inspection.kind, Kind::UnsignedToken);
        assert_eq!(inspection.claims(), Some(&json!({"sub": "a"})));
    }
    let two_parts = without_signature.trim_end_matches('.');
    assert_eq!(inspect(two_parts).problem, Some(Problem { position: two_parts.len(), reason: Reason::Parts(2) }));
}

#[test]
fn a_broken_token_is_read_as_far_as_it_goes() {
    // A stranger in the payload: what comes before it is shown.
    let at = RFC7515_A1.find('.').unwrap() + 1 + 21;
    let text = format!("{}*{}", &RFC7515_A1[..at], &RFC7515_A1[at + 1..]);
    let inspection = inspect(&text);
    assert_eq!(inspection.kind, Kind::SignedToken);
    assert_eq!(inspection.header().unwrap()["typ"], "JWT");
    let payload = inspection.segment(Part::Payload).unwrap();
    assert_eq!(payload.problem, Some(Problem { position: at, reason: Base64Problem::Character('*').into() }));
    assert_eq!(payload.text(), Some("{\"iss\":\"joe\",\r\n"));
    assert_eq!(payload.json, None);

    // Padding alone costs nothing but a remark.
    let text = format!("{}==.{}", "eyJhbGciOiJFUzI1NiJ9", &RFC7515_A3[21..]);
    let header = &inspect(&text).segments[0];
    assert_eq!(header.json, Some(json!({"alg": "ES256"})));
    assert_eq!(header.problem, Some(Problem { position: 20, reason: Base64Problem::Padding.into() }));

    // Cut off in the middle.
    let inspection = inspect(&RFC7515_A1[..80]);
    assert_eq!(inspection.kind, Kind::UnsignedToken);
    let payload = inspection.segment(Part::Payload).unwrap();
    assert!(payload.text().unwrap().starts_with("{\"iss\":\"joe\""));
    assert!(payload.problem.is_some());
}

#[test]
fn json_that_is_wrong_is_shown_with_its_place() {
    let text = encoded(r#"{"alg":"RS256"}"#, r#"{"sub":"a","sub":"b"}"#, b"s");
    let inspection = inspect(&text);
    let payload = inspection.segment(Part::Payload).unwrap();
    assert_eq!(payload.json, Some(json!({"sub": "b"})));
    let problem = payload.problem.as_ref().unwrap();
    assert_eq!(problem.reason, JsonProblem::DuplicateMember("sub".into()).into());
    assert!(payload.range.contains(&problem.position));

    let text = encoded(r#"{"alg":"RS256"}"#, r#"{"sub":x}"#, b"s");
    let inspection = inspect(&text);
    let payload = inspection.segment(Part::Payload).unwrap();
    // Octet 7 begins in the tenth character.
    assert_eq!(payload.problem.as_ref().unwrap().position, payload.range.start + 9);
    assert_eq!(payload.text(), Some(r#"{"sub":x}"#));
    assert_eq!(inspect(&encoded(r#"{"alg":"RS256"}"#, "[1]", b"s")).claims(), Some(&json!([1])));
}

#[test]
fn wrong_counts_of_parts_are_named_and_bounded() {
    let text = format!("{RFC7515_A1}{}", ".".repeat(100_000));
    let inspection = inspect(&text);
    assert_eq!(inspection.kind, Kind::BrokenToken);
    assert_eq!(inspection.problem.unwrap().reason, Reason::Parts(100_003));
    assert_eq!(inspection.segments.len(), MAX_SEGMENTS + 1);
    assert_eq!(inspection.segments.last().unwrap().range.end, text.len());
    assert_eq!(inspect("eyJhbGciOiJub25lIn0").kind, Kind::BrokenToken);
}

#[test]
fn keys_and_key_sets_are_recognised() {
    let inspection = inspect(RFC7638_KEY);
    assert_eq!(inspection.kind, Kind::Key);
    assert_eq!(inspection.keys.unwrap().keys()[0].kid(), Some("2011-04-29"));
    let set = format!(r#"{{"keys":[{RFC7638_KEY},{{"kty":"oct","k":"AQ"}},{{"kty":"x"}}]}}"#);
    let inspection = inspect(&set);
    assert_eq!(inspection.kind, Kind::KeySet);
    let keys = inspection.keys.unwrap();
    assert_eq!((keys.keys().len(), keys.rejected().len()), (2, 1));
    let inspection = inspect(r#"{"kty":"RSA"}"#);
    assert_eq!(inspection.problem.unwrap().reason, JwkError::Missing("n").into());
    assert_eq!(inspect(r#"{"keys":1}"#).problem.unwrap().reason, JwkSetError::NoKeys.into());
}

#[test]
fn what_is_no_token_is_named() {
    let kinds = [
        ("", Kind::Empty),
        (" \n ", Kind::Empty),
        ("<samlp:Response/>", Kind::Xml),
        ("SplxlOBeZQQYbYS6WxSbIA", Kind::Opaque),
        ("www.example.com", Kind::Opaque),
        ("Bearer", Kind::Opaque),
        ("é.é.é", Kind::Opaque),
        (r#"{"payload":"e30","signatures":[]}"#, Kind::JsonToken),
        (r#"{"a":1}"#, Kind::Json),
        ("[1,2]", Kind::Json),
    ];
    for (text, kind) in kinds {
        assert_eq!(inspect(text).kind, kind, "{text}");
    }
    let inspection = inspect("  {\"a\":1,}");
    assert_eq!(inspection.kind, Kind::Json);
    assert_eq!(inspection.segments[0].problem.as_ref().unwrap().position, 9);
}

fn check(text: &str) {
    let inspection = inspect(text);
    assert!(text.get(inspection.range.clone()).is_some());
    for segment in &inspection.segments {
        assert!(text.get(segment.range.clone()).is_some());
        let _ = (segment.pretty(), segment.text());
        if let Some(problem) = &segment.problem {
            assert!(problem.position <= text.len());
            let _ = problem.reason.to_string();
        }
    }
    if let Some(range) = inspection.signing_input() {
        assert!(text.get(range).is_some());
    }
    // What the strict reader takes, the tolerant one shows without a problem and with the same claims.
    if let Ok(strict) = crate::Unverified::parse(text) {
        assert_eq!(inspection.claims().and_then(Value::as_object), Some(strict.unverified_claims()));
        assert!(inspection.segments.iter().all(|segment| segment.problem.is_none()));
    }
}

proptest! {
    #[test]
    fn any_octets_are_read_without_a_panic(octets in proptest::collection::vec(any::<u8>(), 0..300)) {
        check(&String::from_utf8_lossy(&octets));
    }

    #[test]
    fn what_looks_like_a_token_is_read_without_a_panic(text in "[ {\\[<]?(Bearer )?(eyJ|ew|)([A-Za-z0-9_=é~-]{0,12}\\.?){0,7}\\s?") {
        check(&text);
    }

    #[test]
    fn encoded_texts_are_read_without_a_panic(
        header in "\\{(\"(alg|kid|typ|crit)\":(\"none\"|\"RS256\"|\\[\\]|1|\\{\\}),?){0,3}\\}?",
        payload in "\\{(\"[a-c]\":(\"é\"|1e9|null|\\[1\\]),?){0,4}\\}?",
        signature in proptest::collection::vec(any::<u8>(), 0..8),
    ) {
        check(&encoded(&header, &payload, &signature));
    }
}
