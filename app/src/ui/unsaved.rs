//! What was typed and not saved is not lost by a click on a link.

use leptos::{ev, html, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wasm_bindgen::JsCast;

/// The forms of the page, as far as they know whether something in them is not saved.
#[derive(Clone, Copy)]
pub(crate) struct Unsaved(StoredValue<Vec<RwSignal<bool>>>);

impl Unsaved {
    /// Puts it into the context.
    pub(crate) fn provide() -> Self {
        let unsaved = Self(StoredValue::new(Vec::new()));
        provide_context(unsaved);
        unsaved
    }

    /// Takes in a form.
    pub(crate) fn watch(dirty: RwSignal<bool>) {
        if let Some(Self(forms)) = use_context() {
            forms.update_value(|forms| {
                forms.retain(|form| form.try_get_untracked().is_some());
                forms.push(dirty);
            });
        }
    }

    fn any(self) -> bool {
        self.0.with_value(|forms| forms.iter().any(|form| form.try_get_untracked() == Some(true)))
    }

    fn forget(self) {
        self.0.with_value(|forms| {
            for form in forms {
                form.try_set(false);
            }
        });
    }
}

/// The question, and the handler of clicks that asks it.
pub(crate) fn leave_dialog(unsaved: Unsaved) -> (impl Fn(ev::MouseEvent) + Clone + 'static, AnyView) {
    let dialog: NodeRef<html::Dialog> = NodeRef::new();
    let to = StoredValue::new(String::new());
    let on_click = move |event: ev::MouseEvent| {
        if !unsaved.any() || event.default_prevented() || event.ctrl_key() || event.meta_key() {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let Some(link) = target.and_then(|target| target.closest("a[href]").ok().flatten()) else { return };
        let href = link.get_attribute("href").unwrap_or_default();
        if link.has_attribute("target") || !href.starts_with('/') {
            return;
        }
        event.prevent_default();
        to.set_value(href);
        if let Some(dialog) = dialog.get_untracked() {
            let _ = dialog.show_modal();
        }
    };
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let navigate = use_navigate();
    let leave = move |_| {
        close();
        unsaved.forget();
        navigate(&to.get_value(), NavigateOptions::default());
    };
    let view = view! {
        <dialog class="question" aria-labelledby="leave-heading" node_ref=dialog>
            <h2 id="leave-heading">"Leave without saving?"</h2>
            <p>"What you changed on this page is not saved."</p>
            <div class="form-actions">
                <button type="button" class="button" data-kind="primary" on:click=move |_| close()>
                    "Stay"
                </button>
                <button type="button" class="button" data-kind="danger" on:click=leave>
                    "Leave"
                </button>
            </div>
        </dialog>
    }
    .into_any();
    (on_click, view)
}
