use super::{Invalid, checked_text, has_control};
use serde::{Deserialize, Serialize};

/// The App ID URI of an application that is an API (behaviour reference §5), without a slash at its end:
/// `https://contoso.onmicrosoft.com/tasks`. Its scopes are asked for as `{App ID URI}/{scope}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AppIdUri(String);
checked_text!(AppIdUri);

impl AppIdUri {
    /// Reads an App ID URI.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim().trim_end_matches('/');
        let wrong = || {
            Invalid::new(
                "An App ID URI looks like `https://contoso.onmicrosoft.com/tasks`, without a query and blanks.",
            )
        };
        let url = url::Url::parse(text).map_err(|_| wrong())?;
        let fine = text.len() <= 255
            && text.is_ascii()
            && !has_control(text)
            && !text.contains([' ', '\\', '*', '#', '?', '@', ','])
            && matches!(url.scheme(), "https" | "api")
            && url.host_str().is_some_and(|host| !host.is_empty());
        if fine { Ok(Self(text.to_owned())) } else { Err(wrong()) }
    }
}

/// The name of a scope that an API exposes, such as `tasks.read`: what stands in `scp`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ScopeName(String);
checked_text!(ScopeName);

impl ScopeName {
    /// Reads a scope's name: no blank separates it in `scp`, no slash in a request (RFC 6749 §3.3).
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let fine = !text.is_empty()
            && text.len() <= 120
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:".contains(&byte));
        if fine {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new("The name of a scope is letters, digits and `.`, `-`, `_`, `:`, such as `tasks.read`."))
        }
    }
}
