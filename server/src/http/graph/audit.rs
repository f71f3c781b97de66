//! `directoryAudit`: who changed or looked at what (behaviour reference §12).

use super::{
    super::Edge,
    Caller, Refusal,
    query::{Listed, Query},
};
use axum::{
    Json,
    extract::{Path, RawQuery, State},
};
use domain::{AuditEventId, Timestamp};
use federation::Error;
use serde::Serialize;
use serde_json::Value;
use storage::{AuditEvent, AuditQuery};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn router() -> OpenApiRouter<Edge> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(one))
}

/// A line of the audit log.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DirectoryAudit {
    id: String,
    category: &'static str,
    /// Here the same as `id`: what one transaction changed has the same `activityDateTime`.
    correlation_id: String,
    /// Only what was done is written, in the transaction of doing it.
    result: &'static str,
    result_reason: &'static str,
    activity_display_name: String,
    activity_date_time: String,
    logged_by_service: &'static str,
    operation_type: String,
    initiated_by: InitiatedBy,
    target_resources: Vec<TargetResource>,
}

/// Who: a person, or a program.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct InitiatedBy {
    user: Option<Initiator>,
    app: Option<Initiator>,
}

/// By name.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Initiator {
    display_name: String,
}

/// To what.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TargetResource {
    id: String,
    display_name: String,
    r#type: String,
    modified_properties: Vec<ModifiedProperty>,
}

/// What became different. What is secret or personal has no values.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ModifiedProperty {
    display_name: String,
    old_value: Option<String>,
    new_value: Option<String>,
}

fn shown(event: AuditEvent) -> Value {
    let initiator = Some(Initiator { display_name: event.actor.clone() });
    let is_program = event.actor.starts_with("API token ") || event.actor == "command line";
    let (user, app) = if is_program { (None, initiator) } else { (initiator, None) };
    super::json(&DirectoryAudit {
        id: event.id.to_string(),
        category: category(&event.target_kind),
        correlation_id: event.id.to_string(),
        result: "success",
        result_reason: "",
        activity_display_name: event.activity(),
        activity_date_time: event.at.to_string(),
        logged_by_service: "B2C",
        operation_type: event.operation.verb().to_owned(),
        initiated_by: InitiatedBy { user, app },
        target_resources: vec![TargetResource {
            id: event.target_id,
            display_name: event.target_name,
            r#type: event.target_kind,
            modified_properties: event
                .changed
                .into_iter()
                .map(|one| ModifiedProperty { display_name: one.name, old_value: one.old, new_value: one.new })
                .collect(),
        }],
    })
}

fn category(target_kind: &str) -> &'static str {
    match target_kind {
        "application" => "ApplicationManagement",
        "user" => "UserManagement",
        "keySet" => "KeyManagement",
        "userFlow" | "customPolicy" => "Policy",
        "signIn" => "Authorization",
        _ => "DirectoryManagement",
    }
}

/// Lists the audit log, newest first.
#[utoipa::path(get, path = "/auditLogs/directoryAudits", tag = "auditLogs", params(Listed),
    responses((status = 200, body = super::List<DirectoryAudit>)))]
async fn list(State(edge): State<Edge>, caller: Caller, RawQuery(query): RawQuery) -> Result<Json<Value>, Refusal> {
    let query = Query::parse(query.as_deref().unwrap_or_default())?;
    let mut after: Option<AuditEventId> = query.after()?;
    let since = query.at_least("activityDateTime").and_then(|text| text.parse::<jiff::Timestamp>().ok());
    let since = since.map(|time| Timestamp::from_millis(time.as_millisecond()));
    let narrowed = AuditQuery { since, ..AuditQuery::default() };
    let mut listing = query.listing("activityDateTime")?;
    loop {
        let page = edge.federation.page_of_events(caller.tenant.id, &narrowed, after, 200).await?;
        after = page.items.last().map(|event| event.id);
        for event in page.items {
            listing.offer(&event.id.to_string(), shown(event));
        }
        if !page.more || listing.is_full() {
            return Ok(Json(listing.answer(&caller.address("auditLogs/directoryAudits"))));
        }
    }
}

/// Gets a line of the audit log.
#[utoipa::path(get, path = "/auditLogs/directoryAudits/{id}", tag = "auditLogs", params(("id" = String, Path,)),
    responses((status = 200, body = DirectoryAudit)))]
async fn one(State(edge): State<Edge>, caller: Caller, Path(id): Path<String>) -> Result<Json<Value>, Refusal> {
    let id: AuditEventId = id.parse().map_err(|_| Error::NotFound)?;
    let event = edge.federation.audit_event(caller.tenant.id, id).await?;
    Ok(Json(shown(event)))
}
