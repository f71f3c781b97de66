use super::erase::{click, part, text};
use super::state::{State, t};
use crate::inspector::{Arrived, ArrivedBy};
use leptos::prelude::*;

/// The response that the token came with, explained.
#[component]
pub(super) fn Response() -> impl IntoView {
    let state = expect_context::<State>();
    part(move || state.arrived.get().map(|arrived| response_view(&arrived, state)).into_any())
}

fn response_view(arrived: &Arrived, state: State) -> AnyView {
    let tokens = arrived.tokens();
    let several = tokens.len() > 1;
    let choices = tokens
        .into_iter()
        .map(|found| {
            let (token, compared) = (found.token.clone(), found.token);
            view! {
                <li>
                    <button
                        type="button"
                        class="chip"
                        aria-pressed=text(move || state.text.with(|text| *text == compared).to_string())
                        on:click=click(move || state.text.set(token.clone()))
                    >
                        {found.name}
                    </button>
                </li>
            }
        })
        .collect::<Vec<_>>();
    let rows = arrived
        .others()
        .into_iter()
        .map(|(name, value, what)| {
            view! {
                <tr>
                    <th scope="row">
                        <code>{name}</code>
                    </th>
                    <td>
                        <code class="as-written">{value}</code>
                    </td>
                    <td class="quiet">{state.say(what)}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    let error = arrived.error_in_words().map(|words| {
        view! {
            <p class="verdict" data-tone="danger" role="alert">
                {state.say(words)}
            </p>
        }
    });
    let table = (!rows.is_empty()).then(|| {
        view! {
            <table class="pairs">
                <caption>{t("Parameters of the response")}</caption>
                <tbody>{rows}</tbody>
            </table>
        }
    });
    view! {
        <section class="response" aria-label=t("Response")>
            {error}
            {(arrived.by != ArrivedBy::Paste).then(|| view! { <p class="quiet">{state.say(arrived.by.words())}</p> })}
            {several.then(|| view! { <ul class="chips" aria-label=t("Tokens of the response")>{choices}</ul> })}
            {table}
        </section>
    }
    .into_any()
}
