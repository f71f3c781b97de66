//! A Python with joserfc, whose tokens the inspector must read as joserfc does.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::{announce, apt};
use crate::process::{Program, find_on_path};
use crate::stamp;
use crate::workspace::{Workspace, create_folder, read};

/// Names a Python for the tests.
pub const VARIABLE: &str = "PASSERELLE_PYTHON";
const REQUIREMENTS: &str = "xtask/python/requirements.txt";

/// The machine's own Python where it has joserfc; otherwise one of its own below `target/`.
pub fn joserfc(workspace: &Workspace) -> Result<PathBuf> {
    let Some(python) = find_on_path("python3") else {
        bail!("the tests that compare with joserfc need Python 3; install it, on Debian: apt-get install python3-venv");
    };
    let has_it = |python: &PathBuf| Program::new(python).args(["-c", "import joserfc"]).output().is_ok();
    if has_it(&python) {
        return Ok(python);
    }
    let folder = workspace.tools().join("python");
    let own = folder.join("bin/python");
    let wanted = String::from_utf8_lossy(&read(&workspace.join(REQUIREMENTS))?).into_owned();
    let installed = folder.join("installed");
    if stamp::matches(&installed, &wanted) && has_it(&own) {
        return Ok(own);
    }
    announce("installing joserfc from PyPI into a Python environment of its own", "15 s");
    create_folder(&workspace.tools())?;
    let environment = || Program::new(&python).args(["-m", "venv"]).arg(&folder);
    if environment().output().is_err() && apt::is_usable() {
        // Debian has what makes environments in a package of its own.
        apt::update()?;
        apt::install(&["python3-venv"])?;
    }
    environment().run_quietly().with_context(|| {
        format!("Python cannot make an environment; install what that needs: {}", apt::by_hand(&["python3-venv"]))
    })?;
    Program::new(&own)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", REQUIREMENTS])
        .folder(workspace.root())
        .run_quietly()
        .context("joserfc cannot be installed; is PyPI within reach?")?;
    stamp::set(&installed, &wanted)?;
    Ok(own)
}
