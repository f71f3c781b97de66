//! Everything that is wrong with the files of a folder.

use super::{CheckedPolicy, Surroundings, diagnose, diagnose_parties};
use crate::{
    Diagnostic, MergedPolicy, Policy, PolicyFile, Set, Severity, compile,
    schema::{Rules, is_open, validate},
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
    for family in set.families() {
        let mut members = Vec::with_capacity(family.len());
        for file in family {
            match set.chain(&file.policy.id) {
                Ok(chain) => {
                    covered.extend(chain.iter().map(|file| &*file.policy.id));
                    if whole(&chain) {
                        members.push(file);
                    }
                }
                Err(faults) => {
                    covered.insert(&file.policy.id);
                    found.extend(faults);
                }
            }
        }
        let Some(first) = members.first() else { continue };
        match set.merge(&first.policy.id) {
            Ok(merged) => found.extend(diagnose_family(merged, &members, surroundings)),
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

/// Everything that is wrong with policies that build on the same and differ in their relying party alone, given the
/// first of them merged.
fn diagnose_family(
    mut merged: MergedPolicy,
    members: &[&PolicyFile],
    surroundings: &Surroundings<'_>,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if members.len() > 1 {
        let parties: Vec<&Policy> = members.iter().map(|file| &file.policy).collect();
        found = diagnose_parties(merged.tree(), &parties, surroundings);
        let whole = found.iter().all(|found| found.severity != Severity::Error);
        if whole {
            for file in members {
                let checked = CheckedPolicy::of(merged.with_party(&file.policy));
                found.extend(compiled(&checked));
                merged = checked.into_merged();
            }
            return found;
        }
    }
    // Something is wrong: which of them it breaks is seen one by one, so that the others are compiled.
    for file in members {
        merged = merged.with_party(&file.policy);
        match CheckedPolicy::check_in(merged.clone(), surroundings) {
            Ok(checked) => {
                found.extend(checked.warnings().iter().cloned());
                found.extend(compiled(&checked));
            }
            Err(faults) => found.extend(faults),
        }
    }
    found
}

/// What cannot be compiled. A policy whose id waits for a setting is looked at, but never run.
fn compiled(checked: &CheckedPolicy) -> Vec<Diagnostic> {
    if is_open(&checked.tree().id) { Vec::new() } else { compile(checked).err().unwrap_or_default() }
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
