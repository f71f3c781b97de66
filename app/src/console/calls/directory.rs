use super::Called;
#[cfg(feature = "ssr")]
use super::{ask, server::tenant as named};
use crate::api::{AuditLine, AuditLogQuery, BrandingDetails, BrandingForm, Listing};
use leptos::{prelude::*, server_fn::codec::Json};

#[server(prefix = "/console/api", endpoint = "audit-log", input = Json)]
pub(crate) async fn audit_log(tenant: String, query: AuditLogQuery) -> Called<Listing<AuditLine>> {
    ask!(backend, admin => backend.audit_log(&admin, &named(&tenant)?, query))
}

#[server(prefix = "/console/api", endpoint = "branding", input = Json)]
pub(crate) async fn branding(tenant: String) -> Called<BrandingDetails> {
    ask!(backend, admin => backend.branding(&admin, &named(&tenant)?))
}

#[server(prefix = "/console/api", endpoint = "update-branding", input = Json)]
pub(crate) async fn update_branding(tenant: String, version: u32, form: BrandingForm) -> Called<BrandingDetails> {
    ask!(backend, admin => backend.update_branding(&admin, &named(&tenant)?, version, form))
}
