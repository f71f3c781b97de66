//! Codes at the token endpoint.

use crate::running::{POLICY, Running, find, parameters};
use domain::{ApplicationKind, ImplicitGrant};
use federation::{
    demo::TEST_APP,
    tenant::{ApplicationInput, NewUserFlow, UserFlowInput},
};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

#[tokio::test]
async fn s5_a_code_is_redeemed_once() {
    let running = Running::start().await;
    let secret = running.client_secret(Running::test_app()).await;
    let inspect = running.inspect();
    let code = running.code(&[]).await;
    let pairs =
        [("client_id", TEST_APP), ("client_secret", secret.expose()), ("redirect_uri", &inspect), ("code", &code)];
    let (status, answer) = running.redeem(POLICY, &pairs).await;
    assert_eq!(status, 200, "{answer}");
    assert!(answer["id_token"].is_string() && answer["access_token"].is_string());
    let (status, answer) = running.redeem(POLICY, &pairs).await;
    assert_eq!((status, answer["error"].as_str()), (400, Some("invalid_grant")), "{answer}");

    // Many at the same time: one gets the tokens, or none, when the second use revoked them before they were made.
    let code = running.code(&[]).await;
    let pairs =
        [("client_id", TEST_APP), ("client_secret", secret.expose()), ("redirect_uri", &inspect), ("code", &code)];
    let answers = futures::future::join_all((0..64).map(|_| running.redeem(POLICY, &pairs))).await;
    let given = answers.iter().filter(|(status, _)| *status == 200).count();
    let refused =
        answers.iter().filter(|(status, answer)| *status == 400 && answer["error"] == "invalid_grant").count();
    assert!(given <= 1 && given + refused == 64, "{given} given, {refused} refused of 64");
}

#[tokio::test]
async fn s5_a_code_is_bound_to_client_policy_and_redirect_uri() {
    let running = Running::start().await;
    let tenant = running.tenant().await.id;
    let secret = running.client_secret(Running::test_app()).await;
    let inspect = running.inspect();
    let elsewhere = running.url("/elsewhere");

    let input = ApplicationInput {
        name: "another".to_owned(),
        kind: ApplicationKind::Web,
        redirect_uris: vec![inspect.clone()],
        implicit: ImplicitGrant::default(),
        require_pkce: false,
        enabled: true,
        settings: None,
    };
    let other = running.federation.create_application(tenant, &input, None, "test").await.unwrap().document.id;
    let other_secret = running.client_secret(other).await;
    let other = other.to_string();
    let input = UserFlowInput {
        providers: Vec::new(),
        claims: vec!["objectId".to_owned()],
        attributes: Vec::new(),
        enabled: true,
        settings: None,
    };
    let flow = NewUserFlow { name: "other".to_owned(), kind: domain::UserFlowKind::SignUpOrSignIn, input };
    running.federation.create_user_flow(tenant, &flow, "test").await.unwrap();

    for (what, policy, client, secret, redirect_uri, expected) in [
        ("all as it was", POLICY, TEST_APP, &secret, &inspect, (200, None)),
        ("client", POLICY, other.as_str(), &other_secret, &inspect, (400, Some("invalid_grant"))),
        ("policy", "b2c_1_other", TEST_APP, &secret, &inspect, (400, Some("invalid_grant"))),
        ("redirect_uri", POLICY, TEST_APP, &secret, &elsewhere, (400, Some("invalid_grant"))),
    ] {
        let code = running.code(&[]).await;
        let pairs = [
            ("client_id", client),
            ("client_secret", secret.expose()),
            ("redirect_uri", redirect_uri.as_str()),
            ("code", &code),
        ];
        let (status, answer) = running.redeem(policy, &pairs).await;
        assert_eq!((status, answer["error"].as_str()), expected, "{what}: {answer}");
    }
}

#[tokio::test]
async fn s7_a_challenge_and_its_verifier_come_together_or_not_at_all() {
    let running = Running::start().await;
    let secret = running.client_secret(Running::test_app()).await;
    let inspect = running.inspect();
    let with = [("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];
    let other = "a".repeat(43);
    for (what, challenge, verifier, expected) in [
        ("the right verifier", &with[..], Some(VERIFIER), (200, None)),
        ("another verifier", &with[..], Some(other.as_str()), (400, Some("invalid_grant"))),
        ("the challenge itself", &with[..], Some(CHALLENGE), (400, Some("invalid_grant"))),
        ("no verifier", &with[..], None, (400, Some("invalid_grant"))),
        ("a verifier without challenge", &[], Some(VERIFIER), (400, Some("invalid_grant"))),
        ("neither", &[], None, (200, None)),
    ] {
        let code = running.code(challenge).await;
        let mut pairs = vec![
            ("client_id", TEST_APP),
            ("client_secret", secret.expose()),
            ("redirect_uri", inspect.as_str()),
            ("code", code.as_str()),
        ];
        pairs.extend(verifier.map(|verifier| ("code_verifier", verifier)));
        let (status, answer) = running.redeem(POLICY, &pairs).await;
        assert_eq!((status, answer["error"].as_str()), expected, "{what}: {answer}");
    }
}

#[tokio::test]
async fn s7_a_challenge_of_another_method_is_refused() {
    let running = Running::start().await;
    for more in [
        &[("code_challenge", CHALLENGE), ("code_challenge_method", "plain")][..],
        &[("code_challenge", CHALLENGE)],
        &[("code_challenge_method", "S256")],
    ] {
        let page = running.browser().get_once(&running.authorize("code", more)).await;
        let back = parameters(&page.location.unwrap());
        assert_eq!(find(&back, "error"), "invalid_request", "{more:?}");
        assert!(back.iter().all(|(name, _)| name != "code"), "{more:?}");
    }
}
