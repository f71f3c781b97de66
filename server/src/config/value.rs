//! Values of options that have a form of their own.

use super::ConfigError;
use crate::logging::LogFormat;
use domain::Secret;
use std::{fmt, path::PathBuf, str::FromStr};
use url::{Host, Url};

/// The origin that browsers and applications use: scheme, host and port, nothing behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    plain: bool,
    authority: String,
}

impl PublicUrl {
    /// `localhost` on a port.
    pub(super) fn localhost(port: u16, tls: bool) -> Self {
        let own = if tls { 443 } else { 80 };
        let authority = if port == own { "localhost".to_owned() } else { format!("localhost:{port}") };
        Self { plain: !tls, authority }
    }

    /// Without a slash at the end, to append paths to.
    pub fn origin(&self) -> String {
        format!("{}://{}", if self.plain { "http" } else { "https" }, self.authority)
    }

    /// Host and port as a browser sends them in `Host`: the scheme's own port is left out.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Whether it is this machine over plain http, where cookies cannot be `Secure`.
    pub fn is_plain(&self) -> bool {
        self.plain
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin())
    }
}

impl FromStr for PublicUrl {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let wrong = |why: &str| Err(ConfigError(format!("`{text}` {why}; write it like https://id.example.com")));
        let Ok(url) = Url::parse(text) else { return wrong("is no URL") };
        let local = match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        match url.scheme() {
            "https" => {}
            "http" if local => {}
            "http" => return wrong("is not https, and browsers would send its cookies in the clear"),
            _ => return wrong("is no https URL"),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(ConfigError("the public URL holds a user name or password; take it out".into()));
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return wrong("has something behind the host, and Passerelle answers at the root");
        }
        let host = url.host_str().unwrap_or_default();
        let authority = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        Ok(Self { plain: url.scheme() == "http", authority })
    }
}

/// Where the data are stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// In a file.
    Sqlite(PathBuf),
    /// In a PostgreSQL server. Its URL may hold a password.
    Postgres(Secret),
}

impl FromStr for Database {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        // The text may hold a password: only its scheme is repeated.
        let (scheme, rest) = text.split_once(':').unwrap_or(("", text));
        match scheme {
            "sqlite" => {
                let path = rest.strip_prefix("//").unwrap_or(rest);
                if path.is_empty() || path.starts_with(':') || path.contains('?') {
                    return Err(ConfigError(
                        "the database must be a file; write it like sqlite:data/passerelle.db".into(),
                    ));
                }
                Ok(Self::Sqlite(path.into()))
            }
            "postgres" | "postgresql" => match Url::parse(text) {
                Ok(url) if url.has_host() && !url.path().trim_matches('/').is_empty() => {
                    Ok(Self::Postgres(Secret::new(text)))
                }
                _ => Err(ConfigError(
                    "the database has no host or no name; write it like postgres://user:password@host/passerelle"
                        .into(),
                )),
            },
            _ => Err(ConfigError(
                "the database is neither sqlite: nor postgres:; write it like sqlite:data/passerelle.db".into(),
            )),
        }
    }
}

impl FromStr for LogFormat {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        match text {
            "human" => Ok(Self::Human),
            "json" => Ok(Self::Json),
            _ => Err(ConfigError(format!("`{text}` is no format; write human or json"))),
        }
    }
}
