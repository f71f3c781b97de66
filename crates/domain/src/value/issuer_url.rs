use super::{Invalid, checked_text, has_control, metadata_url::is_https_or_loopback};
use serde::{Deserialize, Serialize};

/// An issuer identifier: an URL that is compared as text, never normalised (OpenID Connect Core 2, RFC 9207 §2.4).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IssuerUrl(String);
checked_text!(IssuerUrl);

impl IssuerUrl {
    /// Reads an issuer: https, or http on this machine. Where it may be fetched from is another question, asked when
    /// something is fetched.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let url = url::Url::parse(text).map_err(|_| Invalid::new("An issuer is an URL."))?;
        let fine = is_https_or_loopback(&url)
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
            && text.len() <= 2048
            && !text.contains(char::is_whitespace)
            && !has_control(text);
        if fine {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new("An issuer is an https URL without user name, query and fragment."))
        }
    }
}
