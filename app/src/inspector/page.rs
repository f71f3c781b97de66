//! The page in the browser.

mod checks;
mod claims;
mod compare;
mod decoded;
mod edit;
mod encoded;
mod intake;
mod key_frame;
mod keys;
mod many;
mod response;
mod state;
mod tabs;
mod take_along;
mod time;
mod web_crypto;

use leptos::prelude::*;
use std::time::Duration;

use super::verdict::{Facts, Keys, verdict};
use super::words::Language;
use super::{ARRIVED_ELEMENT, Arrived, arrival};
use state::{Fetching, State, t, unix_now};

/// Takes over the page. `fragment` is what stood behind `#` before the address was wiped.
pub fn mount(fragment: &str) {
    let arrived = arrival::fragment(fragment).or_else(handed_over);
    let link = arrival::parameters(fragment);
    let place = document().get_element_by_id("inspector");
    let Some(place) = place.and_then(|place| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(place).ok()) else {
        return;
    };
    place.set_text_content(None);
    leptos::mount::mount_to(place, move || view! { <Inspector arrived=arrived link=link/> }).forget();
}

/// What the server put into the document; it is taken out at once.
fn handed_over() -> Option<Arrived> {
    let element = document().get_element_by_id(ARRIVED_ELEMENT)?;
    let json = element.text_content()?;
    element.remove();
    serde_json::from_str(&json).ok()
}

fn browser_language() -> Language {
    let tags: Vec<_> = window().navigator().languages().iter().filter_map(|tag| tag.as_string()).collect();
    Language::first_of(tags.iter().map(String::as_str)).unwrap_or_default()
}

#[component]
fn Inspector(
    /// What came with the page.
    arrived: Option<Arrived>,
    /// What a deep link says, which never holds a token.
    link: Vec<(String, String)>,
) -> impl IntoView {
    let state = State::new(browser_language());
    provide_context(state);
    take_along::follow(state, &link);
    state.show(arrived, "");
    take_hash_changes(state);
    name_the_page(state);
    set_interval(move || state.now.set(unix_now()), Duration::from_secs(10));
    view! {
        <LanguageSwitch/>
        <p class="verdict" role="status" data-tone=move || line(state).0>
            {move || line(state).1}
        </p>
        <Recognised/>
        <response::Response/>
        <many::List/>
        <key_frame::KeyFrame/>
        <div class="instrument">
            <section class="instrument-encoded" aria-labelledby="encoded-heading">
                <h2 id="encoded-heading">{t("Encoded")}</h2>
                <intake::Intake/>
                <encoded::Encoded/>
            </section>
            <section aria-labelledby="decoded-heading">
                <h2 id="decoded-heading">{t("Decoded")}</h2>
                <tabs::Tabs/>
            </section>
        </div>
    }
}

#[component]
fn LanguageSwitch() -> impl IntoView {
    let state = expect_context::<State>();
    let choose = move |event| {
        if let Some(language) = Language::first_of([event_target_value(&event).as_str()]) {
            state.language.set(language);
        }
    };
    let options = Language::ALL
        .into_iter()
        .map(|language| {
            view! {
                <option value=language.tag() lang=language.tag() selected=move || state.language.get() == language>
                    {language.name()}
                </option>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <p class="language">
            <label for="language">{t("Language")}</label>
            <select id="language" on:change=choose>
                {options}
            </select>
        </p>
    }
}

/// Title, heading and language of the document follow the language of the page.
fn name_the_page(state: State) {
    Effect::new(move |_| {
        let document = document();
        if let Some(root) = document.document_element() {
            let _ = root.set_attribute("lang", state.language.get().tag());
        }
        document.set_title(&format!("{} · Passerelle", state.say("Token inspector")));
        for (id, text) in [
            ("inspector-heading", "Token inspector"),
            (
                "inspector-promise",
                "Read and checked in your browser. Nothing you bring here is stored, and no script sends it anywhere.",
            ),
        ] {
            if let Some(element) = document.get_element_by_id(id) {
                element.set_text_content(Some(state.say(text)));
            }
        }
    });
}

/// What it is, by which sign, and what is around it.
#[component]
fn Recognised() -> impl IntoView {
    let state = expect_context::<State>();
    let shown = move || state.read.with(|read| !read.text.trim().is_empty());
    view! {
        <Show when=shown>
            <p class="recognised">
                <strong id="recognised">{move || state.say(state.read.with(|read| read.recognition.name))}</strong>
                " "
                <span class="quiet">{move || state.phrase(&state.read.with(|read| read.recognition.because.clone()))}</span>
            </p>
        </Show>
        <Show when=move || state.around.with(|around| !around.is_empty())>
            <p class="recognised">
                <button type="button" class="button" on:click=move |_| state.go_out()>
                    {t("Back to the token around it")}
                </button>
            </p>
        </Show>
    }
}

fn line(state: State) -> (&'static str, String) {
    let claims = state.claims();
    let wanted = state.wanted.get();
    let has_fetched = state.fetched.with(Option::is_some);
    let keys = match (has_fetched, state.fetching.get(), wanted) {
        _ if state.key_text.with(|text| !text.trim().is_empty()) => Keys::Pasted,
        (true, ..) => Keys::There,
        (false, Fetching::Failed(why), Some(_)) => Keys::Failed(why),
        (false, _, Some(wanted)) if wanted.is_own => Keys::Fetching,
        (false, _, Some(wanted)) => Keys::Elsewhere(host(&wanted.url)),
        (false, _, None) => Keys::Nowhere,
    };
    let opened = state.opened.get();
    let language = state.language.get();
    let (tone, words) = state.read.with(|read| {
        state.reports.with(|reports| {
            let facts = Facts {
                inspection: &read.inspection,
                claims: claims.as_ref(),
                reports: reports.as_ref(),
                opened: opened.as_ref().map(|opened| opened.as_ref().map(|opened| &opened.key)),
                keys,
                now: state.moment(),
            };
            verdict(
                &facts,
                |seconds| crate::when::local_moment(unix_now(), domain::Timestamp::from_seconds(seconds)),
                |then, now| time::distance(language, then, now),
            )
        })
    });
    (tone.name(), state.phrase(&words))
}

fn host(url: &str) -> String {
    let rest = url.split_once("//").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default().to_owned()
}

/// An address with a new fragment, entered while the page is open.
fn take_hash_changes(state: State) {
    let handle = window_event_listener_untyped("hashchange", move |_| {
        let location = window().location();
        let (hash, path) = (location.hash().unwrap_or_default(), location.pathname().unwrap_or_default());
        let fragment = hash.trim_start_matches('#');
        if fragment.is_empty() {
            return;
        }
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&path));
        }
        match arrival::fragment(fragment) {
            Some(arrived) => {
                state.around.set(Vec::new());
                state.many.set(None);
                state.show(Some(arrived), "");
            }
            None => take_along::follow(state, &arrival::parameters(fragment)),
        }
    });
    on_cleanup(move || handle.remove());
}
