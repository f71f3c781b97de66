use super::{Invalid, has_control};
use serde::{Deserialize, Serialize};

/// Scope values asked of a provider. Kept as typed, sent separated by spaces: how-to documents write commas
/// (`openid, profile, phone, mid_profile`), RFC 6749 §3.3 wants spaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scope(String);

impl Scope {
    /// Reads a scope for an OpenID Connect provider: `openid` must be in it, or no ID token comes.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let scope = Self(text.trim().to_owned());
        if text.len() > 2048 || has_control(&text.replace('\t', " ")) || !text.is_ascii() || text.contains(['"', '\\'])
        {
            return Err(Invalid::new("A scope has ASCII letters, digits and signs, separated by spaces."));
        }
        if !scope.values().any(|value| value == "openid") {
            return Err(Invalid::new(
                "The scope must contain `openid`; without it the provider sends no ID token and nobody can sign in.",
            ));
        }
        Ok(scope)
    }

    /// The single values.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.0.split([' ', ',', '\t']).filter(|value| !value.is_empty())
    }

    /// As typed.
    pub fn as_typed(&self) -> &str {
        &self.0
    }

    /// As sent (RFC 6749 §3.3).
    pub fn on_the_wire(&self) -> String {
        self.values().collect::<Vec<_>>().join(" ")
    }
}

impl TryFrom<String> for Scope {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> String {
        scope.0
    }
}
