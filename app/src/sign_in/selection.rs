use super::document::Form;
use super::field::{Said, parts_view};
use super::self_asserted::{forgotten, remember_me, summary};
use super::texts::{self, Words};
use journey::page::{Choice, LocalForm};
use leptos::prelude::*;

/// A button per provider, and a form for local accounts (behaviour reference §11.3, *Unified*).
pub(super) fn selection_view(
    choices: Vec<Choice>,
    local: Option<LocalForm>,
    error: Option<String>,
    words: Words<'_>,
    form: Form,
) -> impl IntoView {
    let empty =
        (choices.is_empty() && local.is_none()).then(|| view! { <p class="what">{words.get(&texts::NO_PROVIDER)}</p> });
    let divider = (!choices.is_empty() && local.is_some()).then(|| {
        view! {
            <div class="divider">
                <h2>{words.get(&texts::DIVIDER)}</h2>
            </div>
        }
    });
    let with_local = local.is_some();
    let providers = (!choices.is_empty() || !with_local).then(|| providers_view(choices, words, &form));
    let local = local.map(|local| local_view(local, words, form));
    view! {
        <div id="api" data-name="Unified" class="signIn">
            <div class="heading">
                <h1>{words.get(&texts::HEADING)}</h1>
            </div>
            {error.map(|error| view! {
                <div class="error pageLevel" role="alert">
                    <p>{words.say(&error)}</p>
                </div>
            })}
            {empty}
            {providers}
            {divider}
            {local}
        </div>
    }
}

fn providers_view(choices: Vec<Choice>, words: Words<'_>, form: &Form) -> impl IntoView + use<> {
    let mut first = true;
    let (mut buttons, mut links) = (Vec::new(), Vec::new());
    for choice in choices {
        let class = match (choice.text_link, std::mem::take(&mut first)) {
            (true, _) => "link claims-provider-selection",
            (false, true) => "accountButton firstButton claims-provider-selection",
            (false, false) => "accountButton claims-provider-selection",
        };
        // A policy that names the button itself (§11.4: by the exchange's id) has the last word.
        let own = words.own.and_then(|own| own.get(&choice.id)).cloned();
        let label = own.unwrap_or_else(|| words.fill(&texts::CONTINUE_WITH, &choice.label));
        let button = view! {
            <div>
                <button type="submit" role="link" name="choice" id=choice.id.clone() class=class value=choice.id>
                    {label}
                </button>
            </div>
        };
        if choice.text_link { links.push(button) } else { buttons.push(button) }
    }
    let intro = words.get(&texts::SOCIAL_INTRO);
    let links = (!links.is_empty()).then(|| view! { <div class="claims-provider-list-text-links">{links}</div> });
    view! {
        <form id="selectionForm" method="post" action=form.action.clone()>
            <input type="hidden" name="csrf" value=form.csrf.clone()/>
            <div class="claims-provider-list-buttons social" role="group" aria-label=intro>
                <div class="intro">
                    <h2>{intro.clone()}</h2>
                </div>
                <div class="options">{buttons}</div>
            </div>
            {links}
        </form>
    }
}

fn local_view(local: LocalForm, words: Words<'_>, form: Form) -> impl IntoView + use<> {
    let summary = summary(&local.parts, words);
    let said = Said::of(words);
    let links = local.links;
    view! {
        <form id="localAccountForm" class="localAccount" method="post" action=form.action.clone()>
            <input type="hidden" name="csrf" value=form.csrf.clone()/>
            {summary.map(|(id, text)| view! {
                <div class="error pageLevel" id=id role="alert">
                    <p>{text}</p>
                </div>
            })}
            <div class="entry">
                <ul class="attr">{parts_view(local.parts, &said)}</ul>
            </div>
            {links.remember_me.then(|| remember_me(words))}
            <div class="buttons">
                <button type="submit" id="next" name="action" value="continue">
                    {words.get(&texts::BUTTON_SIGN_IN)}
                </button>
            </div>
            {links.forgotten.then(|| forgotten(words))}
        </form>
        {links.sign_up.map(|exchange| view! {
            <form class="create" method="post" action=form.action>
                <input type="hidden" name="csrf" value=form.csrf/>
                <p>
                    {words.get(&texts::CREATE_INTRO)} " "
                    <button type="submit" id="createAccount" class="link" name="choice" value=exchange>
                        {words.get(&texts::CREATE_LINK)}
                    </button>
                </p>
            </form>
        })}
    }
}
