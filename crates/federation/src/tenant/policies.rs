//! Policies of the Identity Experience Framework: uploaded, stored as they are written, and run (behaviour reference
//! §10). An upload is stored whole or not at all, and nothing is stored that has an error.

mod check;

pub use check::BrokenPolicy;

use super::{Listing, RunInput, Versioned};
use crate::{Error, Federation, Origin, keys::to_json};
use check::{Checked, Job};
use domain::{CustomPolicy, Document as _, KeySet, KeySetName, PolicyId, Tenant, TenantId};
use policy::{Diagnostic, PolicyFile, Severity, set::Options};
use std::collections::{BTreeMap, BTreeSet};
use storage::{Change, DocumentKey, Expected};

/// Policies of one tenant (behaviour reference §14).
pub(crate) const MAX_POLICIES: usize = 200;
/// Files of one upload.
const MAX_FILES: usize = 50;

/// A file to upload.
#[derive(Debug, Clone)]
pub struct PolicyUpload {
    /// Its name: diagnostics say it.
    pub file: String,
    /// What is in it.
    pub xml: Vec<u8>,
    /// What happens when its policy is there already.
    pub overwrite: Overwrite,
}

impl PolicyUpload {
    /// The id of the policy in it, if there is one to be read.
    pub fn policy(&self) -> Option<PolicyId> {
        PolicyId::parse_custom(&read_named(&self.file, &self.xml).ok()?.policy.id).ok()
    }
}

/// What happens to a policy that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overwrite {
    /// The upload is refused.
    Never,
    /// It is replaced.
    Always,
    /// It is replaced if it still has this version.
    Version(u32),
}

/// What became of an upload.
#[derive(Debug)]
pub enum PolicyUploadOutcome {
    /// It is stored.
    Stored {
        /// The policies, in the order of the files.
        policies: Vec<Versioned<CustomPolicy>>,
        /// What is good to know about them.
        diagnostics: Vec<Diagnostic>,
        /// Policies that build on them and do not compile any more.
        broken: Vec<BrokenPolicy>,
    },
    /// Nothing is stored.
    Refused {
        /// Why: at least one is an error, unless the upload would break others.
        diagnostics: Vec<Diagnostic>,
        /// Policies that it would break, where that was to be refused.
        broken: Vec<BrokenPolicy>,
    },
}

/// What an upload would say.
#[derive(Debug)]
pub struct PolicyReview {
    /// About the files and what they build on.
    pub diagnostics: Vec<Diagnostic>,
    /// Policies that build on them and would not compile any more.
    pub broken: Vec<BrokenPolicy>,
}

impl Federation {
    /// Uploads policies. Files of one upload may build on one another, in any order. Policies that build on one that is
    /// replaced are compiled again; with `refuse_breaking` the upload is refused when one does not.
    pub async fn upload_policies(
        &self,
        tenant: &Tenant,
        uploads: Vec<PolicyUpload>,
        refuse_breaking: bool,
        by: &str,
    ) -> Result<PolicyUploadOutcome, Error> {
        let stored = self.all_policies(tenant.id).await?;
        let Checked { files, diagnostics, broken } = self.check_upload(tenant, &uploads, &stored).await?;
        let refused = diagnostics.iter().any(|found| found.severity == Severity::Error);
        if refused || refuse_breaking && !broken.is_empty() {
            return Ok(PolicyUploadOutcome::Refused { diagnostics, broken });
        }
        let mut changes = Vec::new();
        let mut ids = Vec::new();
        for (upload, file) in uploads.iter().zip(files) {
            let document = document(&file)?;
            let id = document.id();
            let before = stored.get(&id);
            let expected = match (upload.overwrite, before) {
                (Overwrite::Version(version), _) => Expected::Version(version),
                (Overwrite::Always, Some(before)) => Expected::Version(before.version),
                (Overwrite::Always | Overwrite::Never, _) => Expected::New,
            };
            let enabled = before.is_none_or(|before| before.document.enabled);
            let document = CustomPolicy { enabled, ..document };
            changes.push(Change::PutDocument {
                key: DocumentKey::of(tenant.id, &document),
                expected,
                lookup: document.lookup(),
                body: to_json(&document)?,
                at: self.clock.now(),
                by: by.to_owned(),
            });
            ids.push(id);
        }
        if ids.iter().chain(stored.keys()).collect::<BTreeSet<_>>().len() > MAX_POLICIES {
            return Err(Error::form(format!("A tenant has at most {MAX_POLICIES} policies. Delete some first.")));
        }
        self.commit_by(by, changes).await?;
        let mut policies = Vec::new();
        for id in ids {
            policies.push(self.get(tenant.id, &id).await?);
        }
        Ok(PolicyUploadOutcome::Stored { policies, diagnostics, broken })
    }

    /// What uploading these files would say; nothing is stored.
    pub async fn review_policies(&self, tenant: &Tenant, uploads: &[PolicyUpload]) -> Result<PolicyReview, Error> {
        let stored = self.all_policies(tenant.id).await?;
        let Checked { diagnostics, broken, .. } = self.check_upload(tenant, uploads, &stored).await?;
        Ok(PolicyReview { diagnostics, broken })
    }

    /// Policies by id.
    pub async fn custom_policies(
        &self,
        tenant: TenantId,
        search: &str,
        after: Option<&str>,
    ) -> Result<Listing<Versioned<CustomPolicy>>, Error> {
        self.list(tenant, search, after, |policy: &CustomPolicy| policy.policy.as_str()).await
    }

    /// All policies: a tenant has few.
    pub async fn every_custom_policy(&self, tenant: TenantId) -> Result<Vec<Versioned<CustomPolicy>>, Error> {
        self.every(tenant).await
    }

    /// One policy, by its id in any case, with or without its prefix.
    pub async fn custom_policy(&self, tenant: TenantId, id: &str) -> Result<Versioned<CustomPolicy>, Error> {
        let id = PolicyId::parse_custom(id).map_err(|_| Error::NotFound)?;
        self.get(tenant, &id.folded()).await
    }

    /// Switches a policy on or off. Policies that build on it are not touched.
    pub async fn set_custom_policy_enabled(
        &self,
        tenant: TenantId,
        id: &str,
        version: u32,
        enabled: bool,
        by: &str,
    ) -> Result<Versioned<CustomPolicy>, Error> {
        let policy = CustomPolicy { enabled, ..self.custom_policy(tenant, id).await?.document };
        self.put(tenant, policy, Expected::Version(version), Vec::new(), by).await
    }

    /// Deletes a policy on which no other one builds.
    pub async fn delete_custom_policy(&self, tenant: TenantId, id: &str, version: u32, by: &str) -> Result<(), Error> {
        let policy = self.custom_policy(tenant, id).await?.document;
        let stored = self.all_policies(tenant).await?;
        let above: Vec<&str> = stored
            .values()
            .filter(|other| other.document.base.as_ref() == Some(&policy.policy))
            .map(|other| other.document.policy.as_str())
            .collect();
        if !above.is_empty() {
            return Err(Error::form(format!(
                "{} cannot be deleted: {} {} on it. Delete what builds on it first.",
                policy.policy,
                above.join(", "),
                if above.len() == 1 { "builds" } else { "build" },
            )));
        }
        self.delete::<CustomPolicy>(tenant, &policy.id(), version, Vec::new(), by).await
    }

    /// The policies that name a policy key.
    pub async fn policies_with_key(&self, tenant: TenantId, name: &KeySetName) -> Result<Vec<PolicyId>, Error> {
        let stored = self.all_policies(tenant).await?;
        Ok(stored
            .into_values()
            .filter(|stored| names_key(&stored.document, name))
            .map(|stored| stored.document.policy)
            .collect())
    }

    /// *Run now endpoint* of a policy.
    pub fn run_policy_endpoint(&self, tenant: &Tenant, origin: &Origin, policy: &PolicyId, run: &RunInput) -> String {
        super::user_flows::run_endpoint(tenant, origin, policy, run)
    }

    /// All policies by document id: as many as a tenant may have.
    pub(crate) async fn all_policies(
        &self,
        tenant: TenantId,
    ) -> Result<BTreeMap<String, Versioned<CustomPolicy>>, Error> {
        Ok(self.every(tenant).await?.into_iter().map(|stored| (CustomPolicy::id(&stored.document), stored)).collect())
    }

    async fn check_upload(
        &self,
        tenant: &Tenant,
        uploads: &[PolicyUpload],
        stored: &BTreeMap<String, Versioned<CustomPolicy>>,
    ) -> Result<Checked, Error> {
        if uploads.is_empty() || uploads.len() > MAX_FILES {
            return Err(Error::form(format!("Upload 1 to {MAX_FILES} files at once.")));
        }
        let keys: Vec<Versioned<KeySet>> = self.every(tenant.id).await?;
        let keys = keys.into_iter().map(|set| set.document.name.to_string()).collect();
        self.checked_policies(tenant, uploads, stored, keys).await
    }

    /// What files say over these policies and names of policy keys.
    pub(crate) async fn checked_policies(
        &self,
        tenant: &Tenant,
        uploads: &[PolicyUpload],
        stored: &BTreeMap<String, Versioned<CustomPolicy>>,
        keys: Vec<String>,
    ) -> Result<Checked, Error> {
        let job = Job {
            tenant: tenant.name.domain(),
            uploads: uploads.to_vec(),
            stored: stored.values().map(|stored| stored.document.clone()).collect(),
            keys,
        };
        // A large set takes a while: other requests go on meanwhile.
        let checked = tokio::task::spawn_blocking(move || job.run()).await;
        checked.map_err(|_| Error::Internal("the check of an upload was broken off".to_owned()))
    }
}

/// A file as the document that is stored.
pub(crate) fn document(file: &PolicyFile) -> Result<CustomPolicy, Error> {
    let parse = |id: &str| PolicyId::parse_custom(id).map_err(|invalid| Error::Internal(invalid.to_string()));
    Ok(CustomPolicy {
        policy: parse(&file.policy.id)?,
        base: file.policy.base_id().map(|base| parse(base)).transpose()?,
        callable: file.policy.relying_party.is_some(),
        enabled: true,
        xml: as_utf8(file.document.source()),
    })
}

/// A text whose declaration says what it is now: it is stored and given out as UTF-8, whatever the file was in.
fn as_utf8(text: &str) -> String {
    let Some(end) = text.starts_with("<?xml").then(|| text.find("?>")).flatten() else { return text.to_owned() };
    let (declaration, rest) = text.split_at(end);
    let Some(at) = declaration.find("encoding") else { return text.to_owned() };
    let value = &declaration[at..];
    let Some(open) = value.find(['"', '\'']) else { return text.to_owned() };
    let quote = &value[open..=open];
    let Some(length) = value[open + 1..].find(quote) else { return text.to_owned() };
    let (before, after) = (&declaration[..=at + open], &value[open + 1 + length..]);
    if value[open + 1..open + 1 + length].eq_ignore_ascii_case("utf-8") {
        return text.to_owned();
    }
    format!("{before}utf-8{after}{rest}")
}

/// A stored policy, read again. What is stored was read once already.
pub(crate) fn read_stored(stored: &CustomPolicy) -> Result<PolicyFile, Box<Diagnostic>> {
    read_named(&format!("{}.xml", stored.policy), stored.xml.as_bytes())
}

/// A file, its policy with the id that it has here.
fn read_named(name: &str, xml: &[u8]) -> Result<PolicyFile, Box<Diagnostic>> {
    let mut file = PolicyFile::read(name, xml, &Options::default())?;
    if let Ok(id) = PolicyId::parse_custom(&file.policy.id) {
        file.policy.id.text = id.to_string();
    }
    Ok(file)
}

fn names_key(policy: &CustomPolicy, name: &KeySetName) -> bool {
    let Ok(file) = read_stored(policy) else { return false };
    file.policy.technical_profiles().any(|(_, profile)| {
        profile.keys.iter().any(|key| KeySetName::parse(&key.storage).is_ok_and(|named| named == *name))
    })
}

#[cfg(test)]
mod tests {
    use super::as_utf8;

    #[test]
    fn what_was_in_another_encoding_is_declared_as_what_it_became() {
        for (given, kept) in [
            (
                "<?xml version=\"1.0\" encoding=\"utf-16\" standalone='yes'?><a/>",
                "<?xml version=\"1.0\" encoding=\"utf-8\" standalone='yes'?><a/>",
            ),
            ("<?xml version='1.0' encoding = 'windows-1252'?>\n<a/>", "<?xml version='1.0' encoding = 'utf-8'?>\n<a/>"),
            ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><a/>", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a/>"),
            ("<?xml version=\"1.0\"?><a encoding=\"utf-16\"/>", "<?xml version=\"1.0\"?><a encoding=\"utf-16\"/>"),
            ("<a encoding=\"utf-16\"/>", "<a encoding=\"utf-16\"/>"),
        ] {
            assert_eq!(as_utf8(given), kept);
        }
    }
}
