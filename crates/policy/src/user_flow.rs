//! The policy tree of a user flow (behaviour reference §1.7, §4): selection, exchange, directory read and write,
//! answer. The same tree that a custom policy's XML gives.

mod attributes;
mod parts;

use crate::tree::{
    BuildingBlocks, ClaimUse, ClaimsProvider, DisplayOption, Exchange, Exchanges, Item, Key, List, OrchestrationStep,
    Origin, Policy, Precondition, Protocol, RelyingParty, Selection, Selections, StepType, TechnicalProfile, Text,
    UserJourney, Value,
};
use domain::{
    ClientAuthentication, IdentityProvider, Pkce, PolicyClaim, ProviderId, SubjectForm, UserFlow, UserFlowKind,
};

pub use attributes::{Attribute, COLLECTED_ATTRIBUTES};
pub(crate) use parts::{
    SHARED_ATTRIBUTES, claim, claim_types, content, directory, directory_steps, exchange_step, issuer_profile,
    metadata, party, provider, references, send_step, transformation, transformations, user_journey, uses,
};

/// The key container that user flows sign with.
pub const SIGNING_KEY_CONTAINER: &str = "B2C_1A_TokenSigningKeyContainer";

/// Metadata items with this prefix are parameters for the provider's authorization endpoint.
pub(crate) const PARAMETER_ITEM: &str = "passerelle.parameter.";

/// The claims that a user flow can return, with the names they have in tokens (behaviour reference §4.4).
pub const APPLICATION_CLAIMS: [(&str, &str, &str); 13] = [
    ("displayName", "name", "Display Name"),
    ("givenName", "given_name", "Given Name"),
    ("surname", "family_name", "Surname"),
    ("emails", "emails", "Email Addresses"),
    ("streetAddress", "streetAddress", "Street Address"),
    ("postalCode", "postalCode", "Postal Code"),
    ("city", "city", "City"),
    ("state", "state", "State/Province"),
    ("country", "country", "Country/Region"),
    ("jobTitle", "jobTitle", "Job Title"),
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
    (profile_of(provider.id), format!("{short}-Exchange"))
}

/// The technical profile of a provider; also the last part of its own redirect URI.
pub fn profile_of(provider: ProviderId) -> String {
    format!("{}-OpenIdConnect", provider.uuid().simple())
}

/// Generates the tree of a flow with its providers, in the flow's order.
pub fn generate(flow: &UserFlow, providers: &[IdentityProvider]) -> Policy {
    let origin = Origin::form(format!("User flow {}", flow.policy));
    let mut claims_providers: Vec<ClaimsProvider> = providers.iter().map(claims_provider).collect();
    claims_providers.push(directory_of(flow, &origin));
    claims_providers.extend(attributes::claims_provider(flow, &origin));
    claims_providers.push(provider("Session Management", vec![session_provider(&origin)], &origin));
    claims_providers.push(provider("Token Issuer", vec![jwt_issuer(flow, &origin)], &origin));
    Policy {
        id: Text::new(flow.policy.as_str(), &origin),
        building_blocks: BuildingBlocks {
            claim_types: List::new(attributes::claim_types(flow, &origin), &origin),
            transformations: List::new(transformations(&origin), &origin),
            content_definitions: List::new(attributes::contents(flow, &origin), &origin),
            localization: attributes::localization(flow, &origin),
            ..BuildingBlocks::empty(&origin)
        },
        claims_providers: List::new(claims_providers, &origin),
        user_journeys: List::new(vec![journey(flow, providers, &origin)], &origin),
        relying_party: Some(relying_party("SignUpOrSignIn", flow, &origin)),
        ..Policy::empty(&origin)
    }
}

/// The directory's profiles as a flow uses them.
fn directory_of(flow: &UserFlow, origin: &Origin) -> ClaimsProvider {
    let mut provider = directory(origin);
    let more: Vec<&str> = APPLICATION_CLAIMS
        .iter()
        .map(|(id, ..)| *id)
        .filter(|id| COLLECTED_ATTRIBUTES.iter().any(|known| known.id == *id) && !SHARED_ATTRIBUTES.contains(id))
        .filter(|id| flow.claims.iter().chain(&flow.attributes).any(|chosen| chosen == id))
        .collect();
    for profile in &mut provider.technical_profiles.items {
        let writes = *profile.id == *"AAD-UserWriteUsingAlternativeSecurityId";
        let claims = if writes { &mut profile.persisted_claims } else { &mut profile.output_claims };
        claims.items.extend(more.iter().map(|claim| ClaimUse::new(claim, origin)));
        match flow.kind {
            UserFlowKind::SignIn if !writes => {
                profile.metadata.retain(|item| *item.key != *"RaiseErrorIfClaimsPrincipalDoesNotExist");
                profile.metadata.push(Item::new("RaiseErrorIfClaimsPrincipalDoesNotExist", "true", origin));
            }
            UserFlowKind::SignUp if writes => {
                profile.metadata.push(Item::new("RaiseErrorIfClaimsPrincipalAlreadyExists", "true", origin));
            }
            _ => {}
        }
    }
    provider
}

fn claims_provider(provider: &IdentityProvider) -> ClaimsProvider {
    let origin = Origin::form(format!("Identity provider {}", provider.name));
    let (id, _) = names(provider);
    let mut profile = TechnicalProfile::new(id, Some(Protocol::named("OpenIdConnect", &origin)), &origin);
    profile.display_name = Some(Text::new(provider.name.as_str(), &origin));
    profile.provider = Some(provider.id);
    let pkce = match provider.pkce {
        Pkce::WhenOffered => "when_offered",
        Pkce::Always => "always",
        Pkce::Never => "never",
    };
    let tolerance = provider.clock_tolerance_seconds.to_string();
    let scope = provider.scope.on_the_wire();
    let mut items = vec![
        ("METADATA", provider.metadata_url.as_str()),
        ("ProviderName", provider.name.as_str()),
        ("client_id", &provider.client_id),
        ("scope", &scope),
        ("response_types", provider.response_type.as_str()),
        ("response_mode", provider.response_mode.as_str()),
        ("HttpBinding", "POST"),
        ("UsePolicyInRedirectUri", "false"),
        ("token_endpoint_auth_method", provider.client_authentication.as_str()),
        ("passerelle.pkce", pkce),
        ("passerelle.clock_tolerance", &tolerance),
        ("passerelle.user_info", if provider.user_info { "true" } else { "false" }),
    ];
    if provider.own_redirect_uri {
        items.push(("passerelle.own_redirect_uri", "true"));
    }
    let parameters: Vec<(String, &str)> = provider
        .authorization_parameters
        .pairs()
        .iter()
        .map(|(name, value)| (format!("{PARAMETER_ITEM}{name}"), value.as_str()))
        .collect();
    items.extend(parameters.iter().map(|(key, value)| (key.as_str(), *value)));
    profile.metadata = metadata(&items, &origin);
    if provider.client_secret.is_some() {
        profile.keys.add(Key::new("client_secret", secret_storage(provider.id), &origin), &origin);
    }
    if provider.client_authentication == ClientAuthentication::PrivateKeyJwt {
        profile.keys.add(Key::new("assertion_signing_key", SIGNING_KEY_CONTAINER, &origin), &origin);
    }
    let mapping = &provider.claims_mapping;
    let claim = |claim: &str| ClaimUse::new(claim, &origin);
    let mut output_claims = vec![claim("issuerUserId").partner(mapping.user_id.as_str()).required()];
    let optional = [
        ("displayName", &mapping.display_name),
        ("givenName", &mapping.given_name),
        ("surname", &mapping.surname),
        ("email", &mapping.email),
    ];
    for (claim, name) in optional {
        if let Some(name) = name {
            output_claims.push(ClaimUse::new(claim, &origin).partner(name.as_str()));
        }
    }
    // `iss` is the verified issuer: it equals the metadata's, or the token was refused.
    output_claims.push(claim("identityProvider").partner("iss").required());
    output_claims.push(claim("authenticationSource").always("socialIdpAuthentication"));
    profile.output_claims = List::new(output_claims, &origin);
    profile.output_transformations = references(&["CreateAlternativeSecurityId", "CreateEmails"], &origin);
    profile.session = Some(crate::tree::Reference::new("SM-SocialLogin", &origin));
    ClaimsProvider {
        domain: provider.domain_hint.as_ref().map(|hint| Text::new(hint.to_string(), &origin)),
        ..self::provider(provider.name.as_str(), vec![profile], &origin)
    }
}

/// What a session keeps of a sign-in by a provider. `issuerUserId` is an output claim of every provider's profile, so a
/// session spares the visit to the provider too (behaviour reference §9).
fn session_provider(origin: &Origin) -> TechnicalProfile {
    let handler = "Web.TPEngine.SSO.ExternalLoginSSOSessionProvider";
    let mut profile = TechnicalProfile::new("SM-SocialLogin", Some(Protocol::proprietary(handler, origin)), origin);
    let kept = [
        "issuerUserId",
        "identityProvider",
        "authenticationSource",
        "alternativeSecurityId",
        "displayName",
        "givenName",
        "surname",
        "email",
        "emails",
    ];
    profile.persisted_claims = uses(kept, origin);
    profile
}

fn jwt_issuer(flow: &UserFlow, origin: &Origin) -> TechnicalProfile {
    let mut issuer = issuer_profile(flow.issuer, origin);
    let lifetimes = &flow.lifetimes;
    let mut item = |key: &str, value: String| issuer.metadata.push(Item::new(key, value, origin));
    item("token_lifetime_secs", lifetimes.token_seconds.to_string());
    item("id_token_lifetime_secs", lifetimes.token_seconds.to_string());
    item("refresh_token_lifetime_secs", lifetimes.refresh_seconds.to_string());
    match lifetimes.sliding_window_seconds {
        Some(window) => item("rolling_refresh_token_lifetime_secs", window.to_string()),
        None => item("allow_infinite_rolling_refresh_token", "true".to_owned()),
    }
    item("passerelle.code_lifetime_secs", lifetimes.code_seconds.to_string());
    if flow.policy_claim == PolicyClaim::Acr {
        issuer.metadata.retain(|item| *item.key != *"AuthenticationContextReferenceClaimPattern");
        issuer.metadata.push(Item::new("AuthenticationContextReferenceClaimPattern", "PolicyId", origin));
    }
    issuer
}

fn journey(flow: &UserFlow, providers: &[IdentityProvider], origin: &Origin) -> UserJourney {
    let mut select = OrchestrationStep::new(1, StepType::CombinedSignInAndSignUp, origin);
    select.content = Some(Text::new("api.signuporsignin", origin));
    let option = if flow.skip_single_provider {
        DisplayOption::DoNotShowSingleProvider
    } else {
        DisplayOption::ShowSingleProvider
    };
    select.selections = Some(Selections {
        display_option: Some(Value::new(option, origin)),
        items: providers.iter().map(|provider| Selection::target(&names(provider).1, origin)).collect(),
        ..Selections::empty(origin)
    });

    let mut exchange = OrchestrationStep::new(2, StepType::ClaimsExchange, origin);
    exchange.preconditions = List::new(vec![Precondition::claims_exist("objectId", true, origin)], origin);
    exchange.exchanges = Some(Exchanges {
        items: providers.iter().map(|provider| Exchange::new(&names(provider).1, &names(provider).0, origin)).collect(),
        ..Exchanges::empty(origin)
    });

    let mut steps = vec![select, exchange];
    let [read, mut write] = directory_steps(3, origin);
    steps.push(read);
    let next = |steps: &[OrchestrationStep]| u16::try_from(steps.len() + 1).unwrap_or(u16::MAX);
    if flow.kind.signs_up() {
        let asking = attributes::steps(flow, next(&steps), origin);
        steps.extend(asking);
        // Who signs up and is a user already is told so by the write.
        if flow.kind == UserFlowKind::SignUp {
            write.preconditions = List::default();
        }
        write.order = send_step(next(&steps), origin).order;
        steps.push(write);
    }
    let send = send_step(next(&steps), origin);
    steps.push(send);
    user_journey("SignUpOrSignIn", steps, origin)
}

/// What `sub` says in the legacy form: the `sub` of tokens where a user flow gives no subject (behaviour reference §7).
pub const NO_SUBJECT: &str = "Not supported. Use the oid claim.";

fn relying_party(journey: &str, flow: &UserFlow, origin: &Origin) -> RelyingParty {
    let claim = |claim: &str| ClaimUse::new(claim, origin);
    let mut output_claims = match flow.subject {
        SubjectForm::ObjectId => vec![claim("objectId").partner("sub").required()],
        SubjectForm::NotSupported => vec![
            claim("sub").always(NO_SUBJECT).partner("sub"),
            // Nothing else would tell one person from another.
            claim("objectId").partner("oid").required(),
        ],
    };
    if flow.policy_claim == PolicyClaim::Tfp {
        output_claims.push(claim("trustFrameworkPolicy").always("{policy}").partner("tfp"));
    }
    for (id, name, _) in APPLICATION_CLAIMS {
        let there = output_claims.iter().any(|used| used.partner.as_ref().is_some_and(|partner| **partner == *name));
        if !there && flow.claims.iter().any(|chosen| chosen == id) {
            output_claims.push(claim(id).partner(name));
        }
    }
    party(journey, output_claims, flow.session, origin)
}

#[cfg(test)]
mod tests;
