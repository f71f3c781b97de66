//! Where things are.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The checked-out repository, and the folders below `target/` that xtask writes.
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// Asked at run time, not baked in: a checkout may be moved, or mounted elsewhere.
    pub fn find() -> Result<Self> {
        let here = env::current_dir().context("the current folder cannot be read; change to the repository")?;
        let told = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let root = told
            .iter()
            .flat_map(|folder| folder.ancestors())
            .chain(here.ancestors())
            .find(|folder| folder.join("xtask/Cargo.toml").is_file() && folder.join("Cargo.lock").is_file());
        match root {
            Some(root) => Ok(Self { root: root.to_path_buf() }),
            None => bail!("no Passerelle workspace here; change to a folder of the repository"),
        }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn join(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root.join(path)
    }

    /// Everything that is built; `cargo` is told so too, whatever the user's own configuration says.
    pub fn target(&self) -> PathBuf {
        self.join("target")
    }

    /// What the server embeds.
    pub fn site(&self) -> PathBuf {
        self.join("target/site")
    }

    /// What set-up has found out, and what it made on the way.
    pub fn setup(&self) -> PathBuf {
        self.join("target/setup")
    }

    /// Tools that set-up installed for this checkout alone.
    pub fn tools(&self) -> PathBuf {
        self.join("target/tools")
    }

    pub fn end2end(&self) -> PathBuf {
        self.join("end2end")
    }

    /// Waits until no other `cargo xtask` of this checkout does the same; held until dropped.
    pub fn lock(&self, what: &str) -> Result<File> {
        let path = self.target().join(format!(".xtask-{what}.lock"));
        let file = create_folder(&self.target())
            .and_then(|()| File::create(&path).map_err(Into::into))
            .with_context(|| format!("{} cannot be written; check the rights of target/", path.display()))?;
        file.lock().with_context(|| format!("{} cannot be locked", path.display()))?;
        Ok(file)
    }
}

pub fn create_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).with_context(|| format!("the folder {} cannot be made", path.display()))
}

pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// Writes only what differs, so that nothing that watches the file wakes for nothing.
pub fn write_if_changed(path: &Path, content: &[u8]) -> Result<bool> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(false);
    }
    if let Some(folder) = path.parent() {
        create_folder(folder)?;
    }
    fs::write(path, content).with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_is_found_from_its_own_tests() {
        let workspace = Workspace::find().expect("found");
        assert!(workspace.join("server/Cargo.toml").is_file());
    }

    #[test]
    fn unchanged_content_is_not_written_again() {
        let folder = Workspace::find().expect("found").join("target/xtask/test-write");
        let file = folder.join("file");
        let _ = fs::remove_dir_all(&folder);
        assert!(write_if_changed(&file, b"one").expect("written"));
        let first = fs::metadata(&file).and_then(|data| data.modified()).expect("dated");
        assert!(!write_if_changed(&file, b"one").expect("compared"));
        assert_eq!(fs::metadata(&file).and_then(|data| data.modified()).expect("dated"), first);
        assert!(write_if_changed(&file, b"two").expect("written"));
        fs::remove_dir_all(&folder).expect("removed");
    }
}
