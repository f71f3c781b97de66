//! *Users*.

mod details;
mod list;

pub(super) use details::Details;
pub(super) use list::List;
