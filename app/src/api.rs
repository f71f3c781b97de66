//! What the console knows of the server: data that cross the boundary, and [`ConsoleBackend`], which the composition
//! root implements. Nothing here holds a `usize`: the browser's is 32 bits wide.

mod applications;
mod audit_log;
#[cfg(feature = "ssr")]
mod backend;
mod branding;
mod error;
mod finding;
mod identity_providers;
mod listing;
mod policies;
mod policy_keys;
mod provider_check;
mod sign_ins;
mod tenants;
mod user_flows;
mod users;
mod write_only;

pub use applications::{
    ApplicationDetails, ApplicationForm, ApplicationSummary, CreatedSecret, GrantableScope, NewSecret, SECRET_MONTHS,
    ScopeForm, SecretSummary,
};
pub use audit_log::{AuditChange, AuditLine, AuditLogQuery};
#[cfg(feature = "ssr")]
pub use backend::{AdminSession, ConsoleBackend, DirectoryBackend, PolicyBackend};
pub use branding::{BrandingDetails, BrandingForm};
pub use error::{Answer, ConsoleError, FieldErrors};
pub use finding::{Draft, Found, Overview};
pub use identity_providers::{
    ClaimsMappingForm, IdentityProviderDetails, IdentityProviderForm, IdentityProviderSummary, RegistrationSheet,
};
pub use listing::{ListQuery, Listing};
pub use policies::{CustomPolicyDetails, CustomPolicySummary, PolicyUploadForm, PolicyUploadReport, UploadedFile};
pub use policy_keys::{KeyForm, KeyOption, KeySummary, PolicyKeyDetails, PolicyKeySummary};
pub use provider_check::{ProviderCheck, ProviderCheckRow, ProviderCheckVerdict, RefusedRequest};
pub use sign_ins::{SignInDetails, SignInQuery, SignInStatus, SignInSummary, UserRef};
pub use tenants::{NewTenant, TenantSummary};
pub use user_flows::{
    FLOW_ATTRIBUTES, FLOW_CLAIMS, FlowClaim, FlowProvider, NewUserFlow, RunApplication, RunRequest, RunResponseType,
    UserFlowDetails, UserFlowForm, UserFlowSummary,
};
pub use users::{UserDetails, UserSummary};
pub use write_only::WriteOnly;
