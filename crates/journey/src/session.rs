//! What session providers keep between journeys (behaviour reference §9). The driver stores it sealed and interprets
//! nothing of it.

use domain::Claims;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is kept.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// By the technical profile of the session provider.
    pub entries: BTreeMap<String, SessionEntry>,
}

/// What one session provider keeps.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionEntry {
    /// Its persisted claims.
    pub claims: Claims,
    /// The technical profile that was used last: the provider that was chosen.
    pub profile: String,
}

impl Session {
    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}
