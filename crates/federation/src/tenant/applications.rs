//! App registrations (behaviour reference §5).

use super::{Form, Listing, Versioned, fields_of, read};
use crate::{Error, Federation, Fields};
use domain::{
    ApiPermission, AppIdUri, Application, ApplicationId, ApplicationKind, ApplicationObjectId, ClientSecret,
    DisplayName, ExposedScope, ImplicitGrant, Kind, LogoutUrl, RedirectUri, ScopeId, Secret, SecretId, TenantId,
    Timestamp,
};
use oauth::provider::token_endpoint::secret_hash;
use storage::Expected;

/// What can be set of an application, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationInput {
    /// The name for people.
    pub name: String,
    /// The platform.
    pub kind: ApplicationKind,
    /// Empty ones are left out.
    pub redirect_uris: Vec<String>,
    /// Implicit grant switches.
    pub implicit: ImplicitGrant,
    /// A code needs PKCE.
    pub require_pkce: bool,
    /// Whether it may be used.
    pub enabled: bool,
    /// The rest; `None` leaves it as it is.
    pub settings: Option<ApplicationSettings>,
}

/// What can be set of an application beside its name, platform and grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationSettings {
    /// Redirect URIs of single-page applications beside those of the platform. Empty ones are left out.
    pub spa_redirect_uris: Vec<String>,
    /// Redirect URIs of installed applications beside those of the platform. Empty ones are left out.
    pub public_client_redirect_uris: Vec<String>,
    /// Admin consent to `offline_access`.
    pub offline_access: bool,
    /// Front-channel logout URL; empty for none.
    pub logout_url: String,
    /// App ID URI; empty for none.
    pub app_id_uri: String,
    /// Exposed scopes.
    pub scopes: Vec<ExposedScope>,
    /// Scopes of APIs that it may ask for.
    pub permissions: Vec<ApiPermission>,
}

impl From<&Application> for ApplicationSettings {
    fn from(application: &Application) -> Self {
        let texts = |uris: &[RedirectUri]| uris.iter().map(ToString::to_string).collect();
        Self {
            spa_redirect_uris: texts(&application.spa_redirect_uris),
            public_client_redirect_uris: texts(&application.public_client_redirect_uris),
            offline_access: application.offline_access,
            logout_url: application.logout_url.as_ref().map(ToString::to_string).unwrap_or_default(),
            app_id_uri: application.app_id_uri.as_ref().map(ToString::to_string).unwrap_or_default(),
            scopes: application.scopes.clone(),
            permissions: application.permissions.clone(),
        }
    }
}

impl From<&Application> for ApplicationInput {
    fn from(application: &Application) -> Self {
        Self {
            name: application.name.to_string(),
            kind: application.kind,
            redirect_uris: application.redirect_uris.iter().map(ToString::to_string).collect(),
            implicit: application.implicit,
            require_pkce: application.require_pkce,
            enabled: application.enabled,
            settings: Some(application.into()),
        }
    }
}

/// A client secret just made. Its value is never shown again.
#[derive(Debug)]
pub struct NewClientSecret {
    /// The value.
    pub value: Secret,
    /// The application with it.
    pub application: Versioned<Application>,
}

/// At most this many redirect URIs (behaviour reference §14).
const MAX_REDIRECT_URIS: usize = 100;
/// At most this many scopes (behaviour reference §14).
const MAX_SCOPES: usize = 1000;
/// At most this many secrets, for rolling one over.
pub(crate) const MAX_SECRETS: usize = 2;
/// A twelfth of a year.
const MONTH_SECONDS: i64 = 2_629_800;

impl Federation {
    /// Applications by id.
    pub async fn applications(
        &self,
        tenant: TenantId,
        search: &str,
        after: Option<&str>,
    ) -> Result<Listing<Versioned<Application>>, Error> {
        self.list(tenant, search, after, |application: &Application| application.name.as_str()).await
    }

    /// One application.
    pub async fn application(&self, tenant: TenantId, id: ApplicationId) -> Result<Versioned<Application>, Error> {
        self.get(tenant, &id.to_string()).await
    }

    /// One application, by its object id.
    pub async fn application_of_object(
        &self,
        tenant: TenantId,
        id: ApplicationObjectId,
    ) -> Result<Versioned<Application>, Error> {
        match self.store.find_document_by_lookup(tenant, Kind::Application, &id.to_string()).await? {
            Some(stored) => read(&stored),
            // Registrations from before there were object ids.
            None => self
                .application(tenant, ApplicationId::from_uuid(id.uuid()))
                .await
                .and_then(|found| if found.document.object_id() == id { Ok(found) } else { Err(Error::NotFound) }),
        }
    }

    /// All applications, by id.
    pub async fn every_application(&self, tenant: TenantId) -> Result<Vec<Versioned<Application>>, Error> {
        self.every(tenant).await
    }

    /// Registers an application. An id that exists elsewhere already can be kept.
    pub async fn create_application(
        &self,
        tenant: TenantId,
        input: &ApplicationInput,
        id: Option<ApplicationId>,
        by: &str,
    ) -> Result<Versioned<Application>, Error> {
        let id = id.unwrap_or_else(|| ApplicationId::new(&*self.clock, &*self.entropy));
        let mut application = build(id, input, None)?;
        application.object_id = Some(ApplicationObjectId::new(&*self.clock, &*self.entropy));
        self.put(tenant, application, Expected::New, Vec::new(), by).await
    }

    /// Changes an application.
    pub async fn update_application(
        &self,
        tenant: TenantId,
        id: ApplicationId,
        version: u32,
        input: &ApplicationInput,
        by: &str,
    ) -> Result<Versioned<Application>, Error> {
        let before = self.application(tenant, id).await?;
        let application = build(id, input, Some(before.document))?;
        self.put(tenant, application, Expected::Version(version), Vec::new(), by).await
    }

    /// What registering or changing it so would refuse; nothing is changed.
    pub async fn review_application(
        &self,
        tenant: TenantId,
        id: Option<ApplicationId>,
        input: &ApplicationInput,
    ) -> Result<Fields, Error> {
        let before = match id {
            Some(id) => Some(self.application(tenant, id).await?.document),
            None => None,
        };
        let id = id.unwrap_or_else(|| ApplicationId::new(&*self.clock, &*self.entropy));
        fields_of(build(id, input, before))
    }

    /// The id of a scope to be exposed.
    pub fn new_scope_id(&self) -> ScopeId {
        ScopeId::new(&*self.clock, &*self.entropy)
    }

    /// Deletes an application.
    pub async fn delete_application(
        &self,
        tenant: TenantId,
        id: ApplicationId,
        version: u32,
        by: &str,
    ) -> Result<(), Error> {
        self.delete::<Application>(tenant, &id.to_string(), version, Vec::new(), by).await
    }

    /// Makes a client secret: 256 random bits, stored as their hash.
    pub async fn add_client_secret(
        &self,
        tenant: TenantId,
        id: ApplicationId,
        description: &str,
        months: u8,
        by: &str,
    ) -> Result<NewClientSecret, Error> {
        if !(1..=24).contains(&months) {
            return Err(Error::field("months", "A secret lives 1 to 24 months."));
        }
        let expires_at = self.clock.now().plus_seconds(i64::from(months) * MONTH_SECONDS);
        self.add_client_secret_until(tenant, id, description, expires_at, by).await
    }

    /// Makes a client secret that expires then.
    pub async fn add_client_secret_until(
        &self,
        tenant: TenantId,
        id: ApplicationId,
        description: &str,
        expires_at: Timestamp,
        by: &str,
    ) -> Result<NewClientSecret, Error> {
        let now = self.clock.now();
        let Versioned { version, document: mut application } = self.application(tenant, id).await?;
        let mut form = Form::default();
        if description.trim().chars().count() > 100 {
            form.wrong("description", "A description has at most 100 characters.");
        }
        if expires_at <= now || expires_at > now.plus_seconds(24 * MONTH_SECONDS) {
            form.wrong("expiresAt", "A secret expires in the future, within 24 months.");
        }
        if !form.is_fine() {
            return Err(form.refused());
        }
        if !application.is_confidential() {
            return Err(Error::form("A single-page or installed application cannot keep a secret. It uses PKCE."));
        }
        if application.secrets.len() >= MAX_SECRETS {
            return Err(Error::form("The application has two secrets already. Delete the one that is no longer used."));
        }
        let value = self.random_token();
        application.secrets.push(ClientSecret {
            id: SecretId::new(&*self.clock, &*self.entropy),
            description: description.trim().to_owned(),
            sha256: secret_hash(value.expose()),
            hint: value.expose().chars().take(3).collect(),
            created_at: now,
            expires_at,
        });
        let application = self.put(tenant, application, Expected::Version(version), Vec::new(), by).await?;
        Ok(NewClientSecret { value, application })
    }

    /// Deletes a client secret; it stops working at once.
    pub async fn remove_client_secret(
        &self,
        tenant: TenantId,
        id: ApplicationId,
        secret: SecretId,
        by: &str,
    ) -> Result<Versioned<Application>, Error> {
        let Versioned { version, document: mut application } = self.application(tenant, id).await?;
        let before = application.secrets.len();
        application.secrets.retain(|known| known.id != secret);
        if application.secrets.len() == before {
            return Err(Error::NotFound);
        }
        self.put(tenant, application, Expected::Version(version), Vec::new(), by).await
    }
}

/// An application as it is entered, checked.
pub(crate) fn build(
    id: ApplicationId,
    input: &ApplicationInput,
    before: Option<Application>,
) -> Result<Application, Error> {
    let mut form = Form::default();
    let name = form.take("name", DisplayName::parse(&input.name));
    let settings = input.settings.as_ref();
    let mut seen: Vec<RedirectUri> = Vec::new();
    let mut uris = |form: &mut Form, name: &str, texts: &[String]| {
        let first = seen.len();
        for (position, text) in texts.iter().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
            let field = format!("{name}.{position}");
            if let Some(uri) = form.take(&field, RedirectUri::parse(text)) {
                if seen.contains(&uri) {
                    form.wrong(&field, "This redirect URI is there already.");
                } else {
                    seen.push(uri);
                }
            }
        }
        seen[first..].to_vec()
    };
    let redirect_uris = uris(&mut form, "redirectUris", &input.redirect_uris);
    let further = settings.map(|settings| {
        let spa = uris(&mut form, "spaRedirectUris", &settings.spa_redirect_uris);
        (spa, uris(&mut form, "publicClientRedirectUris", &settings.public_client_redirect_uris))
    });
    if seen.len() > MAX_REDIRECT_URIS {
        form.wrong("redirectUris", "An application has at most 100 redirect URIs.");
    }
    let mut logout_url = None;
    let mut app_id_uri = None;
    if let Some(settings) = settings {
        let given = |text: &str| !text.trim().is_empty();
        if given(&settings.logout_url) {
            logout_url = form.take("logoutUrl", LogoutUrl::parse(&settings.logout_url));
        }
        if given(&settings.app_id_uri) {
            app_id_uri = form.take("appIdUri", AppIdUri::parse(&settings.app_id_uri));
        }
        check_scopes(&mut form, &settings.scopes);
    }
    let Some(name) = name.filter(|_| form.is_fine()) else { return Err(form.refused()) };
    let mut application = before.unwrap_or_else(|| Application::new(id, name.clone(), input.kind));
    application.name = name;
    application.kind = input.kind;
    application.redirect_uris = redirect_uris;
    application.implicit = input.implicit;
    application.require_pkce = input.require_pkce;
    application.enabled = input.enabled;
    if let (Some(settings), Some((spa, public_client))) = (settings, further) {
        application.spa_redirect_uris = spa;
        application.public_client_redirect_uris = public_client;
        application.offline_access = settings.offline_access;
        application.logout_url = logout_url;
        application.app_id_uri = app_id_uri;
        application.scopes.clone_from(&settings.scopes);
        application.permissions.clone_from(&settings.permissions);
    }
    Ok(application)
}

fn check_scopes(form: &mut Form, scopes: &[ExposedScope]) {
    if scopes.len() > MAX_SCOPES {
        form.wrong("scopes", "An application exposes at most 1000 scopes.");
    }
    for (position, scope) in scopes.iter().enumerate() {
        let before = &scopes[..position];
        if before.iter().any(|known| known.name == scope.name || known.id == scope.id) {
            form.wrong(&format!("scopes.{position}.name"), "This scope is there already.");
        }
        if scope.display_name.chars().count() > 100 || scope.description.chars().count() > 1000 {
            form.wrong(
                &format!("scopes.{position}.displayName"),
                "A display name has at most 100 characters, a description 1000.",
            );
        }
    }
}
