use super::erase::{part, text, typed};
use super::state::{State, t};
use leptos::prelude::*;
use token::inspect::signed::{Outcome, Report};

/// The keys: pasted, or where to fetch them; which one was chosen and why, and why the others were not.
#[component]
pub(super) fn Keys() -> impl IntoView {
    let state = expect_context::<State>();
    let address = RwSignal::new(String::new());
    view! {
        <section class="stack">
            <h3>{t("Which key")}</h3>
            {part(move || reports(state))}
        </section>
        <section class="stack">
            <h3>{t("Paste a key")}</h3>
            <label for="key-text">
                {t("A JWK, a key set, PEM, a certificate, or a shared secret. Private keys decrypt. They stay in this page.")}
            </label>
            <textarea
                id="key-text"
                class="mono"
                rows="6"
                spellcheck="false"
                autocomplete="off"
                prop:value=text(move || state.key_text.get())
                on:input=typed(move |text| {
                    state.made_here.set(None);
                    state.key_text.set(text);
                })
            ></textarea>
            {part(move || notes(state))}
        </section>
        <form
            class="stack"
            on:submit=move |event| {
                event.prevent_default();
                state.key_address.set(address.get_untracked());
            }
        >
            <h3>{t("Fetch keys")}</h3>
            <label for="key-address">
                {t("The address of a metadata document or of a key set. What will be requested is shown above before it is.")}
            </label>
            <input
                id="key-address"
                type="url"
                autocomplete="off"
                spellcheck="false"
                placeholder="https://"
                prop:value=text(move || address.get())
                on:input=typed(move |text| address.set(text))
            />
            <p>
                <button type="submit" class="button">
                    {t("Use this address")}
                </button>
            </p>
        </form>
    }
}

fn notes(state: State) -> AnyView {
    let ring = state.ring.get().ring;
    let lines: Vec<_> = match ring.as_ref() {
        Ok(ring) => {
            let count = token::phrase::Phrase::with(
                "Keys for signatures: {0}. For decryption: {1}.",
                [&ring.keys.len(), &ring.private.len()],
            );
            let count = (!ring.keys.is_empty() || !ring.private.is_empty()).then(|| state.phrase(&count));
            count.into_iter().chain(ring.notes.iter().map(|note| state.phrase(note))).collect()
        }
        Err(why) => vec![state.phrase(why)],
    };
    view! {
        <div role="status">
            {(!lines.is_empty()).then(|| view! {
                <ul class="notes">{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect::<Vec<_>>()}</ul>
            })}
        </div>
    }
    .into_any()
}

fn reports(state: State) -> AnyView {
    if let Some(opened) = state.opened.get() {
        let words = match &opened {
            Ok(opened) => {
                state.phrase(&token::phrase::Phrase::with("Decrypted with {0}.", [&state.phrase(&opened.key)]))
            }
            Err(why) => state.phrase(why),
        };
        return view! { <p id="key-outcome">{words}</p> }.into_any();
    }
    match state.reports.get() {
        None => ().into_any(),
        Some(Err(why)) => view! { <p id="key-outcome">{state.phrase(&why)}</p> }.into_any(),
        Some(Ok(reports)) => reports.iter().map(|report| one(report, state)).collect::<Vec<_>>().into_any(),
    }
}

fn one(report: &Report, state: State) -> AnyView {
    let outcome = match report.outcome {
        Outcome::Valid | Outcome::OwnKey => "success",
        Outcome::ValidWeak | Outcome::Impossible | Outcome::NoKey => "warning",
        Outcome::Invalid => "danger",
    };
    let considered = report
        .considered
        .iter()
        .map(|(name, why)| {
            view! {
                <tr>
                    <th scope="row">{state.phrase(name)}</th>
                    <td>{state.phrase(why)}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    let table = (!considered.is_empty()).then(|| {
        view! {
            <table class="pairs">
                <caption>{t("Keys that were not chosen")}</caption>
                <tbody>{considered}</tbody>
            </table>
        }
    });
    view! {
        <div class="outcome" data-tone=outcome>
            <p id="key-outcome">
                <strong>{state.phrase(&report.words)}</strong>
            </p>
            {report.why.as_ref().map(|why| view! { <p>{state.phrase(why)}</p> })}
            {report
                .thumbprint
                .clone()
                .map(|thumbprint| view! { <p class="quiet">{t("Thumbprint")} " " <code>{thumbprint}</code></p> })}
        </div>
        {table}
    }
    .into_any()
}
