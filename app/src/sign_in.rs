//! The pages that people see while they sign in: components over a [`journey::Page`] and its relatives. On the server
//! they become whole documents without script; the console draws the same components as a live preview.
//!
//! Ids and classes are those that custom CSS written for Azure AD B2C addresses (behaviour reference §11.3).

pub mod branding;
mod document;
mod error;
mod field;
mod hand_over;
mod message;
mod phone;
mod selection;
mod self_asserted;
mod situation;
pub mod texts;

pub use branding::Branding;
pub use document::{Content, Form, Frame, SignInDocument, Surrounding, body_view};
#[cfg(feature = "ssr")]
pub use document::{page_html, surrounded_page_html};
pub use error::{ErrorPage, Way};
pub use hand_over::{AUTO_SUBMIT_SCRIPT, HandOver};
pub use message::{MessageForm, MessagePage};
pub use situation::Situation;

#[cfg(all(test, feature = "ssr"))]
mod tests;
