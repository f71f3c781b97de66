use super::edit;
use super::erase::{click, shown, text, typed};
use super::state::{State, t};
use leptos::{html, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileList};

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
    let take = move |files: Option<FileList>| {
        let files: Vec<File> =
            files.map(|files| (0..files.length()).filter_map(|at| files.get(at)).collect()).unwrap_or_default();
        if files.is_empty() {
            return;
        }
        if files.iter().map(|file| file.size()).sum::<f64>() > MOST {
            refused.set(Some("The file is larger than 64 MB."));
            return;
        }
        refused.set(None);
        spawn_local(async move {
            let mut octets = Vec::new();
            for file in files {
                // As octets: to make a string of a large file first would hold the page up.
                if let Ok(buffer) = JsFuture::from(file.array_buffer()).await {
                    if !octets.is_empty() {
                        octets.push(b'\n');
                    }
                    octets.append(&mut js_sys::Uint8Array::new(&buffer).to_vec());
                }
            }
            let text = String::from_utf8(octets);
            state.take(&text.unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()));
            // The same file can be chosen again.
            if let Some(input) = picker.get_untracked() {
                input.set_value("");
            }
        });
    };
    let chosen = move |_| take(picker.get_untracked().and_then(|input| input.files()));
    // Anywhere on the page: a file that misses the field would take the page away.
    let listeners = [
        window_event_listener_untyped("dragover", move |event| {
            event.prevent_default();
            over.set(true);
        }),
        window_event_listener_untyped("dragleave", move |_| over.set(false)),
        window_event_listener_untyped("drop", move |event| {
            event.prevent_default();
            over.set(false);
            let Some(data) = event.dyn_ref::<web_sys::DragEvent>().and_then(web_sys::DragEvent::data_transfer) else {
                return;
            };
            match data.get_data("text/plain") {
                Ok(text) if !text.is_empty() => state.take(&text),
                _ => take(data.files()),
            }
        }),
    ];
    on_cleanup(move || listeners.into_iter().for_each(WindowListenerHandle::remove));
    let words = t("Show an example");
    let example = move || {
        let show = click(move || {
            spawn_local(async move {
                if let Ok((token, key)) = edit::example().await {
                    state.key_text.set(key);
                    state.made_here.set(Some(token.clone()));
                    state.take(&token);
                }
            });
        });
        view! {
            <button type="button" class="button" id="example" on:click=show>
                {words}
            </button>
        }
        .into_any()
    };
    let is_empty = move || state.text.with(String::is_empty) && state.many.with(Option::is_none);
    view! {
        <div
            class="intake"
            data-over=text(move || over.get().to_string())
        >
            <label for="token">{t("Paste a token, an address or a response; several are found too. Or drop a file here")}</label>
            <textarea
                id="token"
                class="mono"
                rows="4"
                spellcheck="false"
                autocomplete="off"
                prop:value=text(move || state.text.with(|text| text.chars().take(SHOWN).collect()))
                on:input=typed(move |text| state.take(&text))
            ></textarea>
            <div class="intake-actions">
                <label class="button" for="file">
                    {t("Open a file")}
                </label>
                <input id="file" type="file" class="visually-hidden" multiple=true node_ref=picker on:change=chosen/>
                <button type="button" class="button" on:click=click(move || state.take(""))>
                    {t("Clear")}
                </button>
                {shown(is_empty, example)}
            </div>
            <p class="field-error" role="alert">
                {text(move || refused.get().map(|words| state.say(words)).unwrap_or_default().to_owned())}
            </p>
        </div>
    }
}
