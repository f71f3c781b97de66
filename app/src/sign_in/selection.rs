use super::document::Form;
use super::texts::{self, Words};
use journey::page::Choice;
use leptos::prelude::*;

/// A button per provider (behaviour reference §11.3, *Unified*).
pub(super) fn selection_view(
    choices: Vec<Choice>,
    error: Option<String>,
    words: Words<'_>,
    form: Form,
) -> impl IntoView {
    let empty = choices.is_empty().then(|| view! { <p class="what">{words.get(&texts::NO_PROVIDER)}</p> });
    let buttons: Vec<_> = choices
        .into_iter()
        .enumerate()
        .map(|(index, choice)| {
            let class = if index == 0 {
                "accountButton firstButton claims-provider-selection"
            } else {
                "accountButton claims-provider-selection"
            };
            // A policy that names the button itself (§11.4: by the exchange's id) has the last word.
            let own = words.own.and_then(|own| own.get(&choice.id)).cloned();
            let label = own.unwrap_or_else(|| words.fill(&texts::CONTINUE_WITH, &choice.label));
            view! {
                <div>
                    <button type="submit" role="link" name="choice" id=choice.id.clone() class=class value=choice.id>
                        {label}
                    </button>
                </div>
            }
        })
        .collect();
    let intro = words.get(&texts::SOCIAL_INTRO);
    view! {
        <div id="api" data-name="Unified" class="signIn">
            <div class="heading">
                <h1>{words.get(&texts::HEADING)}</h1>
            </div>
            {error.map(|error| view! {
                <div class="error pageLevel" role="alert">
                    <p>{error}</p>
                </div>
            })}
            {empty}
            <form id="selectionForm" method="post" action=form.action>
                <input type="hidden" name="csrf" value=form.csrf/>
                <div class="claims-provider-list-buttons social" role="group" aria-label=intro>
                    <div class="intro">
                        <h2>{intro.clone()}</h2>
                    </div>
                    <div class="options">{buttons}</div>
                </div>
            </form>
        </div>
    }
}
