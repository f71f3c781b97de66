use super::Called;
#[cfg(feature = "ssr")]
use super::{
    ask,
    server::{read, tenant as named},
};
use crate::api::{ListQuery, Listing, UserDetails, UserSummary};
use leptos::{prelude::*, server_fn::codec::Json};

#[server(prefix = "/console/api", endpoint = "users", input = Json)]
pub(crate) async fn users(tenant: String, query: ListQuery) -> Called<Listing<UserSummary>> {
    ask!(backend, admin => backend.users(&admin, &named(&tenant)?, query))
}

#[server(prefix = "/console/api", endpoint = "user", input = Json)]
pub(crate) async fn user(tenant: String, id: String) -> Called<UserDetails> {
    ask!(backend, admin => backend.user(&admin, &named(&tenant)?, read(&id)?))
}

#[server(prefix = "/console/api", endpoint = "set-user-enabled", input = Json)]
pub(crate) async fn set_user_enabled(tenant: String, id: String, enabled: bool) -> Called<UserDetails> {
    ask!(backend, admin => backend.set_user_enabled(&admin, &named(&tenant)?, read(&id)?, enabled))
}

#[server(prefix = "/console/api", endpoint = "delete-user", input = Json)]
pub(crate) async fn delete_user(tenant: String, id: String) -> Called<()> {
    ask!(backend, admin => backend.delete_user(&admin, &named(&tenant)?, read(&id)?))
}
