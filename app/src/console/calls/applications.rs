use super::Called;
#[cfg(feature = "ssr")]
use super::{
    ask,
    server::{read, tenant as named},
};
use crate::api::{
    ApplicationDetails, ApplicationForm, ApplicationSummary, CreatedSecret, ListQuery, Listing, NewSecret,
};
use leptos::{prelude::*, server_fn::codec::Json};

#[server(prefix = "/console/api", endpoint = "applications", input = Json)]
pub(crate) async fn applications(tenant: String, query: ListQuery) -> Called<Listing<ApplicationSummary>> {
    ask!(backend, admin => backend.applications(&admin, &named(&tenant)?, query))
}

#[server(prefix = "/console/api", endpoint = "application", input = Json)]
pub(crate) async fn application(tenant: String, id: String) -> Called<ApplicationDetails> {
    ask!(backend, admin => backend.application(&admin, &named(&tenant)?, read(&id)?))
}

#[server(prefix = "/console/api", endpoint = "create-application", input = Json)]
pub(crate) async fn create_application(tenant: String, form: ApplicationForm) -> Called<ApplicationDetails> {
    ask!(backend, admin => backend.create_application(&admin, &named(&tenant)?, form))
}

#[server(prefix = "/console/api", endpoint = "update-application", input = Json)]
pub(crate) async fn update_application(
    tenant: String,
    id: String,
    version: u32,
    form: ApplicationForm,
) -> Called<ApplicationDetails> {
    ask!(backend, admin => backend.update_application(&admin, &named(&tenant)?, read(&id)?, version, form))
}

#[server(prefix = "/console/api", endpoint = "delete-application", input = Json)]
pub(crate) async fn delete_application(tenant: String, id: String, version: u32) -> Called<()> {
    ask!(backend, admin => backend.delete_application(&admin, &named(&tenant)?, read(&id)?, version))
}

#[server(prefix = "/console/api", endpoint = "add-secret", input = Json)]
pub(crate) async fn add_secret(tenant: String, id: String, new: NewSecret) -> Called<CreatedSecret> {
    ask!(backend, admin => backend.add_secret(&admin, &named(&tenant)?, read(&id)?, new))
}

#[server(prefix = "/console/api", endpoint = "remove-secret", input = Json)]
pub(crate) async fn remove_secret(tenant: String, id: String, secret: String) -> Called<ApplicationDetails> {
    ask!(backend, admin => backend.remove_secret(&admin, &named(&tenant)?, read(&id)?, read(&secret)?))
}
