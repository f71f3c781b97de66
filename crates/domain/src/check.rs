//! A named check: what was expected, what was found, and the verdict. The trace shows these rows as they are.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Found what was expected.
    Pass,
    /// Found something else; whatever depended on it is refused.
    Fail,
    /// There was nothing to check (for example, no `at_hash` in the token).
    Skipped,
}

/// One row of a trace: "expected · found · verdict".
///
/// Values are shown to administrators, so neither side may hold a secret: a nonce is reported as "the one we sent",
/// never by value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Short stable name, such as `issuer` or `signature`.
    pub name: Cow<'static, str>,
    /// Where the rule comes from, such as `OpenID Connect Core 3.1.3.7 (2)`.
    pub clause: Cow<'static, str>,
    /// What would have passed, in words or as a value.
    pub expected: String,
    /// What was there.
    pub found: String,
    /// The verdict.
    pub outcome: Outcome,
}

impl Check {
    /// A check that compares two texts exactly.
    pub fn equal(
        name: &'static str,
        clause: &'static str,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        let (expected, found) = (expected.into(), found.into());
        let outcome = if expected == found { Outcome::Pass } else { Outcome::Fail };
        Self::new(name, clause, expected, found, outcome)
    }

    /// A check whose verdict was reached elsewhere.
    pub fn new(
        name: &'static str,
        clause: &'static str,
        expected: impl Into<String>,
        found: impl Into<String>,
        outcome: Outcome,
    ) -> Self {
        Self {
            name: Cow::Borrowed(name),
            clause: Cow::Borrowed(clause),
            expected: expected.into(),
            found: found.into(),
            outcome,
        }
    }

    /// A check whose verdict is a condition.
    pub fn holds(
        name: &'static str,
        clause: &'static str,
        expected: impl Into<String>,
        found: impl Into<String>,
        holds: bool,
    ) -> Self {
        let outcome = if holds { Outcome::Pass } else { Outcome::Fail };
        Self::new(name, clause, expected, found, outcome)
    }

    /// Whether this check refuses what was checked.
    pub fn failed(&self) -> bool {
        self.outcome == Outcome::Fail
    }
}

#[cfg(test)]
mod tests;
