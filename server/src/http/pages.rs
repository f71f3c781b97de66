//! Pages of the sign-in: rendered by `app`, with their headers.

use super::{
    Edge, branding,
    headers::{PREVIEW_POLICY, SIGN_IN_POLICY, hand_over_policy, surrounded_policy},
};
use app::sign_in::{
    Branding, Content, ErrorPage, Frame, HandOver, MessagePage, SignInDocument, Situation, Surrounding, Way, page_html,
    surrounded_page_html,
};
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use domain::{Tenant, language::Language};
use federation::{
    Error,
    sign_in::{self, ErrorView},
};

/// The language that a browser asks for.
pub fn language(headers: &HeaderMap) -> Language {
    Language::choose(None, accept_language(headers), Language::En)
}

/// `Accept-Language`.
pub fn accept_language(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok())
}

fn frame(edge: &Edge, language: Language, brand: Option<Branding>) -> Frame {
    Frame {
        language,
        branding: brand.unwrap_or_default(),
        stylesheet: edge.assets.sign_in_css.clone(),
        favicon: Some(edge.assets.favicon.clone()).filter(|url| !url.is_empty()),
        here: None,
        correlation_id: None,
    }
}

fn respond(status: StatusCode, document: SignInDocument) -> Response {
    let policy = if matches!(document.content, Content::HandOver(_)) {
        HeaderValue::from_str(&hand_over_policy()).unwrap_or(HeaderValue::from_static(SIGN_IN_POLICY))
    } else {
        HeaderValue::from_static(SIGN_IN_POLICY)
    };
    let mut response = (status, Html(page_html(document))).into_response();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// A page of a journey.
pub async fn journey(edge: &Edge, tenant: &Tenant, here: &str, view: sign_in::PageView) -> Response {
    let mut frame = frame(edge, view.page.language, Some(branding::of(edge, tenant).await));
    frame.here = Some(here.to_owned());
    frame.correlation_id = Some(view.journey.to_string());
    // The chosen language goes along, so that a page that comes again stays in it.
    let action = format!("{here}?ui_locales={}", view.page.language.tag());
    let form = app::sign_in::Form { action, csrf: view.csrf };
    if let Some(content) = view.content {
        let policy = surrounded_policy(&content.origin, &content.style_hashes());
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            let around = Surrounding {
                before: content.before.clone(),
                after: content.after.clone(),
                style_sheets: content.style_sheets.clone(),
                styles: content.styles.clone(),
            };
            let mut response = Html(surrounded_page_html(frame, view.page, form, around)).into_response();
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
            return response;
        }
    }
    respond(StatusCode::OK, SignInDocument { frame, content: Content::Page { page: view.page, form } })
}

/// A page that says why it cannot go on.
pub async fn error(edge: &Edge, tenant: Option<&Tenant>, view: &ErrorView) -> Response {
    let situation = match view.situation {
        sign_in::Situation::UnknownApplication => Situation::UnknownApplication,
        sign_in::Situation::UnknownPolicy => Situation::UnknownPolicy,
        sign_in::Situation::WrongRequest | sign_in::Situation::SwitchedOff => Situation::WrongRequest,
        sign_in::Situation::CookiesOff => Situation::CookiesOff,
        sign_in::Situation::Expired => Situation::Expired,
        sign_in::Situation::AlreadyDone => Situation::AlreadyDone,
        sign_in::Situation::AtProvider => Situation::AtProvider,
    };
    let brand = match tenant {
        Some(tenant) => Some(branding::of(edge, tenant).await),
        None => None,
    };
    let mut frame = frame(edge, view.language, brand);
    frame.correlation_id = Some(view.correlation.to_string());
    let page = ErrorPage::of(situation, view.language, None);
    let page = match &view.way {
        Some(url) => page.with_way(Way::go_on(view.language, url.as_str())),
        None => page,
    };
    let page = page.with_code(view.error.code.as_str()).with_correlation(view.correlation.to_string());
    let status = StatusCode::from_u16(view.status).unwrap_or(StatusCode::BAD_REQUEST);
    respond(status, SignInDocument { frame, content: Content::Error(page) })
}

/// A page as the console shows it beside the form that it depends on: nothing on it can be sent.
pub fn preview(edge: &Edge, language: Language, brand: Branding, page: journey::Page) -> Response {
    let form = app::sign_in::Form { action: String::new(), csrf: String::new() };
    let frame = frame(edge, language, Some(brand));
    let mut response = respond(StatusCode::OK, SignInDocument { frame, content: Content::Page { page, form } });
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PREVIEW_POLICY));
    response
}

/// A page that posts itself.
pub fn hand_over(edge: &Edge, language: Language, url: String, fields: Vec<(String, String)>) -> Response {
    let frame = frame(edge, language, None);
    respond(StatusCode::OK, SignInDocument { frame, content: Content::HandOver(HandOver { url, fields }) })
}

/// A page with a message.
pub fn message(edge: &Edge, headers: &HeaderMap, status: StatusCode, page: MessagePage) -> Response {
    respond(status, SignInDocument { frame: frame(edge, language(headers), None), content: Content::Message(page) })
}

/// There is nothing at this address.
pub fn nothing_here(edge: &Edge, headers: &HeaderMap) -> Response {
    let language = language(headers);
    let page = ErrorPage::of(Situation::UnknownPolicy, language, None);
    respond(StatusCode::NOT_FOUND, SignInDocument { frame: frame(edge, language, None), content: Content::Error(page) })
}

/// The router's fallback.
pub async fn not_found(State(edge): State<Edge>, headers: HeaderMap) -> Response {
    nothing_here(&edge, &headers)
}

/// Passerelle itself failed: the log says why, the page says what to do.
pub fn failure(edge: &Edge, headers: &HeaderMap, error: &Error) -> Response {
    tracing::error!(%error, "a request failed");
    let language = language(headers);
    let status = match error {
        Error::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let page = ErrorPage::of(Situation::Internal, language, None);
    respond(status, SignInDocument { frame: frame(edge, language, None), content: Content::Error(page) })
}
