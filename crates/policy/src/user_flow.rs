//! The policy tree of a user flow (behaviour reference §1.7, §4): selection, exchange, directory read and write,
//! answer. The same tree that a custom policy's XML gives.

use crate::{
    compile::handler,
    tree::{
        ClaimType, ClaimUse, ClaimsProvider, ClaimsTransformation, ContentDefinition, InputType, OrchestrationStep,
        Origin, Policy, Precondition, Protocol, RelyingParty, StepType, TechnicalProfile, UserJourney,
    },
};
use domain::{
    ClientAuthentication, DataType, IdentityProvider, IssuerForm, Pkce, PolicyClaim, ProviderId, SubjectForm, UserFlow,
};

/// The key container that user flows sign with.
pub const SIGNING_KEY_CONTAINER: &str = "B2C_1A_TokenSigningKeyContainer";

/// The claims that a user flow can return, with the names they have in tokens (behaviour reference §4.4).
pub const APPLICATION_CLAIMS: [(&str, &str, &str); 7] = [
    ("displayName", "name", "Display Name"),
    ("givenName", "given_name", "Given Name"),
    ("surname", "family_name", "Surname"),
    ("emails", "emails", "Email Addresses"),
    ("identityProvider", "idp", "Identity Provider"),
    ("objectId", "oid", "User's Object ID"),
    ("newUser", "newUser", "User is new"),
];

/// Where the secret of a user flow's provider is kept: a storage reference that no policy key can have.
pub fn secret_storage(provider: ProviderId) -> String {
    format!("provider/{provider}")
}

/// The provider whose secret a storage reference means.
pub fn find_provider_of_secret(storage: &str) -> Option<ProviderId> {
    storage.strip_prefix("provider/")?.parse().ok()
}

/// The technical profile of a provider, and the claims exchange of its button.
fn names(provider: &IdentityProvider) -> (String, String) {
    let short = provider.id.uuid().simple();
    (format!("{short}-OpenIdConnect"), format!("{short}-Exchange"))
}

/// Generates the tree of a flow with its providers, in the flow's order.
pub fn generate(flow: &UserFlow, providers: &[IdentityProvider]) -> Policy {
    let origin = Origin::form(format!("User flow {}", flow.policy));
    let mut claims_providers: Vec<ClaimsProvider> = providers.iter().map(claims_provider).collect();
    claims_providers.push(directory(&origin));
    claims_providers.push(ClaimsProvider {
        domains: Vec::new(),
        display_name: Some("Token Issuer".to_owned()),
        technical_profiles: vec![jwt_issuer(flow, &origin)],
    });
    Policy {
        id: flow.policy.clone(),
        base: None,
        claim_types: claim_types(&origin),
        transformations: transformations(&origin),
        content_definitions: vec![content("api.signuporsignin", "unified", "unifiedssp:2.1.14", &origin)],
        claims_providers,
        user_journeys: vec![journey(flow, providers, &origin)],
        sub_journeys: Vec::new(),
        relying_party: Some(relying_party("SignUpOrSignIn", flow, &origin)),
        origin,
    }
}

fn claims_provider(provider: &IdentityProvider) -> ClaimsProvider {
    let origin = Origin::form(format!("Identity provider {}", provider.name));
    let (id, _) = names(provider);
    let mut profile = TechnicalProfile::new(id, Some(Protocol::named("OpenIdConnect")), origin);
    profile.display_name = Some(provider.name.to_string());
    profile.provider = Some(provider.id);
    let item = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    profile.metadata = vec![
        item("METADATA", provider.metadata_url.as_str()),
        item("ProviderName", provider.name.as_str()),
        item("client_id", &provider.client_id),
        item("scope", &provider.scope.on_the_wire()),
        item("response_types", "code"),
        item("response_mode", provider.response_mode.as_str()),
        item("HttpBinding", "POST"),
        item("UsePolicyInRedirectUri", "false"),
        item(
            "token_endpoint_auth_method",
            match provider.client_authentication {
                ClientAuthentication::ClientSecretPost => "client_secret_post",
                ClientAuthentication::ClientSecretBasic => "client_secret_basic",
            },
        ),
        item(
            "passerelle.pkce",
            match provider.pkce {
                Pkce::WhenOffered => "when_offered",
                Pkce::Always => "always",
                Pkce::Never => "never",
            },
        ),
        item("passerelle.clock_tolerance", &provider.clock_tolerance_seconds.to_string()),
    ];
    if provider.client_secret.is_some() {
        profile.keys.push(("client_secret".to_owned(), secret_storage(provider.id)));
    }
    let mapping = &provider.claims_mapping;
    profile.output_claims = vec![ClaimUse::partner("issuerUserId", mapping.user_id.as_str()).required()];
    let optional = [
        ("displayName", &mapping.display_name),
        ("givenName", &mapping.given_name),
        ("surname", &mapping.surname),
        ("email", &mapping.email),
    ];
    for (claim, name) in optional {
        if let Some(name) = name {
            profile.output_claims.push(ClaimUse::partner(claim, name.as_str()));
        }
    }
    // `iss` is the verified issuer: it equals the metadata's, or the token was refused.
    profile.output_claims.push(ClaimUse::partner("identityProvider", "iss").required());
    profile.output_claims.push(ClaimUse::always("authenticationSource", "socialIdpAuthentication"));
    profile.output_transformations = vec!["CreateAlternativeSecurityId".to_owned(), "CreateEmails".to_owned()];
    profile.session = Some("SM-SocialLogin".to_owned());
    ClaimsProvider {
        domains: provider.domain_hint.iter().map(ToString::to_string).collect(),
        display_name: Some(provider.name.to_string()),
        technical_profiles: vec![profile],
    }
}

/// The directory profiles that user flows and the demo's provider share.
pub(crate) fn directory(origin: &Origin) -> ClaimsProvider {
    let handler = || Some(Protocol::proprietary(handler::DIRECTORY));
    let returned = ["displayName", "givenName", "surname", "emails"];

    let mut read = TechnicalProfile::new("AAD-UserReadUsingAlternativeSecurityId-NoError", handler(), origin.clone());
    read.metadata = vec![
        ("Operation".to_owned(), "Read".to_owned()),
        ("RaiseErrorIfClaimsPrincipalDoesNotExist".to_owned(), "false".to_owned()),
    ];
    read.input_claims = vec![ClaimUse::new("alternativeSecurityId").required()];
    read.output_claims = std::iter::once("objectId").chain(returned).map(ClaimUse::new).collect();

    let mut write = TechnicalProfile::new("AAD-UserWriteUsingAlternativeSecurityId", handler(), origin.clone());
    write.metadata = vec![
        ("Operation".to_owned(), "Write".to_owned()),
        ("RaiseErrorIfClaimsPrincipalAlreadyExists".to_owned(), "true".to_owned()),
    ];
    write.input_claims = vec![ClaimUse::new("alternativeSecurityId").required()];
    write.persisted_claims = std::iter::once("alternativeSecurityId").chain(returned).map(ClaimUse::new).collect();
    write.output_claims = vec![ClaimUse::new("objectId"), ClaimUse::partner("newUser", "newClaimsPrincipalCreated")];

    ClaimsProvider {
        domains: Vec::new(),
        display_name: Some("Azure Active Directory".to_owned()),
        technical_profiles: vec![read, write],
    }
}

fn jwt_issuer(flow: &UserFlow, origin: &Origin) -> TechnicalProfile {
    let mut issuer = issuer_profile(flow.issuer, origin);
    let lifetimes = &flow.lifetimes;
    let mut item = |key: &str, value: String| issuer.metadata.push((key.to_owned(), value));
    item("token_lifetime_secs", lifetimes.token_seconds.to_string());
    item("id_token_lifetime_secs", lifetimes.token_seconds.to_string());
    item("refresh_token_lifetime_secs", lifetimes.refresh_seconds.to_string());
    match lifetimes.sliding_window_seconds {
        Some(window) => item("rolling_refresh_token_lifetime_secs", window.to_string()),
        None => item("allow_infinite_rolling_refresh_token", "true".to_owned()),
    }
    item("passerelle.code_lifetime_secs", lifetimes.code_seconds.to_string());
    if flow.policy_claim == PolicyClaim::Acr {
        issuer.metadata.retain(|(key, _)| key != "AuthenticationContextReferenceClaimPattern");
        issuer.metadata.push(("AuthenticationContextReferenceClaimPattern".to_owned(), "PolicyId".to_owned()));
    }
    issuer
}

pub(crate) fn issuer_profile(form: IssuerForm, origin: &Origin) -> TechnicalProfile {
    let mut issuer = TechnicalProfile::new("JwtIssuer", Some(Protocol::named("OpenIdConnect")), origin.clone());
    issuer.output_token_format = Some("JWT".to_owned());
    let pattern = match form {
        IssuerForm::AuthorityWithTfp => "AuthorityWithTfp",
        IssuerForm::AuthorityAndTenantGuid => "AuthorityAndTenantGuid",
    };
    issuer.metadata = vec![
        ("IssuanceClaimPattern".to_owned(), pattern.to_owned()),
        ("AuthenticationContextReferenceClaimPattern".to_owned(), "None".to_owned()),
    ];
    issuer.keys = vec![("issuer_secret".to_owned(), SIGNING_KEY_CONTAINER.to_owned())];
    issuer
}

fn journey(flow: &UserFlow, providers: &[IdentityProvider], origin: &Origin) -> UserJourney {
    let mut select = OrchestrationStep::new(1, StepType::CombinedSignInAndSignUp, origin.clone());
    select.content = Some("api.signuporsignin".to_owned());
    select.show_single_provider = !flow.skip_single_provider;
    select.selections = providers.iter().map(|provider| names(provider).1).collect();

    let mut exchange = OrchestrationStep::new(2, StepType::ClaimsExchange, origin.clone());
    exchange.preconditions = vec![Precondition::ClaimsExist { claim: "objectId".to_owned(), when: true }];
    exchange.exchanges = providers.iter().map(|provider| (names(provider).1, names(provider).0)).collect();

    let mut steps = vec![select, exchange];
    steps.extend(directory_steps(3, origin));
    let mut send = OrchestrationStep::new(5, StepType::SendClaims, origin.clone());
    send.issuer = Some("JwtIssuer".to_owned());
    steps.push(send);
    UserJourney { id: "SignUpOrSignIn".to_owned(), steps, origin: origin.clone() }
}

/// Read by alternative security id, then write unless somebody was found.
pub(crate) fn directory_steps(first: u16, origin: &Origin) -> [OrchestrationStep; 2] {
    let mut read = OrchestrationStep::new(first, StepType::ClaimsExchange, origin.clone());
    read.exchanges = vec![(
        "AADUserReadUsingAlternativeSecurityId".to_owned(),
        "AAD-UserReadUsingAlternativeSecurityId-NoError".to_owned(),
    )];
    let mut write = OrchestrationStep::new(first + 1, StepType::ClaimsExchange, origin.clone());
    write.preconditions = vec![Precondition::ClaimsExist { claim: "objectId".to_owned(), when: true }];
    write.exchanges = vec![(
        "AADUserWriteUsingAlternativeSecurityId".to_owned(),
        "AAD-UserWriteUsingAlternativeSecurityId".to_owned(),
    )];
    [read, write]
}

/// What `sub` says in the legacy form.
const NO_SUBJECT: &str = "Not supported. Use the oid claim.";

fn relying_party(journey: &str, flow: &UserFlow, origin: &Origin) -> RelyingParty {
    let mut output_claims = match flow.subject {
        SubjectForm::ObjectId => vec![ClaimUse::partner("objectId", "sub").required()],
        SubjectForm::NotSupported => vec![
            ClaimUse { partner: Some("sub".to_owned()), ..ClaimUse::always("sub", NO_SUBJECT) },
            // Nothing else would tell one person from another.
            ClaimUse::partner("objectId", "oid").required(),
        ],
    };
    if flow.policy_claim == PolicyClaim::Tfp {
        output_claims
            .push(ClaimUse { partner: Some("tfp".to_owned()), ..ClaimUse::always("trustFrameworkPolicy", "{policy}") });
    }
    for (claim, name, _) in APPLICATION_CLAIMS {
        let there = output_claims.iter().any(|used| used.partner.as_deref() == Some(name));
        if !there && flow.claims.iter().any(|chosen| chosen == claim) {
            output_claims.push(ClaimUse::partner(claim, name));
        }
    }
    RelyingParty {
        journey: journey.to_owned(),
        output_claims,
        subject: "sub".to_owned(),
        session: flow.session,
        origin: origin.clone(),
    }
}

pub(crate) fn content(id: &str, template: &str, page: &str, origin: &Origin) -> ContentDefinition {
    ContentDefinition {
        id: id.to_owned(),
        load_uri: format!("~/tenant/templates/AzureBlue/{template}.cshtml"),
        data_uri: format!("urn:com:microsoft:aad:b2c:elements:contract:{page}"),
        origin: origin.clone(),
    }
}

pub(crate) fn claim(id: &str, display_name: &str, data_type: DataType, origin: &Origin) -> ClaimType {
    ClaimType {
        id: id.to_owned(),
        display_name: Some(display_name.to_owned()),
        data_type,
        partners: Vec::new(),
        help: None,
        input: None,
        pattern: None,
        origin: origin.clone(),
    }
}

pub(crate) fn claim_types(origin: &Origin) -> Vec<ClaimType> {
    let of = |id: &str, name: &str, data_type| claim(id, name, data_type, origin);
    vec![
        of("issuerUserId", "User ID at the provider", DataType::String),
        of("identityProvider", "Identity Provider", DataType::String),
        of("authenticationSource", "Authentication source", DataType::String),
        of("alternativeSecurityId", "Alternative security id", DataType::String),
        of("objectId", "User's Object ID", DataType::String),
        of("newUser", "User is new", DataType::Boolean),
        ClaimType { input: Some(InputType::TextBox), ..of("displayName", "Display Name", DataType::String) },
        of("givenName", "Given Name", DataType::String),
        of("surname", "Surname", DataType::String),
        of("email", "Email Address", DataType::String),
        of("emails", "Email Addresses", DataType::StringCollection),
        of("trustFrameworkPolicy", "Policy", DataType::String),
        of("sub", "Subject", DataType::String),
    ]
}

pub(crate) fn transformations(origin: &Origin) -> Vec<ClaimsTransformation> {
    let pair = |claim: &str, name: &str| (claim.to_owned(), name.to_owned());
    vec![
        ClaimsTransformation {
            id: "CreateAlternativeSecurityId".to_owned(),
            method: "CreateAlternativeSecurityId".to_owned(),
            inputs: vec![pair("issuerUserId", "key"), pair("identityProvider", "identityProvider")],
            parameters: Vec::new(),
            outputs: vec![pair("alternativeSecurityId", "alternativeSecurityId")],
            origin: origin.clone(),
        },
        ClaimsTransformation {
            id: "CreateEmails".to_owned(),
            method: "AddItemToStringCollection".to_owned(),
            inputs: vec![pair("email", "item"), pair("emails", "collection")],
            parameters: Vec::new(),
            outputs: vec![pair("emails", "collection")],
            origin: origin.clone(),
        },
    ]
}

#[cfg(test)]
mod tests;
