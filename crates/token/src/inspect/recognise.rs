//! What a text is for: an ID token or an access token, a code of Azure AD B2C, a SAML response, and by which signs.

use serde_json::Value;

use super::{Inspection, Kind};
use crate::phrase::Phrase;

/// The event of a logout token (OpenID Connect Back-Channel Logout §2.4).
pub const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// What a text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// OpenID Connect Core §2.
    IdToken,
    /// RFC 9068, or what others issue as one.
    AccessToken,
    /// OpenID Connect Back-Channel Logout §2.4.
    LogoutToken,
    /// RFC 9449 §4.2.
    DpopProof,
    /// RFC 7523 §3.
    ClientAssertion,
    /// RFC 8417.
    SecurityEvent,
    /// RFC 9101.
    RequestObject,
    /// RFC 9701.
    Introspection,
    /// RFC 9901 §4.3.
    KeyBinding,
    /// RFC 9901.
    SdJwt,
    /// A JSON Web Token for something else.
    Token,
    /// Signed content that is no JSON object.
    SignedContent,
    /// RFC 7516; what is inside shows when it is decrypted.
    Encrypted,
    /// A code or refresh token of Azure AD B2C, which only B2C reads.
    B2cOpaque,
    /// One key.
    Key,
    /// Several keys.
    KeySet,
    /// A key or certificate as PEM.
    Pem,
    /// SAML, as XML or as base64 of it.
    Saml,
    /// Other XML.
    Xml,
    /// JSON that is no token.
    Json,
    /// A PASETO.
    Paseto,
    /// A token or code that only its issuer reads, of a known one.
    KnownOpaque,
    /// A token or code that only its issuer reads.
    Opaque,
    /// An address.
    Address,
    /// Two or four parts where three or five must be.
    Broken,
    /// Nothing.
    Nothing,
}

/// What a text is for, and why that is thought.
#[derive(Debug, Clone, PartialEq)]
pub struct Recognition {
    /// What it is for.
    pub what: What,
    /// The same in words.
    pub name: &'static str,
    /// The sign by which it was recognised.
    pub because: Phrase,
}

fn is(what: What, because: impl Into<Phrase>) -> Recognition {
    Recognition { what, name: name(what), because: because.into() }
}

const fn name(what: What) -> &'static str {
    match what {
        What::IdToken => "ID token",
        What::AccessToken => "Access token",
        What::LogoutToken => "Logout token",
        What::DpopProof => "DPoP proof",
        What::ClientAssertion => "Client assertion",
        What::SecurityEvent => "Security event",
        What::RequestObject => "Authorization request as a token",
        What::Introspection => "Answer of an introspection",
        What::KeyBinding => "Proof of the holder's key",
        What::SdJwt => "Token with selective disclosure",
        What::Token => "JSON Web Token",
        What::SignedContent => "Signed content",
        What::Encrypted => "Encrypted token",
        What::B2cOpaque => "Code or refresh token of Azure AD B2C",
        What::Key => "Key",
        What::KeySet => "Key set",
        What::Pem => "Key or certificate (PEM)",
        What::Saml => "SAML message",
        What::Xml => "XML",
        What::Json => "JSON, but no token",
        What::Paseto => "PASETO",
        What::KnownOpaque | What::Opaque => "Opaque token or code",
        What::Address => "Address",
        What::Broken => "Broken token",
        What::Nothing => "Nothing",
    }
}

/// A media type without `application/`, in lower case (RFC 7515 §4.1.9).
pub(super) fn media_type(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    name.strip_prefix("application/").unwrap_or(&name).to_owned()
}

/// Recognises.
pub fn recognise(text: &str, inspection: &Inspection) -> Recognition {
    let content = text.get(inspection.range.clone()).unwrap_or_default();
    match inspection.kind {
        Kind::Empty => is(What::Nothing, "There is nothing."),
        Kind::EncryptedToken => encrypted(inspection),
        Kind::SignedToken | Kind::UnsignedToken | Kind::SdJwt => token(inspection),
        Kind::JsonToken
            if inspection.segments[0].json.as_ref().is_some_and(|json| json.get("ciphertext").is_some()) =>
        {
            is(What::Encrypted, "It is JSON with a ciphertext (RFC 7516 §7.2).")
        }
        Kind::JsonToken => match inspection.claims() {
            Some(_) => token(inspection),
            None => is(What::SignedContent, "It is JSON with a payload and signatures (RFC 7515 §7.2)."),
        },
        Kind::BrokenToken => is(What::Broken, "It begins like a token."),
        Kind::Key => is(What::Key, "It is JSON with a kty (RFC 7517 §4)."),
        Kind::KeySet => is(What::KeySet, "It is JSON with keys (RFC 7517 §5)."),
        Kind::Json => is(What::Json, "It is JSON without the members of a token or a key."),
        Kind::Pem => is(What::Pem, "It has lines of the form -----BEGIN … ----- (RFC 7468)."),
        Kind::Xml if ["saml", "urn:oasis:names:tc:SAML"].iter().any(|sign| content.contains(sign)) => {
            is(What::Saml, "It is XML with names of SAML. It is read by whom it was sent to, not here.")
        }
        Kind::Xml => is(What::Xml, "It begins with <."),
        Kind::Opaque => opaque(content),
    }
}

fn encrypted(inspection: &Inspection) -> Recognition {
    let header = inspection.header();
    let has = |name: &str| header.is_some_and(|header| header.get(name).is_some());
    if has("ser") || header.and_then(|header| header["kid"].as_str()).is_some_and(|kid| kid.starts_with("cpimcore")) {
        return is(
            What::B2cOpaque,
            "Its header is that of Azure AD B2C's own codes and refresh tokens; only B2C can read it.",
        );
    }
    is(What::Encrypted, "It has five parts (RFC 7516 §7.1).")
}

fn token(inspection: &Inspection) -> Recognition {
    let header = inspection.header();
    let typ = header.and_then(|header| header.get("typ")).and_then(Value::as_str).map(media_type).unwrap_or_default();
    let by_type = match typ.as_str() {
        "at+jwt" => Some(What::AccessToken),
        "logout+jwt" => Some(What::LogoutToken),
        "dpop+jwt" => Some(What::DpopProof),
        "client-authentication+jwt" => Some(What::ClientAssertion),
        "oauth-authz-req+jwt" => Some(What::RequestObject),
        "token-introspection+jwt" => Some(What::Introspection),
        "kb+jwt" => Some(What::KeyBinding),
        "sd-jwt" | "sd+jwt" | "vc+sd-jwt" | "dc+sd-jwt" => Some(What::SdJwt),
        "secevent+jwt" => Some(What::SecurityEvent),
        _ => None,
    };
    if let Some(what) = by_type {
        return is(what, Phrase::with("Its header says so: typ is {0}.", [&crate::excerpt::excerpt(&typ)]));
    }
    if inspection.kind == Kind::SdJwt {
        return is(What::SdJwt, "It has disclosures after ~ (RFC 9901 §4).");
    }
    let Some(claims) = inspection.claims().filter(|claims| claims.is_object()) else {
        let broken = inspection.segments.iter().any(|segment| segment.problem.is_some());
        return if broken {
            is(What::Broken, "It has the parts of a token.")
        } else {
            is(What::SignedContent, "It has three parts, and its payload is no JSON object.")
        };
    };
    by_claims(claims)
}

fn by_claims(claims: &Value) -> Recognition {
    let has = |name: &str| claims.get(name).is_some();
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if claims.get("events").and_then(Value::as_object).is_some_and(|events| events.contains_key(LOGOUT_EVENT)) {
        return is(What::LogoutToken, "It has the event of a sign-out.");
    }
    if has("events") {
        return is(What::SecurityEvent, "It has events.");
    }
    if has("htm") && has("htu") {
        return is(What::DpopProof, "It proves a request: it has htm and htu.");
    }
    if has("_sd") || has("_sd_alg") {
        return is(What::SdJwt, "It has digests of claims to disclose.");
    }
    if has("response_type") && has("client_id") {
        return is(What::RequestObject, "It has what an authorization request has.");
    }
    match text("token_use") {
        Some("id") => return is(What::IdToken, "Its token_use says so."),
        Some("access") => return is(What::AccessToken, "Its token_use says so."),
        _ => {}
    }
    if text("iss").is_some() && text("iss") == text("sub") && has("aud") && has("exp") && !has("nonce") {
        return is(What::ClientAssertion, "A client speaks for itself: iss and sub are the same (RFC 7523 §3).");
    }
    if ["at_hash", "c_hash"].iter().any(|name| has(name)) {
        return is(What::IdToken, "It is bound to what came along with it: it has at_hash or c_hash.");
    }
    // B2C writes the nonce into access tokens too; these have scopes.
    if ["scp", "scope", "appid"].iter().any(|name| has(name)) || (has("roles") && !has("nonce")) {
        return is(What::AccessToken, "It says what its bearer may do: it has scopes, roles or a client.");
    }
    if has("nonce") {
        return is(What::IdToken, "It answers one request: it has a nonce.");
    }
    if ["iss", "sub", "aud", "exp", "iat"].iter().all(|name| has(name)) {
        return is(
            What::IdToken,
            "It has what an ID token must have (OpenID Connect Core §2), and nothing of another kind.",
        );
    }
    is(What::Token, "It has three parts and claims, and no sign of a special kind.")
}

/// Texts whose beginning tells who made them.
const BEGINNINGS: &[(&str, &str)] = &[
    ("ya29.", "Google"),
    ("4/0", "Google"),
    ("1//", "Google"),
    ("gho_", "GitHub"),
    ("ghp_", "GitHub"),
    ("ghu_", "GitHub"),
    ("ghs_", "GitHub"),
    ("ghr_", "GitHub"),
    ("github_pat_", "GitHub"),
    ("glpat-", "GitLab"),
    ("EAA", "Facebook"),
    ("0.A", "Microsoft Entra"),
    ("1.A", "Microsoft Entra"),
    ("M.C", "Microsoft"),
    ("M.R", "Microsoft"),
    ("EwB", "Microsoft"),
    ("xoxb-", "Slack"),
    ("xoxp-", "Slack"),
    ("AQ", "LinkedIn or Amazon"),
];

fn opaque(content: &str) -> Recognition {
    let begins = |start: &str| content.starts_with(start);
    if begins("http://") || begins("https://") {
        return is(What::Address, "It begins with https. There is no token in it.");
    }
    if ["v1", "v2", "v3", "v4"]
        .iter()
        .any(|version| begins(&format!("{version}.local.")) || begins(&format!("{version}.public.")))
    {
        return is(What::Paseto, "It begins with a version and a purpose. It is another format than JSON Web Token.");
    }
    // base64 of `<saml`, `<?xml`, `<Res`, `<ns`.
    if ["PHNhbW", "PD94bW", "PFJlc3", "PG5z"].iter().any(|start| begins(start)) {
        return is(What::Saml, "It is base64 of XML, as SAML is posted. It is read by whom it was sent to, not here.");
    }
    if let Some((_, who)) = BEGINNINGS.iter().find(|(start, _)| begins(start)) {
        return is(
            What::KnownOpaque,
            Phrase::with("It begins as tokens and codes of {0} do. Only its issuer can read it.", [who]),
        );
    }
    is(
        What::Opaque,
        "Nothing in it can be read: it is a code, or a token that only its issuer understands. Ask the issuer (introspection), or redeem it.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::inspect;
    use crate::testing::token;
    use serde_json::json;

    fn what(text: &str) -> What {
        let recognition = recognise(text, &inspect(text));
        assert!(!recognition.name.is_empty() && !recognition.because.to_string().is_empty());
        recognition.what
    }

    fn of(header: &Value, claims: &Value) -> What {
        what(&token(&header.to_string(), &claims.to_string(), b"s"))
    }

    #[test]
    fn each_kind_of_token_is_recognised_by_its_type() {
        for (typ, expected) in [
            ("at+jwt", What::AccessToken),
            ("application/AT+JWT", What::AccessToken),
            ("logout+jwt", What::LogoutToken),
            ("dpop+jwt", What::DpopProof),
            ("client-authentication+jwt", What::ClientAssertion),
            ("oauth-authz-req+jwt", What::RequestObject),
            ("kb+jwt", What::KeyBinding),
            ("dc+sd-jwt", What::SdJwt),
            ("secevent+jwt", What::SecurityEvent),
            ("JWT", What::Token),
        ] {
            assert_eq!(of(&json!({"alg": "RS256", "typ": typ}), &json!({})), expected, "{typ}");
        }
    }

    #[test]
    fn each_kind_of_token_is_recognised_by_its_claims() {
        let standard = json!({"iss": "i", "sub": "s", "aud": "a", "exp": 1, "iat": 1});
        let with = |more: Value| {
            let mut claims = standard.clone();
            claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            of(&json!({"alg": "RS256"}), &claims)
        };
        assert_eq!(with(json!({})), What::IdToken);
        assert_eq!(with(json!({"nonce": "n"})), What::IdToken);
        assert_eq!(with(json!({"nonce": "n", "scp": "read"})), What::AccessToken);
        assert_eq!(with(json!({"scope": "read"})), What::AccessToken);
        assert_eq!(with(json!({"at_hash": "x", "scope": "openid"})), What::IdToken);
        assert_eq!(with(json!({"sub": "i"})), What::ClientAssertion);
        assert_eq!(with(json!({"events": {LOGOUT_EVENT: {}}})), What::LogoutToken);
        assert_eq!(with(json!({"events": {"x": {}}})), What::SecurityEvent);
        assert_eq!(with(json!({"htm": "GET", "htu": "https://a"})), What::DpopProof);
        assert_eq!(with(json!({"_sd": []})), What::SdJwt);
        assert_eq!(with(json!({"response_type": "code", "client_id": "a"})), What::RequestObject);
        assert_eq!(of(&json!({"alg": "RS256"}), &json!({"a": 1})), What::Token);
        assert_eq!(of(&json!({"alg": "RS256"}), &json!("text")), What::SignedContent);
        assert_eq!(what(&token("{\"alg\":\"RS256\"}", "{\"a\":", b"s")), What::Broken);
    }

    #[test]
    fn what_is_no_token_is_named() {
        for (text, expected) in [
            ("", What::Nothing),
            ("<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\"/>", What::Saml),
            ("PHNhbWxwOlJlc3BvbnNlPg==", What::Saml),
            ("<html/>", What::Xml),
            ("{\"a\":1}", What::Json),
            ("{\"kty\":\"oct\",\"k\":\"AQ\"}", What::Key),
            ("{\"keys\":[]}", What::KeySet),
            ("-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----", What::Pem),
            ("SplxlOBeZQQYbYS6WxSbIA", What::Opaque),
            ("ya29.a0AfH6", What::KnownOpaque),
            ("0.ASsA.x.y", What::KnownOpaque),
            ("v4.public.eyJh", What::Paseto),
            ("https://jwt.ms/", What::Address),
            ("eyJhbGciOiJub25lIn0", What::Broken),
            ("eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAA.AAAA.AAAA", What::Encrypted),
            (
                "eyJraWQiOiJjcGltY29yZV8wOTI1MjAxNSIsInZlciI6IjEuMCIsInppcCI6IkRlZmxhdGUiLCJzZXIiOiIxLjAifQ.AA.AA.AA.AA",
                What::B2cOpaque,
            ),
            ("{\"ciphertext\":\"AA\",\"protected\":\"e30\"}", What::Encrypted),
            ("{\"payload\":\"eyJhIjoxfQ\",\"signatures\":[]}", What::Token),
        ] {
            assert_eq!(what(text), expected, "{text}");
        }
    }
}
