//! What runs, what is accepted without effect, and what is refused: one closed table for every protocol and handler,
//! metadata key, transformation method, resolver, element and enumeration value of the language (custom policy usage,
//! “Frequencies” and “Tiers”). The checker reports by it, and `docs/policy-language.md` shows it, so that nothing that
//! cannot run is found out at sign-in time.

mod elements;
mod kind;
mod metadata;
mod methods;
mod resolvers;
mod values;

pub use elements::ELEMENTS;
pub use kind::{Facts, KINDS, ProfileKind};
pub use metadata::{COMMON, METADATA, MetadataKeys, RELYING_PARTY};
pub use methods::METHODS;
pub use resolvers::RESOLVERS;
pub use values::{VALUES, Values};

/// What becomes of something that a policy asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// It does what it says.
    Runs,
    /// It is accepted, and nothing comes of it.
    WithoutEffect {
        /// Why.
        reason: &'static str,
        /// Whether somebody could count on it, so that the checker says so.
        told: bool,
    },
    /// It is refused.
    Refused {
        /// Why.
        reason: &'static str,
    },
}

/// A line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// As the policy writes it. A `*` at its end stands for any rest.
    pub name: &'static str,
    /// 1: what the starter packs and federation need; 2: what most real policies need; 3: the rest.
    pub tier: u8,
    /// What becomes of it.
    pub support: Support,
}

const fn runs(tier: u8, name: &'static str) -> Row {
    Row { name, tier, support: Support::Runs }
}

/// Accepted; nobody counts on it.
const fn ignored(tier: u8, name: &'static str, reason: &'static str) -> Row {
    Row { name, tier, support: Support::WithoutEffect { reason, told: false } }
}

/// Accepted; somebody could count on it.
const fn without_effect(tier: u8, name: &'static str, reason: &'static str) -> Row {
    Row { name, tier, support: Support::WithoutEffect { reason, told: true } }
}

const fn refused(name: &'static str, reason: &'static str) -> Row {
    Row { name, tier: 3, support: Support::Refused { reason } }
}

/// The row of a name, compared without case.
pub fn find(rows: &'static [Row], name: &str) -> Option<&'static Row> {
    rows.iter().find(|row| match row.name.strip_suffix('*') {
        Some(start) => {
            name.len() > start.len() && name.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
        }
        None => row.name.eq_ignore_ascii_case(name),
    })
}

/// The row of an element in another one: of `Parent/Child`, else of `Child` anywhere.
pub fn element(parent: &str, child: &str) -> Option<&'static Row> {
    let rows = || ELEMENTS.iter().flat_map(|section| section.rows);
    rows()
        .find(|row| row.name.split_once('/').is_some_and(|(above, below)| above == parent && below == child))
        .or_else(|| rows().find(|row| row.name == child))
}

/// The row of an attribute where it is not that of its element: `Element/@Attribute`.
pub fn attribute(element: &str, attribute: &str) -> Option<&'static Row> {
    ELEMENTS
        .iter()
        .flat_map(|section| section.rows)
        .find(|row| row.name.split_once("/@").is_some_and(|(known, name)| known == element && name == attribute))
}

/// The row of a resolver, its braces left out.
pub fn resolver(name: &str) -> Option<&'static Row> {
    find(RESOLVERS, name)
}

#[cfg(test)]
mod tests;
