mod directory;
mod policies;

pub use directory::DirectoryBackend;
pub use policies::PolicyBackend;

use super::{
    Answer, ApplicationDetails, ApplicationForm, ApplicationSummary, CreatedSecret, Draft, FieldErrors, Found,
    IdentityProviderDetails, IdentityProviderForm, IdentityProviderSummary, ListQuery, Listing, NewSecret, NewTenant,
    NewUserFlow, Overview, ProviderCheck, RefusedRequest, RegistrationSheet, RunRequest, SignInDetails, SignInQuery,
    SignInSummary, TenantSummary, UserDetails, UserFlowDetails, UserFlowForm, UserFlowSummary, UserSummary,
};
use async_trait::async_trait;
use domain::{ApplicationId, JourneyId, ProviderId, SecretId, TenantName, UserFlowId, UserId};

/// The administrator who is signed in; in the Leptos context of each request, or absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdminSession {
    /// The account's name, for the top bar and the audit log.
    pub name: String,
}

/// Everything that the console asks of the server. In the Leptos context as `Arc<dyn ConsoleBackend>`.
///
/// The first argument says who asks; a method refuses what that person may not do. A tenant that does not exist is
/// [`NotFound`](super::ConsoleError::NotFound), and so is what belongs to another tenant. `version` is the one that
/// was read; another one in the store is a [`Conflict`](super::ConsoleError::Conflict).
#[async_trait]
pub trait ConsoleBackend: PolicyBackend + DirectoryBackend + Send + Sync {
    /// Every tenant that `admin` may see, by display name.
    async fn tenants(&self, admin: &AdminSession) -> Answer<Vec<TenantSummary>>;
    /// Makes a tenant, with its signing keys.
    async fn create_tenant(&self, admin: &AdminSession, new: NewTenant) -> Answer<TenantSummary>;

    /// How far the tenant is on its way to the first sign-in.
    async fn overview(&self, admin: &AdminSession, tenant: &TenantName) -> Answer<Overview>;
    /// Providers, user flows, applications and users whose name begins with `text`; a few of each.
    async fn find(&self, admin: &AdminSession, tenant: &TenantName, text: &str) -> Answer<Vec<Found>>;
    /// What a save of this would refuse, without saving it. A new tenant needs no `tenant`.
    async fn review(&self, admin: &AdminSession, tenant: Option<&TenantName>, draft: Draft) -> Answer<FieldErrors>;

    /// Applications, by name.
    async fn applications(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        query: ListQuery,
    ) -> Answer<Listing<ApplicationSummary>>;
    /// One application.
    async fn application(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: ApplicationId,
    ) -> Answer<ApplicationDetails>;
    /// Registers an application.
    async fn create_application(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        form: ApplicationForm,
    ) -> Answer<ApplicationDetails>;
    /// Changes an application.
    async fn update_application(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: ApplicationId,
        version: u32,
        form: ApplicationForm,
    ) -> Answer<ApplicationDetails>;
    /// Deletes an application.
    async fn delete_application(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: ApplicationId,
        version: u32,
    ) -> Answer<()>;
    /// Makes a client secret; at most two at a time.
    async fn add_secret(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: ApplicationId,
        new: NewSecret,
    ) -> Answer<CreatedSecret>;
    /// Deletes a client secret; it stops working at once.
    async fn remove_secret(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: ApplicationId,
        secret: SecretId,
    ) -> Answer<ApplicationDetails>;

    /// Providers, by name.
    async fn identity_providers(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        query: ListQuery,
    ) -> Answer<Listing<IdentityProviderSummary>>;
    /// What to register at a provider that is not configured yet.
    async fn registration_sheet(&self, admin: &AdminSession, tenant: &TenantName) -> Answer<RegistrationSheet>;
    /// One provider.
    async fn identity_provider(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: ProviderId,
    ) -> Answer<IdentityProviderDetails>;
    /// Adds a provider.
    async fn create_identity_provider(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        form: IdentityProviderForm,
    ) -> Answer<IdentityProviderDetails>;
    /// Changes a provider; its metadata URL stays.
    async fn update_identity_provider(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: ProviderId,
        version: u32,
        form: IdentityProviderForm,
    ) -> Answer<IdentityProviderDetails>;
    /// Deletes a provider and takes it out of every user flow.
    async fn delete_identity_provider(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: ProviderId,
        version: u32,
    ) -> Answer<()>;

    /// Fetches a provider's metadata and keys now, and compares them with a form, saved or not.
    async fn check_identity_provider(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        form: IdentityProviderForm,
    ) -> Answer<ProviderCheck>;

    /// The last authorization requests that were refused on a page, newest first.
    async fn refused_requests(&self, admin: &AdminSession, tenant: &TenantName) -> Answer<Vec<RefusedRequest>>;

    /// User flows, by name.
    async fn user_flows(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        query: ListQuery,
    ) -> Answer<Listing<UserFlowSummary>>;
    /// One user flow, by id.
    async fn user_flow(&self, admin: &AdminSession, tenant: &TenantName, id: UserFlowId) -> Answer<UserFlowDetails>;
    /// Makes a user flow.
    async fn create_user_flow(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        new: NewUserFlow,
    ) -> Answer<UserFlowDetails>;
    /// Changes a user flow.
    async fn update_user_flow(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: UserFlowId,
        version: u32,
        form: UserFlowForm,
    ) -> Answer<UserFlowDetails>;
    /// Deletes a user flow.
    async fn delete_user_flow(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: UserFlowId,
        version: u32,
    ) -> Answer<()>;
    /// *Run user flow endpoint* (behaviour reference §4.5): the whole URL. When the application needs PKCE and a code
    /// is asked for, the URL carries no challenge; the pane says so.
    async fn run_endpoint(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        flow: UserFlowId,
        request: RunRequest,
    ) -> Answer<String>;

    /// Sign-ins, newest first.
    async fn sign_ins(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        query: SignInQuery,
    ) -> Answer<Listing<SignInSummary>>;
    /// One sign-in with its recording. Claims of people are masked, unless `reveal` asks for them; that is written down.
    async fn sign_in(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: JourneyId,
        reveal: bool,
    ) -> Answer<SignInDetails>;

    /// Users, by name.
    async fn users(&self, admin: &AdminSession, tenant: &TenantName, query: ListQuery) -> Answer<Listing<UserSummary>>;
    /// One user.
    async fn user(&self, admin: &AdminSession, tenant: &TenantName, id: UserId) -> Answer<UserDetails>;
    /// Lets a user sign in, or not.
    async fn set_user_enabled(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: UserId,
        enabled: bool,
    ) -> Answer<UserDetails>;
    /// Deletes a user with its identities.
    async fn delete_user(&self, admin: &AdminSession, tenant: &TenantName, id: UserId) -> Answer<()>;
}
