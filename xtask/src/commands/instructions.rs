//! The instructions of the engine on a fixed journey, as a gate: a change that makes the engine dearer has to say so.
//!
//! Counted in the build that the tests have already (no optimisation), so that the gate costs no build of its own; it
//! says when the engine does more, not how fast it is. `cargo xtask bench sign-in` says that.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::process::Program;
use crate::setup::{self, Compiler};
use crate::workspace::Workspace;

const TEST: &str = "machine::tests::the_fixed_journey_signs_in_every_time";
/// Counted on 2026-11-26 with Rust 1.95: 31,072,000 for ten sign-ins; and a sixth more for other compilers.
const LIMIT: u64 = 36_000_000;

pub fn gate(workspace: &Workspace, compiler: Compiler) -> Result<()> {
    let valgrind = setup::valgrind()?;
    // All crates, as the tests are built: another choice has other features, and would be another build.
    let build = ["test", "--workspace", "--exclude", "xtask", "--no-run", "--message-format=json"];
    let told = compiler.cargo(workspace).args(build).output()?;
    let binary = executable(&told).context("cargo did not say where the tests of `journey` are")?;
    let log = workspace.join("target/fixed-journey.log");
    Program::new(valgrind)
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=*ten_sign_ins*"])
        .arg(format!("--log-file={}", log.display()))
        .arg(binary)
        .args(["--exact", TEST])
        .run_quietly()?;
    let counted = collected(&fs::read_to_string(&log)?).context("valgrind counted nothing")?;
    println!("the fixed journey takes {counted} instructions, at most {LIMIT} are allowed");
    if counted == 0 {
        bail!("nothing was counted: is the test still called {TEST}?");
    }
    if counted > LIMIT {
        bail!("the engine takes more instructions than it did; make it cheaper, or say why and raise the limit");
    }
    Ok(())
}

/// The test binary that cargo tells of, one JSON object a line.
fn executable(told: &str) -> Option<String> {
    told.lines().find_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        let of_tests = message["profile"]["test"] == true
            && message["target"]["name"] == "journey"
            && message["target"]["kind"][0] == "lib";
        of_tests.then(|| message["executable"].as_str().map(str::to_owned))?
    })
}

/// The sum in a log of callgrind: `==1== Collected : 123`.
fn collected(log: &str) -> Option<u64> {
    log.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_and_the_binary_are_found_in_what_tools_say() {
        assert_eq!(collected("==7== Events    : Ir\n==7== Collected : 4567\n"), Some(4567));
        assert_eq!(collected("==7== nothing"), None);
        let told = "{\"reason\":\"x\"}\n{\"profile\":{\"test\":true},\"target\":{\"name\":\"journey\",\"kind\":[\"lib\"]},\"executable\":\"/t/journey-1\"}";
        assert_eq!(executable(told).as_deref(), Some("/t/journey-1"));
    }
}
