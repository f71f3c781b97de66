use super::Called;
#[cfg(feature = "ssr")]
use super::{
    ask,
    server::{read, tenant as named},
};
use crate::api::{Listing, SignInDetails, SignInQuery, SignInSummary};
use leptos::{prelude::*, server_fn::codec::Json};

#[server(prefix = "/console/api", endpoint = "sign-ins", input = Json)]
pub(crate) async fn sign_ins(tenant: String, query: SignInQuery) -> Called<Listing<SignInSummary>> {
    ask!(backend, admin => backend.sign_ins(&admin, &named(&tenant)?, query))
}

#[server(prefix = "/console/api", endpoint = "sign-in", input = Json)]
pub(crate) async fn sign_in(tenant: String, id: String, reveal: bool) -> Called<SignInDetails> {
    ask!(backend, admin => backend.sign_in(&admin, &named(&tenant)?, read(&id)?, reveal))
}
