//! The small component set of console and inspector: accessible by construction, styled by `style/components.css`.

#[cfg(any(feature = "ssr", feature = "console"))]
mod checks;
#[cfg(any(feature = "ssr", feature = "console"))]
mod choice;
mod copy;
#[cfg(any(feature = "ssr", feature = "console"))]
mod field;
#[cfg(any(feature = "ssr", feature = "console"))]
mod files;
#[cfg(any(feature = "ssr", feature = "console"))]
mod form;
mod icon;
#[cfg(any(feature = "ssr", feature = "console"))]
mod menu;
#[cfg(any(feature = "ssr", feature = "console"))]
mod page;
#[cfg(any(feature = "ssr", feature = "console"))]
mod prose;
#[cfg(any(feature = "ssr", feature = "console"))]
mod saver;
#[cfg(any(feature = "ssr", feature = "console"))]
mod states;
#[cfg(any(feature = "ssr", feature = "console"))]
mod switch;
#[cfg(any(feature = "ssr", feature = "console"))]
mod table;
#[cfg(any(feature = "ssr", feature = "console"))]
mod time;
#[cfg(any(feature = "ssr", feature = "console"))]
mod unsaved;

#[cfg(any(feature = "ssr", feature = "console"))]
pub(crate) use checks::{CheckLine, Verdict, checks_view};
#[cfg(any(feature = "ssr", feature = "console"))]
pub(crate) use choice::{Choices, choice_field, number_field};
pub(crate) use copy::CopyButton;
#[cfg(any(feature = "ssr", feature = "console"))]
pub(crate) use copy::CopyValue;
#[cfg(any(feature = "ssr", feature = "console"))]
pub(crate) use field::{Bound, CheckField, SelectField, TextArea, TextField, bound};
#[cfg(any(feature = "ssr", feature = "console"))]
pub(crate) use files::FileField;
#[cfg(any(feature = "ssr", feature = "console"))]
pub(crate) use form::{DeleteSection, EditForm, Review};
pub(crate) use icon::{Glyph, Icon};
#[cfg(any(feature = "ssr", feature = "console"))]
pub(crate) use menu::Menu;
#[cfg(any(feature = "ssr", feature = "console"))]
pub(crate) use page::{PageHead, Section};
#[cfg(any(feature = "ssr", feature = "console"))]
pub(crate) use prose::prose;
#[cfg(any(feature = "ssr", feature = "console"))]
pub(crate) use saver::Saver;
#[cfg(any(feature = "ssr", feature = "console"))]
pub(crate) use states::{Empty, Note, Tone, failure_note, failure_view, loaded};
#[cfg(any(feature = "ssr", feature = "console"))]
pub(crate) use switch::EnabledSwitch;
#[cfg(any(feature = "ssr", feature = "console"))]
pub(crate) use table::{Row, facts_view, table_view};
#[cfg(any(feature = "ssr", feature = "console"))]
pub(crate) use time::{Time, duration_words};
#[cfg(any(feature = "ssr", feature = "console"))]
pub(crate) use unsaved::{Unsaved, leave_dialog};

#[cfg(any(feature = "ssr", feature = "console"))]
use leptos::prelude::*;

/// Whether the page listens already: false in what the server sends, true once the browser has taken over, parts that
/// arrive on their own included. Forms stay disabled until then, so that nothing typed is lost.
#[cfg(any(feature = "ssr", feature = "console"))]
#[derive(Clone)]
pub(crate) struct Ready(ArcRwSignal<bool>);

#[cfg(any(feature = "ssr", feature = "console"))]
impl Ready {
    /// Not yet.
    pub(crate) fn new() -> Self {
        Self(ArcRwSignal::new(false))
    }

    /// Puts it into the context.
    pub(crate) fn provide(&self) {
        provide_context(self.clone());
    }

    /// Says so.
    #[cfg(feature = "console")]
    pub(crate) fn set(&self) {
        self.0.set(true);
    }

    /// As the context says.
    pub(crate) fn signal() -> Signal<bool> {
        use_context::<Self>().map_or_else(|| Signal::stored(true), |ready| RwSignal::from(ready.0).into())
    }
}
