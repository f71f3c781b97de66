//! Application registrations.

use super::{Document, Kind};
use crate::{
    AppIdUri, ApplicationId, ApplicationObjectId, DisplayName, LogoutUrl, RedirectUri, ScopeId, ScopeName, SecretId,
    Timestamp,
};
use serde::{Deserialize, Serialize};

/// How long a refresh token family of a single-page application lives at most, whatever the policy says: 24 hours
/// (behaviour reference §5).
pub const SPA_REFRESH_SECONDS: u32 = 86_400;

/// An application registration (behaviour reference §5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Application {
    /// The `client_id`.
    pub id: ApplicationId,
    /// Its object id, by which Graph addresses it. Registrations from before they had one have that of `id`.
    #[serde(default)]
    pub object_id: Option<ApplicationObjectId>,
    /// The name for people.
    pub name: DisplayName,
    /// Web, SPA or installed: the platform of `redirect_uris`.
    pub kind: ApplicationKind,
    /// Where answers may go, on the platform `kind`.
    pub redirect_uris: Vec<RedirectUri>,
    /// Redirect URIs of single-page applications, beside those of `kind`.
    #[serde(default)]
    pub spa_redirect_uris: Vec<RedirectUri>,
    /// Redirect URIs of installed applications, beside those of `kind`.
    #[serde(default)]
    pub public_client_redirect_uris: Vec<RedirectUri>,
    /// What may be issued from the authorization endpoint directly.
    #[serde(default)]
    pub implicit: ImplicitGrant,
    /// Whether a code needs PKCE. Always true in effect for SPA and public clients.
    pub require_pkce: bool,
    /// Admin consent to `offline_access`: whether it may have refresh tokens. On unless it was switched off.
    #[serde(default = "on")]
    pub offline_access: bool,
    /// Front-channel logout URL.
    #[serde(default)]
    pub logout_url: Option<LogoutUrl>,
    /// The App ID URI, if it is an API.
    #[serde(default)]
    pub app_id_uri: Option<AppIdUri>,
    /// The scopes it exposes as an API, at most 1000.
    #[serde(default)]
    pub scopes: Vec<ExposedScope>,
    /// Scopes of other applications that it may ask for; admin consent is given by naming them.
    #[serde(default)]
    pub permissions: Vec<ApiPermission>,
    /// Secrets, at most two at a time.
    #[serde(default)]
    pub secrets: Vec<ClientSecret>,
    /// Off: no sign-in starts, continues or redeems.
    pub enabled: bool,
}

fn on() -> bool {
    true
}

impl Document for Application {
    const KIND: Kind = Kind::Application;
    fn id(&self) -> String {
        self.id.to_string()
    }
    fn lookup(&self) -> Option<String> {
        Some(self.object_id().to_string())
    }
}

impl Application {
    /// A new registration: PKCE required, `offline_access` consented, everything else empty.
    pub const fn new(id: ApplicationId, name: DisplayName, kind: ApplicationKind) -> Self {
        Self {
            id,
            object_id: None,
            name,
            kind,
            redirect_uris: Vec::new(),
            spa_redirect_uris: Vec::new(),
            public_client_redirect_uris: Vec::new(),
            implicit: ImplicitGrant { id_tokens: false, access_tokens: false },
            require_pkce: true,
            offline_access: true,
            logout_url: None,
            app_id_uri: None,
            scopes: Vec::new(),
            permissions: Vec::new(),
            secrets: Vec::new(),
            enabled: true,
        }
    }

    /// Its object id.
    pub fn object_id(&self) -> ApplicationObjectId {
        self.object_id.unwrap_or_else(|| ApplicationObjectId::from_uuid(self.id.uuid()))
    }

    /// Whether the application can keep a secret and must prove it at the token endpoint.
    pub fn is_confidential(&self) -> bool {
        self.kind == ApplicationKind::Web
    }

    /// Whether every code for it must be bound by PKCE.
    pub fn needs_pkce(&self) -> bool {
        self.require_pkce || !self.is_confidential()
    }

    /// Every redirect URI with its platform.
    pub fn redirects(&self) -> impl Iterator<Item = (ApplicationKind, &RedirectUri)> {
        self.redirect_uris
            .iter()
            .map(|uri| (self.kind, uri))
            .chain(self.spa_redirect_uris.iter().map(|uri| (ApplicationKind::Spa, uri)))
            .chain(self.public_client_redirect_uris.iter().map(|uri| (ApplicationKind::PublicClient, uri)))
    }

    /// The redirect URIs of one platform (Graph's `web.redirectUris`, `spa.redirectUris`,
    /// `publicClient.redirectUris`).
    pub fn redirects_of(&self, platform: ApplicationKind) -> impl Iterator<Item = &RedirectUri> {
        self.redirects().filter(move |(kind, _)| *kind == platform).map(|(_, uri)| uri)
    }

    /// Replaces the redirect URIs of all platforms. `kind` becomes the first platform that has any, and stays when none
    /// has.
    pub fn set_redirects(&mut self, web: Vec<RedirectUri>, spa: Vec<RedirectUri>, public_client: Vec<RedirectUri>) {
        let (mut spa, mut public_client) = (spa, public_client);
        if !web.is_empty() {
            self.kind = ApplicationKind::Web;
            self.redirect_uris = web;
        } else if !spa.is_empty() {
            self.kind = ApplicationKind::Spa;
            self.redirect_uris = std::mem::take(&mut spa);
        } else {
            if !public_client.is_empty() {
                self.kind = ApplicationKind::PublicClient;
            }
            self.redirect_uris = std::mem::take(&mut public_client);
        }
        self.spa_redirect_uris = spa;
        self.public_client_redirect_uris = public_client;
    }

    /// The platform of a requested redirect URI; `None` if it is not registered.
    pub fn platform_of(&self, requested: &str) -> Option<ApplicationKind> {
        self.redirects().find(|(_, registered)| registered.matches(requested)).map(|(kind, _)| kind)
    }
}

/// The platform of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ApplicationKind {
    /// A server that keeps a secret.
    Web,
    /// A page in a browser.
    Spa,
    /// An installed application.
    PublicClient,
}

/// Tokens issued from the authorization endpoint (implicit and hybrid).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImplicitGrant {
    /// ID tokens.
    pub id_tokens: bool,
    /// Access tokens.
    pub access_tokens: bool,
}

/// A scope that an application exposes as an API (*Expose an API*; Graph's `oauth2PermissionScopes`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExposedScope {
    /// Its id; immutable.
    pub id: ScopeId,
    /// Its name, such as `tasks.read`: what stands in `scp`.
    pub name: ScopeName,
    /// What an administrator reads when granting it.
    pub display_name: String,
    /// The same, at length.
    pub description: String,
    /// Off: nobody gets it.
    pub enabled: bool,
}

/// Scopes of an API that an application may ask for (*API permissions*; Graph's `requiredResourceAccess`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiPermission {
    /// The API.
    pub application: ApplicationId,
    /// Its scopes.
    pub scopes: Vec<ScopeId>,
}

/// An application's secret: 256 random bits made by us, stored as SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientSecret {
    /// For telling two apart.
    pub id: SecretId,
    /// What it is for.
    pub description: String,
    /// SHA-256 of the secret's text, base64url.
    pub sha256: String,
    /// The first characters, so that a person recognises it.
    pub hint: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
}
