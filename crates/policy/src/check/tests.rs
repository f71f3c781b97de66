use crate::{
    Policy, build,
    testing::{CONTOSO, MOBILE_ID, codes, text, tree, used},
    tree::{
        BasePolicy, Item, OrchestrationStep, Origin, Reference, RelyingParty, Selection, Text, TransformationClaim,
        Value,
    },
};

use std::fmt::Write as _;

type Break = fn(&mut Policy);

/// One broken tree for each rule; the codes that it gives.
fn broken() -> Vec<(&'static str, &'static str, Break)> {
    vec![
        ("undefined-claim-type", "an output claim of a profile", |policy| {
            policy.profile(MOBILE_ID).output_claims.push(used("nobody"));
        }),
        ("undefined-claim-type", "an input claim of a profile", |policy| {
            policy.profile(MOBILE_ID).input_claims.push(used("nobody"));
        }),
        ("undefined-claim-type", "a display claim of a profile", |policy| {
            policy.profile(MOBILE_ID).display_claims.push(used("nobody"));
        }),
        ("undefined-claim-type", "a persisted claim of a profile", |policy| {
            policy.profile(MOBILE_ID).persisted_claims.push(used("nobody"));
        }),
        ("undefined-claim-type", "an input of a transformation", |policy| {
            policy.transformation("CreateEmails").inputs.push(role("nobody"));
        }),
        ("undefined-claim-type", "an output of a transformation", |policy| {
            policy.transformation("CreateEmails").outputs.push(role("nobody"));
        }),
        ("undefined-claim-type", "an output claim of the relying party", |policy| {
            party(policy).profiles[0].output_claims.push(used("nobody"));
        }),
        ("unsupported-transformation-method", "a method that nobody knows", |policy| {
            policy.transformation("CreateEmails").method = text("AddEmails");
        }),
        ("default-value-type", "a text for a boolean", |policy| {
            policy.profile(MOBILE_ID).output_claims.push(used("newUser").always("perhaps"));
        }),
        ("undefined-claims-transformation", "before", |policy| {
            policy.profile(MOBILE_ID).input_transformations.push(Reference::new("Nothing", &Origin::form("test")));
        }),
        ("undefined-claims-transformation", "after", |policy| {
            policy.profile(MOBILE_ID).output_transformations.push(Reference::new("Nothing", &Origin::form("test")));
        }),
        ("step-order", "a gap", |policy| order(policy.step(5), 6)),
        ("step-order", "a repetition", |policy| {
            order(policy.step(2), 1);
        }),
        ("several-exchanges", "nothing chooses", |policy| {
            policy.step(1).selections = None;
        }),
        ("undefined-technical-profile", "of an exchange", |policy| {
            policy.step(3).exchanges.as_mut().unwrap().items[0].profile = text("Nobody");
        }),
        ("undefined-technical-profile", "of the issuer", |policy| {
            policy.step(5).issuer = Some(text("Nobody"));
        }),
        ("missing-issuer", "none is named", |policy| {
            policy.step(5).issuer = None;
        }),
        ("undefined-content-definition", "of the page", |policy| {
            policy.step(1).content = Some(text("api.none"));
        }),
        ("undefined-claims-exchange", "not in the next step", |policy| {
            let selections = policy.step(1).selections.as_mut().unwrap();
            selections.items.push(Selection::target("Nobody", &Origin::form("test")));
        }),
        ("missing-send-claims", "the last step is another", |policy| {
            policy.user_journeys[0].steps.pop();
        }),
        ("missing-send-claims", "no steps", |policy| {
            policy.user_journeys[0].steps.clear();
        }),
        ("missing-relying-party", "a base policy", |policy| {
            policy.relying_party = None;
        }),
        ("undefined-user-journey", "of the relying party", |policy| {
            party(policy).journey = Some(Reference::new("Nothing", &Origin::form("test")));
        }),
        ("undefined-subject", "by another name", |policy| {
            party(policy).profiles[0].subject_naming.as_mut().unwrap().claim = text("Sub");
        }),
        ("missing-metadata", "METADATA", |policy| {
            policy.profile(MOBILE_ID).metadata.retain(|item| !item.key.is("METADATA"));
        }),
        ("missing-metadata", "client_id", |policy| {
            policy.profile(MOBILE_ID).metadata.retain(|item| !item.key.is("client_id"));
        }),
        ("unsupported-protocol", "another protocol", |policy| {
            policy.profile(MOBILE_ID).protocol = Some(crate::tree::Protocol::named("SAML2", &Origin::form("test")));
        }),
        ("unsupported-handler", "another handler", |policy| {
            policy.profile(MOBILE_ID).protocol = Some(crate::tree::Protocol::proprietary(
                "Web.TPEngine.Providers.AzureMfaProtocolProvider",
                &Origin::form("test"),
            ));
        }),
        ("unsupported-protocol", "none", |policy| {
            policy.profile(MOBILE_ID).protocol = None;
        }),
        ("invalid-metadata-value", "another operation", |policy| {
            operation(policy, Some("Forget"));
        }),
        ("missing-metadata", "no operation", |policy| {
            operation(policy, None);
        }),
        ("unsupported-directory-key", "another claim", |policy| {
            policy.profile("AAD-UserReadUsingAlternativeSecurityId-NoError").input_claims.items = vec![used("email")];
        }),
        ("unsupported-directory-key", "none", |policy| {
            policy.profile("AAD-UserReadUsingAlternativeSecurityId-NoError").input_claims.clear();
        }),
        ("undefined-base-policy", "a base", |policy| {
            let origin = Origin::form("test");
            policy.base = Some(BasePolicy { policy: Some(text("B2C_1A_Base")), ..BasePolicy::empty(&origin) });
        }),
    ]
}

fn party(policy: &mut Policy) -> &mut RelyingParty {
    policy.relying_party.as_mut().unwrap()
}

fn role(claim: &str) -> TransformationClaim {
    TransformationClaim {
        claim: text(claim),
        role: Some(text("x")),
        ..TransformationClaim::empty(&Origin::form("test"))
    }
}

fn order(step: &mut OrchestrationStep, order: i64) {
    step.order = Some(Value::new(order, &Origin::form("test")));
}

fn operation(policy: &mut Policy, operation: Option<&str>) {
    let profile = policy.profile("AAD-UserReadUsingAlternativeSecurityId-NoError");
    profile.metadata.retain(|item| !item.key.is("Operation"));
    if let Some(operation) = operation {
        profile.metadata.push(Item::new("Operation", operation, &Origin::form("test")));
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
    policy.profile(MOBILE_ID).output_claims.push(used("nobody"));
    policy.profile(CONTOSO).output_transformations.push(Reference::new("Nothing", &Origin::form("test")));
    policy.step(5).issuer = None;
    assert_eq!(codes(policy), ["missing-issuer", "undefined-claim-type", "undefined-claims-transformation"]);
}

#[test]
fn a_default_value_with_a_resolver_is_read_when_it_is_resolved() {
    let mut policy = tree();
    policy.profile(MOBILE_ID).output_claims.push(used("newUser").always("{OAUTH-KV:new}"));
    assert_eq!(codes(policy), Vec::<String>::new());
}

#[test]
fn references_compare_without_case() {
    let mut policy = tree();
    let upper = |id: &mut Text| id.text.make_ascii_uppercase();
    for profile in policy.claims_providers.iter_mut().flat_map(|provider| &mut provider.technical_profiles) {
        profile.output_claims.iter_mut().for_each(|used| upper(&mut used.claim));
        profile.output_transformations.iter_mut().for_each(|reference| upper(&mut reference.id));
    }
    for step in &mut policy.user_journeys[0].steps {
        if let Some(exchanges) = &mut step.exchanges {
            exchanges.items.iter_mut().for_each(|exchange| upper(&mut exchange.profile));
        }
        if let Some(selections) = &mut step.selections {
            selections.items.iter_mut().filter_map(|selection| selection.target.as_mut()).for_each(upper);
        }
        step.content.iter_mut().for_each(upper);
        step.issuer.iter_mut().for_each(upper);
        step.preconditions.iter_mut().for_each(|condition| upper(&mut condition.values[0]));
    }
    for transformation in &mut policy.building_blocks.transformations {
        let claims = transformation.inputs.iter_mut().chain(&mut transformation.outputs);
        claims.for_each(|used| upper(&mut used.claim));
    }
    let party = party(&mut policy);
    upper(&mut party.journey.as_mut().unwrap().id);
    party.profiles[0].output_claims.iter_mut().for_each(|used| upper(&mut used.claim));
    // The program has the declared spelling everywhere, so it is the same program.
    assert_eq!(crate::testing::compiled(policy), crate::testing::compiled(tree()));
}

#[test]
fn the_name_of_the_subject_keeps_its_case() {
    let mut policy = tree();
    party(&mut policy).profiles[0].subject_naming.as_mut().unwrap().claim = text("SUB");
    assert_eq!(codes(policy), ["undefined-subject"]);
}
