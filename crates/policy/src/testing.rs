//! A user flow with two providers, for the tests of this crate.

use crate::{
    Policy, Program, build,
    tree::{ClaimType, ClaimsTransformation, OrchestrationStep, TechnicalProfile},
    user_flow::generate,
};
use domain::{
    AuthorizationParameters, ClaimName, ClaimsMapping, ClientAuthentication, DisplayName, DomainHint, IdentityProvider,
    MetadataUrl, Pkce, PolicyId, ProviderId, ResponseMode, ResponseType, Scope, SecretRef, UserFlow, UserFlowKind,
};

pub(crate) fn provider_id(digit: char) -> ProviderId {
    let text: String =
        "00000000-0000-4000-8000-000000000000".chars().map(|c| if c == '0' { digit } else { c }).collect();
    text.parse().unwrap()
}

/// Mobile ID, as its how-to says (behaviour reference §1.8).
pub(crate) fn mobile_id() -> IdentityProvider {
    IdentityProvider {
        id: provider_id('1'),
        name: DisplayName::parse("Mobile ID").unwrap(),
        metadata_url: MetadataUrl::parse("https://openid.mobileid.ch/.well-known/openid-configuration").unwrap(),
        client_id: "me-at-mobile-id".to_owned(),
        client_secret: Some(SecretRef { id: "33333333-3333-4333-8333-333333333333".parse().unwrap(), version: 7 }),
        scope: Scope::parse("openid, profile, phone, mid_profile").unwrap(),
        response_type: ResponseType::Code,
        response_mode: ResponseMode::FormPost,
        domain_hint: Some(DomainHint::parse("mobileid.ch").unwrap()),
        claims_mapping: ClaimsMapping {
            user_id: ClaimName::parse("sub").unwrap(),
            display_name: Some(ClaimName::parse("name").unwrap()),
            given_name: None,
            surname: None,
            email: None,
        },
        client_authentication: ClientAuthentication::ClientSecretPost,
        authorization_parameters: AuthorizationParameters::default(),
        user_info: false,
        pkce: Pkce::WhenOffered,
        clock_tolerance_seconds: 60,
        own_redirect_uri: false,
        enabled: true,
    }
}

/// Everything else than [`mobile_id`] has.
pub(crate) fn contoso() -> IdentityProvider {
    let name = |text: &str| Some(ClaimName::parse(text).unwrap());
    IdentityProvider {
        id: provider_id('2'),
        name: DisplayName::parse("Contoso").unwrap(),
        metadata_url: MetadataUrl::parse("https://op.example/.well-known/openid-configuration").unwrap(),
        client_id: "me-at-contoso".to_owned(),
        client_secret: None,
        scope: Scope::parse("openid email").unwrap(),
        response_mode: ResponseMode::Query,
        domain_hint: None,
        claims_mapping: ClaimsMapping {
            user_id: ClaimName::parse("oid").unwrap(),
            display_name: name("name"),
            given_name: name("given_name"),
            surname: name("family_name"),
            email: name("email"),
        },
        client_authentication: ClientAuthentication::PrivateKeyJwt,
        authorization_parameters: AuthorizationParameters::parse("acr_values=high\nprompt=login").unwrap(),
        user_info: true,
        pkce: Pkce::Always,
        clock_tolerance_seconds: 5,
        own_redirect_uri: false,
        ..mobile_id()
    }
}

pub(crate) fn flow() -> UserFlow {
    let id = "44444444-4444-4444-8444-444444444444".parse().unwrap();
    UserFlow {
        providers: vec![provider_id('1'), provider_id('2')],
        claims: ["displayName", "emails", "identityProvider"].map(str::to_owned).to_vec(),
        ..UserFlow::new(id, PolicyId::parse("B2C_1_SignUpSignIn").unwrap(), UserFlowKind::SignUpOrSignIn)
    }
}

pub(crate) fn tree() -> Policy {
    generate(&flow(), &[mobile_id(), contoso()])
}

pub(crate) fn compiled(policy: Policy) -> Program {
    build(vec![policy]).unwrap_or_else(|found| panic!("{found:#?}"))
}

/// A text of no file.
pub(crate) fn text(text: &str) -> crate::tree::Text {
    crate::tree::Text::new(text, &crate::tree::Origin::form("test"))
}

/// A claim under its own name.
pub(crate) fn used(claim: &str) -> crate::tree::ClaimUse {
    crate::tree::ClaimUse::new(claim, &crate::tree::Origin::form("test"))
}

/// The codes of the errors.
fn errors(found: &[crate::Diagnostic]) -> Vec<String> {
    let errors = found.iter().filter(|found| found.severity == crate::Severity::Error);
    errors.map(|found| found.code.clone()).collect()
}

/// The codes of what is wrong with a policy.
pub(crate) fn codes(policy: Policy) -> Vec<String> {
    match build(vec![policy]) {
        Ok(_) => Vec::new(),
        Err(found) => errors(&found),
    }
}

impl Policy {
    /// A technical profile, to break it.
    pub(crate) fn profile(&mut self, id: &str) -> &mut TechnicalProfile {
        self.claims_providers
            .iter_mut()
            .flat_map(|provider| &mut provider.technical_profiles)
            .find(|profile| profile.id.is(id))
            .unwrap()
    }

    /// A step of its only journey, by its order.
    pub(crate) fn step(&mut self, order: usize) -> &mut OrchestrationStep {
        &mut self.user_journeys[0].steps[order - 1]
    }

    /// A claims transformation.
    pub(crate) fn transformation(&mut self, id: &str) -> &mut ClaimsTransformation {
        self.building_blocks.transformations.iter_mut().find(|found| found.id.is(id)).unwrap()
    }

    /// A claim type.
    pub(crate) fn claim_type(&mut self, id: &str) -> &mut ClaimType {
        self.building_blocks.claim_types.iter_mut().find(|found| found.id.is(id)).unwrap()
    }
}

/// The profile of [`mobile_id`].
pub(crate) const MOBILE_ID: &str = "11111111111141118111111111111111-OpenIdConnect";
/// The profile of [`contoso`].
pub(crate) const CONTOSO: &str = "22222222222242228222222222222222-OpenIdConnect";
