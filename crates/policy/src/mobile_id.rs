//! The demo's stand-in for Mobile ID: a built-in program of the same engine, with one page that asks for a phone
//! number and stands in for the phone. Not reachable unless the demo was asked for.

use crate::{
    compile::handler,
    tree::{
        ClaimType, ClaimUse, ClaimsProvider, ClaimsTransformation, InputType, OrchestrationStep, Origin, Policy,
        Protocol, RelyingParty, StepType, TechnicalProfile, UserJourney,
    },
    user_flow::{claim, claim_types, content, directory, directory_steps, issuer_profile, transformations},
};
use domain::{DataType, IssuerForm, PolicyId, SessionSettings, SingleSignOn};

/// The name of the stand-in's policy.
pub const POLICY: &str = "B2C_1_mobileid";

/// What it can be asked for (its `scopes_supported`).
pub const SCOPES: [&str; 4] = ["openid", "profile", "phone", "mid_profile"];

/// The tree of the stand-in.
pub fn policy(id: PolicyId) -> Policy {
    let origin = Origin::form("Built-in: Mobile ID of the demo");
    let mut claims = claim_types(&origin);
    claims.push(ClaimType {
        input: Some(InputType::Telephone),
        help: Some("Any number will do, such as +41 79 123 45 67. Nothing is sent to it.".to_owned()),
        pattern: Some((
            r"^\+?[0-9][0-9 .\/\(\)\-]{3,24}$".to_owned(),
            Some("Enter a phone number, such as +41 79 123 45 67.".to_owned()),
        )),
        ..claim("phoneNumber", "Mobile number", DataType::PhoneNumber, &origin)
    });
    claims.push(claim("midProfile", "Mobile ID profile", DataType::String, &origin));

    let pair = |claim: &str, name: &str| (claim.to_owned(), name.to_owned());
    let format = |id: &str, from: &str, to: &str, text: &str| ClaimsTransformation {
        id: id.to_owned(),
        method: "FormatStringClaim".to_owned(),
        inputs: vec![pair(from, "inputClaim")],
        parameters: vec![pair("stringFormat", text)],
        outputs: vec![pair(to, "outputClaim")],
        origin: origin.clone(),
    };
    let mut all = transformations(&origin);
    all.push(format("CopyPhoneNumber", "phoneNumber", "issuerUserId", "{0}"));
    all.push(format("CreateName", "phoneNumber", "displayName", "Mobile ID {0}"));
    all.push(format("CreateProfile", "objectId", "midProfile", "MIDCHE-{0}"));

    let mut phone =
        TechnicalProfile::new("MobileID-Phone", Some(Protocol::proprietary(handler::SELF_ASSERTED)), origin.clone());
    phone.display_name = Some("Mobile ID".to_owned());
    phone.metadata = vec![("ContentDefinitionReferenceId".to_owned(), "api.selfasserted".to_owned())];
    phone.output_claims = vec![
        ClaimUse::new("phoneNumber").required(),
        ClaimUse::always("identityProvider", "mobileid"),
        ClaimUse::always("authenticationSource", "localAccountAuthentication"),
    ];
    phone.output_transformations =
        ["CopyPhoneNumber", "CreateName", "CreateAlternativeSecurityId"].map(str::to_owned).to_vec();

    let mut profile = TechnicalProfile::new(
        "MobileID-Profile",
        Some(Protocol::proprietary(handler::CLAIMS_TRANSFORMATION)),
        origin.clone(),
    );
    profile.output_claims = vec![ClaimUse::new("midProfile")];
    profile.output_transformations = vec!["CreateProfile".to_owned()];

    let step = |order, exchange: &str, profile: &str| {
        let mut step = OrchestrationStep::new(order, StepType::ClaimsExchange, origin.clone());
        step.exchanges = vec![(exchange.to_owned(), profile.to_owned())];
        step
    };
    let mut steps = vec![step(1, "MobileIDPhone", "MobileID-Phone")];
    steps.extend(directory_steps(2, &origin));
    steps.push(step(4, "MobileIDProfile", "MobileID-Profile"));
    let mut send = OrchestrationStep::new(5, StepType::SendClaims, origin.clone());
    send.issuer = Some("JwtIssuer".to_owned());
    steps.push(send);

    let mut issuer = issuer_profile(IssuerForm::AuthorityWithTfp, &origin);
    for key in ["token_lifetime_secs", "id_token_lifetime_secs"] {
        issuer.metadata.push((key.to_owned(), "300".to_owned()));
    }
    let provider = |name: &str, technical_profiles| ClaimsProvider {
        domains: Vec::new(),
        display_name: Some(name.to_owned()),
        technical_profiles,
    };
    Policy {
        id,
        base: None,
        claim_types: claims,
        transformations: all,
        content_definitions: vec![content("api.selfasserted", "selfAsserted", "selfasserted:2.1.26", &origin)],
        claims_providers: vec![
            provider("Mobile ID", vec![phone, profile]),
            directory(&origin),
            provider("Token Issuer", vec![issuer]),
        ],
        user_journeys: vec![UserJourney { id: "MobileID".to_owned(), steps, origin: origin.clone() }],
        sub_journeys: Vec::new(),
        relying_party: Some(RelyingParty {
            journey: "MobileID".to_owned(),
            output_claims: vec![
                ClaimUse::partner("objectId", "sub").required(),
                ClaimUse::partner("displayName", "name"),
                ClaimUse::partner("phoneNumber", "phone_number"),
                ClaimUse::partner("midProfile", "mid_profile"),
            ],
            subject: "sub".to_owned(),
            session: SessionSettings { single_sign_on: SingleSignOn::Disabled, ..SessionSettings::default() },
            origin: origin.clone(),
        }),
        origin,
    }
}

#[cfg(test)]
mod tests;
