//! Policies of kinds that the field has, written for these tests: user names in place of addresses, services that
//! refuse or fail, invitations, terms of use with a version, step-up by a parameter, a password that has to be changed,
//! sub-journeys, codes that a service sends. Each is driven to what the application gets (behaviour reference §10).

use crate::{
    browser::{Browser, Page},
    provider::{
        forge::{self, Forge},
        wire::{self, Reply, Request},
    },
    running::{Running, Telephone, encode, find, parameters, payload},
    starter_packs::key,
};
use domain::{KeyUsage, Secret};
use federation::{
    demo::TEST_APP,
    tenant::{KeyInput, Overwrite, PolicyUpload, PolicyUploadOutcome, UserInput},
};
use serde_json::{Value, json};
use server::outbound::OutboundOptions;
use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{net::TcpListener, task::JoinHandle};

const PASSWORD: &str = "Correct-Horse-1";
const INVITATION_KEY: &str = "a key of 32 octets for invitations";

/// The services of the policies, and what they were asked.
struct Services {
    port: u16,
    asked: Arc<Mutex<Vec<Request>>>,
    serving: JoinHandle<()>,
}

impl Drop for Services {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Services {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&asked);
        let serving = tokio::spawn(wire::serve(listener, move |request| {
            seen.lock().unwrap_or_else(PoisonError::into_inner).push(request.clone());
            answer(port, &request)
        }));
        Self { port, asked, serving }
    }

    /// The newest request to a path.
    fn asked(&self, path: &str) -> Request {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let found = asked.iter().rev().find(|request| request.path == path);
        found.unwrap_or_else(|| panic!("nobody asked {path}: {asked:?}")).clone()
    }
}

fn answer(port: u16, request: &Request) -> Reply {
    let header = |name: &str| request.headers.get(name).map_or("", String::as_str);
    match request.path.as_str() {
        // user:pass
        "/loyalty" if header("authorization") == "Basic dXNlcjpwYXNz" => {
            let body: Value = serde_json::from_str(&request.body).unwrap();
            if body["number"] == "L-1" {
                return Reply::json(200, &json!({ "customer": { "tier": "gold" } }));
            }
            let refusal = json!({ "version": "1.0.0", "status": 409, "userMessage": "That number is not ours." });
            Reply::json(409, &refusal)
        }
        "/risk" if header("x-functions-key") == "the-key" => match request.query["user"].as_str() {
            "grace" => Reply::json(200, &json!({ "score": 7 })),
            _ => Reply::text(500, "text/plain", "out of order"),
        },
        "/send" if header("authorization") == "Bearer the-token" => Reply::json(200, &json!({})),
        path if path.starts_with("/blocked/") && header("x-api-key") == "the-key" => {
            Reply::json(200, &json!({ "blocked": path.contains("mallory") }))
        }
        "/.well-known/openid-configuration" => {
            let at = |path: &str| format!("http://127.0.0.1:{port}/{path}");
            let (authorize, token, keys) = (at("authorize"), at("token"), at("keys"));
            let metadata = json!({ "issuer": "https://partner.example", "authorization_endpoint": authorize,
                "token_endpoint": token, "jwks_uri": keys });
            Reply::json(200, &metadata)
        }
        _ => Reply::text(401, "text/plain", "who are you?"),
    }
}

struct Field {
    running: Running,
    services: Services,
    telephone: Arc<Telephone>,
}

impl Field {
    async fn open() -> Self {
        let services = Services::open().await;
        let allow = vec![format!("127.0.0.1:{}", services.port).parse().unwrap()];
        let telephone = Arc::new(Telephone::default());
        let running =
            Running::start_sending(OutboundOptions { allow, ..OutboundOptions::default() }, 9, &telephone).await;
        let tenant = running.tenant().await;
        for (name, value) in [
            ("RestUser", "user"),
            ("RestPassword", "pass"),
            ("RestApiKey", "the-key"),
            ("RestBearer", "the-token"),
            ("InvitationKey", INVITATION_KEY),
        ] {
            let manual = key(KeyUsage::Signature, KeyInput::Manual(Secret::new(value)));
            running.federation.create_key_set(tenant.id, name, Some(manual), "test").await.unwrap();
        }
        let encryption = key(KeyUsage::Encryption, KeyInput::GenerateRsa);
        let name = "TokenEncryptionKeyContainer";
        running.federation.create_key_set(tenant.id, name, Some(encryption), "test").await.unwrap();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/http/files/field");
        let files = ["base", "username", "invitation", "step_up", "forced_reset", "routing"].map(|name| {
            let text = std::fs::read_to_string(folder.join(format!("{name}.xml"))).unwrap();
            let xml = text.replace("SERVICE", &services.port.to_string()).into_bytes();
            PolicyUpload { file: format!("{name}.xml"), xml, overwrite: Overwrite::Never }
        });
        match running.federation.upload_policies(&tenant, files.into(), false, "test").await.unwrap() {
            PolicyUploadOutcome::Stored { .. } => Self { running, services, telephone },
            PolicyUploadOutcome::Refused { diagnostics, .. } => panic!("{}", policy::report::text(&diagnostics)),
        }
    }

    fn authorize(&self, policy: &str, more: &[(&str, &str)]) -> String {
        let inspect = self.running.inspect();
        let mut pairs = vec![
            ("client_id", TEST_APP),
            ("redirect_uri", &inspect),
            ("response_type", "id_token"),
            ("scope", "openid"),
            ("nonce", "n"),
        ];
        pairs.extend(more);
        self.running.policy(policy, &format!("oauth2/v2.0/authorize?{}", encode(&pairs)))
    }

    /// What the application gets in the end.
    async fn end(&self, browser: &mut Browser, mut page: Page) -> Vec<(String, String)> {
        for _ in 0..4 {
            match page.location.clone() {
                Some(there) if there.starts_with(&self.running.inspect()) => return parameters(&there),
                Some(there) => page = browser.get_once(&there).await,
                None => break,
            }
        }
        panic!("it does not end: {} {}", page.url, page.body)
    }

    async fn claims(&self, browser: &mut Browser, page: Page) -> Value {
        payload(&find(&self.end(browser, page).await, "id_token"))
    }

    /// Signs somebody up by a name; the claims of the token.
    async fn sign_up(&self, name: &str) -> Value {
        let browser = &mut self.running.browser();
        let page = browser.get(&self.authorize("B2C_1A_Username", &[])).await;
        let page = browser.submit(&page, &[("choice", "SignUpExchange")]).await;
        let done = browser.submit_once(&page, &new_account(name, "")).await;
        self.claims(browser, done).await
    }
}

fn new_account<'a>(name: &'a str, loyalty: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("signInName", name),
        ("newPassword", PASSWORD),
        ("reenterPassword", PASSWORD),
        ("displayName", "Ada Lovelace"),
        ("loyaltyNumber", loyalty),
        ("action", "continue"),
    ]
}

const fn credentials<'a>(name: &'a str, password: &'a str) -> [(&'a str, &'a str); 3] {
    [("signInName", name), ("password", password), ("action", "continue")]
}

#[tokio::test]
async fn people_have_user_names_and_services_have_a_say() {
    let field = Field::open().await;
    let browser = &mut field.running.browser();
    let page = browser.get(&field.authorize("B2C_1A_Username", &[("login_hint", "Ada")])).await;
    assert_eq!(page.value("signInName").as_deref(), Some("Ada"), "{}", page.body);
    let page = browser.submit(&page, &[("choice", "SignUpExchange")]).await;
    // The service says why; what is typed stays.
    let again = browser.submit(&page, &new_account("Ada", "L-9")).await;
    assert!(again.body.contains("That number is not ours."), "{}", again.body);
    assert_eq!(again.value("signInName").as_deref(), Some("Ada"), "{}", again.body);
    let sent: Value = serde_json::from_str(&field.services.asked("/loyalty").body).unwrap();
    assert_eq!(sent["correlationId"].as_str().map(str::len), Some(36), "{sent}");
    let done = browser.submit_once(&again, &new_account("Ada", "L-1")).await;
    let claims = field.claims(browser, done).await;
    let told = (&claims["username"], &claims["loyalty"], &claims["tier"], &claims["newUser"]);
    assert_eq!(told, (&json!("Ada"), &json!("L-1"), &json!("gold"), &json!(true)), "{claims}");
    // The other service failed, and the policy goes on.
    assert_eq!((field.services.asked("/risk").query["user"].as_str(), claims.get("risk")), ("Ada", None), "{claims}");

    // Without a number the service is not asked; the risk is a number.
    let before = field.services.asked.lock().unwrap().iter().filter(|asked| asked.path == "/loyalty").count();
    let claims = field.sign_up("grace").await;
    assert_eq!((&claims["risk"], claims.get("loyalty")), (&json!(7), None), "{claims}");
    let after = field.services.asked.lock().unwrap().iter().filter(|asked| asked.path == "/loyalty").count();
    assert_eq!(before, after);

    // Back again, in any case and form of letters (S77); what the directory keeps is read.
    let browser = &mut field.running.browser();
    let page = browser.get(&field.authorize("B2C_1A_Username", &[])).await;
    let page = browser.submit(&page, &credentials("ada", "wrong")).await;
    assert!(page.body.contains("The sign-in name or the password is wrong."), "nobody learns which: {}", page.body);
    let done = browser.submit_once(&page, &credentials("\u{FF21}DA", PASSWORD)).await;
    let claims = field.claims(browser, done).await;
    assert_eq!((&claims["loyalty"], claims.get("newUser")), (&json!("L-1"), None), "{claims}");

    // A name is taken once.
    let browser = &mut field.running.browser();
    let page = browser.get(&field.authorize("B2C_1A_Username", &[])).await;
    let page = browser.submit(&page, &[("choice", "SignUpExchange")]).await;
    let page = browser.submit(&page, &new_account("a\u{FF24}a", "L-1")).await;
    assert!(page.fields().contains(&"newPassword".to_owned()), "{}", page.body);
}

fn invitation(more: &Value) -> String {
    signed(more, INVITATION_KEY.as_bytes())
}

fn signed(more: &Value, key: &[u8]) -> String {
    let now = forge::now();
    let mut claims = json!({ "iss": "https://crm.example", "aud": "invited", "nbf": now - 10, "exp": now + 600,
        "email": "Erika@example.com", "name": "Erika", "inviter": "Max" });
    claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    Forge::hmac(&json!({ "alg": "HS256", "typ": "JWT" }), claims.as_object().unwrap(), key)
}

#[tokio::test]
async fn somebody_who_is_invited_signs_up_and_agrees_to_the_newest_terms() {
    let field = Field::open().await;
    for (what, hint, code) in [
        ("none", String::new(), "AADB2C90272"),
        ("another audience", invitation(&json!({ "aud": "others" })), "AADB2C90209"),
        ("another issuer", invitation(&json!({ "iss": "https://evil.example" })), "AADB2C90232"),
        ("too late", invitation(&json!({ "exp": forge::now() - 600 })), "AADB2C90208"),
        ("forged", signed(&json!({}), b"another key of 32 octets, of somebody else"), "AADB2C90233"),
    ] {
        let browser = &mut field.running.browser();
        let answer = browser.get_once(&field.authorize("B2C_1A_Invitation", &[("id_token_hint", &hint)])).await;
        let said = find(&field.end(browser, answer).await, "error_description");
        assert!(said.starts_with(code), "{what}: {said}");
    }
    let hint = invitation(&json!({}));
    let invited = field.authorize("B2C_1A_Invitation", &[("id_token_hint", &hint)]);
    let browser = &mut field.running.browser();
    let page = browser.get(&invited).await;
    assert!(page.body.contains("Erika@example.com") && page.value("displayName").as_deref() == Some("Erika"));
    // The address is read only, whatever is posted.
    let fields = [
        ("readOnlyEmail", "mallory@example.com"),
        ("displayName", "Erika M"),
        ("newPassword", PASSWORD),
        ("reenterPassword", PASSWORD),
        ("action", "continue"),
    ];
    let page = browser.submit(&page, &fields).await;
    assert!(page.body.contains("Version 2 of our terms"), "{}", page.body);
    let refused = browser.submit(&page, &[("action", "continue")]).await;
    assert!(refused.body.contains("Version 2 of our terms"), "one has to agree: {}", refused.body);
    let done = browser.submit_once(&refused, &[("agreeToTerms", "V2"), ("action", "continue")]).await;
    let claims = field.claims(browser, done).await;
    let told = (&claims["email"], &claims["name"], &claims["inviter"], &claims["newUser"]);
    assert_eq!(told, (&json!("Erika@example.com"), &json!("Erika M"), &json!("Max"), &json!(true)), "{claims}");
    let tenant = field.running.tenant().await;
    let kept =
        field.running.federation.user_of_identity(&tenant, "fabrikam.onmicrosoft.com", "erika@example.com").await;
    assert_eq!(kept.unwrap().unwrap().id.to_string(), claims["sub"].as_str().unwrap());

    // The second time she is known and has agreed: nothing is asked.
    let browser = &mut field.running.browser();
    let answer = browser.get_once(&invited).await;
    assert_eq!(field.claims(browser, answer).await["sub"], claims["sub"]);
    // Newer terms are asked for again.
    let older = UserInput {
        attributes: BTreeMap::from([("extension_termsOfUseConsentVersion".to_owned(), json!("V1"))]),
        ..UserInput::default()
    };
    let id = claims["sub"].as_str().unwrap().parse().unwrap();
    field.running.federation.update_user(&tenant, id, &older, "test").await.unwrap();
    let page = field.running.browser().get(&invited).await;
    assert!(page.body.contains("Version 2 of our terms"), "{}", page.body);
}

#[tokio::test]
async fn a_second_factor_is_asked_for_where_the_application_wants_one() {
    let field = Field::open().await;
    let subject = field.sign_up("ada").await["sub"].clone();
    let browser = &mut field.running.browser();
    let page = browser.get(&field.authorize("B2C_1A_StepUp", &[("ui_locales", "de-CH")])).await;
    let done = browser.submit_once(&page, &credentials("ada", PASSWORD)).await;
    let claims = field.claims(browser, done).await;
    let told = (&claims["sub"], &claims["oid"], &claims["loa"], &claims["mfaRequired"], &claims["language"]);
    assert_eq!(told, (&json!("ada"), &subject, &json!("1"), &json!(false), &json!("de-CH")), "{claims}");
    assert_eq!(claims["host"], "localhost", "{claims}");
    // The issuer of the policy: lifetime, form of `iss`, `tfp` in place of `acr`.
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 600, "{claims}");
    assert!(claims["iss"].as_str().unwrap().to_lowercase().contains("/b2c_1a_stepup/v2.0/"), "{claims}");
    assert_eq!((&claims["tfp"], claims.get("acr")), (&json!("B2C_1A_StepUp"), None), "{claims}");

    for (round, number) in [(1, Some("+41 79 123 45 67")), (2, None)] {
        let browser = &mut field.running.browser();
        let page = browser.get(&field.authorize("B2C_1A_StepUp", &[("mfa", "Required")])).await;
        let page = browser.submit(&page, &credentials("ada", PASSWORD)).await;
        assert!(page.body.contains("data-name=\"Phonefactor\""), "{round}: {}", page.body);
        assert_eq!(page.fields().contains(&"number".to_owned()), number.is_some(), "{round}: it is kept");
        let send: Vec<_> =
            [("action", "sendCode")].into_iter().chain(number.map(|number| ("number", number))).collect();
        let page = browser.submit(&page, &send).await;
        let code = field.telephone.code("+41791234567");
        let done = browser.submit_once(&page, &[("action", "verifyCode"), ("verificationCode", &code)]).await;
        let claims = field.claims(browser, done).await;
        assert_eq!((&claims["loa"], &claims["mfaRequired"]), (&json!("2"), &json!(true)), "{round}: {claims}");
    }
}

#[tokio::test]
async fn a_password_has_to_be_changed_once_where_the_directory_says_so() {
    let field = Field::open().await;
    let subject = field.sign_up("ada").await["sub"].as_str().unwrap().to_owned();
    let sign_in = async |password: &str| {
        let mut browser = field.running.browser();
        let page = browser.get(&field.authorize("B2C_1A_ForcedReset", &[])).await;
        let next = browser.submit_once(&page, &credentials("ada", password)).await;
        (browser, next)
    };
    let (mut browser, next) = sign_in(PASSWORD).await;
    assert_eq!(field.claims(&mut browser, next).await["sub"], subject.as_str(), "nobody says so yet");

    let must = BTreeMap::from([("extension_mustResetPassword".to_owned(), json!(true))]);
    let input = UserInput { attributes: must, ..UserInput::default() };
    let tenant = field.running.tenant().await;
    field.running.federation.update_user(&tenant, subject.parse().unwrap(), &input, "test").await.unwrap();
    let (mut browser, next) = sign_in(PASSWORD).await;
    let page = browser.get(&next.location.unwrap()).await;
    let new = "Another-Horse-2";
    let other = [("newPassword", new), ("reenterPassword", "Another-Horse-3"), ("action", "continue")];
    let page = browser.submit(&page, &other).await;
    assert!(page.fields().contains(&"reenterPassword".to_owned()), "they differ: {}", page.body);
    let same = [("newPassword", new), ("reenterPassword", new), ("action", "continue")];
    let done = browser.submit_once(&page, &same).await;
    assert_eq!(field.claims(&mut browser, done).await["sub"], subject.as_str());

    let (_, old) = sign_in(PASSWORD).await;
    let page = field.running.browser().get(old.location.as_deref().unwrap_or(&old.url)).await;
    assert!(!page.url.starts_with(&field.running.inspect()), "the old one is worth nothing");
    let (mut browser, next) = sign_in(new).await;
    assert_eq!(field.claims(&mut browser, next).await["sub"], subject.as_str(), "asked once");
}

#[tokio::test]
async fn a_service_sends_the_codes_and_sub_journeys_find_make_or_refuse() {
    let field = Field::open().await;
    // A domain leads to its provider, without a page between.
    let hinted = [("domain_hint", "partner.example"), ("login_hint", "erika@partner.example")];
    let away = field.running.browser().get_once(&field.authorize("B2C_1A_Routing", &hinted)).await;
    let there = away.location.unwrap();
    assert!(there.starts_with(&format!("http://127.0.0.1:{}/authorize?", field.services.port)), "{there}");
    assert_eq!(find(&parameters(&there), "login_hint"), "erika@partner.example");

    let mut subjects = Vec::new();
    for (address, expected) in
        [("Ada@example.com", "made"), ("ada@example.com", "found"), ("mallory@example.com", "refused")]
    {
        let browser = &mut field.running.browser();
        let page = browser.get(&field.authorize("B2C_1A_Routing", &[])).await;
        let page = browser.submit(&page, &[("choice", "EmailExchange")]).await;
        // Nobody goes on without a code.
        let page = browser.submit(&page, &[("email", address), ("action", "continue")]).await;
        let page = browser.submit(&page, &[("email", address), ("action", "emailControl.sendCode")]).await;
        let sent = field.services.asked("/send");
        assert_eq!((sent.form["to"].as_str(), sent.form["code"].len()), (address, 6), "{sent:?}");
        let verify =
            |code: &str| [("verificationCode", code.to_owned()), ("action", "emailControl.verifyCode".to_owned())];
        let wrong = if sent.form["code"] == "000000" { "000001" } else { "000000" };
        let fields = verify(wrong);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let page = browser.submit(&page, &fields).await;
        assert!(page.body.contains("That is not the code."), "{}", page.body);
        let fields = verify(&sent.form["code"]);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let page = browser.submit(&page, &fields).await;
        let done = browser.submit_once(&page, &[("action", "continue")]).await;
        let end = field.end(browser, done).await;
        assert!(field.services.asked.lock().unwrap().iter().any(|asked| asked.path.starts_with("/blocked/")));
        if expected == "refused" {
            assert_eq!(find(&end, "error"), "access_denied", "{end:?}");
            assert!(find(&end, "error_description").starts_with("blocked: This address is blocked."), "{end:?}");
            continue;
        }
        let claims = payload(&find(&end, "id_token"));
        assert_eq!(
            (&claims["email"], claims.get("newUser").is_some()),
            (&json!(address), expected == "made"),
            "{claims}"
        );
        subjects.push(claims["sub"].clone());
    }
    assert_eq!(subjects[0], subjects[1]);
}
