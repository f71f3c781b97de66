//! The demo: a tenant with an application, a provider and a user flow, and a tenant that plays the provider.

use crate::{
    Error, Federation, Origin, PolicyForm, PolicyPath,
    tenant::{ApplicationInput, ClaimsMappingInput, IdentityProviderInput, NewUserFlow, UserFlowInput},
};
use domain::{
    ApplicationId, ApplicationKind, ImplicitGrant, PolicyId, ResponseMode, ResponseType, Secret, Tenant, TenantName,
};
use policy::mobile_id;

/// The tenant that is configured.
pub const TENANT: &str = "fabrikam";
/// The tenant that plays Mobile ID.
pub const MOBILE_ID_TENANT: &str = "mobileid";
/// The client id of `testapp1`.
pub const TEST_APP: &str = "11111111-1111-4111-8111-111111111111";

const BY: &str = "demo";

impl Federation {
    /// Makes what of the demo is missing; what is there stays as it is.
    pub async fn ensure_demo(&self, origin: &Origin) -> Result<(), Error> {
        let tenant = self.ensure_tenant(TENANT, "Fabrikam").await?;
        let provider_tenant = self.ensure_tenant(MOBILE_ID_TENANT, "Mobile ID (demo)").await?;
        if !self.applications(tenant.id, "", None).await?.items.is_empty() {
            return Ok(());
        }
        let test_app: Option<ApplicationId> = TEST_APP.parse().ok();
        let input = ApplicationInput {
            name: "testapp1".to_owned(),
            kind: ApplicationKind::Web,
            redirect_uris: vec![format!("{}/inspect", origin.as_str())],
            implicit: ImplicitGrant { id_tokens: true, access_tokens: true },
            require_pkce: false,
            enabled: true,
        };
        self.create_application(tenant.id, &input, test_app, BY).await?;

        let (client_id, secret) = self.demo_client(&tenant, &provider_tenant, origin).await?;
        let policy = PolicyId::parse(mobile_id::POLICY).map_err(|error| Error::Internal(error.to_string()))?;
        let path = PolicyPath {
            origin: origin.clone(),
            tenant: provider_tenant.name.domain(),
            tfp: false,
            policy,
            form: PolicyForm::Path,
        };
        let input = IdentityProviderInput {
            name: "Mobile ID".to_owned(),
            metadata_url: path.metadata(),
            client_id: client_id.to_string(),
            client_secret: Some(secret),
            scope: "openid, profile, phone, mid_profile".to_owned(),
            response_type: ResponseType::Code,
            response_mode: ResponseMode::FormPost,
            domain_hint: "mobileid.ch".to_owned(),
            claims_mapping: ClaimsMappingInput {
                user_id: "sub".to_owned(),
                display_name: "name".to_owned(),
                ..ClaimsMappingInput::default()
            },
            enabled: true,
        };
        let provider = self.create_identity_provider(tenant.id, &input, BY).await?;
        let flow = NewUserFlow {
            name: "signupsignin1".to_owned(),
            input: UserFlowInput {
                providers: vec![provider.document.id],
                claims: ["displayName", "identityProvider", "objectId", "newUser"].map(str::to_owned).to_vec(),
                enabled: true,
            },
        };
        self.create_user_flow(tenant.id, &flow, BY).await?;
        Ok(())
    }

    /// Our client at the tenant that plays Mobile ID.
    async fn demo_client(
        &self,
        tenant: &Tenant,
        provider: &Tenant,
        origin: &Origin,
    ) -> Result<(ApplicationId, Secret), Error> {
        let redirect_uris = self.registration(tenant, origin, None).redirect_uris;
        let input = ApplicationInput {
            name: "Fabrikam".to_owned(),
            kind: ApplicationKind::Web,
            redirect_uris,
            implicit: ImplicitGrant::default(),
            require_pkce: false,
            enabled: true,
        };
        let application = self.create_application(provider.id, &input, None, BY).await?.document.id;
        let made = self.add_client_secret(provider.id, application, "demo", 24, BY).await?;
        Ok((application, made.value))
    }

    async fn ensure_tenant(&self, name: &str, display_name: &str) -> Result<Tenant, Error> {
        let parsed = TenantName::parse(name).map_err(|error| Error::Internal(error.to_string()))?;
        match self.store.find_tenant_by_name(&parsed).await? {
            Some(tenant) => Ok(tenant),
            None => self.create_tenant(name, display_name, None, BY).await,
        }
    }
}
