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

use journey::{
    Answer, Fetch, Step,
    page::{Body, Field, Input as Entered, Part, Stage},
};
use policy::{CheckedPolicy, Program, Set, Settings, set};
use serde_json::json;
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

const PASSWORD: &str = "Correct-Horse-1";

/// What somebody types who signs up.
fn typed(field: &Field) -> String {
    let claim = field.claim.to_ascii_lowercase();
    let known = match field.input {
        Entered::Password | Entered::NewPassword => PASSWORD,
        Entered::EmailBox => "ada@example.com",
        Entered::Telephone => "+41791234567",
        Entered::Date => "1990-01-01",
        Entered::Dropdown | Entered::Radio | Entered::Checkboxes => {
            return field
                .items
                .iter()
                .find(|item| !item.value.is_empty())
                .map(|item| item.value.clone())
                .unwrap_or_default();
        }
        Entered::Readonly | Entered::Paragraph => return field.value.clone(),
        _ if claim.contains("accountnumber") => "123456",
        _ if claim.contains("phone") => "+41791234567",
        _ if claim.contains("email") || claim == "signinname" || claim.contains("logonidentifier") => "ada@example.com",
        _ => "Ada",
    };
    known.to_owned()
}

/// Walks through the pages as somebody does who signs up; how it ends.
fn walk(world: &mut World, sitting: &mut Sitting) -> String {
    for _ in 0..40 {
        if let Step::Fetch(fetch) = &sitting.step
            && let Fetch::Rest(_) = **fetch
        {
            sitting.fetched(world, json!({}));
            continue;
        }
        let Step::Show(page) = sitting.step.clone() else { break };
        let (parts, sign_up) = match &page.body {
            Body::Selection { choices, local } => {
                let sign_up = local.as_ref().and_then(|local| local.links.sign_up.clone());
                let choice = choices.iter().find(|choice| choice.id.contains("Local") || choice.id.contains("SignUp"));
                let choice = sign_up.or_else(|| choice.map(|choice| choice.id.clone()));
                match (choice, local) {
                    (_, Some(local)) if !world.users.is_empty() => (local.parts.clone(), None),
                    (Some(choice), _) => (Vec::new(), Some(choice)),
                    (None, Some(local)) => (local.parts.clone(), None),
                    (None, None) => (Vec::new(), Some(choices[0].id.clone())),
                }
            }
            Body::SelfAsserted { parts, .. } => (parts.clone(), None),
            Body::Phone(phone) => {
                if phone.sent {
                    let code = world.last_code("+41791234567");
                    sitting.act(world, "verifyCode", &[("verificationCode", &code)]);
                } else {
                    let number = if phone.known.is_some() { "" } else { "+41791234567" };
                    sitting.act(world, "sendCode", &[("number", number)]);
                }
                continue;
            }
        };
        if let Some(choice) = sign_up {
            sitting.answer(world, Answer::Choice(choice));
            continue;
        }
        let fill = |fields: &[Field]| -> Vec<(String, String)> {
            fields.iter().map(|field| (field.claim.clone(), typed(field))).collect()
        };
        let mut fields = Vec::new();
        let mut action = None;
        for part in &parts {
            match part {
                Part::Field(field) => fields.extend(fill(std::slice::from_ref(field))),
                Part::Verification(control) => {
                    let mut filled = fill(&control.fields);
                    match control.stage {
                        Stage::Asking if action.is_none() => action = Some(format!("{}.sendCode", control.id)),
                        Stage::Sent if action.is_none() => {
                            let code = world.newest_code();
                            if let Some(last) = filled.last_mut() {
                                last.1 = code;
                            }
                            action = Some(format!("{}.verifyCode", control.id));
                        }
                        _ => {}
                    }
                    fields.extend(filled);
                }
            }
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        match action {
            Some(action) => sitting.act(world, &action, &fields),
            None => sitting.form(world, &fields),
        }
    }
    match &sitting.step {
        Step::Finish(_) => "token".to_owned(),
        Step::Redirect(_) | Step::Fetch(_) => "provider".to_owned(),
        Step::Fail(fault) => format!("fault {}: {}", fault.code, fault.message),
        Step::Show(page) => format!("page {page:?}"),
        other => format!("{other:?}"),
    }
}

/// What does not end with a token here, nor with a provider: the code, and what the policy lacks in this world.
const UNFINISHED: [(&str, &str, &str); 6] = [
    ("wingtipgamesb2c", "AADB2C90157", "its accounts are those of a service that knows nobody"),
    ("delete_account", "AADB2C90053", "it reads the user whom it has deleted, and wants one"),
    ("invite_externalUser", "AADB2C90261", "its service says no address"),
    ("send_invitation", "AADB2C90261", "its service says no address"),
    ("INV_genlink", "AADB2C90107", "it names nobody"),
    ("INV_redeem", "AADB2C90272", "it wants an invitation"),
];

#[test]
fn every_policy_that_needs_only_what_is_here_reaches_a_token() {
    let Some(sets) = sets() else { return };
    let settings = Settings::parse(SETTINGS, None).unwrap();
    let mut ends = BTreeMap::<String, u32>::new();
    for (folder, files) in sets {
        let given = files.iter().map(|path| (path.display().to_string(), std::fs::read(path).unwrap()));
        let options = set::Options {
            settings: folder.starts_with("integration-demo-pass").then_some(&settings),
            tenant: Some("contoso.onmicrosoft.com"),
            ..set::Options::default()
        };
        let set = Set::load(given, &options);
        let programs: Vec<(String, Program)> = set
            .merge_all()
            .into_iter()
            .filter_map(|(file, merged)| {
                let program =
                    CheckedPolicy::check(merged.unwrap()).and_then(|checked| policy::compile(&checked)).ok()?;
                Some((file.policy.id.to_string(), program))
            })
            .collect();
        let run = |world: &mut World, program: &Program| {
            let mut sitting = Sitting::begin(world, program.clone(), input());
            walk(world, &mut sitting)
        };
        let alone: Vec<String> = programs.iter().map(|(_, program)| run(&mut World::default(), program)).collect();
        for ((id, program), end) in programs.iter().zip(&alone) {
            // Where nobody signs up, somebody has to be there: each policy of the set that signs up makes one.
            let others = programs.iter().zip(&alone).filter(|(_, end)| *end == "token").map(|((_, first), _)| {
                let mut world = World::default();
                run(&mut world, first);
                run(&mut world, program)
            });
            let good = |end: &String| end == "token" || end == "provider";
            let mut tried = std::iter::once(end.clone()).chain(others);
            let name = format!("{folder} {id}");
            let mut all = Vec::new();
            if let Some(end) = tried.by_ref().inspect(|end| all.push(end.clone())).find(good) {
                *ends.entry(end).or_default() += 1;
            } else {
                let known = UNFINISHED.iter().find(|(policy, _, _)| name.contains(policy));
                let (_, code, _) = known.unwrap_or_else(|| panic!("{name}: {all:?}"));
                assert!(all.iter().any(|end| end.contains(code)), "{name}: {all:?}");
            }
        }
    }
    assert_eq!(ends, BTreeMap::from([("provider".to_owned(), 16), ("token".to_owned(), 43)]));
}
