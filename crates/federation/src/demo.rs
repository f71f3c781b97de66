//! The demo: a tenant with an application, a provider and a user flow, and a tenant that plays the provider.

use crate::{
    Error, Federation, Origin, PolicyForm, PolicyPath,
    tenant::{ApplicationInput, ClaimsMappingInput, IdentityProviderInput, NewUserFlow, UserFlowInput},
};
use domain::{
    ApplicationId, ApplicationKind, ClientAuthentication, ImplicitGrant, Pkce, PolicyId, ResponseMode, ResponseType,
    Secret, Tenant, TenantName,
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
    /// Makes the demo unless it is there. Its user flow is made last and says that it is whole: a demo that was
    /// interrupted is made from where it stopped, and what somebody changed stays as it is.
    pub async fn ensure_demo(&self, origin: &Origin) -> Result<(), Error> {
        let tenant = self.ensure_tenant(TENANT, "Fabrikam").await?;
        let provider_tenant = self.ensure_tenant(MOBILE_ID_TENANT, "Mobile ID (demo)").await?;
        if !self.user_flows(tenant.id, "", None).await?.items.is_empty() {
            return self.warn_of_another_address(&tenant, origin).await;
        }
        let test_app: ApplicationId = TEST_APP.parse().map_err(|_| Error::NotFound)?;
        let input = ApplicationInput {
            name: "testapp1".to_owned(),
            kind: ApplicationKind::Web,
            redirect_uris: vec![format!("{}/inspect", origin.as_str())],
            implicit: ImplicitGrant { id_tokens: true, access_tokens: true },
            require_pkce: false,
            enabled: true,
            settings: None,
        };
        match self.create_application(tenant.id, &input, Some(test_app), BY).await {
            Ok(_) | Err(Error::Conflict) => {}
            Err(error) => return Err(error),
        }
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
            client_authentication: ClientAuthentication::ClientSecretPost,
            pkce: Pkce::WhenOffered,
            authorization_parameters: String::new(),
            user_info: false,
            clock_tolerance_seconds: 60,
            own_redirect_uri: None,
            enabled: true,
        };
        let provider = self.create_identity_provider(tenant.id, &input, BY).await?;
        let flow = NewUserFlow {
            name: "signupsignin1".to_owned(),
            kind: domain::UserFlowKind::SignUpOrSignIn,
            input: UserFlowInput {
                providers: vec![provider.document.id],
                claims: ["displayName", "identityProvider", "objectId", "newUser"].map(str::to_owned).to_vec(),
                attributes: Vec::new(),
                enabled: true,
                settings: None,
            },
        };
        self.create_user_flow(tenant.id, &flow, BY).await?;
        Ok(())
    }

    /// The demo's provider and reply URL name the address that it was made at; at another one it cannot work.
    async fn warn_of_another_address(&self, tenant: &Tenant, origin: &Origin) -> Result<(), Error> {
        let here = format!("{}/", origin.as_str());
        let providers = self.identity_providers(tenant.id, "", None).await?.items;
        let elsewhere = providers.iter().map(|provider| &provider.document.metadata_url).find(|url| {
            let own = url.as_str().contains(&format!("/{MOBILE_ID_TENANT}.onmicrosoft.com/"));
            own && !url.as_str().starts_with(&here)
        });
        if let Some(url) = elsewhere {
            tracing::warn!(made_for = %url, "the demo's data were made at another address, and its sign-in fails here; start at that address, or forget the data with --reset");
        }
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
            settings: None,
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
