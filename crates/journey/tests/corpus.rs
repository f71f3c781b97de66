//! Every policy of the corpus that an application can call: what the closed table says runs is started, and reaches its
//! first page, or the provider that it sends people to. Those that need nothing from outside go on to their end.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test that cannot go on says so by panicking"
)]

#[allow(dead_code, reason = "the starter packs use the rest")]
#[path = "starter_packs/world.rs"]
mod world;

use journey::{Fetch, Step};
use policy::{CheckedPolicy, Set, Settings, set};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};
use world::{Sitting, World, input};

const PACK: &str = "active-directory-b2c-custom-policy-starterpack";

/// What one set leaves open for the environment that it is built for.
const SETTINGS: &str = r#"{"Environments": [{"Name": "Test", "Tenant": "contoso.onmicrosoft.com",
    "PolicySettings": {"PolicyPrefix": "B2C_1A_Demo_", "PassClientId": "us"}}]}"#;

/// What is beyond the closed table: the only reasons that a policy of the corpus is refused for.
const REFUSED: [(&str, &str); 5] = [
    ("unsupported-protocol", "UserInfo"),
    ("unsupported-element", "InputTokenFormat"),
    ("unsupported-protocol", "SAML"),
    ("unsupported-value", "SAML"),
    ("unsupported-metadata-key", "of the relying party"),
];

/// The files of each set: a folder of its own; two that lack what they build on are laid over a starter pack.
fn sets() -> Option<BTreeMap<String, Vec<PathBuf>>> {
    let pack = world::pack("SocialAndLocalAccounts")?;
    let root = pack.ancestors().find(|path| path.ends_with("shared/corpus")).unwrap().to_owned();
    let mut sets: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "xml") {
                sets.entry(folder.strip_prefix(&root).unwrap().display().to_string()).or_default().push(path);
            }
        }
    }
    let base: Vec<PathBuf> = sets[&format!("{PACK}/SocialAndLocalAccounts")].clone();
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    for (folder, files) in &mut sets {
        if folder.contains("MitID") || folder.contains("domainhint") {
            let own: Vec<String> = files.iter().map(|path| name(path)).collect();
            files.extend(
                base.iter()
                    .filter(|path| name(path).starts_with("TrustFramework") && !own.contains(&name(path)))
                    .cloned(),
            );
        }
    }
    Some(sets)
}

/// How far a policy comes by itself.
fn first(program: policy::Program) -> (&'static str, Step) {
    let mut world = World::default();
    let sitting = Sitting::begin(&mut world, program, input());
    let what = match &sitting.step {
        Step::Show(_) => "page",
        Step::Redirect(_) => "provider",
        Step::Fetch(fetch) => match **fetch {
            Fetch::Metadata { .. } => "provider",
            _ => "service",
        },
        Step::Finish(_) => "end",
        Step::Fail(_) => "fault",
        _ => "nothing",
    };
    (what, sitting.step)
}

#[test]
fn every_policy_that_the_table_says_runs_reaches_its_first_page() {
    let Some(sets) = sets() else { return };
    let settings = Settings::parse(SETTINGS, None).unwrap();
    let (mut reached, mut others) = (BTreeMap::<&str, u32>::new(), Vec::new());
    for (folder, files) in sets {
        let given = files.iter().map(|path| (path.display().to_string(), std::fs::read(path).unwrap()));
        let options = set::Options {
            settings: folder.starts_with("integration-demo-pass").then_some(&settings),
            tenant: Some("contoso.onmicrosoft.com"),
            ..set::Options::default()
        };
        let set = Set::load(given, &options);
        for (file, merged) in set.merge_all() {
            let name = format!("{} {}", folder.split('/').nth(1).unwrap_or(&folder), file.policy.id);
            let merged = merged.unwrap_or_else(|found| panic!("{name}: {found:#?}"));
            match CheckedPolicy::check(merged).and_then(|checked| policy::compile(&checked)) {
                Ok(program) => match first(program) {
                    (what @ ("page" | "provider"), _) => *reached.entry(what).or_default() += 1,
                    (_, Step::Fail(fault)) => others.push(format!("{name}: {}", fault.code)),
                    (what, step) => panic!("{name}: {what}: {step:?}"),
                },
                Err(found) => {
                    *reached.entry("refused").or_default() += 1;
                    for found in found.iter().filter(|found| found.severity == policy::Severity::Error) {
                        let known =
                            REFUSED.iter().any(|(code, what)| found.code == *code && found.message.contains(what));
                        assert!(known, "{name}: {found}");
                    }
                }
            }
        }
    }
    let expected = BTreeMap::from([("page", 64), ("provider", 13), ("refused", 11)]);
    assert_eq!(reached, expected);
    // What an application has to bring with it: a token that invites, a user to be named by `sub`.
    let bring = ["B2C_1A_INV_genlink: AADB2C90107", "B2C_1A_INV_redeem: AADB2C90272"];
    assert!(
        others.len() == bring.len() && others.iter().zip(bring).all(|(told, known)| told.ends_with(known)),
        "{others:?}"
    );
}
