//! RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0, behaviour reference §6.5), strict: a browser is sent to
//! registered redirect URIs only (S60).

use crate::{Parameters, error::ProtocolError};
use domain::{Application, ApplicationId};
use serde_json::Value;
use token::Members;

/// Whom an ID token of ours was about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The application that got it.
    pub client_id: ApplicationId,
    /// `sub`.
    pub subject: String,
    /// `oid`, if it has one.
    pub object_id: Option<String>,
}

impl Hint {
    /// Reads an ID token whose signature is ours. An expired one will do; an access token will not (S54).
    pub fn read(claims: &Members, issuer: &str) -> Option<Self> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        if text("iss") != Some(issuer) || claims.contains_key("scp") {
            return None;
        }
        Some(Self {
            client_id: text("aud")?.parse().ok()?,
            subject: text("sub")?.to_owned(),
            object_id: text("oid").map(str::to_owned),
        })
    }

    /// Whether it is about the person of a session: by the user's id where the token or the session has one, else by
    /// the subject. `everybody` is the text that tokens without a subject of their own have there: it names nobody.
    pub fn is_about(&self, user: Option<&str>, subject: &str, everybody: &str) -> bool {
        match (user, &self.object_id) {
            (Some(user), Some(own)) => user == own,
            (Some(user), None) if user == self.subject => true,
            _ => self.subject == subject && subject != everybody,
        }
    }
}

/// What the application asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogoutRequest {
    /// Which application, as far as it says.
    pub client_id: Option<ApplicationId>,
    /// Where the browser goes afterwards.
    pub post_logout_redirect_uri: Option<String>,
    /// Echoed.
    pub state: Option<String>,
}

impl LogoutRequest {
    /// Reads a request with its hint.
    ///
    /// # Errors
    /// What the error page says.
    pub fn parse(parameters: &Parameters, hint: Option<&Hint>) -> Result<Self, ProtocolError> {
        let invalid = |code: &str, message: &str| ProtocolError::new(code, "invalid_request", message);
        if parameters.duplicate().is_some() {
            return Err(invalid("AADB2C90122", "A parameter came more than once."));
        }
        let asked = match parameters.get("client_id").map(str::parse::<ApplicationId>) {
            None => None,
            Some(Ok(id)) => Some(id),
            Some(Err(_)) => {
                return Err(invalid("AADB2C90018", "No application with this client id is registered in this tenant."));
            }
        };
        if let (Some(asked), Some(hint)) = (asked, hint)
            && asked != hint.client_id
        {
            return Err(invalid("AADB2C90209", "The ID token of the request was issued to another client."));
        }
        let target = parameters.get("post_logout_redirect_uri");
        if target.is_some_and(|uri| url::Url::parse(uri).is_err()) {
            return Err(invalid("AADB2C90067", "The `post_logout_redirect_uri` is not a URL."));
        }
        Ok(Self {
            client_id: asked.or(hint.map(|hint| hint.client_id)),
            post_logout_redirect_uri: target.map(str::to_owned),
            state: parameters.get("state").filter(|state| state.len() <= 4096).map(str::to_owned),
        })
    }

    /// Where the browser goes: the redirect URI, if one of these applications has registered it, with `state`.
    pub fn target<'a>(&self, applications: impl IntoIterator<Item = &'a Application>) -> Option<String> {
        let uri = self.post_logout_redirect_uri.as_deref()?;
        let registered = applications
            .into_iter()
            .any(|application| application.enabled && application.redirects().any(|(_, known)| known.as_str() == uri));
        if !registered {
            return None;
        }
        let Some(state) = &self.state else { return Some(uri.to_owned()) };
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("state", state);
        Some(format!("{uri}{}{}", if uri.contains('?') { '&' } else { '?' }, query.finish()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{ApplicationKind, DisplayName, RedirectUri};
    use serde_json::json;

    const CLIENT: &str = "11111111-1111-4111-8111-1111111111aa";
    const OTHER: &str = "22222222-2222-4222-8222-2222222222bb";

    fn application(uris: &[&str]) -> Application {
        Application {
            redirect_uris: uris.iter().map(|uri| RedirectUri::parse(uri).unwrap()).collect(),
            ..Application::new(CLIENT.parse().unwrap(), DisplayName::parse("App").unwrap(), ApplicationKind::Web)
        }
    }

    fn hint() -> Hint {
        Hint { client_id: CLIENT.parse().unwrap(), subject: "ada".to_owned(), object_id: None }
    }

    fn parse(text: &str, hint: Option<&Hint>) -> Result<LogoutRequest, String> {
        LogoutRequest::parse(&Parameters::parse(text).unwrap(), hint).map_err(|error| error.code)
    }

    #[test]
    fn s60_the_browser_goes_to_a_registered_redirect_uri_or_nowhere() {
        let application = application(&["https://app.example/cb", "https://app.example/out?x=1"]);
        for (uri, state, expected) in [
            ("https://app.example/cb", "", Some("https://app.example/cb")),
            ("https://app.example/cb", "&state=a%26b", Some("https://app.example/cb?state=a%26b")),
            ("https://app.example/out?x=1", "&state=s", Some("https://app.example/out?x=1&state=s")),
            ("https://app.example/cb/", "", None),
            ("https://app.example/cb?y=1", "", None),
            ("https://app.example.evil/cb", "", None),
            ("https://app.example@evil.example/cb", "", None),
            ("HTTPS://app.example/cb", "", None),
            ("javascript:alert(1)", "", None),
        ] {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.append_pair("post_logout_redirect_uri", uri);
            let request = parse(&format!("{}{state}", query.finish()), Some(&hint())).unwrap();
            assert_eq!(request.target([&application]).as_deref(), expected, "{uri}");
        }
        let request = parse("post_logout_redirect_uri=https://app.example/cb", None).unwrap();
        assert_eq!(request.target([]), None);
        let disabled = Application { enabled: false, ..application };
        assert_eq!(request.target([&disabled]), None, "S37");
    }

    #[test]
    fn s60_a_hint_and_a_client_id_name_the_same_client() {
        assert_eq!(parse("", Some(&hint())).unwrap().client_id, CLIENT.parse().ok());
        assert_eq!(parse(&format!("client_id={CLIENT}"), None).unwrap().client_id, CLIENT.parse().ok());
        assert_eq!(parse(&format!("client_id={CLIENT}"), Some(&hint())).unwrap().client_id, CLIENT.parse().ok());
        assert_eq!(parse(&format!("client_id={OTHER}"), Some(&hint())), Err("AADB2C90209".to_owned()));
        assert_eq!(parse("client_id=x", None), Err("AADB2C90018".to_owned()));
        assert_eq!(parse("post_logout_redirect_uri=x", None), Err("AADB2C90067".to_owned()));
        assert_eq!(parse("state=a&state=b", None), Err("AADB2C90122".to_owned()));
    }

    #[test]
    fn s74_a_long_state_is_left_out() {
        let state = |length: usize| parse(&format!("state={}", "a".repeat(length)), None).unwrap().state;
        assert_eq!(state(4096).map(|state| state.len()), Some(4096));
        assert_eq!(state(4097), None);
    }

    #[test]
    fn s54_only_an_id_token_of_the_policy_is_a_hint() {
        let good = json!({"iss": "https://op.example/", "aud": CLIENT, "sub": "ada", "oid": "o", "exp": 1});
        let read = |claims: &Value| Hint::read(claims.as_object().unwrap(), "https://op.example/");
        let found = read(&good).unwrap();
        for (user, subject, expected) in [
            (Some("o"), "else", true),
            (Some("p"), "ada", false),
            (None, "ada", true),
            (None, "eve", false),
            (None, "everybody", false),
        ] {
            assert_eq!(found.is_about(user, subject, "everybody"), expected, "{user:?} {subject}");
        }
        let plain = |subject: &str| Hint { subject: subject.to_owned(), object_id: None, ..found.clone() };
        assert!(plain("o").is_about(Some("o"), "else", "everybody"), "the subject is the user's id");
        assert!(plain("mail").is_about(Some("o"), "mail", "everybody"), "a subject that a policy chose");
        assert!(!plain("everybody").is_about(Some("o"), "everybody", "everybody"), "anybody's token");
        for (name, value) in [
            ("iss", json!("https://op.example")),
            ("aud", json!("x")),
            ("aud", Value::Null),
            ("sub", Value::Null),
            ("scp", json!("openid")),
        ] {
            let mut claims = good.clone();
            claims[name] = value.clone();
            assert_eq!(read(&claims), None, "{name} {value}");
        }
    }
}
