//! `/graph/openapi.json` is what is routed, no more and no less; and roles hold on every route of it.

use crate::graph::{Program, answer};
use reqwest::Method;
use serde_json::Value;
use storage::ApiRole;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Every path of the document with something in its places, and the methods that it has.
async fn described(program: &Program) -> Vec<(String, Vec<String>)> {
    let document = program.running.client().get(program.running.url("/graph/openapi.json")).send().await.unwrap();
    assert_eq!(document.status().as_u16(), 200);
    let document: Value = serde_json::from_str(&document.text().await.unwrap()).unwrap();
    assert_eq!(document["servers"][1]["url"], "/graph/beta");
    assert_eq!(document["components"]["securitySchemes"]["apiToken"]["scheme"], "bearer");
    let paths = document["paths"].as_object().unwrap();
    let of = |(path, item): (&String, &Value)| {
        let methods = METHODS.iter().filter(|method| item.get(**method).is_some());
        let filled = path.replace("{id}", "00000000-0000-4000-8000-000000000000").replace("{provider}", "x");
        assert!(!filled.contains('{'), "{path}");
        (filled, methods.map(|method| (*method).to_owned()).collect())
    };
    paths.iter().map(of).collect()
}

fn method(name: &str) -> Method {
    name.to_uppercase().parse().unwrap()
}

#[tokio::test]
async fn what_is_described_is_routed_and_nothing_else_under_both_versions() {
    let program = Program::new().await;
    let described = described(&program).await;
    assert!(described.len() >= 20, "{described:?}");
    for (path, methods) in &described {
        for base in ["beta", "v1.0"] {
            let url = program.running.url(&format!("/graph/{base}{path}"));
            for name in METHODS {
                let answered = program.running.client().request(method(name), &url).send().await.unwrap();
                let status = answered.status().as_u16();
                if methods.iter().any(|known| known == name) {
                    assert_eq!(status, 401, "{name} {url} is described: it asks who calls");
                } else {
                    assert_eq!(status, 405, "{name} {url} is not described");
                }
            }
        }
    }
}

/// What `OpenApiRouter` routes is described. This holds that nothing is routed beside it.
#[test]
fn no_resource_is_routed_past_its_description() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http/graph");
    let mut files = vec![folder.clone()];
    let mut seen = 0;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains(".route("), "{} routes what it does not describe", path.display());
        seen += usize::from(text.contains("routes!("));
    }
    assert!(seen >= 6, "{seen} files route something");
    let root = std::fs::read_to_string(folder.with_extension("rs")).unwrap();
    assert_eq!(root.matches(".route(").count(), 1, "the document itself");
}

#[tokio::test]
async fn a_reader_changes_nothing_whatever_they_send() {
    let program = Program::new().await;
    let reader = Program::token(&program.running, "reader", ApiRole::Reader).await;
    let mut tried = 0;
    for (path, methods) in described(&program).await {
        for name in methods.iter().filter(|name| *name != "get") {
            let request = program.request(method(name), &path, &reader).header("content-type", "application/json");
            let (status, body) = answer(request.body("{}").send().await.unwrap()).await;
            assert_eq!(status, 403, "{name} {path}: {body}");
            assert_eq!(body["error"]["code"], "Authorization_RequestDenied");
            tried += 1;
        }
    }
    assert!(tried >= 25, "{tried}");
}
