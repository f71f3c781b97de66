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
    /// The claims that name the person whose it is, as they were when the answer was sent.
    #[serde(default)]
    pub person: BTreeMap<String, String>,
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
    /// Whether it is of the person whom these claims name: one is the same, and none is another (S20).
    pub fn is_of(&self, person: &BTreeMap<String, String>) -> bool {
        let both = || person.iter().filter_map(|(name, value)| Some((value, self.person.get(name)?)));
        both().next().is_some() && both().all(|(now, kept)| now == kept)
    }

    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}
