use super::{Glyph, Icon};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

/// Copies a text, and says so to a screen reader too.
#[component]
pub(crate) fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// What it is, for the button's name: "Copy {what}".
    #[prop(into)]
    what: String,
) -> impl IntoView {
    let said = RwSignal::new("");
    let copy = move |_| {
        let text = text.get_untracked();
        spawn_local(async move {
            let window = window();
            // Without a secure context there is no clipboard.
            let done = window.is_secure_context()
                && JsFuture::from(window.navigator().clipboard().write_text(&text)).await.is_ok();
            said.set(if done { "Copied" } else { "Not copied: select the text and copy it yourself" });
            set_timeout(move || said.set(""), std::time::Duration::from_secs(3));
        });
    };
    view! {
        <span class="copy">
            <button type="button" class="icon-button" aria-label=format!("Copy {what}") title="Copy" on:click=copy>
                {move || {
                    let icon = if said.get() == "Copied" { Icon::Check } else { Icon::Copy };
                    view! { <Glyph icon=icon/> }
                }}
            </button>
            <span class="copy-said" role="status">
                {move || said.get()}
            </span>
        </span>
    }
}

/// A value with its copy button.
#[cfg(any(feature = "ssr", feature = "console"))]
#[component]
pub(crate) fn CopyValue(
    /// The value.
    #[prop(into)]
    text: Signal<String>,
    /// What it is.
    #[prop(into)]
    what: String,
) -> impl IntoView {
    view! {
        <span class="copy-value">
            <code>{move || text.get()}</code>
            <CopyButton text=text what=what/>
        </span>
    }
}
