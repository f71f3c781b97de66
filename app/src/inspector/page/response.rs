use super::State;
use crate::inspector::Arrived;
use leptos::prelude::*;

/// The response that the token came with, explained.
#[component]
pub(super) fn Response() -> impl IntoView {
    let state = expect_context::<State>();
    move || state.arrived.get().map(|arrived| response_view(&arrived, state))
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
                        aria-pressed=move || state.text.with(|text| *text == compared).to_string()
                        on:click=move |_| state.text.set(token.clone())
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
                    <td class="quiet">{what}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    let error = arrived.error_in_words().map(|words| {
        view! {
            <p class="verdict" data-tone="danger" role="alert">
                {words}
            </p>
        }
    });
    let table = (!rows.is_empty()).then(|| {
        view! {
            <table class="pairs">
                <caption>"Parameters of the response"</caption>
                <tbody>{rows}</tbody>
            </table>
        }
    });
    view! {
        <section class="response" aria-label="Response">
            {error}
            <p class="quiet">{arrived.by.words()}</p>
            {several.then(|| view! { <ul class="chips" aria-label="Tokens of the response">{choices}</ul> })}
            {table}
        </section>
    }
    .into_any()
}
