//! Refresh tokens (S50), what a code used twice takes along (S5), and who is dead on the way (S37).

use crate::running::{POLICY, Running, payload};
use domain::{Application, ApplicationKind};
use federation::{
    demo::TEST_APP,
    tenant::{ApplicationInput, NewUserFlow, UserFlowInput},
};
use serde_json::Value;

const SCOPE: (&str, &str) = ("scope", "openid offline_access");
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: [(&str, &str); 2] =
    [("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"), ("code_challenge_method", "S256")];

/// `testapp1` with what it needs at the token endpoint.
struct Client {
    running: Running,
    secret: String,
}

impl Client {
    async fn new() -> Self {
        let running = Running::start().await;
        let secret = running.client_secret(Running::test_app()).await.expose().to_owned();
        Self { running, secret }
    }

    async fn redeem(&self, code: &str) -> (u16, Value) {
        let inspect = self.running.inspect();
        self.ask(&[("grant_type", "authorization_code"), ("redirect_uri", &inspect), ("code", code)]).await
    }

    /// The tokens of a new sign-in.
    async fn tokens(&self) -> Value {
        let code = self.running.code(&[SCOPE]).await;
        let (status, tokens) = self.redeem(&code).await;
        assert_eq!(status, 200, "{tokens}");
        tokens
    }

    async fn refresh(&self, token: &Value) -> (u16, Value) {
        self.ask(&[("grant_type", "refresh_token"), ("refresh_token", token.as_str().unwrap())]).await
    }

    async fn ask(&self, pairs: &[(&str, &str)]) -> (u16, Value) {
        let mut all = vec![("client_id", TEST_APP), ("client_secret", self.secret.as_str())];
        all.extend(pairs);
        self.running.token(POLICY, &all).await
    }

    async fn userinfo(&self, token: &str) -> (u16, Option<String>, String) {
        self.running.userinfo(POLICY, Some(&format!("Bearer {token}"))).await
    }
}

#[tokio::test]
async fn s50_each_refresh_gives_a_new_token_and_a_late_reuse_ends_the_family() {
    let client = Client::new().await;
    let first = client.tokens().await;
    assert_eq!(first["refresh_token_expires_in"], 1_209_600);
    let (status, second) = client.refresh(&first["refresh_token"]).await;
    assert_eq!(status, 200, "{second}");
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    let (before, after) = (payload(first["id_token"].as_str().unwrap()), payload(second["id_token"].as_str().unwrap()));
    for same in ["sub", "aud", "iss", "auth_time", "name", "tfp"] {
        assert_eq!(before[same], after[same], "{same}");
    }
    assert!(before["nonce"].is_string() && after.get("nonce").is_none(), "OpenID Connect Core 12.2");

    // A lost answer is given again.
    let (status, again) = client.refresh(&first["refresh_token"]).await;
    assert_eq!((status, &again["refresh_token"]), (200, &second["refresh_token"]));
    // The next one is in use: whoever comes with the first one now has stolen it.
    let (status, third) = client.refresh(&second["refresh_token"]).await;
    assert_eq!(status, 200, "{third}");
    let access = third["access_token"].as_str().unwrap().to_owned();
    assert_eq!(client.userinfo(&access).await.0, 200);
    let (status, answer) = client.refresh(&first["refresh_token"]).await;
    assert_eq!((status, answer["error"].as_str()), (400, Some("invalid_grant")), "{answer}");
    let (status, answer) = client.refresh(&third["refresh_token"]).await;
    assert_eq!((status, answer["error"].as_str()), (400, Some("invalid_grant")), "the family is dead: {answer}");
    assert_eq!(client.userinfo(&access).await.0, 401, "and so are its access tokens here");
}

#[tokio::test]
async fn s50_64_refreshes_at_once_get_one_and_the_same_next_token() {
    let client = Client::new().await;
    let first = client.tokens().await;
    let calls = (0..64).map(|_| client.refresh(&first["refresh_token"]));
    let answers = futures::future::join_all(calls).await;
    let mut next: Vec<_> = answers
        .iter()
        .map(|(status, answer)| {
            assert_eq!(*status, 200, "{answer}");
            answer["refresh_token"].as_str().unwrap()
        })
        .collect();
    next.dedup();
    assert_eq!(next.len(), 1);
    let (status, answer) = client.refresh(&answers[0].1["refresh_token"]).await;
    assert_eq!(status, 200, "{answer}");
}

#[tokio::test]
async fn s5_a_code_used_twice_takes_all_its_tokens_along() {
    let client = Client::new().await;
    for scope in ["openid offline_access", "openid"] {
        let code = client.running.code(&[("scope", scope)]).await;
        let (status, tokens) = client.redeem(&code).await;
        assert_eq!(status, 200, "{tokens}");
        let access = tokens["access_token"].as_str().unwrap();
        assert_eq!(client.userinfo(access).await.0, 200);
        let (status, _) = client.redeem(&code).await;
        assert_eq!(status, 400);
        if scope != "openid" {
            let (status, answer) = client.refresh(&tokens["refresh_token"]).await;
            assert_eq!((status, answer["error"].as_str()), (400, Some("invalid_grant")), "{answer}");
        }
        assert_eq!(client.userinfo(access).await.0, 401, "{scope}");
    }
}

#[tokio::test]
async fn s50_a_refresh_token_is_bound_to_client_and_policy_and_a_wrong_one_does_not_use_it_up() {
    let client = Client::new().await;
    let tenant = client.running.tenant().await.id;
    let input = ApplicationInput {
        name: "another".to_owned(),
        kind: ApplicationKind::Web,
        redirect_uris: vec![client.running.inspect()],
        implicit: domain::ImplicitGrant::default(),
        require_pkce: false,
        enabled: true,
        settings: None,
    };
    let other = client.running.federation.create_application(tenant, &input, None, "test").await.unwrap().document.id;
    let other_secret = client.running.client_secret(other).await;
    let input = UserFlowInput {
        providers: Vec::new(),
        claims: vec!["objectId".to_owned()],
        attributes: Vec::new(),
        enabled: true,
        settings: None,
    };
    let flow = NewUserFlow { name: "other".to_owned(), kind: domain::UserFlowKind::SignUpOrSignIn, input };
    client.running.federation.create_user_flow(tenant, &flow, "test").await.unwrap();

    let tokens = client.tokens().await;
    let token = tokens["refresh_token"].as_str().unwrap();
    let other = other.to_string();
    // In the middle of the last bytes: the final character has bits that mean nothing.
    let at = token.len() - 8;
    let forged = format!("{}{}{}", &token[..at], if &token[at..=at] == "A" { "B" } else { "A" }, &token[at + 1..]);
    let secret = client.secret.as_str();
    for (what, policy, id, secret, token, error) in [
        ("client", POLICY, other.as_str(), other_secret.expose(), token, "invalid_grant"),
        ("policy", "b2c_1_other", TEST_APP, secret, token, "invalid_grant"),
        ("no policy", "b2c_1_none", TEST_APP, secret, token, "invalid_grant"),
        ("secret", POLICY, TEST_APP, "wrong", token, "invalid_client"),
        ("another mac", POLICY, TEST_APP, secret, &forged, "invalid_grant"),
        ("an access token", POLICY, TEST_APP, secret, tokens["access_token"].as_str().unwrap(), "invalid_grant"),
    ] {
        let pairs =
            [("grant_type", "refresh_token"), ("client_id", id), ("client_secret", secret), ("refresh_token", token)];
        let (_, answer) = client.running.token(policy, &pairs).await;
        assert_eq!(answer["error"], error, "{what}: {answer}");
    }
    let widened = [("grant_type", "refresh_token"), ("refresh_token", token), ("scope", "openid profile")];
    let (status, answer) = client.ask(&widened).await;
    assert_eq!((status, answer["error"].as_str()), (400, Some("invalid_scope")), "S52: {answer}");
    let (status, answer) = client.refresh(&tokens["refresh_token"]).await;
    assert_eq!(status, 200, "it was not used up: {answer}");
}

#[tokio::test]
async fn s50_without_offline_access_there_is_no_refresh_token() {
    let client = Client::new().await;
    let code = client.running.code(&[]).await;
    let (status, tokens) = client.redeem(&code).await;
    assert_eq!(status, 200);
    assert!(tokens.get("refresh_token").is_none() && tokens.get("refresh_token_expires_in").is_none(), "{tokens}");
}

/// Switches something off, asks, and switches it on again.
#[tokio::test]
async fn s37_who_is_switched_off_redeems_refreshes_and_reads_nothing() {
    let client = Client::new().await;
    let running = &client.running;
    let tenant = running.tenant().await.id;
    let mut tokens = client.tokens().await;
    for what in ["application", "user", "flow", "provider"] {
        let code = running.code(&[SCOPE]).await;
        running.switch(tenant, what, false).await;
        let access = tokens["access_token"].as_str().unwrap().to_owned();
        let (status, answer) = client.refresh(&tokens["refresh_token"]).await;
        assert!(status == 400 || status == 401, "{what}: {answer}");
        let (status, answer) = client.redeem(&code).await;
        assert!(status == 400 || status == 401, "{what}: {answer}");
        assert_eq!(client.userinfo(&access).await.0, 401, "{what}");
        running.switch(tenant, what, true).await;
        assert_eq!(client.userinfo(&access).await.0, 200, "{what} is back");
        let (status, answer) = client.refresh(&tokens["refresh_token"]).await;
        assert_eq!(status, 200, "{what} is back, and the token was not used up: {answer}");
        tokens = answer;
    }
}

#[tokio::test]
async fn s5_what_a_stranger_presents_uses_no_code_up_and_revokes_nothing() {
    let client = Client::new().await;
    let running = &client.running;
    let tenant = running.tenant().await.id;
    let mut strangers = Vec::new();
    for kind in [ApplicationKind::Web, ApplicationKind::Spa] {
        let input = ApplicationInput {
            name: format!("stranger {kind:?}"),
            kind,
            redirect_uris: vec![running.inspect()],
            implicit: domain::ImplicitGrant::default(),
            require_pkce: false,
            enabled: true,
            settings: None,
        };
        let made = running.federation.create_application(tenant, &input, None, "test").await.unwrap().document.id;
        let secret = match kind {
            ApplicationKind::Web => Some(running.client_secret(made).await.expose().to_owned()),
            _ => None,
        };
        strangers.push((made.to_string(), secret));
    }
    let code = running.code(&[SCOPE]).await;
    let inspect = running.inspect();
    let as_strangers = async || {
        for (id, secret) in &strangers {
            let mut pairs = vec![
                ("grant_type", "authorization_code"),
                ("redirect_uri", inspect.as_str()),
                ("code", code.as_str()),
                ("client_id", id.as_str()),
            ];
            pairs.extend(secret.as_deref().map(|secret| ("client_secret", secret)));
            let (status, answer) = running.token(POLICY, &pairs).await;
            assert_eq!((status, answer["error"].as_str()), (400, Some("invalid_grant")), "{answer}");
        }
        // The client's id is no secret: without its proof it is a stranger, too.
        for secret in [None, Some(("client_secret", "wrong"))] {
            let mut pairs = vec![("grant_type", "authorization_code"), ("client_id", TEST_APP)];
            pairs.extend([("redirect_uri", inspect.as_str()), ("code", code.as_str())]);
            pairs.extend(secret);
            let (status, answer) = running.token(POLICY, &pairs).await;
            assert_eq!((status, answer["error"].as_str()), (401, Some("invalid_client")), "{answer}");
        }
    };
    as_strangers().await;
    // Nor does what does not fit.
    let elsewhere = running.url("/elsewhere");
    let wrong = [("grant_type", "authorization_code"), ("redirect_uri", elsewhere.as_str()), ("code", &code)];
    assert_eq!(client.ask(&wrong).await.0, 400);
    let wrong = [("code_verifier", VERIFIER), ("redirect_uri", inspect.as_str()), ("code", &code)];
    assert_eq!(client.ask(&[&wrong[..], &[("grant_type", "authorization_code")]].concat()).await.0, 400);

    let (status, tokens) = client.redeem(&code).await;
    assert_eq!(status, 200, "it was used up: {tokens}");
    // Nor do strangers revoke what it gave; its own client does, by presenting it again.
    as_strangers().await;
    let access = tokens["access_token"].as_str().unwrap();
    assert_eq!(client.userinfo(access).await.0, 200);
    let (status, tokens) = client.refresh(&tokens["refresh_token"]).await;
    assert_eq!(status, 200, "{tokens}");
    assert_eq!(client.redeem(&code).await.0, 400);
    assert_eq!(client.userinfo(access).await.0, 401);
    assert_eq!(client.refresh(&tokens["refresh_token"]).await.0, 400);
}

/// What is taken away, how, and how it comes back.
type Step<'s> = (&'s str, Box<dyn Fn(&mut Application) + 's>, Box<dyn Fn(&mut Application) + 's>);

#[tokio::test]
async fn s37_a_code_and_a_refresh_look_again_at_the_api_and_at_the_permission_for_it() {
    let client = Client::new().await;
    let running = &client.running;
    let tenant = running.tenant().await.id;
    let scope = domain::ExposedScope {
        id: "33333333-3333-4333-8333-333333333333".parse().unwrap(),
        name: domain::ScopeName::parse("tasks.read").unwrap(),
        display_name: "Read tasks".to_owned(),
        description: String::new(),
        enabled: true,
    };
    let mut api = Application::new(
        "44444444-4444-4444-8444-444444444444".parse().unwrap(),
        domain::DisplayName::parse("tasks").unwrap(),
        ApplicationKind::Web,
    );
    api.app_id_uri = domain::AppIdUri::parse("https://fabrikam.onmicrosoft.com/tasks").ok();
    api.scopes = vec![scope.clone()];
    let permission = domain::ApiPermission { application: api.id, scopes: vec![scope.id] };
    running.create(tenant, &api).await;
    running.change_test_app(|application| application.permissions = vec![permission.clone()]).await;
    let wanted = ("scope", "openid offline_access https://fabrikam.onmicrosoft.com/tasks/tasks.read");
    let code = running.code(&[wanted]).await;
    let (status, mut tokens) = client.redeem(&code).await;
    assert_eq!(status, 200, "{tokens}");

    let none = |application: &mut Application| application.permissions.clear();
    let again = {
        let permission = permission.clone();
        move |application: &mut Application| application.permissions = vec![permission.clone()]
    };
    let of_client: [Step<'_>; 1] = [("the permission", Box::new(none), Box::new(again))];
    let of_api: [Step<'_>; 3] = [
        ("the API", Box::new(|api| api.enabled = false), Box::new(|api| api.enabled = true)),
        ("its scope", Box::new(|api| api.scopes[0].enabled = false), Box::new(|api| api.scopes[0].enabled = true)),
        ("the scope itself", Box::new(|api| api.scopes.clear()), Box::new(|api| api.scopes = vec![scope.clone()])),
    ];
    let steps = of_client.iter().map(|step| (Running::test_app(), step));
    for (application, (what, off, on)) in steps.chain(of_api.iter().map(|step| (api.id, step))) {
        let code = running.code(&[wanted]).await;
        running.change_app(application, off).await;
        let (status, answer) = client.refresh(&tokens["refresh_token"]).await;
        assert_eq!((status, answer["error"].as_str()), (400, Some("invalid_grant")), "{what}: {answer}");
        assert!(answer["error_description"].as_str().unwrap().starts_with("AADB2C90205:"), "{what}: {answer}");
        let (status, answer) = client.redeem(&code).await;
        assert_eq!((status, answer["error"].as_str()), (400, Some("invalid_grant")), "{what}: {answer}");
        // What does not need it goes on.
        let narrowed = [
            ("grant_type", "refresh_token"),
            ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
            ("scope", "openid"),
        ];
        let (status, answer) = client.ask(&narrowed).await;
        assert_eq!(status, 200, "{what}: {answer}");
        tokens["refresh_token"] = answer["refresh_token"].clone();
        running.change_app(application, on).await;
        let (status, answer) = client.refresh(&tokens["refresh_token"]).await;
        assert_eq!(status, 200, "{what} is back: {answer}");
        assert_eq!(payload(answer["access_token"].as_str().unwrap())["scp"], "tasks.read");
        tokens["refresh_token"] = answer["refresh_token"].clone();
    }
}

/// What the trace of the only sign-in says of calls after it.
async fn calls(running: &Running) -> Vec<String> {
    use journey::recording::Item;
    let tenant = running.tenant().await.id;
    let listed = running.federation.sign_ins(tenant, None).await.unwrap().items;
    assert_eq!(listed.len(), 1);
    let (_, recording) = running.federation.sign_in(tenant, listed[0].id).await.unwrap();
    let told = |item: &Item| match item {
        Item::Redeemed { grant, error, .. } => Some((grant.clone(), error.clone())),
        Item::UserInfo { error } => Some(("userinfo".to_owned(), error.clone())),
        _ => None,
    };
    let calls = recording.entries.iter().filter_map(|entry| told(&entry.item));
    calls.map(|(what, error)| if error.is_some() { format!("{what}, refused") } else { what }).collect()
}

#[tokio::test]
async fn the_trace_of_a_sign_in_goes_on_with_refreshes_and_userinfo_however_late() {
    let client = Client::new().await;
    let running = &client.running;
    let tokens = client.tokens().await;
    let access = tokens["access_token"].as_str().unwrap().to_owned();
    assert_eq!(client.userinfo(&access).await.0, 200);
    let (status, mut tokens) = client.refresh(&tokens["refresh_token"]).await;
    assert_eq!(status, 200);
    let tenant = running.tenant().await.id;
    running.switch(tenant, "user", false).await;
    assert_eq!(client.userinfo(&access).await.0, 401);
    running.switch(tenant, "user", true).await;
    assert_eq!(calls(running).await, ["authorization_code", "userinfo", "refresh_token", "userinfo, refused"]);

    // Many at the same time lose nothing.
    futures::future::join_all((0..3).map(|_| client.userinfo(&access))).await;
    assert_eq!(calls(running).await.len(), 7);
    // A week after the last call the trace is gone; the grant is not, and what it does is recorded again.
    let later = running.federation.clock().now().plus_seconds(8 * 86_400);
    while running.federation.store().purge(later, 500).await.unwrap() > 0 {}
    assert!(running.federation.sign_ins(tenant, None).await.unwrap().items.is_empty());
    for _ in 0..2 {
        let (status, answer) = client.refresh(&tokens["refresh_token"]).await;
        assert_eq!(status, 200, "{answer}");
        tokens = answer;
    }
    assert_eq!(calls(running).await, ["refresh_token", "refresh_token"]);
    // Nobody fills the disk by calling without end.
    let (_, recording) = running.federation.sign_in(tenant, running.only_sign_in(tenant).await).await.unwrap();
    assert!(journey::recording::MAX_ENTRIES < 1000 && recording.entries.len() < journey::recording::MAX_ENTRIES);
}

#[tokio::test]
async fn what_expired_is_deleted_in_one_turn_however_much_it_is() {
    let running = Running::start().await;
    let tenant = running.tenant().await.id;
    running.sign_in(&mut running.browser(), &running.authorize("id_token", &[])).await;
    let store = running.federation.store();
    let now = running.federation.clock().now();
    let journeys: Vec<_> = (0..3_000_u128)
        .map(|number| {
            storage::Change::CreateJourney(storage::NewJourney {
                id: format!("00000000-0000-4000-8000-{number:012x}").parse().unwrap(),
                tenant,
                policy: POLICY.to_owned(),
                application: Running::test_app(),
                binding: [0; 32],
                state: Vec::new(),
                recording: Vec::new(),
                status: storage::JourneyStatus::Failed,
                fault: None,
                started_at: now.plus_seconds(-700_000),
                expires_at: now.plus_seconds(-1),
            })
        })
        .collect();
    store.commit(journeys).await.unwrap();
    assert_eq!(running.federation.purge().await.unwrap(), 3_000);
    assert_eq!(running.federation.purge().await.unwrap(), 0);
    assert_eq!(running.federation.sign_ins(tenant, None).await.unwrap().items.len(), 1, "what lives stays");
}

#[tokio::test]
async fn a_page_in_a_browser_refreshes_across_origins_for_a_day() {
    let client = Client::new().await;
    let running = &client.running;
    let tenant = running.tenant().await.id;
    let callback = "http://localhost:9999/spa";
    let mut input = ApplicationInput {
        name: "page".to_owned(),
        kind: ApplicationKind::Spa,
        redirect_uris: vec![callback.to_owned()],
        implicit: domain::ImplicitGrant::default(),
        require_pkce: true,
        enabled: true,
        settings: None,
    };
    let page = running.federation.create_application(tenant, &input, None, "test").await.unwrap();
    let id = page.document.id.to_string();
    let authorize = running.authorize(
        "code",
        &[&[("client_id", id.as_str()), ("redirect_uri", callback), SCOPE][..], &CHALLENGE].concat(),
    );
    let back = running.sign_in(&mut running.browser(), &authorize).await;
    let code = crate::running::find(&crate::running::parameters(&back), "code");
    let pairs = [
        ("grant_type", "authorization_code"),
        ("client_id", &id),
        ("redirect_uri", callback),
        ("code", &code),
        ("code_verifier", VERIFIER),
    ];
    let (status, allowed, tokens) = running.token_from(POLICY, &pairs, Some("http://localhost:9999")).await;
    assert_eq!((status, allowed.as_deref()), (200, Some("http://localhost:9999")), "{tokens}");
    assert_eq!(tokens["refresh_token_expires_in"], 86_400, "whatever the policy says");
    let token = tokens["refresh_token"].as_str().unwrap();
    let pairs = [("grant_type", "refresh_token"), ("client_id", &id), ("refresh_token", token)];
    for (origin, expected) in [
        (Some("http://localhost:9999"), Some("http://localhost:9999")),
        (Some("https://evil.example"), None),
        (Some("null"), None),
        (None, None),
    ] {
        let (status, allowed, answer) = running.token_from(POLICY, &pairs, origin).await;
        assert_eq!((status, allowed.as_deref()), (200, expected), "{origin:?}: {answer}");
    }
    let secret = [&pairs[..], &[("client_secret", "x")]].concat();
    let (status, _, answer) = running.token_from(POLICY, &secret, None).await;
    assert_eq!((status, answer["error"].as_str()), (401, Some("invalid_client")), "{answer}");

    // Without admin consent to offline_access there is nothing to ask for.
    input.settings = Some(federation::tenant::ApplicationSettings {
        offline_access: false,
        ..federation::tenant::ApplicationSettings::from(&page.document)
    });
    running.federation.update_application(tenant, page.document.id, page.version, &input, "test").await.unwrap();
    let refused = running.browser().get_once(&authorize).await.location.unwrap();
    let description = crate::running::find(&crate::running::parameters(&refused), "error_description");
    assert!(description.starts_with("AADB2C90284:"), "{description}");
}

#[tokio::test]
async fn an_access_token_for_an_api_names_it_and_its_scopes() {
    let client = Client::new().await;
    let running = &client.running;
    let tenant = running.tenant().await.id;
    let scope = domain::ExposedScope {
        id: "33333333-3333-4333-8333-333333333333".parse().unwrap(),
        name: domain::ScopeName::parse("tasks.read").unwrap(),
        display_name: "Read tasks".to_owned(),
        description: String::new(),
        enabled: true,
    };
    let input = ApplicationInput {
        name: "tasks".to_owned(),
        kind: ApplicationKind::Web,
        redirect_uris: Vec::new(),
        implicit: domain::ImplicitGrant::default(),
        require_pkce: true,
        enabled: true,
        settings: None,
    };
    let api = running.federation.create_application(tenant, &input, None, "test").await.unwrap();
    let settings = federation::tenant::ApplicationSettings {
        app_id_uri: "https://fabrikam.onmicrosoft.com/tasks".to_owned(),
        scopes: vec![scope.clone()],
        ..federation::tenant::ApplicationSettings::from(&api.document)
    };
    let input = ApplicationInput { settings: Some(settings), ..input };
    let api =
        running.federation.update_application(tenant, api.document.id, api.version, &input, "test").await.unwrap();
    let wanted = "openid offline_access https://fabrikam.onmicrosoft.com/tasks/tasks.read";

    let refused = running.browser().get_once(&running.authorize("code", &[("scope", wanted)])).await.location.unwrap();
    let parameters = crate::running::parameters(&refused);
    assert_eq!(crate::running::find(&parameters, "error"), "invalid_scope", "no permission yet");

    running
        .change_test_app(|application: &mut Application| {
            application.permissions =
                vec![domain::ApiPermission { application: api.document.id, scopes: vec![scope.id] }];
        })
        .await;
    let code = running.code(&[("scope", wanted)]).await;
    let (status, tokens) = client.redeem(&code).await;
    assert_eq!(status, 200, "{tokens}");
    assert_eq!(
        (tokens["scope"].as_str(), tokens["resource"].as_str()),
        (Some(wanted), Some(api.document.id.to_string().as_str()))
    );
    let access = payload(tokens["access_token"].as_str().unwrap());
    assert_eq!(
        (&access["aud"], &access["scp"], &access["azp"]),
        (&api.document.id.to_string().into(), &"tasks.read".into(), &TEST_APP.into())
    );
    assert_eq!(payload(tokens["id_token"].as_str().unwrap())["aud"], TEST_APP);
    // It is the API's token: userinfo is not opened by it, and a refresh keeps or narrows it.
    assert_eq!(client.userinfo(tokens["access_token"].as_str().unwrap()).await.0, 401);
    let (_, kept) = client.refresh(&tokens["refresh_token"]).await;
    assert_eq!(payload(kept["access_token"].as_str().unwrap())["scp"], "tasks.read");
    let narrowed = [
        ("grant_type", "refresh_token"),
        ("refresh_token", kept["refresh_token"].as_str().unwrap()),
        ("scope", "openid"),
    ];
    let (status, narrowed) = client.ask(&narrowed).await;
    assert_eq!(status, 200, "{narrowed}");
    let access = payload(narrowed["access_token"].as_str().unwrap());
    assert_eq!((&access["aud"], &access["scp"]), (&TEST_APP.into(), &"openid".into()));
}
