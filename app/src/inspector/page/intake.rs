use super::state::{State, t};
use leptos::{ev, html, prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

/// Larger files would not fit into a page.
const MOST: f64 = 64_000_000.0;
/// More characters than this are not put into the field, where they would cost time.
const SHOWN: usize = 200_000;

/// Takes a token by paste or by file.
#[component]
pub(super) fn Intake() -> impl IntoView {
    let state = expect_context::<State>();
    let over = RwSignal::new(false);
    let picker: NodeRef<html::Input> = NodeRef::new();
    let refused = RwSignal::new(None::<&'static str>);
    let take = move |file: Option<web_sys::File>| {
        let Some(file) = file else { return };
        if file.size() > MOST {
            refused.set(Some(state.language.get_untracked().say("The file is larger than 64 MB.")));
            return;
        }
        refused.set(None);
        spawn_local(async move {
            // As octets: to make a string of a large file first would hold the page up.
            if let Ok(buffer) = JsFuture::from(file.array_buffer()).await {
                let octets = js_sys::Uint8Array::new(&buffer).to_vec();
                let text = String::from_utf8(octets);
                state.take(&text.unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()));
            }
            // The same file can be chosen again.
            if let Some(input) = picker.get_untracked() {
                input.set_value("");
            }
        });
    };
    let dropped = move |event: ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        take(event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0)));
    };
    let chosen = move |_| {
        take(picker.get_untracked().and_then(|input| input.files()).and_then(|files| files.get(0)));
    };
    view! {
        <div
            class="intake"
            data-over=move || over.get().to_string()
            on:dragover=move |event: ev::DragEvent| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <label for="token">{t("Paste a token, an address or a response; several are found too. Or drop a file here")}</label>
            <textarea
                id="token"
                class="mono"
                rows="4"
                spellcheck="false"
                autocomplete="off"
                prop:value=move || state.text.with(|text| text.chars().take(SHOWN).collect::<String>())
                on:input=move |event| state.take(&event_target_value(&event))
            ></textarea>
            <div class="intake-actions">
                <label class="button" for="file">
                    {t("Open a file")}
                </label>
                <input id="file" type="file" class="visually-hidden" node_ref=picker on:change=chosen/>
                <button type="button" class="button" on:click=move |_| state.take("")>
                    {t("Clear")}
                </button>
            </div>
            <p class="field-error" role="alert">
                {move || refused.get()}
            </p>
        </div>
    }
}
