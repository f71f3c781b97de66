use crate::api::{AdminSession, Answer, AuditLine, AuditLogQuery, BrandingDetails, BrandingForm, Listing};
use async_trait::async_trait;
use domain::TenantName;

/// What is of the directory as a whole. As for [`ConsoleBackend`](super::ConsoleBackend), of which it is a part.
#[async_trait]
pub trait DirectoryBackend: Send + Sync {
    /// Who changed or looked at what, newest first.
    async fn audit_log(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        query: AuditLogQuery,
    ) -> Answer<Listing<AuditLine>>;
    /// How the sign-in pages look.
    async fn branding(&self, admin: &AdminSession, tenant: &TenantName) -> Answer<BrandingDetails>;
    /// Changes how the sign-in pages look.
    async fn update_branding(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        version: u32,
        form: BrandingForm,
    ) -> Answer<BrandingDetails>;
}
