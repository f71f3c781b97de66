use super::Called;
#[cfg(feature = "ssr")]
use super::ask;
use crate::api::{NewTenant, TenantSummary};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

/// What the frame of every page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Session {
    /// The administrator's name.
    pub(crate) admin: String,
    /// The tenants to switch to.
    pub(crate) tenants: Vec<TenantSummary>,
}

#[server(prefix = "/console/api", endpoint = "session", input = Json)]
pub(crate) async fn load_session() -> Called<Session> {
    ask!(backend, admin => async {
        let tenants = backend.tenants(&admin).await?;
        Ok(Session { admin: admin.name.clone(), tenants })
    })
}

#[server(prefix = "/console/api", endpoint = "create-tenant", input = Json)]
pub(crate) async fn create_tenant(new: NewTenant) -> Called<TenantSummary> {
    ask!(backend, admin => backend.create_tenant(&admin, new))
}
