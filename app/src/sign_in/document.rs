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
                Body::SelfAsserted { heading, .. } => Words::of(page).form_heading(heading.clone()),
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

/// What a tenant puts around its pages (behaviour reference §11.2): HTML that was made safe before it came here.
#[derive(Debug, Clone, Default)]
pub struct Surrounding {
    /// Before our part.
    pub before: String,
    /// After our part.
    pub after: String,
    /// Addresses of style sheets.
    pub style_sheets: Vec<String>,
    /// Style sheets that stand in the page; the content security policy names each by its hash.
    pub styles: Vec<String>,
}

/// The whole document: no script (but the one of [`HandOver`]), no inline style, nothing from elsewhere.
#[cfg(feature = "ssr")]
pub fn page_html(document: SignInDocument) -> String {
    let SignInDocument { frame, content } = document;
    let title = format!("{} · {}", content.title(frame.language), frame.branding.name);
    let brand_sheet = frame.branding.stylesheet.clone();
    let head = view! {
        <link rel="stylesheet" href=frame.stylesheet.clone()/>
        {brand_sheet.map(|href| view! { <link rel="stylesheet" href=href/> })}
    }
    .into_any();
    let body = view! { <body>{body_view(frame.branding, frame.language, frame.here, content)}</body> }.into_any();
    whole(title, frame.language, frame.correlation_id, frame.favicon, head, body)
}

/// A page of a journey within what a tenant puts around it.
#[cfg(feature = "ssr")]
pub fn surrounded_page_html(frame: Frame, page: journey::Page, form: Form, around: Surrounding) -> String {
    let content = Content::Page { page: page.clone(), form: form.clone() };
    let title = format!("{} · {}", content.title(frame.language), frame.branding.name);
    let sheets: Vec<_> =
        around.style_sheets.into_iter().map(|href| view! { <link rel="stylesheet" href=href/> }).collect();
    // The text of a style sheet is no markup: it ends at the first `</style`, which none of these holds.
    let styles: Vec<_> = around.styles.into_iter().map(|sheet| view! { <style inner_html=sheet></style> }).collect();
    let head = view! {
        <link rel="stylesheet" href=frame.stylesheet.clone()/>
        {sheets}
        {styles}
    }
    .into_any();
    let part = page_view(page, form).to_html();
    let body = view! { <body inner_html=format!("{}{part}{}", around.before, around.after)></body> }.into_any();
    whole(title, frame.language, frame.correlation_id, frame.favicon, head, body)
}

#[cfg(feature = "ssr")]
fn whole(
    title: String,
    language: Language,
    correlation: Option<String>,
    favicon: Option<String>,
    head: AnyView,
    body: AnyView,
) -> String {
    // An id from outside could end the comment early.
    let correlation = correlation
        .filter(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-'))
        .map(|id| format!("<!-- Correlation ID: {} -->\n", id.trim_matches('-')))
        .unwrap_or_default();
    let html = view! {
        <html lang=language.tag()>
            <head>
                <meta charset="utf-8"/>
                <title>{title}</title>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="robots" content="noindex"/>
                <meta name="color-scheme" content="light dark"/>
                {head}
                {favicon.map(|href| view! { <link rel="icon" href=href/> })}
            </head>
            {body}
        </html>
    }
    .to_html();
    // Marks for hydration, which these pages do not have. Text and attributes hold no literal `<`.
    format!("<!DOCTYPE html>\n{correlation}{}\n", html.replace("<!>", ""))
}
