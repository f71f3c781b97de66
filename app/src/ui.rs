//! The small component set of console and inspector: accessible by construction, styled by `style/components.css`.

mod copy;
mod field;
mod form;
mod icon;
mod menu;
mod page;
mod saver;
mod states;
mod time;

pub(crate) use copy::{CopyButton, CopyValue};
pub(crate) use field::{Bound, CheckField, SelectField, TextField, bound};
pub(crate) use form::{DeleteSection, EditForm};
pub(crate) use icon::{Glyph, Icon};
pub(crate) use menu::Menu;
pub(crate) use page::{PageHead, Section};
pub(crate) use saver::Saver;
pub(crate) use states::{Empty, Note, Tone, failure_view, loaded};
pub(crate) use time::{Time, duration_words};

use leptos::prelude::*;

/// Whether the page listens already: false in what the server sends, true once the browser has taken over. Forms stay
/// disabled until then, so that nothing typed is lost.
#[derive(Clone, Copy)]
pub(crate) struct Ready(ReadSignal<bool>);

impl Ready {
    /// Puts it into the context.
    pub(crate) fn provide() {
        let (ready, set_ready) = signal(false);
        Effect::new(move |_| set_ready.set(true));
        provide_context(Self(ready));
    }

    /// As the context says.
    pub(crate) fn signal() -> Signal<bool> {
        use_context::<Self>().map_or_else(|| Signal::stored(true), |ready| ready.0.into())
    }
}
