//! The server functions: each asks [`ConsoleBackend`](crate::api::ConsoleBackend) and nothing else.
//!
//! What was refused comes back inside the answer, with status 200: a refused form is no broken request, and browsers
//! report failed requests in their console.

mod applications;
mod directory;
mod finding;
mod identity_providers;
mod policies;
mod session;
mod sign_ins;
mod user_flows;
mod users;

pub(crate) use applications::*;
pub(crate) use directory::*;
pub(crate) use finding::*;
pub(crate) use identity_providers::*;
pub(crate) use policies::*;
pub(crate) use session::*;
pub(crate) use sign_ins::*;
pub(crate) use user_flows::*;
pub(crate) use users::*;

use crate::api::{Answer, ConsoleError};
use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};

/// What a server function gives: the outer error is one of the way there.
pub(crate) type Called<T> = Result<Answer<T>, ConsoleError>;

impl FromServerFnError for ConsoleError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let message = match error {
            ServerFnErrorErr::Request(_) => {
                "The server could not be reached. Nothing was changed. Check your connection, then try again."
                    .to_owned()
            }
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                "This page and the server are of different versions. Load the page again, then try again.".to_owned()
            }
            other => format!("The server did not answer as it should ({other}). Load the page again, then try again."),
        };
        Self::Unavailable { correlation_id: None, message }
    }
}

#[cfg(feature = "ssr")]
mod server {
    use crate::api::{AdminSession, Answer, ConsoleBackend, ConsoleError};
    use leptos::prelude::use_context;
    use std::{str::FromStr, sync::Arc};

    /// Who asks, and who answers.
    pub(super) fn caller() -> Answer<(Arc<dyn ConsoleBackend>, AdminSession)> {
        let admin = use_context::<AdminSession>().ok_or(ConsoleError::SignedOut)?;
        let backend = use_context::<Arc<dyn ConsoleBackend>>().ok_or_else(|| ConsoleError::Unavailable {
            correlation_id: None,
            message: "The console is not connected to its server. Restart Passerelle.".to_owned(),
        })?;
        Ok((backend, admin))
    }

    /// A name or id of an URL; what cannot be one does not exist.
    pub(super) fn read<T: FromStr>(text: &str) -> Answer<T> {
        text.parse().map_err(|_| ConsoleError::NotFound)
    }

    /// A tenant's name in an URL.
    pub(super) fn tenant(text: &str) -> Answer<domain::TenantName> {
        domain::TenantName::parse(text).map_err(|_| ConsoleError::NotFound)
    }
}

/// `ask!(backend, admin => call)`: the body of a server function.
#[cfg(feature = "ssr")]
macro_rules! ask {
    ($backend:ident, $admin:ident => $call:expr) => {
        Ok(async move {
            let ($backend, $admin) = $crate::console::calls::server::caller()?;
            $call.await
        }
        .await)
    };
}
#[cfg(feature = "ssr")]
use ask;
