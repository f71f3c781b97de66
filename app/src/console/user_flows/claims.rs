use crate::{
    api::{FLOW_ATTRIBUTES, FLOW_CLAIMS, FlowClaim},
    ui::prose,
};
use leptos::prelude::*;

/// *Application claims*: what comes back to the application.
#[component]
pub(super) fn ApplicationClaims(
    /// The ids of those that do.
    claims: RwSignal<Vec<String>>,
) -> impl IntoView {
    view! {
        <fieldset class="group">
            <legend>"Application claims"</legend>
            <p class="section-sentence">"What the application reads in the token, beside what every token has."</p>
            {choices("claim", &FLOW_CLAIMS, claims)}
        </fieldset>
    }
}

/// *User attributes*: what is asked of whoever signs up.
#[component]
pub(super) fn UserAttributes(
    /// The ids of those that are.
    attributes: RwSignal<Vec<String>>,
) -> impl IntoView {
    view! {
        <fieldset class="group">
            <legend>"User attributes"</legend>
            <p class="section-sentence">
                "Collected at the first sign-in: a page asks for them when the provider does not deliver all of them. What it delivers is filled in."
            </p>
            {choices("attribute", &FLOW_ATTRIBUTES, attributes)}
        </fieldset>
    }
}

/// A box for each.
fn choices(prefix: &str, all: &'static [FlowClaim], chosen: RwSignal<Vec<String>>) -> impl IntoView + use<> {
    let lines = all
        .iter()
        .map(|choice| {
            let element = format!("{prefix}-{}", choice.id);
            let is_chosen = move |chosen: &Vec<String>| chosen.iter().any(|id| id == choice.id);
            let change = move |event| {
                let on = event_target_checked(&event);
                chosen.update(|chosen| {
                    chosen.retain(|id| id != choice.id);
                    if on {
                        chosen.push(choice.id.to_owned());
                    }
                });
            };
            view! {
                <li>
                    <input
                        type="checkbox"
                        id=element.clone()
                        checked=chosen.with_untracked(is_chosen)
                        prop:checked=move || chosen.with(is_chosen)
                        on:change=change
                    />
                    <label for=element>{choice.name}</label>
                    <span class="quiet">{prose(choice.help)}</span>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! { <ul class="choice-list">{lines}</ul> }
}
