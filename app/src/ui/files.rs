//! Files that a person chooses, by the browser's dialog or by dropping them.

use super::field::{below, field_error, field_id, label_view};
use crate::api::UploadedFile;
use leptos::{ev, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileList, HtmlInputElement};

/// The largest file that is read.
const MAX_BYTES: f64 = 5_000_000.0;

/// A field for files. They are read at once, and handed on.
#[component]
pub(crate) fn FileField(
    /// The field's name.
    name: &'static str,
    /// Above it.
    label: &'static str,
    /// Below it.
    help: &'static str,
    /// Endings, such as `.xml`.
    accept: &'static str,
    /// More than one at once.
    #[prop(optional)]
    multiple: bool,
    /// What has been chosen.
    on_chosen: Callback<Vec<UploadedFile>>,
) -> impl IntoView {
    let id = field_id(name);
    let error = field_error(name);
    let unread = RwSignal::new(None::<String>);
    let over = RwSignal::new(false);
    let take = move |files: Option<FileList>| {
        let Some(list) = files else { return };
        // The list is the input's and empties with it, so the files are taken out at once.
        let files: Vec<File> = (0..list.length()).filter_map(|index| list.get(index)).collect();
        spawn_local(async move {
            let mut chosen = Vec::new();
            let mut failed = Vec::new();
            for file in files {
                match read(&file).await {
                    Some(content) => chosen.push(UploadedFile { name: file.name(), content }),
                    None => failed.push(file.name()),
                }
            }
            unread.set(
                (!failed.is_empty())
                    .then(|| format!("{} could not be read: a file has at most 5 MB.", failed.join(", "))),
            );
            if !chosen.is_empty() {
                on_chosen.run(chosen);
            }
        });
    };
    let changed = move |event: ev::Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
        // The list belongs to the input, and the same file may be chosen again after a correction.
        take(input.files());
        input.set_value("");
    };
    let dropped = move |event: ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        take(event.data_transfer().and_then(|data| data.files()));
    };
    let wrong = Signal::derive(move || unread.get().or_else(|| error.get()));
    let described = format!("{id}-help {id}-error");
    view! {
        <div class="field" data-wrong=move || wrong.get().map(|_| "true")>
            {label_view(id.clone(), label.to_owned(), false)}
            <div
                class="drop-zone"
                data-over=move || over.get().then_some("true")
                on:dragover=move |event| {
                    event.prevent_default();
                    over.set(true);
                }
                on:dragleave=move |_| over.set(false)
                on:drop=dropped
            >
                <input
                    type="file"
                    id=id.clone()
                    multiple=multiple
                    accept=accept
                    aria-describedby=described
                    aria-invalid=move || wrong.get().map(|_| "true")
                    on:change=changed
                />
                <span class="quiet" aria-hidden="true">
                    "or drop it here"
                </span>
            </div>
            {below(&id, Some(help.to_owned()), wrong)}
        </div>
    }
}

/// What is in a file, in base64; `None` when it is too large or cannot be read.
async fn read(file: &File) -> Option<String> {
    if file.size() > MAX_BYTES {
        return None;
    }
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    let binary: String = js_sys::Uint8Array::new(&buffer).to_vec().into_iter().map(char::from).collect();
    window().btoa(&binary).ok()
}
