use super::situation::{GO_ON, Situation, THE_PROVIDER, TO_APPLICATION, TRY_AGAIN};
use super::texts::{self, Words};
use domain::language::Language;
use leptos::prelude::*;

/// Why somebody cannot go on: what happened in words for a person, what to do now, a button that does it, and the
/// short code at the bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorPage {
    /// What it is, in a few words.
    pub title: String,
    /// What happened, and whose side it is on.
    pub what: String,
    /// What to do now.
    pub what_to_do: String,
    /// The button.
    pub way: Option<Way>,
    /// The short code, such as `AADB2C90006`.
    pub code: Option<String>,
    /// The id under which the sign-in, or its refusal, is recorded.
    pub correlation_id: Option<String>,
}

/// A way on from an error page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// What the button says.
    pub label: String,
    /// Where it leads.
    pub url: String,
}

impl Way {
    /// *Try again*: to the beginning of the sign-in.
    pub fn try_again(language: Language, url: impl Into<String>) -> Self {
        Self { label: TRY_AGAIN.in_language(language).to_owned(), url: url.into() }
    }

    /// *Go on*: to where the sign-in is waited for.
    pub fn go_on(language: Language, url: impl Into<String>) -> Self {
        Self { label: GO_ON.in_language(language).to_owned(), url: url.into() }
    }

    /// *Go back to the application*.
    pub fn to_application(language: Language, url: impl Into<String>) -> Self {
        Self { label: TO_APPLICATION.in_language(language).to_owned(), url: url.into() }
    }
}

impl ErrorPage {
    /// The built-in words for a situation. `provider` is the provider's name, where one plays a part.
    pub fn of(situation: Situation, language: Language, provider: Option<&str>) -> Self {
        let provider = provider.unwrap_or_else(|| THE_PROVIDER.in_language(language));
        let [title, what, what_to_do] =
            situation.words().map(|text| text.in_language(language).replace("{0}", provider));
        Self { title, what, what_to_do, way: None, code: None, correlation_id: None }
    }

    /// With a button.
    #[must_use]
    pub fn with_way(self, way: Way) -> Self {
        Self { way: Some(way), ..self }
    }

    /// With a code.
    #[must_use]
    pub fn with_code(self, code: impl Into<String>) -> Self {
        Self { code: Some(code.into()), ..self }
    }

    /// With a correlation id.
    #[must_use]
    pub fn with_correlation(self, id: impl Into<String>) -> Self {
        Self { correlation_id: Some(id.into()), ..self }
    }
}

pub(super) fn error_view(page: ErrorPage, language: Language) -> impl IntoView {
    let words = Words::built_in(language);
    let foot = |label: &texts::Text, value: Option<String>, class: &'static str| {
        value.map(|value| {
            view! {
                <div class=class>
                    <dt>{words.get(label)}</dt>
                    <dd>{value}</dd>
                </div>
            }
        })
    };
    view! {
        <div id="api" data-name="GlobalException" class="exception">
            <div class="heading">
                <h1>{page.title}</h1>
            </div>
            <p class="what">{page.what}</p>
            <p class="what-to-do">{page.what_to_do}</p>
            {page.way.map(|way| view! {
                <div class="buttons">
                    <a class="button" id="way" href=way.url>{way.label}</a>
                </div>
            })}
            <dl class="codes">
                {foot(&texts::CODE, page.code, "code")}
                {foot(&texts::CORRELATION, page.correlation_id, "correlation")}
            </dl>
        </div>
    }
}
