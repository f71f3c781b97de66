use super::Called;
#[cfg(feature = "ssr")]
use super::{ask, server::tenant as named};
use crate::api::{
    CustomPolicyDetails, CustomPolicySummary, KeyForm, ListQuery, Listing, PolicyKeyDetails, PolicyKeySummary,
    PolicyUploadForm, PolicyUploadReport, RunRequest,
};
use leptos::{prelude::*, server_fn::codec::Json};

#[server(prefix = "/console/api", endpoint = "custom-policies", input = Json)]
pub(crate) async fn custom_policies(tenant: String, query: ListQuery) -> Called<Listing<CustomPolicySummary>> {
    ask!(backend, admin => backend.custom_policies(&admin, &named(&tenant)?, query))
}

#[server(prefix = "/console/api", endpoint = "custom-policy", input = Json)]
pub(crate) async fn custom_policy(tenant: String, id: String) -> Called<CustomPolicyDetails> {
    ask!(backend, admin => backend.custom_policy(&admin, &named(&tenant)?, &id))
}

#[server(prefix = "/console/api", endpoint = "review-policies", input = Json)]
pub(crate) async fn review_policies(tenant: String, form: PolicyUploadForm) -> Called<PolicyUploadReport> {
    ask!(backend, admin => backend.review_policies(&admin, &named(&tenant)?, form))
}

#[server(prefix = "/console/api", endpoint = "upload-policies", input = Json)]
pub(crate) async fn upload_policies(tenant: String, form: PolicyUploadForm) -> Called<PolicyUploadReport> {
    ask!(backend, admin => backend.upload_policies(&admin, &named(&tenant)?, form))
}

#[server(prefix = "/console/api", endpoint = "set-custom-policy-enabled", input = Json)]
pub(crate) async fn set_custom_policy_enabled(
    tenant: String,
    id: String,
    version: u32,
    enabled: bool,
) -> Called<CustomPolicyDetails> {
    ask!(backend, admin => backend.set_custom_policy_enabled(&admin, &named(&tenant)?, &id, version, enabled))
}

#[server(prefix = "/console/api", endpoint = "delete-custom-policy", input = Json)]
pub(crate) async fn delete_custom_policy(tenant: String, id: String, version: u32) -> Called<()> {
    ask!(backend, admin => backend.delete_custom_policy(&admin, &named(&tenant)?, &id, version))
}

#[server(prefix = "/console/api", endpoint = "run-policy-endpoint", input = Json)]
pub(crate) async fn run_policy_endpoint(tenant: String, id: String, request: RunRequest) -> Called<String> {
    ask!(backend, admin => backend.run_policy_endpoint(&admin, &named(&tenant)?, &id, request))
}

#[server(prefix = "/console/api", endpoint = "policy-keys", input = Json)]
pub(crate) async fn policy_keys(tenant: String, query: ListQuery) -> Called<Listing<PolicyKeySummary>> {
    ask!(backend, admin => backend.policy_keys(&admin, &named(&tenant)?, query))
}

#[server(prefix = "/console/api", endpoint = "policy-key", input = Json)]
pub(crate) async fn policy_key(tenant: String, name: String) -> Called<PolicyKeyDetails> {
    ask!(backend, admin => backend.policy_key(&admin, &named(&tenant)?, &name))
}

#[server(prefix = "/console/api", endpoint = "create-policy-key", input = Json)]
pub(crate) async fn create_policy_key(tenant: String, name: String, form: KeyForm) -> Called<PolicyKeyDetails> {
    ask!(backend, admin => backend.create_policy_key(&admin, &named(&tenant)?, &name, form))
}

#[server(prefix = "/console/api", endpoint = "add-key", input = Json)]
pub(crate) async fn add_key(tenant: String, name: String, version: u32, form: KeyForm) -> Called<PolicyKeyDetails> {
    ask!(backend, admin => backend.add_key(&admin, &named(&tenant)?, &name, version, form))
}

#[server(prefix = "/console/api", endpoint = "set-key-enabled", input = Json)]
pub(crate) async fn set_key_enabled(
    tenant: String,
    name: String,
    kid: String,
    version: u32,
    enabled: bool,
) -> Called<PolicyKeyDetails> {
    ask!(backend, admin => backend.set_key_enabled(&admin, &named(&tenant)?, &name, &kid, version, enabled))
}

#[server(prefix = "/console/api", endpoint = "delete-policy-key", input = Json)]
pub(crate) async fn delete_policy_key(tenant: String, name: String, version: u32) -> Called<()> {
    ask!(backend, admin => backend.delete_policy_key(&admin, &named(&tenant)?, &name, version))
}
