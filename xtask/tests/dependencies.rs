//! The crates of this workspace may depend on each other only as `docs/ARCHITECTURE.md` has it: the pure ones know
//! nothing of storage or of the server, and nothing depends on the server.
//!
//! Normal and build dependencies count; what only a test needs does not.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Who may depend on whom. A crate that is not here may not exist: write down first where it belongs.
const ALLOWED: [(&str, &[&str]); 13] = [
    ("domain", &[]),
    ("token", &["domain"]),
    ("policy", &["domain"]),
    ("oauth", &["domain", "token"]),
    ("journey", &["domain", "token", "oauth", "policy"]),
    ("storage", &["domain"]),
    ("storage-sqlite", &["domain", "storage"]),
    ("storage-postgres", &["domain", "storage"]),
    ("federation", &["domain", "token", "oauth", "policy", "journey", "storage"]),
    ("app", &["domain", "token", "oauth", "policy", "journey", "federation"]),
    (
        "server",
        &[
            "app",
            "domain",
            "token",
            "oauth",
            "policy",
            "journey",
            "federation",
            "storage",
            "storage-sqlite",
            "storage-postgres",
        ],
    ),
    // Knows brokers from outside only.
    ("bench", &[]),
    ("xtask", &[]),
];

#[test]
fn crates_depend_on_each_other_only_as_the_architecture_allows() {
    let metadata = metadata();
    let mut refused = Vec::new();
    for (package, dependencies) in edges(&metadata) {
        let Some(allowed) = allowed(&package) else {
            refused.push(format!("the crate `{package}` is not in the table"));
            continue;
        };
        for dependency in dependencies {
            if !allowed.contains(&dependency.as_str()) {
                refused.push(format!("`{package}` may not depend on `{dependency}`"));
            }
        }
    }
    assert!(refused.is_empty(), "{}; see the table of docs/ARCHITECTURE.md", refused.join("; "));
}

#[test]
fn the_browser_half_of_app_never_sees_the_use_cases() {
    let metadata = metadata();
    let app = package(&metadata, "app");
    for edge in list(app, "dependencies").iter().filter(|edge| edge["name"] == "federation") {
        assert_eq!(edge["optional"], Value::Bool(true), "`federation` must stay optional in app");
    }
    let openers: Vec<&String> = app["features"]
        .as_object()
        .expect("features")
        .iter()
        .filter(|(_, opens)| opens.as_array().is_some_and(|opens| opens.iter().any(names_federation)))
        .map(|(feature, _)| feature)
        .collect();
    assert!(
        openers.iter().all(|feature| *feature == "ssr"),
        "only the feature `ssr` may bring `federation` into app, but {openers:?} do"
    );
}

#[test]
fn no_browser_feature_of_app_turns_ssr_on() {
    let metadata = metadata();
    let features = package(&metadata, "app")["features"].as_object().expect("features");
    for (feature, opens) in features {
        let opens_ssr = opens.as_array().is_some_and(|opens| opens.iter().any(|item| item == "ssr"));
        assert!(!opens_ssr, "the feature `{feature}` of app turns `ssr` on");
    }
}

#[test]
fn the_table_would_refuse_a_wrong_edge() {
    let metadata: Value = serde_json::from_str(
        r#"{"packages": [{"name": "token", "dependencies": [
            {"name": "storage", "path": "/x", "kind": null}, {"name": "domain", "path": "/x", "kind": null},
            {"name": "serde", "path": null, "kind": null}, {"name": "oauth", "path": "/x", "kind": "dev"}]}]}"#,
    )
    .expect("JSON");
    let edges = edges(&metadata);
    assert_eq!(edges["token"], BTreeSet::from(["domain".to_owned(), "storage".to_owned()]));
    assert!(!allowed("token").expect("known").contains(&"storage"));
}

fn names_federation(item: &Value) -> bool {
    item.as_str()
        .is_some_and(|item| item == "dep:federation" || item == "federation" || item.starts_with("federation/"))
}

fn allowed(package: &str) -> Option<&'static [&'static str]> {
    ALLOWED.iter().find(|(name, _)| *name == package).map(|(_, allowed)| *allowed)
}

/// Each crate of ours, and those of ours that it needs to be built.
fn edges(metadata: &Value) -> BTreeMap<String, BTreeSet<String>> {
    list(metadata, "packages")
        .iter()
        .map(|package| {
            let needed = list(package, "dependencies")
                .iter()
                .filter(|edge| edge["path"].is_string() && edge["kind"] != "dev")
                .map(|edge| text(&edge["name"]))
                .collect();
            (text(&package["name"]), needed)
        })
        .collect()
}

fn metadata() -> Value {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is in the workspace");
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root)
        .output()
        .expect("cargo metadata");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn package<'a>(metadata: &'a Value, name: &str) -> &'a Value {
    list(metadata, "packages").iter().find(|package| package["name"] == name).expect("a crate of ours")
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().expect("a list")
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}
