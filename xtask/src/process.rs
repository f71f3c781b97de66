//! Starting other programs, without what `cargo run` left in our environment.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::clock::Stopwatch;

/// A program to start, and how it reads in a sentence.
pub struct Program {
    command: Command,
    shown: String,
}

impl Program {
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        let program = program.as_ref();
        let mut command = Command::new(program);
        clean(&mut command);
        let name = Path::new(program).file_name().unwrap_or(program);
        Self { command, shown: name.to_string_lossy().into_owned() }
    }

    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        let arg = arg.as_ref();
        self.shown.push(' ');
        self.shown.push_str(&arg.to_string_lossy());
        self.command.arg(arg);
        self
    }

    pub fn args<I: IntoIterator<Item: AsRef<OsStr>>>(self, args: I) -> Self {
        args.into_iter().fold(self, Self::arg)
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub fn folder(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Says what it starts, runs it on our terminal, and fails unless it succeeds.
    pub fn run(mut self) -> Result<()> {
        eprintln!("$ {}", self.shown);
        let status = self.command.status().with_context(|| self.not_started())?;
        if status.success() {
            return Ok(());
        }
        bail!("`{}` failed ({status}); what it said is above", self.shown)
    }

    /// As `run`, but what it prints is shown only when it fails.
    pub fn run_quietly(mut self) -> Result<()> {
        eprintln!("$ {}", self.shown);
        let output = self.command.stdin(Stdio::null()).output().with_context(|| self.not_started())?;
        if output.status.success() {
            return Ok(());
        }
        for said in [output.stdout, output.stderr] {
            eprint!("{}", String::from_utf8_lossy(&said));
        }
        bail!("`{}` failed ({}); what it said is above", self.shown, output.status)
    }

    /// As `run`, and shows each line of its output to `see` while it passes.
    pub fn run_seeing(mut self, mut see: impl FnMut(&str)) -> Result<()> {
        eprintln!("$ {}", self.shown);
        let mut child = self.command.stdout(Stdio::piped()).spawn().with_context(|| self.not_started())?;
        if let Some(output) = child.stdout.take() {
            for line in BufReader::new(output).split(b'\n') {
                let line = line.with_context(|| format!("the output of `{}` cannot be read", self.shown))?;
                let line = String::from_utf8_lossy(&line);
                println!("{line}");
                see(&line);
            }
        }
        let status = child.wait().with_context(|| format!("`{}` was lost", self.shown))?;
        if status.success() {
            return Ok(());
        }
        bail!("`{}` failed ({status}); what it said is above", self.shown)
    }

    /// Runs it silently and gives its output.
    pub fn output(mut self) -> Result<String> {
        let output = self.command.stdin(Stdio::null()).output().with_context(|| self.not_started())?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        bail!("`{}` failed ({}): {said}", self.shown, output.status)
    }

    /// Runs it on our terminal for as long as is allowed, then ends it. True when it succeeded in time.
    pub fn succeeds_within(mut self, limit: Duration) -> Result<bool> {
        eprintln!("$ {}", self.shown);
        let mut child = self.command.stdin(Stdio::null()).spawn().with_context(|| self.not_started())?;
        let watch = Stopwatch::start();
        while watch.elapsed() < limit {
            if let Some(status) = child.try_wait().with_context(|| format!("`{}` was lost", self.shown))? {
                return Ok(status.success());
            }
            thread::sleep(Duration::from_millis(50));
        }
        child.kill().with_context(|| format!("`{}` takes too long and cannot be ended", self.shown))?;
        child.wait().with_context(|| format!("`{}` was lost", self.shown))?;
        Ok(false)
    }

    /// Becomes that program; comes back only with an error.
    pub fn become_it(mut self) -> Result<()> {
        eprintln!("$ {}", self.shown);
        become_command(&mut self.command).with_context(|| self.not_started())
    }

    fn not_started(&self) -> String {
        format!("`{}` cannot be started; is it installed and on PATH?", self.shown)
    }
}

#[cfg(unix)]
fn become_command(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    // Replaced, not started: Ctrl-C and kill then reach the server itself.
    Err(command.exec().into())
}

#[cfg(not(unix))]
fn become_command(command: &mut Command) -> Result<()> {
    let status = command.status()?;
    if status.success() {
        return Ok(());
    }
    bail!("it ended with {status}")
}

/// Where a program of that name is on PATH.
pub fn find_on_path(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// `cargo run` describes xtask, and the compiler that built it, to whatever it starts. A cargo started from here must
/// see neither, or it would build the product with another compiler than the one that was chosen.
fn clean(command: &mut Command) {
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(is_left_by_cargo) {
            command.env_remove(name);
        }
    }
    if let Some(paths) = env::var_os("LD_LIBRARY_PATH").and_then(|paths| without_toolchains(&paths)) {
        command.env("LD_LIBRARY_PATH", paths);
    } else {
        command.env_remove("LD_LIBRARY_PATH");
    }
}

fn is_left_by_cargo(name: &str) -> bool {
    const EXACT: [&str; 6] = ["CARGO", "CARGO_PRIMARY_PACKAGE", "CARGO_TARGET_DIR", "OUT_DIR", "RUSTC", "RUSTDOC"];
    const BEGINNINGS: [&str; 4] = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"];
    EXACT.contains(&name) || BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
}

/// Drops the libraries of xtask's own compiler; `None` when nothing is left.
fn without_toolchains(paths: &OsStr) -> Option<OsString> {
    let kept: Vec<PathBuf> = env::split_paths(paths)
        .filter(|path| {
            let text = path.to_string_lossy();
            !text.is_empty() && !text.contains("toolchains") && !text.contains("target/xtask")
        })
        .collect();
    if kept.is_empty() { None } else { env::join_paths(kept).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_left_is_told_from_what_the_user_set() {
        for name in ["CARGO", "CARGO_PKG_NAME", "CARGO_MANIFEST_DIR", "RUSTC"] {
            assert!(is_left_by_cargo(name), "{name}");
        }
        for name in ["CARGO_HOME", "CARGO_NET_OFFLINE", "CARGO_HTTP_CAINFO", "RUSTFLAGS", "RUSTUP_HOME"] {
            assert!(!is_left_by_cargo(name), "{name}");
        }
    }

    #[test]
    fn libraries_of_the_own_compiler_are_dropped_and_others_stay() {
        let paths = env::join_paths(["/r/toolchains/stable/lib", "/opt/lib", "/w/target/xtask/debug"]).expect("joined");
        assert_eq!(without_toolchains(&paths), Some("/opt/lib".into()));
        assert_eq!(without_toolchains(OsStr::new("")), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_hangs_is_ended() {
        let program = Program::new("sleep").arg("60");
        assert!(!program.succeeds_within(Duration::from_millis(100)).expect("ended"));
    }

    #[test]
    fn a_failure_names_the_call() {
        let error = Program::new("no-such-program-here").arg("--now").output().expect_err("absent");
        assert!(error.to_string().starts_with("`no-such-program-here --now` cannot be started"), "{error}");
    }
}
