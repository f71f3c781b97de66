//! The page of a journey.

use super::{Edge, cookies, pages, protocol::outcome, target::Target};
use axum::{
    Router,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
    routing::get,
};
use domain::{JourneyId, language::Language};
use journey::{Answer, Typed};
use oauth::Parameters;
use std::collections::HashMap;
use tower_http::csrf::CsrfLayer;

/// The routes. Forms come from our own pages only.
pub fn router() -> Router<Edge> {
    Router::new().route("/{t}/{policy}/sign-in/{journey}", get(show).post(answer)).layer(CsrfLayer::new())
}

async fn show(
    State(edge): State<Edge>,
    headers: HeaderMap,
    Path(params): Path<HashMap<String, String>>,
    target: Target,
) -> Response {
    let Some(id) = journey_id(&params) else { return pages::nothing_here(&edge, &headers) };
    let binding = cookies::binding(&edge, &headers, &target.tenant.name);
    let language = chosen_language(&target.query);
    let shown = edge.federation.sign_in_page(&target.tenant, &target.path.policy, id, binding.as_ref(), language).await;
    match shown {
        Ok(Ok(view)) => pages::journey(&edge, &target.tenant, &here(&target, id), view).await,
        Ok(Err(next)) => outcome(&edge, &headers, &target.tenant, next, None).await,
        Err(error) => pages::failure(&edge, &headers, &error),
    }
}

async fn answer(
    State(edge): State<Edge>,
    headers: HeaderMap,
    Path(params): Path<HashMap<String, String>>,
    target: Target,
    body: String,
) -> Response {
    let (Some(id), Ok(form)) = (journey_id(&params), Parameters::parse(&body)) else {
        return pages::nothing_here(&edge, &headers);
    };
    let binding = cookies::binding(&edge, &headers, &target.tenant.name);
    let mut typed = Typed::new();
    for (name, value) in form.iter().filter(|(name, _)| !matches!(*name, "csrf" | "action" | "choice")) {
        typed.entry(name.to_owned()).or_default().push(value.to_owned());
    }
    let answer = match (form.get("action"), form.get("choice")) {
        (Some("cancel"), _) => Answer::Cancel,
        (_, Some(choice)) => Answer::Choice(choice.to_owned()),
        (None | Some("continue"), None) => Answer::Form(typed),
        (Some(action), None) => Answer::Act(action.to_owned(), typed),
    };
    let session = cookies::session(&edge, &headers, &target.tenant.name);
    let call = federation::sign_in::AnswerCall {
        tenant: &target.tenant,
        policy: &target.path.policy,
        journey: id,
        binding: binding.as_ref(),
        session: session.as_ref(),
        csrf: form.get("csrf").unwrap_or_default(),
        language: chosen_language(&target.query),
        answer,
    };
    match edge.federation.answer(call).await {
        Ok(next) => outcome(&edge, &headers, &target.tenant, next, None).await,
        Err(error) => pages::failure(&edge, &headers, &error),
    }
}

fn here(target: &Target, id: JourneyId) -> String {
    let page = target.path.page(id);
    page.strip_prefix(target.path.origin.as_str()).unwrap_or(&page).to_owned()
}

fn journey_id(params: &HashMap<String, String>) -> Option<JourneyId> {
    params.get("journey")?.parse().ok()
}

fn chosen_language(query: &Parameters) -> Option<Language> {
    query.get("ui_locales").and_then(Language::find)
}
