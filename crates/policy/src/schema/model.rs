//! The element model of a policy file: what stands where, how often, in which order, with which values. The facts are
//! those of the schema `TrustFrameworkPolicy` 0.3.0.0; a differential test holds them to it.

mod claims;
mod journeys;
pub mod kind;
mod pages;
mod policy;
mod profiles;
pub mod values;

use kind::Kind;

/// The name of the outermost element.
pub const ROOT_NAME: &str = "TrustFrameworkPolicy";

/// What the outermost element may hold.
pub fn root() -> &'static Kind {
    &policy::ROOT
}
