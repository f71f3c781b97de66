//! The policy tree, as the schema has it (behaviour reference §10): every element and attribute of
//! `TrustFrameworkPolicy`, each with the place that it came from. Ids are kept as written and compared without case.
//! What the schema does not know is kept beside ([`Rest`]); reading never fails for what an element holds.

mod claims;
pub(crate) mod element;
mod header;
mod journeys;
mod pages;
mod policy;
mod profiles;
mod relying_party;
mod values;

pub use claims::{
    ClaimType, ClaimsTransformation, DefaultPartner, EnumerationItem, IdReference, InputParameter, InputType,
    InputValidation, Mask, MaskType, MergeBehavior, Parameter, Pattern, Predicate, PredicateGroup, PredicateReferences,
    PredicateValidation, Restriction, TransformationClaim,
};
pub use element::{Rest, Unknown};
pub use header::{
    BasePolicy, ConstraintHandler, Contact, DeploymentMode, DocumentReference, Inheritance, PolicyConstraints,
    RerouteRule, RerouteRules,
};
pub use journeys::{
    Authorization, Candidate, DisplayOption, Exchange, Exchanges, OrchestrationStep, Precondition, PreconditionAction,
    PreconditionType, Preconditions, Selection, Selections, StepType, SubJourneyType, UserJourney,
};
pub use pages::{
    ClientDefinition, ContentDefinition, ControlAction, ControlProfile, ControlType, DisplayControl, Localization,
    LocalizedCollection, LocalizedResources, LocalizedResourcesReference, LocalizedResourcesReferences,
    LocalizedString, SupportedLanguages,
};
pub use policy::{BuildingBlocks, Policy};
pub use profiles::{
    ClaimUse, ClaimsProvider, Enabled, ErrorHandler, Extensions, From, Item, Key, Protocol, ProtocolName, Reference,
    SubjectAuthentication, SubjectNaming, Suppression, TechnicalProfile, TokenFormat, ValidationProfile, is_true,
};
pub use relying_party::{
    AzureApplicationInsights, ContentDefinitionParameter, Endpoint, JourneyFraming, JourneyInsights, OnError,
    OnErrorMode, RelyingParty, ScriptExecution, SessionExpiryType, SessionScope, SingleSignOn, UserJourneyBehaviors,
};
pub use values::{DATA_TYPES, List, Meaning, Origin, Text, Value};

/// The namespace of the schema.
pub const NAMESPACE: &str = "http://schemas.microsoft.com/online/cpim/schemas/2013/06";

/// The name of the root element.
pub const ROOT: &str = "TrustFrameworkPolicy";

#[cfg(test)]
mod tests;
