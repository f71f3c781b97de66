//! Everything that is named is declared.

use super::{
    Checker,
    index::{Index, fold},
    reach::JOURNEY_ITEMS,
    severity,
};
use crate::{
    schema::nearest::nearest,
    tree::{ClaimUse, IdReference, OrchestrationStep, TechnicalProfile, Text},
};
use std::collections::HashMap;

/// What can be named: how it is called, the code of its absence, and where it is declared.
struct Declared {
    what: &'static str,
    code: &'static str,
    place: &'static str,
}

const CLAIM: Declared =
    Declared { what: "claim type", code: "undefined-claim-type", place: "BuildingBlocks/ClaimsSchema" };
const TRANSFORMATION: Declared = Declared {
    what: "claims transformation",
    code: "undefined-claims-transformation",
    place: "BuildingBlocks/ClaimsTransformations",
};
const PREDICATE: Declared =
    Declared { what: "predicate", code: "undefined-predicate", place: "BuildingBlocks/Predicates" };
const PREDICATE_VALIDATION: Declared = Declared {
    what: "predicate validation",
    code: "undefined-predicate-validation",
    place: "BuildingBlocks/PredicateValidations",
};
const CONTENT: Declared = Declared {
    what: "content definition",
    code: "undefined-content-definition",
    place: "BuildingBlocks/ContentDefinitions",
};
const CONTROL: Declared =
    Declared { what: "display control", code: "undefined-display-control", place: "BuildingBlocks/DisplayControls" };
const RESOURCES: Declared = Declared {
    what: "set of localized resources",
    code: "undefined-localized-resources",
    place: "BuildingBlocks/Localization",
};
const PROFILE: Declared =
    Declared { what: "technical profile", code: "undefined-technical-profile", place: "a ClaimsProvider" };
const JOURNEY: Declared = Declared { what: "user journey", code: "undefined-user-journey", place: "UserJourneys" };
const SUB_JOURNEY: Declared = Declared { what: "sub-journey", code: "undefined-sub-journey", place: "SubJourneys" };

impl<'a> Checker<'a> {
    pub(super) fn references(&mut self) {
        let Index { claims, predicates, predicate_validations, resources, .. } = self.index;
        let blocks = &self.policy.building_blocks;
        for claim in &blocks.claim_types {
            if let Some(reference) = &claim.predicate_validation {
                self.declared(&reference.id, predicate_validations, &PREDICATE_VALIDATION);
            }
            if let Some(reference) = &claim.input_validation {
                self.input_validation(reference);
            }
        }
        let groups = blocks.predicate_validations.iter().flat_map(|validation| &validation.groups);
        let older = blocks.input_validations.iter().flat_map(|validation| &validation.references);
        for reference in groups.flat_map(|group| &group.references).chain(older).flat_map(|group| &group.predicates) {
            self.declared(&reference.id, predicates, &PREDICATE);
        }
        for transformation in &blocks.transformations {
            for used in transformation.inputs.iter().chain(&transformation.outputs) {
                self.declared(&used.claim, claims, &CLAIM);
            }
        }
        for content in &blocks.content_definitions {
            for reference in content.localized_resources.iter().flat_map(|references| &references.items) {
                if let Some(id) = &reference.resources {
                    self.declared(id, resources, &RESOURCES);
                }
            }
        }
        for control in &blocks.display_controls {
            for used in [&control.input_claims, &control.display_claims, &control.output_claims].into_iter().flatten() {
                self.claim_use(used);
            }
            for profile in control.actions.iter().flat_map(|action| &action.profiles) {
                self.profile_reference(&profile.id);
                for precondition in &profile.preconditions {
                    self.precondition_claim(precondition.values.first());
                }
            }
        }
        for (_, profile) in self.policy.technical_profiles() {
            self.profile_references(profile);
        }
        for journey in self.policy.user_journeys.iter().chain(&self.policy.sub_journeys) {
            if let Some(issuer) = &journey.default_issuer {
                self.profile_reference(issuer);
            }
            for reference in journey.authorization.iter().flat_map(|authorization| &authorization.profiles) {
                self.profile_reference(&reference.id);
            }
            if let Some(client) = &journey.client_definition
                && !client.id.is_empty()
                && !self.index.clients.contains(&fold(&client.id))
            {
                self.warning(
                    "undefined-client-definition",
                    &client.id.origin,
                    format!("There is no client definition {}.", client.id),
                    "Take it out; it has no effect.",
                );
            }
            for step in &journey.steps {
                self.step_references(step);
            }
        }
    }

    fn step_references(&mut self, step: &OrchestrationStep) {
        if let Some(content) = &step.content {
            self.declared(content, &self.index.contents, &CONTENT);
        }
        if let Some(issuer) = &step.issuer {
            self.profile_reference(issuer);
        }
        for exchange in step.exchanges() {
            self.profile_reference(&exchange.profile);
        }
        for candidate in &step.candidates {
            self.declared(&candidate.journey, &self.index.sub_journeys, &SUB_JOURNEY);
        }
        for precondition in &step.preconditions {
            self.precondition_claim(precondition.values.first());
        }
    }

    fn profile_references(&mut self, profile: &'a TechnicalProfile) {
        let lists = [&profile.input_claims, &profile.display_claims, &profile.persisted_claims, &profile.output_claims];
        for used in lists.into_iter().flatten() {
            self.claim_use(used);
        }
        for reference in profile.input_transformations.iter().chain(&profile.output_transformations) {
            self.declared(&reference.id, &self.index.transformations, &TRANSFORMATION);
        }
        for reference in &profile.validation_profiles {
            self.profile_reference(&reference.id);
            for precondition in &reference.preconditions {
                self.precondition_claim(precondition.values.first());
            }
        }
        if let Some(session) = &profile.session {
            self.profile_reference(&session.id);
        }
        if let Some(id) = &profile.include_claims_from {
            self.profile_reference(id);
        }
        // The service reads metadata when it runs: what never runs does no harm.
        let reached = self.reach.profile(&profile.id);
        if let Some(item) = profile.find_item("ContentDefinitionReferenceId") {
            self.item_reference(item, &self.index.contents, &CONTENT, reached);
        }
        for item in JOURNEY_ITEMS.iter().filter_map(|key| profile.find_item(key)) {
            self.item_reference(item, &self.index.journeys, &JOURNEY, reached);
        }
    }

    pub(super) fn claim_use(&mut self, used: &ClaimUse) {
        match &used.control {
            Some(control) => self.declared(control, &self.index.controls, &CONTROL),
            None => self.declared(&used.claim, &self.index.claims, &CLAIM),
        }
        for from in &used.from {
            self.profile_reference(&from.profile);
        }
    }

    /// What a metadata item names; its place is that of the item.
    fn item_reference<T>(
        &mut self,
        item: &crate::tree::Item,
        known: &HashMap<String, T>,
        declared: &Declared,
        reached: bool,
    ) {
        let id = Text { text: item.value.trim().to_owned(), origin: item.origin.clone() };
        if id.contains('{') || known.contains_key(&fold(&id)) {
            return;
        }
        self.tell(
            severity(reached),
            declared.code,
            &id.origin,
            format!("There is no {} {id}.", declared.what),
            format!("Define it in {}, or mend the name.", declared.place),
        );
    }

    fn precondition_claim(&mut self, claim: Option<&Text>) {
        if let Some(claim) = claim {
            let claim = Text { text: claim.trim().to_owned(), origin: claim.origin.clone() };
            self.declared(&claim, &self.index.claims, &CLAIM);
        }
    }

    fn profile_reference(&mut self, id: &Text) {
        self.declared(id, &self.index.profiles, &PROFILE);
    }

    pub(super) fn journey_reference(&mut self, id: &Text) {
        self.declared(id, &self.index.journeys, &JOURNEY);
    }

    fn input_validation(&mut self, reference: &IdReference) {
        if !self.index.input_validations.contains(&fold(&reference.id)) {
            self.error(
                "undefined-input-validation",
                &reference.id.origin,
                format!("There is no input validation {}.", reference.id),
                "Define it in BuildingBlocks/InputValidations.",
            );
        }
    }

    fn declared<T>(&mut self, id: &Text, known: &HashMap<String, T>, declared: &Declared) {
        if known.contains_key(&fold(id)) {
            return;
        }
        let near = nearest(id, known.keys().map(String::as_str));
        let help = match near {
            Some(near) => format!("Did you mean {near}? Else define it in {}.", declared.place),
            None => format!("Define it in {}, or mend the name.", declared.place),
        };
        self.error(declared.code, &id.origin, format!("There is no {} {id}.", declared.what), help);
    }
}
