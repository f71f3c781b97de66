//! The compiled program of a relying-party policy: only what can be reached, every reference resolved to its declared
//! spelling, every value read. Deterministic: the same tree gives the same bytes and the same hash.

mod page;
mod profile;
mod relying_party;

pub use page::{
    Content, Control, ControlPart, Element, Forgotten, InputType, Item, Mask, Resources, SelfAsserted, Validation,
};
pub use profile::{
    ClaimUse, CodeOperation, Directory, DirectoryKey, DirectoryOperation, Enabled, HintKey, IdTokenHint, JwtIssuer,
    NameKind, OAuth2, OneTimePassword, OpenIdConnect, PhoneFactor, Profile, Protocol, Rest, RestAuthentication,
    SendClaimsIn, SessionHandler, SessionProvider,
};
pub use relying_party::RelyingParty;

use crate::{predicate, regex::Regex, transform::Transformation};
use domain::{DataType, PolicyId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What signs somebody in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Program {
    /// The policy, as written.
    pub policy: PolicyId,
    /// SHA-256 of everything else, base64url.
    pub hash: String,
    /// Claims by id.
    pub claims: BTreeMap<String, Claim>,
    /// Claims transformations by id.
    pub transformations: BTreeMap<String, Transformation>,
    /// The languages of its pages.
    pub languages: Languages,
    /// Content definitions by id.
    pub pages: BTreeMap<String, Content>,
    /// Localised resources by id.
    pub resources: BTreeMap<String, Resources>,
    /// Display controls by id.
    pub controls: BTreeMap<String, Control>,
    /// Technical profiles by id.
    pub profiles: BTreeMap<String, Profile>,
    /// Session providers by the id of their technical profile.
    pub sessions: BTreeMap<String, SessionProvider>,
    /// The journeys by id: the default one, that of the token endpoint, and the sub-journeys they can call.
    pub journeys: BTreeMap<String, Journey>,
    /// The id of the journey that an authorization request starts.
    pub default_journey: String,
    /// The id of the journey that a refresh token starts (`Endpoint Id="Token"`, or the issuer's
    /// `RefreshTokenUserJourneyId`).
    pub token_journey: Option<String>,
    /// What the application gets.
    pub relying_party: RelyingParty,
}

/// `Localization`: what languages the pages of a policy come in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Languages {
    /// `SupportedLanguage`: tags; none if any language is as good as another.
    pub supported: Vec<String>,
    /// `DefaultLanguage`: what a person gets who asks for none of them.
    pub default: Option<String>,
}

impl Languages {
    /// The tag of the pages: the first wish that is supported, as it was wished, so that its region stays; otherwise
    /// the default. `None` where the policy does not care.
    pub fn choose<'a>(&'a self, wishes: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        if self.supported.is_empty() {
            return None;
        }
        let has = |wish: &str| self.supported.iter().any(|tag| primary(tag).eq_ignore_ascii_case(primary(wish)));
        wishes.into_iter().find(|wish| has(wish)).or(self.default.as_deref())
    }
}

/// The language of a tag, without its region.
pub fn primary(tag: &str) -> &str {
    tag.trim().split(['-', '_']).next().unwrap_or_default()
}

/// A claim.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Its name for people.
    pub display_name: String,
    /// Its type.
    pub data_type: DataType,
    /// How it is entered on a page.
    pub input: Option<InputType>,
    /// Help on a page.
    pub help: Option<String>,
    /// A pattern that the whole value matches, with its help.
    pub pattern: Option<(Regex, Option<String>)>,
    /// `PredicateValidationReference`.
    pub validation: Option<predicate::Validation>,
    /// The values it can have, for lists and choices.
    pub items: Vec<Item>,
    /// How its value is hidden on pages.
    pub mask: Option<Mask>,
}

/// A journey or sub-journey.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Journey {
    /// `NonInteractive`: nobody sits in front of it.
    pub non_interactive: bool,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// An orchestration step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Its order.
    pub order: u16,
    /// Its type as written.
    pub kind: StepType,
    /// When it is skipped.
    pub preconditions: Vec<Precondition>,
    /// What it does.
    pub action: Action,
}

/// `OrchestrationStep/@Type`, as far as the engine runs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepType {
    /// Choose a provider; the exchange is in the next step.
    ClaimsProviderSelection,
    /// Choose a provider or sign in with a local account.
    CombinedSignInAndSignUp,
    /// Run technical profiles.
    ClaimsExchange,
    /// Read what the application sent.
    GetClaims,
    /// Run a sub-journey.
    InvokeSubJourney,
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
            Self::GetClaims => "GetClaims",
            Self::InvokeSubJourney => "InvokeSubJourney",
            Self::SendClaims => "SendClaims",
        }
    }
}

/// `Precondition`. It says when to skip; the first that holds skips (behaviour reference §15.18).
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

/// What a step does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Action {
    /// Offers providers.
    Select {
        /// The content definition.
        content: String,
        /// The exchanges of the next step that can be chosen, in order.
        choices: Vec<Exchange>,
        /// The exchange of this step whose form stands on the page (`ValidationClaimsExchangeId`).
        local: Option<Exchange>,
        /// Exchanges of the next step that links of the form lead to: sign-up, a forgotten password.
        links: Vec<Exchange>,
        /// The link that signs up, among them.
        sign_up: Option<String>,
        /// The link of a forgotten password, among them; otherwise it is the application's affair, if the page has one.
        forgotten: Option<String>,
        /// Show the page also when there is one choice only.
        show_single: bool,
    },
    /// Runs the chosen exchange, or the only one.
    Exchange(Vec<Exchange>),
    /// Takes what the application sent into the bag (`GetClaims`).
    GetClaims {
        /// The input claims of the relying party.
        inputs: Vec<ClaimUse>,
        /// The technical profile that checks the `id_token_hint`.
        hint: Option<String>,
    },
    /// Runs a sub-journey, one of the candidates.
    Invoke {
        /// The sub-journey.
        journey: String,
        /// Whether the steps after this one run once it ended (`Call`), or never (`Transfer`).
        returns: bool,
    },
    /// Issues the answer with this technical profile.
    Send {
        /// The token issuer.
        issuer: String,
    },
}

/// A claims exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// Its id: the id of its button.
    pub id: String,
    /// The technical profile.
    pub profile: String,
}

impl Program {
    /// The issuer profile that the default journey sends with, by which metadata and codes are made.
    pub fn jwt_issuer(&self) -> Option<&JwtIssuer> {
        let issuer = issuer_of(&self.journeys, &self.profiles, &self.default_journey, 0)?;
        match &self.profiles.get(issuer)?.protocol {
            Protocol::JwtIssuer(issuer) => Some(issuer),
            _ => None,
        }
    }
}

/// The profile that a journey issues tokens with, or a sub-journey of it. An error that the policy answers with is none.
pub(crate) fn issuer_of<'p>(
    journeys: &'p BTreeMap<String, Journey>,
    profiles: &BTreeMap<String, Profile>,
    journey: &str,
    depth: u8,
) -> Option<&'p str> {
    let steps = &journeys.get(journey)?.steps;
    steps.iter().find_map(|step| match &step.action {
        Action::Send { issuer } => Some(issuer.as_str()).filter(|issuer| {
            let profile = profiles.get(*issuer);
            profile.is_some_and(|profile| matches!(profile.protocol, Protocol::JwtIssuer(_)))
        }),
        Action::Invoke { journey, .. } if depth < 8 => issuer_of(journeys, profiles, journey, depth + 1),
        _ => None,
    })
}

#[cfg(test)]
mod tests;
