//! Every rule has a policy that breaks it and nothing else, and is told of at the right place: a sound policy, one edit,
//! one code. A code of the catalogue that no policy here gives is a failure, and so is a rule that says more than it
//! should.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where it cannot go on")]

#[path = "codes/layers.rs"]
mod layers;
#[path = "codes/meaning.rs"]
mod meaning;
#[path = "codes/schema.rs"]
mod schema;
#[path = "codes/support.rs"]
mod support;

use policy::{Diagnostic, Set, Surroundings, diagnose_set, diagnostic::codes::CATALOGUE, set::Options, tree::Origin};
use std::collections::BTreeSet;

/// A policy in which nothing is wrong.
const SOUND: &str = include_str!("codes/sound.xml");

/// A broken policy.
struct Case {
    /// The code that it gives.
    code: &'static str,
    /// What is wrong, in words.
    what: &'static str,
    /// What of [`SOUND`] is replaced by what.
    edits: &'static [(&'static str, &'static str)],
    /// What stands in the file where the finding points.
    at: &'static str,
    /// Other codes that cannot but come along.
    also: &'static [&'static str],
}

/// A broken policy: code, what is wrong, where the finding points, and the edits.
const fn case(
    code: &'static str,
    what: &'static str,
    at: &'static str,
    edits: &'static [(&'static str, &'static str)],
) -> Case {
    Case { code, what, edits, at, also: &[] }
}

impl Case {
    /// With codes that come along.
    const fn and(self, also: &'static [&'static str]) -> Self {
        Self { also, ..self }
    }
}

/// The sound policy with pieces replaced; each piece stands in it once.
fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(SOUND.to_owned(), |text, (old, new)| {
        assert_eq!(text.matches(old).count(), 1, "stands not once: {old}");
        text.replacen(old, new, 1)
    })
}

/// What is wrong with one file.
fn check(text: &str) -> Vec<Diagnostic> {
    let keys = ["B2C_1A_OneSecret", "B2C_1A_TwoSecret", "B2C_1A_TokenSigningKeyContainer"].map(str::to_owned);
    let around = Surroundings { tenant: Some("contoso.onmicrosoft.com"), key_containers: Some(&keys) };
    let set = Set::load([("sound.xml", text.as_bytes())], &Options::default());
    diagnose_set(&set, &around)
}

/// What stands where a finding points.
fn pointed<'t>(text: &'t str, found: &Diagnostic) -> &'t str {
    let Origin::File { line, column, .. } = &found.origin else { panic!("no place: {found}") };
    let line = text.lines().nth(*line as usize - 1).unwrap_or_default();
    let start = line.char_indices().nth(*column as usize - 1).map_or(line.len(), |(at, _)| at);
    &line[start..]
}

/// Whether a place is that of a text: it begins there, or the attribute or the element begins there that holds it.
fn points(place: &str, at: &str) -> bool {
    let inner = |open: &str| place.split_once(open).is_some_and(|(_, rest)| rest.starts_with(at));
    place.starts_with(at) || inner("=\"") || inner("='") || inner(">")
}

fn cases() -> impl Iterator<Item = &'static Case> {
    schema::CASES.iter().chain(meaning::CASES).chain(support::CASES)
}

#[test]
fn nothing_is_wrong_with_the_sound_policy() {
    assert_eq!(check(SOUND), []);
}

#[test]
fn each_rule_is_broken_by_a_policy_that_breaks_nothing_else_and_is_told_where_it_is_broken() {
    let mut wrong = Vec::new();
    for Case { code, what, edits, at, also } in cases() {
        let text = edited(edits);
        let found = check(&text);
        let told: BTreeSet<&str> = found.iter().map(|found| found.code.as_str()).collect();
        let expected: BTreeSet<&str> = also.iter().copied().chain([*code]).collect();
        if told != expected {
            let all: Vec<_> = found.iter().map(ToString::to_string).collect();
            wrong.push(format!("{code}, {what}: gives {all:#?}"));
            continue;
        }
        let places: Vec<&str> =
            found.iter().filter(|found| found.code == *code).map(|found| pointed(&text, found)).collect();
        if !places.iter().any(|place| points(place, at)) {
            wrong.push(format!("{code}, {what}: points at {places:?}"));
        }
        for found in found.iter().filter(|found| found.help.is_empty() || !found.message.ends_with(['.', '?'])) {
            wrong.push(format!("no sentence: {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_of_the_catalogue_is_given_by_a_policy_here() {
    let given: BTreeSet<&str> =
        cases().map(|case| case.code).chain(layers::CODES.iter().map(|(code, _)| *code)).collect();
    let silent: Vec<&str> = CATALOGUE
        .iter()
        .flat_map(|section| section.codes)
        .map(|code| code.name)
        .filter(|code| !given.contains(code))
        .collect();
    assert_eq!(silent, Vec::<&str>::new(), "add a policy that gives them");
}
