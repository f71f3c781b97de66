//! Policy keys in files: what is public of them, and a name for what is not.

use super::{
    SecretName,
    plan::{Planner, SECRET_SHAPE, unsaid},
    read::Given,
};
use crate::{
    Error,
    ports::KeyUpload,
    tenant::{MAX_KEYS, MAX_SECRET, Versioned},
};
use domain::{KeySet, KeySetName, KeyType, KeyUsage, Kind, PolicyKey, Secret, SecretRef, Timestamp};
use policy::user_flow::SIGNING_KEY_CONTAINER;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use storage::Change;

/// A key set.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct KeySetFile {
    pub name: KeySetName,
    #[serde(default)]
    pub keys: Vec<KeyFile>,
}

/// One key of it. Written by hand, a key needs `private` alone.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct KeyFile {
    #[serde(default)]
    pub kid: Option<String>,
    #[serde(default)]
    pub usage: KeyUsage,
    /// The public half of an RSA key as a JWK; none: the key is a secret text.
    #[serde(default)]
    pub public: Option<Value>,
    /// None: a certificate without its private key.
    #[serde(default)]
    pub private: Option<SecretName>,
    /// RFC 3339, as the other dates.
    #[serde(default)]
    pub created_at: Option<String>,
    #[serde(default)]
    pub not_before: Option<String>,
    #[serde(default)]
    pub expires_at: Option<String>,
    #[serde(default = "on")]
    pub enabled: bool,
}

const fn on() -> bool {
    true
}

impl KeySetFile {
    pub fn of(set: &KeySet, mut named: impl FnMut(&str) -> SecretName) -> Self {
        let text = |time: Timestamp| time.to_string();
        let mut key = |key: &PolicyKey| KeyFile {
            kid: Some(key.kid.clone()),
            usage: key.usage,
            public: key.public.clone(),
            private: key.private.map(|_| named("")),
            created_at: Some(text(key.created_at)),
            not_before: key.not_before.map(text),
            expires_at: key.expires_at.map(text),
            enabled: key.enabled,
        };
        Self { name: set.name.clone(), keys: set.keys.iter().map(&mut key).collect() }
    }
}

impl Planner<'_> {
    /// Answers the names of the policy keys that there are afterwards.
    pub(super) async fn key_sets(&mut self, given: &[Given<KeySetFile>]) -> Result<Vec<String>, Error> {
        let stored = self.every::<KeySet>().await?;
        let mut names: Vec<String> = Vec::new();
        if !self.options.prune {
            names.extend(stored.values().map(|set| set.document.name.to_string()));
        }
        for Given { file, value } in given {
            let id = value.name.folded();
            if self.claim(file, Kind::KeySet, &id) {
                names.push(value.name.to_string());
                self.key_set(file, value, stored.get(&id)).await?;
            }
        }
        let own = SIGNING_KEY_CONTAINER.to_ascii_lowercase();
        if self.is_new && !self.kept.contains(&(Kind::KeySet, own.clone())) {
            let made = self.on.new_signing_keys(self.id(), self.options.by).await?;
            self.plan.writes.extend(made);
        }
        self.kept.insert((Kind::KeySet, own));
        names.push(SIGNING_KEY_CONTAINER.to_owned());
        Ok(names)
    }

    async fn key_set(
        &mut self,
        file: &str,
        given: &KeySetFile,
        before: Option<&Versioned<KeySet>>,
    ) -> Result<(), Error> {
        let own = given.name.folded() == SIGNING_KEY_CONTAINER.to_ascii_lowercase();
        let old: &[PolicyKey] = before.map_or(&[], |before| &before.document.keys);
        let (mut keys, mut with, mut also) = (Vec::new(), Vec::new(), Vec::new());
        for (position, key) in given.keys.iter().enumerate() {
            let at = format!("keys.{position}");
            match self.key(file, &at, key, old, own).await? {
                Some((key, _)) if keys.iter().any(|known: &PolicyKey| known.kid == key.kid) => {
                    self.wrong(file, &format!("{at}.kid"), format!("The key {} stands here twice.", key.kid));
                }
                Some((key, change)) => {
                    if change.is_some() && old.iter().any(|known| known.kid == key.kid) {
                        also.push(unsaid(&format!("secret of {}", key.kid)));
                    }
                    with.extend(change);
                    keys.push(key);
                }
                None => {}
            }
        }
        for (position, key) in old.iter().enumerate() {
            if keys.iter().any(|new| new.kid == key.kid) {
                continue;
            }
            if own || !self.options.prune {
                keys.insert(position.min(keys.len()), key.clone());
            } else if let Some(secret) = key.private {
                with.push(Change::DeleteSecret { tenant: self.id(), secret });
            }
        }
        if keys.len() > MAX_KEYS {
            self.wrong(file, "keys", format!("A policy key has at most {MAX_KEYS} keys."));
        }
        let mut set = KeySet { name: given.name.clone(), keys };
        if own && self.is_new && set.active(self.on.clock.now()).is_none() {
            let (key, change) = self.on.generated_rsa(self.id()).await?;
            set.keys.push(key);
            with.push(change);
        }
        self.put(given.name.as_str(), before, &set, with, also)
    }

    /// A key as it is to be, and the change that stores what is secret of it.
    async fn key(
        &mut self,
        file: &str,
        at: &str,
        given: &KeyFile,
        old: &[PolicyKey],
        own: bool,
    ) -> Result<Option<(PolicyKey, Option<Change>)>, Error> {
        let value = given.private.as_ref().and_then(|named| self.secret(named));
        if value.as_ref().is_some_and(|value| value.is_empty() || value.expose().chars().count() > MAX_SECRET) {
            self.wrong(file, &format!("{at}.private"), format!("A secret has 1 to {MAX_SECRET} characters."));
            return Ok(None);
        }
        let mut dates = [None; 3];
        for (date, (name, text)) in dates.iter_mut().zip([
            ("createdAt", &given.created_at),
            ("notBefore", &given.not_before),
            ("expiresAt", &given.expires_at),
        ]) {
            *date = match text.as_deref().map(Timestamp::parse).transpose() {
                Ok(time) => time,
                Err(invalid) => {
                    self.wrong(file, &format!("{at}.{name}"), invalid.message);
                    return Ok(None);
                }
            };
        }
        let [created_at, not_before, expires_at] = dates;
        let pem = value.as_ref().filter(|value| value.expose().contains("-----BEGIN ")).cloned();
        let read = match (&pem, &given.public) {
            (Some(pem), _) => Some(pem.clone()),
            (None, Some(_)) if value.is_some() => {
                self.wrong(file, &format!("{at}.private"), "The secret of an RSA key is its private key as PEM.");
                return Ok(None);
            }
            (None, _) => None,
        };
        let imported = match read {
            Some(pem) => match self.on.crypto.import(KeyUpload::Pem(pem)).await {
                Ok(imported) => Some(imported),
                Err(failure) => {
                    self.wrong(file, &format!("{at}.private"), failure.to_string());
                    return Ok(None);
                }
            },
            None => None,
        };
        let named = given.private.as_ref().map(|named| named.secret.clone());
        let kid = match (&imported, &given.kid) {
            (Some(imported), Some(kid)) if imported.kid != *kid => {
                self.wrong(file, &format!("{at}.private"), "The private key that was given is of another key.");
                return Ok(None);
            }
            (Some(imported), _) => imported.kid.clone(),
            (None, Some(kid)) => kid.clone(),
            (None, None) => named.clone().unwrap_or_default(),
        };
        let existing = old.iter().find(|known| known.kid == kid);
        let settled = |key: PolicyKey| {
            let mut key = PolicyKey { not_before, expires_at, enabled: given.enabled, ..key };
            key.set_usage(given.usage);
            key
        };
        if let Some(known) = existing {
            let mut key = settled(known.clone());
            let mut change = None;
            // The secret of a text may be another one now; a key pair is what its id says.
            if let (KeyType::Secret, Some(value), Some(private)) = (known.kind(), value, known.private)
                && self.on.store.find_secret(self.id(), private).await?.is_none_or(|old| old.expose() != value.expose())
            {
                let secret = SecretRef { version: private.version + 1, ..private };
                key.private = Some(secret);
                change = Some(Change::PutSecret { tenant: self.id(), secret, value, at: self.on.clock.now() });
            }
            return Ok(Some((key, change)));
        }
        let Some(value) = value else {
            match named {
                Some(_) if own => self.plan.notes.push(format!(
                    "The signing key {kid} does not come along: no secret was given for it. The tenant signs with its own."
                )),
                Some(name) => self.missing(file, &format!("{at}.private"), &name),
                None => return self.certificate(file, at, given, &settled).await,
            }
            return Ok(None);
        };
        let (public, value) = match imported {
            Some(imported) => {
                let Some(private) = imported.private else {
                    self.wrong(file, &format!("{at}.private"), "There is no private key in the PEM that was given.");
                    return Ok(None);
                };
                let mut public = imported.public;
                if let Some(members) = public.as_object_mut() {
                    // Its certificates are in the file, where they are of this key.
                    for name in ["x5c", "x5t"] {
                        if let Some(value) = given.public.as_ref().and_then(|public| public.get(name))
                            && !members.contains_key(name)
                        {
                            members.insert(name.to_owned(), value.clone());
                        }
                    }
                }
                (Some(public), private)
            }
            None => (None, value),
        };
        let (private, change) = self.on.stored_secret(self.id(), value);
        let created_at = created_at.unwrap_or_else(|| self.on.clock.now());
        let key = PolicyKey {
            kid,
            usage: given.usage,
            public,
            private: Some(private),
            created_at,
            not_before: None,
            expires_at: None,
            enabled: true,
        };
        Ok(Some((settled(key), Some(change))))
    }

    /// A certificate without its private key: all of it is in the file.
    async fn certificate(
        &mut self,
        file: &str,
        at: &str,
        given: &KeyFile,
        settled: &(dyn Fn(PolicyKey) -> PolicyKey + Send + Sync),
    ) -> Result<Option<(PolicyKey, Option<Change>)>, Error> {
        let certificate = given.public.as_ref().and_then(|public| public["x5c"][0].as_str());
        let Some(certificate) = certificate else {
            self.wrong(file, &format!("{at}.private"), SECRET_SHAPE);
            return Ok(None);
        };
        match self.on.crypto.import(KeyUpload::Pem(Secret::new(certificate))).await {
            Ok(read) if given.kid.as_ref().is_none_or(|kid| *kid == read.kid) => Ok(Some((
                settled(PolicyKey {
                    kid: read.kid,
                    usage: given.usage,
                    public: Some(read.public),
                    private: None,
                    created_at: self.on.clock.now(),
                    not_before: None,
                    expires_at: None,
                    enabled: true,
                }),
                None,
            ))),
            Ok(_) => {
                self.wrong(file, &format!("{at}.kid"), "The certificate is of another key.");
                Ok(None)
            }
            Err(failure) => {
                self.wrong(file, &format!("{at}.public"), failure.to_string());
                Ok(None)
            }
        }
    }
}
