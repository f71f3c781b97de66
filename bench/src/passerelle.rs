//! Passerelle, set up by its own console's calls.

use crate::{broker::Broker, process::Watched, sign_in::Target, upstream::Upstream};
use anyhow::{Context, Result, bail, ensure};
use reqwest::{
    Client,
    header::{CONTENT_TYPE, COOKIE, SET_COOKIE},
};
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};
use tempfile::TempDir;
use url::Url;

const TENANT: &str = "bench";
const FLOW: &str = "b2c_1_bench";
/// 32 bytes for the sealing of data that are thrown away.
const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// What there may be many of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// Providers and as many applications
    Providers,
    /// Tenants
    Tenants,
    /// Users of one tenant
    Users,
}

/// So many calls at once fill it.
const AT_ONCE: usize = 16;

/// A running server with an administrator's session.
pub struct Passerelle {
    binary: PathBuf,
    port: u16,
    operations: u16,
    folder: TempDir,
    /// A PostgreSQL database, in place of SQLite in the folder.
    database: Option<String>,
    child: Option<Child>,
    client: Client,
    session: String,
    issuer: String,
}

impl Passerelle {
    /// Starts it with a tenant and nothing else.
    pub async fn start(binary: &Path, upstream: &Upstream) -> Result<Self> {
        Self::start_on(None, binary, upstream).await
    }

    /// Likewise on an empty PostgreSQL database.
    pub async fn start_on(database: Option<&str>, binary: &Path, upstream: &Upstream) -> Result<Self> {
        let folder = tempfile::tempdir().context("no temporary folder")?;
        std::fs::write(folder.path().join("upstream.pem"), &upstream.certificate)?;
        let free_port = || anyhow::Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port());
        let (port, operations) = (free_port()?, free_port()?);
        let mut passerelle = Self {
            binary: binary.to_owned(),
            port,
            operations,
            folder,
            database: database.map(str::to_owned),
            child: None,
            client: crate::sign_in::client()?,
            session: String::new(),
            issuer: upstream.issuer.clone(),
        };
        let made = passerelle.command(&["tenant", "create", TENANT]).stdout(Stdio::null()).status();
        ensure!(
            made.with_context(|| format!("{} does not start", binary.display()))?.success(),
            "no tenant was made; is the database empty?"
        );
        let link = passerelle.serve()?.context("it printed no link for the first sign-in")?;
        passerelle.enter(&link).await?;
        Ok(passerelle)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(words).arg("--data").arg(self.folder.path()).env("PASSERELLE_KEY", KEY);
        if let Some(database) = &self.database {
            command.arg("--database").arg(database);
        }
        command
    }

    /// Starts the process; the link for the first administrator, if there is none yet.
    fn serve(&mut self) -> Result<Option<String>> {
        let mut command = self.command(&["serve", "--allow-upstream", "127.0.0.1"]);
        command.arg("--listen").arg(format!("127.0.0.1:{}", self.port)).arg("--public-url").arg(self.url(""));
        command.arg("--ops-listen").arg(format!("127.0.0.1:{}", self.operations));
        command.arg("--extra-ca").arg(self.folder.path().join("upstream.pem"));
        if !self.session.is_empty() {
            self.child = Some(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?);
            return Ok(None);
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let output = child.stdout.take().context("no output")?;
        self.child = Some(child);
        for line in BufReader::new(output).lines() {
            if let Some(link) = line?.strip_prefix("first sign-in: ") {
                return Ok(Some(link.to_owned()));
            }
        }
        bail!("it ended before it was ready")
    }

    /// Ends the process and starts it anew on the same data: from there to the first valid discovery document.
    pub async fn restart(&mut self) -> Result<Duration> {
        self.stop();
        let begun = Instant::now();
        self.serve()?;
        let url = self.url(&format!("/{TENANT}.onmicrosoft.com/{FLOW}/v2.0/.well-known/openid-configuration"));
        loop {
            if let Ok(answer) = self.client.get(&url).send().await
                && let Ok(document) = answer.json::<Value>().await
                && document["issuer"].is_string()
            {
                return Ok(begun.elapsed());
            }
            ensure!(begun.elapsed() < Duration::from_secs(30), "no discovery document after 30 s");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    /// Its process.
    pub fn watched(&self) -> Option<Watched> {
        self.child.as_ref().map(|child| Watched(child.id()))
    }

    async fn enter(&mut self, link: &str) -> Result<()> {
        let token =
            Url::parse(link)?.query_pairs().find(|(name, _)| name == "token").map(|(_, token)| token.into_owned());
        let url = self.url("/console/first-sign-in");
        let form = [("token", token.context("the link has no token")?)];
        let answer = self.client.post(&url).header("origin", self.url("")).form(&form).send().await?;
        let cookies = answer.headers().get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
        let cookies: Vec<&str> = cookies.filter_map(|cookie| cookie.split(';').next()).collect();
        ensure!(!cookies.is_empty(), "the link did not sign in: {}", answer.status());
        self.session = cookies.join("; ");
        Ok(())
    }

    /// A call of the console.
    async fn call(&self, name: &str, body: &Value) -> Result<Value> {
        let request = self.client.post(self.url(&format!("/console/api/{name}")));
        let request = request.header("origin", self.url("")).header(COOKIE, &self.session);
        let answer = request.header(CONTENT_TYPE, "application/json").body(body.to_string()).send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        ensure!(status.is_success(), "{name} answers {status}: {text}");
        // What the console refused is an answer, too.
        let mut answer: Value = serde_json::from_str(&text)?;
        answer.get_mut("Ok").map(Value::take).with_context(|| format!("{name} is refused: {text}"))
    }

    /// So many more of a kind, by the administration API: nobody fills in so many forms. Their numbers begin at `from`.
    pub async fn fill(&self, kind: Kind, from: usize, count: usize) -> Result<()> {
        if kind == Kind::Tenants {
            for number in from..from + count {
                let new = json!({ "name": format!("tenant{number}"), "displayName": format!("Tenant {number}") });
                self.call("create-tenant", &json!({ "new": new })).await?;
            }
            return Ok(());
        }
        if count == 0 {
            return Ok(());
        }
        let token = self.api_token(&format!("fill from {from}"))?;
        let next = AtomicUsize::new(from);
        let one_after_the_other = async || {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= from + count {
                    return anyhow::Ok(());
                }
                for (path, body) in self.objects(kind, number) {
                    let request = self.client.post(self.url(&format!("/graph/v1.0/{path}"))).bearer_auth(&token);
                    let answer = request.json(&body).send().await?;
                    let status = answer.status();
                    ensure!(status.is_success(), "{path} answers {status}: {}", answer.text().await?);
                }
            }
        };
        futures::future::try_join_all((0..AT_ONCE).map(|_| one_after_the_other())).await?;
        Ok(())
    }

    fn api_token(&self, name: &str) -> Result<String> {
        let words = ["admin", "token", name, "--tenant", TENANT, "--role", "administrator", "--days", "1"];
        let output = self.command(&words).output()?;
        ensure!(output.status.success(), "no API token was made: {}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    fn objects(&self, kind: Kind, number: usize) -> Vec<(&'static str, Value)> {
        match kind {
            Kind::Tenants => Vec::new(),
            Kind::Users => {
                let identity = json!({ "signInType": "federated", "issuer": "https://elsewhere.example",
                    "issuerAssignedId": format!("person-{number}") });
                vec![("users", json!({ "displayName": format!("Person {number}"), "identities": [identity] }))]
            }
            Kind::Providers => {
                let provider = json!({
                    "@odata.type": "#microsoft.graph.openIdConnectIdentityProvider",
                    "displayName": format!("Provider {number}"), "clientId": "passerelle", "clientSecret": "bench-secret",
                    "metadataUrl": format!("{}/.well-known/openid-configuration", self.issuer),
                    "scope": "openid profile email", "responseType": "code", "responseMode": "query",
                    "claimsMapping": { "userId": "sub", "displayName": "name" },
                });
                let application = json!({ "displayName": format!("Application {number}"),
                    "web": { "redirectUris": ["http://localhost:4900/cb"] } });
                vec![("identity/identityProviders", provider), ("applications", application)]
            }
        }
    }

    /// An OpenID Connect provider that leads to the upstream; its id.
    pub async fn add_provider(&self, name: &str) -> Result<Value> {
        let form = json!({
            "name": name, "metadataUrl": format!("{}/.well-known/openid-configuration", self.issuer),
            "clientId": "passerelle", "clientSecret": "bench-secret", "scope": "openid profile email",
            "responseType": "code", "responseMode": "query", "domainHint": "",
            "claimsMapping": { "userId": "sub", "displayName": "name", "givenName": "given_name",
                               "surname": "family_name", "email": "email" },
            "clientAuthentication": "client_secret_post", "pkce": "when_offered", "authorizationParameters": "",
            "userInfo": false, "clockToleranceSeconds": 60, "enabled": true,
        });
        let made = self.call("create-identity-provider", &json!({ "tenant": TENANT, "form": form })).await?;
        Ok(made["id"].clone())
    }

    /// A user flow with a provider.
    pub async fn add_flow(&self, name: &str, provider: &Value) -> Result<()> {
        let new = json!({
            "kind": "signUpOrSignIn", "name": name, "providers": [provider], "attributes": [],
            "claims": ["displayName", "identityProvider"],
        });
        self.call("create-user-flow", &json!({ "tenant": TENANT, "new": new })).await?;
        Ok(())
    }

    /// A web application; its client id and secret.
    pub async fn add_application(&self, name: &str) -> Result<(String, String)> {
        let form = json!({
            "name": name, "kind": "web", "redirectUris": ["http://localhost:4900/cb"], "spaRedirectUris": [],
            "publicClientRedirectUris": [], "idTokens": false, "accessTokens": false, "requirePkce": true,
            "offlineAccess": true, "logoutUrl": "", "appIdUri": "", "scopes": [], "permissions": [], "enabled": true,
        });
        let made = self.call("create-application", &json!({ "tenant": TENANT, "form": form })).await?;
        let id = made["id"].as_str().context("the application has no id")?.to_owned();
        let new = json!({ "description": "bench", "months": 3 });
        let secret = self.call("add-secret", &json!({ "tenant": TENANT, "id": id, "new": new })).await?;
        let secret = secret["value"].as_str().with_context(|| format!("no secret in {secret}"))?.to_owned();
        Ok((id, secret))
    }

    /// Sets up one application and one provider to sign in with.
    pub async fn target(&self) -> Result<Target> {
        let provider = self.add_provider("Upstream").await?;
        self.add_flow("bench", &provider).await?;
        let (client_id, client_secret) = self.add_application("bench").await?;
        let endpoint =
            |name: &str| Url::parse(&self.url(&format!("/{TENANT}.onmicrosoft.com/{FLOW}/oauth2/v2.0/{name}")));
        Ok(Target {
            authorize: endpoint("authorize")?,
            token: endpoint("token")?,
            client_id,
            client_secret,
            redirect_uri: "http://localhost:4900/cb".to_owned(),
        })
    }

    /// As a broker among others. The process belongs to `self`.
    pub async fn sign_ins(&self) -> Result<Broker> {
        let target = self.target().await?;
        let store = if self.database.is_some() { "PostgreSQL" } else { "SQLite" };
        Ok(Broker {
            name: format!("Passerelle ({store}, durable)"),
            target,
            watched: self.watched(),
            metrics: Some(Url::parse(&format!("http://127.0.0.1:{}/metrics", self.operations))?),
            child: None,
        })
    }
}

impl Drop for Passerelle {
    fn drop(&mut self) {
        self.stop();
    }
}
