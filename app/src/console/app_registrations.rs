//! *App registrations*.

mod details;
mod form;
mod list;
mod secrets;

pub(super) use details::{Details, New};
pub(super) use list::List;

use domain::ApplicationKind;

/// A platform in the words of the portal.
pub(super) const fn platform(kind: ApplicationKind) -> &'static str {
    match kind {
        ApplicationKind::Web => "Web",
        ApplicationKind::Spa => "Single-page application (SPA)",
        ApplicationKind::PublicClient => "Public client (mobile & desktop)",
    }
}
