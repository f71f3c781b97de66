//! The signing keys of a tenant. They are made when the tenant is made, never on a sign-in's path.

use crate::{Error, Federation};
use domain::{Document, KeySet, Kind, SecretId, SecretRef, SigningKey, TenantId};
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
        let now = self.clock.now();
        let made = self.crypto.generate_rsa().await.map_err(|error| Error::Internal(error.to_string()))?;
        let private = SecretRef { id: SecretId::new(&*self.clock, &*self.entropy), version: 1 };
        let set = KeySet {
            name: SIGNING_KEY_CONTAINER.to_owned(),
            keys: vec![SigningKey {
                kid: made.kid,
                public: made.public,
                private,
                created_at: now,
                not_before: None,
                expires_at: None,
            }],
        };
        Ok(vec![
            Change::PutSecret { tenant, secret: private, value: made.private, at: now },
            Change::PutDocument {
                key: DocumentKey::of(tenant, &set),
                expected: Expected::New,
                lookup: set.lookup(),
                body: to_json(&set)?,
                at: now,
                by: by.to_owned(),
            },
        ])
    }

    /// A key container.
    pub(crate) async fn key_set(&self, tenant: TenantId, container: &str) -> Result<KeySet, Error> {
        let key = DocumentKey { tenant, kind: Kind::KeySet, id: container.to_ascii_lowercase() };
        match self.store.find_document(&key).await? {
            Some(document) => Ok(document.read()?),
            None => Err(Error::Internal(format!("there is no key container {container}"))),
        }
    }

    /// The published keys: all of the container, so that clients verify older tokens and know the next key ahead.
    pub async fn published_keys(&self, tenant: TenantId, container: &str) -> Result<Value, Error> {
        let set = self.key_set(tenant, container).await?;
        let keys: Vec<&Value> = set.keys.iter().map(|key| &key.public).collect();
        Ok(json!({ "keys": keys }))
    }

    /// The signer of a container's active key.
    pub(crate) async fn signer(&self, tenant: TenantId, container: &str) -> Result<Signer, Error> {
        let set = self.key_set(tenant, container).await?;
        let Some(key) = set.active(self.clock.now()) else {
            return Err(Error::Internal(format!("the key container {container} has no active key")));
        };
        let cached = (tenant, key.kid.clone());
        if let Some(signer) = self.signers.0.lock().unwrap_or_else(PoisonError::into_inner).get(&cached) {
            return Ok(Arc::clone(signer));
        }
        let Some(private) = self.store.find_secret(tenant, key.private).await? else {
            return Err(Error::Internal(format!("the private key {} was deleted", key.kid)));
        };
        let signer = self.crypto.signer(&private, &key.kid).map_err(|error| Error::Internal(error.to_string()))?;
        let mut signers = self.signers.0.lock().unwrap_or_else(PoisonError::into_inner);
        if signers.len() >= MAX_SIGNERS {
            signers.clear();
        }
        signers.insert(cached, Arc::clone(&signer));
        Ok(signer)
    }
}

pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> Result<Value, Error> {
    serde_json::to_value(value).map_err(|error| Error::Internal(error.to_string()))
}
