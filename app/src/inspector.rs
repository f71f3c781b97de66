//! The inspector: a document and a wasm file of its own. A token is never stored, never logged, and never sent by
//! script; everything is computed in the browser by `token`.
//!
//! Keys come through a second document, [`KEY_DOCUMENT_PATH`], in a sandboxed frame: it knows only an URL, shows it,
//! and hands over what it fetched. It asks this server by itself, and any other after a click. The inspector itself can reach nothing but its own wasm file.

#[cfg(any(feature = "inspector", test))]
mod arrival;
mod arrived;
#[cfg(feature = "ssr")]
mod document;
#[cfg(feature = "ssr")]
mod key_document;
#[cfg(any(feature = "inspector", test))]
mod own_keys;
#[cfg(feature = "inspector")]
mod page;
#[cfg(any(feature = "inspector", test))]
mod verdict;
#[cfg(any(feature = "inspector", test))]
#[cfg_attr(
    not(feature = "inspector"),
    allow(dead_code, reason = "the tests of the server's build look at the table alone")
)]
mod words;

pub use arrived::{Arrived, ArrivedBy};
#[cfg(feature = "ssr")]
pub use document::{InspectorDocument, document_html};
#[cfg(feature = "ssr")]
pub use key_document::key_document_html;
#[cfg(feature = "inspector")]
pub use page::mount;

/// Where the server gives the key document. Never with a query.
pub const KEY_DOCUMENT_PATH: &str = "/inspect/keys";

/// Leads an administrator from a token of this server to its sign-in in the console.
pub const SIGN_IN_PATH: &str = "/inspect/sign-in";

/// The id of the element that holds what arrived by query or `form_post`, as JSON.
pub const ARRIVED_ELEMENT: &str = "arrived";
