//! The starter packs of the corpus, unmodified but for the tenant's name, over the wire: uploaded, signed up by, signed
//! in by, with codes read from a real mail server, and Facebook played by a stand-in that only `--connect-to` leads to.

use crate::{
    browser::{Browser, Page},
    facebook::{self, Facebook},
    mailbox::Mailbox,
    running::{Running, Telephone, find, parameters, payload},
};
use domain::{KeyUsage, Secret};
use federation::{
    demo::TEST_APP,
    tenant::{KeyInput, NewKey, Overwrite, PolicyUpload, PolicyUploadOutcome},
};
use serde_json::Value;
use server::outbound::OutboundOptions;
use std::{io::Write as _, path::PathBuf, sync::Arc};

const PASSWORD: &str = "Correct-Horse-1";
const NUMBER: &str = "+41791234567";
const SIGN_IN: &str = "B2C_1A_signup_signin";

/// Where a pack is; `None`, loudly, where the corpus is absent.
fn folder(name: &str) -> Option<PathBuf> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let packs = "shared/corpus/active-directory-b2c-custom-policy-starterpack";
    let found = here.ancestors().map(|above| above.join(packs).join(name)).find(|path| path.is_dir());
    if found.is_none() {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "the corpus is absent");
        eprintln!("SKIPPED: ../shared/corpus is absent");
    }
    found
}

/// The files of a folder for the tenant of the tests.
fn files(folder: &std::path::Path) -> Vec<PolicyUpload> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "xml"));
    paths.sort();
    paths
        .into_iter()
        .map(|path| PolicyUpload {
            file: path.file_name().unwrap().to_string_lossy().into_owned(),
            xml: std::fs::read_to_string(&path).unwrap().replace("yourtenant.", "fabrikam.").into_bytes(),
            overwrite: Overwrite::Never,
        })
        .collect()
}

/// A key as the portal's form makes it.
pub fn key(usage: KeyUsage, material: KeyInput) -> NewKey {
    NewKey { usage, not_before: None, expires_at: None, enabled: true, material }
}

/// A server with a pack.
struct Pack {
    name: &'static str,
    running: Running,
    mailbox: Mailbox,
    telephone: Arc<Telephone>,
    secret: String,
    _facebook: Facebook,
    _authority: tempfile::NamedTempFile,
}

impl Pack {
    async fn uploaded(name: &'static str) -> Option<Self> {
        let folder = folder(name)?;
        let (mailbox, facebook) = (Mailbox::open().await, Facebook::open().await);
        let mut authority = tempfile::NamedTempFile::new().unwrap();
        authority.write_all(facebook::AUTHORITY).unwrap();
        let options = OutboundOptions {
            connect_to: vec![format!("graph.facebook.com:443:127.0.0.1:{}", facebook.port).parse().unwrap()],
            extra_ca: Some(authority.path().to_owned()),
            ..OutboundOptions::default()
        };
        let telephone = Arc::new(Telephone::default());
        let running = Running::start_sending(options, mailbox.port, &telephone).await;
        let tenant = running.tenant().await;
        let federation = &running.federation;
        let secret = key(KeyUsage::Signature, KeyInput::Manual(Secret::new(facebook::SECRET)));
        federation.create_key_set(tenant.id, "FacebookSecret", Some(secret), "test").await.unwrap();
        let encryption = key(KeyUsage::Encryption, KeyInput::GenerateRsa);
        let name_of_key = "TokenEncryptionKeyContainer";
        federation.create_key_set(tenant.id, name_of_key, Some(encryption), "test").await.unwrap();
        match federation.upload_policies(&tenant, files(&folder), false, "test").await.unwrap() {
            PolicyUploadOutcome::Stored { .. } => {}
            PolicyUploadOutcome::Refused { diagnostics, .. } => panic!("{}", policy::report::text(&diagnostics)),
        }
        let secret = running.client_secret(Running::test_app()).await.expose().to_owned();
        Some(Self { name, running, mailbox, telephone, secret, _facebook: facebook, _authority: authority })
    }

    fn local(&self) -> bool {
        !self.name.ends_with("SocialAccounts")
    }

    fn social(&self) -> bool {
        self.name.contains("Social")
    }

    fn authorize(&self, policy: &str, response_type: &str, scope: &str) -> String {
        let inspect = self.running.inspect();
        let pairs = [
            ("client_id", TEST_APP),
            ("redirect_uri", &inspect),
            ("response_type", response_type),
            ("scope", scope),
            ("nonce", "the-nonce"),
        ];
        self.running.policy(policy, &format!("oauth2/v2.0/authorize?{}", crate::running::encode(&pairs)))
    }

    /// Where the browser is sent in the end, past the second factor where the pack has one.
    async fn end(&self, browser: &mut Browser, mut page: Page) -> Vec<(String, String)> {
        if page.body.contains("data-name=\"Phonefactor\"") {
            let number = page.fields().iter().any(|field| field == "number").then_some(("number", "+41 79 123 45 67"));
            let send: Vec<_> = [("action", "sendCode")].into_iter().chain(number).collect();
            let asked = browser.submit(&page, &send).await;
            let wrong = [("action", "verifyCode"), ("verificationCode", "000000")];
            let again = browser.submit(&asked, &wrong).await;
            assert!(again.body.contains("verificationCode"), "a wrong code goes nowhere: {}", again.body);
            let code = self.telephone.code(NUMBER);
            page = browser.submit_once(&again, &[("action", "verifyCode"), ("verificationCode", &code)]).await;
        }
        self.back(browser, page).await
    }

    /// What the application got.
    async fn back(&self, browser: &mut Browser, mut page: Page) -> Vec<(String, String)> {
        for _ in 0..3 {
            match page.location.clone() {
                Some(there) if there.starts_with(&self.running.inspect()) => return parameters(&there),
                Some(there) => page = browser.get_once(&there).await,
                None => break,
            }
        }
        panic!("{} does not end: {} {}", self.name, page.url, page.body)
    }

    /// Verifies an address with the code of a letter.
    async fn verify(&self, browser: &mut Browser, page: Page, address: &str) -> Page {
        let button = page.button("action");
        assert!(button.ends_with(".sendCode"), "{button}: {}", page.body);
        let field = page.fields().into_iter().next().unwrap();
        let sent = browser.submit(&page, &[("action", &button), (&field, address)]).await;
        let verify = sent.buttons("action").into_iter().find(|action| action.ends_with(".verifyCode")).unwrap();
        // The address stays in its field; the next one takes the code.
        let code_field = &sent.fields()[1];
        let wrong = browser.submit(&sent, &[("action", &verify), (code_field, "000000")]).await;
        let code = self.mailbox.code(address);
        browser.submit(&wrong, &[("action", &verify), (code_field, &code)]).await
    }

    async fn sign_up(&self, browser: &mut Browser, address: &str) -> Value {
        let page = browser.get(&self.authorize(SIGN_IN, "id_token", "openid")).await;
        assert_eq!(page.status, 200, "{}: {}", self.name, page.body);
        let page = browser.submit(&page, &[("choice", "SignUpWithLogonEmailExchange")]).await;
        let page = self.verify(browser, page, address).await;
        let fields = [
            ("newPassword", PASSWORD),
            ("reenterPassword", PASSWORD),
            ("displayName", "Ada Lovelace"),
            ("givenName", "Ada"),
            ("surname", "Lovelace"),
            ("action", "continue"),
        ];
        let done = browser.submit_once(&page, &fields).await;
        let next = self.follow_ours(browser, done).await;
        let end = self.end(browser, next).await;
        payload(&find(&end, "id_token"))
    }

    /// Follows redirects within our own server.
    async fn follow_ours(&self, browser: &mut Browser, mut page: Page) -> Page {
        while let Some(there) = page.location.clone() {
            if there.starts_with(&self.running.inspect()) || !there.starts_with(&self.running.url("/")) {
                break;
            }
            page = browser.get_once(&there).await;
        }
        page
    }

    async fn sign_in(&self, browser: &mut Browser, password: &str, response_type: &str) -> Vec<(String, String)> {
        let page = browser.get(&self.authorize(SIGN_IN, response_type, "openid offline_access")).await;
        let fields = [("signInName", "ada@example.com"), ("password", password), ("action", "continue")];
        let done = browser.submit_once(&page, &fields).await;
        let next = self.follow_ours(browser, done).await;
        self.end(browser, next).await
    }

    async fn token(&self, pairs: &[(&str, &str)]) -> (u16, Value) {
        let mut all = vec![("client_id", TEST_APP), ("client_secret", self.secret.as_str())];
        all.extend(pairs);
        self.running.token(SIGN_IN, &all).await
    }
}

/// Everything that a person with a local account does.
async fn local_life(pack: &Pack) {
    let claims = pack.sign_up(&mut pack.running.browser(), "Ada@example.com").await;
    let subject = claims["sub"].as_str().unwrap().to_owned();
    assert_eq!(claims["name"], "Ada Lovelace", "{claims}");
    assert_eq!(claims["acr"], SIGN_IN.to_lowercase(), "§15.5: {claims}");
    assert!(claims.get("tfp").is_none(), "{claims}");

    // Signs in, and the application refreshes: the policy's own journey reads the user again.
    let end = pack.sign_in(&mut pack.running.browser(), PASSWORD, "code").await;
    let (code, inspect) = (find(&end, "code"), pack.running.inspect());
    let redeem = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", inspect.as_str())];
    let (status, tokens) = pack.token(&redeem).await;
    assert_eq!(status, 200, "{tokens}");
    assert_eq!(payload(tokens["id_token"].as_str().unwrap())["sub"], subject.as_str());
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let (status, _, info) = pack.running.userinfo(SIGN_IN, Some(&bearer)).await;
    assert_eq!(status, 200, "{info}");

    // Edits the profile.
    let browser = &mut pack.running.browser();
    let mut page = browser.get(&pack.authorize("B2C_1A_ProfileEdit", "id_token", "openid")).await;
    if pack.social() {
        page = browser.submit(&page, &[("choice", "LocalAccountSigninEmailExchange")]).await;
    }
    let fields = [("signInName", "ada@example.com"), ("password", PASSWORD), ("action", "continue")];
    let mut page = browser.submit(&page, &fields).await;
    if page.body.contains("data-name=\"Phonefactor\"") {
        let asked = browser.submit(&page, &[("action", "sendCode")]).await;
        let code = pack.telephone.code(NUMBER);
        page = browser.submit(&asked, &[("action", "verifyCode"), ("verificationCode", &code)]).await;
    }
    assert_eq!(page.value("surname").as_deref(), Some("Lovelace"), "{}", page.body);
    let names = [("givenName", "Augusta"), ("surname", "King"), ("action", "continue")];
    let done = browser.submit_once(&page, &names).await;
    let claims = payload(&find(&pack.back(browser, done).await, "id_token"));
    assert_eq!(claims["sub"], subject.as_str());
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"].as_str().unwrap())];
    let (status, refreshed) = pack.token(&refresh).await;
    assert_eq!(status, 200, "{refreshed}");
    let claims = payload(refreshed["id_token"].as_str().unwrap());
    assert_eq!((&claims["sub"], &claims["acr"]), (&subject.as_str().into(), &SIGN_IN.to_lowercase().into()));
    assert_eq!(claims["family_name"], "King", "the journey of the token endpoint reads the user again: {claims}");

    // Forgets the password: a code by mail sets another one, and the old one is worth nothing.
    let new = "Another-Horse-2";
    let browser = &mut pack.running.browser();
    let page = browser.get(&pack.authorize("B2C_1A_PasswordReset", "id_token", "openid")).await;
    let page = pack.verify(browser, page, "ada@example.com").await;
    let mut page = browser.submit(&page, &[("action", "continue")]).await;
    if page.body.contains("data-name=\"Phonefactor\"") {
        let asked = browser.submit(&page, &[("action", "sendCode")]).await;
        let code = pack.telephone.code(NUMBER);
        page = browser.submit(&asked, &[("action", "verifyCode"), ("verificationCode", &code)]).await;
    }
    let fields = [("newPassword", new), ("reenterPassword", new), ("action", "continue")];
    let done = browser.submit_once(&page, &fields).await;
    assert_eq!(payload(&find(&pack.back(browser, done).await, "id_token"))["sub"], subject.as_str());
    let browser = &mut pack.running.browser();
    let page = browser.get(&pack.authorize(SIGN_IN, "id_token", "openid")).await;
    let fields = [("signInName", "ada@example.com"), ("password", PASSWORD), ("action", "continue")];
    let page = browser.submit(&page, &fields).await;
    assert!(page.body.contains("Your password is incorrect"), "{}", page.body);
    let end = pack.sign_in(browser, new, "id_token").await;
    let hint = find(&end, "id_token");
    assert_eq!(payload(&hint)["sub"], subject.as_str());

    // Signs out: the next request asks again.
    let pairs = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", inspect.as_str())];
    let logout = format!("oauth2/v2.0/logout?{}", crate::running::encode(&pairs));
    let out = browser.get_once(&pack.running.policy(SIGN_IN, &logout)).await;
    assert!(out.location.is_some() || out.refresh.is_some(), "{} {}", out.status, out.body);
    let page = browser.get(&pack.authorize(SIGN_IN, "id_token", "openid")).await;
    assert!(page.fields().iter().any(|field| field == "password"), "{}", page.body);
}

/// Comes by Facebook; fills in the page that the first time asks for.
async fn by_facebook(pack: &Pack) -> Value {
    let browser = &mut pack.running.browser();
    let start = browser.get_once(&pack.authorize(SIGN_IN, "id_token", "openid")).await;
    let mut page = pack.follow_ours(browser, start).await;
    if page.location.is_none() {
        page = browser.submit_once(&page, &[("choice", "FacebookExchange")]).await;
    }
    let there = page.location.clone().unwrap_or_else(|| panic!("not sent to Facebook: {}", page.body));
    assert!(there.starts_with("https://www.facebook.com/dialog/oauth?"), "{there}");
    let asked = parameters(&there);
    let callback = find(&asked, "redirect_uri");
    let answer = Facebook::callback(&find(&asked, "state"));
    let came = browser.get_once(&format!("{callback}?{answer}")).await;
    let mut page = pack.follow_ours(browser, came).await;
    if page.value("displayName").is_some() {
        assert_eq!(page.value("displayName").as_deref(), Some("Erika Mustermann"), "{}", page.body);
        let done = browser.submit_once(&page, &[("displayName", "Erika M"), ("action", "continue")]).await;
        page = pack.follow_ours(browser, done).await;
    }
    let claims = payload(&find(&pack.end(browser, page).await, "id_token"));
    assert_eq!(claims["idp"], "facebook.com", "{claims}");
    claims
}

/// Made the first time, found the second.
async fn social_life(pack: &Pack) {
    let first = by_facebook(pack).await;
    let second = by_facebook(pack).await;
    assert_eq!(second["sub"], first["sub"], "{second}");
}

#[tokio::test]
async fn s36_an_address_that_a_provider_tells_links_nobody() {
    let Some(pack) = Pack::uploaded("SocialAndLocalAccounts").await else { return };
    let local = pack.sign_up(&mut pack.running.browser(), "erika@example.com").await;
    let social = by_facebook(&pack).await;
    assert_ne!(local["sub"], social["sub"], "the stand-in tells the same address");
}

#[tokio::test]
async fn s75_too_many_guesses_lock_a_name_for_strangers_and_not_for_its_own_browser() {
    let Some(pack) = Pack::uploaded("LocalAccounts").await else { return };
    let own = &mut pack.running.browser();
    pack.sign_up(own, "ada@example.com").await;
    let guess = async |browser: &mut Browser, password: &str| {
        let url = format!("{}&prompt=login", pack.authorize(SIGN_IN, "id_token", "openid"));
        let page = browser.get(&url).await;
        let fields = [("signInName", "ada@example.com"), ("password", password), ("action", "continue")];
        browser.submit(&page, &fields).await
    };
    let inside = |page: &Page| page.url.starts_with(&pack.running.inspect());
    assert!(inside(&guess(own, PASSWORD).await), "from now on the browser is known to the account");
    for _ in 0..10 {
        let page = guess(&mut pack.running.browser(), "wrong").await;
        assert!(page.body.contains("Your password is incorrect"), "{}", page.body);
    }
    let locked = guess(&mut pack.running.browser(), PASSWORD).await;
    assert!(locked.fields().contains(&"password".to_owned()), "the right one too: {}", locked.body);
    assert!(inside(&guess(own, PASSWORD).await), "nobody locks another person out");
}

async fn runs(name: &'static str) {
    let Some(pack) = Pack::uploaded(name).await else { return };
    if pack.local() {
        local_life(&pack).await;
    }
    if pack.social() {
        social_life(&pack).await;
    }
}

macro_rules! packs {
    ($($test:ident: $name:literal),+ $(,)?) => {$(
        #[tokio::test]
        async fn $test() {
            runs($name).await;
        }
    )+};
}

packs! {
    local_accounts_run: "LocalAccounts",
    social_accounts_run: "SocialAccounts",
    social_and_local_accounts_run: "SocialAndLocalAccounts",
    social_and_local_accounts_with_a_second_factor_run: "SocialAndLocalAccountsWithMfa",
    local_accounts_with_display_controls_run: "Display Controls Starterpack/LocalAccounts",
    social_accounts_with_display_controls_run: "Display Controls Starterpack/SocialAccounts",
    social_and_local_accounts_with_display_controls_run: "Display Controls Starterpack/SocialAndLocalAccounts",
    display_controls_with_a_second_factor_run: "Display Controls Starterpack/SocialAndLocalAccountsWithMfa",
}
