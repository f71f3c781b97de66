use super::{Invalid, checked_text, has_control, metadata_url::is_https_or_loopback};
use serde::{Deserialize, Serialize};

/// Where an application takes its answer: registered as text, compared as text (RFC 9700 §2.1).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RedirectUri(String);
checked_text!(RedirectUri);

/// Parameters of an authorization response; a registered URI that brings its own would let one be pre-seeded (S4).
const RESPONSE_PARAMETERS: [&str; 13] = [
    "code",
    "state",
    "iss",
    "error",
    "error_description",
    "error_uri",
    "id_token",
    "access_token",
    "token_type",
    "expires_in",
    "scope",
    "client_info",
    "session_state",
];

/// Schemes that never lead to an application of somebody's own (S2).
const HOSTILE_SCHEMES: [&str; 20] = [
    "about",
    "blob",
    "chrome",
    "chrome-extension",
    "data",
    "file",
    "filesystem",
    "ftp",
    "intent",
    "jar",
    "javascript",
    "mailto",
    "moz-extension",
    "resource",
    "sms",
    "tel",
    "vbscript",
    "view-source",
    "ws",
    "wss",
];

impl RedirectUri {
    /// Reads a redirect URI for registration (behaviour reference §5): https, or http on this machine, or a private
    /// scheme of an installed application.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Invalid::new("Enter a redirect URI, such as `https://app.example/signin`."));
        }
        if text.len() > 2048 || has_control(text) || text.contains(['\\', ' ', '*', '#']) || !text.is_ascii() {
            return Err(Invalid::new("A redirect URI is an ASCII URL without blanks, backslashes, `*` and `#`."));
        }
        let url = url::Url::parse(text)
            .map_err(|_| Invalid::new("A redirect URI is a whole URL, such as `https://app.example/signin`."))?;
        if !url.username().is_empty() || url.password().is_some() || text.contains('@') {
            return Err(Invalid::new("A redirect URI holds no user name and no `@`."));
        }
        if let Some((name, _)) = url.query_pairs().find(|(name, _)| RESPONSE_PARAMETERS.contains(&name.as_ref())) {
            return Err(Invalid::new(format!(
                "A redirect URI may not bring the parameter `{name}` itself; it is part of the answer."
            )));
        }
        let web = matches!(url.scheme(), "https" | "http");
        if web && !is_https_or_loopback(&url) {
            return Err(Invalid::new(
                "A redirect URI begins with `https://`. Plain `http://` is for `localhost` only.",
            ));
        }
        let after_scheme = &text[url.scheme().len()..];
        // A browser mends `https:app.example` and `https:///app.example`, each in its own way.
        if web && (!after_scheme.starts_with("://") || after_scheme.starts_with(":///")) {
            return Err(Invalid::new("A redirect URI is a whole URL, such as `https://app.example/signin`."));
        }
        // RFC 8252 §7.1: private schemes, followed by a path or a host; those that a browser or a phone runs, opens or
        // shows itself are refused by name.
        if !web
            && (HOSTILE_SCHEMES.contains(&url.scheme()) || url.scheme().len() < 3 || !after_scheme.starts_with(":/"))
        {
            return Err(Invalid::new(format!(
                "A redirect URI may not use the scheme `{}:` like this. The private scheme of an installed application looks like `com.example.app:/signin`.",
                url.scheme()
            )));
        }
        Ok(Self(text.to_owned()))
    }

    /// Whether a request's `redirect_uri` is this one: the same text. The port may differ for loopback IP literals
    /// only (RFC 8252 §7.3).
    pub fn matches(&self, requested: &str) -> bool {
        if self.0 == requested {
            return true;
        }
        match (without_loopback_port(&self.0), without_loopback_port(requested)) {
            (Some(registered), Some(requested)) => registered == requested,
            _ => false,
        }
    }
}

/// `http://127.0.0.1:4711/cb` → (`http://127.0.0.1`, `/cb`); `None` for everything that is not a loopback literal.
fn without_loopback_port(uri: &str) -> Option<(&'static str, &str)> {
    for literal in ["http://127.0.0.1", "http://[::1]"] {
        if let Some(rest) = uri.strip_prefix(literal) {
            let rest = match rest.strip_prefix(':') {
                Some(port_and_path) => {
                    let digits = port_and_path.bytes().take_while(u8::is_ascii_digit).count();
                    let (port, path) = port_and_path.split_at(digits);
                    port.parse::<u16>().ok()?;
                    path
                }
                None => rest,
            };
            return (rest.is_empty() || rest.starts_with('/')).then_some((literal, rest));
        }
    }
    None
}

#[cfg(test)]
mod tests;
