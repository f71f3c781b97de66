//! What is stored of a journey beside the engine's state. Sealed as a whole.

use super::codes::Code;
use crate::{PolicyPath, programs::Pin, session::Loaded};
use domain::claims::Sensitive;
use domain::{ApplicationId, Timestamp};
use journey::{Draw, State};
use oauth::provider::AuthorizationRequest;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Envelope {
    /// The layout of this structure; one that nobody reads any more ends on a page that offers to start again.
    pub format: u16,
    pub state: State,
    pub program: String,
    pub pins: Vec<Pin>,
    pub request: AuthorizationRequest,
    pub application: ApplicationId,
    pub path: PolicyPath,
    /// Values of draws.
    pub draws: Vec<(Draw, Sensitive)>,
    /// One-time codes that were made.
    #[serde(default)]
    pub codes: Vec<Code>,
    /// So many answers came: of a person, a provider, or anything that was asked for them.
    #[serde(default)]
    pub answers: u16,
    /// Where the browser was sent, while it is at a provider.
    #[serde(default)]
    pub away: Option<String>,
    /// The button that sent it there.
    #[serde(default)]
    pub choice: Option<String>,
    /// The page with that button: a person who comes back without the provider's answer chooses again.
    #[serde(default)]
    pub before: Option<Box<State>>,
    /// The redirect URI that the provider got.
    pub callback: Option<String>,
    /// The technical profile of the provider that the browser was sent to last.
    pub profile: Option<String>,
    /// The session that may spare the person to sign in again.
    pub session: Option<Loaded>,
    /// Whether the person saw a page or was sent to a provider: then this is a new sign-in.
    pub asked: bool,
    /// Whether the application asked for `client_info`, as MSAL does.
    pub client_info: bool,
    /// When the authorization request came.
    pub started_at: Timestamp,
}

pub(super) const FORMAT: u16 = 2;

impl Envelope {
    pub fn draw(&self, wanted: Draw) -> Option<&Sensitive> {
        self.draws.iter().find(|(draw, _)| *draw == wanted).map(|(_, value)| value)
    }

    /// The state whose page waits: while the browser is at a provider, the page it was sent there from.
    pub fn waiting(&self) -> Cow<'_, State> {
        match &self.before {
            Some(before) => Cow::Owned(self.state.clone().back_to((**before).clone())),
            None => Cow::Borrowed(&self.state),
        }
    }
}
