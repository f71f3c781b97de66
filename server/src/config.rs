//! The options of `passerelle`, read and checked: command line over environment over file over default.

pub mod cli;
mod layer;
mod value;

pub use layer::{ServeArgs, StoreArgs};
pub use value::{Database, PublicUrl};

use crate::{
    logging::{self, LogOptions},
    outbound::{Cidr, OutboundOptions},
    seal_key::KeySource,
};
use domain::Secret;
use layer::{Given, Layers};
use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::{Path, PathBuf},
    str::FromStr,
};
use url::Url;

/// Something in the options is wrong: one sentence, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(String);

/// What `passerelle serve` runs with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServeOptions {
    /// The data.
    pub store: StoreOptions,
    /// Where to listen. The port may be 0: any that is free.
    pub listen: SocketAddr,
    /// What was given as public URL; see [`ServeOptions::public_url`].
    pub given_public_url: Option<PublicUrl>,
    /// The files of certificate chain and key, to serve https.
    pub tls: Option<TlsFiles>,
    /// Proxies whose word is taken.
    pub trusted_proxies: Vec<Cidr>,
    /// Where those who run the server are answered.
    pub ops_listen: Option<SocketAddr>,
    /// Start with the demo.
    pub demo: bool,
    /// Forget everything first; only with the demo.
    pub reset: bool,
    /// Fetching from providers.
    pub outbound: OutboundOptions,
    /// Outgoing e-mail: the server's URL, and whom it is from.
    pub mail: Option<MailOptions>,
    /// Messages to telephones.
    pub messages: Option<MessageOptions>,
}

/// The files of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The chain, the server's own first.
    pub chain: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// Outgoing e-mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailOptions {
    /// The server's URL; it may hold a password.
    pub url: Secret,
    /// Whom messages are from.
    pub from: String,
}

/// Messages to telephones. `Debug` shows the gateway's host alone: its path and query may hold a key (S79).
#[derive(Clone, PartialEq, Eq)]
pub struct MessageOptions {
    /// Where they are posted.
    pub url: Url,
    /// The bearer token.
    pub token: Option<Secret>,
}

impl fmt::Debug for MessageOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageOptions").field("host", &self.url.host_str()).finish_non_exhaustive()
    }
}

/// What every command opens the data with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreOptions {
    /// The folder of the data.
    pub data: PathBuf,
    /// The database.
    pub database: Database,
    /// The sealing key.
    pub key: KeySource,
    /// What to log.
    pub log: LogOptions,
}

impl ServeOptions {
    /// The public URL, with the port that was bound where it follows from that.
    pub fn public_url(&self, bound: SocketAddr) -> PublicUrl {
        self.given_public_url.clone().unwrap_or_else(|| PublicUrl::localhost(bound.port(), self.tls.is_some()))
    }
}

impl ServeArgs {
    /// Adds environment (such as `|name| std::env::var(name).ok()`) and file, and checks everything.
    pub fn resolve(self, environment: &dyn Fn(&str) -> Option<String>) -> Result<ServeOptions, ConfigError> {
        let layers = Layers::gather(self, environment)?;
        let listen = listen(&layers)?;
        let given_public_url = parsed(layers.pick("public-url", |args| args.public_url.clone()))?;
        let demo = layers.pick("demo", |args| args.demo).is_some_and(|given| given.value);
        let reset = layers.pick("reset", |args| args.reset).is_some_and(|given| given.value);
        if demo && !listen.ip().to_canonical().is_loopback() {
            return Err(ConfigError(format!(
                "the demo is for this machine alone and does not listen on {listen}; give --listen 127.0.0.1:{}, or leave --demo out",
                listen.port()
            )));
        }
        if reset && !demo {
            return Err(ConfigError(
                "--reset forgets the data of the demo and needs --demo; to start anew without it, give another folder with --data".into(),
            ));
        }
        Ok(ServeOptions {
            store: store(&layers, demo)?,
            listen,
            given_public_url,
            tls: tls(&layers)?,
            trusted_proxies: trusted_proxies(&layers)?,
            ops_listen: layers.pick("ops-listen", |args| args.ops_listen.clone()).map(address).transpose()?,
            demo,
            reset,
            outbound: outbound(&layers)?,
            mail: mail(&layers)?,
            messages: messages(&layers)?,
        })
    }
}

impl StoreArgs {
    /// As for `serve`, which may read the same file and environment.
    pub fn resolve(self, environment: &dyn Fn(&str) -> Option<String>) -> Result<StoreOptions, ConfigError> {
        let layers = Layers::gather(ServeArgs { store: self, ..ServeArgs::default() }, environment)?;
        let demo = layers.pick("demo", |args| args.demo).is_some_and(|given| given.value);
        store(&layers, demo)
    }
}

impl cli::AdminCreateArgs {
    /// The data, and the public URL for the link.
    pub fn resolve(
        &self,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<(StoreOptions, PublicUrl), ConfigError> {
        let args = ServeArgs { store: self.store.clone(), public_url: self.public_url.clone(), ..ServeArgs::default() };
        let layers = Layers::gather(args, environment)?;
        let demo = layers.pick("demo", |args| args.demo).is_some_and(|given| given.value);
        let public_url = match parsed(layers.pick("public-url", |args| args.public_url.clone()))? {
            Some(public_url) => public_url,
            None => PublicUrl::localhost(listen(&layers)?.port(), tls(&layers)?.is_some()),
        };
        Ok((store(&layers, demo)?, public_url))
    }
}

impl cli::HealthArgs {
    /// What to ask: the given URL, or `/healthz` where `serve` would answer those who run it.
    pub fn resolve(&self, environment: &dyn Fn(&str) -> Option<String>) -> Result<Url, ConfigError> {
        let wrong = |text: &str| {
            ConfigError(format!("--url `{text}` is no http or https URL; write it like http://127.0.0.1:8080/healthz"))
        };
        if let Some(text) = &self.url {
            let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
            return url.ok_or_else(|| wrong(text));
        }
        let store = StoreArgs { config: self.config.clone(), ..StoreArgs::default() };
        let layers = Layers::gather(ServeArgs { store, ..ServeArgs::default() }, environment)?;
        let operations = layers.pick("ops-listen", |args| args.ops_listen.clone()).map(address).transpose()?;
        let scheme = if operations.is_none() && tls(&layers)?.is_some() { "https" } else { "http" };
        let mut listen = operations.map_or_else(|| listen(&layers), Ok)?;
        if listen.ip().is_unspecified() {
            listen.set_ip(if listen.is_ipv4() {
                IpAddr::V4(Ipv4Addr::LOCALHOST)
            } else {
                IpAddr::V6(Ipv6Addr::LOCALHOST)
            });
        }
        let text = format!("{scheme}://{listen}/healthz");
        Url::parse(&text).map_err(|_| wrong(&text))
    }
}

const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);

fn listen(layers: &Layers<'_>) -> Result<SocketAddr, ConfigError> {
    layers.pick("listen", |args| args.listen.clone()).map_or(Ok(DEFAULT_LISTEN), address)
}

fn address(Given { value, from }: Given<String>) -> Result<SocketAddr, ConfigError> {
    let text = value.strip_prefix("localhost:").map_or_else(|| value.clone(), |port| format!("127.0.0.1:{port}"));
    text.parse().map_err(|_| {
        ConfigError(format!(
            "{from}: `{value}` is no address with a port; write it like 127.0.0.1:8080, [::1]:8080 or 0.0.0.0:8080"
        ))
    })
}

fn store(layers: &Layers<'_>, demo: bool) -> Result<StoreOptions, ConfigError> {
    let data = layers
        .pick("data", |args| args.store.data.clone())
        .map_or_else(|| PathBuf::from("./data"), |given| given.value);
    let database = parsed(layers.pick("database", |args| args.store.database.clone()))?
        .unwrap_or_else(|| Database::Sqlite(data.join("passerelle.db")));
    let key = layers.key(KeySource::File, KeySource::Command, |text| KeySource::Text(Secret::new(text)))?;
    let own_key = data.join("passerelle.key");
    let key = match key {
        Some(key) => key,
        None if demo => KeySource::OwnFile(own_key),
        None => return Err(no_key(&own_key)),
    };
    let filter = layers.pick("log", |args| args.store.log.clone());
    let format = parsed(layers.pick("log-format", |args| args.store.log_format.clone()))?;
    let mut log = LogOptions { format: format.unwrap_or_default(), ..LogOptions::default() };
    if let Some(Given { value, from }) = filter {
        log.filter = logging::parse_filter(&value).map_err(|error| ConfigError(format!("{from}: {error}")))?;
    }
    Ok(StoreOptions { data, database, key, log })
}

fn no_key(of_the_demo: &Path) -> ConfigError {
    let instead = if of_the_demo.exists() {
        format!("give the demo's with --key-file {}", of_the_demo.display())
    } else {
        "make one with `openssl rand -hex 32 > passerelle.key` and give it with --key-file passerelle.key (or --key-command, or PASSERELLE_KEY)".to_owned()
    };
    ConfigError(format!("there is no key to seal secrets with; {instead}"))
}

fn outbound(layers: &Layers<'_>) -> Result<OutboundOptions, ConfigError> {
    let list = |name, get: fn(&ServeArgs) -> &Vec<String>| {
        layers.pick(name, |args| Some(get(args).clone()).filter(|list| !list.is_empty()))
    };
    Ok(OutboundOptions {
        allow: all_parsed(list("allow-upstream", |args| &args.allow_upstream))?,
        connect_to: all_parsed(list("connect-to", |args| &args.connect_to))?,
        extra_ca: layers.pick("extra-ca", |args| args.extra_ca.clone()).map(|given| given.value),
    })
}

fn tls(layers: &Layers<'_>) -> Result<Option<TlsFiles>, ConfigError> {
    let chain = layers.pick("tls-cert", |args| args.tls_cert.clone());
    let key = layers.pick("tls-key", |args| args.tls_key.clone());
    match (chain, key) {
        (Some(chain), Some(key)) => Ok(Some(TlsFiles { chain: chain.value, key: key.value })),
        (None, None) => Ok(None),
        (Some(given), None) => Err(ConfigError(format!("{} needs --tls-key: the file of its private key", given.from))),
        (None, Some(given)) => {
            Err(ConfigError(format!("{} needs --tls-cert: the file of its certificate", given.from)))
        }
    }
}

fn trusted_proxies(layers: &Layers<'_>) -> Result<Vec<Cidr>, ConfigError> {
    let given = layers.pick("trusted-proxy", |args| Some(args.trusted_proxy.clone()).filter(|list| !list.is_empty()));
    let Some(Given { value, from }) = given else { return Ok(Vec::new()) };
    let range = |text: &String| {
        text.trim().parse().map_err(|()| {
            ConfigError(format!("{from}: `{text}` is no address or range; write it like 10.0.0.5 or 10.0.0.0/24"))
        })
    };
    value.iter().map(range).collect()
}

fn mail(layers: &Layers<'_>) -> Result<Option<MailOptions>, ConfigError> {
    let Some(Given { value: url, from }) = layers.pick("smtp-url", |args| args.smtp_url.clone()) else {
        return Ok(None);
    };
    let Some(sender) = layers.pick("smtp-from", |args| args.smtp_from.clone()) else {
        return Err(ConfigError(format!("{from} needs --smtp-from: the address that e-mail is from")));
    };
    // What is wrong with the URL is said without it, since it may hold a password.
    crate::mail::Smtp::new(&url, &sender.value).map_err(|error| ConfigError(format!("{from}: {error}")))?;
    Ok(Some(MailOptions { url: Secret::new(url), from: sender.value }))
}

fn messages(layers: &Layers<'_>) -> Result<Option<MessageOptions>, ConfigError> {
    let Some(Given { value, from }) = layers.pick("sms-gateway", |args| args.sms_gateway.clone()) else {
        return Ok(None);
    };
    let url = Url::parse(&value).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let url = url.ok_or_else(|| ConfigError(format!("{from} is no http or https URL")))?;
    let token = layers.pick("sms-gateway-token", |args| args.sms_gateway_token.clone());
    Ok(Some(MessageOptions { url, token: token.map(|given| Secret::new(given.value)) }))
}

fn parsed<T: FromStr<Err: std::fmt::Display>>(given: Option<Given<String>>) -> Result<Option<T>, ConfigError> {
    let Some(Given { value, from }) = given else { return Ok(None) };
    value.parse().map(Some).map_err(|error| ConfigError(format!("{from}: {error}")))
}

fn all_parsed<T: FromStr<Err: std::fmt::Display>>(given: Option<Given<Vec<String>>>) -> Result<Vec<T>, ConfigError> {
    let Some(Given { value, from }) = given else { return Ok(Vec::new()) };
    value.iter().map(|text| text.parse().map_err(|error| ConfigError(format!("{from}: {error}")))).collect()
}

#[cfg(test)]
mod tests;
