//! Configuration: versioned documents of a tenant. A document holds a [`SecretRef`], never a secret.

mod application;
mod branding;
mod custom_policy;
mod key_set;
mod user_flow;

pub use application::{
    ApiPermission, Application, ApplicationKind, ClientSecret, ExposedScope, ImplicitGrant, SPA_REFRESH_SECONDS,
};
pub use branding::{BrandImage, ImageKind, ImageRef, TenantBranding};
pub use custom_policy::CustomPolicy;
pub use key_set::{KeySet, KeyStatus, KeyType, KeyUsage, PolicyKey};
pub use user_flow::{
    IssuerForm, OutOfRange, PolicyClaim, SessionKind, SessionSettings, SingleSignOn, SubjectForm, TokenLifetimes,
    UserFlow, UserFlowKind,
};

use crate::{
    AuthorizationParameters, ClaimName, DisplayName, DomainHint, MetadataUrl, ProviderId, Scope, SecretId, TenantId,
    TenantName, Timestamp,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt;

/// The kinds of documents. Their names are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// [`Application`].
    Application,
    /// [`IdentityProvider`].
    IdentityProvider,
    /// [`UserFlow`].
    UserFlow,
    /// [`KeySet`].
    KeySet,
    /// [`CustomPolicy`].
    CustomPolicy,
    /// [`TenantBranding`].
    Branding,
    /// [`BrandImage`].
    BrandImage,
}

impl Kind {
    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::IdentityProvider => "identityProvider",
            Self::UserFlow => "userFlow",
            Self::KeySet => "keySet",
            Self::CustomPolicy => "customPolicy",
            Self::Branding => "branding",
            Self::BrandImage => "brandImage",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What can be stored as a versioned document.
pub trait Document: Serialize + DeserializeOwned + Send + Sync {
    /// Its kind.
    const KIND: Kind;

    /// Its id within tenant and kind, as text.
    fn id(&self) -> String;

    /// A second key that is unique within tenant and kind, folded for comparison; `None` if it has none.
    fn lookup(&self) -> Option<String> {
        None
    }
}

/// Refers to a stored secret. Restoring an old document revives no deleted secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretRef {
    /// Which secret.
    pub id: SecretId,
    /// Which version of it.
    pub version: u32,
}

/// A tenant (a directory, in the portal's words).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenant {
    /// The directory id: part of `iss`.
    pub id: TenantId,
    /// `contoso` of `contoso.onmicrosoft.com`.
    pub name: TenantName,
    /// The name for people.
    pub display_name: DisplayName,
    /// When it was made.
    pub created_at: Timestamp,
}

/// An OpenID Connect provider (behaviour reference §1.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentityProvider {
    /// Its id; immutable, so that links never pass to another provider.
    pub id: ProviderId,
    /// The text of the button.
    pub name: DisplayName,
    /// Where its metadata is; immutable.
    pub metadata_url: MetadataUrl,
    /// Our `client_id` there.
    pub client_id: String,
    /// Our secret there.
    pub client_secret: Option<SecretRef>,
    /// What we ask for.
    pub scope: Scope,
    /// `code` or `id_token`.
    pub response_type: ResponseType,
    /// `form_post` or `query`.
    pub response_mode: ResponseMode,
    /// Matched against `domain_hint=`.
    #[serde(default)]
    pub domain_hint: Option<DomainHint>,
    /// Which of its claims are ours.
    pub claims_mapping: ClaimsMapping,
    /// How we authenticate at its token endpoint.
    #[serde(default)]
    pub client_authentication: ClientAuthentication,
    /// Whether we send a code challenge.
    #[serde(default)]
    pub pkce: Pkce,
    /// What its authorization endpoint gets beside the parameters of the protocol.
    #[serde(default)]
    pub authorization_parameters: AuthorizationParameters,
    /// Whether its userinfo endpoint is asked for more claims. Needs `code`: no access token comes otherwise.
    #[serde(default)]
    pub user_info: bool,
    /// How far its clock may be off, 0 to 120 s.
    #[serde(default = "default_clock_tolerance")]
    pub clock_tolerance_seconds: u8,
    /// Whether its answers come back at an address of its own, so that no other provider's answer is taken for one of
    /// it. The provider has to know that address.
    #[serde(default)]
    pub own_redirect_uri: bool,
    /// Off: dead on every path.
    pub enabled: bool,
}

fn default_clock_tolerance() -> u8 {
    60
}

impl IdentityProvider {
    /// Whether a sign-in needs the client secret.
    pub fn needs_client_secret(&self) -> bool {
        needs_client_secret(self.response_type, self.client_authentication)
    }
}

/// Whether a provider's secret is needed: to exchange a code, unless a key does it (behaviour reference §1.2).
pub fn needs_client_secret(response_type: ResponseType, authentication: ClientAuthentication) -> bool {
    response_type == ResponseType::Code && authentication != ClientAuthentication::PrivateKeyJwt
}

impl Document for IdentityProvider {
    const KIND: Kind = Kind::IdentityProvider;
    fn id(&self) -> String {
        self.id.to_string()
    }
}

/// What the authorization endpoint of a provider is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseType {
    /// The authorization code flow.
    #[default]
    Code,
    /// The implicit flow, for an ID token alone: no secret, no code exchange (behaviour reference §1.1).
    IdToken,
}

impl ResponseType {
    /// The parameter's value.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::IdToken => "id_token",
        }
    }
}

/// How a provider's answer comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// A form that the browser posts.
    #[default]
    FormPost,
    /// Parameters of the redirect.
    Query,
}

impl ResponseMode {
    /// The parameter's value.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FormPost => "form_post",
            Self::Query => "query",
        }
    }
}

/// Client authentication at a token endpoint (OpenID Connect Core 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuthentication {
    /// Id and secret in the body.
    #[default]
    ClientSecretPost,
    /// Id and secret in the `Authorization` header.
    ClientSecretBasic,
    /// A JWT signed with a key of the tenant (RFC 7523 §2.2).
    PrivateKeyJwt,
}

impl ClientAuthentication {
    /// As metadata and registrations name it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClientSecretPost => "client_secret_post",
            Self::ClientSecretBasic => "client_secret_basic",
            Self::PrivateKeyJwt => "private_key_jwt",
        }
    }
}

/// Whether PKCE is used towards a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pkce {
    /// When its metadata offers S256.
    #[default]
    WhenOffered,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The names of the provider's claims, per claim of ours. All five fields of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClaimsMapping {
    /// User ID.
    pub user_id: ClaimName,
    /// Display name.
    pub display_name: Option<ClaimName>,
    /// Given name.
    pub given_name: Option<ClaimName>,
    /// Surname.
    pub surname: Option<ClaimName>,
    /// Email.
    pub email: Option<ClaimName>,
}

#[cfg(test)]
mod tests;
