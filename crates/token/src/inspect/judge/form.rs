//! How a token is made: algorithm, header, length.

use serde_json::Value;

use super::{Finding, Severity};
use crate::algorithm::Algorithm;
use crate::excerpt::excerpt;
use crate::inspect::{Inspection, Kind};
use crate::jwk::KeyMaterial;
use crate::phrase::Phrase;

/// A header of this size makes many servers answer 431 or 400; cookies end here.
const LONG: usize = 4096;
/// Common limit of a whole request header.
const TOO_LONG: usize = 8192;

pub(super) fn judge(text: &str, inspection: &Inspection, findings: &mut Vec<Finding>) {
    let mut add = |finding| findings.push(finding);
    let broken = inspection.segments.iter().filter_map(|segment| segment.problem.as_ref());
    for problem in inspection.problem.iter().chain(broken) {
        let what = Phrase::with("At character {0}: {1}.", [&(problem.position + 1), &problem.reason]);
        add(Finding::new(
            Severity::Error,
            "broken",
            what,
            "RFC 7515 §5.2",
            "Copy the token again, whole and unchanged.",
        ));
    }
    if inspection.kind == Kind::UnsignedToken {
        add(Finding::new(
            Severity::Error,
            "unsigned",
            "It is not signed: anybody can have written it.",
            "RFC 8725 §3.2",
            "Never accept it. Configure the algorithms that your issuer uses, and refuse none in every spelling.",
        ));
    }
    if let Some(header) = inspection.header() {
        header_members(header, inspection.kind, &mut add);
    }
    for key in inspection.keys.iter().flat_map(crate::JwkSet::keys) {
        if let KeyMaterial::Rsa { e, .. } = key.material()
            && (e == &[3] || e == &[1])
        {
            add(Finding::new(
                Severity::Warning,
                "rsa_exponent",
                "The exponent of the RSA key is very small.",
                "NIST SP 800-56B",
                "Make keys with the exponent 65537.",
            ));
        }
        let least = match key.key_type() {
            crate::KeyType::Rsa => 2048,
            crate::KeyType::Oct => 256,
            _ => 0,
        };
        if key.bits() < least {
            let what = Phrase::with("The key is short: {0} bits, {1} are the least.", [&key.bits(), &least]);
            add(Finding::new(
                Severity::Error,
                "short_key",
                what,
                "RFC 7518 §3.2, §3.3",
                "Make a longer key, and replace this one.",
            ));
        }
    }
    let length = text.get(inspection.range.clone()).unwrap_or_default().len();
    let is_token =
        matches!(inspection.kind, Kind::SignedToken | Kind::UnsignedToken | Kind::EncryptedToken | Kind::SdJwt);
    if is_token && length > LONG {
        let what = Phrase::with("It is long: {0} bytes.", [&length]);
        let severity = if length > TOO_LONG { Severity::Warning } else { Severity::Hint };
        add(Finding::new(
            severity,
            "long",
            what,
            "RFC 9110 §5.4",
            "Cookies end at 4096 bytes, and many servers refuse headers over 8192. Leave claims out, or let the application ask the userinfo endpoint.",
        ));
    }
}

fn header_members(header: &Value, kind: Kind, add: &mut impl FnMut(Finding)) {
    let text = |name: &str| header.get(name).and_then(Value::as_str);
    if matches!(kind, Kind::SignedToken | Kind::SdJwt) {
        match text("alg").map(Algorithm::parse) {
            None => add(Finding::new(
                Severity::Error,
                "no_algorithm",
                "The header has no alg.",
                "RFC 7515 §4.1.1",
                "Whoever makes the token must name the algorithm.",
            )),
            Some(Ok(algorithm)) if algorithm.is_symmetric() => add(Finding::new(
                Severity::Hint,
                "symmetric",
                Phrase::with("{0} is a shared secret: whoever can check it can also make such tokens.", [&algorithm]),
                "RFC 8725 §3.5",
                "Use it between two parties only, with a random secret of 256 bits. Otherwise sign with RS256 or ES256.",
            )),
            Some(_) => {}
        }
    }
    for (name, what) in [
        ("jwk", "The token brings its own key (jwk). It proves nothing: anybody can sign with an own key."),
        ("jku", "The token names an address of keys (jku)."),
        ("x5u", "The token names an address of certificates (x5u)."),
        ("x5c", "The token brings its own certificates (x5c)."),
    ] {
        // A DPoP proof has its key in it, which is what it is about (RFC 9449 §4.2).
        if header.get(name).is_some() && text("typ").is_none_or(|typ| !typ.eq_ignore_ascii_case("dpop+jwt")) {
            add(Finding::new(
                Severity::Warning,
                "key_in_header",
                what,
                "RFC 8725 §3.10",
                "Take keys from your issuer's metadata alone, and ignore this member.",
            ));
        }
    }
    if let Some(critical) = header.get("crit") {
        let what = Phrase::with(
            "A reader must understand these extensions, or refuse the token: {0}.",
            [&excerpt(&critical.to_string())],
        );
        add(Finding::new(
            Severity::Warning,
            "critical",
            what,
            "RFC 7515 §4.1.11",
            "Check that your library understands them.",
        ));
    }
    if kind != Kind::EncryptedToken && header.get("kid").is_none() && kind == Kind::SignedToken {
        add(Finding::new(
            Severity::Hint,
            "no_kid",
            "The header has no kid.",
            "RFC 7515 §4.1.4",
            "With a kid, keys can be changed without trying all of them.",
        ));
    }
    if header.get("nonce").is_some() && text("typ").is_some_and(|typ| typ.eq_ignore_ascii_case("jwt")) {
        add(Finding::new(
            Severity::Hint,
            "microsoft_graph",
            "The header has a nonce: this is an access token for Microsoft's own services, and its signature cannot be checked by others.",
            "Microsoft Entra",
            "Do not check tokens that are not for you. Ask for a token with your own application's scope.",
        ));
    }
    if kind == Kind::EncryptedToken {
        if text("alg") == Some("RSA1_5") {
            add(Finding::new(
                Severity::Warning,
                "rsa1_5",
                "RSA1_5 has a padding that can be attacked.",
                "RFC 8725 §3.2",
                "Encrypt with RSA-OAEP-256 or ECDH-ES.",
            ));
        }
        if header.get("zip").is_some() {
            add(Finding::new(
                Severity::Warning,
                "zip",
                "The content is compressed, so its length may tell what is in it, and it may inflate without end.",
                "RFC 8725 §3.6",
                "Do not compress before encrypting.",
            ));
        }
    }
}
