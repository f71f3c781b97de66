//! *Identity Experience Framework*: custom policies.

mod details;
mod diagnostics;
mod list;
mod source;
mod upload;

pub(super) use details::Details;
pub(super) use list::List;
pub(super) use upload::Upload;
