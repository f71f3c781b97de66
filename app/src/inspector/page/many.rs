//! Many tokens at once: a list, read in slices so that the page stays awake.

use std::ops::Range;
use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use token::inspect::many::{Glance, Glancer, MAX_TOKENS, next_token};
use wasm_bindgen_futures::JsFuture;

use super::state::{State, t};

/// Milliseconds of one slice; a task over 50 would be felt.
const SLICE: f64 = 12.0;
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

/// Lets the browser draw and listen.
async fn pause() {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let _ = window().set_timeout_with_callback(&resolve);
    });
    let _ = JsFuture::from(promise).await;
}

/// The list.
#[component]
pub(super) fn List() -> impl IntoView {
    let state = expect_context::<State>();
    let filter = RwSignal::new(String::new());
    let line = move |many: &Many| {
        let said = if many.is_done { "{0} tokens, read in {1} ms" } else { "{0} tokens so far" };
        let values = [many.found.len().to_string(), format!("{:.0}", many.milliseconds)];
        token::phrase::fill(state.say(said), &values)
    };
    view! {
        <Show when=move || state.many.with(Option::is_some)>
            <section class="many" aria-label=t("Tokens that were found")>
                <p role="status" id="many-said">
                    {move || state.many.with(|many| many.as_ref().map(line))}
                </p>
                <label for="many-filter">{t("Only those with")}</label>
                <input
                    id="many-filter"
                    type="search"
                    autocomplete="off"
                    prop:value=move || filter.get()
                    on:input=move |event| filter.set(event_target_value(&event))
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
                            {move || state.many.with(|many| many.as_ref().map(|many| rows(state, many, &filter.get())))}
                        </tbody>
                    </table>
                </div>
            </section>
        </Show>
    }
}

fn rows(state: State, many: &Many, filter: &str) -> Vec<AnyView> {
    let filter = filter.trim();
    let matches = |glance: &Glance| {
        filter.is_empty()
            || [&glance.issuer, &glance.subject, &glance.algorithm, &glance.kid]
                .into_iter()
                .flatten()
                .any(|text| text.contains(filter))
    };
    let shown = many.found.iter().enumerate().filter(|(_, (_, glance))| matches(glance)).take(SHOWN);
    shown
        .map(|(index, (range, glance))| {
            let (text, range) = (many.text.clone(), range.clone());
            let cell = |text: &Option<String>| text.clone().unwrap_or_default();
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
                            on:click=move |_| state.text.set(text[range.clone()].to_owned())
                        >
                            {index + 1}
                        </button>
                    </td>
                    <td>{cell(&glance.issuer)} {readable}</td>
                    <td>{cell(&glance.subject)}</td>
                    <td>{cell(&glance.algorithm)}</td>
                    <td>{cell(&glance.kid)}</td>
                </tr>
            }
            .into_any()
        })
        .collect()
}
