//! Checked values. Their fields are private and they are made by `parse`: one that needs checking cannot exist
//! unchecked, also not by deserialising.

mod app_id_uri;
mod authorization_parameters;
mod colour;
mod domain_hint;
mod issuer_url;
mod logout_url;
mod metadata_url;
mod names;
mod redirect_uri;
mod scope;

pub use app_id_uri::{AppIdUri, ScopeName};
pub use authorization_parameters::AuthorizationParameters;
pub use colour::Colour;
pub use domain_hint::DomainHint;
pub use issuer_url::IssuerUrl;
pub use logout_url::LogoutUrl;
pub use metadata_url::MetadataUrl;
pub use names::{ClaimName, DisplayName, KeySetName, PolicyId, TenantName};
pub use redirect_uri::RedirectUri;
pub use scope::Scope;

/// Why a text was refused, in words that a form shows beside its field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize)]
#[error("{message}")]
pub struct Invalid {
    /// What is wrong and what to do, as one or two sentences.
    pub message: String,
}

impl Invalid {
    /// With this message.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

/// Gives a checked text type its `Display`, `AsRef`, `TryFrom<String>` and serde by `parse`.
macro_rules! checked_text {
    ($name:ident) => {
        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
        impl TryFrom<String> for $name {
            type Error = $crate::Invalid;
            fn try_from(text: String) -> Result<Self, $crate::Invalid> {
                Self::parse(&text)
            }
        }
        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.0
            }
        }
    };
}
pub(crate) use checked_text;

/// Characters that no value shown to people or put into a header may hold.
pub(crate) fn has_control(text: &str) -> bool {
    text.chars()
        .any(|c| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c))
}

#[cfg(test)]
mod tests;
