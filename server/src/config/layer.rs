//! The options as one place gives them (command line, environment or file), unchecked, and which place wins.

use super::ConfigError;
use clap::Args;
use serde::Deserialize;
use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

/// What every command needs that opens the data.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct StoreArgs {
    /// Read options from this TOML file
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The folder of the data [default: ./data]
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The database: sqlite:PATH, or `postgres://USER:PASSWORD@HOST/NAME` [default: sqlite:DIR/passerelle.db, in the folder
    /// of --data]
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// The file of the sealing key. Instead: --key-command, or `PASSERELLE_KEY` with the key itself
    #[arg(long, value_name = "FILE", conflicts_with = "key_command")]
    pub key_file: Option<PathBuf>,
    /// A shell command that prints the sealing key
    #[arg(long, value_name = "CMD")]
    pub key_command: Option<String>,
    /// What to log: error, warn, info, debug, trace, or by part, as info,federation=debug [default: info]
    #[arg(long, value_name = "FILTER")]
    pub log: Option<String>,
    /// How to log: human or json [default: human]
    #[arg(long, value_name = "FORMAT")]
    pub log_format: Option<String>,
}

/// The options of `serve`. `Debug` shows none: some hold a password or a key (S79).
#[derive(Clone, Default, PartialEq, Eq, Args, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct ServeArgs {
    /// Where the data are.
    #[command(flatten)]
    #[serde(flatten)]
    pub store: StoreArgs,
    /// The address and port to listen on [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR:PORT")]
    pub listen: Option<String>,
    /// The URL that browsers and applications use; https, unless it is this machine [default: `http://localhost:PORT`]
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    /// Serve https with the certificate chain in this PEM file. It is read again when it changes
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The PEM file of the certificate's private key
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// Take the word of a proxy at this address or range for the host and the client's address (repeatable)
    ///
    /// It says them in X-Forwarded-Host and X-Forwarded-For. Of everybody else these headers are not read.
    #[arg(long, value_name = "CIDR", value_delimiter = ',')]
    pub trusted_proxy: Vec<String>,
    /// Answer /healthz, /readyz and /metrics (for Prometheus) at this address, for those who run the server
    #[arg(long, value_name = "ADDR:PORT")]
    pub ops_listen: Option<String>,
    /// Start with an example: a tenant, an application, a user flow, and a provider that plays Mobile ID
    ///
    /// Listens on this machine only, and makes its own sealing key in the folder of --data. What you change stays
    /// until --reset.
    #[arg(long, num_args = 0, default_missing_value = "true")]
    pub demo: Option<bool>,
    /// With --demo: forget everything first
    #[arg(long, num_args = 0, default_missing_value = "true")]
    pub reset: Option<bool>,
    /// Also fetch from this host, HOST:PORT or range of addresses (repeatable)
    ///
    /// Otherwise only public https addresses are fetched from, on the ports 443 and 8443. A host named here may have
    /// a private address; plain http works when that is this machine's. A range (10.1.0.0/16) allows every host in it.
    #[arg(long, value_name = "HOST|CIDR", value_delimiter = ',')]
    pub allow_upstream: Vec<String>,
    /// Also trust the certificate authorities in this PEM file
    #[arg(long, value_name = "FILE")]
    pub extra_ca: Option<PathBuf>,
    /// The server for outgoing e-mail: `smtps://USER:PASSWORD@HOST:465`, or `smtp://HOST:587?tls=required`
    #[arg(long, value_name = "URL", requires = "smtp_from")]
    pub smtp_url: Option<String>,
    /// Whom e-mail is from
    #[arg(long, value_name = "ADDRESS")]
    pub smtp_from: Option<String>,
    /// Where messages to telephones are posted, as {"to": "+41791234567", "text": "…"}
    #[arg(long, value_name = "URL")]
    pub sms_gateway: Option<String>,
    /// What the gateway knows us by, sent as a bearer token
    #[arg(long, value_name = "TOKEN")]
    pub sms_gateway_token: Option<String>,
    /// Connect to ADDR:PORT when HOST:PORT is fetched, as curl has it (repeatable)
    ///
    /// Certificates are checked for HOST. The address is then allowed for that host.
    #[arg(long, value_name = "HOST:PORT:ADDR:PORT", value_delimiter = ',')]
    pub connect_to: Vec<String>,
}

impl fmt::Debug for ServeArgs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServeArgs").finish_non_exhaustive()
    }
}

/// Every option by its name on the command line.
const NAMES: [&str; 23] = [
    "config",
    "data",
    "database",
    "key-file",
    "key-command",
    "log",
    "log-format",
    "listen",
    "public-url",
    "tls-cert",
    "tls-key",
    "trusted-proxy",
    "ops-listen",
    "demo",
    "reset",
    "allow-upstream",
    "extra-ca",
    "smtp-url",
    "smtp-from",
    "sms-gateway",
    "sms-gateway-token",
    "connect-to",
    "key",
];

/// The name of an option in the environment.
fn variable(name: &str) -> String {
    format!("PASSERELLE_{}", name.to_uppercase().replace('-', "_"))
}

/// The three places, the strongest first.
pub(super) struct Layers<'e> {
    pub(super) cli: ServeArgs,
    env: ServeArgs,
    file: ServeArgs,
    path: Option<PathBuf>,
    lookup: &'e dyn Fn(&str) -> Option<String>,
}

/// An option and what to call the place it comes from.
pub(super) struct Given<T> {
    pub(super) value: T,
    pub(super) from: String,
}

impl<'e> Layers<'e> {
    pub(super) fn gather(cli: ServeArgs, lookup: &'e dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let env = from_environment(lookup)?;
        let path = cli.store.config.clone().or_else(|| env.store.config.clone());
        let file = path.as_deref().map(from_file).transpose()?.unwrap_or_default();
        Ok(Self { cli, env, file, path, lookup })
    }

    /// The strongest place that gives an option.
    pub(super) fn pick<T>(&self, name: &str, get: impl Fn(&ServeArgs) -> Option<T>) -> Option<Given<T>> {
        self.places().find_map(|(place, args)| get(args).map(|value| Given { value, from: self.called(place, name) }))
    }

    /// Where the sealing key comes from: at most one way per place.
    pub(super) fn key<T>(
        &self,
        file: impl Fn(PathBuf) -> T,
        command: impl Fn(String) -> T,
        text: impl Fn(String) -> T,
    ) -> Result<Option<T>, ConfigError> {
        for (place, args) in self.places() {
            let own =
                (self.lookup)("PASSERELLE_KEY").filter(|key| matches!(place, Place::Environment) && !key.is_empty());
            let ways = [
                ("key-file", args.store.key_file.clone().map(&file)),
                ("key-command", args.store.key_command.clone().map(&command)),
                ("key", own.map(&text)),
            ];
            let mut given = ways.into_iter().filter_map(|(name, way)| way.map(|way| (name, way)));
            if let Some((name, way)) = given.next() {
                return match given.next() {
                    None => Ok(Some(way)),
                    Some((other, _)) => Err(ConfigError(format!(
                        "both {} and {} give a sealing key; give one",
                        self.called(place, name),
                        self.called(place, other)
                    ))),
                };
            }
        }
        Ok(None)
    }

    fn places(&self) -> impl Iterator<Item = (Place, &ServeArgs)> {
        [(Place::CommandLine, &self.cli), (Place::Environment, &self.env), (Place::File, &self.file)].into_iter()
    }

    fn called(&self, place: Place, name: &str) -> String {
        match place {
            Place::CommandLine => format!("--{name}"),
            Place::Environment => variable(name),
            Place::File => format!("{name} in {}", self.path.as_deref().unwrap_or(Path::new("the file")).display()),
        }
    }
}

#[derive(Clone, Copy)]
enum Place {
    CommandLine,
    Environment,
    File,
}

fn from_environment(lookup: &dyn Fn(&str) -> Option<String>) -> Result<ServeArgs, ConfigError> {
    let mut table = toml::Table::new();
    // The key itself is no option: it is read where it is used.
    for name in NAMES.into_iter().filter(|name| *name != "key") {
        let Some(text) = lookup(&variable(name)).filter(|text| !text.is_empty()) else { continue };
        let value = match name {
            "demo" | "reset" => match text.as_str() {
                "true" | "1" => true.into(),
                "false" | "0" => false.into(),
                _ => return Err(ConfigError(format!("{} is `{text}`; write true or false", variable(name)))),
            },
            "allow-upstream" | "connect-to" | "trusted-proxy" => toml::Value::Array(
                text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(toml::Value::from).collect(),
            ),
            _ => text.into(),
        };
        table.insert(name.to_owned(), value);
    }
    table.try_into().map_err(|error: toml::de::Error| ConfigError(error.message().to_owned()))
}

fn from_file(path: &Path) -> Result<ServeArgs, ConfigError> {
    let shown = path.display();
    let text = fs::read_to_string(path).map_err(|error| {
        ConfigError(format!("the file {shown} cannot be read ({error}); give another with --config, or none"))
    })?;
    let line = |error: &toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        before.matches('\n').count() + 1
    };
    let table: toml::Table = text.parse().map_err(|error| {
        ConfigError(format!(
            "{shown}:{}: it is not TOML: {}; write options like listen = \"127.0.0.1:8080\"",
            line(&error),
            error.message()
        ))
    })?;
    for name in table.keys() {
        if name == "config" || name == "key" {
            let instead =
                if name == "key" { "; use key-file or key-command, so that the key is not in it" } else { "" };
            return Err(ConfigError(format!("{shown}: {name} cannot be set in the file{instead}")));
        }
        if !NAMES.contains(&name.as_str()) {
            return Err(ConfigError(format!("{shown}: there is no option `{}`{}", name.escape_debug(), hint(name))));
        }
    }
    toml::from_str(&text).map_err(|error| ConfigError(format!("{shown}:{}: {}", line(&error), error.message())))
}

/// The nearest known option, or all of them.
fn hint(name: &str) -> String {
    let known = NAMES.into_iter().filter(|known| !["config", "key"].contains(known));
    let name = name.to_lowercase().replace('_', "-");
    let nearest = known.clone().map(|known| (distance(&name, known), known)).min();
    match nearest.filter(|(distance, nearest)| *distance <= nearest.len().div_ceil(3)) {
        Some((_, nearest)) => format!("; did you mean {nearest}?"),
        None => format!("; there are {}", known.collect::<Vec<_>>().join(", ")),
    }
}

/// How many letters are to be put in, taken out or changed (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, b) in row.iter_mut().skip(1).zip(other.chars()) {
            let changed = diagonal + usize::from(a != b);
            diagonal = *cell;
            left = changed.min(diagonal + 1).min(left + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_list_of_names_is_the_command_line_s() {
        let command = super::super::cli::Cli::command();
        let serve = command.find_subcommand("serve").unwrap();
        let mut options: Vec<_> = serve.get_arguments().filter_map(clap::Arg::get_long).collect();
        options.push("key");
        let mut names = NAMES.to_vec();
        names.sort_unstable();
        options.sort_unstable();
        assert_eq!(options, names);
    }

    #[test]
    fn distances() {
        for (one, other, expected) in
            [("", "", 0), ("", "abc", 3), ("listen", "listen", 0), ("lsten", "listen", 1), ("kitten", "sitting", 3)]
        {
            assert_eq!((distance(one, other), distance(other, one)), (expected, expected), "{one} {other}");
        }
    }
}
