//! Policy keys (behaviour reference §3). What is secret of them goes in and never comes out.

use super::{Form, Listing, Versioned};
use crate::{Error, Federation, keys::to_json, ports::KeyUpload};
use base64ct::{Base64UrlUnpadded, Encoding};
use domain::{
    Document, KeySet, KeySetName, KeyType, KeyUsage, Kind, PolicyKey, Secret, SecretRef, TenantId, Timestamp,
};
use policy::user_flow::SIGNING_KEY_CONTAINER;
use storage::{Change, DocumentKey, Expected};

/// At most this many keys in one set.
pub(crate) const MAX_KEYS: usize = 100;
/// At most this many characters of a secret.
pub(crate) const MAX_SECRET: usize = 16 * 1024;

/// A key to add.
#[derive(Debug)]
pub struct NewKey {
    /// What it is for.
    pub usage: KeyUsage,
    /// *Activation date*.
    pub not_before: Option<Timestamp>,
    /// *Expiration date*.
    pub expires_at: Option<Timestamp>,
    /// Off: it waits until somebody switches it on.
    pub enabled: bool,
    /// Where it comes from.
    pub material: KeyInput,
}

/// *Options* of the form.
pub enum KeyInput {
    /// *Manual*: a secret text that somebody else gave us.
    Manual(Secret),
    /// *Generate*, *Secret*: 256 random bits as base64url.
    GenerateSecret,
    /// *Generate*, *RSA*: 2048 bits.
    GenerateRsa,
    /// *Upload*: PKCS#12.
    Pkcs12 {
        /// The file.
        file: Vec<u8>,
        /// Its password.
        password: Secret,
    },
    /// *Upload*: PEM with a certificate, a private key, or both.
    Pem(Secret),
}

/// Without what is in it.
impl std::fmt::Debug for KeyInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Manual(_) => "Manual",
            Self::GenerateSecret => "GenerateSecret",
            Self::GenerateRsa => "GenerateRsa",
            Self::Pkcs12 { .. } => "Pkcs12",
            Self::Pem(_) => "Pem",
        })
    }
}

impl Federation {
    /// Key sets by name.
    pub async fn key_sets(
        &self,
        tenant: TenantId,
        search: &str,
        after: Option<&str>,
    ) -> Result<Listing<Versioned<KeySet>>, Error> {
        self.list(tenant, search, after, |set: &KeySet| set.name.as_str()).await
    }

    /// All key sets: a tenant has few.
    pub async fn every_key_set(&self, tenant: TenantId) -> Result<Vec<Versioned<KeySet>>, Error> {
        self.every(tenant).await
    }

    /// One key set, by its name in any spelling.
    pub async fn policy_key(&self, tenant: TenantId, name: &str) -> Result<Versioned<KeySet>, Error> {
        let name = KeySetName::parse(name).map_err(|_| Error::NotFound)?;
        self.get(tenant, &name.folded()).await
    }

    /// Makes a key set, empty or with its first key.
    pub async fn create_key_set(
        &self,
        tenant: TenantId,
        name: &str,
        key: Option<NewKey>,
        by: &str,
    ) -> Result<Versioned<KeySet>, Error> {
        let name = KeySetName::parse(name).map_err(|invalid| Error::field("name", invalid.message))?;
        let taken = DocumentKey { tenant, kind: Kind::KeySet, id: name.folded() };
        if self.store.find_document(&taken).await?.is_some() {
            return Err(Error::field("name", format!("There is a policy key {name} already.")));
        }
        let mut set = KeySet { name, keys: Vec::new() };
        let stored = match key {
            Some(key) => self.add(tenant, &mut set, key).await?,
            None => None,
        };
        self.put(tenant, set, Expected::New, stored.into_iter().collect(), by).await
    }

    /// Adds a key to a set: which one is used then, their dates say. Without a version it builds on the current one.
    pub async fn add_key(
        &self,
        tenant: TenantId,
        name: &str,
        version: Option<u32>,
        key: NewKey,
        by: &str,
    ) -> Result<Versioned<KeySet>, Error> {
        let Versioned { version: current, document: mut set } = self.policy_key(tenant, name).await?;
        let stored = self.add(tenant, &mut set, key).await?;
        let expected = Expected::Version(version.unwrap_or(current));
        self.put(tenant, set, expected, stored.into_iter().collect(), by).await
    }

    /// Switches a key on or off.
    pub async fn set_key_enabled(
        &self,
        tenant: TenantId,
        name: &str,
        kid: &str,
        version: u32,
        enabled: bool,
        by: &str,
    ) -> Result<Versioned<KeySet>, Error> {
        let mut set = self.policy_key(tenant, name).await?.document;
        let key = set.keys.iter_mut().find(|key| key.kid == kid).ok_or(Error::NotFound)?;
        key.enabled = enabled;
        self.put(tenant, set, Expected::Version(version), Vec::new(), by).await
    }

    /// Deletes a key set. It is kept under another name, with `.bak` at its end, which is answered; one that is kept so
    /// is deleted for good, with its secrets.
    pub async fn delete_key_set(
        &self,
        tenant: TenantId,
        name: &str,
        version: u32,
        by: &str,
    ) -> Result<Option<KeySetName>, Error> {
        let set = self.policy_key(tenant, name).await?.document;
        if set.name.folded() == SIGNING_KEY_CONTAINER.to_ascii_lowercase() {
            return Err(Error::form(format!(
                "User flows sign their tokens with {}. Add a key to it instead, and switch the old one off.",
                set.name
            )));
        }
        let kept_as = set.name.backup();
        let changes = match &kept_as {
            Some(backup) => self.kept(tenant, &set, backup, by).await?,
            None => secrets(tenant, &set).collect(),
        };
        let id = set.id();
        self.delete::<KeySet>(tenant, &id, version, changes, by).await?;
        Ok(kept_as)
    }

    /// The changes that keep a set under another name, in the place of what was kept there.
    pub(crate) async fn kept(
        &self,
        tenant: TenantId,
        set: &KeySet,
        backup: &KeySetName,
        by: &str,
    ) -> Result<Vec<Change>, Error> {
        let backup = KeySet { name: backup.clone(), keys: set.keys.clone() };
        let key = DocumentKey::of(tenant, &backup);
        let earlier = self.store.find_document(&key).await?;
        let (expected, mut changes) = match earlier {
            Some(earlier) => {
                let older: KeySet = earlier.read()?;
                (Expected::Version(earlier.version), secrets(tenant, &older).collect())
            }
            None => (Expected::New, Vec::new()),
        };
        changes.push(Change::PutDocument {
            key,
            expected,
            lookup: backup.lookup(),
            body: to_json(&backup)?,
            at: self.clock.now(),
            by: by.to_owned(),
        });
        Ok(changes)
    }

    /// Puts a key into a set; answers the change that stores its secret part.
    async fn add(&self, tenant: TenantId, set: &mut KeySet, new: NewKey) -> Result<Option<Change>, Error> {
        if set.keys.len() >= MAX_KEYS {
            return Err(Error::form(format!("{} has {MAX_KEYS} keys; make another policy key.", set.name)));
        }
        let dates = (new.not_before, new.expires_at);
        self.check_dates(dates)?;
        let (mut key, secret) = self.made(tenant, new.material).await?;
        key.set_usage(new.usage);
        key.not_before = dates.0.or(key.not_before);
        key.expires_at = dates.1.or(key.expires_at);
        key.enabled = new.enabled;
        if key.kind() == KeyType::Rsa && set.keys.iter().any(|known| known.kid == key.kid) {
            return Err(Error::field("file", format!("This key is in {} already.", set.name)));
        }
        set.keys.push(key);
        Ok(secret)
    }

    fn check_dates(&self, (from, to): (Option<Timestamp>, Option<Timestamp>)) -> Result<(), Error> {
        let mut form = Form::default();
        if to.is_some_and(|to| to <= self.clock.now()) {
            form.wrong("expiresAt", "The expiration date is over already.");
        } else if let (Some(from), Some(to)) = (from, to)
            && to <= from
        {
            form.wrong("expiresAt", "The expiration date comes before the activation date.");
        }
        if form.is_fine() { Ok(()) } else { Err(form.refused()) }
    }

    async fn made(&self, tenant: TenantId, input: KeyInput) -> Result<(PolicyKey, Option<Change>), Error> {
        match input {
            KeyInput::Manual(secret) => {
                if secret.is_empty() || secret.expose().chars().count() > MAX_SECRET {
                    return Err(Error::field("secret", format!("Enter a secret of 1 to {MAX_SECRET} characters.")));
                }
                Ok(self.secret_key(tenant, secret))
            }
            KeyInput::GenerateSecret => {
                let text = Base64UrlUnpadded::encode_string(&self.entropy.bytes::<32>());
                Ok(self.secret_key(tenant, Secret::new(text)))
            }
            KeyInput::GenerateRsa => {
                let (key, secret) = self.generated_rsa(tenant).await?;
                Ok((key, Some(secret)))
            }
            KeyInput::Pkcs12 { file, password } => self.uploaded(tenant, KeyUpload::Pkcs12 { file, password }).await,
            KeyInput::Pem(text) => self.uploaded(tenant, KeyUpload::Pem(text)).await,
        }
    }

    fn secret_key(&self, tenant: TenantId, value: Secret) -> (PolicyKey, Option<Change>) {
        let (private, stored) = self.stored_secret(tenant, value);
        let key = PolicyKey {
            kid: private.id.to_string(),
            usage: KeyUsage::Signature,
            public: None,
            private: Some(private),
            created_at: self.clock.now(),
            not_before: None,
            expires_at: None,
            enabled: true,
        };
        (key, Some(stored))
    }

    async fn uploaded(&self, tenant: TenantId, upload: KeyUpload) -> Result<(PolicyKey, Option<Change>), Error> {
        let read = self.crypto.import(upload).await.map_err(|failure| Error::field("file", failure.to_string()))?;
        let now = self.clock.now();
        if read.validity.is_some_and(|(_, to)| to <= now) {
            return Err(Error::field("file", "The certificate has expired. Upload a newer one."));
        }
        let (private, stored) = read.private.map(|private| self.stored_secret(tenant, private)).unzip();
        let key = PolicyKey {
            kid: read.kid,
            usage: KeyUsage::Signature,
            public: Some(read.public),
            private,
            created_at: now,
            not_before: read.validity.map(|(from, _)| from),
            expires_at: read.validity.map(|(_, to)| to),
            enabled: true,
        };
        Ok((key, stored))
    }
}

/// The changes that delete what is secret of a set.
fn secrets(tenant: TenantId, set: &KeySet) -> impl Iterator<Item = Change> {
    let secrets: Vec<SecretRef> = set.keys.iter().filter_map(|key| key.private).collect();
    secrets.into_iter().map(move |secret| Change::DeleteSecret { tenant, secret })
}
