//! The UI crate of Passerelle: console, inspector and sign-in pages. `ssr` on the server, or exactly one browser
//! feature.
#![recursion_limit = "256"]

pub mod api;
pub mod assets;
#[cfg(any(feature = "ssr", feature = "console"))]
pub mod sign_in;
