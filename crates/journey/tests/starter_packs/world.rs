//! Users, codes and a provider, as far as the engine can tell.

use domain::{Claims, Entropy, Timestamp, User, UserId, claims::Sensitive, language::Language};
use journey::{
    Ambient, Answer, CodeVerdict, Effect, Event, Fetch, Fetched, Find, Finished, Input, Page, PasswordVerdict,
    Performed, ProviderAnswer, Query, Recording, SendVerdict, Session, State, Step, Typed, Write, Written,
    page::{Body, Field, Part, Stage},
    recording::Source,
};
use oauth::relying_party::Verdict;
use policy::{CheckedPolicy, MergedPolicy, Policy, Program, xml};
use serde_json::{Map, Value, json};
use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

pub const TENANT: &str = "00000000-0000-4000-8000-000000000070";
const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

/// Where a pack is; `None`, loudly, where the corpus is absent.
pub fn pack(name: &str) -> Option<PathBuf> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let packs = "shared/corpus/active-directory-b2c-custom-policy-starterpack";
    let found = here.ancestors().map(|above| above.join(packs).join(name)).find(|path| path.is_dir());
    if found.is_none() {
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "the corpus is absent");
        eprintln!("SKIPPED: ../shared/corpus is absent");
    }
    found
}

/// The program of a relying-party file of a pack.
pub fn program(name: &str, policy: &str) -> Program {
    let file = pack(name).expect("the pack is there").join(format!("{policy}.xml"));
    program_with(name, policy, std::fs::read(file).unwrap())
}

/// The program of a relying-party policy of our own upon a pack.
pub fn program_with(name: &str, policy: &str, relying_party: Vec<u8>) -> Program {
    let folder = pack(name).expect("the pack is there");
    let read = |file: &str| (file.to_owned(), std::fs::read(folder.join(format!("{file}.xml"))).unwrap());
    let mut files = ["TrustFrameworkBase", "TrustFrameworkLocalization", "TrustFrameworkExtensions"].map(read).to_vec();
    files.push((policy.to_owned(), relying_party));
    let chain = files
        .iter()
        .map(|(file, bytes)| {
            let document = xml::Document::parse(file, bytes, &xml::Limits::default()).unwrap();
            Policy::read(&document).unwrap()
        })
        .collect();
    let merged = MergedPolicy::merge(chain).unwrap_or_else(|found| panic!("{name} {policy}: {}", told(&found)));
    let checked = CheckedPolicy::check(merged).unwrap_or_else(|found| panic!("{name} {policy}: {}", told(&found)));
    policy::compile(&checked).unwrap_or_else(|found| panic!("{name} {policy}: {}", told(&found)))
}

fn told(found: &[policy::Diagnostic]) -> String {
    found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[derive(Default)]
pub struct World {
    pub users: Vec<User>,
    passwords: BTreeMap<UserId, String>,
    /// Whose password was checked.
    pub checked: Vec<Option<UserId>>,
    codes: BTreeMap<String, String>,
    sent: u32,
    entropy: Counting,
}

#[derive(Default)]
struct Counting(Cell<u8>);

// One thread at a time: every test has a world of its own.
struct Bytes(u8);

impl Entropy for Bytes {
    fn fill(&self, buffer: &mut [u8]) {
        for (index, byte) in (0_u8..).zip(buffer.iter_mut()) {
            *byte = self.0.wrapping_mul(31).wrapping_add(index);
        }
    }
}

impl Counting {
    fn next(&self) -> Bytes {
        self.0.set(self.0.get().wrapping_add(1));
        Bytes(self.0.get())
    }
}

impl World {
    pub fn last_code(&self, to: &str) -> String {
        self.codes.get(to).unwrap_or_else(|| panic!("no code went to {to}: {:?}", self.codes.keys())).clone()
    }

    /// The code that was made last.
    pub fn newest_code(&self) -> String {
        let newest = self.codes.values().max_by_key(|code| (code.as_str() == "654321", code.as_str()));
        newest.cloned().unwrap_or_else(|| panic!("no code was made"))
    }

    pub fn find(&self, name: &str) -> Option<&User> {
        self.users
            .iter()
            .find(|user| user.identities.iter().any(|identity| identity.issuer_assigned_id == name.to_lowercase()))
    }

    pub fn password(&self, name: &str) -> Option<String> {
        self.passwords.get(&self.find(name)?.id).cloned()
    }

    pub fn refresh(&mut self, program: &Program, subject: &str) -> Map<String, Value> {
        let mut claims = Claims::new();
        claims.set("objectId", domain::ClaimValue::Text(subject.to_owned()));
        claims.set("refreshTokenIssuedOnDateTime", domain::ClaimValue::Text("2027-01-15T08:00:00Z".to_owned()));
        let mut recording = Recording::default();
        let bytes = self.entropy.next();
        let ambient = Ambient { now: NOW, disabled: &BTreeSet::new(), entropy: &bytes };
        let (state, step) =
            journey::start_refresh(program, claims, input(), ambient, &mut recording).expect("a refresh journey");
        let mut sitting = Sitting { program: program.clone(), state, step, recording };
        sitting.drive(self);
        sitting.finished().claims.clone()
    }

    fn lookup(&self, find: &Find) -> Option<usize> {
        self.users.iter().position(|user| match find {
            Find::Id(id) => user.id == *id,
            Find::Identity(identity) => user.identities.contains(identity),
        })
    }

    fn write(&mut self, write: Write) -> Written {
        let save = match write {
            Write::Delete(find) => {
                let Some(at) = self.lookup(&find) else { return Written::Missing };
                self.users.remove(at);
                return Written::Deleted;
            }
            Write::Save(save) => save,
        };
        let (at, created) = match self.lookup(&save.find) {
            Some(at) if save.update => (at, false),
            Some(at) => return Written::Exists(Box::new(self.users[at].clone())),
            None if save.create => {
                let id = format!("00000000-0000-4000-8000-0000000000{:02}", self.users.len() + 1).parse().unwrap();
                self.users.push(User {
                    id,
                    tenant: TENANT.parse().unwrap(),
                    display_name: None,
                    given_name: None,
                    surname: None,
                    email: None,
                    attributes: BTreeMap::new(),
                    enabled: true,
                    identities: save.identities.clone(),
                    created_at: NOW,
                    last_sign_in_at: None,
                });
                (self.users.len() - 1, true)
            }
            None => return Written::Missing,
        };
        let user = &mut self.users[at];
        for (name, value) in save.attributes {
            let text = value.as_ref().and_then(Value::as_str).map(str::to_owned);
            match name.as_str() {
                "displayName" => user.display_name = text,
                "givenName" => user.given_name = text,
                "surname" => user.surname = text,
                _ => {
                    user.attributes.remove(&name);
                    user.attributes.extend(value.map(|value| (name, value)));
                }
            }
        }
        if let Some(password) = save.password {
            self.passwords.insert(user.id, password.expose().to_owned());
        }
        let user = Box::new(user.clone());
        if created { Written::Created(user) } else { Written::Updated(user) }
    }

    fn perform(&mut self, effect: Effect) -> Performed {
        match effect {
            Effect::HashPassword(password) => Performed::Hashed(password),
            Effect::CheckPassword { user, password, .. } => {
                self.checked.push(user);
                let stored = user.and_then(|user| self.passwords.get(&user));
                let right = stored.is_some_and(|stored| stored == password.expose());
                Performed::Password(if right { PasswordVerdict::Right } else { PasswordVerdict::Wrong })
            }
            Effect::SendCode { to, .. } => {
                self.sent += 1;
                self.codes.insert(to, format!("{:06}", 123_456 + self.sent));
                Performed::Sent(SendVerdict::Sent)
            }
            Effect::MakeCode { key, .. } => {
                self.codes.insert(key, "654321".to_owned());
                Performed::Code(Sensitive::new("654321"))
            }
            Effect::CheckCode { key, code, .. } => {
                let right = self.codes.get(&key).is_some_and(|known| known == code.expose());
                Performed::CodeChecked(if right { CodeVerdict::Right } else { CodeVerdict::Wrong })
            }
            other => panic!("{other:?}"),
        }
    }
}

pub fn input() -> Input {
    Input {
        domain_hint: None,
        login_hint: None,
        parameters: Vec::new(),
        language: Language::En,
        tenant_domain: "contoso.onmicrosoft.com".to_owned(),
        tenant_id: TENANT.to_owned(),
        correlation_id: "00000000-0000-4000-8000-000000000071".to_owned(),
        ip_address: None,
        host: "login.example".to_owned(),
        session: Session::default(),
    }
}

/// Somebody in front of the pages of one journey.
pub struct Sitting {
    program: Program,
    state: State,
    pub step: Step,
    recording: Recording,
}

impl Sitting {
    pub fn start(world: &mut World, program: Program) -> Self {
        Self::begin(world, program, input())
    }

    /// In a browser where somebody signed in before.
    pub fn start_with(world: &mut World, program: Program, session: Session, domain_hint: Option<&str>) -> Self {
        Self::begin(world, program, Input { session, domain_hint: domain_hint.map(str::to_owned), ..input() })
    }

    pub fn begin(world: &mut World, program: Program, input: Input) -> Self {
        let mut recording = Recording::default();
        let bytes = world.entropy.next();
        let ambient = Ambient { now: NOW, disabled: &BTreeSet::new(), entropy: &bytes };
        let (state, step) = journey::start(&program, input, ambient, &mut recording);
        let mut sitting = Self { program, state, step, recording };
        sitting.drive(world);
        sitting
    }

    pub fn event(&mut self, world: &World, event: Event) {
        let bytes = world.entropy.next();
        let ambient = Ambient { now: NOW, disabled: &BTreeSet::new(), entropy: &bytes };
        let state = self.state.clone();
        (self.state, self.step) = journey::resume(&self.program, state, event, ambient, &mut self.recording);
    }

    fn drive(&mut self, world: &mut World) {
        loop {
            let event = match self.step.clone() {
                Step::Read(Query(find)) => Event::Read(world.lookup(&find).map(|at| Box::new(world.users[at].clone()))),
                Step::Write { write, .. } => Event::Written(world.write(*write)),
                Step::Perform(effect) if !matches!(*effect, Effect::VerifyIdToken(_)) => {
                    Event::Performed(world.perform(*effect))
                }
                _ => return,
            };
            self.event(world, event);
        }
    }

    pub fn answer(&mut self, world: &mut World, answer: Answer) {
        self.event(world, Event::Answered(answer));
        self.drive(world);
    }

    pub fn form(&mut self, world: &mut World, fields: &[(&str, &str)]) {
        self.answer(world, Answer::Form(typed(fields)));
    }

    /// As [`Self::form`], while every user disappears after the first look at the directory.
    pub fn form_without(&mut self, world: &mut World, fields: &[(&str, &str)]) {
        self.event(world, Event::Answered(Answer::Form(typed(fields))));
        let Step::Read(Query(find)) = self.step.clone() else { panic!("{:?}", self.step) };
        let found = world.lookup(&find).map(|at| Box::new(world.users[at].clone()));
        let users = std::mem::take(&mut world.users);
        self.event(world, Event::Read(found));
        self.drive(world);
        world.users = users;
    }

    pub fn act(&mut self, world: &mut World, action: &str, fields: &[(&str, &str)]) {
        self.answer(world, Answer::Act(action.to_owned(), typed(fields)));
    }

    /// At the provider and back, with these claims.
    pub fn at_facebook(&mut self, world: &mut World, claims: Value) {
        let Step::Redirect(redirect) = &self.step else { panic!("{:?}", self.step) };
        assert_eq!(redirect.endpoint, "https://www.facebook.com/dialog/oauth");
        assert!(redirect.draws.contains(&journey::Draw::State));
        let parameters =
            [("code", "c"), ("state", "s")].map(|(name, value)| (name.to_owned(), Sensitive::new(value))).to_vec();
        self.event(world, Event::CameBack(ProviderAnswer { method: "GET", parameters, reposted: false }));
        let Step::Fetch(fetch) = &self.step else { panic!("{:?}", self.step) };
        let Fetch::OAuth2Token(call) = &**fetch else { panic!("{fetch:?}") };
        assert!(call.by_get, "HttpBinding is GET");
        self.fetched(world, json!({ "access_token": "t", "token_type": "bearer", "expires_in": 3600 }));
        let Step::Fetch(fetch) = &self.step else { panic!("{:?}", self.step) };
        let Fetch::Claims(call) = &**fetch else { panic!("{fetch:?}") };
        assert_eq!(call.parameter.as_deref(), Some("access_token"), "the default is the query (§15.8)");
        self.fetched(world, claims);
    }

    pub fn came_back(&mut self, world: &World, parameters: &[(&str, &str)]) {
        let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), Sensitive::new(*value))).collect();
        self.event(world, Event::CameBack(ProviderAnswer { method: "POST", parameters, reposted: false }));
    }

    pub fn verified(&mut self, world: &mut World, claims: &Value) {
        let claims = claims.as_object().cloned();
        let verdict = Verdict { checks: Vec::new(), claims, failure: None, keys_may_be_stale: false };
        self.event(world, Event::Verified(verdict));
        self.drive(world);
    }

    pub fn fetched(&mut self, world: &mut World, body: Value) {
        let fetched = Fetched { source: Source::Network, milliseconds: 1, outcome: Ok((200, body)) };
        self.event(world, Event::Fetched(fetched));
        self.drive(world);
    }

    pub fn page(&self) -> &Page {
        match &self.step {
            Step::Show(page) => page,
            other => panic!("no page: {other:?}"),
        }
    }

    pub fn content_url(&self) -> Option<String> {
        journey::content_url(&self.program, &self.state, self.page(), NOW)
    }

    pub fn drawn_again(&self) -> Option<Page> {
        journey::page(&self.program, &self.state, &BTreeSet::new())
    }

    pub fn finished(&self) -> &Finished {
        match &self.step {
            Step::Finish(finished) => finished,
            other => panic!("it did not finish: {other:?}"),
        }
    }

    pub fn recorded(&self) -> String {
        serde_json::to_string(&self.recording).unwrap()
    }

    pub fn state_text(&self) -> String {
        serde_json::to_string(&self.state).unwrap()
    }

    fn parts(&self) -> &[Part] {
        match &self.page().body {
            Body::SelfAsserted { parts, .. } => parts,
            Body::Selection { local: Some(local), .. } => &local.parts,
            other => panic!("no form: {other:?}"),
        }
    }

    fn fields(&self) -> impl Iterator<Item = &Field> {
        self.parts().iter().flat_map(|part| match part {
            Part::Field(field) => std::slice::from_ref(field),
            Part::Verification(control) => control.fields.as_slice(),
        })
    }

    /// The control of the page and its fields now.
    pub fn verification(&self) -> (String, Vec<String>) {
        let control = self.parts().iter().find_map(|part| match part {
            Part::Verification(control) => Some(control),
            Part::Field(_) => None,
        });
        let control = control.unwrap_or_else(|| panic!("no control: {:?}", self.page()));
        (control.id.clone(), control.fields.iter().map(|field| field.claim.clone()).collect())
    }

    pub fn stage(&self) -> Stage {
        self.parts()
            .iter()
            .find_map(|part| match part {
                Part::Verification(control) => Some(control.stage),
                Part::Field(_) => None,
            })
            .expect("a control")
    }

    pub fn value(&self, claim: &str) -> String {
        let found = self.fields().find(|field| field.claim == claim);
        found.unwrap_or_else(|| panic!("no field {claim}: {:?}", self.page())).value.clone()
    }

    pub fn label(&self, claim: &str) -> String {
        let found = self.fields().find(|field| field.claim == claim);
        found.unwrap_or_else(|| panic!("no field {claim}: {:?}", self.page())).label.clone()
    }

    pub fn field_error(&self, claim: &str) -> Option<String> {
        self.fields().find(|field| field.claim == claim)?.error.clone()
    }
}

fn typed(fields: &[(&str, &str)]) -> Typed {
    fields.iter().map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()])).collect()
}
