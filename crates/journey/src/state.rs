//! The state of a journey: a stack of frames, so that any phase may wait, and the claims bag. It is stored sealed as a
//! whole.

use crate::{Session, page::Stage};
use domain::claims::Sensitive;
use domain::{Claims, Timestamp, User, language::Language};
use oauth::relying_party::Metadata;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct State {
    /// The frames, the running one last.
    pub(crate) frames: Vec<Frame>,
    /// What the journey knows.
    pub(crate) claims: Claims,
    /// What the refresh token holds that began it.
    pub(crate) granted: Claims,
    /// The request that began it.
    pub(crate) request: Request,
    /// The claims exchange that the person chose, until it runs.
    pub(crate) chosen: Option<String>,
    /// The waiting page.
    pub(crate) form: Form,
    /// The user, once the directory knows one.
    pub(crate) user: Option<domain::UserId>,
    /// Users that were met and are switched off: no answer is issued for them, whatever the policy does about it.
    pub(crate) blocked: BTreeSet<domain::UserId>,
    /// The provider by which the person signs in.
    pub(crate) provider: Option<String>,
    /// Its tokens, until its claims are read.
    pub(crate) tokens: Option<TokenAnswer>,
    /// When the provider says that the person signed in there.
    #[serde(default)]
    pub(crate) auth_time: Option<Timestamp>,
    /// What session providers keep of earlier journeys.
    pub(crate) kept: Session,
    /// What they keep of this one.
    pub(crate) session: Session,
    /// Whose earlier sign-in stood for a technical profile of this journey, as the session names them.
    #[serde(default)]
    pub(crate) restored: Option<BTreeMap<String, String>>,
    /// Somebody proved in this journey who they are: by a password, a provider or a code.
    #[serde(default)]
    pub(crate) proved: bool,
    /// The person wants to stay signed in.
    pub(crate) remember_me: bool,
    /// What was used of the limits.
    pub(crate) used: Used,
}

/// What of the authorization request the engine looks at.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// `domain_hint`.
    pub domain_hint: Option<String>,
    /// `login_hint`.
    pub login_hint: Option<String>,
    /// All parameters, for claim resolvers.
    pub parameters: Vec<(String, String)>,
    /// The language of built-in words.
    pub language: Language,
    /// The tag of the pages' language, with its region if the request has one: `de-CH`.
    #[serde(default)]
    pub locale: String,
    /// `tenant.onmicrosoft.com`.
    pub tenant_domain: String,
    /// The tenant's id.
    pub tenant_id: String,
    /// The journey's id.
    pub correlation_id: String,
    /// The address of the browser.
    pub ip_address: Option<String>,
    /// Our own host.
    pub host: String,
}

/// What a waiting page holds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Form {
    /// What the page's input claims fill in.
    pub prefilled: Claims,
    /// What was typed and what its validation gave, before it becomes claims of the journey.
    pub claims: Claims,
    /// Which of the claims came from a profile that ran for the page, not from a field: by the control it ran for,
    /// empty for the validation of the whole page.
    #[serde(default)]
    pub found: BTreeMap<String, String>,
    /// Errors beside fields, and what was typed.
    pub fields: Vec<FieldState>,
    /// A message above the form: a string id, or a sentence.
    pub message: Option<String>,
    /// How far its display controls are; one that is missing was not begun.
    pub controls: BTreeMap<String, Stage>,
    /// How often it was answered without success.
    pub failures: u16,
}

/// What was typed into a field that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FieldState {
    pub claim: String,
    /// Nothing of a password.
    pub value: String,
    pub error: Option<String>,
    /// It is a password.
    pub secret: bool,
}

/// One frame of the stack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Frame {
    /// A journey or sub-journey at a step.
    Journey {
        /// Which.
        id: String,
        /// Position of the step.
        step: usize,
        /// Where in the step.
        phase: StepPhase,
    },
    /// A technical profile.
    Profile {
        /// Which.
        id: String,
        /// Where in it.
        phase: ProfilePhase,
    },
}

/// Where in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum StepPhase {
    /// Preconditions are still to be judged.
    Entering,
    /// A page waits for a choice.
    Choosing,
    /// A technical profile runs above.
    Running,
}

/// Where in a technical profile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ProfilePhase {
    /// Nothing was done yet.
    Entering,
    /// A form waits.
    Form,
    /// A form was answered: its validation profiles run above. `next` is the one to run next, and `ran` says whether
    /// the one before was run and went well.
    Validating { next: usize, ran: bool },
    /// A button of a display control was pressed: the profiles of the action run above.
    Acting { control: String, verify: bool, next: usize, ran: bool },
    /// The account for a password was looked for.
    Finding,
    /// The password of this account is being checked.
    CheckingPassword(Option<Box<User>>),
    /// A password is being hashed, to be written.
    Hashing,
    /// A claims transformation waits for a policy key: before the profile's own work, or after it.
    Keying { after: bool, next: usize, output: String },
    /// A code is being made, sent or checked.
    Performing,
    /// A page for a telephone waits, or a code for it is being sent or checked.
    Phone(PhoneState),
    /// A REST service was called.
    Calling,
    /// OAuth 2.0: the browser is at the provider.
    AwayOAuth2,
    /// OAuth 2.0: the code is being exchanged.
    AskingToken,
    /// OAuth 2.0: claims were asked for.
    AskingClaims(Box<TokenAnswer>),
    /// The directory was asked.
    Reading,
    /// The directory was changed.
    Writing,
    /// A token that the application brought is being checked.
    Hint(Box<Hint>),
    /// OpenID Connect: metadata was asked for.
    Metadata,
    /// OpenID Connect: the browser is at the provider.
    Away(Box<Metadata>),
    /// OpenID Connect: the code is being exchanged; what the answer said beside it.
    Exchanging(Box<Metadata>, Sensitive, Map<String, Value>),
    /// OpenID Connect: the metadata of the token's own issuer was asked for.
    Discovering(Box<Exchange>),
    /// OpenID Connect: keys were asked for.
    Keys(Box<Exchange>),
    /// OpenID Connect: the ID token is being checked.
    Verifying(Box<Exchange>),
    /// OpenID Connect: userinfo was asked for; the claims of the checked ID token, and what the answer said beside it.
    UserInfo(Box<Metadata>, Map<String, Value>, Map<String, Value>),
}

/// What an OpenID Connect profile holds between its last calls.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Exchange {
    pub metadata: Metadata,
    pub code: Option<Sensitive>,
    pub id_token: Sensitive,
    pub tokens: Option<TokenAnswer>,
    /// The keys were asked for again already.
    pub again: bool,
    /// What the answer said beside the token (`ReadBodyClaimsOnIdpRedirect`).
    #[serde(default)]
    pub body: Map<String, Value>,
}

/// A token that the application brought, while it is checked.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Hint {
    /// What its issuer says of itself, once it was asked.
    pub metadata: Option<Metadata>,
    /// The keys were asked for again already.
    pub again: bool,
}

/// A second factor by telephone under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PhoneState {
    /// The number is not known yet: it is entered here.
    pub new: bool,
    pub number: String,
    pub sent: bool,
    pub failures: u16,
}

/// What an OAuth 2.0 provider gave for a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokenAnswer {
    pub access_token: Sensitive,
    pub refresh_token: Option<Sensitive>,
    pub token_type: Option<String>,
    pub expires_in: Option<String>,
    pub extra: Vec<(String, String)>,
}

/// What was used of the limits of one journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Used {
    /// Transitions.
    pub transitions: u32,
    /// Calls to providers.
    pub fetches: u32,
    /// Changes of the directory.
    pub writes: u32,
    /// Answers of a person to a page.
    #[serde(default)]
    pub answers: u32,
    /// Milliseconds that calls took.
    #[serde(default)]
    pub milliseconds: u64,
    /// Bytes that they brought.
    #[serde(default)]
    pub bytes: u64,
}

/// At most this many transitions in one journey.
pub(crate) const MAX_TRANSITIONS: u32 = 2_000;
/// At most this many answers to pages in one journey (S73): each is saved and recorded.
pub(crate) const MAX_ANSWERS: u32 = 200;
/// At most this many calls to providers in one journey.
pub(crate) const MAX_FETCHES: u32 = 60;
/// At most this many changes of the directory in one journey.
pub(crate) const MAX_WRITES: u32 = 60;
/// So long may the calls of one journey take in all.
pub(crate) const MAX_MILLISECONDS: u64 = 180_000;
/// So much may they bring in all.
pub(crate) const MAX_BYTES: u64 = 8 * 1024 * 1024;
/// So much may the claims of a journey hold: they are kept, sealed, with every page.
pub(crate) const MAX_CLAIMS: usize = 512 * 1024;
/// Frames deeper than this are a loop.
pub(crate) const MAX_DEPTH: usize = 32;

impl Request {
    /// A parameter of the authorization request.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// `max_age`, in seconds.
    pub(crate) fn max_age(&self) -> Option<u32> {
        self.parameter("max_age")?.parse().ok()
    }
}

impl State {
    /// The user, once the directory knows one.
    pub fn user(&self) -> Option<domain::UserId> {
        self.user
    }

    /// The provider by which the person signs in, once chosen.
    pub fn provider(&self) -> Option<&str> {
        self.provider.as_deref()
    }

    /// The language of its pages.
    pub fn language(&self) -> Language {
        self.request.language
    }

    /// Shows its pages in another language from now on.
    pub fn set_language(&mut self, language: Language) {
        self.request.language = language;
        language.tag().clone_into(&mut self.request.locale);
    }

    /// The state to come back to from a provider: what the page that waits was drawn from, without the request, which
    /// stays the same.
    #[must_use]
    pub fn page(&self) -> Self {
        Self { request: Request::default(), ..self.clone() }
    }

    /// The state of an earlier page again, with the language and the limits of now: what was used is used, and who was
    /// found to be switched off stays so.
    #[must_use]
    pub fn back_to(self, page: Self) -> Self {
        Self { request: self.request, used: self.used, blocked: self.blocked, ..page }
    }

    /// Whether nothing was changed since that page that going back to it would do again.
    pub fn may_go_back_to(&self, page: &Self) -> bool {
        self.waits_for_provider().is_some() && self.used.writes == page.used.writes
    }

    /// The technical profile that waits for a provider's answer.
    pub fn waits_for_provider(&self) -> Option<&str> {
        match self.frames.last() {
            Some(Frame::Profile { id, phase: ProfilePhase::Away(_) | ProfilePhase::AwayOAuth2 }) => Some(id),
            _ => None,
        }
    }
}
