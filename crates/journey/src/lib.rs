//! The runtime: (Program, State, Event) → (State, Step). Pure: it never sleeps, fetches, reads a clock or rolls a die.
//! The same code runs on the server, in tests without a network, and as WebAssembly in the console.
//!
//! [`start`] begins a journey, [`resume`] goes on with an [`Event`], and [`page`] draws a waiting page again without
//! running anything. What the engine cannot do itself it asks for as a [`Step`]; the driver in `federation` does it and
//! comes back with the event. What happens is written into a [`Recording`], redacted where it is captured.
#![allow(clippy::unnecessary_box_returns, reason = "faults travel boxed; in the browser alone they are small")]

mod event;
mod fault;
mod machine;
pub mod page;
mod provider_failure;
pub mod recording;
mod session;
mod state;
mod step;

pub use event::{
    Answer, CodeVerdict, Event, Fetched, PasswordVerdict, Performed, ProviderAnswer, SendVerdict, Typed, Unanswered,
    UnansweredKind, Written,
};
pub use fault::{Fault, UserMessage};
pub use machine::{Ambient, Input, content_url, page, resume, sign_in_name, start, start_refresh};
pub use page::Page;
pub use provider_failure::{ProviderFailure, Reason};
pub use recording::Recording;
pub use session::{Session, SessionEntry};
pub use state::State;
pub use step::{
    Channel, ClaimsCall, CodeRules, Draw, Effect, Fetch, Find, Finished, OAuth2Token, ParameterValue, Payload, Query,
    Redirect, RestCall, SaveUser, Step, VerifyIdToken, Write,
};
