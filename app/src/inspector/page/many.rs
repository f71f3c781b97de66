//! Many tokens at once: a list, read in slices so that the page stays awake.

use std::ops::Range;
use std::sync::Arc;

use js_sys::{Array, Function, Promise, Reflect};
use leptos::{prelude::*, task::spawn_local};
use token::inspect::many::{Glance, Glancer, MAX_TOKENS, next_token};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::erase::{click, part, shown, text, typed};
use super::state::{State, t};

/// Milliseconds of one slice; a task over 50 would be felt.
const SLICE: f64 = 20.0;
/// Lines that are drawn.
const SHOWN: usize = 200;

/// The tokens of a text.
#[derive(Clone)]
pub(super) struct Many {
    text: Arc<String>,
    found: Arc<Vec<(Range<usize>, Glance)>>,
    is_done: bool,
    milliseconds: f64,
}

/// Whether there are at least two.
pub(super) fn holds_several(text: &str) -> bool {
    next_token(text, 0).and_then(|first| next_token(text, first.end)).is_some()
}

fn clock() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// Reads them, slice by slice. A text that is brought meanwhile ends it.
pub(super) fn begin(state: State, text: String) {
    let text = Arc::new(text);
    let many = |found: Vec<_>, is_done, milliseconds| Many {
        text: text.clone(),
        found: Arc::new(found),
        is_done,
        milliseconds,
    };
    state.many.set(Some(many(Vec::new(), false, 0.0)));
    let text = text.clone();
    spawn_local(async move {
        let (mut found, mut glancer, mut from) = (Vec::new(), Glancer::default(), 0);
        let begun = clock();
        let mut slice = begun;
        let mut is_first = true;
        while let Some(range) = next_token(&text, from).filter(|_| found.len() < MAX_TOKENS) {
            from = range.end;
            let glance = glancer.glance(&text[range.clone()]);
            found.push((range, glance));
            if found.len() % 32 == 0 && clock() - slice > SLICE {
                if std::mem::take(&mut is_first) {
                    state.text.set(text[found[0].0.clone()].to_owned());
                }
                pause().await;
                slice = clock();
                let is_current =
                    state.many.with_untracked(|many| many.as_ref().is_some_and(|many| Arc::ptr_eq(&many.text, &text)));
                if !is_current {
                    return;
                }
            }
        }
        if is_first && let Some((range, _)) = found.first() {
            state.text.set(text[range.clone()].to_owned());
        }
        state.many.set(Some(Many { text, found: Arc::new(found), is_done: true, milliseconds: clock() - begun }));
    });
}

/// Lets the browser draw and listen. By a message, since timers that follow each other wait 4 ms each (HTML §8.6).
async fn pause() {
    let promise = Promise::new(&mut |resolve, _| {
        if post_to(&resolve).is_err() {
            let _ = window().set_timeout_with_callback(&resolve);
        }
    });
    let _ = JsFuture::from(promise).await;
}

/// Calls `resolve` by a message to ourselves.
fn post_to(resolve: &Function) -> Result<(), JsValue> {
    let channel = Reflect::get(&js_sys::global(), &"MessageChannel".into())?.dyn_into::<Function>()?;
    let channel = Reflect::construct(&channel, &Array::new())?;
    Reflect::set(&Reflect::get(&channel, &"port1".into())?, &"onmessage".into(), resolve)?;
    let port = Reflect::get(&channel, &"port2".into())?;
    let send = Reflect::get(&port, &"postMessage".into())?.dyn_into::<Function>()?;
    send.call1(&port, &JsValue::NULL).map(drop)
}

/// The list.
#[component]
pub(super) fn List() -> impl IntoView {
    let state = expect_context::<State>();
    let filter = RwSignal::new(String::new());
    let line = move |many: &Many| {
        let said = if many.is_done { "{0} tokens, read in {1} ms" } else { "{0} tokens so far" };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a positive time")]
        let milliseconds = many.milliseconds.round() as u64;
        let values = [many.found.len().to_string(), milliseconds.to_string()];
        token::phrase::fill(state.say(said), &values)
    };
    let list = move || {
        view! {
            <section class="many" aria-label=t("Tokens that were found")>
                <p role="status" id="many-said">
                    {text(move || state.many.with(|many| many.as_ref().map(line).unwrap_or_default()))}
                </p>
                <label for="many-filter">{t("Only those with")}</label>
                <input
                    id="many-filter"
                    type="search"
                    autocomplete="off"
                    prop:value=text(move || filter.get())
                    on:input=typed(move |text| filter.set(text))
                />
                <div class="many-scroll" tabindex="0" role="region" aria-label=t("Tokens that were found")>
                    <table class="list">
                        <thead>
                            <tr>
                                <th scope="col">"#"</th>
                                <th scope="col"><code>"iss"</code></th>
                                <th scope="col"><code>"sub"</code></th>
                                <th scope="col"><code>"alg"</code></th>
                                <th scope="col"><code>"kid"</code></th>
                            </tr>
                        </thead>
                        <tbody>
                            {part(move || state.many.with(|many| many.as_ref().map(|many| rows(state, many, &filter.get()))).into_any())}
                        </tbody>
                    </table>
                </div>
            </section>
        }
        .into_any()
    };
    shown(move || state.many.with(Option::is_some), list)
}

fn rows(state: State, many: &Many, filter: &str) -> Vec<AnyView> {
    let filter = filter.trim();
    let matches = |glance: &Glance| {
        let texts =
            [glance.subject.as_deref(), glance.issuer.as_deref(), glance.algorithm.as_deref(), glance.kid.as_deref()];
        filter.is_empty() || texts.into_iter().flatten().any(|text| text.contains(filter))
    };
    let shown = many.found.iter().enumerate().filter(|(_, (_, glance))| matches(glance)).take(SHOWN);
    shown
        .map(|(index, (range, glance))| {
            let (text, range) = (many.text.clone(), range.clone());
            let cell = |text: Option<&str>| text.unwrap_or_default().to_owned();
            let readable = if glance.is_encrypted {
                Some("(JWE)")
            } else {
                (!glance.is_readable).then(|| state.say("cannot be read"))
            };
            view! {
                <tr>
                    <td>
                        <button
                            type="button"
                            class="chip"
                            on:click=click(move || state.text.set(text[range.clone()].to_owned()))
                        >
                            {index + 1}
                        </button>
                    </td>
                    <td>{cell(glance.issuer.as_deref())} {readable}</td>
                    <td>{cell(glance.subject.as_deref())}</td>
                    <td>{cell(glance.algorithm.as_deref())}</td>
                    <td>{cell(glance.kid.as_deref())}</td>
                </tr>
            }
            .into_any()
        })
        .collect()
}
