//! `trustFrameworkKeySet` and `trustFrameworkKey`: what is secret of a key goes in and never comes out.

use super::{
    super::Edge,
    Caller, Refusal,
    body::Body,
    caller::KeysetAdministrator,
    query::{Listed, Query},
};
use axum::{
    Json,
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base64ct::{Base64, Encoding};
use domain::{KeySet, KeyUsage, PolicyKey, Secret, Timestamp};
use federation::tenant::{KeyInput, NewKey};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn router() -> OpenApiRouter<Edge> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(one, delete))
        .routes(routes!(upload_secret))
        .routes(routes!(generate_key))
        .routes(routes!(upload_pkcs12))
        .routes(routes!(upload_certificate))
        .routes(routes!(active_key))
}

#[derive(Deserialize, ToSchema)]
struct NewKeySet {
    id: String,
}

/// `uploadSecret`.
#[derive(Deserialize, ToSchema)]
struct NewSecret {
    #[serde(default, rename = "use")]
    #[schema(value_type = String)]
    usage: KeyUsage,
    k: String,
    nbf: Option<i64>,
    exp: Option<i64>,
}

/// `generateKey`.
#[derive(Deserialize, ToSchema)]
struct Generated {
    #[serde(default, rename = "use")]
    #[schema(value_type = String)]
    usage: KeyUsage,
    kty: String,
    nbf: Option<i64>,
    exp: Option<i64>,
}

/// `uploadPkcs12`.
#[derive(Deserialize, ToSchema)]
struct Pkcs12 {
    key: String,
    #[serde(default)]
    password: String,
}

/// `uploadCertificate`.
#[derive(Deserialize, ToSchema)]
struct Certificate {
    key: String,
}

/// A key set.
#[derive(Debug, Serialize, ToSchema)]
struct TrustFrameworkKeySet {
    id: String,
    keys: Vec<TrustFrameworkKey>,
}

/// A key with what may be read of it (behaviour reference §3).
#[derive(Debug, Serialize, ToSchema)]
struct TrustFrameworkKey {
    kid: String,
    kty: String,
    r#use: String,
    nbf: Option<i64>,
    exp: Option<i64>,
    /// `enabled` or `disabled`.
    status: String,
    n: Option<Value>,
    e: Option<Value>,
    x5c: Value,
    x5t: Option<Value>,
}

fn shown(set: &KeySet) -> Value {
    super::json(&TrustFrameworkKeySet { id: set.name.to_string(), keys: set.keys.iter().map(key_of).collect() })
}

fn shown_key(key: &PolicyKey) -> Value {
    super::json(&key_of(key))
}

fn key_of(key: &PolicyKey) -> TrustFrameworkKey {
    let public = |name: &str| key.public.as_ref().and_then(|public| public.get(name)).cloned();
    TrustFrameworkKey {
        kid: key.kid.clone(),
        kty: key.kind().as_str().to_owned(),
        r#use: key.usage.as_str().to_owned(),
        nbf: key.not_before.map(Timestamp::as_seconds),
        exp: key.expires_at.map(Timestamp::as_seconds),
        status: if key.enabled { "enabled" } else { "disabled" }.to_owned(),
        n: public("n"),
        e: public("e"),
        x5c: public("x5c").unwrap_or_else(|| Value::Array(Vec::new())),
        x5t: public("x5t"),
    }
}

/// Lists the key sets.
#[utoipa::path(get, path = "/trustFramework/keySets", tag = "keySets",
    params(Listed), responses((status = 200, body = super::List<TrustFrameworkKeySet>)))]
async fn list(State(edge): State<Edge>, caller: Caller, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let query = Query::parse(query.as_deref().unwrap_or_default())?;
    let all = edge.federation.every_key_set(caller.tenant.id).await?;
    let address = caller.address("trustFramework/keySets");
    Ok(Json(query.answer(all.iter().map(|set| shown(&set.document)).collect(), &address)?).into_response())
}

/// Gets a key set.
#[utoipa::path(get, path = "/trustFramework/keySets/{id}", tag = "keySets",
    params(("id" = String, Path,)), responses((status = 200, body = TrustFrameworkKeySet)))]
async fn one(State(edge): State<Edge>, caller: Caller, Path(id): Path<String>) -> Result<Json<Value>, Refusal> {
    Ok(Json(shown(&edge.federation.policy_key(caller.tenant.id, &id).await?.document)))
}

/// Makes an empty key set.
#[utoipa::path(post, path = "/trustFramework/keySets", tag = "keySets",
    request_body = NewKeySet, responses((status = 201, body = TrustFrameworkKeySet)))]
async fn create(
    State(edge): State<Edge>,
    KeysetAdministrator(caller): KeysetAdministrator,
    Body(new): Body<NewKeySet>,
) -> Result<Response, Refusal> {
    let made = edge.federation.create_key_set(caller.tenant.id, &new.id, None, &caller.name()).await?;
    Ok((StatusCode::CREATED, Json(shown(&made.document))).into_response())
}

/// Deletes a key set; it is kept as `{id}.bak`.
#[utoipa::path(delete, path = "/trustFramework/keySets/{id}", tag = "keySets",
    params(("id" = String, Path,)), responses((status = 204)))]
async fn delete(
    State(edge): State<Edge>,
    KeysetAdministrator(caller): KeysetAdministrator,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    let stored = edge.federation.policy_key(caller.tenant.id, &id).await?;
    edge.federation.delete_key_set(caller.tenant.id, &id, stored.version, &caller.name()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gets the key that is used now.
#[utoipa::path(get, path = "/trustFramework/keySets/{id}/getActiveKey", tag = "keySets",
    params(("id" = String, Path,)),
    responses((status = 200, body = TrustFrameworkKey)))]
async fn active_key(State(edge): State<Edge>, caller: Caller, Path(id): Path<String>) -> Result<Json<Value>, Refusal> {
    let set = edge.federation.policy_key(caller.tenant.id, &id).await?.document;
    let key = set.active(edge.federation.clock().now()).map(shown_key);
    key.map(Json).ok_or_else(|| Refusal::not_found("The key set has no key that is active now."))
}

/// Adds a secret text.
#[utoipa::path(post, path = "/trustFramework/keySets/{id}/uploadSecret", tag = "keySets",
    params(("id" = String, Path,)),
    request_body = NewSecret, responses((status = 200, body = TrustFrameworkKey)))]
async fn upload_secret(
    State(edge): State<Edge>,
    KeysetAdministrator(caller): KeysetAdministrator,
    Path(id): Path<String>,
    Body(new): Body<NewSecret>,
) -> Result<Json<Value>, Refusal> {
    let material = KeyInput::Manual(Secret::new(new.k));
    add(&edge, &caller, &id, new.usage, (new.nbf, new.exp), material).await
}

/// Makes a key.
#[utoipa::path(post, path = "/trustFramework/keySets/{id}/generateKey", tag = "keySets",
    params(("id" = String, Path,)),
    request_body = Generated, responses((status = 200, body = TrustFrameworkKey)))]
async fn generate_key(
    State(edge): State<Edge>,
    KeysetAdministrator(caller): KeysetAdministrator,
    Path(id): Path<String>,
    Body(new): Body<Generated>,
) -> Result<Json<Value>, Refusal> {
    let material = match new.kty.to_ascii_lowercase().as_str() {
        "rsa" => KeyInput::GenerateRsa,
        "oct" => KeyInput::GenerateSecret,
        _ => return Err(Refusal::bad_request("kty is RSA or oct.")),
    };
    add(&edge, &caller, &id, new.usage, (new.nbf, new.exp), material).await
}

/// Adds a key from PKCS#12.
#[utoipa::path(post, path = "/trustFramework/keySets/{id}/uploadPkcs12", tag = "keySets",
    params(("id" = String, Path,)),
    request_body = Pkcs12, responses((status = 200, body = TrustFrameworkKey)))]
async fn upload_pkcs12(
    State(edge): State<Edge>,
    KeysetAdministrator(caller): KeysetAdministrator,
    Path(id): Path<String>,
    Body(new): Body<Pkcs12>,
) -> Result<Json<Value>, Refusal> {
    let bare: String = new.key.split_whitespace().collect();
    let file = Base64::decode_vec(&bare).map_err(|_| Refusal::bad_request("key is not base64."))?;
    let material = KeyInput::Pkcs12 { file, password: Secret::new(new.password) };
    add(&edge, &caller, &id, KeyUsage::Signature, (None, None), material).await
}

/// Adds a certificate, or a key, in PEM.
#[utoipa::path(post, path = "/trustFramework/keySets/{id}/uploadCertificate", tag = "keySets",
    params(("id" = String, Path,)),
    request_body = Certificate, responses((status = 200, body = TrustFrameworkKey)))]
async fn upload_certificate(
    State(edge): State<Edge>,
    KeysetAdministrator(caller): KeysetAdministrator,
    Path(id): Path<String>,
    Body(new): Body<Certificate>,
) -> Result<Json<Value>, Refusal> {
    add(&edge, &caller, &id, KeyUsage::Signature, (None, None), KeyInput::Pem(Secret::new(new.key))).await
}

async fn add(
    edge: &Edge,
    caller: &Caller,
    id: &str,
    usage: KeyUsage,
    (from, to): (Option<i64>, Option<i64>),
    material: KeyInput,
) -> Result<Json<Value>, Refusal> {
    let at = |seconds: Option<i64>| seconds.map(Timestamp::from_seconds);
    let new = NewKey { usage, not_before: at(from), expires_at: at(to), enabled: true, material };
    let set = edge.federation.add_key(caller.tenant.id, id, None, new, &caller.name()).await?.document;
    let added = set.keys.last().map(shown_key);
    added.map(Json).ok_or_else(|| Refusal::not_found("The key set has no key."))
}
