//! The oracle's cases for transformations, predicates and claim resolvers (`../shared/vectors`).
#![allow(clippy::expect_used, clippy::panic, reason = "a broken oracle ends the test")]

mod vectors {
    pub mod matcher;
    pub mod predicates;
    pub mod resolvers;
    pub mod transformations;
}

use serde_json::Value;
use std::path::Path;

/// A file of the oracle; nothing where it is absent, which is told, and which CI does not accept.
fn read(name: &str) -> Option<Value> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut places = manifest.ancestors().map(|folder| folder.join("shared/vectors").join(name));
    let path = places.find(|path| path.exists()).unwrap_or_else(|| Path::new("../shared/vectors").join(name));
    let Ok(text) = std::fs::read_to_string(&path) else {
        let needed = std::env::var_os("CI").is_some_and(|value| value == "true");
        assert!(!needed, "{} is absent, and CI needs it", path.display());
        eprintln!("SKIPPED: {} is absent", path.display());
        return None;
    };
    Some(serde_json::from_str(&text).expect("the oracle is JSON"))
}
