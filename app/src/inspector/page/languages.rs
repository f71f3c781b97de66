//! Languages are files of their own. The document's script knows their addresses and fetches one when it is asked for.

use super::erase::{text, typed};
use super::state::{State, t};
use crate::inspector::words::Language;
use js_sys::{Function, Promise};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// After this time all are fetched, so that a page without a network can still be read in each.
const LATER: Duration = Duration::from_secs(1);

/// How files of languages are fetched: takes a tag, promises a text.
#[derive(Clone)]
pub(super) struct Files(Function);

impl Files {
    pub(super) fn new(fetch: Function) -> Self {
        Self(fetch)
    }

    /// Whether the sentences are there, when it is done.
    pub(super) async fn fetch(&self, language: Language) -> bool {
        if language.is_there() {
            return true;
        }
        let promise = self.0.call1(&JsValue::NULL, &language.tag().into()).ok();
        if let Some(promise) = promise.and_then(|promise| promise.dyn_into::<Promise>().ok())
            && let Some(file) = JsFuture::from(promise).await.ok().and_then(|file| file.as_string())
        {
            language.take(file);
        }
        language.is_there()
    }
}

/// The first language of the browser that is one of ours.
pub(super) fn of_browser() -> Language {
    let tags: Vec<_> = window().navigator().languages().iter().filter_map(|tag| tag.as_string()).collect();
    Language::first_of(tags.iter().map(String::as_str)).unwrap_or_default()
}

/// Speaks another language, once its sentences are there.
pub(super) fn choose(state: State, language: Language) {
    let files = state.files.get_value();
    spawn_local(async move {
        if files.fetch(language).await {
            state.language.set(language);
        } else {
            // The list shows what is spoken.
            state.language.notify();
        }
    });
}

#[component]
pub(super) fn LanguageSwitch() -> impl IntoView {
    let state = expect_context::<State>();
    set_timeout(
        move || {
            // Without a network there is nothing to wait for, and the page speaks what it has.
            if !window().navigator().on_line() {
                return;
            }
            let files = state.files.get_value();
            spawn_local(async move {
                for language in Language::ALL {
                    files.fetch(language).await;
                }
            });
        },
        LATER,
    );
    let chosen = typed(move |tag| {
        if let Some(language) = Language::first_of([tag.as_str()]) {
            choose(state, language);
        }
    });
    let options = Language::ALL
        .into_iter()
        .map(|language| {
            view! {
                <option value=language.tag() lang=language.tag() selected=state.language.get_untracked() == language>
                    {language.name()}
                </option>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <p class="language">
            <label for="language">{t("Language")}</label>
            <select id="language" prop:value=text(move || state.language.get().tag().to_owned()) on:change=chosen>
                {options}
            </select>
        </p>
    }
}
