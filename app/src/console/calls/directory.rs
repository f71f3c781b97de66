use super::Called;
#[cfg(feature = "ssr")]
use super::{ask, server::tenant as named};
use crate::api::{AuditLine, AuditLogQuery, Listing};
use leptos::{prelude::*, server_fn::codec::Json};

#[server(prefix = "/console/api", endpoint = "audit-log", input = Json)]
pub(crate) async fn audit_log(tenant: String, query: AuditLogQuery) -> Called<Listing<AuditLine>> {
    ask!(backend, admin => backend.audit_log(&admin, &named(&tenant)?, query))
}
