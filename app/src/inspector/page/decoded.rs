use super::take_along::Explained;
use super::{
    claims::{claims_table, header_table, pretty},
    encoded::{part_name, part_words},
    erase::{click, part, pointer},
    state::{Pointed, State, t},
};
use crate::ui::CopyButton;
use leptos::prelude::*;
use serde_json::Value;
use token::inspect::{Part, Segment};
use token::phrase::Phrase;

/// *Decoded token*: part by part.
#[component]
pub(super) fn Decoded() -> impl IntoView {
    let state = expect_context::<State>();
    part(move || {
        let parts = state.read.with(|read| {
            let parts = (0_u8..).zip(&read.inspection.segments);
            parts.filter_map(|(index, segment)| part_view(index, segment, state)).collect::<Vec<_>>()
        });
        let is_empty = state.text.with(|text| text.trim().is_empty());
        let words = t("What you bring is shown here, part by part: what it is, what it says, and whether to trust it.");
        view! {
            {is_empty.then(|| view! { <p class="quiet">{words}</p> })}
            {parts}
            {inside(state)}
            {disclosures(state)}
        }
        .into_any()
    })
}

/// *Claims*: what each is.
#[component]
pub(super) fn Claims() -> impl IntoView {
    let state = expect_context::<State>();
    part(move || {
        let index = state.read.with(|read| {
            read.inspection.segments.iter().position(|segment| segment.part == Part::Payload).unwrap_or_default()
        });
        let claims = state.claims().map(|claims| claims_table(&claims, u8::try_from(index).unwrap_or_default(), state));
        let header = state.read.with(|read| read.inspection.header().map(|header| header_table(header, state)));
        let is_empty = claims.is_none() && header.is_none();
        view! {
            <Explained/>
            {claims}
            {header}
            {is_empty.then(|| view! { <p class="quiet">{t("There are no claims to show.")}</p> })}
            {disclosures(state)}
        }
        .into_any()
    })
}

fn problem_words(state: State, position: usize, reason: &dyn std::fmt::Display) -> String {
    state.phrase(&Phrase::with("At character {0}: {1}.", [&(position + 1), &reason]))
}

fn part_view(index: u8, segment: &Segment, state: State) -> Option<AnyView> {
    let words = state.say(part_words(segment.part));
    let problem = segment.problem.as_ref().map(|problem| problem_words(state, problem.position, &problem.reason));
    if segment.json.is_none() && problem.is_none() && segment.octets.is_empty() {
        return None;
    }
    let is_text = matches!(segment.part, Part::Payload | Part::Document | Part::Rest) || problem.is_some();
    let text = segment
        .text()
        .filter(|text| is_text && text.len() == segment.octets.len() || problem.is_some() && !text.is_empty());
    let body = match (&segment.json, text) {
        (Some(json), _) => {
            let copied = segment.pretty().unwrap_or_default();
            view! {
                <CopyButton text=Signal::stored(copied) what=words/>
                <pre translate="no">{pretty(json, index, state)}</pre>
            }
            .into_any()
        }
        (None, Some(text)) => view! {
            <CopyButton text=Signal::stored(text.to_owned()) what=words/>
            <pre class="as-written" translate="no">{text.to_owned()}</pre>
        }
        .into_any(),
        (None, None) => {
            let length = state.phrase(&Phrase::with("{0} bytes", [&segment.octets.len()]));
            view! { <p class="quiet">{length}</p> }.into_any()
        }
    };
    Some(
        view! {
            <section
                class="part"
                data-part=part_name(segment.part)
                data-pointed=state.is_pointed(Pointed::Part(index))
                on:pointerenter=pointer(move || state.pointed.set(Some(Pointed::Part(index))))
                on:pointerleave=pointer(move || state.pointed.set(None))
            >
                <h3>{words}</h3>
                {problem.map(|problem| view! { <p class="field-error">{problem}</p> })}
                {body}
            </section>
        }
        .into_any(),
    )
}

/// What an encrypted token holds.
fn inside(state: State) -> Option<AnyView> {
    let opened = state.opened.get()?.ok()?;
    let text = String::from_utf8_lossy(&opened.plaintext).into_owned();
    let is_token = text.starts_with("eyJ") && text.contains('.');
    let json = serde_json::from_str::<Value>(&text).ok().filter(|json| json.is_object() || json.is_array());
    let copied = json.as_ref().and_then(|json| serde_json::to_string_pretty(json).ok()).unwrap_or_else(|| text.clone());
    let body = match &json {
        Some(json) => pretty(json, u8::MAX, state),
        None => text.clone().into_any(),
    };
    Some(
        view! {
            <section class="part" data-part="payload" id="inside">
                <h3>{t("What is inside")}</h3>
                <CopyButton text=Signal::stored(copied) what=state.say("What is inside")/>
                {is_token.then(|| view! {
                    <p>
                        <button type="button" class="button" on:click=click(move || state.go_in(text.clone()))>
                            {t("Inspect the token inside")}
                        </button>
                    </p>
                })}
                <pre class="as-written" translate="no">{body}</pre>
            </section>
        }
        .into_any(),
    )
}

/// The disclosures of a token with selective disclosure, and what is wrong with them.
fn disclosures(state: State) -> Option<AnyView> {
    state.read.with(|read| {
        let taken = read.disclosed.as_ref()?;
        let problems = taken
            .problems
            .iter()
            .map(|problem| view! { <p class="field-error">{state.phrase(problem)}</p> })
            .collect::<Vec<_>>();
        let rows = taken
            .disclosures
            .iter()
            .map(|one| {
                let place = one.place.clone().or_else(|| one.name.clone()).unwrap_or_default();
                view! {
                    <tr>
                        <th scope="row">
                            <code>{place}</code>
                        </th>
                        <td>
                            <code>{one.value.to_string()}</code>
                            {one.problem.as_ref().map(|problem| view! { <span class="field-error">{state.phrase(problem)}</span> })}
                        </td>
                    </tr>
                }
            })
            .collect::<Vec<_>>();
        let withheld = (taken.withheld > 0)
            .then(|| state.phrase(&Phrase::with("{0} digests without a disclosure: withheld, or decoys.", [&taken.withheld])));
        let proof = taken.key_binding.clone().map(|proof| {
            view! {
                <p>
                    <button type="button" class="button" on:click=click(move || state.go_in(proof.clone()))>
                        {t("Inspect the holder's proof")}
                    </button>
                </p>
            }
        });
        let issued = taken.issued.clone();
        Some(
            view! {
                <section class="part" data-part="key" id="disclosures">
                    <h3>{t("Disclosures")}</h3>
                    {problems}
                    <table class="pairs">
                        <caption>{t("What the holder shows, and where it belongs")}</caption>
                        <tbody>{rows}</tbody>
                    </table>
                    <p class="quiet">{withheld}</p>
                    {proof}
                    <p>
                        <button type="button" class="button" on:click=click(move || state.go_in(issued.clone()))>
                            {t("Inspect the issuer's token alone")}
                        </button>
                    </p>
                </section>
            }
            .into_any(),
        )
    })
}
