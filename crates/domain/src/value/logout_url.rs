use super::{Invalid, checked_text, has_control, metadata_url::is_https_or_loopback};
use serde::{Deserialize, Serialize};

/// The front-channel logout URL of an application (behaviour reference §5): fetched in a hidden frame when the person
/// signs out elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LogoutUrl(String);
checked_text!(LogoutUrl);

impl LogoutUrl {
    /// Reads a logout URL: https, or http on this machine (S2).
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let wrong = || Invalid::new("A front-channel logout URL looks like `https://app.example/signout`.");
        if text.len() > 2048 || has_control(text) || text.contains(['\\', ' ', '*', '#']) || !text.is_ascii() {
            return Err(wrong());
        }
        let url = url::Url::parse(text).map_err(|_| wrong())?;
        let plain = url.username().is_empty() && url.password().is_none();
        if !matches!(url.scheme(), "https" | "http") || !plain || !is_https_or_loopback(&url) {
            return Err(wrong());
        }
        Ok(Self(text.to_owned()))
    }
}
