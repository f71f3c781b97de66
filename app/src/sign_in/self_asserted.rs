use super::document::Form;
use super::field::{Said, parts_view};
use super::texts::{self, Words};
use journey::page::{Field, Input, Links, Part};
use leptos::prelude::*;

/// A self-asserted page.
pub(super) struct SelfAsserted {
    pub heading: Option<String>,
    pub parts: Vec<Part>,
    pub cancel: bool,
    pub proceed: bool,
    pub links: Links,
}

/// A form of claims (behaviour reference §11.3, self-asserted).
pub(super) fn self_asserted_view(
    page: SelfAsserted,
    error: Option<String>,
    words: Words<'_>,
    form: Form,
) -> impl IntoView {
    let SelfAsserted { heading, parts, cancel, proceed, links } = page;
    let asks = fields(&parts).any(|field| !matches!(field.input, Input::Readonly | Input::Paragraph));
    let summary = summary(&parts, words);
    let said = Said::of(words);
    view! {
        <div id="api" data-name="SelfAsserted">
            <div class="heading">
                <h1>{words.form_heading(heading)}</h1>
            </div>
            {asks.then(|| view! {
                <div class="intro">
                    <p>{words.get(&texts::INITIAL_INTRO)}</p>
                </div>
            })}
            <form id="attributeVerification" method="post" action=form.action>
                <input type="hidden" name="csrf" value=form.csrf/>
                {error.map(|error| view! {
                    <div class="error pageLevel" id="claimVerificationServerError" role="alert">
                        <p>{words.say(&error)}</p>
                    </div>
                })}
                {summary.map(|(id, text)| view! {
                    <div class="error pageLevel" id=id role="alert">
                        <p>{text}</p>
                    </div>
                })}
                <div id="attributeList" class="attr">
                    <ul>{parts_view(parts, &said)}</ul>
                </div>
                {links.remember_me.then(|| remember_me(words))}
                <div class="buttons">
                    {proceed.then(|| view! {
                        <button type="submit" id="continue" name="action" value="continue">
                            {words.get(&texts::BUTTON_CONTINUE)}
                        </button>
                    })}
                    {cancel.then(|| view! {
                        <button type="submit" id="cancel" name="action" value="cancel" formnovalidate>
                            {words.get(&texts::BUTTON_CANCEL)}
                        </button>
                    })}
                </div>
                {links.forgotten.then(|| forgotten(words))}
            </form>
        </div>
    }
}

/// Every field of a form, those of its display controls too.
pub(super) fn fields(parts: &[Part]) -> impl Iterator<Item = &Field> {
    parts.iter().flat_map(|part| match part {
        Part::Field(field) => std::slice::from_ref(field),
        Part::Verification(control) => control.fields.as_slice(),
    })
}

/// What stands above a form with fields that were not taken.
pub(super) fn summary(parts: &[Part], words: Words<'_>) -> Option<(&'static str, String)> {
    let wrong: Vec<&Field> = fields(parts).filter(|field| field.error.is_some()).collect();
    if wrong.is_empty() {
        return None;
    }
    if wrong.iter().any(|field| field.error.as_deref() == Some("error_passwordEntryMismatch")) {
        return Some(("passwordEntryMismatch", words.get(&texts::PASSWORD_MISMATCH)));
    }
    if wrong
        .iter()
        .any(|field| field.required && field.value.is_empty() && field.error.as_deref() == Some("required_field"))
    {
        Some(("requiredFieldMissing", words.get(&texts::FIELD_MISSING)))
    } else {
        Some(("fieldIncorrect", words.get(&texts::FIELD_INCORRECT)))
    }
}

pub(super) fn remember_me(words: Words<'_>) -> impl IntoView + use<> {
    view! {
        <div class="rememberMe">
            <input id="rememberMe" name="rememberMe" type="checkbox" value="True"/>
            <label for="rememberMe">{words.get(&texts::REMEMBER_ME)}</label>
        </div>
    }
}

/// A button that reads as a link: what it does changes the journey, so it is no address to open.
pub(super) fn forgotten(words: Words<'_>) -> impl IntoView + use<> {
    view! {
        <div class="forgot-password">
            <button type="submit" id="forgotPassword" class="link" name="action" value="forgotPassword" formnovalidate>
                {words.get(&texts::FORGOT_PASSWORD)}
            </button>
        </div>
    }
}
