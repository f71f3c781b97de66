//! The words of the command line. Their documentation is what `--help` prints.

use super::layer::{ServeArgs, StoreArgs};
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Passerelle: a self-hosted sign-in broker that speaks Azure AD B2C
///
/// It stands between applications and identity providers: applications use it as their OpenID provider, people sign
/// in through the providers that an administrator chose in its console.
///
/// Try it:   passerelle serve --demo
#[derive(Debug, Parser)]
#[command(
    name = "passerelle",
    bin_name = "passerelle",
    version,
    propagate_version = true,
    arg_required_else_help = true
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the server
    ///
    /// Every option can also be set in the environment, as `PASSERELLE_` and its name in capitals
    /// (`PASSERELLE_PUBLIC_URL`), or in the file of --config (public-url = "…"). The command line wins over the
    /// environment, the environment over the file. Lists are separated by commas in the environment.
    ///
    /// A sealing key must be given, since secrets are stored sealed: --key-file, --key-command, or the key itself in
    /// `PASSERELLE_KEY`. It is 32 random bytes as 64 hexadecimal digits or base64, as `openssl rand -hex 32` makes
    /// them. Several keys, one per line: the first seals, all open.
    #[command(after_help = SERVE_EXAMPLES)]
    Serve(Box<ServeArgs>),
    /// Make and list tenants without the console
    Tenant {
        /// What to do with tenants.
        #[command(subcommand)]
        command: TenantCommand,
    },
    /// Make administrators
    Admin {
        /// What to do with administrators.
        #[command(subcommand)]
        command: AdminCommand,
    },
    /// Check and explain custom policies, without a server
    Policy {
        /// What to do with policies.
        #[command(subcommand)]
        command: PolicyCommand,
    },
    /// Read tokens
    Token {
        /// What to do with tokens.
        #[command(subcommand)]
        command: TokenCommand,
    },
    /// Write the configuration of a tenant as files, for version control
    ///
    /// Applications, identity providers, user flows, policy keys, custom policies and branding. In the place of each
    /// secret stands a name; keys and secrets never leave the data. The same configuration gives the same files.
    #[command(after_help = EXPORT_EXAMPLES)]
    Export(ExportArgs),
    /// Plan what files would change of a tenant, and with --apply change it
    ///
    /// Files as `passerelle export` writes them, or written by hand; folders are searched. Without --apply nothing is
    /// changed. Everything is changed at once, or nothing. A secret that is stored already stays as it is; another one,
    /// or one that is not there yet, comes from the environment variable of its name, or from the file of --secrets.
    ///
    /// Exits with 1 when the files cannot be imported, with everything that is wrong with them.
    #[command(after_help = IMPORT_EXAMPLES)]
    Import(ImportArgs),
    /// Ask a running server whether it is well
    ///
    /// Exits with 0 when the server answers, and with 1 and a sentence when it does not.
    Health(HealthArgs),
}

const SERVE_EXAMPLES: &str = "\
Examples:
  passerelle serve --demo
  passerelle serve --key-file /etc/passerelle/key --data /var/lib/passerelle --public-url https://id.example.com
  passerelle serve --config /etc/passerelle/passerelle.toml";

const EXPORT_EXAMPLES: &str = "\
Examples:
  passerelle export --tenant contoso
  passerelle export --tenant contoso --output config && git -C config diff";

const IMPORT_EXAMPLES: &str = "\
Examples:
  passerelle import contoso
  MOBILE_ID_CLIENT_SECRET=... passerelle import contoso --apply
  passerelle import contoso --secrets secrets.toml --prune --apply
  passerelle import policies/B2C_1A_SignIn.xml --tenant contoso --apply";

/// `export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The tenant, by name or id
    #[arg(long, value_name = "TENANT")]
    pub tenant: String,
    /// The folder to write; what an earlier export left in it is replaced [default: the name of the tenant]
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Where the data are.
    #[command(flatten)]
    pub store: StoreArgs,
}

/// `import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Files of a configuration, or folders of them
    #[arg(required = true, value_name = "FILE")]
    pub paths: Vec<PathBuf>,
    /// Import into this tenant, by name or id [default: the one of tenant.json, which is made if it is not there]
    #[arg(long, value_name = "TENANT")]
    pub tenant: Option<String>,
    /// Change it
    #[arg(long)]
    pub apply: bool,
    /// Delete what no file has
    #[arg(long)]
    pub prune: bool,
    /// A TOML file of secrets: lines NAME = "secret"
    #[arg(long, value_name = "FILE")]
    pub secrets: Option<PathBuf>,
    /// How to print the plan
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: PlanFormat,
    /// Where the data are.
    #[command(flatten)]
    pub store: StoreArgs,
}

/// How `import` prints its plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum PlanFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// What to do with tenants.
#[derive(Debug, Subcommand)]
pub enum TenantCommand {
    /// Make a tenant, and print its id
    ///
    /// A running server knows the tenant within a second.
    Create(TenantCreateArgs),
    /// List the tenants: name, id, display name
    List(TenantListArgs),
}

/// `tenant create`.
#[derive(Debug, Args)]
pub struct TenantCreateArgs {
    /// The name in URLs: NAME.onmicrosoft.com. Lower-case letters and digits
    pub name: String,
    /// Keep the id of an existing tenant, as 11111111-1111-4111-8111-111111111111 [default: a new one]
    #[arg(long, value_name = "GUID")]
    pub id: Option<String>,
    /// What people see [default: NAME]
    #[arg(long, value_name = "TEXT")]
    pub display_name: Option<String>,
    /// Where the data are.
    #[command(flatten)]
    pub store: StoreArgs,
}

/// `tenant list`.
#[derive(Debug, Args)]
pub struct TenantListArgs {
    /// Where the data are.
    #[command(flatten)]
    pub store: StoreArgs,
}

/// What to do with administrators.
#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// Make an administrator, and print a link that signs in once
    ///
    /// The link leads to the console of the server that uses the same data. Open it before it expires.
    Create(AdminCreateArgs),
    /// Make a token for the administration API, and print it alone, once
    ///
    /// Programs send it as `Authorization: Bearer TOKEN` to /graph/v1.0 or /graph/beta. It is for one tenant.
    Token(AdminTokenArgs),
}

/// `admin token`.
#[derive(Debug, Args)]
pub struct AdminTokenArgs {
    /// What the token is called; unique in its tenant
    pub name: String,
    /// The tenant that it administers, by name or id
    #[arg(long, value_name = "TENANT")]
    pub tenant: String,
    /// What it may do
    #[arg(long, value_name = "ROLE", required_unless_present = "revoke",
        value_parser = ["reader", "policy-administrator", "keyset-administrator", "administrator"])]
    pub role: Option<String>,
    /// How long it is good for
    #[arg(long, value_name = "N", default_value_t = 90)]
    pub days: u32,
    /// Revoke the token of this name instead
    #[arg(long, conflicts_with = "role")]
    pub revoke: bool,
    /// Where the data are.
    #[command(flatten)]
    pub store: StoreArgs,
}

/// `admin create`.
#[derive(Debug, Args)]
pub struct AdminCreateArgs {
    /// The administrator's name
    pub name: String,
    /// The server's public URL, for the link [default: as `serve` has it]
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    /// Where the data are.
    #[command(flatten)]
    pub store: StoreArgs,
}

/// What to do with tokens.
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Read a token of any kind, check it, and say what is in it
    ///
    /// The same as the inspector of the server, on a terminal. Without --keys nothing is fetched. Exits with 1 when the
    /// token must not be accepted: broken, unsigned, expired, not as expected, or signed by none of the keys.
    #[command(after_help = TOKEN_EXAMPLES)]
    Inspect(Box<InspectArgs>),
}

const TOKEN_EXAMPLES: &str = "\
Examples:
  passerelle token inspect - < token.txt
  passerelle token inspect - --keys https://issuer.example/.well-known/openid-configuration --audience testapp1
  passerelle token inspect - --keys key.pem --format json";

/// `token inspect`.
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// The token, or - to read it from the input, where no history keeps it
    #[arg(default_value = "-", hide_default_value = true)]
    pub token: String,
    /// Keys: the address of metadata or of a key set, or a file with a JWK, a key set, PEM, a certificate or a secret
    #[arg(long, value_name = "URL|FILE")]
    pub keys: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: InspectFormat,
    /// The issuer that you expect
    #[arg(long, value_name = "TEXT")]
    pub issuer: Option<String>,
    /// The audience that you expect
    #[arg(long, value_name = "TEXT")]
    pub audience: Option<String>,
    /// The client that you expect in azp
    #[arg(long, value_name = "TEXT")]
    pub client: Option<String>,
    /// The nonce that you expect
    #[arg(long, value_name = "TEXT")]
    pub nonce: Option<String>,
    /// The access token that came along, for `at_hash`
    #[arg(long, value_name = "TEXT")]
    pub access_token: Option<String>,
    /// The code that came along, for `c_hash`
    #[arg(long, value_name = "TEXT")]
    pub code: Option<String>,
    /// The moment at which it is looked at, in seconds since 1970 [default: now]
    #[arg(long, value_name = "SECONDS")]
    pub at: Option<i64>,
}

/// How `token inspect` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum InspectFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// `health`.
#[derive(Debug, Args)]
pub struct HealthArgs {
    /// What to ask [default: /healthz at the address of --listen, as `serve` would read it]
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// The file that `serve` reads its options from
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// What to do with policies.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Say everything that is wrong with policy files, and where
    ///
    /// Loads all policy files below the paths, and each policy with all it builds on. Prints a line
    /// `file:line:column: severity[CODE]: text` and a line of help for each finding. Codes that begin with
    /// `unsupported-` name what does not run here. Of two files with one policy id the later path wins. Placeholders
    /// for the name of the tenant may stay open.
    ///
    /// Exits with 0 when there are no errors, with 1 when there are some, and with 2 when something cannot be read.
    Check(PolicyCheckArgs),
    /// Print the program that a policy compiles to, step by step
    Explain(PolicyExplainArgs),
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
    /// SARIF 2.1.0, as code hosting services read it.
    Sarif,
}

/// `policy check`.
#[derive(Debug, Args)]
pub struct PolicyCheckArgs {
    /// Policy files, or folders of them
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// A JSON file that fills `{Settings:…}`
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,
}

/// `policy explain`.
#[derive(Debug, Args)]
pub struct PolicyExplainArgs {
    /// Policy files, or folders of them
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// The policy that an application calls
    #[arg(long, value_name = "ID")]
    pub policy: String,
    /// How to print the program: text or json
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// A JSON file that fills `{Settings:…}`
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,
}
