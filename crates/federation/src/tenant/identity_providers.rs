//! OpenID Connect providers (behaviour reference §1.1, §1.2).

use super::{Form, Listing, Versioned, fields_of};
use crate::{Error, Federation, Fields, Origin, PolicyForm, PolicyPath, keys::to_json};
use domain::{
    AuthorizationParameters, ClaimName, ClaimsMapping, ClientAuthentication, DisplayName, Document, DomainHint,
    IdentityProvider, MetadataUrl, Pkce, PolicyId, ProviderId, ResponseMode, ResponseType, Scope, Secret, SecretId,
    SecretRef, Tenant, TenantId, UserFlow, needs_client_secret,
};
use storage::{Change, DocumentKey, Expected};

/// What can be set of a provider, as typed.
#[derive(Debug, Clone)]
pub struct IdentityProviderInput {
    /// The text of the button.
    pub name: String,
    /// Read at creation only.
    pub metadata_url: String,
    /// Our `client_id` there.
    pub client_id: String,
    /// Our secret there; `None` keeps the stored one.
    pub client_secret: Option<Secret>,
    /// Commas are understood.
    pub scope: String,
    /// `code` or `id_token`.
    pub response_type: ResponseType,
    /// How its answers come back.
    pub response_mode: ResponseMode,
    /// Empty: none.
    pub domain_hint: String,
    /// Its claim names.
    pub claims_mapping: ClaimsMappingInput,
    /// How we prove ourselves at its token endpoint.
    pub client_authentication: ClientAuthentication,
    /// Whether a code challenge is sent.
    pub pkce: Pkce,
    /// What its authorization endpoint gets beside the protocol's parameters: lines `name=value`.
    pub authorization_parameters: String,
    /// Whether its userinfo endpoint is asked for more claims.
    pub user_info: bool,
    /// How far its clock may be off, 0 to 120 s.
    pub clock_tolerance_seconds: u8,
    /// Whether its answers come back at an address of its own; `None` leaves it as it is.
    pub own_redirect_uri: Option<bool>,
    /// Whether it may be used.
    pub enabled: bool,
}

/// The provider's name for each claim; empty: not mapped.
#[derive(Debug, Clone, Default)]
pub struct ClaimsMappingInput {
    /// User ID; required.
    pub user_id: String,
    /// Display name.
    pub display_name: String,
    /// Given name.
    pub given_name: String,
    /// Surname.
    pub surname: String,
    /// Email.
    pub email: String,
}

impl IdentityProviderInput {
    /// What leaves a provider as it is, with this secret; `None` keeps the stored one.
    pub(crate) fn of(provider: &IdentityProvider, client_secret: Option<Secret>) -> Self {
        let mapping = &provider.claims_mapping;
        let name = |name: &Option<ClaimName>| name.as_ref().map(ToString::to_string).unwrap_or_default();
        Self {
            name: provider.name.to_string(),
            metadata_url: provider.metadata_url.to_string(),
            client_id: provider.client_id.clone(),
            client_secret,
            scope: provider.scope.as_typed().to_owned(),
            response_type: provider.response_type,
            response_mode: provider.response_mode,
            domain_hint: provider.domain_hint.as_ref().map(ToString::to_string).unwrap_or_default(),
            claims_mapping: ClaimsMappingInput {
                user_id: mapping.user_id.to_string(),
                display_name: name(&mapping.display_name),
                given_name: name(&mapping.given_name),
                surname: name(&mapping.surname),
                email: name(&mapping.email),
            },
            client_authentication: provider.client_authentication,
            pkce: provider.pkce,
            authorization_parameters: provider.authorization_parameters.as_lines(),
            user_info: provider.user_info,
            clock_tolerance_seconds: provider.clock_tolerance_seconds,
            own_redirect_uri: Some(provider.own_redirect_uri),
            enabled: provider.enabled,
        }
    }
}

/// What a provider's operator registers for us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// Redirect URIs; the first is the one to use.
    pub redirect_uris: Vec<String>,
    /// How we prove ourselves.
    pub token_endpoint_auth_method: &'static str,
    /// What we ask for.
    pub scopes: Vec<String>,
}

impl Federation {
    /// Providers by id.
    pub async fn identity_providers(
        &self,
        tenant: TenantId,
        search: &str,
        after: Option<&str>,
    ) -> Result<Listing<Versioned<IdentityProvider>>, Error> {
        self.list(tenant, search, after, |provider: &IdentityProvider| provider.name.as_str()).await
    }

    /// All providers: a tenant has few.
    pub async fn every_identity_provider(&self, tenant: TenantId) -> Result<Vec<Versioned<IdentityProvider>>, Error> {
        self.every(tenant).await
    }

    /// One provider.
    pub async fn identity_provider(
        &self,
        tenant: TenantId,
        id: ProviderId,
    ) -> Result<Versioned<IdentityProvider>, Error> {
        self.get(tenant, &id.to_string()).await
    }

    /// Adds a provider.
    pub async fn create_identity_provider(
        &self,
        tenant: TenantId,
        input: &IdentityProviderInput,
        by: &str,
    ) -> Result<Versioned<IdentityProvider>, Error> {
        let id = ProviderId::new(&*self.clock, &*self.entropy);
        let provider = self.build_provider(id, input, None)?;
        let secret = self.secret_change(tenant, &provider, input);
        self.put(tenant, provider, Expected::New, secret, by).await
    }

    /// Changes a provider. Its metadata URL stays: links to users must not pass to another issuer (S35).
    pub async fn update_identity_provider(
        &self,
        tenant: TenantId,
        id: ProviderId,
        version: u32,
        input: &IdentityProviderInput,
        by: &str,
    ) -> Result<Versioned<IdentityProvider>, Error> {
        let before = self.identity_provider(tenant, id).await?;
        let provider = self.build_provider(id, input, Some(&before.document))?;
        let secret = self.secret_change(tenant, &provider, input);
        self.put(tenant, provider, Expected::Version(version), secret, by).await
    }

    /// What saving it so would refuse; nothing is saved.
    pub async fn review_identity_provider(
        &self,
        tenant: TenantId,
        id: Option<ProviderId>,
        input: &IdentityProviderInput,
    ) -> Result<Fields, Error> {
        let before = match id {
            Some(id) => Some(self.identity_provider(tenant, id).await?.document),
            None => None,
        };
        let id = id.unwrap_or_else(|| ProviderId::new(&*self.clock, &*self.entropy));
        fields_of(self.build_provider(id, input, before.as_ref()))
    }

    /// Deletes a provider with its secret, and takes it out of every user flow.
    pub async fn delete_identity_provider(
        &self,
        tenant: TenantId,
        id: ProviderId,
        version: u32,
        by: &str,
    ) -> Result<(), Error> {
        let provider = self.identity_provider(tenant, id).await?;
        let mut changes: Vec<Change> =
            provider.document.client_secret.map(|secret| Change::DeleteSecret { tenant, secret }).into_iter().collect();
        for Versioned { version, document: mut flow } in self.flows_with(tenant, id).await? {
            flow.providers.retain(|known| *known != id);
            changes.push(Change::PutDocument {
                key: DocumentKey::of(tenant, &flow),
                expected: Expected::Version(version),
                lookup: flow.lookup(),
                body: to_json(&flow)?,
                at: self.clock.now(),
                by: by.to_owned(),
            });
        }
        self.delete::<IdentityProvider>(tenant, &id.to_string(), version, changes, by).await
    }

    /// The other provider that an issuer belongs to (S35); `None` when it is this one's. Two providers that read the
    /// same metadata are the same provider with two clients: neither can say of itself what the other could not.
    pub(crate) async fn claim_issuer(
        &self,
        tenant: TenantId,
        issuer: &str,
        provider: ProviderId,
    ) -> Result<Option<IdentityProvider>, Error> {
        let holder = match self.store.issuer_holder(tenant, issuer).await? {
            Some(holder) => holder,
            None => self.store.claim_issuer(tenant, issuer, provider).await?,
        };
        if holder == provider {
            return Ok(None);
        }
        let own = self.find_provider(tenant, provider).await?.map(|provider| provider.metadata_url);
        let other = self.find_provider(tenant, holder).await?;
        Ok(other.filter(|other| own.as_ref() != Some(&other.metadata_url)))
    }

    /// The user flows that offer a provider.
    pub async fn flows_with(&self, tenant: TenantId, id: ProviderId) -> Result<Vec<Versioned<UserFlow>>, Error> {
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let part = self.user_flows(tenant, "", after.as_deref()).await?;
            found.extend(part.items.into_iter().filter(|flow| flow.document.providers.contains(&id)));
            match part.next {
                Some(next) => after = Some(next),
                None => return Ok(found),
            }
        }
    }

    /// What a provider's operator registers.
    pub fn registration(&self, tenant: &Tenant, origin: &Origin, provider: Option<&IdentityProvider>) -> Registration {
        let callback = |segment: String| {
            let policy = PolicyId::parse("B2C_1_any").ok()?;
            let path =
                PolicyPath { origin: origin.clone(), tenant: segment, tfp: false, policy, form: PolicyForm::Path };
            Some(match provider.filter(|provider| provider.own_redirect_uri) {
                Some(provider) => path.own_callback(&policy::user_flow::profile_of(provider.id)),
                None => path.callback(false),
            })
        };
        Registration {
            redirect_uris: [tenant.name.domain(), tenant.id.to_string()].into_iter().filter_map(callback).collect(),
            token_endpoint_auth_method: match provider {
                Some(provider) if provider.response_type == ResponseType::IdToken => "none",
                provider => provider.map(|provider| provider.client_authentication).unwrap_or_default().as_str(),
            },
            scopes: provider.map(|provider| provider.scope.values().map(str::to_owned).collect()).unwrap_or_default(),
        }
    }

    /// A provider as it is entered, checked.
    pub(crate) fn build_provider(
        &self,
        id: ProviderId,
        input: &IdentityProviderInput,
        before: Option<&IdentityProvider>,
    ) -> Result<IdentityProvider, Error> {
        let mut form = Form::default();
        let name = form.take("name", DisplayName::parse(&input.name));
        let metadata_url = match before {
            Some(before) => Some(before.metadata_url.clone()),
            None => form.take("metadataUrl", MetadataUrl::parse(&input.metadata_url)),
        };
        let client_id = input.client_id.trim().to_owned();
        if client_id.is_empty() || client_id.len() > 1024 || client_id.chars().any(char::is_control) {
            form.wrong("clientId", "Enter the client ID that the provider gave you.");
        }
        let scope = form.take("scope", Scope::parse(&input.scope));
        let domain_hint = form.optional("domainHint", &input.domain_hint, DomainHint::parse);
        let mapping = &input.claims_mapping;
        let user_id = if mapping.user_id.trim().is_empty() {
            form.wrong(
                "claimsMapping.userId",
                "Enter the claim that identifies the person at the provider, usually `sub`.",
            );
            None
        } else {
            form.take("claimsMapping.userId", ClaimName::parse(&mapping.user_id))
        };
        let display_name = form.optional("claimsMapping.displayName", &mapping.display_name, ClaimName::parse);
        let given_name = form.optional("claimsMapping.givenName", &mapping.given_name, ClaimName::parse);
        let surname = form.optional("claimsMapping.surname", &mapping.surname, ClaimName::parse);
        let email = form.optional("claimsMapping.email", &mapping.email, ClaimName::parse);
        let entered = input.client_secret.as_ref().filter(|secret| !secret.is_empty());
        let stored = before.and_then(|before| before.client_secret);
        let client_secret = match (entered, stored) {
            (Some(_), Some(stored)) => Some(SecretRef { version: stored.version + 1, ..stored }),
            (Some(_), None) => Some(SecretRef { id: SecretId::new(&*self.clock, &*self.entropy), version: 1 }),
            (None, stored) => stored,
        };
        if client_secret.is_none() && needs_client_secret(input.response_type, input.client_authentication) {
            form.wrong("clientSecret", "Response type `code` needs the client secret that the provider gave you.");
        }
        let parameters =
            form.take("authorizationParameters", AuthorizationParameters::parse(&input.authorization_parameters));
        if input.user_info && input.response_type == ResponseType::IdToken {
            form.wrong("userInfo", "Userinfo needs response type `code`: with `id_token` no access token comes.");
        }
        if input.pkce == Pkce::Always && input.response_type == ResponseType::IdToken {
            form.wrong("pkce", "PKCE protects a code; with response type `id_token` there is none.");
        }
        if input.clock_tolerance_seconds > 120 {
            form.wrong("clockToleranceSeconds", "The clock tolerance is 0 to 120 seconds.");
        }
        if entered.is_some_and(|secret| secret.expose().len() > 4096) {
            form.wrong("clientSecret", "A client secret has at most 4096 characters.");
        }
        match (name, metadata_url, scope, user_id, parameters) {
            (Some(name), Some(metadata_url), Some(scope), Some(user_id), Some(authorization_parameters))
                if form.is_fine() =>
            {
                Ok(IdentityProvider {
                    id,
                    name,
                    metadata_url,
                    client_id,
                    client_secret,
                    scope,
                    response_type: input.response_type,
                    response_mode: input.response_mode,
                    domain_hint,
                    claims_mapping: ClaimsMapping { user_id, display_name, given_name, surname, email },
                    client_authentication: input.client_authentication,
                    pkce: input.pkce,
                    authorization_parameters,
                    user_info: input.user_info,
                    clock_tolerance_seconds: input.clock_tolerance_seconds,
                    own_redirect_uri: input
                        .own_redirect_uri
                        .unwrap_or_else(|| before.is_some_and(|before| before.own_redirect_uri)),
                    enabled: input.enabled,
                })
            }
            _ => Err(form.refused()),
        }
    }

    /// What stores the secret that was entered.
    pub(crate) fn secret_change(
        &self,
        tenant: TenantId,
        provider: &IdentityProvider,
        input: &IdentityProviderInput,
    ) -> Vec<Change> {
        let entered = input.client_secret.clone().filter(|secret| !secret.is_empty());
        match (entered, provider.client_secret) {
            (Some(value), Some(secret)) => vec![Change::PutSecret { tenant, secret, value, at: self.clock.now() }],
            _ => Vec::new(),
        }
    }
}
