//! The page in the browser.

mod checks;
mod claims;
mod compare;
mod decoded;
mod edit;
mod encoded;
mod erase;
mod intake;
mod key_frame;
mod keys;
mod languages;
mod many;
mod response;
mod state;
mod tabs;
mod take_along;
mod time;
mod timing;
mod web_crypto;

use leptos::prelude::*;
use std::time::Duration;

use super::verdict::{Facts, Keys, verdict};
use super::words::Language;
use super::{ARRIVED_ELEMENT, Arrived, arrival};
use erase::{click, shown, text};
use languages::Files;
use state::{Fetching, State, t, unix_now};

/// Takes over the page. `fragment` is what stood behind `#` before the address was wiped; `files` fetches the file of a
/// language by its tag.
pub async fn mount(fragment: String, files: js_sys::Function) {
    let arrived = arrival::fragment(&fragment).or_else(handed_over);
    let link = arrival::parameters(&fragment);
    let files = Files::new(files);
    let language = languages::of_browser();
    let language = if files.fetch(language).await { language } else { Language::En };
    let place = document().get_element_by_id("inspector");
    let Some(place) = place.and_then(|place| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(place).ok()) else {
        return;
    };
    place.set_text_content(None);
    leptos::mount::mount_to(
        place,
        move || view! { <Inspector arrived=arrived link=link language=language files=files/> },
    )
    .forget();
    timing::begin(timing::READY);
}

/// What the server put into the document; it is taken out at once.
fn handed_over() -> Option<Arrived> {
    let element = document().get_element_by_id(ARRIVED_ELEMENT)?;
    let json = element.text_content()?;
    element.remove();
    serde_json::from_str(&json).ok()
}

#[component]
fn Inspector(
    /// What came with the page.
    arrived: Option<Arrived>,
    /// What a deep link says, which never holds a token.
    link: Vec<(String, String)>,
    /// The language to begin with.
    language: Language,
    /// Those of the others.
    files: Files,
) -> impl IntoView {
    let state = State::new(language, files);
    provide_context(state);
    take_along::follow(state, &link);
    state.show(arrived, "");
    take_hash_changes(state);
    name_the_page(state);
    set_interval(move || state.now.set(unix_now()), Duration::from_secs(10));
    let line = Memo::new(move |_| line(state));
    view! {
        <languages::LanguageSwitch/>
        <p class="verdict" role="status" data-tone=text(move || line.with(|line| line.0.to_owned()))>
            {text(move || line.with(|line| line.1.clone()))}
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
    let recognised = move || {
        let name = text(move || state.say(state.read.with(|read| read.recognition.name)).to_owned());
        let because = text(move || {
            let because = state.phrase(&state.read.with(|read| read.recognition.because.clone()));
            let is_made_here =
                state.made_here.with(|made| made.as_ref().is_some_and(|made| state.text.with(|text| text == made)));
            if is_made_here {
                format!("{because} {}", state.say("It was made in this page, for tests."))
            } else {
                because
            }
        });
        view! {
            <p class="recognised">
                <strong id="recognised">{name}</strong>
                " "
                <span class="quiet">{because}</span>
            </p>
        }
        .into_any()
    };
    let back = t("Back to the token around it");
    let around = move || {
        view! {
            <p class="recognised">
                <button type="button" class="button" on:click=click(move || state.go_out())>
                    {back}
                </button>
            </p>
        }
        .into_any()
    };
    view! {
        {shown(move || state.read.with(|read| !read.text.trim().is_empty()), recognised)}
        {shown(move || state.around.with(|around| !around.is_empty()), around)}
    }
}

fn line(state: State) -> (&'static str, String) {
    if state.text.with(|text| text.trim().is_empty()) && state.arrived.with(Option::is_some) {
        return ("info", state.say("There is no token in this response.").to_owned());
    }
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
