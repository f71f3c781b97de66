//! What is wrong with a policy, where, and what to do.

pub mod codes;

use crate::tree::Origin;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Note,
    /// It will run, but perhaps not as meant.
    Warning,
    /// It will not run.
    Error,
}

impl Severity {
    /// As printed.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Stable code, such as `undefined-technical-profile`; [`codes`] lists them.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// Where it begins.
    pub origin: Origin,
    /// Where it ends, in the same file: line and column after the last character.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Place>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// An edit that is safe to make without a look at anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

/// A line and a column, both from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// A change of the text that mends something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// What it does, as a button says it: “Rename to `DisplayName`”.
    pub title: String,
    /// What is replaced; none overlaps another.
    pub edits: Vec<Edit>,
}

/// A piece of a file's text, replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The file.
    pub file: Arc<str>,
    /// The first byte of the decoded text, the byte-order mark not counted.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// What stands there then.
    pub text: String,
}

impl Fix {
    /// The text after the change.
    pub fn apply(&self, source: &str) -> String {
        let mut edits: Vec<&Edit> = self.edits.iter().collect();
        edits.sort_by_key(|edit| (edit.start, edit.end));
        let (mut text, mut at) = (String::with_capacity(source.len()), 0);
        for edit in edits {
            let (start, end) = (edit.start as usize, edit.end as usize);
            text.push_str(source.get(at..start).unwrap_or_default());
            text.push_str(&edit.text);
            at = end;
        }
        text.push_str(source.get(at..).unwrap_or_default());
        text
    }
}

impl Diagnostic {
    /// A finding.
    pub fn new(
        severity: Severity,
        code: &str,
        origin: &Origin,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            code: code.to_owned(),
            severity,
            origin: origin.clone(),
            end: None,
            message: message.into(),
            help: help.into(),
            fix: None,
        }
    }

    /// An error.
    pub fn error(code: &str, origin: &Origin, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, origin, message, help)
    }

    /// A warning.
    pub fn warning(code: &str, origin: &Origin, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, origin, message, help)
    }

    /// A note.
    pub fn note(code: &str, origin: &Origin, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, origin, message, help)
    }

    /// Where it stands, to sort by: file, line, column, what is worse first.
    pub fn place(&self) -> (&str, u32, u32, std::cmp::Reverse<Severity>) {
        let (file, line, column) = match &self.origin {
            Origin::Form(place) => (&**place, 0, 0),
            Origin::File { file, line, column } => (&**file, *line, *column),
        };
        (file, line, column, std::cmp::Reverse(self.severity))
    }
}

impl std::fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}[{}]: {}", self.origin, self.severity.name(), self.code, self.message)
    }
}
