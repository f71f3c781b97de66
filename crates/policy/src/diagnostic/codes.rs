//! The catalogue of codes. `docs/diagnostics.md` is made from it, and a test holds the sources to it: no code is
//! reported that is not here, and none is here that nothing reports.

use super::Severity;

mod language;
mod layers;
mod meaning;
mod support;
mod transformations;

/// A code and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// As reported.
    pub name: &'static str,
    /// How bad it is; the worst, where that depends.
    pub severity: Severity,
    /// What it means: one sentence.
    pub meaning: &'static str,
    /// What to do: one sentence.
    pub remedy: &'static str,
}

/// Codes that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub title: &'static str,
    /// Its codes, in the order of the alphabet.
    pub codes: &'static [Code],
}

/// All codes.
pub const CATALOGUE: [Section; 7] = [
    language::FILE,
    language::SCHEMA,
    layers::LAYERS,
    meaning::MEANING,
    transformations::TRANSFORMATIONS,
    meaning::SAFETY,
    support::SUPPORT,
];

/// A code by its name.
pub fn find(name: &str) -> Option<&'static Code> {
    const SECTIONS: &[Section] = &CATALOGUE;
    SECTIONS.iter().flat_map(|section| section.codes).find(|code| code.name == name)
}

const fn error(name: &'static str, meaning: &'static str, remedy: &'static str) -> Code {
    Code { name, severity: Severity::Error, meaning, remedy }
}

const fn warning(name: &'static str, meaning: &'static str, remedy: &'static str) -> Code {
    Code { name, severity: Severity::Warning, meaning, remedy }
}

const fn note(name: &'static str, meaning: &'static str, remedy: &'static str) -> Code {
    Code { name, severity: Severity::Note, meaning, remedy }
}
