//! Our role towards identity providers: an OpenID Connect relying party.

pub mod callback;
pub mod client_assertion;
pub mod id_token;
pub mod metadata;
pub mod token_request;
pub mod user_info;

pub use id_token::{Rules, Verdict};
pub use metadata::Metadata;
