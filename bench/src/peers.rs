//! Other brokers, from a folder of set-ups (`--peers`): installed once from npm and `PyPI`, started on loopback, driven as
//! Passerelle is. One that cannot be had is named and left out.

use crate::{broker::Broker, process::Watched, sign_in::Target, upstream::Upstream};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};
use url::Url;

/// Ports of loopback: the first is what the set-up of `npbroker.mjs` has, the second is ours for `jackson.mjs`, which
/// has the same.
const NODE_PORT: &str = "4200";
const JACKSON_PORT: &str = "4300";
const SATOSA: &str = "https://localhost:4100";
const PATIENCE: Duration = Duration::from_secs(30);

/// Starts what can be had.
pub async fn start(setups: &Path, installed: &Path, upstream: &Upstream) -> Result<Vec<Broker>> {
    let tls = installed.join("tls");
    fs::create_dir_all(&tls)?;
    fs::write(tls.join("cert.pem"), &upstream.certificate)?;
    fs::write(tls.join("key.pem"), &upstream.key)?;
    let installed = fs::canonicalize(installed)?;
    let mut brokers = Vec::new();
    let mut keep = |name: &str, broker: Result<Broker>| match broker {
        Ok(broker) => brokers.push(broker),
        Err(error) => println!("{name} is not measured: {error:#}"),
    };
    keep("oidc-provider + openid-client", oidc_provider(setups, &installed).await);
    keep("saml-jackson", jackson(setups, &installed).await);
    keep("SATOSA", satosa(setups, &installed).await);
    Ok(brokers)
}

/// The folder of the set-ups for Node, with their packages.
fn node(setups: &Path, installed: &Path) -> Result<PathBuf> {
    let folder = installed.join("node");
    fs::create_dir_all(&folder)?;
    for name in ["package.json", "npbroker.mjs", "jackson.mjs"] {
        let text =
            fs::read_to_string(setups.join(name)).with_context(|| format!("no {name} in {}", setups.display()))?;
        let text = if name == "jackson.mjs" { text.replace(NODE_PORT, JACKSON_PORT) } else { text };
        fs::write(folder.join(name), text)?;
    }
    if !folder.join("node_modules").is_dir() {
        println!("installing npm packages of the other brokers: about a minute");
        run(Command::new("npm").args(["install", "--no-audit", "--no-fund", "--silent"]).current_dir(&folder))?;
    }
    Ok(folder)
}

async fn oidc_provider(setups: &Path, installed: &Path) -> Result<Broker> {
    let folder = node(setups, installed)?;
    let child = spawn(Command::new("node").arg("npbroker.mjs").current_dir(folder))?;
    let base = Url::parse(&format!("http://localhost:{NODE_PORT}/"))?;
    let target = Target {
        authorize: base.join("auth")?,
        token: base.join("token")?,
        client_id: "app".to_owned(),
        client_secret: "app-secret-0123456789".to_owned(),
        redirect_uri: "http://localhost:4900/cb".to_owned(),
    };
    ready("oidc-provider + openid-client (memory)", child, target).await
}

async fn jackson(setups: &Path, installed: &Path) -> Result<Broker> {
    let folder = node(setups, installed)?;
    let made = folder.join("jackson.json");
    let _ = fs::remove_file(&made);
    let certificate = installed.join("tls/cert.pem");
    let child =
        spawn(Command::new("node").arg("jackson.mjs").current_dir(&folder).env("NODE_EXTRA_CA_CERTS", certificate))?;
    let base = Url::parse(&format!("http://localhost:{JACKSON_PORT}/"))?;
    let mut broker = Broker {
        name: "saml-jackson (memory)".to_owned(),
        target: Target {
            authorize: base.join("authorize")?,
            token: base.join("token")?,
            client_id: String::new(),
            client_secret: String::new(),
            redirect_uri: "http://localhost:4900/cb".to_owned(),
        },
        watched: Some(Watched(child.id())),
        metrics: None,
        child: Some(child),
    };
    let begun = std::time::Instant::now();
    let text = loop {
        if let Ok(text) = fs::read_to_string(&made)
            && text.ends_with('}')
        {
            break text;
        }
        ensure!(begun.elapsed() < PATIENCE, "it did not start");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let client: Value = serde_json::from_str(&text)?;
    let get = |name: &str| client[name].as_str().map(str::to_owned).with_context(|| format!("no {name} in {client}"));
    broker.target.client_id = get("id")?;
    broker.target.client_secret = get("secret")?;
    answers(&broker.target).await?;
    Ok(broker)
}

async fn satosa(setups: &Path, installed: &Path) -> Result<Broker> {
    let folder = installed.join("satosa");
    let python = installed.join("python");
    if !python.join("bin/gunicorn").is_file() {
        println!("installing SATOSA from PyPI: some minutes");
        run(Command::new("python3").args(["-m", "venv"]).arg(&python))?;
        let packages = ["SATOSA[idpy-oidc-backend]==8.6.0", "gunicorn", "setuptools<81"];
        run(Command::new(python.join("bin/pip")).args(["install", "--quiet"]).args(packages))?;
    }
    copy(&setups.join("satosa"), &folder)?;
    let key = installed.join("frontend.key");
    if !key.is_file() {
        run(Command::new("openssl").args(["genrsa", "-out"]).arg(&key).arg("2048").stderr(Stdio::null()))?;
    }
    let child = spawn(
        Command::new(python.join("bin/gunicorn"))
            // Codes are in the memory of one process: with two, every second one is unknown.
            .args(["--bind", "127.0.0.1:4100", "--workers", "1", "--keyfile", "../tls/key.pem"])
            .args(["--certfile", "../tls/cert.pem", "satosa.wsgi:app"])
            .current_dir(&folder),
    )?;
    let child = Owned(Some(child));
    let client = crate::sign_in::client()?;
    let begun = std::time::Instant::now();
    let metadata: Value = loop {
        let asked = client.get(format!("{SATOSA}/.well-known/openid-configuration")).send().await;
        if let Ok(answer) = asked
            && let Ok(document) = answer.json().await
        {
            break document;
        }
        ensure!(begun.elapsed() < PATIENCE, "it did not start");
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    let endpoint = |name: &str| -> Result<Url> { Ok(Url::parse(metadata[name].as_str().context("no endpoint")?)?) };
    let target = Target {
        authorize: endpoint("authorization_endpoint")?,
        token: endpoint("token_endpoint")?,
        client_id: "app".to_owned(),
        client_secret: "app-secret-0123456789".to_owned(),
        redirect_uri: "http://localhost:4900/cb".to_owned(),
    };
    ready("SATOSA 8.6 (memory)", child.release()?, target).await
}

/// A child that is ended unless it is released.
struct Owned(Option<Child>);

impl Owned {
    fn release(mut self) -> Result<Child> {
        self.0.take().context("released twice")
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

async fn ready(name: &str, child: Child, target: Target) -> Result<Broker> {
    let broker =
        Broker { name: name.to_owned(), target, watched: Some(Watched(child.id())), metrics: None, child: Some(child) };
    answers(&broker.target).await?;
    Ok(broker)
}

/// Waits until it signs somebody in.
async fn answers(target: &Target) -> Result<()> {
    let client = crate::sign_in::client()?;
    let begun = std::time::Instant::now();
    loop {
        match crate::sign_in::sign_in(&client, target).await {
            Ok(_) => return Ok(()),
            Err(error) if begun.elapsed() > PATIENCE => return Err(error.context("it does not sign in")),
            Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
        }
    }
}

fn spawn(command: &mut Command) -> Result<Child> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().with_context(|| format!("{} cannot be started", command.get_program().display()))
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{} cannot be started", command.get_program().display()))?;
    ensure!(status.success(), "{} failed ({status})", command.get_program().display());
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("no folder {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
