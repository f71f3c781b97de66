//! A server as `passerelle serve --demo` makes it, on a port of its own.

use crate::browser::{Browser, Page};
use async_trait::async_trait;
use axum::Router;
use domain::{ApplicationId, Secret, Tenant, TenantId};
use federation::{
    Federation, Origin, Ports, demo,
    ports::{Http, HttpFailure, HttpRequest, HttpResponse, Mail, Messages, NoTransport, SendFailure, TlsFacts},
};
use server::{
    config::PublicUrl,
    http::{Edge, router},
    keys::AwsLc,
    listener,
    mail::Smtp,
    outbound::{AllowUpstream, Cidr, Outbound, OutboundOptions},
    system::{SystemClock, SystemEntropy},
};
use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};
use storage::{Change, DocumentKey, Expected, Sealer};
use storage_postgres::PostgresStore;
use storage_sqlite::SqliteStore;
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle};
use zeroize::Zeroizing;

pub const POLICY: &str = "b2c_1_signupsignin1";

/// What went to providers and came back, for the canaries of S79.
#[derive(Default)]
pub struct Wire(Mutex<Vec<(String, String)>>);

impl Wire {
    /// Every form that was posted, with its answer.
    pub fn posted(&self) -> Vec<(String, String)> {
        self.0.lock().unwrap().clone()
    }
}

struct Tapped {
    outbound: Outbound,
    wire: Arc<Wire>,
}

#[async_trait]
impl Http for Tapped {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpFailure> {
        let form = request.form.as_ref().map(|form| form.expose().to_owned());
        let response = self.outbound.send(request).await?;
        if let Some(form) = form {
            let answer = String::from_utf8_lossy(&response.body).into_owned();
            self.wire.0.lock().unwrap().push((form, answer));
        }
        Ok(response)
    }

    async fn probe_tls(&self, url: &str, deadline: std::time::Duration) -> Result<Option<TlsFacts>, HttpFailure> {
        self.outbound.probe_tls(url, deadline).await
    }
}

/// Somebody's telephone: the messages that went to it.
#[derive(Default)]
pub struct Telephone(Mutex<Vec<(String, String)>>);

impl Telephone {
    /// The code in the newest message to a number.
    pub fn code(&self, number: &str) -> String {
        let messages = self.0.lock().unwrap();
        let (_, text) = messages.iter().rev().find(|(to, _)| to == number).expect("a message");
        text.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 6).expect("a code").to_owned()
    }
}

#[async_trait]
impl Messages for Telephone {
    async fn send(&self, to: &str, text: &str) -> Result<(), SendFailure> {
        self.0.lock().unwrap().push((to.to_owned(), text.to_owned()));
        Ok(())
    }
}

pub struct Running {
    pub port: u16,
    pub federation: Arc<Federation>,
    pub wire: Arc<Wire>,
    folder: TempDir,
    serving: JoinHandle<()>,
}

fn sealer() -> Sealer {
    Sealer::new(Zeroizing::new([7; 32]), Vec::new(), Arc::new(SystemEntropy))
}

impl Drop for Running {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Running {
    pub async fn start() -> Self {
        Self::start_with(OutboundOptions::default(), Arc::new(NoTransport), Arc::new(NoTransport)).await
    }

    /// May fetch also from there (`--allow-upstream`).
    pub async fn start_allowing(upstream: &str) -> Self {
        let options = OutboundOptions { allow: vec![upstream.parse().unwrap()], ..OutboundOptions::default() };
        Self::start_with(options, Arc::new(NoTransport), Arc::new(NoTransport)).await
    }

    /// With a mail server, a gateway for messages, and names that lead elsewhere (`--connect-to`).
    pub async fn start_sending(options: OutboundOptions, smtp_port: u16, gateway: &Arc<Telephone>) -> Self {
        let mail = Smtp::new(&format!("smtp://127.0.0.1:{smtp_port}"), "passerelle@example.com").unwrap();
        Self::start_with(options, Arc::new(mail), Arc::clone(gateway) as Arc<dyn Messages>).await
    }

    async fn start_with(options: OutboundOptions, mail: Arc<dyn Mail>, messages: Arc<dyn Messages>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(SqliteStore::open(folder.path().join("passerelle.db"), sealer()).await.unwrap());
        Self::over(store, folder, options, mail, messages).await
    }

    /// On a database of a PostgreSQL server.
    pub async fn start_on_postgres(url: &str) -> Self {
        let store = Arc::new(PostgresStore::open(url, sealer()).await.unwrap());
        let folder = tempfile::tempdir().unwrap();
        let (mail, messages) = (Arc::new(NoTransport), Arc::new(NoTransport));
        let options = OutboundOptions::default();
        Self::over(store, folder, options, mail, messages).await
    }

    async fn over(
        store: Arc<dyn storage::Store>,
        folder: TempDir,
        mut options: OutboundOptions,
        mail: Arc<dyn Mail>,
        messages: Arc<dyn Messages>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let public_url: PublicUrl = format!("http://localhost:{port}").parse().unwrap();
        options.allow.push(public_url.authority().parse::<AllowUpstream>().unwrap());
        let wire = Arc::new(Wire::default());
        let federation = Arc::new(Federation::new(Ports {
            store,
            http: Arc::new(Tapped { outbound: Outbound::new(&options).unwrap(), wire: Arc::clone(&wire) }),
            crypto: Arc::new(AwsLc),
            mail,
            messages,
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            demo: true,
        }));
        federation.ensure_demo(&Origin::new(&public_url.origin())).await.unwrap();
        let router = router(Edge::new(Arc::clone(&federation), public_url));
        let serving = tokio::spawn(listener::serve(listener, None, router, std::future::pending()));
        Self { port, federation, wire, folder, serving }
    }

    /// The same use-cases behind a proxy that ends TLS at this public URL; where it forwards to.
    pub async fn behind(&self, public_url: &str) -> String {
        self.behind_trusted(public_url, Vec::new()).await
    }

    /// Behind a proxy whose word is taken when it is at one of these addresses.
    pub async fn behind_trusted(&self, public_url: &str, proxies: Vec<Cidr>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let router = router(Edge::new(Arc::clone(&self.federation), public_url.parse().unwrap()).behind(proxies));
        tokio::spawn(listener::serve(listener, None, router, std::future::pending()));
        format!("http://127.0.0.1:{port}")
    }

    /// What is served at a public URL.
    pub fn router(&self, public_url: &str) -> Router {
        router(Edge::new(Arc::clone(&self.federation), public_url.parse().unwrap()))
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    pub fn inspect(&self) -> String {
        self.url("/inspect")
    }

    /// The address of a policy of `fabrikam`.
    pub fn policy(&self, policy: &str, rest: &str) -> String {
        self.url(&format!("/fabrikam.onmicrosoft.com/{policy}/{rest}"))
    }

    pub fn browser(&self) -> Browser {
        Browser::new(self.port)
    }

    pub async fn tenant(&self) -> Tenant {
        self.federation.find_tenant("fabrikam.onmicrosoft.com").await.unwrap().unwrap()
    }

    pub async fn client_secret(&self, application: ApplicationId) -> Secret {
        let tenant = self.tenant().await.id;
        self.federation.add_client_secret(tenant, application, "t", 12, "test").await.unwrap().value
    }

    pub fn test_app() -> ApplicationId {
        demo::TEST_APP.parse().unwrap()
    }

    /// The authorization request of `testapp1`, with what a test adds.
    pub fn authorize(&self, response_type: &str, more: &[(&str, &str)]) -> String {
        let inspect = self.inspect();
        let mut pairs = vec![
            ("client_id", demo::TEST_APP),
            ("redirect_uri", &inspect),
            ("response_type", response_type),
            ("scope", "openid"),
            ("nonce", "the-nonce"),
        ];
        pairs.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
        pairs.extend(more);
        self.policy(POLICY, &format!("oauth2/v2.0/authorize?{}", encode(&pairs)))
    }

    /// Signs in by the provider, up to the page that posts the provider's answer.
    pub async fn to_the_answer(&self, browser: &mut Browser, authorize: &str) -> Page {
        let selection = browser.get(authorize).await;
        assert_eq!(selection.status, 200, "{}", selection.body);
        let choice = selection.button("choice");
        let phone = browser.submit(&selection, &[("choice", &choice)]).await;
        assert!(phone.url.contains("/mobileid.onmicrosoft.com/"), "{}", phone.url);
        let fields = [("phoneNumber", "+41 79 123 45 67"), ("action", "continue")];
        let answer = browser.submit(&phone, &fields).await;
        let callback = answer.action();
        assert!(callback.starts_with(&self.url("/")) && callback.ends_with("/oauth2/authresp"), "{callback}");
        answer
    }

    /// The whole chain; gives where the browser is sent in the end.
    pub async fn sign_in(&self, browser: &mut Browser, authorize: &str) -> String {
        let answer = self.to_the_answer(browser, authorize).await;
        let back = browser.submit_once(&answer, &[]).await;
        assert_eq!(back.status, 303, "{}", back.body);
        back.location.unwrap()
    }

    /// A code for `testapp1`.
    pub async fn code(&self, more: &[(&str, &str)]) -> String {
        let back = self.sign_in(&mut self.browser(), &self.authorize("code", more)).await;
        let parameters = parameters(&back);
        find(&parameters, "code")
    }

    /// Redeems a code; gives status and answer.
    pub async fn redeem(&self, policy: &str, pairs: &[(&str, &str)]) -> (u16, serde_json::Value) {
        let mut all = vec![("grant_type", "authorization_code")];
        all.extend(pairs);
        self.token(policy, &all).await
    }

    /// Asks the token endpoint; gives status and answer.
    pub async fn token(&self, policy: &str, pairs: &[(&str, &str)]) -> (u16, serde_json::Value) {
        let (status, _, answer) = self.token_from(policy, pairs, None).await;
        (status, answer)
    }

    /// Asks the token endpoint as a page of an origin; gives status, the origin that may read, and answer.
    pub async fn token_from(
        &self,
        policy: &str,
        pairs: &[(&str, &str)],
        origin: Option<&str>,
    ) -> (u16, Option<String>, serde_json::Value) {
        let mut request = self
            .client()
            .post(self.policy(policy, "oauth2/v2.0/token"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(encode(pairs));
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        let response = request.send().await.unwrap();
        let allowed = response.headers().get("access-control-allow-origin");
        let allowed = allowed.map(|value| value.to_str().unwrap().to_owned());
        (response.status().as_u16(), allowed, serde_json::from_str(&response.text().await.unwrap()).unwrap())
    }

    /// Asks userinfo; gives status, challenge and body.
    pub async fn userinfo(&self, policy: &str, authorization: Option<&str>) -> (u16, Option<String>, String) {
        self.userinfo_at(&self.policy(policy, "openid/v2.0/userinfo"), authorization).await
    }

    pub async fn userinfo_at(&self, url: &str, authorization: Option<&str>) -> (u16, Option<String>, String) {
        let mut request = self.client().get(url);
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        let response = request.send().await.unwrap();
        let challenge = response.headers().get("www-authenticate");
        let challenge = challenge.map(|value| value.to_str().unwrap().to_owned());
        (response.status().as_u16(), challenge, response.text().await.unwrap())
    }

    pub fn client(&self) -> reqwest::Client {
        let address = std::net::SocketAddr::from((std::net::Ipv4Addr::LOCALHOST, self.port));
        reqwest::Client::builder().no_proxy().resolve("localhost", address).build().unwrap()
    }

    /// Changes `testapp1` as an administrator's save does.
    pub async fn change_test_app(&self, change: impl FnOnce(&mut domain::Application)) {
        self.change_app(Self::test_app(), change).await;
    }

    /// Changes an application.
    pub async fn change_app(&self, id: ApplicationId, change: impl FnOnce(&mut domain::Application)) {
        let tenant = self.tenant().await.id;
        let before = self.federation.application(tenant, id).await.unwrap();
        let mut application = before.document;
        change(&mut application);
        self.put(tenant, &application, before.version).await;
    }

    /// Stores a new document.
    pub async fn create<D: domain::Document>(&self, tenant: TenantId, document: &D) {
        let change = Change::PutDocument {
            key: DocumentKey::of(tenant, document),
            expected: Expected::New,
            lookup: document.lookup(),
            body: serde_json::to_value(document).unwrap(),
            at: self.federation.clock().now(),
            by: "test".to_owned(),
        };
        self.federation.store().commit(vec![change]).await.unwrap();
    }

    /// The only sign-in of a tenant.
    pub async fn only_sign_in(&self, tenant: TenantId) -> domain::JourneyId {
        let listed = self.federation.sign_ins(tenant, None).await.unwrap().items;
        assert_eq!(listed.len(), 1);
        listed[0].id
    }

    /// Changes the user flow as an administrator's save does.
    pub async fn change_flow(&self, change: impl FnOnce(&mut domain::UserFlow)) {
        let tenant = self.tenant().await.id;
        let mut flow = self.federation.user_flows(tenant, "", None).await.unwrap().items.remove(0);
        change(&mut flow.document);
        self.put(tenant, &flow.document, flow.version).await;
    }

    async fn put<D: domain::Document>(&self, tenant: TenantId, document: &D, version: u32) {
        let change = Change::PutDocument {
            key: DocumentKey::of(tenant, document),
            expected: Expected::Version(version),
            lookup: document.lookup(),
            body: serde_json::to_value(document).unwrap(),
            at: self.federation.clock().now(),
            by: "test".to_owned(),
        };
        self.federation.store().commit(vec![change]).await.unwrap();
    }

    /// Switches `testapp1`, its only user, the user flow or the provider on or off.
    pub async fn switch(&self, tenant: TenantId, what: &str, on: bool) {
        match what {
            "application" => self.change_test_app(|application| application.enabled = on).await,
            "user" => {
                for mut user in self.federation.store().users(tenant, None, None, 10).await.unwrap().items {
                    user.enabled = on;
                    self.federation.store().commit(vec![Change::UpdateUser { user }]).await.unwrap();
                }
            }
            "flow" => {
                self.change_flow(|flow| flow.enabled = on).await;
            }
            "provider" => {
                let provider = self.federation.identity_providers(tenant, "", None).await.unwrap().items.remove(0);
                let changed = domain::IdentityProvider { enabled: on, ..provider.document };
                self.put(tenant, &changed, provider.version).await;
            }
            other => panic!("{other}"),
        }
    }

    /// Everything that the database has on disk.
    pub fn on_disk(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let files = std::fs::read_dir(self.folder.path()).unwrap().map(|file| file.unwrap().path());
        files.map(|path| (path.clone(), std::fs::read(&path).unwrap())).collect()
    }
}

pub fn encode(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

pub fn decode(form: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(form.as_bytes()).into_owned().collect()
}

/// The parameters behind `?` or `#`.
pub fn parameters(url: &str) -> Vec<(String, String)> {
    decode(url.split_once(['?', '#']).expect("a URL with parameters").1)
}

pub fn find(pairs: &[(String, String)], name: &str) -> String {
    let found = pairs.iter().find(|(found, _)| found == name);
    found.unwrap_or_else(|| panic!("{name} is not among the parameters")).1.clone()
}

/// The claims of a token, unverified.
pub fn payload(token: &str) -> serde_json::Value {
    use base64ct::{Base64UrlUnpadded, Encoding};
    let middle = token.split('.').nth(1).expect("three parts");
    serde_json::from_slice(&Base64UrlUnpadded::decode_vec(middle).unwrap()).unwrap()
}
