//! A tenant in a store of its own, browsers, and what was sent.

use crate::{
    Federation, Origin, PolicyForm, PolicyPath, Ports,
    ports::{
        Crypto, CryptoFailure, GeneratedKey, Http, HttpFailure, HttpRequest, HttpResponse, ImportedKey, KeyUpload,
        Mail, Messages, SendFailure,
    },
    programs::Compiled,
    session::{Loaded, Remembered, Saved},
    sign_in::{
        driver::{Drive, Row},
        envelope::{Envelope, FORMAT},
        packed::Growing,
    },
};
use async_trait::async_trait;
use domain::{
    ApplicationId, ApplicationKind, Clock, Entropy, Identity, JourneyId, PolicyId, Secret, SessionSettings, Tenant,
    Timestamp, User, UserId, claims::Sensitive, language::Language,
};
use journey::{Ambient, CodeRules, Find, Finished, SaveUser, Session};
use oauth::provider::{
    AuthorizationRequest, Delivery, Prompt, ResponseTypes,
    scope::Access,
    session::{Part, SignedIn},
};
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, atomic::AtomicI64, atomic::Ordering},
    time::Duration,
};
use storage::{Change, Sealer, Store};
use storage_sqlite::SqliteStore;

pub const CLIENT: &str = "11111111-1111-4111-8111-111111111111";
const BEGAN: i64 = 1_800_000_000;

/// Stands still until it is moved.
struct Watch(AtomicI64);

impl Clock for Watch {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

struct Random;

impl Entropy for Random {
    fn fill(&self, buffer: &mut [u8]) {
        getrandom::fill(buffer).unwrap();
    }
}

/// What was sent: to whom, subject, text.
#[derive(Default)]
pub struct Outbox(Mutex<Vec<(String, String, String)>>);

impl Outbox {
    fn push(&self, to: &str, subject: &str, text: &str) {
        self.0.lock().unwrap().push((to.to_owned(), subject.to_owned(), text.to_owned()));
    }

    pub fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }

    pub fn last_code(&self) -> String {
        let text = self.0.lock().unwrap().last().expect("a message").2.clone();
        let code = text.split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() == 6);
        code.expect("six digits").to_owned()
    }
}

struct Post(Arc<Outbox>);

#[async_trait]
impl Mail for Post {
    async fn send(&self, to: &str, subject: &str, text: &str) -> Result<(), SendFailure> {
        self.0.push(to, subject, text);
        Ok(())
    }
}

#[async_trait]
impl Messages for Post {
    async fn send(&self, to: &str, text: &str) -> Result<(), SendFailure> {
        self.0.push(to, "", text);
        Ok(())
    }
}

/// Answers everything with the same JSON, and keeps what was asked.
#[derive(Default)]
pub struct Wire {
    pub asked: Mutex<Vec<HttpRequest>>,
    pub answer: Mutex<(u16, String)>,
}

struct Line(Arc<Wire>);

#[async_trait]
impl Http for Line {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpFailure> {
        self.0.asked.lock().unwrap().push(request);
        // An answer takes its time, so that whoever asked can give up.
        tokio::task::yield_now().await;
        let (status, body) = self.0.answer.lock().unwrap().clone();
        Ok(HttpResponse {
            status,
            content_type: Some("application/json".to_owned()),
            body: body.into_bytes(),
            took: Duration::from_millis(1),
        })
    }
}

struct Keys;

#[allow(clippy::unnecessary_literal_bound, reason = "as the trait has it")]
impl token::Sign for Keys {
    fn algorithm(&self) -> token::Algorithm {
        token::Algorithm::Rs256
    }

    fn kid(&self) -> &str {
        "key"
    }

    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, token::SignError> {
        Ok(b"signature".to_vec())
    }
}

impl token::Verify for Keys {
    fn verify(
        &self,
        _: token::Algorithm,
        _: &token::Jwk,
        _: &[u8],
        _: &[u8],
    ) -> Result<token::SignatureVerdict, token::VerifyError> {
        Ok(token::SignatureVerdict::Invalid)
    }
}

#[async_trait]
impl Crypto for Keys {
    async fn generate_rsa(&self) -> Result<GeneratedKey, CryptoFailure> {
        let public = json!({ "kty": "RSA", "kid": "key", "use": "sig", "alg": "RS256", "n": "AQAB", "e": "AQAB" });
        Ok(GeneratedKey { private: Secret::new("private"), public, kid: "key".to_owned() })
    }

    async fn import(&self, _: KeyUpload) -> Result<ImportedKey, CryptoFailure> {
        Err(CryptoFailure("nothing is uploaded here".to_owned()))
    }

    fn signer(&self, _: &Secret, _: &str) -> Result<Arc<dyn token::Sign + Send + Sync>, CryptoFailure> {
        Ok(Arc::new(Self))
    }

    fn verifier(&self) -> &(dyn token::Verify + Send + Sync) {
        &Self
    }
}

pub struct World {
    pub federation: &'static Federation,
    pub tenant: &'static Tenant,
    pub outbox: Arc<Outbox>,
    pub wire: Arc<Wire>,
    watch: Arc<Watch>,
    compiled: Arc<Compiled>,
    _folder: tempfile::TempDir,
}

impl World {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let sealer = Sealer::new([7; 32].into(), Vec::new(), Arc::new(Random));
        let store = Arc::new(SqliteStore::open(folder.path().join("store.db"), sealer).await.unwrap());
        let (outbox, wire) = (Arc::new(Outbox::default()), Arc::new(Wire::default()));
        let watch = Arc::new(Watch(AtomicI64::new(BEGAN * 1000)));
        // So that tests can go on with it in tasks of their own.
        let federation: &'static Federation = Box::leak(Box::new(Federation::new(Ports {
            store,
            http: Arc::new(Line(Arc::clone(&wire))),
            crypto: Arc::new(Keys),
            clock: Arc::<Watch>::clone(&watch),
            entropy: Arc::new(Random),
            mail: Arc::new(Post(Arc::clone(&outbox))),
            messages: Arc::new(Post(Arc::clone(&outbox))),
            demo: false,
        })));
        let tenant = federation.create_tenant("contoso", "Contoso", None, "test").await.unwrap();
        let policy = PolicyId::parse(policy::mobile_id::POLICY).unwrap();
        let mut program = policy::build(vec![policy::mobile_id::policy(&policy)]).unwrap();
        program.relying_party.session = SessionSettings::default();
        let compiled = Arc::new(Compiled { program, pins: Vec::new(), extra_scopes: &[] });
        Self { federation, tenant: Box::leak(Box::new(tenant)), outbox, wire, watch, compiled, _folder: folder }
    }

    pub fn store(&self) -> &dyn Store {
        &**self.federation.store()
    }

    pub fn now(&self) -> Timestamp {
        self.watch.now()
    }

    pub fn later(&self, seconds: i64) {
        self.watch.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    /// A journey of its own in a browser.
    pub fn drive(&self, browser: u8) -> Drive<'static> {
        self.drive_with(browser, None)
    }

    pub fn drive_with(&self, browser: u8, session: Option<Loaded>) -> Drive<'static> {
        let id = JourneyId::new(&*self.watch, &Random);
        let input = journey::Input {
            domain_hint: None,
            login_hint: None,
            parameters: Vec::new(),
            language: Language::En,
            tenant_domain: self.tenant.name.domain(),
            tenant_id: self.tenant.id.to_string(),
            correlation_id: id.to_string(),
            ip_address: None,
            host: "login.example".to_owned(),
            session: Session::default(),
        };
        let mut recording = Growing::default();
        let disabled = BTreeSet::new();
        let ambient = Ambient { now: self.now(), disabled: &disabled, entropy: &Random };
        let (state, _) = journey::start(&self.compiled.program, input, ambient, &mut recording.recording);
        let envelope = Envelope {
            format: FORMAT,
            state,
            program: self.compiled.program.hash.clone(),
            pins: Vec::new(),
            request: request(),
            application: CLIENT.parse().unwrap(),
            path: PolicyPath {
                origin: Origin::new("https://login.example"),
                tenant: self.tenant.name.domain(),
                tfp: false,
                policy: self.compiled.program.policy.clone(),
                form: PolicyForm::Path,
            },
            draws: Vec::new(),
            codes: Vec::new(),
            answers: 0,
            away: None,
            choice: None,
            before: None,
            callback: None,
            profile: None,
            session,
            asked: false,
            client_info: false,
            started_at: self.now(),
        };
        Drive {
            federation: self.federation,
            tenant: self.tenant,
            compiled: Arc::clone(&self.compiled),
            disabled: Arc::new(disabled),
            envelope,
            recording,
            cookie: None,
            row: Row { id, version: None, binding: [browser; 32], lasting: false },
            with: Vec::new(),
        }
    }

    pub async fn commit(&self, changes: Vec<Change>) {
        self.store().commit(changes).await.unwrap();
    }

    /// A user with a name and a password of our own.
    pub async fn account(&self, name: &str, password: &str) -> User {
        let id = UserId::new(&*self.watch, &Random);
        let user = User {
            id,
            tenant: self.tenant.id,
            display_name: Some(name.to_owned()),
            given_name: None,
            surname: None,
            email: None,
            attributes: BTreeMap::new(),
            enabled: true,
            identities: vec![self.local(name)],
            created_at: self.now(),
            last_sign_in_at: None,
        };
        let hash = Secret::new(crate::password::cheap(password));
        self.commit(vec![
            Change::CreateUser { user: user.clone(), once: None },
            Change::SetPassword { tenant: self.tenant.id, user: id, hash, at: self.now() },
        ])
        .await;
        user
    }

    pub fn local(&self, name: &str) -> Identity {
        Identity { issuer: self.tenant.name.domain(), issuer_assigned_id: name.to_owned() }
    }

    pub async fn user(&self, id: UserId) -> User {
        self.store().find_user(self.tenant.id, id).await.unwrap().unwrap()
    }

    pub async fn hash(&self, id: UserId) -> Option<String> {
        let stored = self.store().find_password(self.tenant.id, id).await.unwrap();
        stored.map(|hash| hash.expose().to_owned())
    }

    /// Begins a session of a user, as a sign-in does.
    pub async fn session(&self, user: UserId) -> (Loaded, Secret) {
        let part = Part { application: CLIENT.parse().unwrap(), policy: "b2c_1_mobileid".to_owned(), provider: None };
        let signed_in = SignedIn::now(self.now());
        let saved = Saved { signed_in, subject: user.to_string(), user: Some(user), kept: Session::default() };
        let remembered = Remembered { saved, part };
        let (changes, cookie) =
            self.federation.begun(self.tenant.id, None, remembered, SessionSettings::default()).unwrap();
        self.commit(changes).await;
        let found = self.federation.find_session(self.tenant.id, Some(&cookie.value)).await.unwrap();
        (found.expect("the session"), cookie.value)
    }

    pub async fn is_session(&self, cookie: &Secret) -> bool {
        self.federation.find_session(self.tenant.id, Some(cookie)).await.unwrap().is_some()
    }

    /// How a journey of this user ends.
    pub fn finished(&self, user: Option<UserId>) -> Finished {
        let profiles = &self.compiled.program.profiles;
        let issuer = profiles
            .iter()
            .find(|(_, profile)| matches!(profile.protocol, policy::program::Protocol::JwtIssuer(_)))
            .expect("an issuer")
            .0;
        Finished {
            subject: user.map(|user| user.to_string()).unwrap_or_default(),
            claims: serde_json::Map::new(),
            issuer: issuer.clone(),
            user,
            provider: None,
            session: Session::default(),
            auth_time: None,
            keep_signed_in: false,
            fresh: true,
            secret: BTreeSet::new(),
        }
    }
}

pub fn save(find: Find) -> SaveUser {
    SaveUser {
        find,
        create: false,
        update: false,
        identities: Vec::new(),
        attributes: BTreeMap::new(),
        enabled: None,
        password: None,
    }
}

pub fn hashed(password: &str) -> Sensitive {
    Sensitive::new(crate::password::cheap(password))
}

pub fn rules() -> CodeRules {
    CodeRules {
        length: 6,
        characters: "0123456789".to_owned(),
        seconds: 600,
        attempts: 5,
        generations: 5,
        reuse: false,
    }
}

fn request() -> AuthorizationRequest {
    let client: ApplicationId = CLIENT.parse().unwrap();
    AuthorizationRequest {
        client_id: client,
        redirect_uri: "https://app.example/".to_owned(),
        platform: ApplicationKind::Web,
        response_type: ResponseTypes { code: false, id_token: true, token: false },
        response_mode: Delivery::FormPost,
        scope: vec!["openid".to_owned()],
        access: Access { audience: client, scopes: Vec::new() },
        prompt: Prompt::default(),
        state: None,
        nonce: Some("nonce".to_owned()),
        code_challenge: None,
        login_hint: None,
        domain_hint: None,
        ui_locales: None,
        max_age: None,
    }
}
