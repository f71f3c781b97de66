//! What the generated policies share: the trees of user flows and of the demo's provider.

use super::SIGNING_KEY_CONTAINER;
use crate::{
    compile::handler,
    tree::{
        ClaimType, ClaimUse, ClaimsProvider, ClaimsTransformation, ContentDefinition, Exchange, Exchanges,
        InputParameter, InputType, Item, Key, List, OrchestrationStep, Origin, Precondition, Protocol, Reference,
        RelyingParty, SessionExpiryType, SessionScope, SingleSignOn, StepType, SubjectNaming, TechnicalProfile, Text,
        TokenFormat, TransformationClaim, UserJourney, UserJourneyBehaviors, Value,
    },
};
use domain::{DataType, IssuerForm, SessionKind, SessionSettings};

/// A claims provider with a name.
pub(crate) fn provider(name: &str, profiles: Vec<TechnicalProfile>, origin: &Origin) -> ClaimsProvider {
    ClaimsProvider {
        display_name: Some(Text::new(name, origin)),
        technical_profiles: List::new(profiles, origin),
        ..ClaimsProvider::empty(origin)
    }
}

/// Claims under their own names.
pub(crate) fn uses<'a>(claims: impl IntoIterator<Item = &'a str>, origin: &Origin) -> List<ClaimUse> {
    List::new(claims.into_iter().map(|claim| ClaimUse::new(claim, origin)).collect(), origin)
}

/// References by id.
pub(crate) fn references(ids: &[&str], origin: &Origin) -> List<Reference> {
    List::new(ids.iter().map(|id| Reference::new(*id, origin)).collect(), origin)
}

/// Metadata.
pub(crate) fn metadata(items: &[(&str, &str)], origin: &Origin) -> List<Item> {
    List::new(items.iter().map(|(key, value)| Item::new(key, *value, origin)).collect(), origin)
}

/// What is read and written of every user.
pub(crate) const SHARED_ATTRIBUTES: [&str; 4] = ["displayName", "givenName", "surname", "emails"];

/// The directory profiles that user flows and the demo's provider share.
pub(crate) fn directory(origin: &Origin) -> ClaimsProvider {
    let directory =
        |id: &str| TechnicalProfile::new(id, Some(Protocol::proprietary(handler::DIRECTORY, origin)), origin);
    let claim = |claim: &str| ClaimUse::new(claim, origin);
    let returned = SHARED_ATTRIBUTES;
    let key = || List::new(vec![claim("alternativeSecurityId").required()], origin);

    let mut read = directory("AAD-UserReadUsingAlternativeSecurityId-NoError");
    read.metadata = metadata(&[("Operation", "Read"), ("RaiseErrorIfClaimsPrincipalDoesNotExist", "false")], origin);
    read.input_claims = key();
    read.output_claims = uses(std::iter::once("objectId").chain(returned), origin);

    let mut write = directory("AAD-UserWriteUsingAlternativeSecurityId");
    // Two first sign-ins of one person at once end as one user, not as a refusal of the second: no error if it exists.
    write.metadata = metadata(&[("Operation", "Write")], origin);
    write.input_claims = key();
    write.persisted_claims = uses(std::iter::once("alternativeSecurityId").chain(returned), origin);
    write.output_claims =
        List::new(vec![claim("objectId"), claim("newUser").partner("newClaimsPrincipalCreated")], origin);

    provider("Azure Active Directory", vec![read, write], origin)
}

pub(crate) fn issuer_profile(form: IssuerForm, origin: &Origin) -> TechnicalProfile {
    let protocol = Protocol::named("OpenIdConnect", origin);
    let mut issuer = TechnicalProfile::new("JwtIssuer", Some(protocol), origin);
    issuer.output_token_format = Some(Value::new(TokenFormat::Jwt, origin));
    let pattern = match form {
        IssuerForm::AuthorityWithTfp => "AuthorityWithTfp",
        IssuerForm::AuthorityAndTenantGuid => "AuthorityAndTenantGuid",
    };
    issuer.metadata =
        metadata(&[("IssuanceClaimPattern", pattern), ("AuthenticationContextReferenceClaimPattern", "None")], origin);
    issuer.keys = List::new(vec![Key::new("issuer_secret", SIGNING_KEY_CONTAINER, origin)], origin);
    issuer
}

/// A journey of steps.
pub(crate) fn user_journey(id: &str, steps: Vec<OrchestrationStep>, origin: &Origin) -> UserJourney {
    UserJourney { id: Text::new(id, origin), steps: List::new(steps, origin), ..UserJourney::empty(origin) }
}

/// A step with one exchange.
pub(crate) fn exchange_step(order: u16, exchange: &str, profile: &str, origin: &Origin) -> OrchestrationStep {
    OrchestrationStep {
        exchanges: Some(Exchanges {
            items: vec![Exchange::new(exchange, profile, origin)],
            ..Exchanges::empty(origin)
        }),
        ..OrchestrationStep::new(order, StepType::ClaimsExchange, origin)
    }
}

/// The last step.
pub(crate) fn send_step(order: u16, origin: &Origin) -> OrchestrationStep {
    OrchestrationStep {
        issuer: Some(Text::new("JwtIssuer", origin)),
        ..OrchestrationStep::new(order, StepType::SendClaims, origin)
    }
}

/// Read by alternative security id, then write unless somebody was found.
pub(crate) fn directory_steps(first: u16, origin: &Origin) -> [OrchestrationStep; 2] {
    let read = exchange_step(
        first,
        "AADUserReadUsingAlternativeSecurityId",
        "AAD-UserReadUsingAlternativeSecurityId-NoError",
        origin,
    );
    let mut write = exchange_step(
        first + 1,
        "AADUserWriteUsingAlternativeSecurityId",
        "AAD-UserWriteUsingAlternativeSecurityId",
        origin,
    );
    write.preconditions = List::new(vec![Precondition::claims_exist("objectId", true, origin)], origin);
    [read, write]
}

/// A relying party over OpenID Connect whose subject is the claim that becomes `sub`.
pub(crate) fn party(
    journey: &str,
    output_claims: Vec<ClaimUse>,
    session: SessionSettings,
    origin: &Origin,
) -> RelyingParty {
    let mut profile = TechnicalProfile::new("PolicyProfile", Some(Protocol::named("OpenIdConnect", origin)), origin);
    profile.output_claims = List::new(output_claims, origin);
    profile.subject_naming = Some(SubjectNaming { claim: Text::new("sub", origin), ..SubjectNaming::empty(origin) });
    RelyingParty {
        journey: Some(Reference::new(journey, origin)),
        behaviors: Some(behaviors(session, origin)),
        profiles: vec![profile],
        ..RelyingParty::empty(origin)
    }
}

pub(crate) fn content(id: &str, template: &str, page: &str, origin: &Origin) -> ContentDefinition {
    let text = |text: String| Some(Text::new(text, origin));
    ContentDefinition {
        id: Text::new(id, origin),
        load_uri: text(format!("~/tenant/templates/AzureBlue/{template}.cshtml")),
        data_uri: text(format!("urn:com:microsoft:aad:b2c:elements:contract:{page}")),
        ..ContentDefinition::empty(origin)
    }
}

pub(crate) fn claim(id: &str, display_name: &str, data_type: DataType, origin: &Origin) -> ClaimType {
    ClaimType {
        id: Text::new(id, origin),
        display_name: Some(Text::new(display_name, origin)),
        data_type: Some(Value::new(data_type, origin)),
        ..ClaimType::empty(origin)
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
        ClaimType {
            input: Some(Value::new(InputType::TextBox, origin)),
            ..of("displayName", "Display Name", DataType::String)
        },
        of("givenName", "Given Name", DataType::String),
        of("surname", "Surname", DataType::String),
        of("email", "Email Address", DataType::String),
        of("emails", "Email Addresses", DataType::StringCollection),
        of("trustFrameworkPolicy", "Policy", DataType::String),
        of("sub", "Subject", DataType::String),
    ]
}

/// A claims transformation: claims with their transformation claim types, parameters with their values.
pub(crate) fn transformation(
    id: &str,
    method: &str,
    inputs: &[(&str, &str)],
    parameters: &[(&str, &str)],
    outputs: &[(&str, &str)],
    origin: &Origin,
) -> ClaimsTransformation {
    let claims = |claims: &[(&str, &str)]| {
        let claim = |(claim, role): &(&str, &str)| TransformationClaim {
            claim: Text::new(*claim, origin),
            role: Some(Text::new(*role, origin)),
            ..TransformationClaim::empty(origin)
        };
        List::new(claims.iter().map(claim).collect(), origin)
    };
    let parameter = |(id, value): &(&str, &str)| InputParameter {
        id: Text::new(*id, origin),
        data_type: Some(Value::new(DataType::String, origin)),
        value: Text::new(*value, origin),
        ..InputParameter::empty(origin)
    };
    ClaimsTransformation {
        id: Text::new(id, origin),
        method: Text::new(method, origin),
        inputs: claims(inputs),
        parameters: match parameters {
            [] => List::default(),
            given => List::new(given.iter().map(parameter).collect(), origin),
        },
        outputs: claims(outputs),
        ..ClaimsTransformation::empty(origin)
    }
}

pub(crate) fn transformations(origin: &Origin) -> Vec<ClaimsTransformation> {
    vec![
        transformation(
            "CreateAlternativeSecurityId",
            "CreateAlternativeSecurityId",
            &[("issuerUserId", "key"), ("identityProvider", "identityProvider")],
            &[],
            &[("alternativeSecurityId", "alternativeSecurityId")],
            origin,
        ),
        transformation(
            "CreateEmails",
            "AddItemToStringCollection",
            &[("email", "item"), ("emails", "collection")],
            &[],
            &[("emails", "collection")],
            origin,
        ),
    ]
}

/// How long a session counts, and where.
fn behaviors(session: SessionSettings, origin: &Origin) -> UserJourneyBehaviors {
    let scope = match session.single_sign_on {
        domain::SingleSignOn::Tenant => SessionScope::Tenant,
        domain::SingleSignOn::Application => SessionScope::Application,
        domain::SingleSignOn::Policy => SessionScope::Policy,
        domain::SingleSignOn::Disabled => SessionScope::Suppressed,
    };
    let kind = match session.kind {
        SessionKind::Rolling => SessionExpiryType::Rolling,
        SessionKind::Absolute => SessionExpiryType::Absolute,
    };
    UserJourneyBehaviors {
        single_sign_on: Some(SingleSignOn {
            scope: Some(Value::new(scope, origin)),
            keep_alive_days: Some(Value::new(i64::from(session.keep_signed_in_days), origin)),
            enforce_id_token_hint_on_logout: Some(Value::new(session.require_id_token_in_logout, origin)),
            ..SingleSignOn::empty(origin)
        }),
        session_expiry_type: Some(Value::new(kind, origin)),
        session_expiry_seconds: Some(Value::new(i64::from(session.lifetime_seconds), origin)),
        ..UserJourneyBehaviors::empty(origin)
    }
}
