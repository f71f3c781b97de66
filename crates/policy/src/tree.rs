//! The policy tree, as the schema has it (behaviour reference §10). Ids are kept as written and compared without case.
//! What the tree does not hold yet comes with the XML reader; nothing in it is made for user flows alone, except
//! [`TechnicalProfile::provider`].

use domain::{DataType, PolicyId, ProviderId};
use serde::{Deserialize, Serialize};
use std::{fmt, sync::Arc};

/// Where an element came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// Generated from a form; the text names the place in the console.
    Form(Arc<str>),
    /// A place in a file.
    File {
        /// Its name.
        file: Arc<str>,
        /// From 1.
        line: u32,
        /// From 1, in characters.
        column: u32,
    },
}

impl Origin {
    /// A place in the console.
    pub fn form(place: impl AsRef<str>) -> Self {
        Self::Form(Arc::from(place.as_ref()))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(place) => f.write_str(place),
            Self::File { file, line, column } => write!(f, "{file}:{line}:{column}"),
        }
    }
}

/// `TrustFrameworkPolicy`: one layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// `PolicyId`.
    pub id: PolicyId,
    /// `BasePolicy`, if it has one.
    pub base: Option<PolicyId>,
    /// `BuildingBlocks/ClaimsSchema`.
    pub claim_types: Vec<ClaimType>,
    /// `BuildingBlocks/ClaimsTransformations`.
    pub transformations: Vec<ClaimsTransformation>,
    /// `BuildingBlocks/ContentDefinitions`.
    pub content_definitions: Vec<ContentDefinition>,
    /// `ClaimsProviders`.
    pub claims_providers: Vec<ClaimsProvider>,
    /// `UserJourneys`.
    pub user_journeys: Vec<UserJourney>,
    /// `SubJourneys`.
    pub sub_journeys: Vec<UserJourney>,
    /// `RelyingParty`.
    pub relying_party: Option<RelyingParty>,
    /// Where it came from.
    pub origin: Origin,
}

/// `ClaimType`.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimType {
    /// `Id`.
    pub id: String,
    /// `DisplayName`.
    pub display_name: Option<String>,
    /// `DataType`.
    pub data_type: DataType,
    /// `DefaultPartnerClaimTypes`: protocol name and partner claim.
    pub partners: Vec<(String, String)>,
    /// `UserHelpText`.
    pub help: Option<String>,
    /// `UserInputType`.
    pub input: Option<InputType>,
    /// `Restriction/Pattern`: expression and help.
    pub pattern: Option<(String, Option<String>)>,
    /// Where it came from.
    pub origin: Origin,
}

/// `UserInputType`, as far as a page can show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum InputType {
    /// `TextBox`.
    TextBox,
    /// `EmailBox`.
    EmailBox,
    /// A `TextBox` of a `phoneNumber` claim.
    Telephone,
    /// `Readonly`.
    Readonly,
    /// `Paragraph`.
    Paragraph,
}

/// `ClaimsTransformation`.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimsTransformation {
    /// `Id`.
    pub id: String,
    /// `TransformationMethod`.
    pub method: String,
    /// `InputClaims`: claim and `TransformationClaimType`.
    pub inputs: Vec<(String, String)>,
    /// `InputParameters`: id and value.
    pub parameters: Vec<(String, String)>,
    /// `OutputClaims`: claim and `TransformationClaimType`.
    pub outputs: Vec<(String, String)>,
    /// Where it came from.
    pub origin: Origin,
}

/// `ContentDefinition`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentDefinition {
    /// `Id`.
    pub id: String,
    /// `LoadUri`.
    pub load_uri: String,
    /// `DataUri`.
    pub data_uri: String,
    /// Where it came from.
    pub origin: Origin,
}

/// `ClaimsProvider`.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimsProvider {
    /// `Domain` and `Domains`.
    pub domains: Vec<String>,
    /// `DisplayName`.
    pub display_name: Option<String>,
    /// `TechnicalProfiles`.
    pub technical_profiles: Vec<TechnicalProfile>,
}

/// `TechnicalProfile`.
#[derive(Debug, Clone, PartialEq)]
pub struct TechnicalProfile {
    /// `Id`.
    pub id: String,
    /// `DisplayName`.
    pub display_name: Option<String>,
    /// `Protocol`: name and handler.
    pub protocol: Option<Protocol>,
    /// `OutputTokenFormat`.
    pub output_token_format: Option<String>,
    /// `Metadata`: key and value.
    pub metadata: Vec<(String, String)>,
    /// `CryptographicKeys`: id and storage reference.
    pub keys: Vec<(String, String)>,
    /// `InputClaimsTransformations`.
    pub input_transformations: Vec<String>,
    /// `InputClaims`.
    pub input_claims: Vec<ClaimUse>,
    /// `DisplayClaims`.
    pub display_claims: Vec<ClaimUse>,
    /// `PersistedClaims`.
    pub persisted_claims: Vec<ClaimUse>,
    /// `OutputClaims`.
    pub output_claims: Vec<ClaimUse>,
    /// `OutputClaimsTransformations`.
    pub output_transformations: Vec<String>,
    /// `UseTechnicalProfileForSessionManagement`.
    pub session: Option<String>,
    /// The provider that a user flow made it from: enabled or disabled, and its secret, are read live.
    pub provider: Option<ProviderId>,
    /// Where it came from.
    pub origin: Origin,
}

impl TechnicalProfile {
    /// A profile with an id and a protocol, and nothing else.
    pub fn new(id: impl Into<String>, protocol: Option<Protocol>, origin: Origin) -> Self {
        Self {
            id: id.into(),
            display_name: None,
            protocol,
            output_token_format: None,
            metadata: Vec::new(),
            keys: Vec::new(),
            input_transformations: Vec::new(),
            input_claims: Vec::new(),
            display_claims: Vec::new(),
            persisted_claims: Vec::new(),
            output_claims: Vec::new(),
            output_transformations: Vec::new(),
            session: None,
            provider: None,
            origin,
        }
    }

    /// The value of a metadata item.
    pub fn item(&self, key: &str) -> Option<&str> {
        self.metadata.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }
}

/// `Protocol`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protocol {
    /// `Name`.
    pub name: String,
    /// `Handler`, with `Proprietary` only; the type's name without its assembly.
    pub handler: Option<String>,
}

impl Protocol {
    /// A named protocol.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), handler: None }
    }

    /// A proprietary handler.
    pub fn proprietary(handler: &str) -> Self {
        Self { name: "Proprietary".to_owned(), handler: Some(handler.to_owned()) }
    }
}

/// `InputClaim`, `OutputClaim`, `PersistedClaim`, `DisplayClaim`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimUse {
    /// `ClaimTypeReferenceId`.
    pub claim: String,
    /// `PartnerClaimType`.
    pub partner: Option<String>,
    /// `DefaultValue`.
    pub default: Option<String>,
    /// `AlwaysUseDefaultValue`.
    pub always_default: bool,
    /// `Required`.
    pub required: bool,
}

impl ClaimUse {
    /// A claim under its own name.
    pub fn new(claim: &str) -> Self {
        Self { claim: claim.to_owned(), partner: None, default: None, always_default: false, required: false }
    }

    /// A claim under another name.
    pub fn partner(claim: &str, partner: &str) -> Self {
        Self { partner: Some(partner.to_owned()), ..Self::new(claim) }
    }

    /// A claim that always has this value.
    pub fn always(claim: &str, value: &str) -> Self {
        Self { default: Some(value.to_owned()), always_default: true, ..Self::new(claim) }
    }

    /// The same, required.
    #[must_use]
    pub fn required(self) -> Self {
        Self { required: true, ..self }
    }
}

/// `UserJourney` and `SubJourney`.
#[derive(Debug, Clone, PartialEq)]
pub struct UserJourney {
    /// `Id`.
    pub id: String,
    /// `OrchestrationSteps`.
    pub steps: Vec<OrchestrationStep>,
    /// Where it came from.
    pub origin: Origin,
}

/// `OrchestrationStep`.
#[derive(Debug, Clone, PartialEq)]
pub struct OrchestrationStep {
    /// `Order`.
    pub order: u16,
    /// `Type`.
    pub kind: StepType,
    /// `ContentDefinitionReferenceId`.
    pub content: Option<String>,
    /// `CpimIssuerTechnicalProfileReferenceId`.
    pub issuer: Option<String>,
    /// `Preconditions`.
    pub preconditions: Vec<Precondition>,
    /// `ClaimsProviderSelections/@DisplayOption` is `ShowSingleProvider`.
    pub show_single_provider: bool,
    /// `ClaimsProviderSelections`: target exchange ids.
    pub selections: Vec<String>,
    /// `ClaimsExchanges`: id and technical profile.
    pub exchanges: Vec<(String, String)>,
    /// Where it came from.
    pub origin: Origin,
}

impl OrchestrationStep {
    /// A step of a type, with nothing in it.
    pub fn new(order: u16, kind: StepType, origin: Origin) -> Self {
        Self {
            order,
            kind,
            content: None,
            issuer: None,
            preconditions: Vec::new(),
            show_single_provider: false,
            selections: Vec::new(),
            exchanges: Vec::new(),
            origin,
        }
    }
}

/// `OrchestrationStep/@Type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepType {
    /// Choose a provider; the exchange is in the next step.
    ClaimsProviderSelection,
    /// Choose a provider or sign in with a local account.
    CombinedSignInAndSignUp,
    /// Run technical profiles.
    ClaimsExchange,
    /// Issue the answer.
    SendClaims,
}

impl StepType {
    /// As written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ClaimsProviderSelection => "ClaimsProviderSelection",
            Self::CombinedSignInAndSignUp => "CombinedSignInAndSignUp",
            Self::ClaimsExchange => "ClaimsExchange",
            Self::SendClaims => "SendClaims",
        }
    }
}

/// `Precondition` with the action `SkipThisOrchestrationStep`. It says when to skip; the first that holds skips.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Precondition {
    /// `ClaimsExist`.
    ClaimsExist {
        /// The claim.
        claim: String,
        /// `ExecuteActionsIf`.
        when: bool,
    },
    /// `ClaimEquals`: ordinal; ignored when the claim has no value, whatever `ExecuteActionsIf` says.
    ClaimEquals {
        /// The claim.
        claim: String,
        /// The constant.
        value: String,
        /// `ExecuteActionsIf`.
        when: bool,
    },
}

/// `RelyingParty`.
#[derive(Debug, Clone, PartialEq)]
pub struct RelyingParty {
    /// `DefaultUserJourney`.
    pub journey: String,
    /// `TechnicalProfile/OutputClaims`.
    pub output_claims: Vec<ClaimUse>,
    /// `SubjectNamingInfo/@ClaimType`: the partner name of an output claim.
    pub subject: String,
    /// `UserJourneyBehaviors`: `SingleSignOn`, `SessionExpiryType`, `SessionExpiryInSeconds`.
    pub session: domain::SessionSettings,
    /// Where it came from.
    pub origin: Origin,
}
