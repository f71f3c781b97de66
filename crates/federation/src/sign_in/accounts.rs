//! Local accounts: the directory as the engine asks it, and passwords.

use super::driver::Drive;
use crate::{Error, tenant::TOKENS_VALID_FROM};
use base64ct::{Base64UrlUnpadded, Encoding};
use domain::{Identity, Secret, User, UserId};
use journey::{Event, Find, PasswordVerdict, Query, SaveUser, Write, Written};
use serde_json::Value;
use std::collections::BTreeMap;
use storage::{Change, Conflict, Digest, JourneyStatus, Revoked, StoreError, UserField};

/// Wrong passwords for one name before it is locked, and for how many seconds: the longer it goes on the longer, but
/// never so long that one burst shuts somebody out of their day (S75).
const LIMITS: [(&str, u32, i64); 2] = [("password", 10, 60), ("password of an hour", 20, 3600)];
/// How long a browser that signed in to an account counts as known to it.
const KNOWN_SECONDS: i64 = 90 * 86_400;

impl Drive<'_> {
    pub(super) async fn find(&self, find: &Find) -> Result<Option<User>, Error> {
        let store = &self.federation.store;
        Ok(match find {
            Find::Identity(identity) => store.find_user_by_identity(self.tenant.id, identity).await?,
            Find::Id(id) => store.find_user(self.tenant.id, *id).await?,
        })
    }

    pub(super) async fn read(&self, query: Query) -> Result<Option<User>, Error> {
        self.find(&query.0).await
    }

    /// Writes with the state in one transaction.
    pub(super) async fn write(&mut self, write: Write, once: String) -> Result<Event, Error> {
        let written = match write {
            Write::Save(save) => self.save_user(save, once).await?,
            Write::Delete(find) => match self.find(&find).await? {
                None => Written::Missing,
                Some(user) => {
                    let delete = Change::DeleteUser { tenant: self.tenant.id, id: user.id };
                    self.save(JourneyStatus::Waiting, None, false, vec![delete]).await?;
                    Written::Deleted
                }
            },
        };
        Ok(Event::Written(written))
    }

    async fn save_user(&mut self, save: SaveUser, once: String) -> Result<Written, Error> {
        match self.find(&save.find).await? {
            Some(user) if save.update => self.update_user(user, &save).await,
            Some(user) => Ok(Written::Exists(Box::new(user))),
            None if save.create => self.create_user(&save, once).await,
            None => Ok(Written::Missing),
        }
    }

    pub(super) async fn create_user(&mut self, save: &SaveUser, once: String) -> Result<Written, Error> {
        let federation = self.federation;
        let id = UserId::new(&*federation.clock, &*federation.entropy);
        let user = User {
            id,
            tenant: self.tenant.id,
            display_name: None,
            given_name: None,
            surname: None,
            email: None,
            attributes: BTreeMap::new(),
            enabled: save.enabled.unwrap_or(true),
            identities: save.identities.clone(),
            created_at: federation.clock.now(),
            last_sign_in_at: None,
        };
        let user = changed(user, &fields_of(&save.attributes));
        let mut changes = vec![Change::CreateUser { user, once: Some((self.row.id, once)) }];
        changes.extend(self.password_change(id, save));
        let committed = self.save(JourneyStatus::Waiting, None, false, changes).await;
        let taken = match committed {
            Ok(()) => None,
            Err(Error::Store(StoreError::Conflict(Conflict::Identity(identity)))) => Some(identity),
            Err(error) => return Err(error),
        };
        // If another sign-in made the same user first, that one is there. A provider vouches that both are one person;
        // nobody vouches for a name of our own, and whoever brings a password has one of their own (S34, S35).
        let domain = self.tenant.name.domain();
        let vouched = matches!((&taken, &save.find), (Some(taken), Find::Identity(found))
            if taken == found && found.issuer != domain)
            && save.password.is_none();
        let user = match taken {
            Some(identity) => federation.store.find_user_by_identity(self.tenant.id, &identity).await?,
            None => self.find(&save.find).await?,
        };
        let user = user.ok_or_else(|| Error::Internal("a user that was just made is not there".to_owned()))?;
        if user.id == id {
            if save.password.is_some() {
                self.know_browser(&user.identities).await?;
            }
            return Ok(Written::Created(Box::new(user)));
        }
        if save.update {
            return self.update_user(user, save).await;
        }
        Ok(if vouched { Written::Updated(Box::new(user)) } else { Written::Exists(Box::new(user)) })
    }

    pub(super) async fn update_user(&mut self, user: User, save: &SaveUser) -> Result<Written, Error> {
        let tenant = self.tenant.id;
        let mut fields = fields_of(&save.attributes);
        let mut updated = changed(user.clone(), &fields);
        if updated.email != user.email {
            fields.push(UserField::Email(updated.email.clone()));
        }
        updated.enabled = save.enabled.unwrap_or(updated.enabled);
        let identities = with_names(&updated, &save.identities, &self.tenant.name.domain());
        let mut changes = Vec::new();
        if let Some(password) = self.password_change(user.id, save) {
            changes.push(password);
            fields.push(UserField::Attribute(TOKENS_VALID_FROM.to_owned(), Some(self.now_as_text())));
            changes.extend(self.lives_no_longer(&user, &identities));
        }
        changes.insert(0, Change::ChangeUser { tenant, id: user.id, fields, enabled: save.enabled });
        if identities != updated.identities {
            updated.identities.clone_from(&identities);
            changes.push(Change::SetIdentities { tenant, user: user.id, identities });
        }
        if save.password.is_some() && self.envelope.session.take().is_some() {
            // It ends with the others; what follows is a sign-in of its own.
            self.envelope.asked = true;
        }
        match self.save(JourneyStatus::Waiting, None, false, changes).await {
            Ok(()) => {
                if save.password.is_some() {
                    self.know_browser(&updated.identities).await?;
                }
                let stored = self.federation.store.find_user(tenant, user.id).await?;
                Ok(stored.map_or(Written::Missing, |user| Written::Updated(Box::new(user))))
            }
            Err(Error::Store(StoreError::Conflict(Conflict::Identity(identity)))) => {
                let other = self.federation.store.find_user_by_identity(tenant, &identity).await?;
                Ok(other.map_or(Written::Missing, |other| Written::Exists(Box::new(other))))
            }
            // Deleted meanwhile.
            Err(Error::NotFound) => Ok(Written::Missing),
            // Nothing was written, not even a password; the engine refuses whoever is switched off (S37).
            Err(Error::Store(StoreError::Conflict(Conflict::Disabled))) => {
                Ok(Written::Updated(Box::new(User { enabled: false, ..user })))
            }
            Err(error) => Err(error),
        }
    }

    /// What a new password ends: every session and refresh token of the user, and the locks of their names. Whoever had
    /// the old one has nothing (S36, S50).
    fn lives_no_longer(&self, user: &User, identities: &[Identity]) -> Vec<Change> {
        let tenant = self.tenant.id;
        let grants = Revoked::User(user.id);
        let mut changes = vec![Change::Revoke { tenant, grants, at: self.federation.clock.now() }];
        let domain = self.tenant.name.domain();
        for identity in identities.iter().filter(|identity| identity.issuer == domain) {
            for counted in [identity.issuer_assigned_id.clone(), self.known_name(&identity.issuer_assigned_id)] {
                let keys = LIMITS.map(|(what, ..)| crate::digest(what, &counted));
                changes.extend(keys.map(|key| Change::ForgetAttempts { tenant, key }));
            }
        }
        changes
    }

    fn now_as_text(&self) -> Value {
        Value::from(self.federation.clock.now().to_string())
    }

    fn password_change(&self, user: UserId, save: &SaveUser) -> Option<Change> {
        let hash = Secret::new(save.password.as_ref()?.expose());
        Some(Change::SetPassword { tenant: self.tenant.id, user, hash, at: self.federation.clock.now() })
    }

    /// Checks a password. Too many wrong ones lock the name for a while; a browser that signed in to it before has a
    /// count of its own, so that nobody locks another person out for long (S75).
    pub(super) async fn check_password(
        &self,
        user: Option<UserId>,
        name: &str,
        password: &str,
    ) -> Result<PasswordVerdict, Error> {
        let federation = self.federation;
        let now = federation.clock.now();
        let counted = if self.is_known(name).await? { self.known_name(name) } else { name.to_owned() };
        let mut keys = Vec::new();
        for (what, limit, seconds) in LIMITS {
            let key: Digest = crate::digest(what, &counted);
            let until = now.plus_seconds(seconds);
            if !federation.store.count_attempt(self.tenant.id, key, limit, now, until).await? {
                return Ok(PasswordVerdict::Locked);
            }
            keys.push(key);
        }
        let stored = match user {
            Some(user) => federation.store.find_password(self.tenant.id, user).await?,
            None => None,
        };
        let stored = stored.as_ref().map(Secret::expose);
        if !federation.passwords.check(password, stored, &*federation.entropy).await? {
            return Ok(PasswordVerdict::Wrong);
        }
        let forget = keys.into_iter().map(|key| Change::ForgetAttempts { tenant: self.tenant.id, key });
        federation.store.commit(forget.collect()).await?;
        self.know(name).await?;
        Ok(PasswordVerdict::Right)
    }

    /// Whether this browser proved before that the name or address is its person's.
    pub(super) async fn is_known(&self, name: &str) -> Result<bool, Error> {
        let federation = self.federation;
        Ok(federation.store.is_counted(self.tenant.id, self.known_browser(name), federation.clock.now()).await?)
    }

    /// Remembers that this browser proved that the name or address is its person's.
    pub(super) async fn know(&self, name: &str) -> Result<(), Error> {
        let federation = self.federation;
        let now = federation.clock.now();
        let until = now.plus_seconds(KNOWN_SECONDS);
        federation.store.count_attempt(self.tenant.id, self.known_browser(name), u32::MAX, now, until).await?;
        Ok(())
    }

    /// Whoever sets the password of an account may try it from this browser.
    async fn know_browser(&self, identities: &[Identity]) -> Result<(), Error> {
        let domain = self.tenant.name.domain();
        for identity in identities.iter().filter(|identity| identity.issuer == domain) {
            self.know(&identity.issuer_assigned_id).await?;
        }
        Ok(())
    }

    /// What attempts of a known browser are counted by.
    pub(super) fn known_name(&self, name: &str) -> String {
        format!("{name}\n{}", Base64UrlUnpadded::encode_string(&self.row.binding))
    }

    fn known_browser(&self, name: &str) -> Digest {
        crate::digest("known browser", &self.known_name(name))
    }
}

/// The user's identities with these local names in the place of its earlier ones.
fn with_names(user: &User, wanted: &[Identity], domain: &str) -> Vec<Identity> {
    let local: Vec<&Identity> = wanted.iter().filter(|identity| identity.issuer == domain).collect();
    let mut identities = user.identities.clone();
    for identity in wanted {
        if !identities.contains(identity) {
            identities.push(identity.clone());
        }
    }
    if local.is_empty() {
        return identities;
    }
    // A name that no attribute holds any more is gone.
    identities.retain(|identity| {
        identity.issuer != domain
            || local.contains(&identity)
            || user.attributes.iter().any(|(name, value)| {
                is_name(name) && value.as_str().is_some_and(|value| value.to_lowercase() == identity.issuer_assigned_id)
            })
    });
    identities
}

fn is_name(attribute: &str) -> bool {
    attribute.starts_with("signInNames.") || attribute == "userPrincipalName"
}

/// The fields that attributes of policies are kept in.
fn fields_of(attributes: &BTreeMap<String, Option<Value>>) -> Vec<UserField> {
    let field = |(name, value): (&String, &Option<Value>)| {
        let text = || value.as_ref().and_then(Value::as_str).map(str::to_owned);
        match name.to_ascii_lowercase().as_str() {
            "displayname" => UserField::DisplayName(text()),
            "givenname" => UserField::GivenName(text()),
            "surname" => UserField::Surname(text()),
            "emails" => {
                let first = value.as_ref().and_then(|emails| emails.get(0)).and_then(Value::as_str);
                UserField::Email(first.map(str::to_owned))
            }
            _ => UserField::Attribute(name.clone(), value.clone()),
        }
    };
    attributes.iter().map(field).collect()
}

/// The user with these fields changed. One without an e-mail address has the one that they sign in with.
fn changed(mut user: User, fields: &[UserField]) -> User {
    for field in fields {
        field.clone().apply(&mut user);
    }
    if user.email.is_none()
        && let Some(Value::String(address)) = user.attributes.get("signInNames.emailAddress")
    {
        user.email = Some(address.clone());
    }
    user
}
