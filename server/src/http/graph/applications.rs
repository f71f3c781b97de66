//! `application` (behaviour reference §5).

mod resource;

use super::{
    super::Edge,
    Caller, Refusal,
    body::Body,
    caller::Administrator,
    query::{Listed, Query},
};
use axum::{
    Json,
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{Application, ApplicationId, SecretId, Timestamp};
use federation::{Error, tenant::Versioned};
use resource::{GraphApplication, PasswordCredential, input, shown, shown_secret, told};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// How long a secret lives that says nothing: as long as one may.
const SECRET_SECONDS: i64 = 2 * 365 * 86_400;

pub fn router() -> OpenApiRouter<Edge> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(one, update, delete))
        .routes(routes!(add_password))
        .routes(routes!(remove_password))
}

/// `addPassword`.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct AddPassword {
    password_credential: NewPassword,
}

/// A secret to make.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct NewPassword {
    display_name: Option<String>,
    /// At most two years ahead, which is also what it is when nothing is said.
    end_date_time: Option<String>,
}

/// `removePassword`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RemovePassword {
    key_id: String,
}

async fn find(edge: &Edge, caller: &Caller, id: &str) -> Result<Versioned<Application>, Refusal> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    Ok(edge.federation.application_of_object(caller.tenant.id, id).await?)
}

/// Lists the applications.
#[utoipa::path(get, path = "/applications", tag = "applications", params(Listed),
    responses((status = 200, body = super::List<GraphApplication>)))]
async fn list(State(edge): State<Edge>, caller: Caller, RawQuery(query): RawQuery) -> Result<Json<Value>, Refusal> {
    let query = Query::parse(query.as_deref().unwrap_or_default())?;
    let all = edge.federation.every_application(caller.tenant.id).await?;
    query.answer(all.iter().map(|stored| shown(&stored.document)).collect(), &caller.address("applications")).map(Json)
}

/// Gets an application, by its object id.
#[utoipa::path(get, path = "/applications/{id}", tag = "applications", params(("id" = String, Path,)),
    responses((status = 200, body = GraphApplication)))]
async fn one(State(edge): State<Edge>, caller: Caller, Path(id): Path<String>) -> Result<Json<Value>, Refusal> {
    Ok(Json(shown(&find(&edge, &caller, &id).await?.document)))
}

/// Registers an application. An `appId` that exists elsewhere already can be kept.
#[utoipa::path(post, path = "/applications", tag = "applications", request_body = GraphApplication,
    responses((status = 201, body = GraphApplication)))]
async fn create(
    State(edge): State<Edge>,
    Administrator(caller): Administrator,
    Body(body): Body<GraphApplication>,
) -> Result<Response, Refusal> {
    let tenant = caller.tenant.id;
    let id = body.app_id.as_deref().map(str::parse::<ApplicationId>).transpose();
    let id = id.map_err(|wrong| Refusal::of_property("appId", wrong.to_string()))?;
    if let Some(id) = id
        && edge.federation.application(tenant, id).await.is_ok()
    {
        return Err(Refusal::of_property("appId", "There is an application with this appId already."));
    }
    let input = input(&body, None, || edge.federation.new_scope_id())?;
    let made = edge.federation.create_application(tenant, &input, id, &caller.name()).await;
    let made = made.map_err(|error| told(error, input.kind))?;
    Ok((StatusCode::CREATED, Json(shown(&made.document))).into_response())
}

/// Changes an application; what is not given stays.
#[utoipa::path(patch, path = "/applications/{id}", tag = "applications", params(("id" = String, Path,)),
    request_body = GraphApplication, responses((status = 204)))]
async fn update(
    State(edge): State<Edge>,
    Administrator(caller): Administrator,
    Path(id): Path<String>,
    Body(body): Body<GraphApplication>,
) -> Result<StatusCode, Refusal> {
    let before = find(&edge, &caller, &id).await?;
    let (tenant, id) = (caller.tenant.id, before.document.id);
    if body.app_id.as_ref().is_some_and(|given| *given != id.to_string()) {
        return Err(Refusal::of_property("appId", "The appId of an application never changes."));
    }
    let input = input(&body, Some(&before.document), || edge.federation.new_scope_id())?;
    let stored = edge.federation.update_application(tenant, id, before.version, &input, &caller.name()).await;
    stored.map_err(|error| told(error, input.kind))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes an application.
#[utoipa::path(delete, path = "/applications/{id}", tag = "applications", params(("id" = String, Path,)),
    responses((status = 204)))]
async fn delete(
    State(edge): State<Edge>,
    Administrator(caller): Administrator,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    let before = find(&edge, &caller, &id).await?;
    let (tenant, id) = (caller.tenant.id, before.document.id);
    edge.federation.delete_application(tenant, id, before.version, &caller.name()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a client secret. Its `secretText` is never shown again.
#[utoipa::path(post, path = "/applications/{id}/addPassword", tag = "applications", params(("id" = String, Path,)),
    request_body = AddPassword, responses((status = 200, body = PasswordCredential)))]
async fn add_password(
    State(edge): State<Edge>,
    Administrator(caller): Administrator,
    Path(id): Path<String>,
    Body(body): Body<AddPassword>,
) -> Result<Json<Value>, Refusal> {
    let application = find(&edge, &caller, &id).await?.document;
    let asked = body.password_credential;
    let until = match asked.end_date_time.as_deref().map(str::parse::<jiff::Timestamp>) {
        None => edge.federation.clock().now().plus_seconds(SECRET_SECONDS),
        Some(Ok(time)) => Timestamp::from_millis(time.as_millisecond()),
        Some(Err(_)) => {
            let sentence = "endDateTime is a point in time, such as 2027-01-31T00:00:00Z.";
            return Err(Refusal::of_property("passwordCredential.endDateTime", sentence));
        }
    };
    let name = asked.display_name.unwrap_or_default();
    let (tenant, id) = (caller.tenant.id, application.id);
    let made = edge.federation.add_client_secret_until(tenant, id, &name, until, &caller.name()).await;
    let made = made.map_err(|error| {
        Refusal::of_form(error, |field| match field {
            "description" => "passwordCredential.displayName".to_owned(),
            "expiresAt" => "passwordCredential.endDateTime".to_owned(),
            other => other.to_owned(),
        })
    })?;
    let newest = made.application.document.secrets.last().ok_or(Error::NotFound)?;
    Ok(Json(super::json(&shown_secret(newest, Some(made.value.expose())))))
}

/// Deletes a client secret; it stops working at once.
#[utoipa::path(post, path = "/applications/{id}/removePassword", tag = "applications",
    params(("id" = String, Path,)), request_body = RemovePassword, responses((status = 204)))]
async fn remove_password(
    State(edge): State<Edge>,
    Administrator(caller): Administrator,
    Path(id): Path<String>,
    Body(body): Body<RemovePassword>,
) -> Result<StatusCode, Refusal> {
    let application = find(&edge, &caller, &id).await?.document.id;
    let wrong = || Refusal::of_property("keyId", "The application has no secret of this keyId.");
    let secret: SecretId = body.key_id.parse().map_err(|_| wrong())?;
    match edge.federation.remove_client_secret(caller.tenant.id, application, secret, &caller.name()).await {
        Ok(_) => Ok(StatusCode::NO_CONTENT),
        Err(Error::NotFound) => Err(wrong()),
        Err(error) => Err(error.into()),
    }
}
