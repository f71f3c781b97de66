//! The policy language. A user flow generates the same tree that a custom policy's XML parses to; from there one way:
//! [`Policy`] → [`MergedPolicy`] → [`CheckedPolicy`] → [`Program`]. No I/O.

mod check;
mod compile;
mod date;
pub mod diagnostic;
mod explain;
pub mod merge;
pub mod mobile_id;
pub mod predicate;
pub mod program;
pub mod regex;
pub mod report;
pub mod resolve;
pub mod schema;
pub mod set;
pub mod settings;
pub mod support;
mod text;
pub mod transform;
pub mod tree;
pub mod upload;
pub mod user_flow;
mod write;
pub mod xml;

#[cfg(test)]
mod testing;

pub use check::{CheckedPolicy, Surroundings, diagnose, diagnose_set};
pub use compile::compile;
pub use diagnostic::{Diagnostic, Severity};
pub use explain::explain;
pub use merge::MergedPolicy;
pub use program::Program;
pub use set::{PolicyFile, Set};
pub use settings::Settings;
pub use tree::Policy;
pub use write::write;

/// Merges, checks and compiles a policy in one go.
///
/// # Errors
/// The diagnostics of the stage that refused it; at least one of them is an error.
pub fn build(chain: Vec<Policy>) -> Result<Program, Vec<Diagnostic>> {
    let merged = MergedPolicy::merge(chain)?;
    let checked = CheckedPolicy::check(merged)?;
    compile(&checked)
}
