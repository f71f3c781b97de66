//! Compiled programs, by policy. A program is compiled when a policy is first used after a change; a journey in flight
//! pins the versions of the documents that its program was compiled from, so that any instance can compile it again.

use crate::{Error, Federation, tenant::policies::read_stored};
use domain::{CustomPolicy, Document, IdentityProvider, Kind, PolicyId, ProviderId, Tenant, TenantId, UserFlow};
use policy::{Program, merge::MAX_LAYERS, mobile_id};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};
use storage::DocumentKey;

/// A program with what it came from.
pub(crate) struct Compiled {
    pub program: Program,
    pub pins: Vec<Pin>,
    /// Scope values beside the standard ones.
    pub extra_scopes: &'static [&'static str],
}

/// A version of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pin {
    pub kind: Kind,
    pub id: String,
    pub version: u32,
}

/// A tenant, and a policy or the hash of a program.
type Key = (TenantId, String);
/// Something that holds for one generation of the tenant's configuration.
type AsOf<T> = (u64, Arc<T>);

#[derive(Default)]
pub(crate) struct Cache {
    /// By tenant and folded policy, as of a generation.
    current: Mutex<HashMap<Key, AsOf<Compiled>>>,
    /// By hash: journeys in flight.
    pinned: Mutex<HashMap<Key, Arc<Compiled>>>,
    /// Profiles whose provider is off, as of a generation, by hash.
    disabled: Mutex<HashMap<Key, AsOf<BTreeSet<String>>>>,
}

const MAX_PROGRAMS: usize = 20_000;

fn put<K: std::hash::Hash + Eq, V>(map: &Mutex<HashMap<K, V>>, key: K, value: V) {
    let mut map = map.lock().unwrap_or_else(PoisonError::into_inner);
    if map.len() >= MAX_PROGRAMS {
        map.clear();
    }
    map.insert(key, value);
}

fn find<K: std::hash::Hash + Eq, V: Clone>(map: &Mutex<HashMap<K, V>>, key: &K) -> Option<V> {
    map.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
}

impl Federation {
    /// The program of a policy as it is configured now; `None` when there is no such policy or it is switched off.
    pub(crate) async fn program(&self, tenant: &Tenant, policy: &PolicyId) -> Result<Option<Arc<Compiled>>, Error> {
        let key = (tenant.id, policy.folded());
        let generation = self.store.generation(tenant.id).await?;
        if let Some((seen, compiled)) = find(&self.programs.current, &key)
            && seen == generation
        {
            return Ok(Some(compiled));
        }
        let Some(compiled) = self.compile_current(tenant, policy).await? else { return Ok(None) };
        let compiled = Arc::new(compiled);
        put(&self.programs.pinned, (tenant.id, compiled.program.hash.clone()), Arc::clone(&compiled));
        put(&self.programs.current, key, (generation, Arc::clone(&compiled)));
        Ok(Some(compiled))
    }

    async fn compile_current(&self, tenant: &Tenant, policy: &PolicyId) -> Result<Option<Compiled>, Error> {
        if let Some(compiled) = self.built_in(tenant, policy)? {
            return Ok(Some(compiled));
        }
        let Some(stored) = self.store.find_document_by_lookup(tenant.id, Kind::UserFlow, &policy.folded()).await?
        else {
            return self.compile_custom(tenant.id, policy).await;
        };
        let flow: UserFlow = stored.read()?;
        if !flow.enabled {
            return Ok(None);
        }
        let mut pins = vec![Pin { kind: Kind::UserFlow, id: stored.key.id, version: stored.version }];
        let mut providers = Vec::new();
        for id in &flow.providers {
            let key = DocumentKey { tenant: tenant.id, kind: Kind::IdentityProvider, id: id.to_string() };
            if let Some(stored) = self.store.find_document(&key).await? {
                pins.push(Pin { kind: Kind::IdentityProvider, id: stored.key.id.clone(), version: stored.version });
                providers.push(stored.read::<IdentityProvider>()?);
            }
        }
        compile(&flow, &providers, pins).map(Some)
    }

    /// The program of an uploaded policy: itself with all that it builds on, root first.
    async fn compile_custom(&self, tenant: TenantId, policy: &PolicyId) -> Result<Option<Compiled>, Error> {
        let (mut chain, mut pins) = (Vec::new(), Vec::new());
        let mut wanted = Some(policy.clone());
        while let Some(id) = wanted.take() {
            let key = DocumentKey { tenant, kind: Kind::CustomPolicy, id: id.folded() };
            let Some(stored) = self.store.find_document(&key).await? else {
                if chain.is_empty() {
                    return Ok(None);
                }
                return Err(Error::Internal(format!("the policy {policy} builds on {id}, which was deleted")));
            };
            let document: CustomPolicy = stored.read()?;
            if chain.is_empty() && !(document.enabled && document.callable) {
                return Ok(None);
            }
            if chain.len() >= MAX_LAYERS {
                return Err(Error::Internal(format!("the policy {policy} builds on too many others")));
            }
            pins.insert(0, Pin { kind: stored.key.kind, id: stored.key.id, version: stored.version });
            wanted.clone_from(&document.base);
            chain.insert(0, document);
        }
        compile_chain(&chain, pins).map(Some)
    }

    /// The program of a journey in flight. `None` when its documents compile to another program now: then the sign-in
    /// has to begin again.
    pub(crate) async fn pinned_program(
        &self,
        tenant: &Tenant,
        hash: &str,
        pins: &[Pin],
        policy: &PolicyId,
    ) -> Result<Option<Arc<Compiled>>, Error> {
        let key = (tenant.id, hash.to_owned());
        if let Some(compiled) = find(&self.programs.pinned, &key) {
            return Ok(Some(compiled));
        }
        let compiled = if let Some(compiled) = self.built_in(tenant, policy)? {
            compiled
        } else {
            let mut flow: Option<UserFlow> = None;
            let mut providers = Vec::new();
            let mut chain: Vec<CustomPolicy> = Vec::new();
            for pin in pins {
                let document = DocumentKey { tenant: tenant.id, kind: pin.kind, id: pin.id.clone() };
                let Some(stored) = self.store.document_at(&document, pin.version).await? else { return Ok(None) };
                match pin.kind {
                    Kind::UserFlow => flow = Some(stored.read()?),
                    Kind::IdentityProvider => providers.push(stored.read()?),
                    Kind::CustomPolicy => chain.push(stored.read()?),
                    Kind::Application | Kind::KeySet | Kind::Branding | Kind::BrandImage => {}
                }
            }
            match flow {
                Some(flow) => compile(&flow, &providers, pins.to_vec())?,
                None if chain.is_empty() => return Ok(None),
                None => compile_chain(&chain, pins.to_vec())?,
            }
        };
        if compiled.program.hash != hash {
            return Ok(None);
        }
        let compiled = Arc::new(compiled);
        put(&self.programs.pinned, key, Arc::clone(&compiled));
        Ok(Some(compiled))
    }

    fn built_in(&self, tenant: &Tenant, policy: &PolicyId) -> Result<Option<Compiled>, Error> {
        if !self.demo
            || tenant.name.as_str() != crate::demo::MOBILE_ID_TENANT
            || !policy.as_str().eq_ignore_ascii_case(mobile_id::POLICY)
        {
            return Ok(None);
        }
        let id = PolicyId::parse(mobile_id::POLICY).map_err(|error| Error::Internal(error.to_string()))?;
        let program = policy::build(vec![mobile_id::policy(&id)]).map_err(|found| diagnostics(&found))?;
        Ok(Some(Compiled { program, pins: Vec::new(), extra_scopes: &mobile_id::SCOPES }))
    }

    /// Profiles of a program whose provider is off or gone now (S37).
    pub(crate) async fn disabled_profiles(
        &self,
        tenant: TenantId,
        compiled: &Compiled,
    ) -> Result<Arc<BTreeSet<String>>, Error> {
        let generation = self.store.generation(tenant).await?;
        let key = (tenant, compiled.program.hash.clone());
        if let Some((seen, disabled)) = find(&self.programs.disabled, &key)
            && seen == generation
        {
            return Ok(disabled);
        }
        let mut disabled = BTreeSet::new();
        for (id, profile) in &compiled.program.profiles {
            if let Some(provider) = profile.provider
                && !self.find_provider(tenant, provider).await?.is_some_and(|provider| provider.enabled)
            {
                disabled.insert(id.clone());
            }
        }
        let disabled = Arc::new(disabled);
        put(&self.programs.disabled, key, (generation, Arc::clone(&disabled)));
        Ok(disabled)
    }

    pub(crate) async fn find_provider(
        &self,
        tenant: TenantId,
        id: ProviderId,
    ) -> Result<Option<IdentityProvider>, Error> {
        let key = DocumentKey { tenant, kind: IdentityProvider::KIND, id: id.to_string() };
        match self.find_current(key).await? {
            Some(stored) => Ok(Some(stored.read()?)),
            None => Ok(None),
        }
    }
}

fn compile(flow: &UserFlow, providers: &[IdentityProvider], pins: Vec<Pin>) -> Result<Compiled, Error> {
    let program =
        policy::build(vec![policy::user_flow::generate(flow, providers)]).map_err(|found| diagnostics(&found))?;
    Ok(Compiled { program, pins, extra_scopes: &[] })
}

fn compile_chain(chain: &[CustomPolicy], pins: Vec<Pin>) -> Result<Compiled, Error> {
    let read = chain.iter().map(|stored| Ok(read_stored(stored).map_err(|found| diagnostics(&[*found]))?.policy));
    let program = policy::build(read.collect::<Result<_, Error>>()?).map_err(|found| diagnostics(&found))?;
    Ok(Compiled { program, pins, extra_scopes: &[] })
}

fn diagnostics(found: &[policy::Diagnostic]) -> Error {
    let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
    Error::Internal(format!("the policy does not compile: {}", lines.join("; ")))
}
