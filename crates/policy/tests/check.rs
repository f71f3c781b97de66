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

/// Policies that share their base are looked at together; what is told of them is what is told of each alone.
#[test]
fn a_family_of_policies_is_told_of_what_each_of_them_is_told_of() {
    let Some(sets) = sets() else { return };
    let mut families = 0;
    for (name, files) in &sets {
        let given: Vec<(String, Vec<u8>)> =
            files.iter().map(|path| (files::name(path), std::fs::read(path).unwrap())).collect();
        let whole = Set::load(given.iter().cloned(), &Options::default());
        let ids: Vec<String> = whole.relying_parties().map(|file| file.policy.id.to_string()).collect();
        let key = |found: &Diagnostic| (found.to_string(), found.help.clone());
        let together: BTreeSet<_> = diagnose_set(&whole, &Surroundings::default()).iter().map(key).collect();
        let mut alone = BTreeSet::new();
        for id in &ids {
            let Ok(chain) = whole.chain(id) else { continue };
            families += usize::from(chain.len() > 1);
            let of_chain: BTreeSet<&str> = chain.iter().map(|file| &*file.document.file).collect();
            let set = Set::load(
                given.iter().filter(|(name, _)| of_chain.contains(name.as_str())).cloned(),
                &Options::default(),
            );
            alone.extend(diagnose_set(&set, &Surroundings::default()).iter().map(key));
        }
        // As bad as it is for any: what one alone only warns of may be an error for another.
        let missing: Vec<_> = alone
            .difference(&together)
            .filter(|(text, _)| !together.iter().any(|(worse, _)| worse.replace(" error[", " warning[") == *text))
            .collect();
        assert!(missing.is_empty(), "{name}: {missing:#?}");
        if ids.len() > 1 {
            let more: Vec<_> = together
                .difference(&alone)
                .filter(|(text, _)| whole.relying_parties().any(|file| text.starts_with(&*file.document.file)))
                .collect();
            assert!(more.is_empty(), "{name}: {more:#?}");
        }
    }
    assert!(families > 50, "{families}");
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
