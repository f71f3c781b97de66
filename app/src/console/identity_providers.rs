//! *Identity providers*.

mod check;
mod details;
mod form;
mod list;
mod sheet;

pub(super) use details::{Details, New};
pub(super) use list::List;
