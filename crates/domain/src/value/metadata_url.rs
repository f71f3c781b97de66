use super::{Invalid, checked_text, has_control};
use serde::{Deserialize, Serialize};

/// Where a provider publishes its metadata (OpenID Connect Discovery 1.0 §4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MetadataUrl(String);
checked_text!(MetadataUrl);

/// What every metadata URL ends with.
const SUFFIX: &str = "/.well-known/openid-configuration";

impl MetadataUrl {
    /// Reads a metadata URL (behaviour reference §1.1). Plain http is accepted for loopback hosts only, and fetched
    /// only where the server was started to allow it.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        // A parser of URLs drops line breaks and turns `\\` round; what is stored must read as it is fetched.
        if text.contains(char::is_whitespace) || text.contains('\\') || has_control(text) {
            return Err(Invalid::new("The metadata URL holds a blank, a line break or a backslash. Take it out."));
        }
        let url = url::Url::parse(text).map_err(|_| Invalid::new("Enter the whole URL, beginning with `https://`."))?;
        if !is_https_or_loopback(&url) {
            return Err(Invalid::new(
                "The metadata URL begins with `https://`. Plain `http://` works for this machine's own addresses only.",
            ));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Invalid::new("The metadata URL holds a user name or password. Take it out."));
        }
        if url.fragment().is_some() || text.len() > 2048 {
            return Err(Invalid::new("The metadata URL holds a `#…` part or is too long."));
        }
        // Our own tenants name the policy in the query (`…?p=B2C_1_x`), so a query may follow the suffix.
        if !url.path().ends_with(SUFFIX) {
            return Err(Invalid::new(format!("The metadata URL ends in `{SUFFIX}`.")));
        }
        Ok(Self(text.to_owned()))
    }
}

/// https anywhere, http on loopback.
pub(crate) fn is_https_or_loopback(url: &url::Url) -> bool {
    match (url.scheme(), url.host()) {
        ("https", Some(_)) => true,
        ("http", Some(host)) => is_loopback(&host),
        _ => false,
    }
}

fn is_loopback(host: &url::Host<&str>) -> bool {
    match host {
        url::Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        url::Host::Ipv4(address) => address.is_loopback(),
        url::Host::Ipv6(address) => address.is_loopback(),
    }
}
