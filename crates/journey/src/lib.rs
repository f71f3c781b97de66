//! The runtime: (Program, State, Event) → (State, Step). Pure: it never sleeps, fetches, reads a clock or rolls a die.
//! The same code runs on the server, in tests without a network, and as WebAssembly in the console.
//!
//! [`start`] begins a journey, [`resume`] goes on with an [`Event`], and [`page`] draws a waiting page again without
//! running anything. What the engine cannot do itself it asks for as a [`Step`]; the driver in `federation` does it and
//! comes back with the event. What happens is written into a [`Recording`], redacted where it is captured.

mod event;
mod fault;
mod machine;
pub mod page;
mod provider_failure;
pub mod recording;
mod state;
mod step;

pub use event::{Answer, Event, Fetched, ProviderAnswer, Unanswered, UnansweredKind};
pub use fault::Fault;
pub use machine::{Ambient, Input, page, resume, start};
pub use page::Page;
pub use provider_failure::{ProviderFailure, Reason};
pub use recording::Recording;
pub use state::State;
pub use step::{Draw, Effect, Fetch, Finished, NewUser, ParameterValue, Query, Redirect, Step, VerifyIdToken, Write};
