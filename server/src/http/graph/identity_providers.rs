//! `openIdConnectIdentityProvider` (behaviour reference §1.1).

use super::{
    super::Edge,
    Caller, Refusal,
    body::{Body, text_or_null},
    caller::Administrator,
    query::{Listed, Query},
};
use axum::{
    Json,
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::{
    AuthorizationParameters, ClaimName, ClientAuthentication, IdentityProvider, Pkce, ProviderId, ResponseMode,
    ResponseType, Secret,
};
use federation::{
    Error,
    tenant::{ClaimsMappingInput, IdentityProviderInput},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

const PATH: &str = "identity/identityProviders";
pub const TYPE: &str = "#microsoft.graph.openIdConnectIdentityProvider";
/// What stands in the place of a secret (behaviour reference §1.1).
const MASKED: &str = "****";

pub fn router() -> OpenApiRouter<Edge> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(one, update, delete))
}

/// An `OpenID Connect` provider. Beside the properties of Graph it has those of Passerelle's form.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct OpenIdConnectIdentityProvider {
    #[serde(rename = "@odata.type")]
    odata_type: Option<String>,
    /// Read only.
    id: Option<String>,
    /// The text of the button.
    display_name: Option<String>,
    /// Our client id there.
    client_id: Option<String>,
    /// Write only: what is read is `****`.
    client_secret: Option<String>,
    /// With `openid`; commas are understood.
    scope: Option<String>,
    /// Never changes.
    metadata_url: Option<String>,
    #[serde(deserialize_with = "text_or_null")]
    domain_hint: Option<String>,
    /// `code` or `id_token`.
    #[schema(value_type = Option<String>)]
    response_type: Option<ResponseType>,
    /// `form_post` or `query`.
    #[schema(value_type = Option<String>)]
    response_mode: Option<ResponseMode>,
    claims_mapping: Option<ClaimsMapping>,
    /// `client_secret_post`, `client_secret_basic` or `private_key_jwt`. Passerelle's own.
    #[schema(value_type = Option<String>)]
    client_authentication: Option<ClientAuthentication>,
    /// `when_offered`, `always` or `never`. Passerelle's own.
    #[schema(value_type = Option<String>)]
    pkce: Option<Pkce>,
    /// Lines `name=value`. Passerelle's own.
    authorization_parameters: Option<String>,
    /// Whether userinfo is asked. Passerelle's own.
    user_info: Option<bool>,
    /// 0 to 120. Passerelle's own.
    clock_tolerance_seconds: Option<u8>,
    /// Whether its answers come back at an address of its own. Passerelle's own.
    own_redirect_uri: Option<bool>,
    /// Passerelle's own.
    enabled: Option<bool>,
}

/// The provider's name for each claim.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ClaimsMapping {
    #[serde(rename = "@odata.type", skip_serializing)]
    odata_type: Option<String>,
    user_id: Option<String>,
    #[serde(deserialize_with = "text_or_null")]
    display_name: Option<String>,
    #[serde(deserialize_with = "text_or_null")]
    given_name: Option<String>,
    #[serde(deserialize_with = "text_or_null")]
    surname: Option<String>,
    #[serde(deserialize_with = "text_or_null")]
    email: Option<String>,
}

/// As it is answered.
pub fn shown(provider: &IdentityProvider) -> Value {
    let mapping = &provider.claims_mapping;
    let name = |name: &Option<ClaimName>| name.as_ref().map(ToString::to_string);
    super::json(&OpenIdConnectIdentityProvider {
        odata_type: Some(TYPE.to_owned()),
        id: Some(provider.id.to_string()),
        display_name: Some(provider.name.to_string()),
        client_id: Some(provider.client_id.clone()),
        client_secret: provider.client_secret.map(|_| MASKED.to_owned()),
        scope: Some(provider.scope.as_typed().to_owned()),
        metadata_url: Some(provider.metadata_url.to_string()),
        domain_hint: provider.domain_hint.as_ref().map(ToString::to_string),
        response_type: Some(provider.response_type),
        response_mode: Some(provider.response_mode),
        claims_mapping: Some(ClaimsMapping {
            odata_type: None,
            user_id: Some(mapping.user_id.to_string()),
            display_name: name(&mapping.display_name),
            given_name: name(&mapping.given_name),
            surname: name(&mapping.surname),
            email: name(&mapping.email),
        }),
        client_authentication: Some(provider.client_authentication),
        pkce: Some(provider.pkce),
        authorization_parameters: Some(provider.authorization_parameters.as_lines()),
        user_info: Some(provider.user_info),
        clock_tolerance_seconds: Some(provider.clock_tolerance_seconds),
        own_redirect_uri: Some(provider.own_redirect_uri),
        enabled: Some(provider.enabled),
    })
}

/// What a body sets, over what is there.
fn input(body: OpenIdConnectIdentityProvider, before: Option<&IdentityProvider>) -> IdentityProviderInput {
    let stored = |text: fn(&IdentityProvider) -> String| before.map(text).unwrap_or_default();
    let mapping = body.claims_mapping.unwrap_or_default();
    let named = |given: Option<String>, name: fn(&domain::ClaimsMapping) -> Option<&ClaimName>| {
        given.unwrap_or_else(|| {
            before.and_then(|before| name(&before.claims_mapping)).map(ToString::to_string).unwrap_or_default()
        })
    };
    IdentityProviderInput {
        name: body.display_name.unwrap_or_else(|| stored(|before| before.name.to_string())),
        metadata_url: body.metadata_url.unwrap_or_else(|| stored(|before| before.metadata_url.to_string())),
        client_id: body.client_id.unwrap_or_else(|| stored(|before| before.client_id.clone())),
        client_secret: body.client_secret.filter(|secret| secret != MASKED).map(Secret::new),
        scope: body.scope.unwrap_or_else(|| stored(|before| before.scope.as_typed().to_owned())),
        response_type: body.response_type.or(before.map(|before| before.response_type)).unwrap_or_default(),
        response_mode: body.response_mode.or(before.map(|before| before.response_mode)).unwrap_or_default(),
        domain_hint: body.domain_hint.unwrap_or_else(|| {
            stored(|before| before.domain_hint.as_ref().map(ToString::to_string).unwrap_or_default())
        }),
        claims_mapping: ClaimsMappingInput {
            user_id: named(mapping.user_id, |mapping| Some(&mapping.user_id)),
            display_name: named(mapping.display_name, |mapping| mapping.display_name.as_ref()),
            given_name: named(mapping.given_name, |mapping| mapping.given_name.as_ref()),
            surname: named(mapping.surname, |mapping| mapping.surname.as_ref()),
            email: named(mapping.email, |mapping| mapping.email.as_ref()),
        },
        client_authentication: body
            .client_authentication
            .or(before.map(|before| before.client_authentication))
            .unwrap_or_default(),
        pkce: body.pkce.or(before.map(|before| before.pkce)).unwrap_or_default(),
        authorization_parameters: body.authorization_parameters.unwrap_or_else(|| {
            before
                .map(|before| &before.authorization_parameters)
                .map(AuthorizationParameters::as_lines)
                .unwrap_or_default()
        }),
        user_info: body.user_info.unwrap_or_else(|| before.is_some_and(|before| before.user_info)),
        clock_tolerance_seconds: body
            .clock_tolerance_seconds
            .unwrap_or_else(|| before.map_or(60, |before| before.clock_tolerance_seconds)),
        own_redirect_uri: body.own_redirect_uri,
        enabled: body.enabled.unwrap_or_else(|| before.is_none_or(|before| before.enabled)),
    }
}

/// An error of the form with the names that Graph has.
fn told(error: Error) -> Refusal {
    Refusal::of_form(error, |field| if field == "name" { "displayName".to_owned() } else { field.to_owned() })
}

fn id(text: &str) -> Result<ProviderId, Refusal> {
    text.parse().map_err(|_| Error::NotFound.into())
}

fn check_type(body: &OpenIdConnectIdentityProvider) -> Result<(), Refusal> {
    let given = body.odata_type.as_deref().unwrap_or(TYPE);
    if given.trim_start_matches('#') == TYPE.trim_start_matches('#') {
        return Ok(());
    }
    Err(Refusal::of_property("@odata.type", format!("Identity providers here are of the type {TYPE}.")))
}

/// Lists the identity providers.
#[utoipa::path(get, path = "/identity/identityProviders", tag = "identityProviders", params(Listed),
    responses((status = 200, body = super::List<OpenIdConnectIdentityProvider>)))]
async fn list(State(edge): State<Edge>, caller: Caller, RawQuery(query): RawQuery) -> Result<Json<Value>, Refusal> {
    let query = Query::parse(query.as_deref().unwrap_or_default())?;
    let all = edge.federation.every_identity_provider(caller.tenant.id).await?;
    query.answer(all.iter().map(|stored| shown(&stored.document)).collect(), &caller.address(PATH)).map(Json)
}

/// Gets an identity provider.
#[utoipa::path(get, path = "/identity/identityProviders/{id}", tag = "identityProviders",
    params(("id" = String, Path,)), responses((status = 200, body = OpenIdConnectIdentityProvider)))]
async fn one(State(edge): State<Edge>, caller: Caller, Path(key): Path<String>) -> Result<Json<Value>, Refusal> {
    Ok(Json(shown(&edge.federation.identity_provider(caller.tenant.id, id(&key)?).await?.document)))
}

/// Adds an identity provider.
#[utoipa::path(post, path = "/identity/identityProviders", tag = "identityProviders",
    request_body = OpenIdConnectIdentityProvider,
    responses((status = 201, body = OpenIdConnectIdentityProvider)))]
async fn create(
    State(edge): State<Edge>,
    Administrator(caller): Administrator,
    Body(body): Body<OpenIdConnectIdentityProvider>,
) -> Result<Response, Refusal> {
    check_type(&body)?;
    let input = input(body, None);
    let made =
        edge.federation.create_identity_provider(caller.tenant.id, &input, &caller.name()).await.map_err(told)?;
    Ok((StatusCode::CREATED, Json(shown(&made.document))).into_response())
}

/// Changes an identity provider; what is not given stays.
#[utoipa::path(patch, path = "/identity/identityProviders/{id}", tag = "identityProviders",
    params(("id" = String, Path,)), request_body = OpenIdConnectIdentityProvider,
    responses((status = 200, body = OpenIdConnectIdentityProvider)))]
async fn update(
    State(edge): State<Edge>,
    Administrator(caller): Administrator,
    Path(key): Path<String>,
    Body(body): Body<OpenIdConnectIdentityProvider>,
) -> Result<Json<Value>, Refusal> {
    check_type(&body)?;
    let (tenant, id) = (caller.tenant.id, id(&key)?);
    let before = edge.federation.identity_provider(tenant, id).await?;
    if body.metadata_url.as_ref().is_some_and(|given| *given != before.document.metadata_url.to_string()) {
        return Err(Refusal::of_property("metadataUrl", "The metadata URL of an identity provider never changes."));
    }
    let input = input(body, Some(&before.document));
    let stored = edge
        .federation
        .update_identity_provider(tenant, id, before.version, &input, &caller.name())
        .await
        .map_err(told)?;
    Ok(Json(shown(&stored.document)))
}

/// Deletes an identity provider and takes it out of every user flow.
#[utoipa::path(delete, path = "/identity/identityProviders/{id}", tag = "identityProviders",
    params(("id" = String, Path,)), responses((status = 204)))]
async fn delete(
    State(edge): State<Edge>,
    Administrator(caller): Administrator,
    Path(key): Path<String>,
) -> Result<StatusCode, Refusal> {
    let (tenant, id) = (caller.tenant.id, id(&key)?);
    let before = edge.federation.identity_provider(tenant, id).await?;
    edge.federation.delete_identity_provider(tenant, id, before.version, &caller.name()).await?;
    Ok(StatusCode::NO_CONTENT)
}
