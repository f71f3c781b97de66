//! The policy keys of a tenant as they are used: read live, so that a key that was deleted, switched off or followed by
//! another one is not used any more. User flows sign with a key of their own, made with the tenant.

use crate::{Error, Federation, KeyFault};
use domain::{Document, KeySet, KeySetName, KeyType, KeyUsage, Kind, PolicyKey, Secret, SecretId, SecretRef, TenantId};
use policy::user_flow::SIGNING_KEY_CONTAINER;
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use storage::{Change, DocumentKey, Expected};

pub(crate) type Signer = Arc<dyn token::Sign + Send + Sync>;

/// Signers by key id of a tenant; opening a private key costs more than signing with it.
#[derive(Default)]
pub(crate) struct Signers(Mutex<HashMap<(TenantId, String), Signer>>);

const MAX_SIGNERS: usize = 10_000;

impl Federation {
    /// The changes that give a new tenant its key container.
    pub(crate) async fn new_signing_keys(&self, tenant: TenantId, by: &str) -> Result<Vec<Change>, Error> {
        let name = KeySetName::parse(SIGNING_KEY_CONTAINER).map_err(|invalid| Error::Internal(invalid.to_string()))?;
        let (key, secret) = self.generated_rsa(tenant).await?;
        let set = KeySet { name, keys: vec![key] };
        let document = Change::PutDocument {
            key: DocumentKey::of(tenant, &set),
            expected: Expected::New,
            lookup: set.lookup(),
            body: to_json(&set)?,
            at: self.clock.now(),
            by: by.to_owned(),
        };
        Ok(vec![secret, document])
    }

    /// A new key pair that signs from now on, and the change that stores its private half.
    pub(crate) async fn generated_rsa(&self, tenant: TenantId) -> Result<(PolicyKey, Change), Error> {
        let made = self.crypto.generate_rsa().await.map_err(|error| Error::Internal(error.to_string()))?;
        let (private, stored) = self.stored_secret(tenant, made.private);
        let key = PolicyKey {
            kid: made.kid,
            usage: KeyUsage::Signature,
            public: Some(made.public),
            private: Some(private),
            created_at: self.clock.now(),
            not_before: None,
            expires_at: None,
            enabled: true,
        };
        Ok((key, stored))
    }

    /// A reference to a secret that is new, and the change that stores it.
    pub(crate) fn stored_secret(&self, tenant: TenantId, value: Secret) -> (SecretRef, Change) {
        let secret = SecretRef { id: SecretId::new(&*self.clock, &*self.entropy), version: 1 };
        (secret, Change::PutSecret { tenant, secret, value, at: self.clock.now() })
    }

    /// A key set, by its name or as a policy refers to it.
    async fn referenced(&self, tenant: TenantId, reference: &str) -> Result<KeySet, Error> {
        let missing = || Error::Key(KeyFault::Missing(reference.to_owned()));
        let name = KeySetName::parse(reference).map_err(|_| missing())?;
        let key = DocumentKey { tenant, kind: Kind::KeySet, id: name.folded() };
        Ok(self.find_current(key).await?.ok_or_else(missing)?.read()?)
    }

    /// The published keys of a set.
    pub async fn published_keys(&self, tenant: TenantId, reference: &str) -> Result<Value, Error> {
        let set = self.referenced(tenant, reference).await?;
        let keys: Vec<&Value> = set.published(self.clock.now()).filter_map(|key| key.public.as_ref()).collect();
        Ok(json!({ "keys": keys }))
    }

    /// The signer of a set's active key.
    pub(crate) async fn signer(&self, tenant: TenantId, reference: &str) -> Result<Signer, Error> {
        let key = self.active_key(tenant, reference).await?;
        if key.kind() != KeyType::Rsa || key.usage != KeyUsage::Signature {
            return Err(KeyFault::NotForSignatures(reference.to_owned()).into());
        }
        let cached = (tenant, key.kid.clone());
        if let Some(signer) = self.signers.0.lock().unwrap_or_else(PoisonError::into_inner).get(&cached) {
            return Ok(Arc::clone(signer));
        }
        let private = self.private_part(tenant, reference, &key).await?;
        let signer = self.crypto.signer(&private, &key.kid).map_err(|error| {
            tracing::error!(%error, key = reference, "a policy key cannot be read");
            KeyFault::Unreadable(reference.to_owned())
        })?;
        let mut signers = self.signers.0.lock().unwrap_or_else(PoisonError::into_inner);
        if signers.len() >= MAX_SIGNERS {
            signers.clear();
        }
        signers.insert(cached, Arc::clone(&signer));
        Ok(signer)
    }

    /// The secret text that a set holds now.
    pub(crate) async fn policy_secret(&self, tenant: TenantId, reference: &str) -> Result<Secret, Error> {
        let key = self.active_key(tenant, reference).await?;
        match key.kind() {
            KeyType::Secret => self.private_part(tenant, reference, &key).await,
            KeyType::Rsa => Err(KeyFault::NotASecret(reference.to_owned()).into()),
        }
    }

    async fn active_key(&self, tenant: TenantId, reference: &str) -> Result<PolicyKey, Error> {
        let set = self.referenced(tenant, reference).await?;
        let key = set.active(self.clock.now()).cloned();
        key.ok_or_else(|| KeyFault::NotActive(reference.to_owned()).into())
    }

    async fn private_part(&self, tenant: TenantId, reference: &str, key: &PolicyKey) -> Result<Secret, Error> {
        let private = key.private.ok_or_else(|| KeyFault::NoPrivateKey(reference.to_owned()))?;
        let stored = self.store.find_secret(tenant, private).await?;
        stored.ok_or_else(|| KeyFault::Unreadable(reference.to_owned()).into())
    }
}

pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> Result<Value, Error> {
    serde_json::to_value(value).map_err(|error| Error::Internal(error.to_string()))
}
