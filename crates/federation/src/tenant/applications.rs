//! App registrations (behaviour reference §5).

use super::{Form, Listing, Versioned};
use crate::{Error, Federation};
use domain::{
    Application, ApplicationId, ApplicationKind, ClientSecret, DisplayName, ImplicitGrant, RedirectUri, Secret,
    SecretId, TenantId,
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
/// At most this many secrets, for rolling one over.
const MAX_SECRETS: usize = 2;

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

    /// Registers an application. An id that exists elsewhere already can be kept.
    pub async fn create_application(
        &self,
        tenant: TenantId,
        input: &ApplicationInput,
        id: Option<ApplicationId>,
        by: &str,
    ) -> Result<Versioned<Application>, Error> {
        let id = id.unwrap_or_else(|| ApplicationId::new(&*self.clock, &*self.entropy));
        let application = build(id, input, Vec::new())?;
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
        let application = build(id, input, before.document.secrets)?;
        self.put(tenant, application, Expected::Version(version), Vec::new(), by).await
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
        let now = self.clock.now();
        let Versioned { version, document: mut application } = self.application(tenant, id).await?;
        let mut form = Form::default();
        if description.trim().chars().count() > 100 {
            form.wrong("description", "A description has at most 100 characters.");
        }
        if !(1..=24).contains(&months) {
            form.wrong("months", "A secret lives 1 to 24 months.");
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
            expires_at: now.plus_seconds(i64::from(months) * 2_629_800),
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

fn build(id: ApplicationId, input: &ApplicationInput, secrets: Vec<ClientSecret>) -> Result<Application, Error> {
    let mut form = Form::default();
    let name = form.take("name", DisplayName::parse(&input.name));
    let mut redirect_uris: Vec<RedirectUri> = Vec::new();
    for (position, text) in input.redirect_uris.iter().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
        let field = format!("redirectUris.{position}");
        if let Some(uri) = form.take(&field, RedirectUri::parse(text)) {
            if redirect_uris.contains(&uri) {
                form.wrong(&field, "This redirect URI is there already.");
            } else {
                redirect_uris.push(uri);
            }
        }
    }
    if redirect_uris.len() > MAX_REDIRECT_URIS {
        form.wrong("redirectUris", "An application has at most 100 redirect URIs.");
    }
    match name {
        Some(name) if form.is_fine() => Ok(Application {
            id,
            name,
            kind: input.kind,
            redirect_uris,
            implicit: input.implicit,
            require_pkce: input.require_pkce,
            secrets,
            enabled: input.enabled,
        }),
        _ => Err(form.refused()),
    }
}
