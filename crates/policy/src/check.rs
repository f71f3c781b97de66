use crate::{
    Diagnostic, MergedPolicy, Policy, transform,
    tree::{self, Meaning, OrchestrationStep, Origin, StepType, TechnicalProfile, UserJourney},
};
use domain::ClaimValue;
use std::collections::BTreeSet;

/// A merged policy whose references, steps and values hold (behaviour reference §12).
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedPolicy(MergedPolicy);

impl CheckedPolicy {
    /// Checks a merged policy.
    ///
    /// # Errors
    /// Everything that is wrong with it, in document order.
    pub fn check(merged: MergedPolicy) -> Result<Self, Vec<Diagnostic>> {
        let checker = Checker::new(merged.tree());
        let found = checker.run();
        if found.is_empty() { Ok(Self(merged)) } else { Err(found) }
    }

    /// The checked tree.
    pub fn tree(&self) -> &Policy {
        self.0.tree()
    }
}

struct Checker<'a> {
    policy: &'a Policy,
    claims: BTreeSet<String>,
    profiles: BTreeSet<String>,
    found: Vec<Diagnostic>,
}

impl<'a> Checker<'a> {
    fn new(policy: &'a Policy) -> Self {
        let fold = |id: &tree::Text| id.to_ascii_lowercase();
        Self {
            policy,
            claims: policy.building_blocks.claim_types.iter().map(|claim| fold(&claim.id)).collect(),
            profiles: profiles(policy).map(|profile| fold(&profile.id)).collect(),
            found: Vec::new(),
        }
    }

    fn run(mut self) -> Vec<Diagnostic> {
        for transformation in &self.policy.building_blocks.transformations {
            for used in transformation.inputs.iter().chain(&transformation.outputs) {
                self.claim(&used.claim);
            }
            if let Err(message) = transform::Method::parse(transformation) {
                self.error(
                    "unsupported-transformation-method",
                    &transformation.origin,
                    message,
                    "Use one of the methods listed in docs/policy-language.md.",
                );
            }
        }
        for profile in profiles(self.policy) {
            self.profile(profile);
        }
        for journey in self.policy.user_journeys.iter().chain(&self.policy.sub_journeys) {
            self.journey(journey);
        }
        match &self.policy.relying_party {
            None => self.error(
                "missing-relying-party",
                &self.policy.origin,
                format!("The policy {} has no RelyingParty, so no application can call it.", self.policy.id),
                "Call a policy that has one.",
            ),
            Some(party) => self.relying_party(party),
        }
        self.found
    }

    fn relying_party(&mut self, party: &tree::RelyingParty) {
        let named = party.journey.as_ref().map(|journey| &journey.id);
        if !named.is_some_and(|named| self.policy.user_journeys.iter().any(|journey| journey.id.is(named))) {
            self.error(
                "undefined-user-journey",
                named.map_or(&party.origin, |named| &named.origin),
                format!("There is no user journey {}.", named.map_or("", |named| named)),
                "Name one that the policy or its bases define.",
            );
        }
        let Some(profile) = party.profile() else { return };
        for used in &profile.output_claims {
            self.claim(&used.claim);
        }
        let subject = profile.subject_naming.as_ref().map(|naming| &naming.claim);
        let named = subject.is_some_and(|subject| {
            profile.output_claims.iter().any(|used| **used.partner.as_ref().unwrap_or(&used.claim) == **subject)
        });
        if !named {
            self.error(
                "undefined-subject",
                subject.map_or(&party.origin, |subject| &subject.origin),
                format!(
                    "No output claim has the partner name {}, which SubjectNamingInfo names.",
                    subject.map_or("", |subject| subject)
                ),
                "Add an output claim with this PartnerClaimType.",
            );
        }
    }

    fn profile(&mut self, profile: &TechnicalProfile) {
        let uses = [&profile.input_claims, &profile.display_claims, &profile.persisted_claims, &profile.output_claims];
        for used in uses.into_iter().flatten() {
            if used.control.is_none() {
                self.claim(&used.claim);
            }
            let declared = self.policy.building_blocks.claim_types.iter().find(|claim| claim.id.is(&used.claim));
            let data_type = declared.and_then(|claim| claim.data_type.as_ref()?.value);
            if let (Some(data_type), Some(text)) = (data_type, &used.default)
                && !text.contains('{')
                && ClaimValue::parse(text, data_type).is_none()
            {
                self.error(
                    "default-value-type",
                    &text.origin,
                    format!("The default value `{text}` of {} is no {}.", used.claim, data_type.text()),
                    "Write a value of the claim's data type.",
                );
            }
        }
        for reference in profile.input_transformations.iter().chain(&profile.output_transformations) {
            if !self.policy.building_blocks.transformations.iter().any(|known| known.id.is(&reference.id)) {
                self.error(
                    "undefined-claims-transformation",
                    &reference.id.origin,
                    format!("There is no claims transformation {}.", reference.id),
                    "Define it in BuildingBlocks/ClaimsTransformations.",
                );
            }
        }
    }

    fn journey(&mut self, journey: &UserJourney) {
        let mut before: Option<&OrchestrationStep> = None;
        for (position, step) in journey.steps.iter().enumerate() {
            let expected = i64::try_from(position).unwrap_or(i64::MAX).saturating_add(1);
            let order = step.order.as_ref().map_or("", |order| &order.text);
            if step.number() != Some(expected) {
                self.error(
                    "step-order",
                    step.order.as_ref().map_or(&step.origin, |order| &order.origin),
                    format!("Step {order} of {} stands where step {expected} is expected.", journey.id),
                    "Number the steps 1, 2, 3 … without gaps.",
                );
            }
            let after_selection = before.is_some_and(|step| !step.selections().is_empty());
            let kind = step.step_type();
            if kind == Some(StepType::ClaimsExchange) && step.exchanges().len() > 1 && !after_selection {
                self.error(
                    "several-exchanges",
                    &step.origin,
                    format!(
                        "Step {order} of {} has several claims exchanges, but nothing before it chooses one.",
                        journey.id
                    ),
                    "Put a selection step before it, or leave one exchange.",
                );
            }
            for exchange in step.exchanges() {
                self.profile_reference(&exchange.profile);
            }
            if kind == Some(StepType::SendClaims) {
                match &step.issuer {
                    Some(issuer) => self.profile_reference(issuer),
                    None => self.error(
                        "missing-issuer",
                        &step.origin,
                        format!("Step {order} of {} sends claims without an issuer.", journey.id),
                        "Name a token issuer in CpimIssuerTechnicalProfileReferenceId.",
                    ),
                }
            }
            if let Some(content) = &step.content
                && !self.policy.building_blocks.content_definitions.iter().any(|known| known.id.is(content))
            {
                self.error(
                    "undefined-content-definition",
                    &content.origin,
                    format!("There is no content definition {content}."),
                    "Define it in BuildingBlocks/ContentDefinitions.",
                );
            }
            let selections = before.map(OrchestrationStep::selections).unwrap_or_default();
            for target in selections.iter().filter_map(|selection| selection.target.as_ref()) {
                if !step.exchanges().iter().any(|exchange| exchange.id.is(target)) {
                    self.error(
                        "undefined-claims-exchange",
                        &target.origin,
                        format!("The selection {target} has no claims exchange in the next step."),
                        "Add a ClaimsExchange with this id to the next step.",
                    );
                }
            }
            before = Some(step);
        }
        if journey.steps.last().is_none_or(|step| step.step_type() != Some(StepType::SendClaims)) {
            self.error(
                "missing-send-claims",
                &journey.origin,
                format!("The journey {} does not end with SendClaims.", journey.id),
                "End it with a step of type SendClaims.",
            );
        }
    }

    fn claim(&mut self, id: &tree::Text) {
        if !self.claims.contains(&id.to_ascii_lowercase()) {
            self.error(
                "undefined-claim-type",
                &id.origin,
                format!("There is no claim type {id}."),
                "Define it in BuildingBlocks/ClaimsSchema.",
            );
        }
    }

    fn profile_reference(&mut self, id: &tree::Text) {
        if !self.profiles.contains(&id.to_ascii_lowercase()) {
            self.error(
                "undefined-technical-profile",
                &id.origin,
                format!("There is no technical profile {id}."),
                "Define it in a ClaimsProvider.",
            );
        }
    }

    fn error(&mut self, code: &str, origin: &Origin, message: impl Into<String>, help: &str) {
        self.found.push(Diagnostic::error(code, origin, message, help));
    }
}

fn profiles(policy: &Policy) -> impl Iterator<Item = &TechnicalProfile> {
    policy.claims_providers.iter().flat_map(|provider| &provider.technical_profiles)
}

#[cfg(test)]
mod tests;
