//! `b2cIdentityUserFlow` (behaviour reference §4), its providers, and the attributes of user flows.

use super::{
    super::Edge,
    Caller, Refusal,
    body::Body,
    caller::Administrator,
    identity_providers,
    query::{Listed, Query},
};
use axum::{
    Json,
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{
    IssuerForm, PolicyClaim, PolicyId, ProviderId, SessionSettings, SubjectForm, TokenLifetimes, UserFlow, UserFlowKind,
};
use federation::{
    Error,
    tenant::{NewUserFlow, UserFlowInput, UserFlowSettings, Versioned},
};
use policy::user_flow::APPLICATION_CLAIMS;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

const PATH: &str = "identity/b2cUserFlows";

pub fn router() -> OpenApiRouter<Edge> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(one, update, delete))
        .routes(routes!(providers))
        .routes(routes!(add_provider))
        .routes(routes!(add_provider_as_documented))
        .routes(routes!(remove_provider))
        .routes(routes!(remove_provider_as_documented))
        .routes(routes!(attributes))
}

/// A user flow. Beside the properties of Graph it has those of Passerelle's *Properties*.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct B2cIdentityUserFlow {
    #[serde(rename = "@odata.type", skip_serializing)]
    odata_type: Option<String>,
    /// The name, with or without `B2C_1_`; never changes.
    id: Option<String>,
    #[schema(value_type = Option<String>)]
    user_flow_type: Option<UserFlowKind>,
    /// Taken and not looked at: there is one version.
    user_flow_type_version: Option<f32>,
    /// The providers of a new user flow.
    #[serde(skip_serializing)]
    identity_providers: Option<Vec<IdentityProviderRef>>,
    /// The claims to return, by attribute id. Passerelle's own.
    claims: Option<Vec<String>>,
    /// What is collected when somebody signs up, unless the provider delivers it. Passerelle's own.
    attributes: Option<Vec<String>>,
    /// `authorityWithTfp` or `authorityAndTenantGuid`. Passerelle's own.
    #[schema(value_type = Option<String>)]
    issuer: Option<IssuerForm>,
    /// `objectId` or `notSupported`. Passerelle's own.
    #[schema(value_type = Option<String>)]
    subject: Option<SubjectForm>,
    /// `tfp` or `acr`. Passerelle's own.
    #[schema(value_type = Option<String>)]
    policy_claim: Option<PolicyClaim>,
    /// Passerelle's own: `tokenSeconds`, `codeSeconds`, `refreshSeconds`, `slidingWindowSeconds`.
    #[schema(value_type = Option<Object>)]
    lifetimes: Option<TokenLifetimes>,
    /// Passerelle's own: `lifetimeSeconds`, `kind`, `singleSignOn`, `requireIdTokenInLogout`.
    #[schema(value_type = Option<Object>)]
    session: Option<SessionSettings>,
    /// Passerelle's own.
    skip_single_provider: Option<bool>,
    /// Passerelle's own.
    enabled: Option<bool>,
}

/// Names an identity provider.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct IdentityProviderRef {
    id: String,
}

/// Names an object by its address.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Reference {
    #[serde(rename = "@odata.id")]
    odata_id: String,
}

/// An attribute that a user flow can return.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IdentityUserFlowAttribute {
    id: &'static str,
    display_name: &'static str,
    user_flow_attribute_type: &'static str,
    data_type: &'static str,
    /// Its name in tokens. Passerelle's own.
    token_claim: &'static str,
}

fn shown(flow: &UserFlow) -> Value {
    super::json(&B2cIdentityUserFlow {
        odata_type: None,
        id: Some(flow.policy.to_string()),
        user_flow_type: Some(flow.kind),
        user_flow_type_version: Some(3.0),
        identity_providers: None,
        claims: Some(flow.claims.clone()),
        attributes: Some(flow.attributes.clone()),
        issuer: Some(flow.issuer),
        subject: Some(flow.subject),
        policy_claim: Some(flow.policy_claim),
        lifetimes: Some(flow.lifetimes),
        session: Some(flow.session),
        skip_single_provider: Some(flow.skip_single_provider),
        enabled: Some(flow.enabled),
    })
}

/// What a body sets, over what is there.
fn input(
    body: B2cIdentityUserFlow,
    providers: Vec<ProviderId>,
    before: UserFlowSettings,
    claims: Vec<String>,
    attributes: Vec<String>,
    enabled: bool,
) -> UserFlowInput {
    UserFlowInput {
        providers,
        claims: body.claims.unwrap_or(claims),
        attributes: body.attributes.unwrap_or(attributes),
        enabled: body.enabled.unwrap_or(enabled),
        settings: Some(UserFlowSettings {
            issuer: body.issuer.unwrap_or(before.issuer),
            subject: body.subject.unwrap_or(before.subject),
            policy_claim: body.policy_claim.unwrap_or(before.policy_claim),
            lifetimes: body.lifetimes.unwrap_or(before.lifetimes),
            session: body.session.unwrap_or(before.session),
            skip_single_provider: body.skip_single_provider.unwrap_or(before.skip_single_provider),
        }),
    }
}

fn told(error: Error) -> Refusal {
    Refusal::of_form(error, |field| match field {
        "name" => "id".to_owned(),
        "providers" => "identityProviders".to_owned(),
        other => other.to_owned(),
    })
}

async fn find(edge: &Edge, caller: &Caller, id: &str) -> Result<Versioned<UserFlow>, Refusal> {
    let policy = PolicyId::parse_user_flow(id).map_err(|_| Error::NotFound)?;
    Ok(edge.federation.user_flow_named(caller.tenant.id, &policy).await?)
}

fn provider_id(text: &str) -> Result<ProviderId, Refusal> {
    text.parse().map_err(|_| Error::NotFound.into())
}

/// Lists the user flows.
#[utoipa::path(get, path = "/identity/b2cUserFlows", tag = "b2cUserFlows", params(Listed),
    responses((status = 200, body = super::List<B2cIdentityUserFlow>)))]
async fn list(State(edge): State<Edge>, caller: Caller, RawQuery(query): RawQuery) -> Result<Json<Value>, Refusal> {
    let query = Query::parse(query.as_deref().unwrap_or_default())?;
    let all = edge.federation.every_user_flow(caller.tenant.id).await?;
    query.answer(all.iter().map(|stored| shown(&stored.document)).collect(), &caller.address(PATH)).map(Json)
}

/// Gets a user flow.
#[utoipa::path(get, path = "/identity/b2cUserFlows/{id}", tag = "b2cUserFlows", params(("id" = String, Path,)),
    responses((status = 200, body = B2cIdentityUserFlow)))]
async fn one(State(edge): State<Edge>, caller: Caller, Path(id): Path<String>) -> Result<Json<Value>, Refusal> {
    Ok(Json(shown(&find(&edge, &caller, &id).await?.document)))
}

/// Makes a user flow.
#[utoipa::path(post, path = "/identity/b2cUserFlows", tag = "b2cUserFlows", request_body = B2cIdentityUserFlow,
    responses((status = 201, body = B2cIdentityUserFlow)))]
async fn create(
    State(edge): State<Edge>,
    Administrator(caller): Administrator,
    Body(mut body): Body<B2cIdentityUserFlow>,
) -> Result<Response, Refusal> {
    let name = body.id.take().unwrap_or_default();
    let refs = body.identity_providers.take().unwrap_or_default();
    let providers = refs.iter().map(|given| given.id.parse()).collect::<Result<Vec<ProviderId>, _>>();
    let providers = providers
        .map_err(|_| Refusal::of_property("identityProviders", "One of the identity providers does not exist."))?;
    let kind = body.user_flow_type.unwrap_or_default();
    let input = input(body, providers, UserFlowSettings::default(), Vec::new(), Vec::new(), true);
    let new = NewUserFlow { name, kind, input };
    let made = edge.federation.create_user_flow(caller.tenant.id, &new, &caller.name()).await.map_err(told)?;
    let location = caller.address(&format!("{PATH}('{}')", made.document.policy));
    Ok((StatusCode::CREATED, [("location", location)], Json(shown(&made.document))).into_response())
}

/// Changes a user flow; what is not given stays.
#[utoipa::path(patch, path = "/identity/b2cUserFlows/{id}", tag = "b2cUserFlows", params(("id" = String, Path,)),
    request_body = B2cIdentityUserFlow, responses((status = 200, body = B2cIdentityUserFlow)))]
async fn update(
    State(edge): State<Edge>,
    Administrator(caller): Administrator,
    Path(id): Path<String>,
    Body(body): Body<B2cIdentityUserFlow>,
) -> Result<Json<Value>, Refusal> {
    let before = find(&edge, &caller, &id).await?;
    let named = body.id.as_deref().is_some_and(|given| {
        PolicyId::parse_user_flow(given).map_or(true, |given| given.folded() != before.document.policy.folded())
    });
    if named {
        return Err(Refusal::of_property("id", "The name of a user flow never changes."));
    }
    if body.identity_providers.is_some() {
        let sentence = "Providers are added and taken away at userFlowIdentityProviders/$ref.";
        return Err(Refusal::of_property("identityProviders", sentence));
    }
    let flow = &before.document;
    if body.user_flow_type.is_some_and(|given| given != flow.kind) {
        return Err(Refusal::of_property("userFlowType", "The type of a user flow never changes."));
    }
    let UserFlow { providers, claims, attributes, .. } = flow.clone();
    let input = input(body, providers, UserFlowSettings::from(flow), claims, attributes, flow.enabled);
    save(&edge, &caller, &before, &input).await.map(|stored| Json(shown(&stored.document)))
}

async fn save(
    edge: &Edge,
    caller: &Caller,
    before: &Versioned<UserFlow>,
    input: &UserFlowInput,
) -> Result<Versioned<UserFlow>, Refusal> {
    let (tenant, id) = (caller.tenant.id, before.document.id);
    edge.federation.update_user_flow(tenant, id, before.version, input, &caller.name()).await.map_err(told)
}

/// Deletes a user flow.
#[utoipa::path(delete, path = "/identity/b2cUserFlows/{id}", tag = "b2cUserFlows", params(("id" = String, Path,)),
    responses((status = 204)))]
async fn delete(
    State(edge): State<Edge>,
    Administrator(caller): Administrator,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    let stored = find(&edge, &caller, &id).await?;
    let (tenant, id) = (caller.tenant.id, stored.document.id);
    edge.federation.delete_user_flow(tenant, id, stored.version, &caller.name()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists the identity providers of a user flow, in their order.
#[utoipa::path(get, path = "/identity/b2cUserFlows/{id}/userFlowIdentityProviders", tag = "b2cUserFlows",
    params(("id" = String, Path,), Listed),
    responses((status = 200, body = super::List<identity_providers::OpenIdConnectIdentityProvider>)))]
async fn providers(
    State(edge): State<Edge>,
    caller: Caller,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Refusal> {
    let query = Query::parse(query.as_deref().unwrap_or_default())?;
    let flow = find(&edge, &caller, &id).await?.document;
    let mut found = Vec::new();
    for provider in flow.providers {
        let provider = edge.federation.identity_provider(caller.tenant.id, provider).await?.document;
        found.push(identity_providers::shown(&provider));
    }
    let address = caller.address(&format!("{PATH}/{}/userFlowIdentityProviders", flow.policy));
    query.answer(found, &address).map(Json)
}

/// Puts an identity provider on the page of a user flow, as the last one.
#[utoipa::path(post, path = "/identity/b2cUserFlows/{id}/userFlowIdentityProviders/$ref", tag = "b2cUserFlows",
    params(("id" = String, Path,)), request_body = Reference, responses((status = 204)))]
async fn add_provider(
    State(edge): State<Edge>,
    Administrator(caller): Administrator,
    Path(id): Path<String>,
    Body(reference): Body<Reference>,
) -> Result<StatusCode, Refusal> {
    let before = find(&edge, &caller, &id).await?;
    // The host of a reference is whatever the script was written for.
    let last = reference.odata_id.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let named = last.split_once("('").map_or(last, |(_, rest)| rest.trim_end_matches("')"));
    let wrong = || Refusal::of_property("@odata.id", "This is not the address of an identity provider of this tenant.");
    let provider: ProviderId = named.parse().map_err(|_| wrong())?;
    if before.document.providers.contains(&provider) {
        return Err(Refusal::of_property("@odata.id", "The user flow has this identity provider already."));
    }
    let mut input = UserFlowInput::from(&before.document);
    input.providers.push(provider);
    save(&edge, &caller, &before, &input).await.map_err(|refusal| refusal.about("@odata.id"))?;
    Ok(StatusCode::NO_CONTENT)
}

/// As `userFlowIdentityProviders/$ref`: Graph's documentation writes it both ways.
#[utoipa::path(post, path = "/identity/b2cUserFlows/{id}/userflowIdentityProviders/$ref", tag = "b2cUserFlows",
    params(("id" = String, Path,)), request_body = Reference, responses((status = 204)))]
async fn add_provider_as_documented(
    edge: State<Edge>,
    caller: Administrator,
    id: Path<String>,
    reference: Body<Reference>,
) -> Result<StatusCode, Refusal> {
    add_provider(edge, caller, id, reference).await
}

/// Takes an identity provider off the page of a user flow.
#[utoipa::path(delete, path = "/identity/b2cUserFlows/{id}/userFlowIdentityProviders/{provider}/$ref",
    tag = "b2cUserFlows", params(("id" = String, Path,), ("provider" = String, Path,)), responses((status = 204)))]
async fn remove_provider(
    State(edge): State<Edge>,
    Administrator(caller): Administrator,
    Path((id, provider)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    let before = find(&edge, &caller, &id).await?;
    let provider = provider_id(&provider)?;
    let mut input = UserFlowInput::from(&before.document);
    input.providers.retain(|known| *known != provider);
    if input.providers.len() == before.document.providers.len() {
        return Err(Error::NotFound.into());
    }
    save(&edge, &caller, &before, &input).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// As `userFlowIdentityProviders/{provider}/$ref`.
#[utoipa::path(delete, path = "/identity/b2cUserFlows/{id}/userflowIdentityProviders/{provider}/$ref",
    tag = "b2cUserFlows", params(("id" = String, Path,), ("provider" = String, Path,)), responses((status = 204)))]
async fn remove_provider_as_documented(
    edge: State<Edge>,
    caller: Administrator,
    path: Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    remove_provider(edge, caller, path).await
}

/// Lists the attributes that user flows can return as claims.
#[utoipa::path(get, path = "/identity/userFlowAttributes", tag = "b2cUserFlows", params(Listed),
    responses((status = 200, body = super::List<IdentityUserFlowAttribute>)))]
async fn attributes(caller: Caller, RawQuery(query): RawQuery) -> Result<Json<Value>, Refusal> {
    let query = Query::parse(query.as_deref().unwrap_or_default())?;
    let attribute = |(id, token_claim, display_name): (&'static str, &'static str, &'static str)| {
        let data_type = match id {
            "emails" => "stringCollection",
            "newUser" => "boolean",
            _ => "string",
        };
        super::json(&IdentityUserFlowAttribute {
            id,
            display_name,
            user_flow_attribute_type: "builtIn",
            data_type,
            token_claim,
        })
    };
    let all = APPLICATION_CLAIMS.into_iter().map(attribute).collect();
    query.answer(all, &caller.address("identity/userFlowAttributes")).map(Json)
}
