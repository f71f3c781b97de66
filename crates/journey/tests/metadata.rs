//! Every metadata item that the support table says runs makes a difference: a policy with the item asks for something, or
//! shows something, that the same policy without it does not. A row of the table without a line here is a failure.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "a test that cannot go on says so by panicking")]

#[path = "metadata/rig.rs"]
mod rig;
#[path = "metadata/rows.rs"]
mod rows;

use policy::support::{COMMON, METADATA, ProfileKind, RELYING_PARTY, Support};
use std::collections::BTreeSet;

/// A metadata item, and what shows that it counts.
pub struct Row {
    /// The kind of profile; none: every kind.
    pub kind: Option<ProfileKind>,
    /// The row of the table.
    pub key: &'static str,
    /// The item as written: key and value.
    pub item: (&'static str, &'static str),
    /// What stands in what happens with it, and not without it; after `!` the other way round.
    pub shows: &'static str,
    /// What the profile is, and where it stands.
    pub rig: rig::Rig,
    /// Items that it has with and without.
    pub also: &'static [(&'static str, &'static str)],
}

#[test]
fn every_item_that_runs_makes_a_difference() {
    let mut wrong = Vec::new();
    for Row { key, item, shows, rig, also, .. } in rows::ROWS {
        let without = rig::play(rig, also);
        let with: Vec<_> = also.iter().copied().filter(|(key, _)| *key != item.0).chain([*item]).collect();
        let with = rig::play(rig, &with);
        let (needle, there, absent) = match shows.strip_prefix('!') {
            Some(needle) => (needle, &without, &with),
            None => (*shows, &with, &without),
        };
        if !there.contains(needle) {
            wrong.push(format!("{key}: `{needle}` is not there:\n{there}"));
        } else if absent.contains(needle) {
            wrong.push(format!("{key}: `{needle}` is there anyway:\n{absent}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows::ROWS.len(), wrong.join("\n\n"));
}

#[test]
fn every_row_of_the_table_that_runs_has_a_line_here_and_every_line_a_row() {
    let mut expected: BTreeSet<(Option<ProfileKind>, &str)> = BTreeSet::new();
    for keys in METADATA {
        for row in keys.rows.iter().filter(|row| row.support == Support::Runs) {
            expected.extend(keys.kinds.iter().map(|kind| (Some(*kind), row.name)));
        }
    }
    expected.extend(COMMON.iter().filter(|row| row.support == Support::Runs).map(|row| (None, row.name)));
    assert!(RELYING_PARTY.iter().all(|row| row.support != Support::Runs));
    let found: BTreeSet<_> = rows::ROWS.iter().map(|row| (row.kind, row.key)).collect();
    assert_eq!(expected.difference(&found).collect::<Vec<_>>(), Vec::<&(Option<ProfileKind>, &str)>::new());
    assert_eq!(found.difference(&expected).collect::<Vec<_>>(), Vec::<&(Option<ProfileKind>, &str)>::new());
}
