//! What the relying party of a policy can reach: what runs when an application calls it.

use super::index::{Index, fold};
use crate::{
    Policy,
    tree::{ClaimUse, TechnicalProfile, UserJourney},
};
use std::collections::BTreeSet;

/// Folded ids of what can run.
#[derive(Debug, Default)]
pub(super) struct Reach {
    pub(super) called: bool,
    pub(super) profiles: BTreeSet<String>,
    pub(super) journeys: BTreeSet<String>,
    pub(super) sub_journeys: BTreeSet<String>,
    pub(super) transformations: BTreeSet<String>,
    pub(super) contents: BTreeSet<String>,
    pub(super) controls: BTreeSet<String>,
    pub(super) claims: BTreeSet<String>,
    pub(super) resources: BTreeSet<String>,
    pub(super) predicate_validations: BTreeSet<String>,
    pub(super) predicates: BTreeSet<String>,
    pub(super) input_validations: BTreeSet<String>,
}

/// Metadata items of an issuer that name a user journey.
pub(super) const JOURNEY_ITEMS: [&str; 2] = ["RefreshTokenUserJourneyId", "ClientCredentialsUserJourneyId"];

impl Reach {
    pub(super) fn new(policy: &Policy, index: &Index<'_>) -> Self {
        let mut reach = Self::default();
        let Some(party) = &policy.relying_party else { return reach };
        reach.called = true;
        let mut walk = Walk { index, reach: &mut reach };
        for profile in &party.profiles {
            walk.uses(profile);
        }
        for id in party.journey.iter().map(|journey| &journey.id).chain(party.endpoints.iter().map(|end| &end.journey))
        {
            walk.journey(id);
        }
        reach
    }

    /// With what another one reaches.
    pub(super) fn join(&mut self, other: &Self) {
        self.called |= other.called;
        let all = [
            (&mut self.profiles, &other.profiles),
            (&mut self.journeys, &other.journeys),
            (&mut self.sub_journeys, &other.sub_journeys),
            (&mut self.transformations, &other.transformations),
            (&mut self.contents, &other.contents),
            (&mut self.controls, &other.controls),
            (&mut self.claims, &other.claims),
            (&mut self.resources, &other.resources),
            (&mut self.predicate_validations, &other.predicate_validations),
            (&mut self.predicates, &other.predicates),
            (&mut self.input_validations, &other.input_validations),
        ];
        for (own, more) in all {
            own.extend(more.iter().cloned());
        }
    }

    pub(super) fn profile(&self, id: &str) -> bool {
        self.profiles.contains(&fold(id))
    }
}

struct Walk<'a> {
    index: &'a Index<'a>,
    reach: &'a mut Reach,
}

impl Walk<'_> {
    fn journey(&mut self, id: &str) {
        if let Some(journey) = self.index.journeys.get(&fold(id))
            && self.reach.journeys.insert(fold(id))
        {
            self.steps(journey);
        }
    }

    fn sub_journey(&mut self, id: &str) {
        if let Some(journey) = self.index.sub_journeys.get(&fold(id))
            && self.reach.sub_journeys.insert(fold(id))
        {
            self.steps(journey);
        }
    }

    fn steps(&mut self, journey: &UserJourney) {
        if let Some(issuer) = &journey.default_issuer {
            self.profile(issuer);
        }
        if let Some(authorization) = &journey.authorization {
            for reference in &authorization.profiles {
                self.profile(&reference.id);
            }
        }
        for step in &journey.steps {
            if let Some(content) = &step.content {
                self.content(content);
            }
            if let Some(issuer) = &step.issuer {
                self.profile(issuer);
            }
            for exchange in step.exchanges() {
                self.profile(&exchange.profile);
            }
            for candidate in &step.candidates {
                self.sub_journey(&candidate.journey);
            }
            for claim in step.preconditions.iter().filter_map(|precondition| precondition.values.first()) {
                self.claim(claim);
            }
        }
    }

    fn profile(&mut self, id: &str) {
        let Some(profile) = self.index.profile(id) else { return };
        if !self.reach.profiles.insert(fold(id)) {
            return;
        }
        self.uses(profile);
        let session = profile.session.iter().map(|session| &session.id);
        for id in profile.validation_profiles.iter().map(|reference| &reference.id).chain(session) {
            self.profile(id);
        }
        if let Some(id) = &profile.include_claims_from {
            self.profile(id);
        }
        if let Some(content) = profile.item("ContentDefinitionReferenceId") {
            self.content(content);
        }
        for id in JOURNEY_ITEMS.iter().filter_map(|key| profile.item(key)) {
            self.journey(id);
        }
    }

    fn uses(&mut self, profile: &TechnicalProfile) {
        let lists = [&profile.input_claims, &profile.display_claims, &profile.persisted_claims, &profile.output_claims];
        for used in lists.into_iter().flatten() {
            self.claim_use(used);
        }
        for reference in profile.input_transformations.iter().chain(&profile.output_transformations) {
            self.transformation(&reference.id);
        }
    }

    fn claim_use(&mut self, used: &ClaimUse) {
        match &used.control {
            Some(control) => self.control(control),
            None => self.claim(&used.claim),
        }
        for from in &used.from {
            self.profile(&from.profile);
        }
    }

    fn control(&mut self, id: &str) {
        let Some(control) = self.index.controls.get(&fold(id)) else { return };
        if self.reach.controls.insert(fold(id)) {
            for used in [&control.input_claims, &control.display_claims, &control.output_claims].into_iter().flatten() {
                self.claim_use(used);
            }
            for profile in control.actions.iter().flat_map(|action| &action.profiles) {
                self.profile(&profile.id);
            }
        }
    }

    fn transformation(&mut self, id: &str) {
        let Some(transformation) = self.index.transformations.get(&fold(id)) else { return };
        if self.reach.transformations.insert(fold(id)) {
            for used in transformation.inputs.iter().chain(&transformation.outputs) {
                self.claim(&used.claim);
            }
        }
    }

    fn claim(&mut self, id: &str) {
        let Some(claim) = self.index.claims.get(&fold(id)) else { return };
        if !self.reach.claims.insert(fold(id)) {
            return;
        }
        if let Some(reference) = &claim.input_validation {
            self.reach.input_validations.insert(fold(&reference.id));
        }
        if let Some(reference) = &claim.predicate_validation
            && let Some(validation) = self.index.predicate_validations.get(&fold(&reference.id))
        {
            self.reach.predicate_validations.insert(fold(&reference.id));
            let groups = validation.groups.iter().flat_map(|group| &group.references);
            self.reach
                .predicates
                .extend(groups.flat_map(|group| &group.predicates).map(|predicate| fold(&predicate.id)));
        }
    }

    fn content(&mut self, id: &str) {
        let Some(content) = self.index.contents.get(&fold(id)) else { return };
        if self.reach.contents.insert(fold(id)) {
            let references = content.localized_resources.iter().flat_map(|references| &references.items);
            self.reach
                .resources
                .extend(references.filter_map(|reference| reference.resources.as_ref()).map(|id| fold(id)));
        }
    }
}
