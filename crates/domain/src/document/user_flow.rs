//! User flows and their settings (behaviour reference §4.3). Ranges are here, so that form, API and import agree.

use super::{Document, Kind};
use crate::{PolicyId, ProviderId, UserFlowId};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// A user flow (behaviour reference §4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserFlow {
    /// Its id.
    pub id: UserFlowId,
    /// `B2C_1_…`; immutable.
    pub policy: PolicyId,
    /// Which type.
    pub kind: UserFlowKind,
    /// The providers on its page, in order.
    pub providers: Vec<ProviderId>,
    /// The claims to return, by claim id (`displayName`, `identityProvider`, …), beside those every token has.
    pub claims: Vec<String>,
    /// The attributes to collect when somebody signs up, by claim id, unless the provider delivers them.
    #[serde(default)]
    pub attributes: Vec<String>,
    /// The `iss` of its tokens.
    #[serde(default)]
    pub issuer: IssuerForm,
    /// The `sub` of its tokens.
    #[serde(default)]
    pub subject: SubjectForm,
    /// The claim that names the policy.
    #[serde(default)]
    pub policy_claim: PolicyClaim,
    /// How long its tokens live.
    #[serde(default)]
    pub lifetimes: TokenLifetimes,
    /// How long a person stays signed in, and where.
    #[serde(default)]
    pub session: SessionSettings,
    /// Skip the page when there is one provider only.
    #[serde(default)]
    pub skip_single_provider: bool,
    /// Off: dead on every path.
    pub enabled: bool,
}

impl Document for UserFlow {
    const KIND: Kind = Kind::UserFlow;
    fn id(&self) -> String {
        self.id.to_string()
    }
    fn lookup(&self) -> Option<String> {
        Some(self.policy.folded())
    }
}

impl UserFlow {
    /// A new flow without providers and claims, with every setting at its default.
    pub fn new(id: UserFlowId, policy: PolicyId, kind: UserFlowKind) -> Self {
        Self {
            id,
            policy,
            kind,
            providers: Vec::new(),
            claims: Vec::new(),
            attributes: Vec::new(),
            issuer: IssuerForm::default(),
            subject: SubjectForm::default(),
            policy_claim: PolicyClaim::default(),
            lifetimes: TokenLifetimes::default(),
            session: SessionSettings::default(),
            skip_single_provider: false,
            enabled: true,
        }
    }
}

/// The types of user flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum UserFlowKind {
    /// Sign up and sign in.
    #[default]
    SignUpOrSignIn,
    /// Sign in: nobody becomes a user.
    SignIn,
    /// Sign up: nobody is a user already.
    SignUp,
}

impl UserFlowKind {
    /// What the console calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignUpOrSignIn => "Sign up and sign in",
            Self::SignIn => "Sign in",
            Self::SignUp => "Sign up",
        }
    }

    /// Whether people become users by it.
    pub const fn signs_up(self) -> bool {
        !matches!(self, Self::SignIn)
    }
}

/// The two patterns of `iss` (behaviour reference §4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum IssuerForm {
    /// `https://host/tfp/{tenant id}/{policy}/v2.0/`: discovery works with strict clients.
    #[default]
    AuthorityWithTfp,
    /// `https://host/{tenant id}/v2.0/`.
    AuthorityAndTenantGuid,
}

/// The values of `sub` (behaviour reference §4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SubjectForm {
    /// The user's object id.
    #[default]
    ObjectId,
    /// A text that says to use `oid`, which the token then always has.
    NotSupported,
}

/// The claim that names the policy (behaviour reference §4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PolicyClaim {
    /// `tfp`, in the written case.
    #[default]
    Tfp,
    /// `acr`, in lower case.
    Acr,
}

/// A setting that is out of its range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutOfRange {
    /// The field, as serialised.
    pub field: &'static str,
    /// In words.
    pub message: &'static str,
}

/// Lifetimes in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TokenLifetimes {
    /// Of ID and access tokens: 300 to 86,400.
    pub token_seconds: u32,
    /// Of codes: 60, settable to 600.
    pub code_seconds: u32,
    /// Of one refresh token: 86,400 to 7,776,000 (1 to 90 days).
    pub refresh_seconds: u32,
    /// How long a person need not sign in again while refreshing: 86,400 to 31,536,000 (1 to 365 days), and not
    /// shorter than a refresh token lives; `None`: no expiry.
    pub sliding_window_seconds: Option<u32>,
}

const DAY: u32 = 86_400;

impl Default for TokenLifetimes {
    fn default() -> Self {
        Self {
            token_seconds: 3600,
            code_seconds: 60,
            refresh_seconds: 14 * DAY,
            sliding_window_seconds: Some(90 * DAY),
        }
    }
}

impl TokenLifetimes {
    /// Of ID and access tokens.
    pub const TOKEN_SECONDS: RangeInclusive<u32> = 300..=86_400;
    /// Of codes.
    pub const CODE_SECONDS: RangeInclusive<u32> = 60..=600;
    /// Of a refresh token.
    pub const REFRESH_SECONDS: RangeInclusive<u32> = DAY..=90 * DAY;
    /// Of the sliding window.
    pub const SLIDING_WINDOW_SECONDS: RangeInclusive<u32> = DAY..=365 * DAY;

    /// What is out of its range.
    pub fn out_of_range(&self) -> Vec<OutOfRange> {
        let mut wrong = Vec::new();
        let mut check = |fine: bool, field, message| {
            if !fine {
                wrong.push(OutOfRange { field, message });
            }
        };
        check(
            Self::TOKEN_SECONDS.contains(&self.token_seconds),
            "tokenSeconds",
            "Access and ID tokens live 5 to 1440 minutes.",
        );
        check(Self::CODE_SECONDS.contains(&self.code_seconds), "codeSeconds", "A code lives 60 to 600 seconds.");
        check(
            Self::REFRESH_SECONDS.contains(&self.refresh_seconds),
            "refreshSeconds",
            "A refresh token lives 1 to 90 days.",
        );
        if let Some(window) = self.sliding_window_seconds {
            check(
                Self::SLIDING_WINDOW_SECONDS.contains(&window),
                "slidingWindowSeconds",
                "The sliding window is 1 to 365 days.",
            );
            check(
                window >= self.refresh_seconds,
                "slidingWindowSeconds",
                "The sliding window is not shorter than a refresh token lives.",
            );
        }
        wrong
    }
}

/// Sessions and single sign-on (behaviour reference §4.3, §9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SessionSettings {
    /// *Web app session lifetime*: 900 to 86,400 s.
    pub lifetime_seconds: u32,
    /// *Web app session timeout*.
    pub kind: SessionKind,
    /// *Single sign-on configuration*.
    pub single_sign_on: SingleSignOn,
    /// *Keep me signed in*: 1 to 90 days, 0 for off.
    pub keep_signed_in_days: u8,
    /// *Require ID token in logout requests*.
    pub require_id_token_in_logout: bool,
}

impl Default for SessionSettings {
    fn default() -> Self {
        Self {
            lifetime_seconds: DAY,
            kind: SessionKind::Rolling,
            single_sign_on: SingleSignOn::Tenant,
            keep_signed_in_days: 0,
            require_id_token_in_logout: false,
        }
    }
}

impl SessionSettings {
    /// Of a session.
    pub const LIFETIME_SECONDS: RangeInclusive<u32> = 900..=86_400;
    /// Of *keep me signed in*; 0 is off.
    pub const KEEP_SIGNED_IN_DAYS: RangeInclusive<u8> = 0..=90;

    /// What is out of its range.
    pub fn out_of_range(&self) -> Vec<OutOfRange> {
        let mut wrong = Vec::new();
        if !Self::LIFETIME_SECONDS.contains(&self.lifetime_seconds) {
            wrong.push(OutOfRange { field: "lifetimeSeconds", message: "A session lives 15 to 1440 minutes." });
        }
        if !Self::KEEP_SIGNED_IN_DAYS.contains(&self.keep_signed_in_days) {
            wrong.push(OutOfRange { field: "keepSignedInDays", message: "People stay signed in for 1 to 90 days." });
        }
        wrong
    }
}

/// When a session ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SessionKind {
    /// That long after it was last used.
    #[default]
    Rolling,
    /// That long after the person signed in.
    Absolute,
}

/// Where a session spares the person to sign in again (`SingleSignOn@Scope`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SingleSignOn {
    /// In every application and policy of the tenant.
    #[default]
    Tenant,
    /// In the same application, in all its policies.
    Application,
    /// In the same policy, in all applications.
    Policy,
    /// Nowhere (`Suppressed`).
    Disabled,
}
