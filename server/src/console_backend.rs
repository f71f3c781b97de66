//! The console's backend: turns its forms into use-cases and their results into its data. Nothing is decided here.

mod applications;
mod convert;
mod directory;
mod masking;
mod overview;
mod policies;
mod sign_ins;

use app::api::{
    AdminSession, Answer, ApplicationDetails, ApplicationForm, ApplicationSummary, ClaimsMappingForm, ConsoleBackend,
    ConsoleError, CreatedSecret, Draft, FieldErrors, FlowProvider, Found, IdentityProviderDetails,
    IdentityProviderForm, IdentityProviderSummary, ListQuery, Listing, NewSecret, NewTenant, NewUserFlow, Overview,
    ProviderCheck, RefusedRequest, RegistrationSheet, RunApplication, RunRequest, SignInDetails, SignInQuery,
    SignInSummary, TenantSummary, UserDetails, UserFlowDetails, UserFlowForm, UserFlowSummary, UserSummary, WriteOnly,
};
use async_trait::async_trait;
use convert::{
    flow_form, flow_input, new_flow, prefixed_search, provider_check, provider_input, refuse, refused_request,
    run_application, run_input, sheet, tenant_summary, user_details, user_summary,
};
use domain::{
    ApplicationId, IdentityProvider, JourneyId, ProviderId, SecretId, Tenant, TenantName, User, UserFlow, UserFlowId,
    UserId,
};
use federation::{Federation, Origin, PolicyForm, PolicyPath, tenant::Versioned};
use std::sync::Arc;

/// The backend at the host that the console was opened at.
pub struct Backend {
    federation: Arc<Federation>,
    origin: Origin,
}

impl Backend {
    /// Over these use-cases.
    pub fn new(federation: Arc<Federation>, origin: Origin) -> Self {
        Self { federation, origin }
    }

    async fn tenant(&self, name: &TenantName) -> Answer<Tenant> {
        self.federation.find_tenant(&name.domain()).await.map_err(refuse)?.ok_or(ConsoleError::NotFound)
    }

    async fn user_details(&self, tenant: &Tenant, user: User) -> Answer<UserDetails> {
        let query = SignInQuery { user: user.id.to_string(), ..SignInQuery::default() };
        let mut sign_ins = self.sign_ins_of(tenant, query).await?.items;
        sign_ins.truncate(10);
        Ok(user_details(user, sign_ins))
    }

    async fn provider_details(
        &self,
        tenant: &Tenant,
        stored: Versioned<IdentityProvider>,
    ) -> Answer<IdentityProviderDetails> {
        let flows = self.federation.flows_with(tenant.id, stored.document.id).await.map_err(refuse)?;
        let provider = &stored.document;
        let mapping = &provider.claims_mapping;
        let text = |name: &Option<domain::ClaimName>| name.as_ref().map(ToString::to_string).unwrap_or_default();
        Ok(IdentityProviderDetails {
            id: provider.id,
            version: stored.version,
            form: IdentityProviderForm {
                name: provider.name.to_string(),
                metadata_url: provider.metadata_url.to_string(),
                client_id: provider.client_id.clone(),
                client_secret: None,
                scope: provider.scope.as_typed().to_owned(),
                response_type: provider.response_type,
                response_mode: provider.response_mode,
                domain_hint: provider.domain_hint.as_ref().map(ToString::to_string).unwrap_or_default(),
                claims_mapping: ClaimsMappingForm {
                    user_id: mapping.user_id.to_string(),
                    display_name: text(&mapping.display_name),
                    given_name: text(&mapping.given_name),
                    surname: text(&mapping.surname),
                    email: text(&mapping.email),
                },
                client_authentication: provider.client_authentication,
                pkce: provider.pkce,
                authorization_parameters: provider.authorization_parameters.as_lines(),
                user_info: provider.user_info,
                clock_tolerance_seconds: provider.clock_tolerance_seconds,
                own_redirect_uri: provider.own_redirect_uri,
                enabled: provider.enabled,
            },
            has_client_secret: provider.client_secret.is_some(),
            user_flows: flows.iter().map(|flow| flow.document.policy.to_string()).collect(),
            registration: sheet(self.federation.registration(tenant, &self.origin, Some(provider))),
        })
    }

    async fn flow_details(&self, tenant: &Tenant, stored: Versioned<UserFlow>) -> Answer<UserFlowDetails> {
        let flow = stored.document;
        let providers = self.all_providers(tenant).await?;
        let path = PolicyPath {
            origin: self.origin.clone(),
            tenant: tenant.name.domain(),
            tfp: false,
            policy: flow.policy.clone(),
            form: PolicyForm::Path,
        };
        Ok(UserFlowDetails {
            id: flow.id,
            version: stored.version,
            form: flow_form(&flow),
            policy: flow.policy,
            kind: flow.kind,
            providers,
            applications: self.run_applications(tenant).await?,
            metadata_url: path.metadata(),
        })
    }

    async fn run_applications(&self, tenant: &Tenant) -> Answer<Vec<RunApplication>> {
        let mut applications = Vec::new();
        let mut after = None;
        loop {
            let part = self.federation.applications(tenant.id, "", after.as_deref()).await.map_err(refuse)?;
            applications.extend(part.items.into_iter().map(|stored| run_application(&stored.document)));
            match part.next {
                Some(next) if applications.len() < 500 => after = Some(next),
                _ => return Ok(applications),
            }
        }
    }

    async fn all_providers(&self, tenant: &Tenant) -> Answer<Vec<FlowProvider>> {
        let mut providers = Vec::new();
        let mut after = None;
        loop {
            let part = self.federation.identity_providers(tenant.id, "", after.as_deref()).await.map_err(refuse)?;
            providers.extend(part.items.into_iter().map(|stored| FlowProvider {
                id: stored.document.id,
                name: stored.document.name.to_string(),
                domain_hint: stored.document.domain_hint.map(|hint| hint.to_string()),
                enabled: stored.document.enabled,
            }));
            match part.next {
                Some(next) if providers.len() < 500 => after = Some(next),
                _ => return Ok(providers),
            }
        }
    }
}

#[async_trait]
impl ConsoleBackend for Backend {
    async fn tenants(&self, _: &AdminSession) -> Answer<Vec<TenantSummary>> {
        let tenants = self.federation.tenants().await.map_err(refuse)?;
        Ok(tenants.into_iter().map(tenant_summary).collect())
    }

    async fn create_tenant(&self, admin: &AdminSession, new: NewTenant) -> Answer<TenantSummary> {
        let made = self.federation.create_tenant(&new.name, &new.display_name, None, &admin.name).await;
        made.map(tenant_summary).map_err(refuse)
    }

    async fn overview(&self, _: &AdminSession, tenant: &TenantName) -> Answer<Overview> {
        let tenant = self.tenant(tenant).await?;
        self.overview_of(&tenant).await
    }

    async fn find(&self, _: &AdminSession, tenant: &TenantName, text: &str) -> Answer<Vec<Found>> {
        let tenant = self.tenant(tenant).await?;
        self.found_in(&tenant, text).await
    }

    async fn review(&self, _: &AdminSession, tenant: Option<&TenantName>, draft: Draft) -> Answer<FieldErrors> {
        self.reviewed(tenant, draft).await
    }

    async fn applications(
        &self,
        _: &AdminSession,
        tenant: &TenantName,
        query: ListQuery,
    ) -> Answer<Listing<ApplicationSummary>> {
        let tenant = self.tenant(tenant).await?;
        let found =
            self.federation.applications(tenant.id, &query.search, query.after.as_deref()).await.map_err(refuse)?;
        let items = found
            .items
            .into_iter()
            .map(|stored| ApplicationSummary {
                id: stored.document.id,
                name: stored.document.name.to_string(),
                kind: stored.document.kind,
                enabled: stored.document.enabled,
                redirect_uri: stored.document.redirect_uris.first().map(ToString::to_string),
            })
            .collect();
        Ok(Listing { items, next: found.next })
    }

    async fn application(
        &self,
        _: &AdminSession,
        tenant: &TenantName,
        id: ApplicationId,
    ) -> Answer<ApplicationDetails> {
        let tenant = self.tenant(tenant).await?;
        let stored = self.federation.application(tenant.id, id).await.map_err(refuse)?;
        self.application_details(&tenant, stored).await
    }

    async fn create_application(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        form: ApplicationForm,
    ) -> Answer<ApplicationDetails> {
        let tenant = self.tenant(tenant).await?;
        let input = self.application_input(form)?;
        let stored = self.federation.create_application(tenant.id, &input, None, &admin.name).await.map_err(refuse)?;
        self.application_details(&tenant, stored).await
    }

    async fn update_application(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: ApplicationId,
        version: u32,
        form: ApplicationForm,
    ) -> Answer<ApplicationDetails> {
        let tenant = self.tenant(tenant).await?;
        let input = self.application_input(form)?;
        let stored =
            self.federation.update_application(tenant.id, id, version, &input, &admin.name).await.map_err(refuse)?;
        self.application_details(&tenant, stored).await
    }

    async fn delete_application(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: ApplicationId,
        version: u32,
    ) -> Answer<()> {
        let tenant = self.tenant(tenant).await?;
        self.federation.delete_application(tenant.id, id, version, &admin.name).await.map_err(refuse)
    }

    async fn add_secret(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: ApplicationId,
        new: NewSecret,
    ) -> Answer<CreatedSecret> {
        let tenant = self.tenant(tenant).await?;
        let made = self
            .federation
            .add_client_secret(tenant.id, id, &new.description, new.months, &admin.name)
            .await
            .map_err(refuse)?;
        Ok(CreatedSecret {
            value: WriteOnly::new(made.value.expose()),
            application: self.application_details(&tenant, made.application).await?,
        })
    }

    async fn remove_secret(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: ApplicationId,
        secret: SecretId,
    ) -> Answer<ApplicationDetails> {
        let tenant = self.tenant(tenant).await?;
        let stored = self.federation.remove_client_secret(tenant.id, id, secret, &admin.name).await.map_err(refuse)?;
        self.application_details(&tenant, stored).await
    }

    async fn identity_providers(
        &self,
        _: &AdminSession,
        tenant: &TenantName,
        query: ListQuery,
    ) -> Answer<Listing<IdentityProviderSummary>> {
        let tenant = self.tenant(tenant).await?;
        let found = self
            .federation
            .identity_providers(tenant.id, &query.search, query.after.as_deref())
            .await
            .map_err(refuse)?;
        let mut items = Vec::with_capacity(found.items.len());
        for stored in found.items {
            let provider = stored.document;
            let flows = self.federation.flows_with(tenant.id, provider.id).await.map_err(refuse)?;
            items.push(IdentityProviderSummary {
                id: provider.id,
                name: provider.name.to_string(),
                metadata_url: provider.metadata_url.to_string(),
                domain_hint: provider.domain_hint.map(|hint| hint.to_string()),
                enabled: provider.enabled,
                user_flows: flows.iter().map(|flow| flow.document.policy.to_string()).collect(),
            });
        }
        Ok(Listing { items, next: found.next })
    }

    async fn registration_sheet(&self, _: &AdminSession, tenant: &TenantName) -> Answer<RegistrationSheet> {
        let tenant = self.tenant(tenant).await?;
        Ok(sheet(self.federation.registration(&tenant, &self.origin, None)))
    }

    async fn identity_provider(
        &self,
        _: &AdminSession,
        tenant: &TenantName,
        id: ProviderId,
    ) -> Answer<IdentityProviderDetails> {
        let tenant = self.tenant(tenant).await?;
        let stored = self.federation.identity_provider(tenant.id, id).await.map_err(refuse)?;
        self.provider_details(&tenant, stored).await
    }

    async fn create_identity_provider(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        form: IdentityProviderForm,
    ) -> Answer<IdentityProviderDetails> {
        let tenant = self.tenant(tenant).await?;
        let stored = self
            .federation
            .create_identity_provider(tenant.id, &provider_input(form), &admin.name)
            .await
            .map_err(refuse)?;
        self.provider_details(&tenant, stored).await
    }

    async fn update_identity_provider(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: ProviderId,
        version: u32,
        form: IdentityProviderForm,
    ) -> Answer<IdentityProviderDetails> {
        let tenant = self.tenant(tenant).await?;
        let input = provider_input(form);
        let stored = self
            .federation
            .update_identity_provider(tenant.id, id, version, &input, &admin.name)
            .await
            .map_err(refuse)?;
        self.provider_details(&tenant, stored).await
    }

    async fn delete_identity_provider(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: ProviderId,
        version: u32,
    ) -> Answer<()> {
        let tenant = self.tenant(tenant).await?;
        self.federation.delete_identity_provider(tenant.id, id, version, &admin.name).await.map_err(refuse)
    }

    async fn check_identity_provider(
        &self,
        _: &AdminSession,
        tenant: &TenantName,
        form: IdentityProviderForm,
    ) -> Answer<ProviderCheck> {
        let tenant = self.tenant(tenant).await?;
        let check = self.federation.check_identity_provider(tenant.id, &provider_input(form)).await.map_err(refuse)?;
        Ok(provider_check(check))
    }

    async fn refused_requests(&self, _: &AdminSession, tenant: &TenantName) -> Answer<Vec<RefusedRequest>> {
        let tenant = self.tenant(tenant).await?;
        Ok(self.federation.refused_requests(tenant.id).into_iter().map(refused_request).collect())
    }

    async fn user_flows(
        &self,
        _: &AdminSession,
        tenant: &TenantName,
        query: ListQuery,
    ) -> Answer<Listing<UserFlowSummary>> {
        let tenant = self.tenant(tenant).await?;
        let search = prefixed_search("B2C_1_", &query.search);
        let found = self.federation.user_flows(tenant.id, &search, query.after.as_deref()).await.map_err(refuse)?;
        let providers = self.all_providers(&tenant).await?;
        let items = found
            .items
            .into_iter()
            .map(|stored| {
                let flow = stored.document;
                let names = flow.providers.iter().filter_map(|id| providers.iter().find(|known| known.id == *id));
                UserFlowSummary {
                    id: flow.id,
                    providers: names.map(|provider| provider.name.clone()).collect(),
                    policy: flow.policy,
                    kind: flow.kind,
                    enabled: flow.enabled,
                }
            })
            .collect();
        Ok(Listing { items, next: found.next })
    }

    async fn user_flow(&self, _: &AdminSession, tenant: &TenantName, id: UserFlowId) -> Answer<UserFlowDetails> {
        let tenant = self.tenant(tenant).await?;
        let stored = self.federation.user_flow(tenant.id, id).await.map_err(refuse)?;
        self.flow_details(&tenant, stored).await
    }

    async fn create_user_flow(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        new: NewUserFlow,
    ) -> Answer<UserFlowDetails> {
        let tenant = self.tenant(tenant).await?;
        let new = new_flow(new);
        let stored = self.federation.create_user_flow(tenant.id, &new, &admin.name).await.map_err(refuse)?;
        self.flow_details(&tenant, stored).await
    }

    async fn update_user_flow(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: UserFlowId,
        version: u32,
        form: UserFlowForm,
    ) -> Answer<UserFlowDetails> {
        let tenant = self.tenant(tenant).await?;
        let input = flow_input(form);
        let stored =
            self.federation.update_user_flow(tenant.id, id, version, &input, &admin.name).await.map_err(refuse)?;
        self.flow_details(&tenant, stored).await
    }

    async fn delete_user_flow(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: UserFlowId,
        version: u32,
    ) -> Answer<()> {
        let tenant = self.tenant(tenant).await?;
        self.federation.delete_user_flow(tenant.id, id, version, &admin.name).await.map_err(refuse)
    }

    async fn run_endpoint(
        &self,
        _: &AdminSession,
        tenant: &TenantName,
        flow: UserFlowId,
        request: RunRequest,
    ) -> Answer<String> {
        let tenant = self.tenant(tenant).await?;
        let stored = self.federation.user_flow(tenant.id, flow).await.map_err(refuse)?;
        Ok(self.federation.run_endpoint(&tenant, &self.origin, &stored.document, &run_input(request)))
    }

    async fn sign_ins(
        &self,
        _: &AdminSession,
        tenant: &TenantName,
        query: SignInQuery,
    ) -> Answer<Listing<SignInSummary>> {
        let tenant = self.tenant(tenant).await?;
        self.sign_ins_of(&tenant, query).await
    }

    async fn sign_in(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: JourneyId,
        reveal: bool,
    ) -> Answer<SignInDetails> {
        let tenant = self.tenant(tenant).await?;
        self.sign_in_of(admin, &tenant, id, reveal).await
    }

    async fn users(&self, _: &AdminSession, tenant: &TenantName, query: ListQuery) -> Answer<Listing<UserSummary>> {
        let tenant = self.tenant(tenant).await?;
        let found = self.federation.users(tenant.id, &query.search, query.after.as_deref()).await.map_err(refuse)?;
        Ok(Listing { items: found.items.into_iter().map(user_summary).collect(), next: found.next })
    }

    async fn user(&self, _: &AdminSession, tenant: &TenantName, id: UserId) -> Answer<UserDetails> {
        let tenant = self.tenant(tenant).await?;
        let user = self.federation.user(tenant.id, id).await.map_err(refuse)?;
        self.user_details(&tenant, user).await
    }

    async fn set_user_enabled(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: UserId,
        enabled: bool,
    ) -> Answer<UserDetails> {
        let tenant = self.tenant(tenant).await?;
        let user = self.federation.set_user_enabled(tenant.id, id, enabled, &admin.name).await.map_err(refuse)?;
        self.user_details(&tenant, user).await
    }

    async fn delete_user(&self, admin: &AdminSession, tenant: &TenantName, id: UserId) -> Answer<()> {
        let tenant = self.tenant(tenant).await?;
        self.federation.delete_user(tenant.id, id, &admin.name).await.map_err(refuse)
    }
}
