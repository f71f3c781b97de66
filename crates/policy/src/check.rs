use crate::{
    Diagnostic, MergedPolicy, Policy, transform,
    tree::{OrchestrationStep, Origin, StepType, TechnicalProfile, UserJourney},
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
        let fold = |id: &String| id.to_ascii_lowercase();
        Self {
            policy,
            claims: policy.claim_types.iter().map(|claim| fold(&claim.id)).collect(),
            profiles: profiles(policy).map(|profile| fold(&profile.id)).collect(),
            found: Vec::new(),
        }
    }

    fn run(mut self) -> Vec<Diagnostic> {
        for transformation in &self.policy.transformations {
            for (claim, _) in transformation.inputs.iter().chain(&transformation.outputs) {
                self.claim(claim, &transformation.origin);
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
            Some(party) => {
                if !self.policy.user_journeys.iter().any(|journey| journey.id.eq_ignore_ascii_case(&party.journey)) {
                    self.error(
                        "undefined-user-journey",
                        &party.origin,
                        format!("There is no user journey {}.", party.journey),
                        "Name one that the policy or its bases define.",
                    );
                }
                for claim in &party.output_claims {
                    self.claim(&claim.claim, &party.origin);
                }
                let named = party
                    .output_claims
                    .iter()
                    .any(|claim| claim.partner.as_deref().unwrap_or(&claim.claim) == party.subject);
                if !named {
                    self.error(
                        "undefined-subject",
                        &party.origin,
                        format!(
                            "No output claim has the partner name {}, which SubjectNamingInfo names.",
                            party.subject
                        ),
                        "Add an output claim with this PartnerClaimType.",
                    );
                }
            }
        }
        self.found
    }

    fn profile(&mut self, profile: &TechnicalProfile) {
        let uses = [&profile.input_claims, &profile.display_claims, &profile.persisted_claims, &profile.output_claims];
        for used in uses.into_iter().flatten() {
            self.claim(&used.claim, &profile.origin);
            let declared = self.policy.claim_types.iter().find(|claim| claim.id.eq_ignore_ascii_case(&used.claim));
            if let (Some(declared), Some(text)) = (declared, &used.default)
                && !text.contains('{')
                && ClaimValue::parse(text, declared.data_type).is_none()
            {
                self.error(
                    "default-value-type",
                    &profile.origin,
                    format!("The default value `{text}` of {} is no {:?}.", used.claim, declared.data_type),
                    "Write a value of the claim's data type.",
                );
            }
        }
        for reference in profile.input_transformations.iter().chain(&profile.output_transformations) {
            if !self.policy.transformations.iter().any(|known| known.id.eq_ignore_ascii_case(reference)) {
                self.error(
                    "undefined-claims-transformation",
                    &profile.origin,
                    format!("There is no claims transformation {reference}."),
                    "Define it in BuildingBlocks/ClaimsTransformations.",
                );
            }
        }
    }

    fn journey(&mut self, journey: &UserJourney) {
        let mut before: Option<&OrchestrationStep> = None;
        for (position, step) in journey.steps.iter().enumerate() {
            let expected = u16::try_from(position).unwrap_or(u16::MAX).saturating_add(1);
            if step.order != expected {
                self.error(
                    "step-order",
                    &step.origin,
                    format!("Step {} of {} stands where step {expected} is expected.", step.order, journey.id),
                    "Number the steps 1, 2, 3 … without gaps.",
                );
            }
            let after_selection = before.is_some_and(|step| !step.selections.is_empty());
            if step.kind == StepType::ClaimsExchange && step.exchanges.len() > 1 && !after_selection {
                self.error(
                    "several-exchanges",
                    &step.origin,
                    format!(
                        "Step {} of {} has several claims exchanges, but nothing before it chooses one.",
                        step.order, journey.id
                    ),
                    "Put a selection step before it, or leave one exchange.",
                );
            }
            for (_, profile) in &step.exchanges {
                self.profile_reference(profile, &step.origin);
            }
            if step.kind == StepType::SendClaims {
                match &step.issuer {
                    Some(issuer) => self.profile_reference(issuer, &step.origin),
                    None => self.error(
                        "missing-issuer",
                        &step.origin,
                        format!("Step {} of {} sends claims without an issuer.", step.order, journey.id),
                        "Name a token issuer in CpimIssuerTechnicalProfileReferenceId.",
                    ),
                }
            }
            if let Some(content) = &step.content
                && !self.policy.content_definitions.iter().any(|known| known.id.eq_ignore_ascii_case(content))
            {
                self.error(
                    "undefined-content-definition",
                    &step.origin,
                    format!("There is no content definition {content}."),
                    "Define it in BuildingBlocks/ContentDefinitions.",
                );
            }
            if let Some(selection) = before.filter(|step| !step.selections.is_empty()) {
                for target in &selection.selections {
                    if !step.exchanges.iter().any(|(id, _)| id.eq_ignore_ascii_case(target)) {
                        self.error(
                            "undefined-claims-exchange",
                            &selection.origin,
                            format!(
                                "The selection {target} of step {} has no claims exchange in the next step.",
                                selection.order
                            ),
                            "Add a ClaimsExchange with this id to the next step.",
                        );
                    }
                }
            }
            before = Some(step);
        }
        if journey.steps.last().is_none_or(|step| step.kind != StepType::SendClaims) {
            self.error(
                "missing-send-claims",
                &journey.origin,
                format!("The journey {} does not end with SendClaims.", journey.id),
                "End it with a step of type SendClaims.",
            );
        }
    }

    fn claim(&mut self, id: &str, origin: &Origin) {
        if !self.claims.contains(&id.to_ascii_lowercase()) {
            self.error(
                "undefined-claim-type",
                origin,
                format!("There is no claim type {id}."),
                "Define it in BuildingBlocks/ClaimsSchema.",
            );
        }
    }

    fn profile_reference(&mut self, id: &str, origin: &Origin) {
        if !self.profiles.contains(&id.to_ascii_lowercase()) {
            self.error(
                "undefined-technical-profile",
                origin,
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
