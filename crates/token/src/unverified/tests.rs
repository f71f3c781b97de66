use super::*;
use crate::testing::{RFC7515_A1, RFC7515_A2, RFC7515_A3, token};
use serde_json::json;

const HEADER: &str = r#"{"alg":"RS256","kid":"k"}"#;

fn refused(header: &str, payload: &str) -> ParseError {
    Unverified::parse(&token(header, payload, b"signature")).unwrap_err()
}

// RFC 7515, appendices A.1, A.2 and A.3: the same claims under three algorithms.
#[test]
fn the_examples_of_rfc_7515_are_read() {
    let signatures =
        [(RFC7515_A1, Algorithm::Hs256, 32), (RFC7515_A2, Algorithm::Rs256, 256), (RFC7515_A3, Algorithm::Es256, 64)];
    for (text, algorithm, signature_length) in signatures {
        let token = Unverified::parse(text).unwrap();
        assert_eq!(token.header().algorithm(), algorithm);
        assert_eq!(token.header().kid(), None);
        assert_eq!(token.signature.len(), signature_length);
        assert_eq!(format!("{}.", token.signing_input), text[..=text.rfind('.').unwrap()]);
        let claims = json!({"iss": "joe", "exp": 1_300_819_380, "http://example.com/is_root": true});
        assert_eq!(token.unverified_claims(), claims.as_object().unwrap());
    }
    assert_eq!(Unverified::parse(RFC7515_A1).unwrap().header().typ(), Some("JWT"));
}

#[test]
fn three_parts_are_needed() {
    for (text, parts) in [("", 1), ("a", 1), ("a.b", 2), ("a.b.c.d", 4), ("a.b.c.d.e", 5), ("......", 7)] {
        assert_eq!(Unverified::parse(text).unwrap_err(), ParseError::Parts(parts));
    }
    assert_eq!(Unverified::parse(&format!("{RFC7515_A3}.")).unwrap_err(), ParseError::Parts(4));
}

#[test]
fn a_broken_part_is_named_with_its_place() {
    let at = |text: &str| match Unverified::parse(text).unwrap_err() {
        ParseError::Base64 { part, position, problem } => (part, position, problem),
        other => panic!("{other}"),
    };
    let good = token(HEADER, "{}", b"sig");
    let (header_end, payload_end) = (good.find('.').unwrap(), good.rfind('.').unwrap());
    assert_eq!(at(&format!(" {good}")), (Part::Header, 0, Base64Problem::Character(' ')));
    assert_eq!(at(&format!("{good}\n")), (Part::Signature, good.len(), Base64Problem::Character('\n')));
    assert_eq!(at(&format!("{good}=")), (Part::Signature, good.len(), Base64Problem::Padding));
    let padded = format!("{}={}", &good[..payload_end], &good[payload_end..]);
    assert_eq!(at(&padded), (Part::Payload, payload_end, Base64Problem::Padding));
    let standard = format!("{}+{}", &good[..=header_end], &good[header_end + 2..]);
    assert_eq!(at(&standard), (Part::Payload, header_end + 1, Base64Problem::Character('+')));
    // "e30" is "{}"; "e31" decodes to the same two octets and two stray bits.
    let stray = good.replace(".e30.", ".e31.");
    assert_eq!(at(&stray), (Part::Payload, header_end + 3, Base64Problem::StrayBits));
    assert_eq!(at(&format!("{good}A")), (Part::Signature, good.len(), Base64Problem::Length));
}

#[test]
fn none_in_any_case_is_refused() {
    for name in ["none", "None", "NONE", "nOnE"] {
        let header = format!(r#"{{"alg":"{name}"}}"#);
        let expected = ParseError::Algorithm(UnknownAlgorithm { name: name.into() });
        assert_eq!(refused(&header, "{}"), expected);
        assert_eq!(Unverified::parse(&token(&header, "{}", b"")).unwrap_err(), expected);
    }
    assert_eq!(refused("{}", "{}"), ParseError::NoAlgorithm);
    assert_eq!(refused(r#"{"alg":null}"#, "{}"), ParseError::NotAString("alg"));
    assert_eq!(refused(r#"{"alg":["RS256"]}"#, "{}"), ParseError::NotAString("alg"));
    assert_eq!(Unverified::parse(&token(HEADER, "{}", b"")).unwrap_err(), ParseError::NoSignature);
}

#[test]
fn any_crit_is_refused() {
    for crit in [r#"["exp"]"#, "[]", "null", r#"["b64"],"b64":false"#] {
        assert!(matches!(refused(&format!(r#"{{"alg":"RS256","crit":{crit}}}"#), "{}"), ParseError::Critical(_)));
    }
}

#[test]
fn a_member_twice_is_refused_in_header_and_payload() {
    let twice = |part, member: &str| ParseError::Json {
        part,
        position: 0,
        problem: JsonProblem::DuplicateMember(member.into()),
    };
    let without_place = |error| match error {
        ParseError::Json { part, problem, .. } => ParseError::Json { part, position: 0, problem },
        other => other,
    };
    let error = refused(r#"{"alg":"RS256","alg":"none"}"#, "{}");
    assert_eq!(without_place(error), twice(Part::Header, "alg"));
    let error = refused(HEADER, r#"{"sub":"victim","a":1,"sub":"attacker"}"#);
    assert_eq!(without_place(error), twice(Part::Payload, "sub"));
}

#[test]
fn a_payload_is_a_json_object() {
    for payload in ["[]", "null", "\"text\"", "1"] {
        assert_eq!(
            refused(HEADER, payload),
            ParseError::Json { part: Part::Payload, position: 0, problem: JsonProblem::NotAnObject }
        );
    }
    for payload in ["", "{", "{}{}", "plain text", r#"{"a":01}"#, "{'a':1}"] {
        assert!(matches!(
            refused(HEADER, payload),
            ParseError::Json { part: Part::Payload, problem: JsonProblem::Syntax(_), .. }
        ));
    }
}

#[test]
fn a_kid_is_data_of_bounded_length() {
    let with_kid = |kid: &str| token(&json!({"alg": "RS256", "kid": kid}).to_string(), "{}", b"s");
    assert_eq!(Unverified::parse(&with_kid(&"k".repeat(10_240))).unwrap_err(), ParseError::KidTooLong(10_240));
    for kid in ["", "../../etc/passwd", "'; DROP TABLE keys;--", "\0", "http://[::1]/", &"ü".repeat(256)] {
        assert_eq!(Unverified::parse(&with_kid(kid)).unwrap().header().kid(), Some(kid));
    }
    assert_eq!(refused(r#"{"alg":"RS256","kid":1}"#, "{}"), ParseError::NotAString("kid"));
    assert_eq!(refused(r#"{"alg":"RS256","typ":{}}"#, "{}"), ParseError::NotAString("typ"));
}

#[test]
fn a_token_has_an_end() {
    let long = token(HEADER, &json!({"a": "x".repeat(MAX_TOKEN_BYTES)}).to_string(), b"s");
    assert_eq!(Unverified::parse(&long).unwrap_err(), ParseError::TooLong(long.len()));
}

#[test]
fn a_nested_token_is_not_taken_for_claims() {
    assert_eq!(refused(r#"{"alg":"RS256","cty":"JWT"}"#, "{}"), ParseError::ContentType("JWT".into()));
    assert!(matches!(refused(r#"{"alg":"RS256","jku":1}"#, "{}"), ParseError::Header(_)));
}

#[test]
fn a_token_is_not_shown() {
    let parsed = Unverified::parse(&token(HEADER, r#"{"sub":"somebody"}"#, b"signature")).unwrap();
    let shown = format!("{parsed:?} {:?}", parsed.clone().expect(&[Algorithm::Rs256]).unwrap());
    assert!(!shown.contains("somebody") && !shown.contains("eyJ"), "{shown}");
}
