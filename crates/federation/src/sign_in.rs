//! A sign-in, from the authorization request to the answer: the driver of the engine.

mod accounts;
mod answer;
mod begin;
mod callback;
mod codes;
mod driver;
mod envelope;
mod finish;
mod messages;
mod packed;
mod refresh_journey;
mod scrub;
mod services;
#[cfg(test)]
mod tests;

pub use answer::{AnswerCall, PageView};
pub use begin::AuthorizeCall;
pub(crate) use begin::RECORDING_SECONDS;
pub use callback::{CallbackCall, REPOSTED};

use domain::{JourneyId, Secret, language::Language};
use oauth::{error::ProtocolError, provider::response::Response};

/// What the edge does next.
#[derive(Debug)]
pub enum Outcome {
    /// 303 to the page of the journey.
    Page {
        /// The page.
        url: String,
    },
    /// 303 to a provider.
    Provider {
        /// Where to, with its query.
        url: String,
    },
    /// The answer to the application.
    Respond(Response),
    /// The answer to the application, and the new session of the person: to be set as a cookie.
    SignedIn {
        /// The answer.
        response: Response,
        /// The session.
        session: Secret,
        /// How long the browser keeps it, in seconds; `None`: until it is closed.
        keep_seconds: Option<i64>,
    },
    /// A page that says what went wrong.
    Error(ErrorView),
    /// The provider's answer came without our cookie: post it again from our own origin, once.
    PostAgain,
}

/// What [`crate::Federation::authorize`] gives.
#[derive(Debug)]
pub struct Begun {
    /// What next.
    pub outcome: Outcome,
    /// The browser's binding, if it had none: to be set as a cookie.
    pub new_binding: Option<Secret>,
}

/// What an error page says.
#[derive(Debug, Clone)]
pub struct ErrorView {
    /// The code and the sentence.
    pub error: ProtocolError,
    /// For the words to the person.
    pub situation: Situation,
    /// The journey, or an id made for this page.
    pub correlation: JourneyId,
    /// The language.
    pub language: Language,
    /// The HTTP status.
    pub status: u16,
    /// Where it goes on, if it does.
    pub way: Option<String>,
}

/// What kind of situation an error page is for; the edge has the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Situation {
    /// The application or its redirect URI is not known.
    UnknownApplication,
    /// There is no such policy.
    UnknownPolicy,
    /// The request is not right.
    WrongRequest,
    /// The application or the policy was switched off.
    SwitchedOff,
    /// No cookie came.
    CookiesOff,
    /// It took too long.
    Expired,
    /// This step is done, or was done elsewhere.
    AlreadyDone,
    /// It goes on at the provider.
    AtProvider,
}

/// The digest under which a browser's binding is stored.
pub(crate) fn binding_digest(binding: &Secret) -> storage::Digest {
    crate::digest("binding", binding.expose())
}

/// The token of a page's form: derived from the browser's binding, the journey and what the page was drawn from, so that
/// another site cannot know it, and a page that was answered already answers nothing else.
fn csrf_token(binding: &Secret, journey: JourneyId, version: u64) -> String {
    use base64ct::{Base64UrlUnpadded, Encoding};
    let token = crate::digest(&format!("csrf {journey} {version}"), binding.expose());
    format!("{version}.{}", Base64UrlUnpadded::encode_string(&token))
}

/// From which version of the journey the page was drawn whose form has this token; `None` if it is none of ours.
fn version_of(binding: &Secret, journey: JourneyId, token: &str) -> Option<u64> {
    use subtle::ConstantTimeEq;
    let version = token.split_once('.')?.0.parse().ok()?;
    let expected = csrf_token(binding, journey, version);
    bool::from(expected.as_bytes().ct_eq(token.as_bytes())).then_some(version)
}

pub(crate) use packed::{Growing, unpack};
