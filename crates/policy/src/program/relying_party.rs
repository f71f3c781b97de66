//! What the application gets.

use super::ClaimUse;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the application gets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RelyingParty {
    /// The claims of the token: claim, token name, default.
    pub output_claims: Vec<ClaimUse>,
    /// The token name whose value becomes `sub`.
    pub subject: String,
    /// How long a person stays signed in, and where.
    pub session: domain::SessionSettings,
    /// `ContentDefinitionParameters`: appended to the query of a page's own URL.
    pub content_parameters: BTreeMap<String, String>,
}
