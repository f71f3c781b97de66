//! Whether a merged policy means something (behaviour reference §12): references, steps, values, claims, metadata, what
//! is unsafe, and what cannot run here.

mod claims;
pub(crate) mod index;
mod journeys;
mod metadata;
mod profiles;
mod reach;
mod references;
mod relying_party;
mod resolvers;
mod safety;
mod set;
mod support;

use crate::{Diagnostic, MergedPolicy, Policy, Severity, tree::Origin};
use index::Index;
use reach::Reach;
use std::collections::BTreeSet;

pub use set::diagnose_set;

/// What a policy is checked against beside itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Surroundings<'a> {
    /// The tenant that it is loaded into, as `contoso.onmicrosoft.com`.
    pub tenant: Option<&'a str>,
    /// The names of the tenant's policy keys.
    pub key_containers: Option<&'a [String]>,
}

/// A merged policy that an application can call, with nothing wrong in it.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedPolicy {
    merged: MergedPolicy,
    warnings: Vec<Diagnostic>,
}

impl CheckedPolicy {
    /// Checks a merged policy that an application calls.
    ///
    /// # Errors
    /// Everything that is wrong with it, warnings included, in the order of files and lines.
    pub fn check(merged: MergedPolicy) -> Result<Self, Vec<Diagnostic>> {
        Self::check_in(merged, &Surroundings::default())
    }

    /// The same, with what it must fit.
    ///
    /// # Errors
    /// Everything that is wrong with it, warnings included, in the order of files and lines.
    pub fn check_in(merged: MergedPolicy, surroundings: &Surroundings<'_>) -> Result<Self, Vec<Diagnostic>> {
        let policy = merged.tree();
        let mut found = diagnose(policy, surroundings);
        if policy.relying_party.is_none() {
            found.push(Diagnostic::error(
                "missing-relying-party",
                &policy.origin,
                format!("The policy {} has no RelyingParty, so no application can call it.", policy.id),
                "Call a policy that has one.",
            ));
        }
        if found.iter().any(|found| found.severity == Severity::Error) {
            return Err(found);
        }
        Ok(Self { merged, warnings: found })
    }

    /// A policy that was checked with others.
    pub(crate) const fn of(merged: MergedPolicy) -> Self {
        Self { merged, warnings: Vec::new() }
    }

    /// The merged policy again.
    pub(crate) fn into_merged(self) -> MergedPolicy {
        self.merged
    }

    /// The checked tree.
    pub fn tree(&self) -> &Policy {
        self.merged.tree()
    }

    /// What is good to know about it.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}

/// Everything that is wrong with a merged policy, or good to know about it, in the order of files and lines. It need
/// not be one that an application calls: what a base lacks because a policy above gives it is not told.
pub fn diagnose(policy: &Policy, surroundings: &Surroundings<'_>) -> Vec<Diagnostic> {
    let index = Index::new(policy);
    let reach = Reach::new(policy, &index);
    let mut checker = Checker::new(policy, &index, &reach, surroundings);
    checker.references();
    checker.journeys();
    checker.relying_party();
    checker.profiles();
    checker.support();
    let mut found = checker.found;
    found.sort_by(|a, b| a.place().cmp(&b.place()));
    found
}

/// The same of several policies that differ in their relying party alone, `policy` one of them: what they share is looked
/// at once, reached if one of them reaches it.
fn diagnose_parties(policy: &Policy, parties: &[&Policy], surroundings: &Surroundings<'_>) -> Vec<Diagnostic> {
    let index = Index::new(policy);
    let reaches: Vec<Reach> = parties.iter().map(|party| Reach::new(party, &index)).collect();
    let mut all = Reach::default();
    for reach in &reaches {
        all.join(reach);
    }
    let mut checker = Checker::new(policy, &index, &all, surroundings);
    checker.references();
    checker.journeys();
    checker.profiles();
    checker.support();
    let mut found = checker.found;
    for (party, reach) in parties.iter().zip(&reaches) {
        let mut checker = Checker::new(party, &index, reach, surroundings);
        checker.relying_party();
        checker.party_support();
        found.extend(checker.found);
    }
    found
}

struct Checker<'a> {
    policy: &'a Policy,
    index: &'a Index<'a>,
    reach: &'a Reach,
    surroundings: &'a Surroundings<'a>,
    found: Vec<Diagnostic>,
    /// What was told already, of what may be seen several times: code and message at a place.
    told: BTreeSet<(String, String)>,
}

impl<'a> Checker<'a> {
    const fn new(
        policy: &'a Policy,
        index: &'a Index<'a>,
        reach: &'a Reach,
        surroundings: &'a Surroundings<'a>,
    ) -> Self {
        Self { policy, index, reach, surroundings, found: Vec::new(), told: BTreeSet::new() }
    }
}

impl Checker<'_> {
    fn error(&mut self, code: &str, origin: &Origin, message: impl Into<String>, help: impl Into<String>) {
        self.tell(Severity::Error, code, origin, message, help);
    }

    fn warning(&mut self, code: &str, origin: &Origin, message: impl Into<String>, help: impl Into<String>) {
        self.tell(Severity::Warning, code, origin, message, help);
    }

    /// A profile that another one includes has its items too: they are told once.
    fn tell(
        &mut self,
        severity: Severity,
        code: &str,
        origin: &Origin,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let message = message.into();
        if self.told.insert((format!("{code} {origin}"), message.clone())) {
            self.found.push(Diagnostic::new(severity, code, origin, message, help));
        }
    }
}

/// An error where something runs, a warning where nothing does.
const fn severity(reached: bool) -> Severity {
    if reached { Severity::Error } else { Severity::Warning }
}

#[cfg(test)]
mod tests;
