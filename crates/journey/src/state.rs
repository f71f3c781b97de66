//! The state of a journey: a stack of frames, so that any phase may wait, and the claims bag. It is stored sealed as a
//! whole.

use domain::claims::Sensitive;
use domain::{Claims, language::Language};
use oauth::relying_party::Metadata;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct State {
    /// The frames, the running one last.
    pub(crate) frames: Vec<Frame>,
    /// What the journey knows.
    pub(crate) claims: Claims,
    /// The request that began it.
    pub(crate) request: Request,
    /// The claims exchange that the person chose, until it runs.
    pub(crate) chosen: Option<String>,
    /// The message that the waiting page shows.
    pub(crate) message: Option<String>,
    /// Errors beside fields of the waiting page, and what was typed.
    pub(crate) fields: Vec<FieldState>,
    /// The user, once the directory knows one.
    pub(crate) user: Option<domain::UserId>,
    /// The provider by which the person signs in.
    pub(crate) provider: Option<String>,
    /// What was used of the limits.
    pub(crate) used: Used,
}

/// What of the authorization request the engine looks at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// `domain_hint`.
    pub domain_hint: Option<String>,
    /// `login_hint`.
    pub login_hint: Option<String>,
    /// The language of pages.
    pub language: Language,
    /// `tenant.onmicrosoft.com`.
    pub tenant_domain: String,
    /// The tenant's id.
    pub tenant_id: String,
    /// The journey's id.
    pub correlation_id: String,
}

/// What was typed into a field that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FieldState {
    pub claim: String,
    pub value: String,
    pub error: Option<String>,
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
    /// The directory was asked.
    Reading,
    /// The directory was changed.
    Writing,
    /// OpenID Connect: metadata was asked for.
    Metadata,
    /// OpenID Connect: the browser is at the provider.
    Away(Box<Metadata>),
    /// OpenID Connect: the code is being exchanged.
    Exchanging(Box<Metadata>, Sensitive),
    /// OpenID Connect: keys were asked for.
    Keys(Box<Exchange>),
    /// OpenID Connect: the ID token is being checked.
    Verifying(Box<Exchange>),
    /// OpenID Connect: userinfo was asked for; the claims of the checked ID token.
    UserInfo(Box<Metadata>, Map<String, Value>),
}

/// What an OpenID Connect profile holds between its last calls.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Exchange {
    pub metadata: Metadata,
    pub code: Option<Sensitive>,
    pub id_token: Sensitive,
    pub access_token: Option<Sensitive>,
    /// The keys were asked for again already.
    pub again: bool,
}

/// What was used of the limits of one journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Used {
    /// Transitions.
    pub transitions: u32,
    /// Calls to providers.
    pub fetches: u32,
}

/// At most this many transitions in one journey.
pub(crate) const MAX_TRANSITIONS: u32 = 2_000;
/// At most this many calls to providers in one journey.
pub(crate) const MAX_FETCHES: u32 = 60;
/// Frames deeper than this are a loop.
pub(crate) const MAX_DEPTH: usize = 32;

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
    }

    /// The technical profile that waits for a provider's answer.
    pub fn waits_for_provider(&self) -> Option<&str> {
        match self.frames.last() {
            Some(Frame::Profile { id, phase: ProfilePhase::Away(_) }) => Some(id),
            _ => None,
        }
    }
}
