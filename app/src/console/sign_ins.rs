//! *Sign-ins*: what happened, and why it failed.

mod details;
mod hop;
mod list;
mod origins;
mod picture;
mod refused;
mod tables;

pub(super) use details::Details;
pub(super) use list::{List, sign_in_table};
pub(super) use refused::Refused;

use crate::api::SignInStatus;
use crate::ui::{Glyph, Icon};
use leptos::prelude::*;

/// Where a sign-in stands, in a word and an icon.
fn status_view(status: SignInStatus) -> impl IntoView {
    let (tone, icon, word) = match status {
        SignInStatus::Waiting => ("info", Icon::Wait, "Waiting"),
        SignInStatus::Succeeded => ("success", Icon::Check, "Succeeded"),
        SignInStatus::Failed => ("danger", Icon::Cross, "Failed"),
        SignInStatus::Expired => ("quiet", Icon::Wait, "Nobody answered"),
    };
    view! {
        <span class="status" data-tone=tone>
            <Glyph icon=icon/>
            {word}
        </span>
    }
}
