//! Administering a tenant. Values come as typed and are checked here, whatever form or script sent them.

mod applications;
mod branding;
mod identity_providers;
pub(crate) mod policies;
mod policy_keys;
mod provider_check;
mod sign_ins;
mod user_flows;
mod users;

pub use applications::{ApplicationInput, ApplicationSettings, NewClientSecret};
pub(crate) use applications::{MAX_SECRETS, build as build_application};
pub use branding::{BrandingInput, ImageInput};
pub(crate) use branding::{Cache as BrandingCache, MAX_BACKGROUND, MAX_LOGO, read_image};
pub use identity_providers::{ClaimsMappingInput, IdentityProviderInput, Registration};
pub use policies::{BrokenPolicy, Overwrite, PolicyReview, PolicyUpload, PolicyUploadOutcome};
pub use policy_keys::{KeyInput, NewKey};
pub(crate) use policy_keys::{MAX_KEYS, MAX_SECRET};
pub use provider_check::{ProviderCheck, ProviderCheckRow, ProviderCheckVerdict};
pub(crate) use user_flows::check as check_user_flow;
pub use user_flows::{NewUserFlow, RunInput, UserFlowInput, UserFlowSettings};
pub(crate) use users::TOKENS_VALID_FROM;
pub use users::{IdentityInput, SignInType, UserInput, sign_in_type};

use crate::{Error, Federation, error::Fields, keys::to_json};
use domain::{DisplayName, Document, Invalid, Tenant, TenantId, TenantName};
use storage::{Change, DocumentKey, Expected, StoredDocument};

/// A document in its type, with the version that a change must name.
#[derive(Debug, Clone)]
pub struct Versioned<T> {
    /// Its version.
    pub version: u32,
    /// The document.
    pub document: T,
}

/// Part of a list.
#[derive(Debug, Clone)]
pub struct Listing<T> {
    /// The items.
    pub items: Vec<T>,
    /// What the next part begins after.
    pub next: Option<String>,
}

/// At most this many items at once.
pub const PAGE: u32 = 50;

impl Federation {
    /// All tenants.
    pub async fn tenants(&self) -> Result<Vec<Tenant>, Error> {
        Ok(self.store.tenants().await?)
    }

    /// Makes a tenant with its signing keys. An id that exists elsewhere already can be kept.
    pub async fn create_tenant(
        &self,
        name: &str,
        display_name: &str,
        id: Option<TenantId>,
        by: &str,
    ) -> Result<Tenant, Error> {
        let mut form = Form::default();
        let name = form.take("name", TenantName::parse(name));
        let display_name = match display_name.trim() {
            "" => name.as_ref().map(|name| DisplayName::parse(name.as_str())).transpose().ok().flatten(),
            text => form.take("displayName", DisplayName::parse(text)),
        };
        let (Some(name), Some(display_name)) = (name, display_name) else { return Err(form.refused()) };
        let id = id.unwrap_or_else(|| TenantId::new(&*self.clock, &*self.entropy));
        let tenant = Tenant { id, name, display_name, created_at: self.clock.now() };
        let mut changes = vec![Change::CreateTenant(tenant.clone())];
        changes.extend(self.new_signing_keys(id, by).await?);
        self.commit_by(by, changes).await?;
        Ok(tenant)
    }

    /// What making this tenant would refuse; nothing is made.
    pub async fn review_tenant(&self, name: &str, display_name: &str) -> Result<Fields, Error> {
        let mut form = Form::default();
        if let Some(name) = form.take("name", TenantName::parse(name))
            && self.store.find_tenant_by_name(&name).await?.is_some()
        {
            form.wrong("name", "There is a tenant of this name already.");
        }
        form.optional("displayName", display_name, DisplayName::parse);
        Ok(form.fields)
    }

    /// A document of a tenant in its type.
    pub(crate) async fn get<D: Document>(&self, tenant: TenantId, id: &str) -> Result<Versioned<D>, Error> {
        let key = DocumentKey { tenant, kind: D::KIND, id: id.to_owned() };
        let stored = self.store.find_document(&key).await?.ok_or(Error::NotFound)?;
        read(&stored)
    }

    /// Every document of a kind whose `name` begins with `search` (compared without case), from `after` on.
    pub(crate) async fn list<D: Document>(
        &self,
        tenant: TenantId,
        search: &str,
        after: Option<&str>,
        name: impl Fn(&D) -> &str + Send + Sync,
    ) -> Result<Listing<Versioned<D>>, Error> {
        let search = search.trim().to_lowercase();
        let mut items: Vec<Versioned<D>> = Vec::new();
        let mut after = after.map(str::to_owned);
        loop {
            let page = self.store.documents(tenant, D::KIND, after.as_deref(), 200).await?;
            for stored in &page.items {
                let document: Versioned<D> = read(stored)?;
                after = Some(stored.key.id.clone());
                if name(&document.document).to_lowercase().starts_with(&search) {
                    items.push(document);
                    if items.len() == PAGE as usize {
                        return Ok(Listing { items, next: after });
                    }
                }
            }
            if !page.more {
                return Ok(Listing { items, next: None });
            }
        }
    }

    /// All documents of a kind of which a tenant has few.
    pub(crate) async fn every<D: Document>(&self, tenant: TenantId) -> Result<Vec<Versioned<D>>, Error> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = self.store.documents(tenant, D::KIND, after.as_deref(), 200).await?;
            for stored in &page.items {
                all.push(read(stored)?);
            }
            after = page.items.last().map(|stored| stored.key.id.clone());
            if !page.more {
                return Ok(all);
            }
        }
    }

    /// Stores a document; answers its new version.
    pub(crate) async fn put<D: Document>(
        &self,
        tenant: TenantId,
        document: D,
        expected: Expected,
        mut with: Vec<Change>,
        by: &str,
    ) -> Result<Versioned<D>, Error> {
        let key = DocumentKey::of(tenant, &document);
        with.push(Change::PutDocument {
            key: key.clone(),
            expected,
            lookup: document.lookup(),
            body: to_json(&document)?,
            at: self.clock.now(),
            by: by.to_owned(),
        });
        self.commit_by(by, with).await?;
        self.get(tenant, &key.id).await
    }

    pub(crate) async fn delete<D: Document>(
        &self,
        tenant: TenantId,
        id: &str,
        version: u32,
        mut with: Vec<Change>,
        by: &str,
    ) -> Result<(), Error> {
        with.push(Change::DeleteDocument {
            key: DocumentKey { tenant, kind: D::KIND, id: id.to_owned() },
            expected: version,
            at: self.clock.now(),
            by: by.to_owned(),
        });
        Ok(self.commit_by(by, with).await?)
    }
}

fn read<D: Document>(stored: &StoredDocument) -> Result<Versioned<D>, Error> {
    Ok(Versioned { version: stored.version, document: stored.read()? })
}

/// What was refused, beside its fields; nothing if nothing was.
fn fields_of<T>(reviewed: Result<T, Error>) -> Result<Fields, Error> {
    match reviewed {
        Ok(_) => Ok(Fields::new()),
        Err(Error::Invalid { fields, .. }) => Ok(fields),
        Err(other) => Err(other),
    }
}

/// Collects what is wrong with the values of a form.
#[derive(Default)]
pub(crate) struct Form {
    fields: Fields,
}

impl Form {
    /// A checked value, or a sentence beside its field.
    pub fn take<T>(&mut self, field: &str, value: Result<T, Invalid>) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err(invalid) => {
                self.wrong(field, invalid.message);
                None
            }
        }
    }

    pub fn wrong(&mut self, field: &str, sentence: impl Into<String>) {
        self.fields.insert(field.to_owned(), sentence.into());
    }

    /// An optional value: an empty text is none.
    pub fn optional<T>(&mut self, field: &str, text: &str, parse: impl Fn(&str) -> Result<T, Invalid>) -> Option<T> {
        if text.trim().is_empty() { None } else { self.take(field, parse(text)) }
    }

    pub fn is_fine(&self) -> bool {
        self.fields.is_empty()
    }

    pub fn refused(self) -> Error {
        Error::Invalid { fields: self.fields, form: None }
    }
}
