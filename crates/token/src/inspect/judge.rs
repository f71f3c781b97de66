//! What a careful reader would say about a token: findings with severity, the clause, and what to do.

mod claims;
mod form;
mod personal;

use super::recognise::{Recognition, What};
use super::{Inspection, Kind};
use crate::Members;
use crate::phrase::Phrase;
use serde_json::Value;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The token must not be accepted.
    Error,
    /// It works, and should be otherwise.
    Warning,
    /// Good to know.
    Hint,
    /// What was asked for is so.
    Passed,
}

impl Severity {
    /// For programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
            Self::Passed => "passed",
        }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// A name that stays the same, for programs and tests.
    pub code: &'static str,
    /// What was found.
    pub what: Phrase,
    /// Where it is written.
    pub clause: &'static str,
    /// What to do about it; empty when there is nothing to do.
    pub advice: &'static str,
}

impl Finding {
    fn new(
        severity: Severity,
        code: &'static str,
        what: impl Into<Phrase>,
        clause: &'static str,
        advice: &'static str,
    ) -> Self {
        Self { severity, code, what: what.into(), clause, advice }
    }
}

/// What the reader expects. Nothing expected is nothing checked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expected {
    /// The issuer.
    pub issuer: Option<String>,
    /// The audience.
    pub audience: Option<String>,
    /// The client that asked, for `azp`.
    pub client: Option<String>,
    /// The nonce of the request.
    pub nonce: Option<String>,
    /// The access token that came along.
    pub access_token: Option<String>,
    /// The code that came along.
    pub code: Option<String>,
    /// The moment at which the token is looked at, in seconds since 1970.
    pub now: i64,
    /// How far clocks may differ, in seconds.
    pub tolerance: i64,
}

/// Judges; the most important comes first.
pub fn judge(text: &str, inspection: &Inspection, recognition: &Recognition, expected: &Expected) -> Vec<Finding> {
    let mut findings = Vec::new();
    form::judge(text, inspection, &mut findings);
    let is_token = matches!(inspection.kind, Kind::SignedToken | Kind::UnsignedToken | Kind::SdJwt | Kind::JsonToken);
    if let Some(members) = inspection.claims().and_then(Value::as_object).filter(|_| is_token) {
        judge_claims(members, inspection, recognition.what, expected, &mut findings);
    }
    findings.sort_by_key(|finding| finding.severity);
    findings
}

/// Judges claims that came in another way: out of an encrypted token, or disclosed.
pub fn judge_claims(
    members: &Members,
    inspection: &Inspection,
    what: What,
    expected: &Expected,
    findings: &mut Vec<Finding>,
) {
    claims::times(members, what, expected, findings);
    claims::parties(members, what, expected, findings);
    claims::bindings(members, inspection, what, expected, findings);
    claims::required(members, what, findings);
    personal::judge(members, what, findings);
}

#[cfg(test)]
mod tests;
