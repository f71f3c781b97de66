use super::erase::shown;
use super::state::{Fetching, State, t};
use crate::inspector::KEY_DOCUMENT_PATH;
use leptos::{html, prelude::*};
use serde::Deserialize;
use token::JwkSet;
use wasm_bindgen::{JsCast, JsValue};

/// What the key document says.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Said {
    Ready,
    Keys { asked: String, keys: String },
    Failed { asked: String, reason: String },
}

/// The frame with the key document. It is there while there is an address to ask; it asks this server by itself, and
/// others after a click in it.
#[component]
pub(super) fn KeyFrame() -> impl IntoView {
    let state = expect_context::<State>();
    let frame: NodeRef<html::Iframe> = NodeRef::new();
    let ready = RwSignal::new(false);
    let ask = move || {
        let target = frame.get().and_then(|frame| frame.content_window());
        if let (true, Some(wanted), Some(target)) = (ready.get(), state.wanted.get(), target) {
            let message = serde_json::json!({"address": wanted.url, "language": state.language.get().tag()});
            // The frame's origin is opaque and has no name. What is said is an address, and no secret.
            let _ = target.post_message(&JsValue::from_str(&message.to_string()), "*");
        }
    };
    Effect::new(move |_| ask());
    let handle = window_event_listener_untyped("message", move |event| {
        let Some(said) = said(&event, frame) else {
            return;
        };
        let wanted = state.wanted.get_untracked().map(|wanted| wanted.url);
        match said {
            Said::Ready => ready.set(true),
            Said::Keys { asked, keys } if wanted.as_deref() == Some(&asked) => match JwkSet::parse(keys.as_bytes()) {
                Ok(set) => {
                    state.fetched.set(Some(set));
                    state.fetching.set(Fetching::Asked);
                }
                Err(error) => state.fetching.set(Fetching::Failed(error.to_string())),
            },
            Said::Failed { asked, reason } if wanted.as_deref() == Some(&asked) => {
                state.fetching.set(Fetching::Failed(reason));
            }
            // About a token that is no longer on show.
            Said::Keys { .. } | Said::Failed { .. } => {}
        }
    });
    on_cleanup(move || handle.remove());
    // Who has pasted a key asks nobody, unless for an address that they typed.
    let is_wanted = Memo::new(move |_| {
        let is_answered = state.key_text.with(|text| !text.trim().is_empty());
        state.wanted.with(Option::is_some) && (!is_answered || state.key_address.with(|typed| !typed.trim().is_empty()))
    });
    Effect::new(move |_| {
        if !is_wanted.get() {
            ready.set(false);
        }
    });
    let title = t("Where the keys come from");
    let view = move || {
        view! {
            <iframe
                class="key-frame"
                node_ref=frame
                src=KEY_DOCUMENT_PATH
                sandbox="allow-scripts"
                referrerpolicy="no-referrer"
                title=title
            ></iframe>
        }
        .into_any()
    };
    shown(move || is_wanted.get(), view)
}

/// Only what our own frame says counts, whatever origin it claims.
fn said(event: &web_sys::Event, frame: NodeRef<html::Iframe>) -> Option<Said> {
    let event = event.dyn_ref::<web_sys::MessageEvent>()?;
    let window = frame.get_untracked()?.content_window()?;
    let source = event.source()?;
    if event.origin() != "null" || !js_sys::Object::is(&source, &window) {
        return None;
    }
    serde_json::from_str(&event.data().as_string()?).ok()
}
