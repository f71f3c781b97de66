use super::*;
use crate::{
    Program,
    program::{Action, OpenIdConnect},
    testing::{CONTOSO, MOBILE_ID, compiled, contoso, flow, mobile_id, provider_id, tree},
};
use domain::{IssuerForm, ResponseMode, Scope, TokenLifetimes};

fn open_id_connect<'a>(program: &'a Program, profile: &str) -> &'a OpenIdConnect {
    match &program.profiles[profile].protocol {
        crate::program::Protocol::OpenIdConnect(found) => found,
        other => panic!("{other:?}"),
    }
}

fn of(provider: IdentityProvider) -> OpenIdConnect {
    let program = compiled(generate(&flow(), &[provider]));
    open_id_connect(&program, MOBILE_ID).clone()
}

#[test]
fn a_flow_with_two_providers_compiles_to_this_program() {
    insta::assert_json_snapshot!(compiled(tree()));
}

#[test]
fn the_same_form_gives_the_same_program_and_another_form_another_hash() {
    let program = compiled(tree());
    assert_eq!(compiled(tree()), program);
    assert_eq!(program.hash.len(), 43);
    let mut seen = vec![program.hash];
    let changed = |flow: UserFlow, providers: &[IdentityProvider]| compiled(generate(&flow, providers)).hash;
    for hash in [
        changed(UserFlow { claims: vec![], ..flow() }, &[mobile_id(), contoso()]),
        changed(UserFlow { skip_single_provider: true, ..flow() }, &[mobile_id(), contoso()]),
        changed(UserFlow { issuer: IssuerForm::AuthorityAndTenantGuid, ..flow() }, &[mobile_id(), contoso()]),
        changed(
            UserFlow { lifetimes: TokenLifetimes { token_seconds: 600, ..TokenLifetimes::default() }, ..flow() },
            &[mobile_id(), contoso()],
        ),
        changed(flow(), &[contoso(), mobile_id()]),
        changed(flow(), &[mobile_id()]),
        changed(flow(), &[]),
        changed(flow(), &[IdentityProvider { client_id: "x".to_owned(), ..mobile_id() }, contoso()]),
    ] {
        assert!(!seen.contains(&hash));
        seen.push(hash);
    }
}

#[test]
fn the_providers_keep_their_order_on_the_page() {
    let order = |providers: &[IdentityProvider]| {
        let program = compiled(generate(&flow(), providers));
        match &program.journeys["SignUpOrSignIn"].steps[0].action {
            Action::Select { choices, .. } => choices.iter().map(|choice| choice.profile.clone()).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(order(&[mobile_id(), contoso()]), [MOBILE_ID, CONTOSO]);
    assert_eq!(order(&[contoso(), mobile_id()]), [CONTOSO, MOBILE_ID]);
    assert_eq!(order(&[]), Vec::<String>::new());
}

#[test]
fn the_page_is_shown_with_one_provider_unless_the_flow_says_otherwise() {
    for skip in [false, true] {
        let program = compiled(generate(&UserFlow { skip_single_provider: skip, ..flow() }, &[mobile_id()]));
        let Action::Select { show_single, .. } = &program.journeys["SignUpOrSignIn"].steps[0].action else {
            panic!("a selection")
        };
        assert_eq!(*show_single, !skip);
    }
}

#[test]
fn a_scope_with_commas_reaches_the_provider_with_spaces() {
    assert_eq!(of(mobile_id()).scope, "openid profile phone mid_profile");
    let scope = Scope::parse("profile,openid").unwrap();
    assert_eq!(of(IdentityProvider { scope, ..mobile_id() }).scope, "profile openid");
}

#[test]
fn each_choice_of_the_form_reaches_the_program() {
    let program = compiled(tree());
    let (first, second) = (open_id_connect(&program, MOBILE_ID), open_id_connect(&program, CONTOSO));
    assert_eq!((first.response_mode, second.response_mode), (ResponseMode::FormPost, ResponseMode::Query));
    assert_eq!(first.authentication, ClientAuthentication::ClientSecretPost);
    assert_eq!(second.authentication, ClientAuthentication::PrivateKeyJwt);
    assert_eq!((&first.assertion_key, second.assertion_key.as_deref()), (&None, Some(SIGNING_KEY_CONTAINER)));
    for authentication in [ClientAuthentication::ClientSecretPost, ClientAuthentication::ClientSecretBasic] {
        let provider = IdentityProvider { client_authentication: authentication, ..mobile_id() };
        assert_eq!(of(provider).authentication, authentication);
    }
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(second.parameters, [pair("acr_values", "high"), pair("prompt", "login")]);
    assert_eq!((first.parameters.len(), first.user_info, second.user_info), (0, false, true));
    for response_type in [domain::ResponseType::Code, domain::ResponseType::IdToken] {
        assert_eq!(of(IdentityProvider { response_type, ..mobile_id() }).response_type, response_type);
    }
    assert_eq!((first.clock_tolerance, second.clock_tolerance), (60, 5));
    assert_eq!((first.client_secret.is_some(), second.client_secret.is_some()), (true, false));
    assert!(!first.policy_in_redirect_uri);
    assert_eq!((&first.audience, &first.issuer), (&None, &None));
    for pkce in [Pkce::WhenOffered, Pkce::Always, Pkce::Never] {
        assert_eq!(of(IdentityProvider { pkce, ..mobile_id() }).pkce, pkce);
    }
    for (seconds, expected) in [(0, 0), (120, 120), (121, 120), (255, 120)] {
        let provider = IdentityProvider { clock_tolerance_seconds: seconds, ..mobile_id() };
        assert_eq!(of(provider).clock_tolerance, expected);
    }
    assert_eq!(program.profiles[MOBILE_ID].domains, ["mobileid.ch"]);
    assert_eq!(program.profiles[CONTOSO].domains, Vec::<String>::new());
    assert_eq!(program.profiles[CONTOSO].provider, Some(provider_id('2')));
}

#[test]
fn s35_the_key_of_a_person_is_the_verified_issuer_and_the_id_and_both_are_required() {
    let program = compiled(tree());
    let claims = &program.profiles[MOBILE_ID].output_claims;
    let named = |claim: &str| claims.iter().find(|used| used.claim == claim).unwrap();
    assert_eq!((named("issuerUserId").partner.as_deref(), named("issuerUserId").required), (Some("sub"), true));
    assert_eq!((named("identityProvider").partner.as_deref(), named("identityProvider").required), (Some("iss"), true));
    // A provider cannot say by which way somebody signed in (behaviour reference §15.11).
    assert!(named("authenticationSource").always_default);
    let key = &program.transformations["CreateAlternativeSecurityId"];
    assert_eq!(
        key.inputs.iter().map(|used| (used.role.as_str(), used.claim.as_str())).collect::<Vec<_>>(),
        [("key", "issuerUserId"), ("identityProvider", "identityProvider")]
    );
    assert_eq!(program.profiles[MOBILE_ID].output_transformations[0], "CreateAlternativeSecurityId");
}

#[test]
fn a_token_has_its_subject_and_policy_and_the_claims_that_were_chosen() {
    let returned = |claims: &[&str]| {
        let claims = claims.iter().map(|claim| (*claim).to_owned()).collect();
        let program = compiled(generate(&UserFlow { claims, ..flow() }, &[mobile_id()]));
        assert_eq!(program.relying_party.subject, "sub");
        let used = program.relying_party.output_claims;
        assert!(used[0].required);
        assert_eq!(used[1].default.as_deref(), Some("{policy}"));
        used.into_iter().map(|used| used.partner.unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(returned(&[]), ["sub", "tfp"]);
    assert_eq!(returned(&["identityProvider", "displayName", "unknown"]), ["sub", "tfp", "name", "idp"]);
    let all: Vec<&str> = APPLICATION_CLAIMS.iter().map(|(claim, ..)| *claim).collect();
    let stored = ["streetAddress", "postalCode", "city", "state", "country", "jobTitle"];
    let expected = [["sub", "tfp", "name", "given_name", "family_name", "emails"], stored].concat();
    assert_eq!(returned(&all), [expected, vec!["idp", "oid", "newUser"]].concat());
}

#[test]
fn the_secret_of_a_provider_is_found_by_its_storage_and_by_no_policy_key() {
    let provider = provider_id('1');
    assert_eq!(find_provider_of_secret(&secret_storage(provider)), Some(provider));
    assert_eq!(of(mobile_id()).client_secret, Some(secret_storage(provider)));
    for other in [
        "",
        "provider/",
        "provider/x",
        "B2C_1A_MobileIdSecret",
        "provider/11111111-1111-4111-8111-111111111111/x",
        "Provider/11111111-1111-4111-8111-111111111111",
    ] {
        assert_eq!(find_provider_of_secret(other), None, "{other}");
    }
}

#[test]
fn no_secret_reaches_the_program() {
    let text = serde_json::to_string(&compiled(tree())).unwrap();
    assert!(!text.contains("33333333-3333-4333-8333-333333333333"), "a rotated secret would need another program");
}

#[test]
fn a_sign_in_flow_writes_nobody_and_a_sign_up_flow_refuses_who_is_there() {
    let of = |kind| compiled(generate(&UserFlow { kind, ..flow() }, &[mobile_id()]));
    let directory = |program: &Program, name: &str| match &program.profiles[name].protocol {
        crate::program::Protocol::Directory(found) => (found.error_if_missing, found.error_if_exists),
        other => panic!("{other:?}"),
    };
    let exchanges = |program: &Program| {
        let steps = &program.journeys["SignUpOrSignIn"].steps;
        let profiles = steps.iter().filter_map(|step| match &step.action {
            Action::Exchange(choices) => choices.first().map(|choice| choice.profile.clone()),
            _ => None,
        });
        profiles.collect::<Vec<_>>()
    };
    let (read, write) = ("AAD-UserReadUsingAlternativeSecurityId-NoError", "AAD-UserWriteUsingAlternativeSecurityId");

    let both = of(UserFlowKind::SignUpOrSignIn);
    assert_eq!(directory(&both, read), (false, false));
    assert_eq!(directory(&both, write), (false, false));
    assert_eq!(exchanges(&both), [MOBILE_ID, read, write]);

    let sign_in = of(UserFlowKind::SignIn);
    assert_eq!(directory(&sign_in, read), (true, false));
    assert_eq!(exchanges(&sign_in), [MOBILE_ID, read]);

    let sign_up = of(UserFlowKind::SignUp);
    assert_eq!(directory(&sign_up, read), (false, false));
    assert_eq!(directory(&sign_up, write), (false, true));
    assert_eq!(exchanges(&sign_up), [MOBILE_ID, read, write]);
    let steps = &sign_up.journeys["SignUpOrSignIn"].steps;
    assert!(steps[3].preconditions.is_empty(), "who is there already would get a token");
    let german = &sign_up.resources[&sign_up.pages["api.signuporsignin"].resources["de"]];
    assert_eq!(german.find("UxElement", "", "heading"), Some("Registrieren"));
}

#[test]
fn attributes_are_asked_for_by_one_page_and_stored() {
    let attributes = vec!["city".to_owned(), "givenName".to_owned()];
    for kind in [UserFlowKind::SignUpOrSignIn, UserFlowKind::SignUp] {
        let program = compiled(generate(&UserFlow { kind, attributes: attributes.clone(), ..flow() }, &[mobile_id()]));
        let page = &program.profiles["SelfAsserted-Social"];
        let asked: Vec<_> = page.output_claims.iter().map(|used| (used.claim.as_str(), used.required)).collect();
        assert_eq!(asked, [("givenName", true), ("city", true)]);
        assert!(program.claims["city"].pattern.is_some());
        let steps = &program.journeys["SignUpOrSignIn"].steps;
        assert_eq!(steps.len(), 8, "select, exchange, read, two looks, page, write, send");
        let stored = match &program.profiles["AAD-UserWriteUsingAlternativeSecurityId"].protocol {
            crate::program::Protocol::Directory(found) => found.persisted_claims.clone(),
            other => panic!("{other:?}"),
        };
        assert!(stored.iter().any(|used| used.claim == "city") && stored.iter().any(|used| used.claim == "givenName"));
    }
    let nobody_signs_up = UserFlow { kind: UserFlowKind::SignIn, attributes, ..flow() };
    let program = compiled(generate(&nobody_signs_up, &[mobile_id()]));
    assert!(!program.profiles.contains_key("SelfAsserted-Social"));
}
