//! The page in the browser.

mod claims;
mod decoded;
mod encoded;
mod intake;
mod key_frame;
mod response;
mod verify;

use super::{
    ARRIVED_ELEMENT, Arrived, arrival,
    judge::{Signature, verdict},
    own_keys::metadata_url,
};
use leptos::{prelude::*, task::spawn_local};
use std::{sync::Arc, time::Duration};
use token::{
    JwkSet,
    inspect::{Inspection, Kind, inspect},
};

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct State {
    /// The token on show.
    text: RwSignal<String>,
    /// The response it came with.
    arrived: RwSignal<Option<Arrived>>,
    /// The token, read.
    inspection: Memo<Arc<Read>>,
    /// What is known about its signature.
    signature: RwSignal<Signature>,
    /// The metadata document whose keys are wanted.
    wanted: Memo<Option<String>>,
    /// Unix seconds.
    now: RwSignal<i64>,
    /// The part that is pointed at, by its number.
    pointed: RwSignal<Option<u8>>,
}

/// A text and what was read in it.
struct Read {
    text: String,
    inspection: Inspection,
}

impl PartialEq for Read {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// Takes over the page. `fragment` is what stood behind `#` before the address was wiped.
pub fn mount(fragment: &str) {
    let arrived = arrival::fragment(fragment).or_else(handed_over);
    let place = document().get_element_by_id("inspector");
    let Some(place) = place.and_then(|place| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(place).ok()) else {
        return;
    };
    place.set_text_content(None);
    leptos::mount::mount_to(place, move || view! { <Inspector arrived=arrived/> }).forget();
}

/// What the server put into the document; it is taken out at once.
fn handed_over() -> Option<Arrived> {
    let element = document().get_element_by_id(ARRIVED_ELEMENT)?;
    let json = element.text_content()?;
    element.remove();
    serde_json::from_str(&json).ok()
}

fn unix_now() -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of this era fit")]
    let millis = js_sys::Date::now() as i64;
    millis.div_euclid(1000)
}

#[component]
fn Inspector(
    /// What came with the page.
    arrived: Option<Arrived>,
) -> impl IntoView {
    let state = state(arrived);
    provide_context(state);
    take_hash_changes(state);
    set_interval(move || state.now.set(unix_now()), Duration::from_secs(10));
    view! {
        <p class="verdict" role="status" data-tone=move || line(state).0>
            {move || line(state).1}
        </p>
        <response::Response/>
        <key_frame::KeyFrame/>
        <div class="instrument">
            <section aria-labelledby="encoded-heading">
                <h2 id="encoded-heading">"Encoded"</h2>
                <intake::Intake/>
                <encoded::Encoded/>
            </section>
            <section aria-labelledby="decoded-heading">
                <h2 id="decoded-heading">"Decoded"</h2>
                <decoded::Decoded/>
            </section>
        </div>
    }
}

fn line(state: State) -> (&'static str, String) {
    let (tone, words) = state.inspection.with(|read| {
        state.signature.with(|signature| {
            verdict(&read.inspection, signature, state.now.get(), |seconds| {
                crate::when::local_moment(unix_now(), domain::Timestamp::from_seconds(seconds))
            })
        })
    });
    (tone.name(), words)
}

fn state(arrived: Option<Arrived>) -> State {
    let first = arrived.as_ref().and_then(|arrived| arrived.tokens().into_iter().next());
    let text = RwSignal::new(first.map(|found| found.token).unwrap_or_default());
    let inspection = Memo::new(move |_| {
        let text = text.get();
        let inspection = inspect(&text);
        Arc::new(Read { text, inspection })
    });
    let wanted = Memo::new(move |_| {
        inspection.with(|read| {
            let signed = read.inspection.kind == Kind::SignedToken;
            let claims = read.inspection.claims().filter(|_| signed)?;
            metadata_url(claims, &window().location().origin().ok()?)
        })
    });
    let signature = RwSignal::new(Signature::Fetching);
    Effect::new(move |_| {
        let issuer = inspection.with(|read| {
            let issuer = read.inspection.claims().and_then(|claims| claims.get("iss")).and_then(|iss| iss.as_str());
            issuer.map(str::to_owned)
        });
        signature.set(match (wanted.get(), issuer) {
            (Some(_), _) => Signature::Fetching,
            (None, Some(issuer)) => Signature::Unchecked(format!(
                "{issuer} is another server, and this page fetches keys of its own server only"
            )),
            (None, None) => Signature::Unchecked("it names no issuer whose keys could be fetched".to_owned()),
        });
    });
    State {
        text,
        arrived: RwSignal::new(arrived),
        inspection,
        signature,
        wanted,
        now: RwSignal::new(unix_now()),
        pointed: RwSignal::new(None),
    }
}

impl State {
    /// A person brought something: a response, an address with one, or a token.
    fn take(self, text: &str) {
        let arrived = arrival::pasted(text);
        self.show(arrived, text.trim());
    }

    fn show(self, arrived: Option<Arrived>, otherwise: &str) {
        let token = match &arrived {
            Some(arrived) => arrived.tokens().into_iter().next().map(|found| found.token).unwrap_or_default(),
            None => otherwise.to_owned(),
        };
        self.arrived.set(arrived);
        self.text.set(token);
    }

    /// The keys came.
    fn check(self, keys: &str) {
        let set = match JwkSet::parse(keys.as_bytes()) {
            Ok(set) => set,
            Err(error) => {
                return self.signature.set(Signature::Undecided(format!("the key set cannot be read ({error})")));
            }
        };
        let text = self.text.get_untracked();
        spawn_local(async move {
            let found = verify::verify(text.trim(), &set).await;
            // Another token may be on show by now.
            if self.text.get_untracked() == text {
                self.signature.set(found);
            }
        });
    }
}

/// An address with a new fragment, entered while the page is open.
fn take_hash_changes(state: State) {
    let handle = window_event_listener_untyped("hashchange", move |_| {
        let location = window().location();
        let (hash, path) = (location.hash().unwrap_or_default(), location.pathname().unwrap_or_default());
        if let Some(arrived) = arrival::fragment(hash.trim_start_matches('#')) {
            if let Ok(history) = window().history() {
                let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&path));
            }
            state.show(Some(arrived), "");
        }
    });
    on_cleanup(move || handle.remove());
}
