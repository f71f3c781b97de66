//! The compiled program of a relying-party policy: only what can be reached, every reference resolved to its declared
//! spelling, every value read. Deterministic: the same tree gives the same bytes and the same hash.

use crate::{
    transform::Method,
    tree::{ClaimUse, InputType, Precondition, StepType},
};
use domain::{DataType, PolicyId, ProviderId};
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
    /// Content definitions by id.
    pub pages: BTreeMap<String, Content>,
    /// Technical profiles by id.
    pub profiles: BTreeMap<String, Profile>,
    /// The journeys by id: the default one and the sub-journeys it can call.
    pub journeys: BTreeMap<String, Journey>,
    /// The id of the journey that an authorization request starts.
    pub default_journey: String,
    /// What the application gets.
    pub relying_party: RelyingParty,
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
    pub pattern: Option<(String, Option<String>)>,
}

/// A claims transformation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Transformation {
    /// Its method.
    pub method: Method,
    /// Claim id by transformation claim type.
    pub inputs: BTreeMap<String, String>,
    /// Claim id by transformation claim type.
    pub outputs: BTreeMap<String, String>,
}

/// A content definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// `LoadUri`.
    pub load_uri: String,
    /// `DataUri`.
    pub data_uri: String,
}

/// A journey or sub-journey.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Journey {
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

/// What a step does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Action {
    /// Offers providers.
    Select {
        /// The content definition.
        content: String,
        /// The exchanges of the next step that can be chosen, in order.
        choices: Vec<Exchange>,
        /// Show the page also when there is one choice only.
        show_single: bool,
    },
    /// Runs the chosen exchange, or the only one.
    Exchange(Vec<Exchange>),
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

/// A technical profile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// Its name for people: the text of its button.
    pub display_name: String,
    /// Values of `domain_hint=` that lead to it.
    pub domains: Vec<String>,
    /// The provider of a user flow that it was made from.
    pub provider: Option<ProviderId>,
    /// What it is.
    pub protocol: Protocol,
    /// Transformations before.
    pub input_transformations: Vec<String>,
    /// What goes in.
    pub input_claims: Vec<ClaimUse>,
    /// What comes out.
    pub output_claims: Vec<ClaimUse>,
    /// Transformations after.
    pub output_transformations: Vec<String>,
}

/// The kinds of technical profiles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Protocol {
    /// An OpenID Connect provider.
    OpenIdConnect(Box<OpenIdConnect>),
    /// A page of claims.
    SelfAsserted {
        /// The content definition.
        content: String,
        /// Whether a cancel button is shown.
        cancel: bool,
    },
    /// The directory of users.
    Directory(Directory),
    /// Transformations only.
    ClaimsTransformation,
    /// The issuer of JWTs.
    JwtIssuer(JwtIssuer),
}

impl Protocol {
    /// In words, for the trace.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::OpenIdConnect(_) => "OpenIdConnect",
            Self::SelfAsserted { .. } => "SelfAsserted",
            Self::Directory(_) => "Directory",
            Self::ClaimsTransformation => "ClaimsTransformation",
            Self::JwtIssuer(_) => "JwtIssuer",
        }
    }
}

/// An OpenID Connect provider (behaviour reference §2.1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpenIdConnect {
    /// `METADATA`.
    pub metadata: String,
    /// `client_id`.
    pub client_id: String,
    /// `client_secret`: where it is kept.
    pub client_secret: Option<String>,
    /// `scope`, as on the wire.
    pub scope: String,
    /// `response_mode`.
    pub response_mode: domain::ResponseMode,
    /// `token_endpoint_auth_method`.
    pub authentication: domain::ClientAuthentication,
    /// Whether a code challenge is sent.
    pub pkce: domain::Pkce,
    /// `IdTokenAudience`, else the client id.
    pub audience: Option<String>,
    /// `issuer`, else the metadata's.
    pub issuer: Option<String>,
    /// Seconds that its clock may be off.
    pub clock_tolerance: u8,
    /// `UsePolicyInRedirectUri`.
    pub policy_in_redirect_uri: bool,
}

/// What a directory profile does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    /// Reads or writes.
    pub operation: DirectoryOperation,
    /// The claim by which the user is found.
    pub key: DirectoryKey,
    /// What is written.
    pub persisted_claims: Vec<ClaimUse>,
    /// Ends the journey when there is no such user.
    pub error_if_missing: bool,
    /// Ends the journey when there is one already.
    pub error_if_exists: bool,
}

/// The operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DirectoryOperation {
    /// `Read`.
    Read,
    /// `Write`.
    Write,
}

/// What finds a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DirectoryKey {
    /// An alternative security id in this claim.
    AlternativeSecurityId(String),
    /// An object id in this claim.
    ObjectId(String),
}

/// How tokens are issued (behaviour reference §7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JwtIssuer {
    /// `IssuanceClaimPattern`.
    pub issuer: domain::IssuerForm,
    /// `AuthenticationContextReferenceClaimPattern`: whether tokens name the policy in `acr`, in lower case.
    pub acr: bool,
    /// `token_lifetime_secs`: of access tokens.
    pub token_seconds: u32,
    /// `id_token_lifetime_secs`.
    pub id_token_seconds: u32,
    /// `refresh_token_lifetime_secs`.
    pub refresh_seconds: u32,
    /// `rolling_refresh_token_lifetime_secs`; `None`: `allow_infinite_rolling_refresh_token`.
    pub sliding_window_seconds: Option<u32>,
    /// How long a code lives.
    pub code_seconds: u32,
    /// `issuer_secret`: the key container.
    pub key_container: String,
}

/// What the application gets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RelyingParty {
    /// The claims of the token: claim, token name, default.
    pub output_claims: Vec<ClaimUse>,
    /// The token name whose value becomes `sub`.
    pub subject: String,
    /// How long a person stays signed in, and where.
    pub session: domain::SessionSettings,
}

impl Program {
    /// The issuer profile that the default journey sends with, by which metadata and codes are made.
    pub fn jwt_issuer(&self) -> Option<&JwtIssuer> {
        let journey = self.journeys.get(&self.default_journey)?;
        let issuer = journey.steps.iter().find_map(|step| match &step.action {
            Action::Send { issuer } => Some(issuer),
            _ => None,
        })?;
        match &self.profiles.get(issuer)?.protocol {
            Protocol::JwtIssuer(issuer) => Some(issuer),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
