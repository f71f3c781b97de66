use crate::{api::FLOW_CLAIMS, ui::prose};
use leptos::prelude::*;

/// *Application claims*: what comes back to the application.
#[component]
pub(super) fn ApplicationClaims(
    /// The ids of those that do.
    claims: RwSignal<Vec<String>>,
) -> impl IntoView {
    let lines = FLOW_CLAIMS
        .into_iter()
        .map(|claim| {
            let element = format!("claim-{}", claim.id);
            let returned = move |claims: &Vec<String>| claims.iter().any(|id| id == claim.id);
            let change = move |event| {
                let on = event_target_checked(&event);
                claims.update(|claims| {
                    claims.retain(|id| id != claim.id);
                    if on {
                        claims.push(claim.id.to_owned());
                    }
                });
            };
            view! {
                <li>
                    <input
                        type="checkbox"
                        id=element.clone()
                        checked=claims.with_untracked(returned)
                        prop:checked=move || claims.with(returned)
                        on:change=change
                    />
                    <label for=element>{claim.name}</label>
                    <span class="quiet">{prose(claim.help)}</span>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <fieldset class="group">
            <legend>"Application claims"</legend>
            <p class="section-sentence">"What the application reads in the token, beside what every token has."</p>
            <ul class="choice-list">{lines}</ul>
        </fieldset>
    }
}
