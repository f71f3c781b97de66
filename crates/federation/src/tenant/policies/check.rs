//! The check of an upload: its files with what they build on, and what builds on them.

use super::{Overwrite, PolicyUpload, read_named, read_stored};
use domain::{CustomPolicy, PolicyId};
use policy::{
    CheckedPolicy, Diagnostic, MergedPolicy, PolicyFile, Set, Severity, Surroundings, compile, diagnose, diagnose_set,
    upload,
};
use std::collections::BTreeSet;

/// A policy that builds on an uploaded one and does not compile any more.
#[derive(Debug)]
pub struct BrokenPolicy {
    /// Which.
    pub policy: PolicyId,
    /// Why.
    pub diagnostics: Vec<Diagnostic>,
}

/// What is to be checked.
pub(super) struct Job {
    /// `NAME.onmicrosoft.com`.
    pub tenant: String,
    pub uploads: Vec<PolicyUpload>,
    /// All policies of the tenant.
    pub stored: Vec<CustomPolicy>,
    /// The names of all policy keys.
    pub keys: Vec<String>,
}

/// What was found.
pub(crate) struct Checked {
    /// The files, one for each upload unless one cannot be read.
    pub files: Vec<PolicyFile>,
    pub diagnostics: Vec<Diagnostic>,
    pub broken: Vec<BrokenPolicy>,
}

impl Job {
    pub fn run(self) -> Checked {
        let (mut files, mut found) = (Vec::new(), Vec::new());
        for given in &self.uploads {
            match read_named(&given.file, &given.xml) {
                Ok(file) => {
                    found.extend(self.refused(&file, given.overwrite, &files));
                    files.push(file);
                }
                Err(fault) => found.push(*fault),
            }
        }
        let uploaded: BTreeSet<String> = files.iter().map(id).collect();
        let below = self.below(&files, &uploaded);
        let above = self.above(&uploaded);
        let surroundings = Surroundings { tenant: Some(&self.tenant), key_containers: Some(&self.keys) };
        let set = Set::of(files.iter().cloned().chain(below));
        found.extend(diagnose_set(&set, &surroundings));
        // A setting that is open is an error here, and was told as one.
        let open = |found: &Diagnostic| found.code == "unfilled-setting" && found.severity != Severity::Error;
        found.retain(|found| !open(found));
        found.sort_by(|a, b| a.place().cmp(&b.place()));
        found.dedup_by(|a, b| (&a.code, &a.origin, &a.message) == (&b.code, &b.origin, &b.message));
        let broken = broken(&set, above, &surroundings);
        Checked { files, diagnostics: found, broken }
    }

    /// What an upload may not be, whatever is in its policy.
    fn refused(&self, file: &PolicyFile, overwrite: Overwrite, earlier: &[PolicyFile]) -> Vec<Diagnostic> {
        let mut found = upload::unready(file, &self.tenant);
        if earlier.iter().any(|earlier| id(earlier) == id(file)) {
            found.push(upload::twice(file));
        }
        let exists = || self.stored.iter().any(|stored| stored.policy.folded() == id(file));
        if overwrite == Overwrite::Never && exists() {
            found.push(upload::exists(file));
        }
        found
    }

    /// Stored policies that the files build on, one over another.
    fn below(&self, files: &[PolicyFile], uploaded: &BTreeSet<String>) -> Vec<PolicyFile> {
        let mut wanted: Vec<PolicyId> = files.iter().filter_map(base).collect();
        let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
        while let Some(id) = wanted.pop() {
            if uploaded.contains(&id.folded()) || !seen.insert(id.folded()) {
                continue;
            }
            let Some(stored) = self.stored.iter().find(|stored| stored.policy == id) else { continue };
            wanted.extend(stored.base.clone());
            found.extend(read_stored(stored));
        }
        found
    }

    /// Stored policies that build on the files, one over another.
    fn above(&self, uploaded: &BTreeSet<String>) -> Vec<PolicyFile> {
        let mut ids = uploaded.clone();
        loop {
            let before = ids.len();
            for stored in &self.stored {
                if stored.base.as_ref().is_some_and(|base| ids.contains(&base.folded())) {
                    ids.insert(stored.policy.folded());
                }
            }
            if ids.len() == before {
                break;
            }
        }
        let above = self.stored.iter().filter(|stored| {
            let id = stored.policy.folded();
            ids.contains(&id) && !uploaded.contains(&id)
        });
        above.filter_map(|stored| read_stored(stored).ok()).collect()
    }
}

fn id(file: &PolicyFile) -> String {
    file.policy.id.to_ascii_lowercase()
}

fn base(file: &PolicyFile) -> Option<PolicyId> {
    PolicyId::parse_custom(file.policy.base_id()?).ok()
}

/// Those of the policies above that have an error over the new set.
fn broken(set: &Set, above: Vec<PolicyFile>, surroundings: &Surroundings<'_>) -> Vec<BrokenPolicy> {
    let ids: Vec<String> = above.iter().map(id).collect();
    let whole = Set::of(set.files().cloned().chain(above));
    let errors_of = |id: &String| {
        let mut found = whole.merge(id).map_or_else(|found| found, |merged| errors(merged, surroundings));
        found.retain(|found| found.severity == Severity::Error);
        let policy = PolicyId::parse_custom(&whole.find(id)?.policy.id).ok()?;
        (!found.is_empty()).then_some(BrokenPolicy { policy, diagnostics: found })
    };
    ids.iter().filter_map(errors_of).collect()
}

fn errors(merged: MergedPolicy, surroundings: &Surroundings<'_>) -> Vec<Diagnostic> {
    if merged.tree().relying_party.is_none() {
        return diagnose(merged.tree(), surroundings);
    }
    match CheckedPolicy::check_in(merged, surroundings) {
        Ok(checked) => compile(&checked).err().unwrap_or_default(),
        Err(found) => found,
    }
}
