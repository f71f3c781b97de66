use super::Branding;
use super::error::{ErrorPage, error_view};
use super::hand_over::{HandOver, hand_over_view};
use super::message::{MessagePage, message_view};
use super::phone::phone_view;
use super::selection::selection_view;
use super::self_asserted::{SelfAsserted, self_asserted_view};
use super::texts::{self, Words, own_name};
use domain::language::Language;
use journey::page::Body;
use leptos::prelude::*;

/// A whole sign-in page.
#[derive(Debug, Clone)]
pub struct SignInDocument {
    /// What surrounds it.
    pub frame: Frame,
    /// What it says.
    pub content: Content,
}

/// What surrounds the content.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The language of the page.
    pub language: Language,
    /// Whose page it is.
    pub branding: Branding,
    /// URL of the built `style/sign-in.css`.
    pub stylesheet: String,
    /// URL of the icon.
    pub favicon: Option<String>,
    /// The URL of this page, to which `ui_locales` is added by the language links; `None`: no links (a page that
    /// answers a POST cannot be asked for again).
    pub here: Option<String>,
    /// Stands in a comment at the top of the page source (behaviour reference §11.2).
    pub correlation_id: Option<String>,
}

/// Where a form posts to, and what proves that it is ours.
#[derive(Clone)]
pub struct Form {
    /// The URL.
    pub action: String,
    /// The hidden field `csrf`.
    pub csrf: String,
}

impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Form").field("action", &self.action).finish_non_exhaustive()
    }
}

/// What a page says.
#[derive(Debug, Clone)]
pub enum Content {
    /// A page of a journey. Posts `csrf` and `choice`, or `csrf`, `action` and the fields by claim.
    Page {
        /// The page.
        page: journey::Page,
        /// Where its answer goes.
        form: Form,
    },
    /// Why it cannot go on.
    Error(ErrorPage),
    /// A page that posts itself.
    HandOver(HandOver),
    /// A page that says something.
    Message(MessagePage),
}

#[cfg(feature = "ssr")]
impl Content {
    fn title(&self, language: Language) -> String {
        match self {
            Self::Page { page, .. } => match &page.body {
                Body::Selection { .. } => Words::of(page).get(&texts::HEADING),
                Body::SelfAsserted { heading, .. } => {
                    heading.clone().unwrap_or_else(|| Words::of(page).get(&texts::FORM_HEADING))
                }
                Body::Phone(_) => Words::of(page).get(&texts::PHONE_HEADING),
            },
            Self::Error(page) => page.title.clone(),
            Self::HandOver(_) => Words::built_in(language).get(&texts::ONE_MOMENT),
            Self::Message(page) => page.title.clone(),
        }
    }
}

/// What stands in `body`: the same in a document of the server and in the console's live preview.
pub fn body_view(branding: Branding, language: Language, here: Option<String>, content: Content) -> impl IntoView {
    let content = match content {
        Content::Page { page, form } => page_view(page, form),
        Content::Error(page) => error_view(page, language).into_any(),
        Content::HandOver(page) => hand_over_view(page, language).into_any(),
        Content::Message(page) => message_view(page, language).into_any(),
    };
    view! {
        <div class="card">
            <header class="brand">{branding.mark()}</header>
            <main>{content}</main>
            {here.map(|here| language_links(&here, language))}
        </div>
    }
}

fn page_view(page: journey::Page, form: Form) -> AnyView {
    let words = Words::of(&page);
    let error = page.error.clone();
    match page.body.clone() {
        Body::Selection { choices, local } => selection_view(choices, local, error, words, form).into_any(),
        Body::SelfAsserted { heading, parts, cancel, proceed, links } => {
            let page = SelfAsserted { heading, parts, cancel, proceed, links };
            self_asserted_view(page, error, words, form).into_any()
        }
        Body::Phone(phone) => phone_view(phone, error, words, form).into_any(),
    }
}

fn language_links(here: &str, current: Language) -> impl IntoView + use<> {
    let separator = if here.contains('?') { '&' } else { '?' };
    let links: Vec<_> = Language::ALL
        .into_iter()
        .map(|language| {
            let tag = language.tag();
            view! {
                <li>
                    <a
                        href=format!("{here}{separator}ui_locales={tag}")
                        lang=tag
                        hreflang=tag
                        aria-current=(language == current).then_some("true")
                    >
                        {own_name(language)}
                    </a>
                </li>
            }
        })
        .collect();
    view! {
        <nav class="languages" aria-label=texts::LANGUAGE.in_language(current)>
            <ul>{links}</ul>
        </nav>
    }
}

/// The whole document: no script (but the one of [`HandOver`]), no inline style, nothing from elsewhere.
#[cfg(feature = "ssr")]
pub fn page_html(document: SignInDocument) -> String {
    let SignInDocument { frame, content } = document;
    let language = frame.language;
    let title = format!("{} · {}", content.title(language), frame.branding.name);
    // An id from outside could end the comment early.
    let correlation = frame
        .correlation_id
        .filter(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-'))
        .map(|id| format!("<!-- Correlation ID: {} -->\n", id.trim_matches('-')))
        .unwrap_or_default();
    let brand_sheet = frame.branding.stylesheet.clone();
    let html = view! {
        <html lang=language.tag()>
            <head>
                <meta charset="utf-8"/>
                <title>{title}</title>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="robots" content="noindex"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="stylesheet" href=frame.stylesheet/>
                {brand_sheet.map(|href| view! { <link rel="stylesheet" href=href/> })}
                {frame.favicon.map(|href| view! { <link rel="icon" href=href/> })}
            </head>
            <body>{body_view(frame.branding, language, frame.here, content)}</body>
        </html>
    }
    .to_html();
    // Marks for hydration, which these pages do not have. Text and attributes hold no literal `<`.
    format!("<!DOCTYPE html>\n{correlation}{}\n", html.replace("<!>", ""))
}
