use super::{Invalid, checked_text, has_control};
use serde::{Deserialize, Serialize};

/// What `domain_hint=` on the authorization request is compared with, such as `mobileid.ch`. Compared without case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DomainHint(String);
checked_text!(DomainHint);

impl DomainHint {
    /// Reads a hint.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        if text.is_empty() || text.len() > 253 || text.contains(char::is_whitespace) || has_control(text) {
            return Err(Invalid::new("A domain hint is one word, usually a domain name such as `mobileid.ch`."));
        }
        Ok(Self(text.to_owned()))
    }

    /// Whether a request's hint means this provider.
    pub fn matches(&self, hint: &str) -> bool {
        self.0.eq_ignore_ascii_case(hint.trim())
    }
}
