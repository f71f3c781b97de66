//! OAuth 2.0 and OpenID Connect messages and rules, both roles: [`provider`] towards applications, [`relying_party`]
//! towards identity providers. No I/O.

pub mod error;
pub mod excerpt;
mod parameters;
pub mod pkce;
pub mod provider;
pub mod relying_party;

#[cfg(test)]
mod testing;

pub use parameters::{ParameterError, Parameters};
