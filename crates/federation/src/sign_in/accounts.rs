//! Local accounts: the directory as the engine asks it, and passwords.

use super::driver::Drive;
use crate::Error;
use base64ct::{Base64UrlUnpadded, Encoding};
use domain::{Identity, Secret, User, UserId};
use journey::{Event, Find, PasswordVerdict, Query, SaveUser, Write, Written};
use serde_json::Value;
use std::collections::BTreeMap;
use storage::{Change, Conflict, Digest, JourneyStatus, StoreError};

/// Wrong passwords for one name before it is locked for a while.
const SHORT: (u32, i64) = (10, 60);
/// Wrong passwords for one name in a day.
const LONG: (u32, i64) = (100, 86_400);
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

    async fn create_user(&mut self, save: &SaveUser, once: String) -> Result<Written, Error> {
        let federation = self.federation;
        let id = UserId::new(&*federation.clock, &*federation.entropy);
        let mut user = User {
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
        apply(&mut user, &save.attributes);
        let mut changes = vec![Change::CreateUser { user, once: Some((self.row.id, once)) }];
        changes.extend(self.password_change(id, save));
        let committed = self.save(JourneyStatus::Waiting, None, false, changes).await;
        let taken = match committed {
            Ok(()) => None,
            Err(Error::Store(StoreError::Conflict(Conflict::Identity(identity)))) => Some(identity),
            Err(error) => return Err(error),
        };
        // If another sign-in made the same user first, that one is there. Its provider vouches for it; whoever brings a
        // password of their own is somebody else.
        let vouched = matches!((&taken, &save.find), (Some(taken), Find::Identity(found)) if taken == found)
            && save.password.is_none();
        let user = match taken {
            Some(identity) => federation.store.find_user_by_identity(self.tenant.id, &identity).await?,
            None => self.find(&save.find).await?,
        };
        let user = user.ok_or_else(|| Error::Internal("a user that was just made is not there".to_owned()))?;
        Ok(match (user.id == id, save.update || vouched) {
            (true, _) => Written::Created(Box::new(user)),
            (false, true) => Written::Updated(Box::new(user)),
            (false, false) => Written::Exists(Box::new(user)),
        })
    }

    async fn update_user(&mut self, mut user: User, save: &SaveUser) -> Result<Written, Error> {
        apply(&mut user, &save.attributes);
        if let Some(enabled) = save.enabled {
            user.enabled = enabled;
        }
        let mut changes = vec![Change::UpdateUser { user: user.clone() }];
        let identities = with_names(&user, &save.identities, &self.tenant.name.domain());
        if identities != user.identities {
            user.identities.clone_from(&identities);
            changes.push(Change::SetIdentities { tenant: self.tenant.id, user: user.id, identities });
        }
        changes.extend(self.password_change(user.id, save));
        match self.save(JourneyStatus::Waiting, None, false, changes).await {
            Ok(()) => Ok(Written::Updated(Box::new(user))),
            Err(Error::Store(StoreError::Conflict(Conflict::Identity(identity)))) => {
                let other = self.federation.store.find_user_by_identity(self.tenant.id, &identity).await?;
                Ok(other.map_or(Written::Missing, |other| Written::Exists(Box::new(other))))
            }
            Err(Error::Store(StoreError::Conflict(Conflict::User))) => Ok(Written::Missing),
            Err(error) => Err(error),
        }
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
        let binding = Base64UrlUnpadded::encode_string(&self.row.binding);
        let known = self.known_browser(name, &binding);
        let is_known = federation.store.is_counted(self.tenant.id, known, now).await?;
        let counted = if is_known { format!("{name}\n{binding}") } else { name.to_owned() };
        let mut keys = Vec::new();
        for (what, (limit, seconds)) in [("password", SHORT), ("password of a day", LONG)] {
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
        if !federation.passwords.check(password, stored, &*federation.entropy).await {
            return Ok(PasswordVerdict::Wrong);
        }
        let forget = keys.into_iter().map(|key| Change::ForgetAttempts { tenant: self.tenant.id, key });
        federation.store.commit(forget.collect()).await?;
        let until = now.plus_seconds(KNOWN_SECONDS);
        federation.store.count_attempt(self.tenant.id, known, u32::MAX, now, until).await?;
        Ok(PasswordVerdict::Right)
    }

    #[allow(clippy::unused_self, reason = "a digest of what this journey knows")]
    fn known_browser(&self, name: &str, binding: &str) -> Digest {
        crate::digest("known browser", &format!("{name}\n{binding}"))
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

/// Sets attributes; those that a user has a field for go there.
fn apply(user: &mut User, attributes: &BTreeMap<String, Option<Value>>) {
    for (name, value) in attributes {
        let text = || value.as_ref().and_then(Value::as_str).map(str::to_owned);
        match name.to_ascii_lowercase().as_str() {
            "displayname" => user.display_name = text(),
            "givenname" => user.given_name = text(),
            "surname" => user.surname = text(),
            "emails" => {
                let first = value.as_ref().and_then(|emails| emails.get(0)).and_then(Value::as_str);
                user.email = first.map(str::to_owned);
            }
            folded => {
                user.attributes.retain(|known, _| !known.eq_ignore_ascii_case(folded));
                if let Some(value) = value {
                    user.attributes.insert(name.clone(), value.clone());
                }
            }
        }
    }
    if user.email.is_none()
        && let Some(Value::String(address)) = user.attributes.get("signInNames.emailAddress")
    {
        user.email = Some(address.clone());
    }
}
