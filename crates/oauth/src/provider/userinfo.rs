//! Userinfo (OpenID Connect Core 5.3): whose access token, and what it says about them.

use super::tokens::{PROTOCOL_CLAIMS, TokenId};
use domain::{ApplicationId, PolicyId};
use serde_json::{Map, Value};
use token::Members;

/// What an access token must say here.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// `iss` of the policy, at the host that was asked.
    pub issuer: &'a str,
    /// The policy of the URL.
    pub policy: &'a PolicyId,
    /// Now, in seconds since 1970.
    pub now: i64,
}

/// An access token that opens userinfo.
#[derive(Debug, Clone, PartialEq)]
pub struct UserInfo {
    /// Its id: by it grant and user are looked up.
    pub token: TokenId,
    /// The application.
    pub client_id: ApplicationId,
    /// The answer: `sub` and the claims of the policy.
    pub claims: Map<String, Value>,
}

/// Why a token does not open userinfo, for the `WWW-Authenticate` header (RFC 6750 §3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// There is no token: the header has no error.
    Missing,
    /// It is none of ours, has expired, is revoked, is an ID token, or is for somebody else.
    InvalidToken,
    /// It was issued without `openid`.
    InsufficientScope,
}

impl Refusal {
    /// The HTTP status.
    pub const fn status(self) -> u16 {
        match self {
            Self::Missing | Self::InvalidToken => 401,
            Self::InsufficientScope => 403,
        }
    }

    /// The value of `error`.
    pub const fn error(self) -> Option<&'static str> {
        match self {
            Self::Missing => None,
            Self::InvalidToken => Some("invalid_token"),
            Self::InsufficientScope => Some("insufficient_scope"),
        }
    }
}

/// The token of an `Authorization: Bearer` header (RFC 6750 §2.1).
pub fn bearer(authorization: Option<&str>) -> Option<&str> {
    let (scheme, token) = authorization?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// Judges the claims of a token whose signature is ours.
///
/// # Errors
/// Unless it is an access token of this policy, for the application itself, in time, with `openid`.
pub fn read(claims: &Members, rules: Rules<'_>) -> Result<UserInfo, Refusal> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let number = |name: &str| claims.get(name).and_then(Value::as_i64);
    let scope = text("scp").ok_or(Refusal::InvalidToken)?;
    let token = text("jti").and_then(TokenId::parse).ok_or(Refusal::InvalidToken)?;
    let client_id = text("azp").and_then(|id| id.parse().ok()).ok_or(Refusal::InvalidToken)?;
    let in_time = number("nbf").is_some_and(|from| from <= rules.now) && number("exp").is_some_and(|to| rules.now < to);
    // A token for an API is that API's business, not a key to the person's data.
    let own = text("aud") == text("azp");
    if !in_time || !own || text("iss") != Some(rules.issuer) || !token.is_of(rules.policy) {
        return Err(Refusal::InvalidToken);
    }
    if !scope.split(' ').any(|value| value == "openid") {
        return Err(Refusal::InsufficientScope);
    }
    let shown = claims
        .iter()
        .filter(|(name, _)| *name == "sub" || !PROTOCOL_CLAIMS.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    Ok(UserInfo { token, client_id, claims: shown })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const CLIENT: &str = "11111111-1111-4111-8111-1111111111aa";
    const JOURNEY: &str = "01890000-0000-7000-8000-0000000000ff";
    const PROVIDER: &str = "01890000-0000-7000-8000-0000000000bb";
    const USER: &str = "01890000-0000-7000-8000-0000000000aa";

    fn policy() -> PolicyId {
        PolicyId::parse("B2C_1_susi").unwrap()
    }

    fn id() -> TokenId {
        TokenId::new(
            JOURNEY.parse().unwrap(),
            Some(USER.parse().unwrap()),
            Some(PROVIDER.parse().unwrap()),
            &policy(),
            [7; 8],
        )
    }

    fn good() -> Members {
        let token = json!({
            "ver": "1.0", "iss": "https://op.example/", "sub": "ada", "aud": CLIENT, "azp": CLIENT, "exp": 200,
            "nbf": 100, "iat": 100, "auth_time": 90, "scp": "openid profile", "jti": id().to_string(),
            "name": "Ada", "tfp": "B2C_1_susi",
        });
        token.as_object().unwrap().clone()
    }

    fn ask(claims: &Members) -> Result<UserInfo, Refusal> {
        read(claims, Rules { issuer: "https://op.example/", policy: &policy(), now: 100 })
    }

    #[test]
    fn an_access_token_opens_what_the_policy_says_of_the_person() {
        let info = ask(&good()).unwrap();
        assert_eq!(Value::from(info.claims), json!({"sub": "ada", "name": "Ada", "tfp": "B2C_1_susi"}));
        assert_eq!((info.token.journey.to_string().as_str(), info.client_id.to_string().as_str()), (JOURNEY, CLIENT));
        assert_eq!(info.token.user.map(|user| user.to_string()).as_deref(), Some(USER));
        assert_eq!(info.token.provider.map(|provider| provider.to_string()).as_deref(), Some(PROVIDER));
    }

    #[test]
    fn s54_no_other_token_opens_userinfo() {
        let other = "22222222-2222-4222-8222-2222222222bb";
        let without = |name: &str| {
            let mut claims = good();
            claims.remove(name);
            claims
        };
        for name in ["scp", "azp", "jti", "exp", "nbf", "iss", "aud"] {
            assert_eq!(ask(&without(name)), Err(Refusal::InvalidToken), "without {name}");
        }
        let elsewhere =
            TokenId::new(id().journey, None, None, &PolicyId::parse("B2C_1_edit").unwrap(), [7; 8]).to_string();
        for (name, value) in [
            ("aud", json!(other)),
            ("azp", json!(other)),
            ("azp", json!("x")),
            ("iss", json!("https://op.example")),
            ("exp", json!(100)),
            ("exp", json!("200")),
            ("nbf", json!(101)),
            ("jti", json!("x")),
            ("jti", json!(elsewhere)),
        ] {
            let mut claims = good();
            claims.insert(name.to_owned(), value.clone());
            assert_eq!(ask(&claims), Err(Refusal::InvalidToken), "{name} {value}");
        }
        let mut claims = good();
        claims.insert("scp".to_owned(), json!("openidx profile"));
        assert_eq!(ask(&claims), Err(Refusal::InsufficientScope));
        let statuses = [Refusal::Missing, Refusal::InvalidToken, Refusal::InsufficientScope].map(Refusal::status);
        assert_eq!(statuses, [401, 401, 403]);
    }

    #[test]
    fn a_bearer_token_comes_in_the_header() {
        assert_eq!(bearer(Some("Bearer abc")), Some("abc"));
        assert_eq!(bearer(Some("bEARER  abc ")), Some("abc"));
        for bad in [None, Some(""), Some("Bearer"), Some("Bearer "), Some("Basic abc")] {
            assert_eq!(bearer(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_token_id_without_a_user_reads_back_without_one() {
        let id = TokenId::new(JOURNEY.parse().unwrap(), None, None, &policy(), [1; 8]);
        assert_eq!(TokenId::parse(&id.to_string()), Some(id));
        assert_eq!(id.to_string().len(), 86);
        assert_eq!(TokenId::parse("A"), None);
    }
}
