//! The demo's stand-in for Mobile ID: a built-in program of the same engine, with one page that asks for a phone
//! number and stands in for the phone. Not reachable unless the demo was asked for.

use crate::{
    compile::handler,
    tree::{
        BuildingBlocks, ClaimType, ClaimUse, InputType, List, Origin, Pattern, Policy, Protocol, Restriction,
        TechnicalProfile, Text, Value,
    },
    user_flow::{
        claim, claim_types, content, directory, directory_steps, exchange_step, issuer_profile, metadata, party,
        provider, references, send_step, transformation, transformations, user_journey, uses,
    },
};
use domain::{DataType, IssuerForm, PolicyId, SessionSettings, SingleSignOn};

/// The name of the stand-in's policy.
pub const POLICY: &str = "B2C_1_mobileid";

/// What it can be asked for (its `scopes_supported`).
pub const SCOPES: [&str; 4] = ["openid", "profile", "phone", "mid_profile"];

/// The tree of the stand-in.
pub fn policy(id: &PolicyId) -> Policy {
    let origin = &Origin::form("Built-in: Mobile ID of the demo");
    let text = |text: &str| Some(Text::new(text, origin));
    let mut claims = claim_types(origin);
    claims.push(ClaimType {
        input: Some(Value::new(InputType::TextBox, origin)),
        help: text("Any number will do, such as +41 79 123 45 67. Nothing is sent to it."),
        restriction: Some(Restriction {
            pattern: Some(Pattern {
                expression: Text::new(r"^\+?[0-9][0-9 .\/\(\)\-]{3,24}$", origin),
                help: text("Enter a phone number, such as +41 79 123 45 67."),
                ..Pattern::empty(origin)
            }),
            ..Restriction::empty(origin)
        }),
        ..claim("phoneNumber", "Mobile number", DataType::PhoneNumber, origin)
    });
    claims.push(claim("midProfile", "Mobile ID profile", DataType::String, origin));

    let format = |id: &str, from: &str, to: &str, text: &str| {
        transformation(
            id,
            "FormatStringClaim",
            &[(from, "inputClaim")],
            &[("stringFormat", text)],
            &[(to, "outputClaim")],
            origin,
        )
    };
    let mut all = transformations(origin);
    all.push(format("CopyPhoneNumber", "phoneNumber", "issuerUserId", "{0}"));
    all.push(format("CreateName", "phoneNumber", "displayName", "Mobile ID {0}"));
    all.push(format("CreateProfile", "objectId", "midProfile", "MIDCHE-{0}"));

    let named = |claim: &str, partner: &str| ClaimUse::new(claim, origin).partner(partner);
    let profile =
        |id: &str, handler: &str| TechnicalProfile::new(id, Some(Protocol::proprietary(handler, origin)), origin);
    let mut phone = profile("MobileID-Phone", handler::SELF_ASSERTED);
    phone.display_name = text("Mobile ID");
    phone.metadata = metadata(&[("ContentDefinitionReferenceId", "api.selfasserted")], origin);
    phone.output_claims = List::new(
        vec![
            ClaimUse::new("phoneNumber", origin).required(),
            ClaimUse::new("identityProvider", origin).always("mobileid"),
            ClaimUse::new("authenticationSource", origin).always("localAccountAuthentication"),
        ],
        origin,
    );
    phone.output_transformations =
        references(&["CopyPhoneNumber", "CreateName", "CreateAlternativeSecurityId"], origin);

    let mut created = profile("MobileID-Profile", handler::CLAIMS_TRANSFORMATION);
    created.output_claims = uses(["midProfile"], origin);
    created.output_transformations = references(&["CreateProfile"], origin);

    let mut steps = vec![exchange_step(1, "MobileIDPhone", "MobileID-Phone", origin)];
    steps.extend(directory_steps(2, origin));
    steps.push(exchange_step(4, "MobileIDProfile", "MobileID-Profile", origin));
    steps.push(send_step(5, origin));

    let mut issuer = issuer_profile(IssuerForm::AuthorityWithTfp, origin);
    issuer
        .metadata
        .extend(metadata(&[("token_lifetime_secs", "300"), ("id_token_lifetime_secs", "300")], origin).items);
    let session = SessionSettings { single_sign_on: SingleSignOn::Disabled, ..SessionSettings::default() };
    let output_claims = vec![
        named("objectId", "sub").required(),
        named("displayName", "name"),
        named("phoneNumber", "phone_number"),
        named("midProfile", "mid_profile"),
    ];
    Policy {
        id: Text::new(id.as_str(), origin),
        building_blocks: BuildingBlocks {
            claim_types: List::new(claims, origin),
            transformations: List::new(all, origin),
            content_definitions: List::new(
                vec![content("api.selfasserted", "selfAsserted", "selfasserted:2.1.26", origin)],
                origin,
            ),
            ..BuildingBlocks::empty(origin)
        },
        claims_providers: List::new(
            vec![
                provider("Mobile ID", vec![phone, created], origin),
                directory(origin),
                provider("Token Issuer", vec![issuer], origin),
            ],
            origin,
        ),
        user_journeys: List::new(vec![user_journey("MobileID", steps, origin)], origin),
        relying_party: Some(party("MobileID", output_claims, session, origin)),
        ..Policy::empty(origin)
    }
}

#[cfg(test)]
mod tests;
