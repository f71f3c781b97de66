//! Everything that is wrong with the files of a folder.

use super::{CheckedPolicy, Surroundings, diagnose};
use crate::{
    Diagnostic, PolicyFile, Set, Severity, compile,
    schema::{Rules, validate},
};
use std::collections::{BTreeSet, HashMap};

/// Checks every file, and every policy with all it builds on, in the order of files and lines. What several policies
/// share is told once, as bad as it is for any of them. A policy that has a file which breaks the schema is not looked
/// at further.
pub fn diagnose_set(set: &Set, surroundings: &Surroundings<'_>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = set.found().to_vec();
    let mut broken: BTreeSet<&str> = BTreeSet::new();
    for file in set.files() {
        let of_file = validate(&file.document, Rules::Service);
        if of_file.iter().any(|found| found.severity == Severity::Error) {
            broken.insert(&file.policy.id);
        }
        found.extend(of_file);
    }
    let whole = |chain: &[&PolicyFile]| chain.iter().all(|file| !broken.contains(&*file.policy.id));
    let mut covered: BTreeSet<&str> = BTreeSet::new();
    for (file, merged) in set.merge_all() {
        match set.chain(&file.policy.id) {
            Ok(chain) => {
                covered.extend(chain.iter().map(|file| &*file.policy.id));
                if !whole(&chain) {
                    continue;
                }
            }
            Err(faults) => {
                covered.insert(&file.policy.id);
                found.extend(faults);
                continue;
            }
        }
        match merged.and_then(|merged| CheckedPolicy::check_in(merged, surroundings)) {
            Ok(checked) => {
                found.extend(checked.warnings().iter().cloned());
                found.extend(compile(&checked).err().unwrap_or_default());
            }
            Err(faults) => found.extend(faults),
        }
    }
    // Policies that no application calls, from the top: what they build on is in them.
    for file in set.in_order().into_iter().rev() {
        if covered.contains(&*file.policy.id) {
            continue;
        }
        match set.chain(&file.policy.id) {
            Ok(chain) => {
                covered.extend(chain.iter().map(|file| &*file.policy.id));
                if whole(&chain) {
                    match set.merge(&file.policy.id) {
                        Ok(merged) => found.extend(diagnose(merged.tree(), surroundings)),
                        Err(faults) => found.extend(faults),
                    }
                }
            }
            Err(faults) => found.extend(faults),
        }
    }
    once(found)
}

/// Each finding once, the worst of those that say the same at the same place.
fn once(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(found.len());
    let mut known: HashMap<(String, String), usize> = HashMap::new();
    for diagnostic in found {
        let key = (format!("{} {}", diagnostic.code, diagnostic.origin), diagnostic.message.clone());
        match known.get(&key).and_then(|at| kept.get_mut(*at)) {
            Some(same) if diagnostic.severity > same.severity => *same = diagnostic,
            Some(_) => {}
            None => {
                known.insert(key, kept.len());
                kept.push(diagnostic);
            }
        }
    }
    kept.sort_by(|a, b| a.place().cmp(&b.place()));
    kept
}
