//! `trustFrameworkPolicy`: files as they are, `application/xml`.

use super::{
    super::Edge,
    Caller, Refusal,
    query::{Listed, Query},
};
use axum::{
    Json,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, RawQuery, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{CustomPolicy, PolicyId};
use federation::tenant::{BrokenPolicy, Overwrite, PolicyUpload, PolicyUploadOutcome, Versioned};
use serde::Serialize;
use serde_json::Value;
use storage::ApiRole;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// More than a policy may weigh, so that one that is too large is told so by its diagnostic.
const MAX_BODY: usize = 2 * 1024 * 1024;
/// The policies that an upload broke, by name.
const BROKEN: HeaderName = HeaderName::from_static("passerelle-broken-policies");

pub fn router() -> OpenApiRouter<Edge> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(one, delete))
        .routes(routes!(content, replace))
        .layer(DefaultBodyLimit::max(MAX_BODY))
}

/// A custom policy; its content is at `$value`.
#[derive(Debug, Serialize, ToSchema)]
struct TrustFrameworkPolicy {
    id: String,
}

fn shown(stored: &Versioned<CustomPolicy>) -> Value {
    super::json(&TrustFrameworkPolicy { id: stored.document.policy.to_string() })
}

/// Lists the custom policies.
#[utoipa::path(get, path = "/trustFramework/policies", tag = "policies",
    params(Listed), responses((status = 200, body = super::List<TrustFrameworkPolicy>)))]
async fn list(State(edge): State<Edge>, caller: Caller, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let query = Query::parse(query.as_deref().unwrap_or_default())?;
    let all = edge.federation.every_custom_policy(caller.tenant.id).await?;
    let address = caller.address("trustFramework/policies");
    Ok(Json(query.answer(all.iter().map(shown).collect(), &address)?).into_response())
}

/// Gets a custom policy.
#[utoipa::path(get, path = "/trustFramework/policies/{id}", tag = "policies",
    params(("id" = String, Path,)), responses((status = 200, body = TrustFrameworkPolicy)))]
async fn one(State(edge): State<Edge>, caller: Caller, Path(id): Path<String>) -> Result<Response, Refusal> {
    let stored = edge.federation.custom_policy(caller.tenant.id, &id).await?;
    Ok(Json(shown(&stored)).into_response())
}

/// Reads the file of a custom policy.
#[utoipa::path(get, path = "/trustFramework/policies/{id}/$value", tag = "policies",
    params(("id" = String, Path,)),
    responses((status = 200, body = String, content_type = "application/xml")))]
async fn content(State(edge): State<Edge>, caller: Caller, Path(id): Path<String>) -> Result<Response, Refusal> {
    Ok(xml(StatusCode::OK, edge.federation.custom_policy(caller.tenant.id, &id).await?, &[]))
}

/// A new policy; one that is there already is not overwritten.
#[utoipa::path(post, path = "/trustFramework/policies", tag = "policies",
    request_body(content = String, content_type = "application/xml"),
    responses((status = 201, body = String, content_type = "application/xml")))]
async fn create(State(edge): State<Edge>, caller: Caller, body: Bytes) -> Result<Response, Refusal> {
    upload(&edge, &caller, "policy.xml", &body, Overwrite::Never).await
}

/// A policy with its new content, whether it is there already or not. With `If-Match` it must have that version.
#[utoipa::path(put, path = "/trustFramework/policies/{id}/$value", tag = "policies",
    params(("id" = String, Path,)), request_body(content = String, content_type = "application/xml"),
    responses((status = 200, body = String, content_type = "application/xml"), (status = 201, body = String, content_type = "application/xml")))]
async fn replace(
    State(edge): State<Edge>,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let id = PolicyId::parse_custom(&id).map_err(|invalid| Refusal::bad_request(invalid.message))?;
    let overwrite = match headers.get(header::IF_MATCH).map(HeaderValue::as_bytes) {
        None | Some(b"*") => Overwrite::Always,
        Some(tag) => {
            Overwrite::Version(version(tag).ok_or_else(|| Refusal::bad_request("If-Match is no ETag of a policy."))?)
        }
    };
    let written = PolicyUpload { file: String::new(), xml: body.to_vec(), overwrite }.policy();
    if written.is_some_and(|written| written != id) {
        return Err(Refusal::bad_request(format!("The file is not the policy {id}: its PolicyId is another one.")));
    }
    upload(&edge, &caller, &format!("{id}.xml"), &body, overwrite).await
}

/// Deletes a custom policy.
#[utoipa::path(delete, path = "/trustFramework/policies/{id}", tag = "policies",
    params(("id" = String, Path,)), responses((status = 204)))]
async fn delete(State(edge): State<Edge>, caller: Caller, Path(id): Path<String>) -> Result<StatusCode, Refusal> {
    caller.may(ApiRole::changes_policies)?;
    let stored = edge.federation.custom_policy(caller.tenant.id, &id).await?;
    edge.federation.delete_custom_policy(caller.tenant.id, &id, stored.version, &caller.name()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn upload(
    edge: &Edge,
    caller: &Caller,
    file: &str,
    body: &Bytes,
    overwrite: Overwrite,
) -> Result<Response, Refusal> {
    caller.may(ApiRole::changes_policies)?;
    let files = vec![PolicyUpload { file: file.to_owned(), xml: body.to_vec(), overwrite }];
    match edge.federation.upload_policies(&caller.tenant, files, false, &caller.name()).await? {
        PolicyUploadOutcome::Stored { mut policies, broken, .. } => {
            let stored = policies.pop().ok_or_else(|| Refusal::bad_request("There was no policy in the request."))?;
            let status = if stored.version == 1 { StatusCode::CREATED } else { StatusCode::OK };
            Ok(xml(status, stored, &broken))
        }
        PolicyUploadOutcome::Refused { diagnostics, .. } => Err(Refusal::of_policy(&diagnostics)),
    }
}

fn xml(status: StatusCode, stored: Versioned<CustomPolicy>, broken: &[BrokenPolicy]) -> Response {
    let mut response =
        (status, [(header::CONTENT_TYPE, "application/xml; charset=utf-8")], stored.document.xml).into_response();
    let headers = response.headers_mut();
    headers.extend(HeaderValue::from_str(&format!("\"{}\"", stored.version)).ok().map(|tag| (header::ETAG, tag)));
    if !broken.is_empty() {
        let names: Vec<&str> = broken.iter().map(|broken| broken.policy.as_str()).collect();
        headers.extend(HeaderValue::from_str(&names.join(", ")).ok().map(|names| (BROKEN, names)));
    }
    response
}

fn version(tag: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(tag).ok()?.trim();
    text.strip_prefix("W/").unwrap_or(text).strip_prefix('"')?.strip_suffix('"')?.parse().ok()
}
