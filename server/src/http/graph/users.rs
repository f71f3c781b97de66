//! `user`: people with their identities; local accounts with a password.

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
use domain::{Secret, Tenant, User, UserId};
use federation::{
    Error,
    tenant::{IdentityInput, SignInType, UserInput, sign_in_type},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Attributes of Graph that are kept under their own names (behaviour reference §4.4).
const ATTRIBUTES: [&str; 8] =
    ["city", "country", "jobTitle", "postalCode", "state", "streetAddress", "preferredLanguage", "mobilePhone"];

pub fn router() -> OpenApiRouter<Edge> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(one, update, delete))
        .routes(routes!(revoke_sign_in_sessions))
}

/// A user. Custom attributes stand beside these, as `extension_…`.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct GraphUser {
    #[serde(rename = "@odata.type", skip_serializing)]
    odata_type: Option<String>,
    /// The object id: `oid` and `sub` of tokens. One that exists elsewhere already can be given when the user is made.
    id: Option<String>,
    #[serde(deserialize_with = "text_or_null")]
    display_name: Option<String>,
    #[serde(deserialize_with = "text_or_null")]
    given_name: Option<String>,
    #[serde(deserialize_with = "text_or_null")]
    surname: Option<String>,
    /// E-mail address.
    #[serde(deserialize_with = "text_or_null")]
    mail: Option<String>,
    account_enabled: Option<bool>,
    /// Read only.
    created_date_time: Option<String>,
    identities: Option<Vec<ObjectIdentity>>,
    /// Write only.
    #[serde(skip_serializing)]
    password_profile: Option<PasswordProfile>,
    /// Taken and not looked at: passwords here do not expire.
    #[serde(skip_serializing)]
    password_policies: Option<String>,
    /// Read only.
    sign_in_activity: Option<SignInActivity>,
    /// `city`, `country`, …, `extension_…`.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    attributes: BTreeMap<String, Value>,
}

/// By what a person is known.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ObjectIdentity {
    /// `federated`, `emailAddress` or `userName`.
    sign_in_type: GraphSignInType,
    /// What tokens of the provider have as `iss`; of local identities the tenant's domain name.
    #[serde(default)]
    issuer: String,
    issuer_assigned_id: String,
}

/// How an identity is proved.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
enum GraphSignInType {
    Federated,
    EmailAddress,
    UserName,
}

/// The password of a local account.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct PasswordProfile {
    password: Option<String>,
    /// Only `false`.
    force_change_password_next_sign_in: Option<bool>,
}

/// When a person was last here.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SignInActivity {
    last_sign_in_date_time: Option<String>,
}

fn shown(tenant: &Tenant, user: &User) -> Value {
    let identity = |identity: &domain::Identity| ObjectIdentity {
        sign_in_type: match sign_in_type(tenant, identity) {
            SignInType::Federated => GraphSignInType::Federated,
            SignInType::EmailAddress => GraphSignInType::EmailAddress,
            SignInType::UserName => GraphSignInType::UserName,
        },
        issuer: identity.issuer.clone(),
        issuer_assigned_id: identity.issuer_assigned_id.clone(),
    };
    let known = |name: &str| is_attribute(name) || name == "refreshTokensValidFromDateTime";
    let shown = GraphUser {
        odata_type: None,
        id: Some(user.id.to_string()),
        display_name: user.display_name.clone(),
        given_name: user.given_name.clone(),
        surname: user.surname.clone(),
        mail: user.email.clone(),
        account_enabled: Some(user.enabled),
        created_date_time: Some(user.created_at.to_string()),
        identities: Some(user.identities.iter().map(identity).collect()),
        password_profile: None,
        password_policies: None,
        sign_in_activity: Some(SignInActivity {
            last_sign_in_date_time: user.last_sign_in_at.map(|time| time.to_string()),
        }),
        attributes: user
            .attributes
            .iter()
            .filter(|(name, _)| known(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    };
    let mut value = super::json(&shown);
    if let Some(time) = value.as_object_mut().and_then(|user| user.shift_remove("refreshTokensValidFromDateTime")) {
        value["signInSessionsValidFromDateTime"] = time;
    }
    value
}

fn is_attribute(name: &str) -> bool {
    ATTRIBUTES.contains(&name) || name.starts_with("extension_")
}

fn input(body: GraphUser) -> Result<UserInput, Refusal> {
    let read_only = ["signInSessionsValidFromDateTime"];
    let attributes: BTreeMap<String, Value> =
        body.attributes.into_iter().filter(|(name, _)| !read_only.contains(&name.as_str())).collect();
    if let Some(unknown) = attributes.keys().find(|name| !is_attribute(name)) {
        return Err(Refusal::of_property(unknown, format!("There is no property {unknown} here.")));
    }
    let profile = body.password_profile.unwrap_or_default();
    if profile.force_change_password_next_sign_in == Some(true) {
        let sentence = "Passerelle does not ask for a new password at the next sign-in; send false.";
        return Err(Refusal::of_property("passwordProfile.forceChangePasswordNextSignIn", sentence));
    }
    let identity = |identity: ObjectIdentity| IdentityInput {
        sign_in_type: match identity.sign_in_type {
            GraphSignInType::Federated => SignInType::Federated,
            GraphSignInType::EmailAddress => SignInType::EmailAddress,
            GraphSignInType::UserName => SignInType::UserName,
        },
        issuer: identity.issuer,
        issuer_assigned_id: identity.issuer_assigned_id,
    };
    Ok(UserInput {
        display_name: body.display_name,
        given_name: body.given_name,
        surname: body.surname,
        email: body.mail,
        attributes,
        enabled: body.account_enabled,
        identities: body.identities.map(|given| given.into_iter().map(identity).collect()),
        password: profile.password.map(Secret::new),
    })
}

fn told(error: Error) -> Refusal {
    Refusal::of_form(error, |field| match field.split('.').collect::<Vec<_>>().as_slice() {
        ["identities", position, part] => format!("identities[{position}].{part}"),
        ["email"] => "mail".to_owned(),
        ["password"] => "passwordProfile.password".to_owned(),
        _ => field.to_owned(),
    })
}

fn id(text: &str) -> Result<UserId, Refusal> {
    text.parse().map_err(|_| Error::NotFound.into())
}

/// Lists the users, newest first. By identity: `$filter=identities/any(c:c/issuerAssignedId eq 'x' and c/issuer eq 'y')`.
#[utoipa::path(get, path = "/users", tag = "users", params(Listed),
    responses((status = 200, body = super::List<GraphUser>)))]
async fn list(State(edge): State<Edge>, caller: Caller, RawQuery(query): RawQuery) -> Result<Json<Value>, Refusal> {
    let query = Query::parse(query.as_deref().unwrap_or_default())?;
    let tenant = &caller.tenant;
    if let Some((issuer, name)) = query.identity() {
        let found = edge.federation.user_of_identity(tenant, issuer, name).await?;
        return query
            .answer(found.iter().map(|user| shown(tenant, user)).collect(), &caller.address("users"))
            .map(Json);
    }
    let mut after: Option<UserId> = query.after()?;
    // The index knows how names, addresses and ids begin; whatever else is asked for is looked for in what it gives.
    let search = query.beginning_of(&["displayName", "mail", "id"]).unwrap_or_default().to_owned();
    let mut listing = query.listing("createdDateTime")?;
    loop {
        let page = edge.federation.page_of_users(tenant.id, &search, after, 200).await?;
        after = page.items.last().map(|user| user.id);
        for user in &page.items {
            listing.offer(&user.id.to_string(), shown(tenant, user));
        }
        if !page.more || listing.is_full() {
            return Ok(Json(listing.answer(&caller.address("users"))));
        }
    }
}

/// Gets a user.
#[utoipa::path(get, path = "/users/{id}", tag = "users", params(("id" = String, Path,)),
    responses((status = 200, body = GraphUser)))]
async fn one(
    State(edge): State<Edge>,
    caller: Caller,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Refusal> {
    let query = Query::parse(query.as_deref().unwrap_or_default())?;
    let user = edge.federation.user(caller.tenant.id, id(&key)?).await?;
    Ok(Json(query.selected(shown(&caller.tenant, &user))))
}

/// Makes a user.
#[utoipa::path(post, path = "/users", tag = "users", request_body = GraphUser,
    responses((status = 201, body = GraphUser)))]
async fn create(
    State(edge): State<Edge>,
    Administrator(caller): Administrator,
    Body(body): Body<GraphUser>,
) -> Result<Response, Refusal> {
    let id = body.id.as_deref().map(str::parse::<UserId>).transpose();
    let id = id.map_err(|wrong| Refusal::of_property("id", wrong.to_string()))?;
    let input = input(body)?;
    let user = edge.federation.create_user(&caller.tenant, id, &input, &caller.name()).await.map_err(told)?;
    Ok((StatusCode::CREATED, Json(shown(&caller.tenant, &user))).into_response())
}

/// Changes a user; what is not given stays.
#[utoipa::path(patch, path = "/users/{id}", tag = "users", params(("id" = String, Path,)),
    request_body = GraphUser, responses((status = 204)))]
async fn update(
    State(edge): State<Edge>,
    Administrator(caller): Administrator,
    Path(key): Path<String>,
    Body(body): Body<GraphUser>,
) -> Result<StatusCode, Refusal> {
    if body.id.as_ref().is_some_and(|given| !given.eq_ignore_ascii_case(&key)) {
        return Err(Refusal::of_property("id", "The object id of a user never changes."));
    }
    let input = input(body)?;
    edge.federation.update_user(&caller.tenant, id(&key)?, &input, &caller.name()).await.map_err(told)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes a user with their identities.
#[utoipa::path(delete, path = "/users/{id}", tag = "users", params(("id" = String, Path,)),
    responses((status = 204)))]
async fn delete(
    State(edge): State<Edge>,
    Administrator(caller): Administrator,
    Path(key): Path<String>,
) -> Result<StatusCode, Refusal> {
    edge.federation.delete_user(caller.tenant.id, id(&key)?, &caller.name()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends every session and refresh token of a user.
#[utoipa::path(post, path = "/users/{id}/revokeSignInSessions", tag = "users", params(("id" = String, Path,)),
    responses((status = 200)))]
async fn revoke_sign_in_sessions(
    State(edge): State<Edge>,
    Administrator(caller): Administrator,
    Path(key): Path<String>,
) -> Result<Json<Value>, Refusal> {
    edge.federation.revoke_sign_in_sessions(caller.tenant.id, id(&key)?, &caller.name()).await?;
    Ok(Json(json!({ "value": true })))
}
