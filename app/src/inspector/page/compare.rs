use super::erase::{click, part, text, typed};
use super::state::{State, t};
use leptos::prelude::*;
use serde_json::Value;
use token::inspect::compare::{Difference, Row, compare};
use token::inspect::inspect;

/// *Compare*: two tokens side by side, claim by claim.
#[component]
pub(super) fn Compare() -> impl IntoView {
    let state = expect_context::<State>();
    let table = part(move || {
        let other = state.other.get();
        if other.trim().is_empty() {
            return ().into_any();
        }
        let other = inspect(&other);
        let empty = Value::Null;
        let header = state.read.with(|read| read.inspection.header().cloned()).unwrap_or_default();
        let headers = compare(&header, other.header().unwrap_or(&empty));
        let claims = compare(&state.claims().unwrap_or_default(), other.claims().unwrap_or(&empty));
        if headers.is_empty() && claims.is_empty() {
            return view! { <p class="field-error">{t("There are no claims to compare.")}</p> }.into_any();
        }
        view! {
            {rows("Claims", &claims, state)}
            {rows("Header", &headers, state)}
        }
        .into_any()
    });
    view! {
        <section class="stack">
            <label for="other-token">{t("The token to compare with")}</label>
            <textarea
                id="other-token"
                class="mono"
                rows="4"
                spellcheck="false"
                autocomplete="off"
                prop:value=text(move || state.other.get())
                on:input=typed(move |text| state.other.set(text))
            ></textarea>
            <p class="intake-actions">
                <button type="button" class="button" on:click=click(move || state.other.set(state.text.get_untracked()))>
                    {t("Keep the one on show, to compare the next with it")}
                </button>
            </p>
            {table}
        </section>
    }
}

fn rows(caption: &'static str, rows: &[Row], state: State) -> AnyView {
    let written = |value: &Option<Value>| {
        value.as_ref().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).unwrap_or_default()
    };
    let lines = rows
        .iter()
        .map(|row| {
            let (name, words) = match row.difference {
                Difference::Same => ("same", "the same"),
                Difference::Changed => ("changed", "differs"),
                Difference::OnlyFirst => ("first", "only on show"),
                Difference::OnlySecond => ("second", "only in the other"),
            };
            view! {
                <tr data-difference=name>
                    <th scope="row">
                        <code>{row.name.clone()}</code>
                        <span class="claim-words">{state.say(words)}</span>
                    </th>
                    <td data-label=t("On show")>
                        <code>{written(&row.first)}</code>
                    </td>
                    <td data-label=t("The other")>
                        <code>{written(&row.second)}</code>
                    </td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <table class="list claims compared">
            <caption>{t(caption)}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("Claim")}</th>
                    <th scope="col">{t("On show")}</th>
                    <th scope="col">{t("The other")}</th>
                </tr>
            </thead>
            <tbody>{lines}</tbody>
        </table>
    }
    .into_any()
}
