use super::{
    State,
    claims::{claims_table, header_table},
    encoded::{part_name, part_words},
};
use crate::ui::CopyButton;
use leptos::prelude::*;
use token::inspect::Segment;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    Token,
    Claims,
}

/// *Decoded token* and *Claims*.
#[component]
pub(super) fn Decoded() -> impl IntoView {
    let state = expect_context::<State>();
    let tab = RwSignal::new(Tab::Token);
    let button = move |which: Tab, id: &'static str, words: &'static str| {
        view! {
            <button
                type="button"
                role="tab"
                id=id
                aria-selected=move || (tab.get() == which).to_string()
                aria-controls="decoded-panel"
                on:click=move |_| tab.set(which)
            >
                {words}
            </button>
        }
    };
    let body = move || {
        state.inspection.with(|read| match tab.get() {
            Tab::Token => {
                let parts = (0_u8..).zip(&read.inspection.segments);
                parts.filter_map(|(index, segment)| part_view(index, segment, state)).collect::<Vec<_>>().into_any()
            }
            Tab::Claims => {
                let now = state.now.get();
                let header = read.inspection.header().map(header_table);
                let claims = read.inspection.claims().map(|claims| claims_table(claims, now));
                view! {
                    {claims}
                    {header}
                }
                .into_any()
            }
        })
    };
    let labelled = move || {
        if tab.get() == Tab::Token { "tab-token" } else { "tab-claims" }
    };
    view! {
        <div role="tablist" class="tabs" aria-label="How it is shown">
            {button(Tab::Token, "tab-token", "Decoded token")}
            {button(Tab::Claims, "tab-claims", "Claims")}
        </div>
        <div role="tabpanel" id="decoded-panel" aria-labelledby=labelled tabindex="0">
            {body}
        </div>
    }
}

fn part_view(index: u8, segment: &Segment, state: State) -> Option<AnyView> {
    let shown = segment.pretty().or_else(|| {
        let broken = segment.problem.is_some();
        broken.then(|| segment.text().unwrap_or_default().to_owned())
    });
    let words = part_words(segment.part);
    let problem =
        segment.problem.as_ref().map(|problem| format!("At character {}: {}.", problem.position + 1, problem.reason));
    if shown.is_none() && problem.is_none() && segment.octets.is_empty() {
        return None;
    }
    let length = segment.octets.len();
    let body = match shown {
        Some(text) => {
            let copied = text.clone();
            view! {
                <CopyButton text=Signal::stored(copied) what=words/>
                <pre>{text}</pre>
            }
            .into_any()
        }
        None => view! { <p class="quiet">{format!("{length} bytes")}</p> }.into_any(),
    };
    Some(
        view! {
            <section
                class="part"
                data-part=part_name(segment.part)
                data-pointed=move || (state.pointed.get() == Some(index)).to_string()
                on:pointerenter=move |_| state.pointed.set(Some(index))
                on:pointerleave=move |_| state.pointed.set(None)
            >
                <h3>{words}</h3>
                {problem.map(|problem| view! { <p class="field-error">{problem}</p> })}
                {body}
            </section>
        }
        .into_any(),
    )
}
