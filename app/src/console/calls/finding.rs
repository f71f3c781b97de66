use super::Called;
#[cfg(feature = "ssr")]
use super::{ask, server::tenant as named};
use crate::api::{Draft, FieldErrors, Found, Overview};
use leptos::{prelude::*, server_fn::codec::Json};

#[server(prefix = "/console/api", endpoint = "overview", input = Json)]
pub(crate) async fn load_overview(tenant: String) -> Called<Overview> {
    ask!(backend, admin => backend.overview(&admin, &named(&tenant)?))
}

#[server(prefix = "/console/api", endpoint = "find", input = Json)]
pub(crate) async fn find(tenant: String, text: String) -> Called<Vec<Found>> {
    ask!(backend, admin => backend.find(&admin, &named(&tenant)?, &text))
}

/// Looks at a form without saving it. The tenant is empty where the form makes one.
#[server(prefix = "/console/api", endpoint = "review", input = Json)]
pub(crate) async fn review(tenant: String, draft: Draft) -> Called<FieldErrors> {
    ask!(backend, admin => async {
        let tenant = if tenant.is_empty() { None } else { Some(named(&tenant)?) };
        backend.review(&admin, tenant.as_ref(), draft).await
    })
}
