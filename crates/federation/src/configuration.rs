//! Tenants and documents as requests need them: read once per generation of the tenant's configuration.

use crate::{Error, Federation};
use domain::{Tenant, TenantId, TenantName};
use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};
use storage::{DocumentKey, StoredDocument};

/// So many documents and tenants are remembered: those in use, not all of a large tenant.
const MAX_REMEMBERED: usize = 4096;

/// Something that holds for one generation.
type AsOf<T> = (u64, T);

#[derive(Default)]
pub(crate) struct Cache {
    /// Also that there is none.
    documents: Mutex<HashMap<DocumentKey, AsOf<Option<Arc<StoredDocument>>>>>,
    /// By the first segment of a URL.
    tenants: Mutex<HashMap<String, AsOf<Tenant>>>,
}

fn find<K: Hash + Eq, V: Clone>(map: &Mutex<HashMap<K, V>>, key: &K) -> Option<V> {
    map.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
}

fn put<K: Hash + Eq, V>(map: &Mutex<HashMap<K, V>>, key: K, value: V) {
    let mut map = map.lock().unwrap_or_else(PoisonError::into_inner);
    if map.len() >= MAX_REMEMBERED {
        map.clear();
    }
    map.insert(key, value);
}

impl Federation {
    /// The tenant of a URL's first segment: `NAME.onmicrosoft.com` or the tenant's id.
    pub async fn find_tenant(&self, segment: &str) -> Result<Option<Tenant>, Error> {
        let segment = segment.to_ascii_lowercase();
        if let Some((seen, tenant)) = find(&self.configuration.tenants, &segment)
            && self.store.generation(tenant.id).await? == seen
        {
            return Ok(Some(tenant));
        }
        let found = if let Ok(id) = segment.parse::<TenantId>() {
            self.store.find_tenant(id).await?
        } else {
            let name = segment.strip_suffix(".onmicrosoft.com").and_then(|name| TenantName::parse(name).ok());
            match name {
                Some(name) => self.store.find_tenant_by_name(&name).await?,
                None => None,
            }
        };
        if let Some(tenant) = &found {
            // The number first would need the id. A tenant changes with its generation, so the next look finds a newer one.
            let generation = self.store.generation(tenant.id).await?;
            put(&self.configuration.tenants, segment, (generation, tenant.clone()));
        }
        Ok(found)
    }

    /// A document as it is now.
    pub(crate) async fn find_current(&self, key: DocumentKey) -> Result<Option<Arc<StoredDocument>>, Error> {
        // Before the document: what is read may be newer than the number, and is then read again, never older.
        let generation = self.store.generation(key.tenant).await?;
        if let Some((seen, document)) = find(&self.configuration.documents, &key)
            && seen == generation
        {
            return Ok(document);
        }
        let document = self.store.find_document(&key).await?.map(Arc::new);
        put(&self.configuration.documents, key, (generation, document.clone()));
        Ok(document)
    }
}
