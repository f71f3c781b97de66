//! Users of a tenant.

use super::{Form, Listing, PAGE};
use crate::{Error, Federation};
use domain::{Identity, Secret, Tenant, TenantId, User, UserId};
use journey::sign_in_name;
use policy::program::NameKind;
use serde_json::Value;
use std::collections::BTreeMap;
use storage::{Change, Conflict, Page, Revoked, StoreError, UserField};

/// From when on a refresh token counts: the attribute that refresh journeys of policies compare with.
pub(crate) const TOKENS_VALID_FROM: &str = "refreshTokensValidFromDateTime";
/// Characters of a password that an administrator sets (NIST SP 800-63B §3.1.1.2 asks for 8 at least).
const PASSWORD: std::ops::RangeInclusive<usize> = 8..=256;
/// Characters of a name (behaviour reference §4.4).
const MAX_DISPLAY_NAME: usize = 256;
const MAX_NAME: usize = 64;
const MAX_EMAIL: usize = 254;
/// At most this many identities of one user.
const MAX_IDENTITIES: usize = 10;

/// How a person proves an identity (Graph's `signInType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInType {
    /// By an identity provider.
    Federated,
    /// By a password, with this e-mail address.
    EmailAddress,
    /// By a password, with this name.
    UserName,
}

/// An identity as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityInput {
    /// How it is proved.
    pub sign_in_type: SignInType,
    /// Who assigned it; of a local one the tenant's domain, or empty.
    pub issuer: String,
    /// The name at the issuer.
    pub issuer_assigned_id: String,
}

/// What is set of a user; `None` leaves it as it is, an empty text removes it.
#[derive(Debug, Clone, Default)]
pub struct UserInput {
    /// The name for people.
    pub display_name: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Surname.
    pub surname: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Other attributes; `null` removes one.
    pub attributes: BTreeMap<String, Value>,
    /// Whether the user may sign in.
    pub enabled: Option<bool>,
    /// All identities.
    pub identities: Option<Vec<IdentityInput>>,
    /// The password of the local identities.
    pub password: Option<Secret>,
}

impl Federation {
    /// Users whose name, e-mail address or id begins with `search`, newest first.
    pub async fn users(&self, tenant: TenantId, search: &str, after: Option<&str>) -> Result<Listing<User>, Error> {
        let after = after.and_then(|after| after.parse().ok());
        let page = self.page_of_users(tenant, search, after, PAGE).await?;
        let next = if page.more { page.items.last().map(|user| user.id.to_string()) } else { None };
        Ok(Listing { items: page.items, next })
    }

    /// So many users whose name, e-mail address or id begins with `search`, newest first.
    pub async fn page_of_users(
        &self,
        tenant: TenantId,
        search: &str,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Page<User>, Error> {
        let search = search.trim().to_lowercase();
        let prefix = (!search.is_empty()).then_some(search.as_str());
        Ok(self.store.users(tenant, prefix, after, limit).await?)
    }

    /// The user who has an identity, named in any spelling that its issuer takes.
    pub async fn user_of_identity(&self, tenant: &Tenant, issuer: &str, name: &str) -> Result<Option<User>, Error> {
        let local = issuer.eq_ignore_ascii_case(&tenant.name.domain());
        let issuer = if local { tenant.name.domain() } else { issuer.to_owned() };
        let name = if local { sign_in_name(NameKind::Any, name) } else { name.to_owned() };
        let identity = Identity { issuer, issuer_assigned_id: name };
        Ok(self.store.find_user_by_identity(tenant.id, &identity).await?)
    }

    /// One user.
    pub async fn user(&self, tenant: TenantId, id: UserId) -> Result<User, Error> {
        self.store.find_user(tenant, id).await?.ok_or(Error::NotFound)
    }

    /// Makes a user. An object id that exists elsewhere already can be kept: it is in `oid` and `sub`.
    pub async fn create_user(
        &self,
        tenant: &Tenant,
        id: Option<UserId>,
        input: &UserInput,
        by: &str,
    ) -> Result<User, Error> {
        let mut form = Form::default();
        let fields = fields_of(&mut form, input);
        let identities = identities_of(&mut form, tenant, input.identities.as_deref().unwrap_or_default());
        if identities.is_empty() && form.is_fine() {
            form.wrong("identities", "A user has at least one identity; nobody could sign in as them otherwise.");
        }
        check_password(&mut form, tenant, input.password.as_ref(), &identities);
        if !form.is_fine() {
            return Err(form.refused());
        }
        let id = id.unwrap_or_else(|| UserId::new(&*self.clock, &*self.entropy));
        let mut user = User {
            id,
            tenant: tenant.id,
            display_name: None,
            given_name: None,
            surname: None,
            email: None,
            attributes: BTreeMap::new(),
            enabled: input.enabled.unwrap_or(true),
            identities,
            created_at: self.clock.now(),
            last_sign_in_at: None,
        };
        for field in fields.into_iter().chain(names_of(input)) {
            field.apply(&mut user);
        }
        let mut changes = vec![Change::CreateUser { user, once: None }];
        changes.extend(self.password_of(tenant.id, id, input.password.as_ref()).await?);
        self.commit_by(by, changes).await.map_err(told)?;
        self.user(tenant.id, id).await
    }

    /// Changes a user. A new password ends every session and refresh token (S36, S50).
    pub async fn update_user(&self, tenant: &Tenant, id: UserId, input: &UserInput, by: &str) -> Result<User, Error> {
        let before = self.user(tenant.id, id).await?;
        let mut form = Form::default();
        let mut fields = fields_of(&mut form, input);
        let identities = input.identities.as_deref().map(|given| identities_of(&mut form, tenant, given));
        check_password(&mut form, tenant, input.password.as_ref(), identities.as_ref().unwrap_or(&before.identities));
        if !form.is_fine() {
            return Err(form.refused());
        }
        fields.extend(names_of(input));
        let mut changes = self.password_of(tenant.id, id, input.password.as_ref()).await?;
        if !changes.is_empty() {
            fields.push(UserField::Attribute(TOKENS_VALID_FROM.to_owned(), Some(self.now_as_value())));
            changes.push(self.end_of_sessions(tenant.id, id));
        }
        if let Some(identities) = identities.filter(|identities| *identities != before.identities) {
            changes.push(Change::SetIdentities { tenant: tenant.id, user: id, identities });
        }
        // Who is switched off stays changeable here: an administrator asks, not a sign-in (S37).
        let enabled = Some(input.enabled.unwrap_or(before.enabled));
        changes.insert(0, Change::ChangeUser { tenant: tenant.id, id, fields, enabled });
        self.commit_by(by, changes).await.map_err(told)?;
        self.user(tenant.id, id).await
    }

    /// Ends every session and refresh token of a user: they sign in again everywhere.
    pub async fn revoke_sign_in_sessions(&self, tenant: TenantId, id: UserId, by: &str) -> Result<(), Error> {
        let user = self.user(tenant, id).await?;
        let fields = vec![UserField::Attribute(TOKENS_VALID_FROM.to_owned(), Some(self.now_as_value()))];
        let change = Change::ChangeUser { tenant, id, fields, enabled: Some(user.enabled) };
        Ok(self.commit_by(by, vec![change, self.end_of_sessions(tenant, id)]).await?)
    }

    /// Lets a user sign in, or not; a sign-in that has begun ends at the directory.
    pub async fn set_user_enabled(&self, tenant: TenantId, id: UserId, enabled: bool, by: &str) -> Result<User, Error> {
        self.user(tenant, id).await?;
        let change = Change::ChangeUser { tenant, id, fields: Vec::new(), enabled: Some(enabled) };
        self.commit_by(by, vec![change]).await?;
        self.user(tenant, id).await
    }

    /// Deletes a user with its identities: whoever comes with one of them is a new user.
    pub async fn delete_user(&self, tenant: TenantId, id: UserId, by: &str) -> Result<(), Error> {
        self.user(tenant, id).await?;
        Ok(self.commit_by(by, vec![Change::DeleteUser { tenant, id }]).await?)
    }

    fn now_as_value(&self) -> Value {
        Value::from(self.clock.now().to_string())
    }

    fn end_of_sessions(&self, tenant: TenantId, id: UserId) -> Change {
        Change::Revoke { tenant, grants: Revoked::User(id), at: self.clock.now() }
    }

    async fn password_of(
        &self,
        tenant: TenantId,
        user: UserId,
        password: Option<&Secret>,
    ) -> Result<Vec<Change>, Error> {
        let Some(password) = password else { return Ok(Vec::new()) };
        let hash = self.passwords.hash(password.expose(), &*self.entropy).await?;
        let hash = hash.ok_or_else(|| Error::Internal("a password could not be hashed".to_owned()))?;
        Ok(vec![Change::SetPassword { tenant, user, hash: Secret::new(hash), at: self.clock.now() }])
    }
}

/// Conflicts of users beside their fields.
fn told(error: StoreError) -> Error {
    match error {
        StoreError::Conflict(Conflict::Identity(identity)) => Error::field(
            "identities",
            format!("Another user has the identity {} of {}.", identity.issuer_assigned_id, identity.issuer),
        ),
        StoreError::Conflict(Conflict::UserId) => Error::field("id", "There is a user with this id already."),
        other => other.into(),
    }
}

fn check_password(form: &mut Form, tenant: &Tenant, password: Option<&Secret>, identities: &[Identity]) {
    let Some(password) = password else { return };
    let domain = tenant.name.domain();
    if !PASSWORD.contains(&password.expose().chars().count()) {
        form.wrong("password", "A password has 8 to 256 characters.");
    } else if !identities.iter().any(|identity| identity.issuer == domain) {
        form.wrong("password", "A password needs an identity of this tenant: an e-mail address or a user name.");
    }
}

fn fields_of(form: &mut Form, input: &UserInput) -> Vec<UserField> {
    let mut text = |field: &str, value: &Option<String>, max: usize| {
        let value = value.as_ref()?.trim();
        if value.chars().count() > max || value.chars().any(char::is_control) {
            form.wrong(field, format!("This has at most {max} characters, and no control characters."));
        } else if value.contains(['<', '>']) {
            form.wrong(field, "This holds no `<` and no `>`.");
        }
        Some((!value.is_empty()).then(|| value.to_owned()))
    };
    let mut fields = Vec::new();
    fields.extend(text("displayName", &input.display_name, MAX_DISPLAY_NAME).map(UserField::DisplayName));
    fields.extend(text("givenName", &input.given_name, MAX_NAME).map(UserField::GivenName));
    fields.extend(text("surname", &input.surname, MAX_NAME).map(UserField::Surname));
    fields.extend(text("email", &input.email, MAX_EMAIL).map(UserField::Email));
    for (name, value) in &input.attributes {
        if value.is_object() || value.to_string().len() > 4096 {
            form.wrong(
                name,
                "An attribute is a text, a number, a yes or no, or a list of them, of at most 4096 bytes.",
            );
        }
        fields.push(UserField::Attribute(name.clone(), (!value.is_null()).then(|| value.clone())));
    }
    fields
}

/// Identities as they are stored: local names in their compatible form (S77).
fn identities_of(form: &mut Form, tenant: &Tenant, given: &[IdentityInput]) -> Vec<Identity> {
    let domain = tenant.name.domain();
    if given.len() > MAX_IDENTITIES {
        form.wrong("identities", format!("A user has at most {MAX_IDENTITIES} identities."));
    }
    let mut identities: Vec<Identity> = Vec::new();
    for (position, identity) in given.iter().enumerate() {
        let (issuer, name) = (identity.issuer.trim(), identity.issuer_assigned_id.trim());
        let mut wrong = |part: &str, sentence: &str| form.wrong(&format!("identities.{position}.{part}"), sentence);
        if name.is_empty() || name.len() > 1024 || name.chars().any(char::is_control) {
            wrong("issuerAssignedId", "Enter the name that the issuer has for this person.");
        }
        let stored = if identity.sign_in_type == SignInType::Federated {
            if issuer.is_empty() || issuer.len() > 1024 {
                wrong("issuer", "Enter who assigned this identity: what the provider's tokens have as `iss`.");
            } else if issuer.eq_ignore_ascii_case(&domain) {
                wrong("issuer", "A federated identity is of an identity provider, not of this tenant (S35).");
            }
            Identity { issuer: issuer.to_owned(), issuer_assigned_id: name.to_owned() }
        } else {
            if !issuer.is_empty() && !issuer.eq_ignore_ascii_case(&domain) {
                wrong("issuer", "The issuer of a local identity is the domain name of this tenant.");
            }
            if identity.sign_in_type == SignInType::EmailAddress && !name.contains('@') {
                wrong("issuerAssignedId", "An e-mail address has an `@`.");
            }
            Identity { issuer: domain.clone(), issuer_assigned_id: sign_in_name(NameKind::Any, name) }
        };
        if identities.contains(&stored) {
            wrong("issuerAssignedId", "This identity stands there twice.");
        }
        identities.push(stored);
    }
    identities
}

/// The attributes in which policies find the local names.
fn names_of(input: &UserInput) -> Vec<UserField> {
    let Some(identities) = &input.identities else { return Vec::new() };
    let attribute = |kind: SignInType, name: &str| {
        let given = identities.iter().find(|identity| identity.sign_in_type == kind);
        let value = given.map(|identity| Value::from(identity.issuer_assigned_id.trim()));
        UserField::Attribute(format!("signInNames.{name}"), value)
    };
    let mut fields =
        vec![attribute(SignInType::EmailAddress, "emailAddress"), attribute(SignInType::UserName, "userName")];
    let address = identities.iter().find(|identity| identity.sign_in_type == SignInType::EmailAddress);
    if let (Some(address), None) = (address, &input.email) {
        fields.push(UserField::Email(Some(address.issuer_assigned_id.trim().to_owned())));
    }
    fields
}

/// How an identity is proved, as it is stored.
pub fn sign_in_type(tenant: &Tenant, identity: &Identity) -> SignInType {
    if identity.issuer != tenant.name.domain() {
        SignInType::Federated
    } else if identity.issuer_assigned_id.contains('@') {
        SignInType::EmailAddress
    } else {
        SignInType::UserName
    }
}
