use super::{Document, Kind};
use crate::PolicyId;
use serde::{Deserialize, Serialize};

/// A policy of the Identity Experience Framework, as it was uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomPolicy {
    /// Its id as its author wrote it, with the prefix `B2C_1A_`.
    pub policy: PolicyId,
    /// The policy that it builds on.
    pub base: Option<PolicyId>,
    /// Whether applications can call it: it has a relying party.
    pub callable: bool,
    /// Off: applications cannot call it. Policies that build on it still can be.
    pub enabled: bool,
    /// The file's text, decoded.
    pub xml: String,
}

impl Document for CustomPolicy {
    const KIND: Kind = Kind::CustomPolicy;
    fn id(&self) -> String {
        self.policy.folded()
    }
}
