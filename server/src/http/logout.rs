//! Sign-out.

use super::{
    Edge, cookies,
    headers::{FRAMED_POLICY, signed_out_policy},
    pages,
    protocol::see_other,
    target::Target,
};
use app::sign_in::{MessageForm, MessagePage};
use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use federation::{LoggedOut, LogoutCall};
use oauth::Parameters;

/// The field by which the confirmation's button is known.
const CONFIRM: &str = "confirm";
/// How long the frames of other applications have.
const FRAME_SECONDS: u8 = 2;

/// Called by browsers that an application sent here.
pub async fn logout(State(edge): State<Edge>, headers: HeaderMap, target: Target) -> Response {
    let parameters = target.query.clone();
    sign_out(&edge, &headers, &target, &parameters, None).await
}

/// The button of the confirmation, or an application's form. The latter comes cross-site without our Lax cookie, so the
/// browser asks again with GET.
pub async fn logout_by_post(State(edge): State<Edge>, headers: HeaderMap, target: Target, body: String) -> Response {
    let Ok(parameters) = Parameters::parse(&body) else {
        return pages::nothing_here(&edge, &headers);
    };
    // Only our own page can post the button together with the session's cookie, which is Lax: without the cookie it is
    // a form of another site, and the person is asked (S60).
    let is_ours = cookies::session(&edge, &headers, &target.tenant.name).is_some();
    if let Some(given) = parameters.get(CONFIRM).filter(|_| is_ours) {
        let given = given.to_owned();
        let plain = Parameters::parse(&parameters.encode_without(CONFIRM)).unwrap_or_default();
        return sign_out(&edge, &headers, &target, &plain, Some(&given)).await;
    }
    let mut url = target.path.endpoints(String::new()).end_session;
    url.push(if url.contains('?') { '&' } else { '?' });
    let plain = Parameters::parse(&parameters.encode_without(CONFIRM)).unwrap_or_default();
    url.push_str(&plain.encode_without("p"));
    see_other(&url)
}

async fn sign_out(
    edge: &Edge,
    headers: &HeaderMap,
    target: &Target,
    parameters: &Parameters,
    confirmed: Option<&str>,
) -> Response {
    let session = cookies::session(edge, headers, &target.tenant.name);
    let call = LogoutCall {
        tenant: &target.tenant,
        path: target.path.clone(),
        parameters,
        session: session.as_ref(),
        confirmed,
        accept_language: pages::accept_language(headers),
    };
    match edge.federation.logout(call).await {
        Ok(LoggedOut::Done { frames, target: next }) => {
            let mut response = match (frames.as_slice(), &next) {
                ([], Some(url)) => see_other(url),
                ([], None) => {
                    let page = MessagePage::signed_out(pages::language(headers));
                    let mut response = pages::message(edge, headers, StatusCode::OK, page);
                    let policy = HeaderValue::from_static(FRAMED_POLICY);
                    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
                    response
                }
                (frames, next) => signed_out(edge, headers, frames, next.as_deref()),
            };
            if session.is_some()
                && let Some(cookie) = cookies::end_session(edge, &target.tenant.name)
            {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            response
        }
        Ok(LoggedOut::Confirm { csrf }) => {
            let mut fields: Vec<(String, String)> = parameters
                .iter()
                .filter(|(name, _)| *name != "p")
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect();
            fields.push((CONFIRM.to_owned(), csrf));
            let action = target.path.endpoints(String::new()).end_session;
            let page = MessagePage::confirm_sign_out(
                pages::language(headers),
                MessageForm { action, fields, button: String::new() },
            );
            pages::message(edge, headers, StatusCode::OK, page)
        }
        Ok(LoggedOut::Refused(view)) => pages::error(edge, Some(&target.tenant), &view).await,
        Err(error) => pages::failure(edge, headers, &error),
    }
}

/// The page whose hidden frames sign out elsewhere; then the browser goes on by itself, or by its link.
fn signed_out(edge: &Edge, headers: &HeaderMap, frames: &[String], next: Option<&str>) -> Response {
    let mut page = MessagePage::signed_out(pages::language(headers));
    page.frames = frames.to_vec();
    page.next = next.map(str::to_owned);
    let mut response = pages::message(edge, headers, StatusCode::OK, page);
    let sources = frames.iter().filter_map(|frame| url::Url::parse(frame).ok());
    let sources: Vec<String> = sources.map(|url| url.origin().ascii_serialization()).collect();
    if let Ok(policy) = HeaderValue::from_str(&signed_out_policy(&sources)) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    let refresh = next.and_then(|next| HeaderValue::from_str(&format!("{FRAME_SECONDS}; url={next}")).ok());
    if let Some(refresh) = refresh {
        response.headers_mut().insert(header::REFRESH, refresh);
    }
    response
}
