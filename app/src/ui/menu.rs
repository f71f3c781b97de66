use super::{Glyph, Icon};
use leptos::{ev, html, prelude::*};

/// A button that unfolds a small list; works without script, closes by Escape, by leaving it and by choosing.
#[component]
pub(crate) fn Menu(
    /// What is on the button.
    #[prop(into)]
    label: String,
    /// What is said before it to a screen reader.
    #[prop(into)]
    hidden_label: String,
    /// What unfolds.
    children: Children,
) -> impl IntoView {
    let node: NodeRef<html::Details> = NodeRef::new();
    let close = move || {
        if let Some(details) = node.get_untracked() {
            details.set_open(false);
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            close();
        }
    };
    let on_leave = move |event: ev::FocusEvent| {
        use wasm_bindgen::JsCast;
        let target = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        let inside = node.get_untracked().is_some_and(|details| details.contains(target.as_ref()));
        if target.is_some() && !inside {
            close();
        }
    };
    view! {
        <details class="menu" node_ref=node on:keydown=on_key on:focusout=on_leave>
            <summary>
                <span class="visually-hidden">{hidden_label}": "</span>
                <span class="menu-label">{label}</span>
                <Glyph icon=Icon::Expand/>
            </summary>
            <div class="menu-body" on:click=move |_| close()>
                {children()}
            </div>
        </details>
    }
}
