#![allow(clippy::unwrap_used, reason = "a test fails where its files cannot be read")]

use std::path::{Path, PathBuf};

/// The policy files of the corpus, in the order of their paths. None where it is absent, and not under `CI=true`.
pub fn corpus() -> Option<Vec<PathBuf>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Some(root) = here.ancestors().map(|above| above.join("shared/corpus")).find(|path| path.is_dir()) else {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "the corpus is absent");
        eprintln!("SKIPPED: ../shared/corpus is absent");
        return None;
    };
    let (mut files, mut folders) = (Vec::new(), vec![root]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "xml") {
                files.push(path);
            }
        }
    }
    files.sort();
    assert!(files.len() > 100, "only {} files", files.len());
    Some(files)
}

/// The last part of a path.
pub fn name(file: &Path) -> String {
    file.file_name().unwrap().to_string_lossy().into_owned()
}
