//! *User flows*.

mod claims;
mod details;
mod list;
mod new;
mod properties;
mod providers;

pub(super) use details::Details;
pub(super) use list::List;
pub(super) use new::New;
