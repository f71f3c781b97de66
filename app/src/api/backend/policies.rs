use crate::api::{
    AdminSession, Answer, CustomPolicyDetails, CustomPolicySummary, KeyForm, ListQuery, Listing, PolicyKeyDetails,
    PolicyKeySummary, PolicyUploadForm, PolicyUploadReport, RunRequest,
};
use async_trait::async_trait;
use domain::TenantName;

/// *Identity Experience Framework*: custom policies and the keys that they name. As for
/// [`ConsoleBackend`](super::ConsoleBackend), of which it is a part.
#[async_trait]
pub trait PolicyBackend: Send + Sync {
    /// Custom policies, by id.
    async fn custom_policies(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        query: ListQuery,
    ) -> Answer<Listing<CustomPolicySummary>>;
    /// One custom policy.
    async fn custom_policy(&self, admin: &AdminSession, tenant: &TenantName, id: &str) -> Answer<CustomPolicyDetails>;
    /// What an upload would say; nothing is stored.
    async fn review_policies(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        form: PolicyUploadForm,
    ) -> Answer<PolicyUploadReport>;
    /// Uploads policies, all or none.
    async fn upload_policies(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        form: PolicyUploadForm,
    ) -> Answer<PolicyUploadReport>;
    /// Lets applications call a policy, or not.
    async fn set_custom_policy_enabled(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: &str,
        version: u32,
        enabled: bool,
    ) -> Answer<CustomPolicyDetails>;
    /// Deletes a policy on which no other one builds.
    async fn delete_custom_policy(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: &str,
        version: u32,
    ) -> Answer<()>;
    /// *Run now endpoint*: the whole URL.
    async fn run_policy_endpoint(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: &str,
        request: RunRequest,
    ) -> Answer<String>;

    /// Policy keys, by name.
    async fn policy_keys(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        query: ListQuery,
    ) -> Answer<Listing<PolicyKeySummary>>;
    /// One policy key.
    async fn policy_key(&self, admin: &AdminSession, tenant: &TenantName, name: &str) -> Answer<PolicyKeyDetails>;
    /// Makes a policy key; the prefix is added to its name.
    async fn create_policy_key(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        name: &str,
        form: KeyForm,
    ) -> Answer<PolicyKeyDetails>;
    /// Adds a key to a policy key.
    async fn add_key(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        name: &str,
        version: u32,
        form: KeyForm,
    ) -> Answer<PolicyKeyDetails>;
    /// Switches one of its keys on or off.
    async fn set_key_enabled(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        name: &str,
        kid: &str,
        version: u32,
        enabled: bool,
    ) -> Answer<PolicyKeyDetails>;
    /// Deletes a policy key; it is kept with `.bak` at the end of its name.
    async fn delete_policy_key(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        name: &str,
        version: u32,
    ) -> Answer<()>;
}
