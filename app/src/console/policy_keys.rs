//! *Policy Keys*: the secrets and keys that custom policies name.

mod details;
mod form;
mod list;

pub(super) use details::{Details, New};
pub(super) use list::List;

use crate::ui::{Glyph, Icon};
use domain::{KeyStatus, KeyType, KeyUsage};
use leptos::prelude::*;

const fn kind_words(kind: KeyType) -> &'static str {
    match kind {
        KeyType::Rsa => "RSA",
        KeyType::Secret => "Secret",
    }
}

const fn usage_words(usage: KeyUsage) -> &'static str {
    match usage {
        KeyUsage::Signature => "Signature",
        KeyUsage::Encryption => "Encryption",
    }
}

/// Where a key stands, in a word and an icon.
fn status_view(status: KeyStatus) -> AnyView {
    let (tone, icon, word) = match status {
        KeyStatus::Active => ("success", Icon::Check, "In use"),
        KeyStatus::Standby => ("quiet", Icon::Wait, "Another one is in use"),
        KeyStatus::NotYet => ("info", Icon::Wait, "Not active yet"),
        KeyStatus::Expired => ("danger", Icon::Cross, "Expired"),
        KeyStatus::Disabled => ("quiet", Icon::Cross, "Disabled"),
    };
    view! {
        <span class="status" data-tone=tone>
            <Glyph icon=icon/>
            {word}
        </span>
    }
    .into_any()
}
