//! What came in: an authorization response with one or several tokens, a code or an error, or just a token.

use super::{Arrived, ArrivedBy};

/// A token that was found, with the name under which it came.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) name: String,
    pub(super) token: String,
}

/// The parameters in which tokens come.
const TOKENS: [&str; 4] = ["id_token", "access_token", "refresh_token", "logout_token"];

/// Names by which a text is taken for a response.
const SIGNS: [&str; 5] = ["id_token", "access_token", "code", "error", "logout_token"];

/// Reads `name=value&…` as forms encode it.
pub(super) fn parameters(text: &str) -> Vec<(String, String)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

fn decoded(text: &str) -> String {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        octets.push(match (first, after) {
            (b'+', _) => b' ',
            (b'%', [high, low, after @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    rest = after;
                    high * 16 + low
                }
                _ => b'%',
            },
            (other, _) => *other,
        });
    }
    String::from_utf8_lossy(&octets).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// What arrived behind `#`, if it is a response.
pub(super) fn fragment(text: &str) -> Option<Arrived> {
    response(text, ArrivedBy::Fragment)
}

/// A pasted address or response.
pub(super) fn pasted(text: &str) -> Option<Arrived> {
    let text = text.trim();
    if text.starts_with('{') {
        return json(text);
    }
    // A log or a list of tokens is no address.
    if text.contains(char::is_whitespace) {
        return None;
    }
    let after = text.rfind(['#', '?']).map_or(text, |at| text.get(at + 1..).unwrap_or_default());
    response(after, ArrivedBy::Paste)
}

/// What a token endpoint answers (RFC 6749 §5.1, §5.2).
fn json(text: &str) -> Option<Arrived> {
    let members: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).ok()?;
    let parameters: Vec<_> = members
        .into_iter()
        .map(|(name, value)| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            (name, text)
        })
        .collect();
    let is_one = parameters.iter().any(|(name, _)| matches!(name.as_str(), "id_token" | "access_token" | "error"));
    is_one.then_some(Arrived { by: ArrivedBy::Paste, parameters })
}

fn response(text: &str, by: ArrivedBy) -> Option<Arrived> {
    let parameters = parameters(text);
    let is_one = parameters.iter().any(|(name, value)| SIGNS.contains(&name.as_str()) && !value.is_empty());
    is_one.then_some(Arrived { by, parameters })
}

impl Arrived {
    /// The tokens in it.
    pub(super) fn tokens(&self) -> Vec<Found> {
        TOKENS
            .iter()
            .flat_map(|wanted| self.parameters.iter().filter(move |(name, _)| name == wanted))
            .filter(|(_, token)| !token.is_empty())
            .map(|(name, token)| Found { name: name.clone(), token: token.clone() })
            .collect()
    }

    /// The value of a parameter.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The other parameters, with what they are.
    pub(super) fn others(&self) -> Vec<(String, String, &'static str)> {
        self.parameters
            .iter()
            .filter(|(name, _)| !TOKENS.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone(), what_is(name)))
            .collect()
    }

    /// What happened, when the response is an error.
    pub(super) fn error_in_words(&self) -> Option<&'static str> {
        self.value("error").map(error_words)
    }
}

#[cfg(feature = "inspector")]
impl ArrivedBy {
    /// How it came, and who has seen it.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Fragment => "It came behind # of the address, which browsers do not send: no server has seen it.",
            Self::Query => {
                "It came in the address, so this server received it. It answered and forgot it; the browser's history may still hold it."
            }
            Self::FormPost => "It came by a form, so this server received it. It answered and forgot it.",
            Self::Paste => "",
        }
    }
}

fn what_is(name: &str) -> &'static str {
    match name {
        "code" => "A code: the application redeems it at the token endpoint, once and within a short time",
        "state" => "What the application sent along; it must be the same",
        "session_state" => "Names the session, for session management",
        "token_type" => "How the access token is sent",
        "expires_in" => "Seconds for which the access token works",
        "scope" => "What the access token is good for",
        "iss" => "Who answers (RFC 9207)",
        "error" => "The kind of error",
        "error_description" => "More about the error",
        "error_uri" => "Where more is written about the error",
        "client_info" => "Names the account, for Microsoft's libraries",
        _ => "",
    }
}

fn error_words(error: &str) -> &'static str {
    match error {
        "access_denied" => "The person cancelled, or may not sign in.",
        "invalid_request" => {
            "The request misses something, or holds something twice or malformed. It is on the application's side."
        }
        "unauthorized_client" => "The application may not ask for this kind of answer. Look at its registration.",
        "unsupported_response_type" => "This kind of answer is not offered here.",
        "invalid_scope" => "The scope is unknown or not allowed.",
        "server_error" => "Something failed on the server's side. Its trace says what.",
        "temporarily_unavailable" => "The server cannot answer at this moment. Try again.",
        "login_required" | "interaction_required" | "consent_required" | "account_selection_required" => {
            "A page would have to be shown, but the application asked for an answer without one (prompt=none)."
        }
        _ => "The sign-in ended with an error.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_is_read_as_forms_encode_it() {
        let arrived = fragment("id_token=a.b.c&state=x%20y+z%2F&empty=&broken=%zz%4").unwrap();
        assert_eq!(arrived.value("state"), Some("x y z/"));
        assert_eq!(arrived.value("broken"), Some("%zz%4"));
        assert_eq!(arrived.tokens().len(), 1);
        assert_eq!(arrived.others()[0].0, "state");
    }

    #[test]
    fn a_pasted_address_is_a_response_and_a_token_is_none() {
        assert!(pasted("https://jwt.ms/#id_token=a.b.c").is_some());
        assert!(pasted("https://app.example/cb?code=abc&state=1").is_some());
        assert!(pasted("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.").is_none());
        assert!(pasted("").is_none() && fragment("").is_none() && fragment("top").is_none());
    }

    #[test]
    fn an_answer_of_a_token_endpoint_is_a_response() {
        let arrived = pasted(r#"{"access_token":"1","id_token":"2","expires_in":3600}"#).unwrap();
        assert_eq!((arrived.tokens().len(), arrived.value("expires_in")), (2, Some("3600")));
        assert!(pasted(r#"{"kty":"oct","k":"AQ"}"#).is_none() && pasted("GET /?code=1 HTTP/1.1").is_none());
    }

    #[test]
    fn several_tokens_are_found_in_a_fixed_order() {
        let arrived = fragment("access_token=1&id_token=2").unwrap();
        let names: Vec<_> = arrived.tokens().into_iter().map(|found| found.name).collect();
        assert_eq!(names, ["id_token", "access_token"]);
    }

    #[test]
    fn an_error_is_explained() {
        let arrived = fragment("error=access_denied&error_description=AADB2C90091%3A+x").unwrap();
        assert!(arrived.error_in_words().unwrap().contains("cancelled"));
        assert!(arrived.tokens().is_empty());
    }
}
