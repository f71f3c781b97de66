use super::RunApplication;
use domain::PolicyId;
use policy::Diagnostic;
use serde::{Deserialize, Serialize};

/// A line of the list of custom policies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomPolicySummary {
    /// `B2C_1A_…`.
    pub policy: PolicyId,
    /// The policy that it builds on.
    pub base: Option<PolicyId>,
    /// Whether applications can call it: it has a relying party.
    pub callable: bool,
    /// Off: applications cannot call it.
    pub enabled: bool,
}

/// A custom policy as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomPolicyDetails {
    /// The line of the list.
    pub summary: CustomPolicySummary,
    /// To be sent with a change.
    pub version: u32,
    /// The file's text.
    pub xml: String,
    /// Every application of the tenant, by name: *Run now* chooses from them.
    pub applications: Vec<RunApplication>,
    /// The policy's metadata document.
    pub metadata_url: String,
}

/// A file to upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadedFile {
    /// Its name, for what is said about it.
    pub name: String,
    /// What is in it, in base64: the encoding of the text is the file's own.
    pub content: String,
}

/// Policies to upload, all or none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyUploadForm {
    /// The files, in any order.
    pub files: Vec<UploadedFile>,
    /// A policy that is there already is replaced.
    pub overwrite: bool,
    /// Even if policies that build on these do not run any more then.
    pub allow_breaking: bool,
}

/// What became of an upload, or would.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyUploadReport {
    /// The policies that are stored now; empty when nothing was.
    pub stored: Vec<PolicyId>,
    /// What is said about the files.
    pub diagnostics: Vec<Diagnostic>,
    /// Policies that build on them and do not run any more, and why.
    pub broken: Vec<(PolicyId, Vec<Diagnostic>)>,
}
