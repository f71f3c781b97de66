use super::State;
use crate::inspector::{KEY_DOCUMENT_PATH, judge::Signature};
use leptos::{html, prelude::*};
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};

/// What the key document says.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Said {
    Ready,
    Keys { metadata: String, keys: String },
    Failed { metadata: String, reason: String },
}

/// The frame with the key document. It is there only while keys of this server are wanted.
#[component]
pub(super) fn KeyFrame() -> impl IntoView {
    let state = expect_context::<State>();
    let frame: NodeRef<html::Iframe> = NodeRef::new();
    let ready = RwSignal::new(false);
    let ask = move || {
        let target = frame.get().and_then(|frame| frame.content_window());
        if let (true, Some(metadata), Some(target)) = (ready.get(), state.wanted.get(), target) {
            // The frame's origin is opaque and has no name. What is said is an address, and no secret.
            let _ = target.post_message(&JsValue::from_str(&metadata), "*");
        }
    };
    // Another token of the same issuer asks again: its check has been reset.
    Effect::new(move |_| {
        state.inspection.track();
        ask();
    });
    let handle = window_event_listener_untyped("message", move |event| {
        let Some(said) = said(&event, frame) else {
            return;
        };
        let wanted = state.wanted.get_untracked();
        match said {
            Said::Ready => ready.set(true),
            Said::Keys { metadata, keys } if wanted.as_deref() == Some(&metadata) => {
                state.check(&keys);
            }
            Said::Failed { metadata, reason } if wanted.as_deref() == Some(&metadata) => {
                state.signature.set(Signature::Undecided(format!("the keys could not be fetched ({reason})")));
            }
            // About a token that is no longer on show.
            Said::Keys { .. } | Said::Failed { .. } => {}
        }
    });
    on_cleanup(move || handle.remove());
    view! {
        <Show when=move || state.wanted.with(Option::is_some)>
            <iframe
                class="key-frame"
                node_ref=frame
                src=KEY_DOCUMENT_PATH
                sandbox="allow-scripts"
                referrerpolicy="no-referrer"
                title="Where the keys come from"
            ></iframe>
        </Show>
    }
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
