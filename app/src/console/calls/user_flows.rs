use super::Called;
#[cfg(feature = "ssr")]
use super::{
    ask,
    server::{read, tenant as named},
};
use crate::api::{ListQuery, Listing, NewUserFlow, RunRequest, UserFlowDetails, UserFlowForm, UserFlowSummary};
use leptos::{prelude::*, server_fn::codec::Json};

#[server(prefix = "/console/api", endpoint = "user-flows", input = Json)]
pub(crate) async fn user_flows(tenant: String, query: ListQuery) -> Called<Listing<UserFlowSummary>> {
    ask!(backend, admin => backend.user_flows(&admin, &named(&tenant)?, query))
}

#[server(prefix = "/console/api", endpoint = "user-flow", input = Json)]
pub(crate) async fn user_flow(tenant: String, id: String) -> Called<UserFlowDetails> {
    ask!(backend, admin => backend.user_flow(&admin, &named(&tenant)?, read(&id)?))
}

#[server(prefix = "/console/api", endpoint = "create-user-flow", input = Json)]
pub(crate) async fn create_user_flow(tenant: String, new: NewUserFlow) -> Called<UserFlowDetails> {
    ask!(backend, admin => backend.create_user_flow(&admin, &named(&tenant)?, new))
}

#[server(prefix = "/console/api", endpoint = "update-user-flow", input = Json)]
pub(crate) async fn update_user_flow(
    tenant: String,
    id: String,
    version: u32,
    form: UserFlowForm,
) -> Called<UserFlowDetails> {
    ask!(backend, admin => backend.update_user_flow(&admin, &named(&tenant)?, read(&id)?, version, form))
}

#[server(prefix = "/console/api", endpoint = "delete-user-flow", input = Json)]
pub(crate) async fn delete_user_flow(tenant: String, id: String, version: u32) -> Called<()> {
    ask!(backend, admin => backend.delete_user_flow(&admin, &named(&tenant)?, read(&id)?, version))
}

#[server(prefix = "/console/api", endpoint = "run-endpoint", input = Json)]
pub(crate) async fn run_endpoint(tenant: String, id: String, request: RunRequest) -> Called<String> {
    ask!(backend, admin => backend.run_endpoint(&admin, &named(&tenant)?, read(&id)?, request))
}
