use super::WriteOnly;
use domain::{ApplicationId, ApplicationKind, ScopeId, SecretId, Timestamp};
use serde::{Deserialize, Serialize};

/// The lifetimes that are offered for a client secret, in months.
pub const SECRET_MONTHS: [u8; 4] = [3, 6, 12, 24];

/// A line of *App registrations*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationSummary {
    /// The application (client) ID.
    pub id: ApplicationId,
    /// Its name.
    pub name: String,
    /// Its platform.
    pub kind: ApplicationKind,
    /// Off: no sign-in starts.
    pub enabled: bool,
    /// The first redirect URI.
    pub redirect_uri: Option<String>,
}

/// What can be set of an application. Fields for errors: as named here, in camel case; `redirectUris.N` for one of
/// the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "four switches of a form")]
pub struct ApplicationForm {
    /// The name for people.
    pub name: String,
    /// Web, single-page application or public client.
    pub kind: ApplicationKind,
    /// As typed, for the platform.
    pub redirect_uris: Vec<String>,
    /// Redirect URIs of single-page applications beside them.
    pub spa_redirect_uris: Vec<String>,
    /// Redirect URIs of installed applications beside them.
    pub public_client_redirect_uris: Vec<String>,
    /// ID tokens from the authorization endpoint.
    pub id_tokens: bool,
    /// Access tokens from the authorization endpoint.
    pub access_tokens: bool,
    /// A code needs PKCE. In effect always true unless `kind` is web.
    pub require_pkce: bool,
    /// Admin consent to `offline_access`: refresh tokens.
    pub offline_access: bool,
    /// Front-channel logout URL; empty: none.
    pub logout_url: String,
    /// *Application ID URI*, if it is an API; empty: none.
    pub app_id_uri: String,
    /// The scopes that it exposes as an API.
    pub scopes: Vec<ScopeForm>,
    /// The scopes of APIs that it may ask for.
    pub permissions: Vec<(ApplicationId, ScopeId)>,
    /// Off: no sign-in starts, continues or redeems.
    pub enabled: bool,
}

impl Default for ApplicationForm {
    fn default() -> Self {
        Self {
            name: String::new(),
            kind: ApplicationKind::Web,
            redirect_uris: vec![String::new()],
            spa_redirect_uris: Vec::new(),
            public_client_redirect_uris: Vec::new(),
            id_tokens: false,
            access_tokens: false,
            require_pkce: true,
            offline_access: true,
            logout_url: String::new(),
            app_id_uri: String::new(),
            scopes: Vec::new(),
            permissions: Vec::new(),
            enabled: true,
        }
    }
}

/// A scope that an application exposes. Fields for errors: `scopes.N.name`, `scopes.N.displayName`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScopeForm {
    /// Its id, once it has one.
    pub id: Option<ScopeId>,
    /// Its name, such as `tasks.read`.
    pub name: String,
    /// What an administrator reads when granting it.
    pub display_name: String,
    /// Off: nobody gets it.
    pub enabled: bool,
}

/// A scope of another application that can be granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GrantableScope {
    /// The API.
    pub application: ApplicationId,
    /// Its scope.
    pub scope: ScopeId,
    /// As it is asked for: App ID URI and name.
    pub full_name: String,
    /// The API's name.
    pub application_name: String,
}

/// An application as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationDetails {
    /// The application (client) ID.
    pub id: ApplicationId,
    /// To be sent with a change.
    pub version: u32,
    /// What can be set.
    pub form: ApplicationForm,
    /// Scopes of the tenant's APIs, for *API permissions*.
    pub grantable: Vec<GrantableScope>,
    /// Its secrets, without their values.
    pub secrets: Vec<SecretSummary>,
}

/// A client secret, without its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SecretSummary {
    /// For telling two apart.
    pub id: SecretId,
    /// What it is for.
    pub description: String,
    /// Its first characters.
    pub hint: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// Whether that is past.
    pub expired: bool,
}

/// A client secret to be made. Fields for errors: `description`, `months`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewSecret {
    /// What it is for.
    pub description: String,
    /// One of [`SECRET_MONTHS`].
    pub months: u8,
}

impl Default for NewSecret {
    fn default() -> Self {
        Self { description: String::new(), months: 6 }
    }
}

/// A client secret just made: the only time that its value is seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreatedSecret {
    /// The secret.
    pub value: WriteOnly,
    /// The application with it.
    pub application: ApplicationDetails,
}
