use super::*;
use crate::{
    build,
    testing::{CONTOSO, MOBILE_ID, codes, tree},
    tree::{ClaimUse, Precondition},
};

use std::fmt::Write as _;

type Break = fn(&mut Policy);

/// One broken tree for each rule; the codes that it gives.
fn broken() -> Vec<(&'static str, &'static str, Break)> {
    vec![
        ("undefined-claim-type", "an output claim of a profile", |policy| {
            policy.profile(MOBILE_ID).output_claims.push(ClaimUse::new("nobody"));
        }),
        ("undefined-claim-type", "an input claim of a profile", |policy| {
            policy.profile(MOBILE_ID).input_claims.push(ClaimUse::new("nobody"));
        }),
        ("undefined-claim-type", "a display claim of a profile", |policy| {
            policy.profile(MOBILE_ID).display_claims.push(ClaimUse::new("nobody"));
        }),
        ("undefined-claim-type", "a persisted claim of a profile", |policy| {
            policy.profile(MOBILE_ID).persisted_claims.push(ClaimUse::new("nobody"));
        }),
        ("undefined-claim-type", "an input of a transformation", |policy| {
            policy.transformation("CreateEmails").inputs.push(("nobody".to_owned(), "x".to_owned()));
        }),
        ("undefined-claim-type", "an output of a transformation", |policy| {
            policy.transformation("CreateEmails").outputs.push(("nobody".to_owned(), "x".to_owned()));
        }),
        ("undefined-claim-type", "an output claim of the relying party", |policy| {
            policy.relying_party.as_mut().unwrap().output_claims.push(ClaimUse::new("nobody"));
        }),
        ("unsupported-transformation-method", "a method that is not run", |policy| {
            policy.transformation("CreateEmails").method = "Hash".to_owned();
        }),
        ("unsupported-transformation-method", "a method without its parameter", |policy| {
            policy.transformation("CreateEmails").method = "FormatStringClaim".to_owned();
        }),
        ("default-value-type", "a text for a boolean", |policy| {
            policy.profile(MOBILE_ID).output_claims.push(ClaimUse::always("newUser", "perhaps"));
        }),
        ("undefined-claims-transformation", "before", |policy| {
            policy.profile(MOBILE_ID).input_transformations.push("Nothing".to_owned());
        }),
        ("undefined-claims-transformation", "after", |policy| {
            policy.profile(MOBILE_ID).output_transformations.push("Nothing".to_owned());
        }),
        ("step-order", "a gap", |policy| policy.step(5).order = 6),
        ("step-order", "a repetition", |policy| {
            policy.step(2).order = 1;
        }),
        ("several-exchanges", "nothing chooses", |policy| {
            policy.step(1).selections.clear();
        }),
        ("undefined-technical-profile", "of an exchange", |policy| {
            policy.step(3).exchanges[0].1 = "Nobody".to_owned();
        }),
        ("undefined-technical-profile", "of the issuer", |policy| {
            policy.step(5).issuer = Some("Nobody".to_owned());
        }),
        ("missing-issuer", "none is named", |policy| {
            policy.step(5).issuer = None;
        }),
        ("undefined-content-definition", "of the page", |policy| {
            policy.step(1).content = Some("api.none".to_owned());
        }),
        ("undefined-claims-exchange", "not in the next step", |policy| {
            policy.step(1).selections.push("Nobody".to_owned());
        }),
        ("missing-send-claims", "the last step is another", |policy| {
            policy.user_journeys[0].steps.pop();
        }),
        ("missing-send-claims", "no steps", |policy| {
            policy.user_journeys[0].steps.clear();
        }),
        ("missing-send-claims", "of a sub-journey", |policy| {
            let mut journey = policy.user_journeys[0].clone();
            journey.id = "Sub".to_owned();
            journey.steps.pop();
            policy.sub_journeys.push(journey);
        }),
        ("missing-relying-party", "a base policy", |policy| {
            policy.relying_party = None;
        }),
        ("undefined-user-journey", "of the relying party", |policy| {
            policy.relying_party.as_mut().unwrap().journey = "Nothing".to_owned();
        }),
        ("undefined-subject", "by another name", |policy| {
            policy.relying_party.as_mut().unwrap().subject = "Sub".to_owned();
        }),
        ("missing-metadata", "METADATA", |policy| {
            policy.profile(MOBILE_ID).metadata.retain(|(key, _)| key != "METADATA");
        }),
        ("missing-metadata", "client_id", |policy| {
            policy.profile(MOBILE_ID).metadata.retain(|(key, _)| key != "client_id");
        }),
        ("unsupported-protocol", "another protocol", |policy| {
            policy.profile(MOBILE_ID).protocol = Some(crate::tree::Protocol::named("SAML2"));
        }),
        ("unsupported-protocol", "another handler", |policy| {
            policy.profile(MOBILE_ID).protocol =
                Some(crate::tree::Protocol::proprietary("Web.TPEngine.Providers.RestfulProvider"));
        }),
        ("unsupported-protocol", "none", |policy| {
            policy.profile(MOBILE_ID).protocol = None;
        }),
        ("unsupported-directory-operation", "another operation", |policy| {
            operation(policy, Some("DeleteClaimsPrincipal"));
        }),
        ("unsupported-directory-operation", "none", |policy| {
            operation(policy, None);
        }),
        ("unsupported-directory-operation", "a write by object id", |policy| {
            policy.profile("AAD-UserWriteUsingAlternativeSecurityId").input_claims = vec![ClaimUse::new("objectId")];
        }),
        ("unsupported-directory-key", "another claim", |policy| {
            policy.profile("AAD-UserReadUsingAlternativeSecurityId-NoError").input_claims =
                vec![ClaimUse::new("email")];
        }),
        ("unsupported-directory-key", "none", |policy| {
            policy.profile("AAD-UserReadUsingAlternativeSecurityId-NoError").input_claims.clear();
        }),
        ("unsupported-base-policy", "a base", |policy| {
            policy.base = Some(domain::PolicyId::parse("B2C_1A_Base").unwrap());
        }),
    ]
}

fn operation(policy: &mut Policy, operation: Option<&str>) {
    let profile = policy.profile("AAD-UserReadUsingAlternativeSecurityId-NoError");
    profile.metadata.retain(|(key, _)| key != "Operation");
    if let Some(operation) = operation {
        profile.metadata.push(("Operation".to_owned(), operation.to_owned()));
    }
}

#[test]
fn each_rule_has_a_tree_that_breaks_it_and_nothing_else() {
    assert_eq!(codes(tree()), Vec::<String>::new());
    for (code, what, spoil) in broken() {
        let mut policy = tree();
        spoil(&mut policy);
        assert_eq!(codes(policy), [code], "{what}");
    }
}

#[test]
fn a_diagnostic_says_where_what_and_how_to_mend_it() {
    let mut text = String::new();
    for (_, what, spoil) in broken() {
        let mut policy = tree();
        spoil(&mut policy);
        for diagnostic in build(vec![policy]).unwrap_err() {
            writeln!(text, "{what}\n  {diagnostic}\n  {}", diagnostic.help).unwrap();
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let mut policy = tree();
    policy.profile(MOBILE_ID).output_claims.push(ClaimUse::new("nobody"));
    policy.profile(CONTOSO).output_transformations.push("Nothing".to_owned());
    policy.step(5).issuer = None;
    assert_eq!(codes(policy), ["undefined-claim-type", "undefined-claims-transformation", "missing-issuer"]);
}

#[test]
fn a_default_value_with_a_resolver_is_read_when_it_is_resolved() {
    let mut policy = tree();
    policy.profile(MOBILE_ID).output_claims.push(ClaimUse::always("newUser", "{OAUTH-KV:new}"));
    assert_eq!(codes(policy), Vec::<String>::new());
}

#[test]
fn references_compare_without_case() {
    let mut policy = tree();
    for profile in policy.claims_providers.iter_mut().flat_map(|provider| &mut provider.technical_profiles) {
        profile.output_claims.iter_mut().for_each(|used| used.claim.make_ascii_uppercase());
        profile.output_transformations.iter_mut().for_each(|id| id.make_ascii_uppercase());
    }
    for step in &mut policy.user_journeys[0].steps {
        step.exchanges.iter_mut().for_each(|(_, profile)| profile.make_ascii_uppercase());
        step.selections.iter_mut().for_each(|id| id.make_ascii_uppercase());
        if let Some(content) = &mut step.content {
            content.make_ascii_uppercase();
        }
        if let Some(issuer) = &mut step.issuer {
            issuer.make_ascii_uppercase();
        }
        for condition in &mut step.preconditions {
            if let Precondition::ClaimsExist { claim, .. } = condition {
                claim.make_ascii_uppercase();
            }
        }
    }
    for transformation in &mut policy.transformations {
        for (claim, _) in transformation.inputs.iter_mut().chain(&mut transformation.outputs) {
            claim.make_ascii_uppercase();
        }
    }
    let party = policy.relying_party.as_mut().unwrap();
    party.journey.make_ascii_uppercase();
    party.output_claims.iter_mut().for_each(|used| used.claim.make_ascii_uppercase());
    // The program has the declared spelling everywhere, so it is the same program.
    assert_eq!(crate::testing::compiled(policy), crate::testing::compiled(tree()));
}

#[test]
fn the_name_of_the_subject_keeps_its_case() {
    let mut policy = tree();
    policy.relying_party.as_mut().unwrap().subject = "SUB".to_owned();
    assert_eq!(codes(policy), ["undefined-subject"]);
}
