//! Our role towards applications: an OpenID provider.

pub mod authorize;
pub mod metadata;
pub mod response;
pub mod token_endpoint;
pub mod tokens;

pub use authorize::{AuthorizationRequest, Delivery, Refusal, ResponseTypes};
