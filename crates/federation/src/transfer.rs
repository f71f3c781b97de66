//! A tenant's configuration as files for version control, and back (docs/configuration-as-files.md). A file holds a
//! stored document as it is, with a name in the place of each secret; policies are the XML that was uploaded. An import
//! is a plan first; applied, it is one transaction: all of it or nothing.

mod applications;
mod export;
mod key_sets;
mod plan;
mod read;

pub use plan::{ImportOptions, ImportPlan, PlannedAction, PlannedChange};

use domain::Kind;
use serde::{Deserialize, Serialize};

/// A file of a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigurationFile {
    /// Below the folder of the configuration, with `/`.
    pub path: String,
    /// What is in it.
    pub content: Vec<u8>,
}

/// What an import cannot do, and where that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportProblem {
    /// The file.
    pub file: String,
    /// The property in it; empty for the file as a whole.
    pub field: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// Stands in the place of a secret: the name under which an import is given it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SecretName {
    secret: String,
}

/// The folder of a kind of documents.
const fn folder(kind: Kind) -> &'static str {
    match kind {
        Kind::Application => "applications",
        Kind::IdentityProvider => "identity-providers",
        Kind::UserFlow => "user-flows",
        Kind::KeySet => "key-sets",
        Kind::CustomPolicy => "policies",
        Kind::Branding | Kind::BrandImage => "branding",
    }
}

/// The folders that an export writes: what else is in them is of an earlier one.
pub const FOLDERS: [&str; 6] = [
    folder(Kind::Application),
    folder(Kind::IdentityProvider),
    folder(Kind::UserFlow),
    folder(Kind::KeySet),
    folder(Kind::CustomPolicy),
    folder(Kind::Branding),
];

/// The file that says which tenant it is.
pub const TENANT_FILE: &str = "tenant.json";
