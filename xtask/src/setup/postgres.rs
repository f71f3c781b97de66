//! A PostgreSQL server of our own for the tests, which goes away with them.

use std::env;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::{announce, apt};
use crate::process::{Program, find_on_path};

/// Names the server that the tests make their databases in.
pub const VARIABLE: &str = "PASSERELLE_TEST_POSTGRES";
const PACKAGE: &str = "postgresql";

/// A running server.
pub struct Postgres {
    /// Where it is, without a database.
    pub url: String,
    _own: Option<Own>,
}

struct Own {
    programs: PathBuf,
    folder: PathBuf,
}

/// The one that the environment names, or one of our own.
pub fn postgres() -> Result<Postgres> {
    if let Ok(url) = env::var(VARIABLE) {
        return Ok(Postgres { url, _own: None });
    }
    // Nothing in it is to survive: a test that asks for that is about the server's promise, not about this one's disk.
    own("fsync=off")
}

/// One of our own whose commits are on the disk, as in life: to measure.
pub fn durable_postgres() -> Result<Postgres> {
    own("fsync=on")
}

fn own(option: &str) -> Result<Postgres> {
    start(postgres_programs()?, option)
}

/// The folder of its programs; installs them if they are missing and this machine lets us.
pub fn postgres_programs() -> Result<PathBuf> {
    if programs().is_none() && apt::is_usable() {
        announce("installing PostgreSQL for the tests of its store", "30 s");
        apt::update()?;
        apt::install(&[PACKAGE])?;
    }
    let Some(programs) = programs() else {
        bail!(
            "tests and measurements of the PostgreSQL store will be left out; on Debian, as root: {}; or, for tests, name a server in {VARIABLE}",
            apt::by_hand(&[PACKAGE])
        );
    };
    Ok(programs)
}

/// Debian keeps them out of PATH, in a folder per version.
fn programs() -> Option<PathBuf> {
    if let Some(found) = find_on_path("initdb") {
        return found.parent().map(Path::to_path_buf);
    }
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut folders: Vec<PathBuf> = versions.filter_map(Result::ok).map(|version| version.path().join("bin")).collect();
    folders.retain(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file());
    folders.sort();
    folders.pop()
}

fn start(programs: PathBuf, option: &str) -> Result<Postgres> {
    let folder = env::temp_dir().join(format!("passerelle-postgres-{}", std::process::id()));
    fs::create_dir(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let own = Own { programs, folder };
    if apt::is_root() {
        Program::new("chown").arg("postgres").arg(&own.folder).run_quietly()?;
    }
    let data = own.folder.join("data");
    own.program("initdb")
        .args(["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "-N", "-D"])
        .arg(&data)
        .run_quietly()?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let options = format!(
        "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 -c {option}"
    );
    own.program("pg_ctl")
        .args(["start", "-w", "-s", "-o", &options, "-l"])
        .arg(own.folder.join("log"))
        .arg("-D")
        .arg(&data)
        .run_quietly()?;
    Ok(Postgres { url: format!("postgres://postgres@127.0.0.1:{port}"), _own: Some(own) })
}

impl Own {
    /// PostgreSQL refuses to run as root.
    fn program(&self, name: &str) -> Program {
        let path = self.programs.join(name);
        // A folder that its user may enter: it says so otherwise.
        if apt::is_root() {
            Program::new("runuser").args(["-u", "postgres", "--"]).arg(path).folder(&self.folder)
        } else {
            Program::new(path).folder(&self.folder)
        }
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let stopped =
            self.program("pg_ctl").args(["stop", "-m", "immediate", "-s", "-D"]).arg(self.folder.join("data"));
        // It may never have started.
        let _ = stopped.run_quietly();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
