//! `trustFrameworkKeySet` and `trustFrameworkKey`: what is secret of a key goes in and never comes out.

use super::{super::Edge, Caller, Refusal, query::Query};
use axum::{
    Json, Router,
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64ct::{Base64, Encoding};
use domain::{KeySet, KeyUsage, PolicyKey, Secret, Timestamp};
use federation::tenant::{KeyInput, NewKey};
use serde::Deserialize;
use serde_json::{Value, json};
use storage::ApiRole;

pub fn router() -> Router<Edge> {
    Router::new()
        .route("/", get(list).post(create))
        .route("/{id}", get(one).delete(delete))
        .route("/{id}/uploadSecret", post(upload_secret))
        .route("/{id}/generateKey", post(generate_key))
        .route("/{id}/uploadPkcs12", post(upload_pkcs12))
        .route("/{id}/uploadCertificate", post(upload_certificate))
        .route("/{id}/getActiveKey", get(active_key))
}

/// A body in JSON; what is wrong with it is an error as Graph has them.
struct Body<T>(T);

impl<T: serde::de::DeserializeOwned> axum::extract::FromRequest<Edge> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: axum::extract::Request, edge: &Edge) -> Result<Self, Refusal> {
        let read = Json::<T>::from_request(request, edge).await;
        // The text of the error would repeat what was sent, which may be a secret.
        let Json(body) =
            read.map_err(|_| Refusal::bad_request("The body is no JSON object with the properties of this action."))?;
        Ok(Self(body))
    }
}

#[derive(Deserialize)]
struct NewKeySet {
    id: String,
}

/// `uploadSecret`.
#[derive(Deserialize)]
struct NewSecret {
    #[serde(default, rename = "use")]
    usage: KeyUsage,
    k: String,
    nbf: Option<i64>,
    exp: Option<i64>,
}

/// `generateKey`.
#[derive(Deserialize)]
struct Generated {
    #[serde(default, rename = "use")]
    usage: KeyUsage,
    kty: String,
    nbf: Option<i64>,
    exp: Option<i64>,
}

/// `uploadPkcs12`.
#[derive(Deserialize)]
struct Pkcs12 {
    key: String,
    #[serde(default)]
    password: String,
}

/// `uploadCertificate`.
#[derive(Deserialize)]
struct Certificate {
    key: String,
}

fn shown(set: &KeySet) -> Value {
    json!({ "id": set.name, "keys": set.keys.iter().map(shown_key).collect::<Vec<_>>() })
}

/// A key with what may be read of it (behaviour reference §3).
fn shown_key(key: &PolicyKey) -> Value {
    let public = |name: &str| key.public.as_ref().and_then(|public| public.get(name)).cloned();
    json!({
        "kid": key.kid,
        "kty": key.kind().as_str(),
        "use": key.usage.as_str(),
        "nbf": key.not_before.map(Timestamp::as_seconds),
        "exp": key.expires_at.map(Timestamp::as_seconds),
        "status": if key.enabled { "enabled" } else { "disabled" },
        "n": public("n"),
        "e": public("e"),
        "x5c": public("x5c").unwrap_or_else(|| json!([])),
        "x5t": public("x5t"),
    })
}

async fn list(State(edge): State<Edge>, caller: Caller, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let query = Query::parse(query.as_deref().unwrap_or_default())?;
    let all = edge.federation.every_key_set(caller.tenant.id).await?;
    let address = caller.address("trustFramework/keySets");
    Ok(Json(query.answer(all.iter().map(|set| shown(&set.document)).collect(), &address)).into_response())
}

async fn one(State(edge): State<Edge>, caller: Caller, Path(id): Path<String>) -> Result<Json<Value>, Refusal> {
    Ok(Json(shown(&edge.federation.policy_key(caller.tenant.id, &id).await?.document)))
}

async fn create(State(edge): State<Edge>, caller: Caller, Body(new): Body<NewKeySet>) -> Result<Response, Refusal> {
    caller.may(ApiRole::changes_keys)?;
    let made = edge.federation.create_key_set(caller.tenant.id, &new.id, None, &caller.name()).await?;
    Ok((StatusCode::CREATED, Json(shown(&made.document))).into_response())
}

async fn delete(State(edge): State<Edge>, caller: Caller, Path(id): Path<String>) -> Result<StatusCode, Refusal> {
    caller.may(ApiRole::changes_keys)?;
    let stored = edge.federation.policy_key(caller.tenant.id, &id).await?;
    edge.federation.delete_key_set(caller.tenant.id, &id, stored.version, &caller.name()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn active_key(State(edge): State<Edge>, caller: Caller, Path(id): Path<String>) -> Result<Json<Value>, Refusal> {
    let set = edge.federation.policy_key(caller.tenant.id, &id).await?.document;
    let key = set.active(edge.federation.clock().now()).map(shown_key);
    key.map(Json).ok_or_else(|| Refusal::not_found("The key set has no key that is active now."))
}

async fn upload_secret(
    State(edge): State<Edge>,
    caller: Caller,
    Path(id): Path<String>,
    Body(new): Body<NewSecret>,
) -> Result<Json<Value>, Refusal> {
    let material = KeyInput::Manual(Secret::new(new.k));
    add(&edge, &caller, &id, new.usage, (new.nbf, new.exp), material).await
}

async fn generate_key(
    State(edge): State<Edge>,
    caller: Caller,
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

async fn upload_pkcs12(
    State(edge): State<Edge>,
    caller: Caller,
    Path(id): Path<String>,
    Body(new): Body<Pkcs12>,
) -> Result<Json<Value>, Refusal> {
    let bare: String = new.key.split_whitespace().collect();
    let file = Base64::decode_vec(&bare).map_err(|_| Refusal::bad_request("key is not base64."))?;
    let material = KeyInput::Pkcs12 { file, password: Secret::new(new.password) };
    add(&edge, &caller, &id, KeyUsage::Signature, (None, None), material).await
}

async fn upload_certificate(
    State(edge): State<Edge>,
    caller: Caller,
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
    caller.may(ApiRole::changes_keys)?;
    let at = |seconds: Option<i64>| seconds.map(Timestamp::from_seconds);
    let new = NewKey { usage, not_before: at(from), expires_at: at(to), enabled: true, material };
    let set = edge.federation.add_key(caller.tenant.id, id, None, new, &caller.name()).await?.document;
    let added = set.keys.last().map(shown_key);
    added.map(Json).ok_or_else(|| Refusal::not_found("The key set has no key."))
}
