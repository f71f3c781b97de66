use super::Called;
#[cfg(feature = "ssr")]
use super::{
    ask,
    server::{read, tenant as named},
};
use crate::api::{
    IdentityProviderDetails, IdentityProviderForm, IdentityProviderSummary, ListQuery, Listing, ProviderCheck,
    RefusedRequest, RegistrationSheet,
};
use leptos::{prelude::*, server_fn::codec::Json};

#[server(prefix = "/console/api", endpoint = "identity-providers", input = Json)]
pub(crate) async fn identity_providers(tenant: String, query: ListQuery) -> Called<Listing<IdentityProviderSummary>> {
    ask!(backend, admin => backend.identity_providers(&admin, &named(&tenant)?, query))
}

#[server(prefix = "/console/api", endpoint = "registration-sheet", input = Json)]
pub(crate) async fn load_registration_sheet(tenant: String) -> Called<RegistrationSheet> {
    ask!(backend, admin => backend.registration_sheet(&admin, &named(&tenant)?))
}

#[server(prefix = "/console/api", endpoint = "identity-provider", input = Json)]
pub(crate) async fn identity_provider(tenant: String, id: String) -> Called<IdentityProviderDetails> {
    ask!(backend, admin => backend.identity_provider(&admin, &named(&tenant)?, read(&id)?))
}

#[server(prefix = "/console/api", endpoint = "create-identity-provider", input = Json)]
pub(crate) async fn create_identity_provider(
    tenant: String,
    form: IdentityProviderForm,
) -> Called<IdentityProviderDetails> {
    ask!(backend, admin => backend.create_identity_provider(&admin, &named(&tenant)?, form))
}

#[server(prefix = "/console/api", endpoint = "update-identity-provider", input = Json)]
pub(crate) async fn update_identity_provider(
    tenant: String,
    id: String,
    version: u32,
    form: IdentityProviderForm,
) -> Called<IdentityProviderDetails> {
    ask!(backend, admin => backend.update_identity_provider(&admin, &named(&tenant)?, read(&id)?, version, form))
}

#[server(prefix = "/console/api", endpoint = "delete-identity-provider", input = Json)]
pub(crate) async fn delete_identity_provider(tenant: String, id: String, version: u32) -> Called<()> {
    ask!(backend, admin => backend.delete_identity_provider(&admin, &named(&tenant)?, read(&id)?, version))
}

#[server(prefix = "/console/api", endpoint = "check-identity-provider", input = Json)]
pub(crate) async fn check_identity_provider(tenant: String, form: IdentityProviderForm) -> Called<ProviderCheck> {
    ask!(backend, admin => backend.check_identity_provider(&admin, &named(&tenant)?, form))
}

#[server(prefix = "/console/api", endpoint = "refused-requests", input = Json)]
pub(crate) async fn refused_requests(tenant: String) -> Called<Vec<RefusedRequest>> {
    ask!(backend, admin => backend.refused_requests(&admin, &named(&tenant)?))
}
