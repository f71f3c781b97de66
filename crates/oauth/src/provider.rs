//! Our role towards applications: an OpenID provider.

pub mod authorize;
pub mod grant;
pub mod logout;
pub mod metadata;
pub mod refresh;
pub mod response;
pub mod scope;
pub mod session;
pub mod token_endpoint;
pub mod tokens;
pub mod userinfo;

pub use authorize::{AuthorizationRequest, Delivery, Prompt, Refusal, ResponseTypes};
pub use grant::{CodeGrant, Grant, Lifetimes};
