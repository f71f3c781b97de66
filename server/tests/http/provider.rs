//! An OpenID provider that does what it is told, also everything that it should not: real HTTP on loopback, one answer
//! per endpoint that a test may change before or during a sign-in.

#[path = "provider/forge.rs"]
pub mod forge;
#[path = "provider/stage.rs"]
pub mod stage;
#[path = "provider/wire.rs"]
pub mod wire;

use forge::{Claims, Forge};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{net::TcpListener, task::JoinHandle};
use wire::{Reply, Request};

/// Changes a JSON object before it is sent.
pub type Change = Arc<dyn Fn(&mut Value) + Send + Sync>;

/// Makes the ID token from honest claims.
pub type Mint = Arc<dyn Fn(&Forge, Claims) -> String + Send + Sync>;

/// Changes the parameters of an answer.
pub type Respond = Arc<dyn Fn(&mut Vec<(String, String)>) + Send + Sync>;

/// Makes an answer in place of the honest one.
pub type Instead = Arc<dyn Fn(&Request) -> Reply + Send + Sync>;

/// What the provider does. The default is an honest one.
#[derive(Clone)]
pub struct Behaviour {
    /// Changes the metadata document.
    pub metadata: Change,
    /// Answers in place of endpoints, by path.
    pub instead: HashMap<&'static str, Instead>,
    /// Changes the parameters of the authorization response.
    pub response: Respond,
    /// Changes the claims of the ID token.
    pub claims: Change,
    /// Signs them.
    pub mint: Mint,
    /// Changes the token answer.
    pub tokens: Change,
    /// Changes the userinfo answer.
    pub user_info: Change,
    /// The keys that are published.
    pub keys: Arc<dyn Fn(&Forge) -> Value + Send + Sync>,
}

impl Default for Behaviour {
    fn default() -> Self {
        Self {
            metadata: Arc::new(|_| {}),
            instead: HashMap::new(),
            response: Arc::new(|_| {}),
            claims: Arc::new(|_| {}),
            mint: Arc::new(|forge, claims| forge.sign(&claims)),
            tokens: Arc::new(|_| {}),
            user_info: Arc::new(|_| {}),
            keys: Arc::new(Forge::published),
        }
    }
}

impl Behaviour {
    /// Answers in place of an endpoint.
    pub fn instead(&mut self, path: &'static str, reply: impl Fn(&Request) -> Reply + Send + Sync + 'static) {
        self.instead.insert(path, Arc::new(reply));
    }

    /// Sets a claim of the ID token; `null` leaves it out.
    pub fn claim(&mut self, name: &'static str, value: Value) {
        self.claims = Arc::new(move |claims| set(claims, name, &value));
    }

    /// Sets a member of the metadata; `null` leaves it out.
    pub fn metadata(&mut self, name: &'static str, value: Value) {
        self.metadata = Arc::new(move |document| set(document, name, &value));
    }
}

/// Sets a member; `null` takes it out.
pub fn set(object: &mut Value, name: &str, value: &Value) {
    let object = object.as_object_mut().unwrap();
    if value.is_null() {
        object.remove(name);
    } else {
        object.insert(name.to_owned(), value.clone());
    }
}

struct Inner {
    port: u16,
    forge: Arc<Forge>,
    behaviour: Mutex<Behaviour>,
    seen: Mutex<Vec<Request>>,
    /// Code → the authorization request that it answers.
    codes: Mutex<HashMap<String, HashMap<String, String>>>,
}

/// The provider, running.
pub struct Provider {
    inner: Arc<Inner>,
    serving: JoinHandle<()>,
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Paths of the endpoints.
pub const METADATA: &str = "/.well-known/openid-configuration";
pub const KEYS: &str = "/keys";
pub const AUTHORIZE: &str = "/authorize";
pub const TOKEN: &str = "/token";
pub const USER_INFO: &str = "/userinfo";

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Provider {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let inner = Arc::new(Inner {
            port,
            forge: Forge::shared().await,
            behaviour: Mutex::default(),
            seen: Mutex::default(),
            codes: Mutex::default(),
        });
        let serving = tokio::spawn(wire::serve(listener, {
            let inner = Arc::clone(&inner);
            move |request: Request| inner.answer(&request)
        }));
        Self { inner, serving }
    }

    pub fn issuer(&self) -> String {
        format!("http://localhost:{}", self.inner.port)
    }

    pub fn authority(&self) -> String {
        format!("localhost:{}", self.inner.port)
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.issuer())
    }

    pub fn forge(&self) -> &Forge {
        &self.inner.forge
    }

    /// Behaves like this from now on.
    pub fn behave(&self, change: impl FnOnce(&mut Behaviour)) {
        change(&mut lock(&self.inner.behaviour));
    }

    /// Is honest from now on.
    pub fn be_honest(&self) {
        self.behave(|behaviour| *behaviour = Behaviour::default());
    }

    /// What it was asked at an endpoint.
    pub fn seen(&self, path: &str) -> Vec<Request> {
        lock(&self.inner.seen).iter().filter(|request| request.path == path).cloned().collect()
    }

    pub fn forget_what_was_seen(&self) {
        lock(&self.inner.seen).clear();
    }
}

impl Inner {
    fn answer(&self, request: &Request) -> Reply {
        lock(&self.seen).push(request.clone());
        let behaviour = lock(&self.behaviour).clone();
        if let Some(instead) = behaviour.instead.get(request.path.as_str()) {
            return instead(request);
        }
        match request.path.as_str() {
            METADATA => {
                let mut document = self.metadata();
                (behaviour.metadata)(&mut document);
                Reply::json(200, &document)
            }
            KEYS => Reply::json(200, &(behaviour.keys)(&self.forge)),
            AUTHORIZE => self.authorize(&behaviour, &request.query),
            TOKEN => self.token(&behaviour, request),
            USER_INFO => {
                let mut answer = json!({ "sub": "person-1", "email": "erika@example.org", "name": "Eve" });
                (behaviour.user_info)(&mut answer);
                Reply::json(200, &answer)
            }
            _ => Reply::text(404, "text/plain", "nothing here"),
        }
    }

    fn metadata(&self) -> Value {
        let issuer = format!("http://localhost:{}", self.port);
        json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}{AUTHORIZE}"),
            "token_endpoint": format!("{issuer}{TOKEN}"),
            "jwks_uri": format!("{issuer}{KEYS}"),
            "userinfo_endpoint": format!("{issuer}{USER_INFO}"),
            "response_types_supported": ["code", "id_token"],
            "response_modes_supported": ["query", "form_post"],
            "subject_types_supported": ["public"],
            "scopes_supported": ["openid", "profile", "email"],
            "claims_supported": ["sub", "name", "email"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported":
                ["client_secret_post", "client_secret_basic", "private_key_jwt"],
            "code_challenge_methods_supported": ["S256"],
        })
    }

    fn id_token(&self, behaviour: &Behaviour, asked: &HashMap<String, String>) -> String {
        let mut claims = Value::Object(self.forge.claims(
            &format!("http://localhost:{}", self.port),
            asked.get("client_id").map_or("", String::as_str),
            asked.get("nonce").map_or("", String::as_str),
        ));
        (behaviour.claims)(&mut claims);
        (behaviour.mint)(&self.forge, claims.as_object().unwrap().clone())
    }

    /// Signs everybody in at once.
    fn authorize(&self, behaviour: &Behaviour, asked: &HashMap<String, String>) -> Reply {
        let field = |name: &str| asked.get(name).cloned().unwrap_or_default();
        let mut answer = vec![("state".to_owned(), field("state"))];
        if field("response_type") == "id_token" {
            answer.push(("id_token".to_owned(), self.id_token(behaviour, asked)));
        } else {
            let code = forge::random();
            lock(&self.codes).insert(code.clone(), asked.clone());
            answer.push(("code".to_owned(), code));
        }
        (behaviour.response)(&mut answer);
        let to = field("redirect_uri");
        if field("response_mode") == "query" {
            let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&answer).finish();
            return Reply::see_other(&format!("{to}?{query}"));
        }
        let escape = |text: &str| text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
        let inputs: Vec<String> = answer
            .iter()
            .map(|(name, value)| {
                format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escape(name), escape(value))
            })
            .collect();
        let inputs = inputs.concat();
        Reply::text(200, "text/html", &format!("<form method=\"post\" action=\"{}\">{inputs}</form>", escape(&to)))
    }

    fn token(&self, behaviour: &Behaviour, request: &Request) -> Reply {
        let asked = lock(&self.codes).remove(request.form.get("code").map_or("", String::as_str));
        let Some(asked) = asked else {
            return Reply::json(400, &json!({ "error": "invalid_grant", "error_description": "no such code" }));
        };
        let verifier = request.form.get("code_verifier").cloned().unwrap_or_default();
        if asked.get("code_challenge").is_some_and(|challenge| *challenge != oauth::pkce::challenge(&verifier)) {
            return Reply::json(400, &json!({ "error": "invalid_grant", "error_description": "PKCE" }));
        }
        let mut answer = json!({
            "access_token": forge::random(),
            "token_type": "Bearer",
            "expires_in": 300,
            "id_token": self.id_token(behaviour, &asked),
        });
        (behaviour.tokens)(&mut answer);
        Reply::json(200, &answer)
    }
}
