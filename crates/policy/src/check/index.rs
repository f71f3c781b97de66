//! What a policy declares, by folded id.

use crate::{
    Policy, predicate,
    support::{Facts, ProfileKind},
    transform,
    tree::{
        ClaimType, ClaimsTransformation, ContentDefinition, DisplayControl, LocalizedResources, Predicate,
        PredicateValidation, TechnicalProfile, UserJourney,
    },
};
use domain::DataType;
use std::collections::{HashMap, HashSet};

/// What a policy declares, by folded id.
pub(crate) struct Index<'a> {
    pub(crate) claims: HashMap<String, &'a ClaimType>,
    pub(crate) transformations: HashMap<String, &'a ClaimsTransformation>,
    pub(crate) predicates: HashMap<String, &'a Predicate>,
    pub(crate) predicate_validations: HashMap<String, &'a PredicateValidation>,
    pub(crate) input_validations: HashSet<String>,
    pub(crate) contents: HashMap<String, &'a ContentDefinition>,
    pub(crate) controls: HashMap<String, &'a DisplayControl>,
    pub(crate) resources: HashMap<String, &'a LocalizedResources>,
    pub(crate) clients: HashSet<String>,
    pub(crate) profiles: HashMap<String, &'a TechnicalProfile>,
    pub(crate) journeys: HashMap<String, &'a UserJourney>,
    pub(crate) sub_journeys: HashMap<String, &'a UserJourney>,
}

/// As ids are compared.
pub(crate) fn fold(id: &str) -> String {
    id.trim().to_ascii_lowercase()
}

impl<'a> Index<'a> {
    pub(crate) fn new(policy: &'a Policy) -> Self {
        fn by<'a, T>(items: impl IntoIterator<Item = &'a T>, id: impl Fn(&T) -> &str) -> HashMap<String, &'a T> {
            items.into_iter().map(|item| (fold(id(item)), item)).collect()
        }
        let blocks = &policy.building_blocks;
        Self {
            claims: by(&blocks.claim_types, |item| &item.id),
            transformations: by(&blocks.transformations, |item| &item.id),
            predicates: by(&blocks.predicates, |item| &item.id),
            predicate_validations: by(&blocks.predicate_validations, |item| &item.id),
            input_validations: blocks.input_validations.iter().map(|item| fold(&item.id)).collect(),
            contents: by(&blocks.content_definitions, |item| &item.id),
            controls: by(&blocks.display_controls, |item| &item.id),
            resources: by(blocks.localization.iter().flat_map(|localization| &localization.resources), |item| {
                item.id.as_ref().map_or("", |id| &id.text)
            }),
            clients: blocks.client_definitions.iter().map(|item| fold(&item.id)).collect(),
            profiles: by(policy.technical_profiles().map(|(_, profile)| profile), |item| &item.id),
            journeys: by(&policy.user_journeys, |item| &item.id),
            sub_journeys: by(&policy.sub_journeys, |item| &item.id),
        }
    }

    pub(crate) fn profile(&self, id: &str) -> Option<&'a TechnicalProfile> {
        self.profiles.get(&fold(id)).copied()
    }

    pub(crate) fn data_type(&self, claim: &str) -> Option<DataType> {
        self.claims.get(&fold(claim))?.data_type.as_ref()?.value
    }
}

impl transform::Schema for Index<'_> {
    fn claim(&self, id: &str) -> Option<(String, DataType)> {
        let claim = self.claims.get(&fold(id))?;
        let data_type = claim.data_type.as_ref().and_then(|data_type| data_type.value).unwrap_or(DataType::String);
        Some((claim.id.text.clone(), data_type))
    }

    fn validation(&self, id: &str) -> Option<predicate::Validation> {
        let reference = self.claims.get(&fold(id))?.predicate_validation.as_ref()?;
        // That there is one is what counts here; the predicates themselves are read when the policy is compiled.
        self.predicate_validations
            .get(&fold(&reference.id))
            .map(|found| predicate::Validation { id: found.id.text.clone(), groups: Vec::new() })
    }
}

/// What a technical profile is.
///
/// # Errors
/// The protocol or handler that is not known.
pub(crate) fn kind(profile: &TechnicalProfile) -> Result<ProfileKind, &str> {
    ProfileKind::of(&Facts::of(profile))
}
