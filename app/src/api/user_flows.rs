use domain::{
    ApplicationId, IssuerForm, PolicyClaim, PolicyId, ProviderId, SessionSettings, SubjectForm, TokenLifetimes,
    UserFlowId, UserFlowKind,
};
use serde::{Deserialize, Serialize};

/// A claim that a user flow can return to the application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlowClaim {
    /// Its id, as stored.
    pub id: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// What it says.
    pub help: &'static str,
}

/// *Application claims*: all that are offered, in order.
pub const FLOW_CLAIMS: [FlowClaim; 13] = [
    FlowClaim { id: "displayName", name: "Display Name", help: "Sent as `name`." },
    FlowClaim { id: "givenName", name: "Given Name", help: "Sent as `given_name`." },
    FlowClaim { id: "surname", name: "Surname", help: "Sent as `family_name`." },
    FlowClaim { id: "emails", name: "Email Addresses", help: "Sent as `emails`." },
    FlowClaim { id: "streetAddress", name: "Street Address", help: "Sent as `streetAddress`." },
    FlowClaim { id: "postalCode", name: "Postal Code", help: "Sent as `postalCode`." },
    FlowClaim { id: "city", name: "City", help: "Sent as `city`." },
    FlowClaim { id: "state", name: "State/Province", help: "Sent as `state`." },
    FlowClaim { id: "country", name: "Country/Region", help: "Sent as `country`." },
    FlowClaim { id: "jobTitle", name: "Job Title", help: "Sent as `jobTitle`." },
    FlowClaim {
        id: "identityProvider",
        name: "Identity Provider",
        help: "Which provider signed the person in, as `idp`.",
    },
    FlowClaim { id: "objectId", name: "User's Object ID", help: "The user's id in this directory, as `oid`." },
    FlowClaim { id: "newUser", name: "User is new", help: "True at the first sign-in, as `newUser`." },
];

/// *User attributes*: all that can be collected, in order.
pub const FLOW_ATTRIBUTES: [FlowClaim; 9] = [
    FlowClaim { id: "displayName", name: "Display Name", help: "" },
    FlowClaim { id: "givenName", name: "Given Name", help: "" },
    FlowClaim { id: "surname", name: "Surname", help: "" },
    FlowClaim { id: "streetAddress", name: "Street Address", help: "" },
    FlowClaim { id: "postalCode", name: "Postal Code", help: "" },
    FlowClaim { id: "city", name: "City", help: "" },
    FlowClaim { id: "state", name: "State/Province", help: "" },
    FlowClaim { id: "country", name: "Country/Region", help: "" },
    FlowClaim { id: "jobTitle", name: "Job Title", help: "" },
];

/// A line of *User flows*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserFlowSummary {
    /// Its id.
    pub id: UserFlowId,
    /// `B2C_1_…`.
    pub policy: PolicyId,
    /// Which type.
    pub kind: UserFlowKind,
    /// The names of its providers, in order.
    pub providers: Vec<String>,
    /// Off: dead on every path.
    pub enabled: bool,
}

/// A user flow to be made. Fields for errors: `name`, `providers`, `claims`, `attributes`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewUserFlow {
    /// The name; `B2C_1_` is added unless it is there.
    pub name: String,
    /// Which type; it never changes.
    pub kind: UserFlowKind,
    /// The providers on its page, in order.
    pub providers: Vec<ProviderId>,
    /// Ids of [`FLOW_CLAIMS`].
    pub claims: Vec<String>,
    /// Ids of [`FLOW_ATTRIBUTES`].
    pub attributes: Vec<String>,
}

impl Default for NewUserFlow {
    fn default() -> Self {
        Self {
            name: String::new(),
            kind: UserFlowKind::default(),
            attributes: Vec::new(),
            providers: Vec::new(),
            claims: ["displayName", "identityProvider", "objectId", "newUser"].map(str::to_owned).into(),
        }
    }
}

/// What can be set of a user flow. Fields for errors: `providers`, `claims`, `attributes`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserFlowForm {
    /// The providers on its page, in order.
    pub providers: Vec<ProviderId>,
    /// Ids of [`FLOW_CLAIMS`].
    pub claims: Vec<String>,
    /// Ids of [`FLOW_ATTRIBUTES`].
    pub attributes: Vec<String>,
    /// *Issuer (iss) claim*.
    pub issuer: IssuerForm,
    /// *Subject (sub) claim*.
    pub subject: SubjectForm,
    /// *Claim representing user flow*.
    pub policy_claim: PolicyClaim,
    /// Token lifetimes. Fields for errors: `lifetimes.tokenSeconds` and so on.
    pub lifetimes: TokenLifetimes,
    /// Session and single sign-on. Fields for errors: `session.lifetimeSeconds` and so on.
    pub session: SessionSettings,
    /// Skip the page when there is one provider only.
    pub skip_single_provider: bool,
    /// Off: dead on every path.
    pub enabled: bool,
}

/// A user flow as stored, with what its page chooses from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserFlowDetails {
    /// Its id.
    pub id: UserFlowId,
    /// To be sent with a change.
    pub version: u32,
    /// `B2C_1_…`.
    pub policy: PolicyId,
    /// Which type.
    pub kind: UserFlowKind,
    /// What can be set.
    pub form: UserFlowForm,
    /// Every provider of the tenant, by name.
    pub providers: Vec<FlowProvider>,
    /// Every application of the tenant, by name.
    pub applications: Vec<RunApplication>,
    /// The flow's metadata document.
    pub metadata_url: String,
}

/// A provider that a user flow can offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FlowProvider {
    /// Its id.
    pub id: ProviderId,
    /// The text of its button.
    pub name: String,
    /// What `domain_hint=` leads straight to it.
    #[serde(default)]
    pub domain_hint: Option<String>,
    /// Off: not on the page, although it is chosen.
    pub enabled: bool,
}

/// An application with which a user flow can be run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunApplication {
    /// Its client id.
    pub id: ApplicationId,
    /// Its name.
    pub name: String,
    /// Its redirect URIs.
    pub reply_urls: Vec<String>,
    /// Whether it may get ID tokens from the authorization endpoint.
    pub id_tokens: bool,
    /// Whether a code for it needs PKCE.
    pub needs_pkce: bool,
    /// Off: no sign-in starts.
    pub enabled: bool,
}

/// What *Run user flow* asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunResponseType {
    /// An ID token, straight from the authorization endpoint.
    #[default]
    IdToken,
    /// A code, for the token endpoint.
    Code,
}

impl RunResponseType {
    /// The parameter's value.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IdToken => "id_token",
            Self::Code => "code",
        }
    }
}

/// The choices of the pane *Run user flow*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunRequest {
    /// *Application*.
    pub application: ApplicationId,
    /// *Reply URL*.
    pub reply_url: String,
    /// What comes back.
    pub response_type: RunResponseType,
    /// *Scopes*: separated by spaces; empty: `openid`.
    pub scopes: String,
    /// *Domain hint*: straight to the provider with it; empty: none.
    pub domain_hint: String,
    /// *Login hint*: who wants to sign in; empty: none.
    pub login_hint: String,
    /// *Language*: `ui_locales`; empty: the browser's.
    pub language: String,
}
