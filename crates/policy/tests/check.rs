//! Every set of the corpus is checked: it has no error but what cannot run here, and one file that is not XML.

#![allow(clippy::unwrap_used, reason = "a test fails where its files cannot be read")]

#[path = "corpus/files.rs"]
mod files;

use policy::{Diagnostic, Set, Severity, Surroundings, diagnose_set, set::Options};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    time::Instant,
};

/// The files of each set: a folder of its own, those without their base laid over a starter pack.
fn sets() -> Option<BTreeMap<String, Vec<PathBuf>>> {
    const PACK: &str = "active-directory-b2c-custom-policy-starterpack";
    let all = files::corpus()?;
    let root = all[0].ancestors().find(|path| path.ends_with("shared/corpus")).unwrap().to_owned();
    let mut sets: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for file in &all {
        let folder = file.parent().unwrap().strip_prefix(&root).unwrap();
        sets.entry(folder.display().to_string()).or_default().push(file.clone());
    }
    let pack = sets[&format!("{PACK}/SocialAndLocalAccounts")].clone();
    let base = |path: &Path| files::name(path).starts_with("TrustFramework");
    for (name, files) in &mut sets {
        if name.contains("MitID") {
            files.extend(pack.iter().filter(|path| base(path)).cloned());
        }
        if name.contains("domainhint") {
            files.extend(
                pack.iter().filter(|path| base(path) && !path.ends_with("TrustFrameworkExtensions.xml")).cloned(),
            );
        }
    }
    Some(sets)
}

fn check(files: &[PathBuf]) -> Vec<Diagnostic> {
    let given = files.iter().map(|path| (files::name(path), std::fs::read(path).unwrap()));
    diagnose_set(&Set::load(given, &Options::default()), &Surroundings::default())
}

#[test]
fn the_corpus_has_no_error_but_what_cannot_run_and_what_is_broken() {
    let Some(sets) = sets() else { return };
    let mut told = BTreeSet::new();
    for (name, files) in &sets {
        for found in check(files).into_iter().filter(|found| found.severity == Severity::Error) {
            if !found.code.starts_with("unsupported-") {
                let file = found.place().0.rsplit('/').next().unwrap_or_default().to_owned();
                told.insert(format!(
                    "{}: {file}:{}: {}: {}",
                    name.split('/').next_back().unwrap(),
                    found.place().1,
                    found.code,
                    found.message
                ));
            }
        }
    }
    insta::assert_snapshot!(told.into_iter().collect::<Vec<_>>().join("\n"));
}

/// Figures, not a gate: `cargo test -p policy --release --test check -- --ignored --nocapture`
#[test]
#[ignore = "prints figures"]
#[allow(clippy::disallowed_methods, reason = "it measures")]
fn the_largest_starter_pack_is_checked_quickly() {
    let Some(sets) = sets() else { return };
    for (name, files) in &sets {
        let given: Vec<_> =
            files.iter().map(|path| (path.display().to_string(), std::fs::read(path).unwrap())).collect();
        let bytes: usize = given.iter().map(|(_, bytes)| bytes.len()).sum();
        let start = Instant::now();
        let set = Set::load(given, &Options::default());
        let read = start.elapsed();
        let start = Instant::now();
        let found = diagnose_set(&set, &Surroundings::default());
        let checked = start.elapsed();
        println!("{name}: {bytes} bytes, read in {read:?}, checked in {checked:?}, {} findings", found.len());
    }
}
