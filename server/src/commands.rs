//! What `passerelle` can be told to do, beside `serve`.

mod configuration;
pub mod policy;
mod token;

use crate::{
    config::{
        Database, PublicUrl, StoreOptions,
        cli::{
            AdminCommand, AdminCreateArgs, AdminTokenArgs, Cli, Command, HealthArgs, TenantCommand, TenantCreateArgs,
            TenantListArgs, TokenCommand,
        },
    },
    keys::AwsLc,
    logging,
    outbound::{Outbound, OutboundOptions},
    output, seal_key, serve,
    system::{SystemClock, SystemEntropy},
};
use domain::{Tenant, TenantId};
use federation::{Error, Federation, Ports, ports::NoTransport};
use std::{process::ExitCode, sync::Arc, time::Duration};
use storage::{Admin, ApiRole, Sealer, Store, StoreError};
use storage_postgres::PostgresStore;
use storage_sqlite::SqliteStore;

/// As the audit log names who is at the command line.
const BY: &str = "command line";

/// Why a command did not do what it was told: one sentence and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Failure(String);

impl Failure {
    /// With this sentence.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid { fields, form } => Self(fields.into_values().chain(form).collect::<Vec<_>>().join(" ")),
            other => Self(other.to_string()),
        }
    }
}

impl From<crate::config::ConfigError> for Failure {
    fn from(error: crate::config::ConfigError) -> Self {
        Self(error.to_string())
    }
}

/// Runs a command line.
pub async fn run(cli: Cli) -> Result<ExitCode, Failure> {
    let environment = |name: &str| std::env::var(name).ok();
    match cli.command {
        Command::Serve(args) => {
            let options = args.resolve(&environment)?;
            logging::start(&options.store.log).map_err(|error| Failure::new(error.to_string()))?;
            serve::serve(options).await?;
        }
        Command::Tenant { command: TenantCommand::Create(args) } => tenant_create(args).await?,
        Command::Tenant { command: TenantCommand::List(args) } => tenant_list(args).await?,
        Command::Admin { command: AdminCommand::Create(args) } => admin_create(args).await?,
        Command::Admin { command: AdminCommand::Token(args) } => admin_token(args).await?,
        Command::Token { command: TokenCommand::Inspect(args) } => token::inspect(*args).await?,
        Command::Export(args) => configuration::export(args).await?,
        Command::Import(args) => return configuration::import(args).await,
        Command::Health(args) => health(&args).await?,
        Command::Policy { command } => return Ok(policy::run(&command).print()),
    }
    Ok(ExitCode::SUCCESS)
}

async fn tenant_create(args: TenantCreateArgs) -> Result<(), Failure> {
    let id =
        args.id.as_deref().map(str::parse::<TenantId>).transpose().map_err(|error| Failure::new(error.to_string()))?;
    let federation = use_cases(&args.store.resolve(&|name| std::env::var(name).ok())?).await?;
    let tenant = federation.create_tenant(&args.name, args.display_name.as_deref().unwrap_or_default(), id, BY).await?;
    output::line(tenant.id);
    Ok(())
}

async fn tenant_list(args: TenantListArgs) -> Result<(), Failure> {
    let federation = use_cases(&args.store.resolve(&|name| std::env::var(name).ok())?).await?;
    for tenant in federation.tenants().await? {
        output::line(format_args!("{}\t{}\t{}", tenant.name, tenant.id, tenant.display_name));
    }
    Ok(())
}

async fn admin_create(args: AdminCreateArgs) -> Result<(), Failure> {
    let (options, public_url): (StoreOptions, PublicUrl) = args.resolve(&|name| std::env::var(name).ok())?;
    let federation = use_cases(&options).await?;
    let admin = federation.ensure_admin(&args.name).await?;
    output::line(sign_in_link(&federation, &public_url, &admin).await?);
    Ok(())
}

async fn admin_token(args: AdminTokenArgs) -> Result<(), Failure> {
    let federation = use_cases(&args.store.resolve(&|name| std::env::var(name).ok())?).await?;
    let tenant = find_tenant(&federation, &args.tenant).await?;
    if args.revoke {
        return Ok(federation.revoke_api_token(tenant.id, &args.name, BY).await?);
    }
    let role = args.role.as_deref().and_then(ApiRole::find);
    let role = role.ok_or_else(|| Failure::new("say with --role what the token may do"))?;
    output::line(federation.create_api_token(tenant.id, &args.name, role, args.days, BY).await?.expose());
    Ok(())
}

/// A tenant, by name or id.
async fn find_tenant(federation: &Federation, given: &str) -> Result<Tenant, Failure> {
    let found = match federation.find_tenant(given).await? {
        Some(tenant) => Some(tenant),
        None => federation.find_tenant(&format!("{given}.onmicrosoft.com")).await?,
    };
    let missing =
        || Failure::new(format!("there is no tenant {given}; `passerelle tenant list` names those there are"));
    found.ok_or_else(missing)
}

async fn health(args: &HealthArgs) -> Result<(), Failure> {
    let url = args.resolve(&|name| std::env::var(name).ok())?;
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(5))
        .no_proxy()
        // Its own address is in no certificate, and whether it answers is all that is asked.
        .danger_accept_invalid_certs(args.url.is_none())
        .build()
        .map_err(|error| Failure::new(error.to_string()))?;
    let answer = client.get(url.clone()).send().await;
    match answer {
        Ok(answer) if answer.status().is_success() => {
            output::line("ok");
            Ok(())
        }
        Ok(answer) => {
            Err(Failure::new(format!("{url} answers {}; look at the server's log", answer.status().as_u16())))
        }
        Err(_) => Err(Failure::new(format!("{url} does not answer; is the server running?"))),
    }
}

/// A one-time sign-in link for an administrator.
pub async fn sign_in_link(federation: &Federation, public_url: &PublicUrl, admin: &Admin) -> Result<String, Failure> {
    let token = federation.sign_in_link(admin.id).await?;
    Ok(format!("{}/console/first-sign-in?token={}", public_url.origin(), token.expose()))
}

/// The use-cases for a command, without a network.
async fn use_cases(options: &StoreOptions) -> Result<Federation, Failure> {
    let outbound = Outbound::new(&OutboundOptions::default()).map_err(|error| Failure::new(error.to_string()))?;
    Ok(Federation::new(Ports {
        store: open_store(options).await?,
        http: Arc::new(outbound),
        crypto: Arc::new(AwsLc),
        mail: Arc::new(NoTransport),
        messages: Arc::new(NoTransport),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        demo: false,
    }))
}

/// Opens the data, making the folder when it is not there.
pub async fn open_store(options: &StoreOptions) -> Result<Arc<dyn Store>, Failure> {
    std::fs::create_dir_all(&options.data).map_err(|error| {
        Failure::new(format!(
            "the folder {} cannot be made ({error}); give another one with --data",
            options.data.display()
        ))
    })?;
    let keys = seal_key::load(&options.key, &SystemEntropy).await.map_err(|error| Failure::new(error.to_string()))?;
    let sealer = Sealer::new(keys.current, keys.older, Arc::new(SystemEntropy));
    let failed = |error: StoreError| Failure::new(error.to_string());
    Ok(match &options.database {
        Database::Sqlite(path) => Arc::new(SqliteStore::open(path, sealer).await.map_err(failed)?),
        Database::Postgres(url) => Arc::new(PostgresStore::open(url.expose(), sealer).await.map_err(failed)?),
    })
}

/// Deletes the data of the demo; its key file stays.
pub fn forget(options: &StoreOptions) -> Result<(), Failure> {
    let Database::Sqlite(path) = &options.database else {
        return Err(Failure::new("--reset deletes a file, and this database is none; drop it and make it anew"));
    };
    for suffix in ["", "-wal", "-shm"] {
        let mut file = path.clone().into_os_string();
        file.push(suffix);
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Failure::new(format!("{} cannot be deleted ({error})", file.to_string_lossy())));
            }
            _ => {}
        }
    }
    Ok(())
}
