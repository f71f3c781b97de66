//! The rules of the engine, each by what it does to a journey: real programs, no network, no clock.

use super::*;
use crate::{Answer, Effect, Fetch, Fetched, Find, ProviderAnswer, Query, Written, recording::Source};
use domain::{
    ClaimsMapping, ClientAuthentication, DisplayName, DomainHint, IdentityProvider, MetadataUrl, Pkce, PolicyId,
    ProviderId, ResponseMode, ResponseType, Scope, SecretRef, TenantId, User, UserFlow, UserFlowKind, UserId,
    claims::Sensitive,
};
use oauth::relying_party::{Verdict, id_token::Failure};
use policy::program::Precondition;
use serde_json::{Value, json};

const ISSUER: &str = "https://op.example";
const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

fn id(number: u8) -> String {
    format!("00000000-0000-4000-8000-0000000000{number:02}")
}

fn provider(number: u8, hint: &str) -> IdentityProvider {
    IdentityProvider {
        id: id(number).parse::<ProviderId>().unwrap(),
        name: DisplayName::parse(&format!("Provider {number}")).unwrap(),
        metadata_url: MetadataUrl::parse(&format!("{ISSUER}/.well-known/openid-configuration")).unwrap(),
        client_id: "us".to_owned(),
        client_secret: Some(SecretRef { id: id(90).parse().unwrap(), version: 1 }),
        scope: Scope::parse("openid profile").unwrap(),
        response_type: ResponseType::Code,
        response_mode: ResponseMode::FormPost,
        domain_hint: Some(DomainHint::parse(hint).unwrap()),
        claims_mapping: ClaimsMapping {
            user_id: domain::ClaimName::parse("sub").unwrap(),
            display_name: Some(domain::ClaimName::parse("name").unwrap()),
            given_name: None,
            surname: None,
            email: None,
        },
        client_authentication: ClientAuthentication::ClientSecretPost,
        pkce: Pkce::WhenOffered,
        authorization_parameters: domain::AuthorizationParameters::default(),
        user_info: false,
        clock_tolerance_seconds: 60,
        own_redirect_uri: false,
        enabled: true,
    }
}

fn program() -> Program {
    let policy = PolicyId::parse("B2C_1_test").unwrap();
    let flow = UserFlow {
        claims: vec!["displayName".to_owned(), "identityProvider".to_owned()],
        ..UserFlow::new(id(80).parse().unwrap(), policy, UserFlowKind::SignUpOrSignIn)
    };
    let providers = [provider(1, "one.example"), provider(2, "two.example")];
    policy::build(vec![policy::user_flow::generate(&flow, &providers)]).unwrap()
}

/// Bytes that count.
pub(super) struct Counting;

impl domain::Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        for (byte, value) in buffer.iter_mut().zip(1..) {
            *byte = value;
        }
    }
}

/// A journey under way, driven by hand.
struct Run {
    program: Program,
    state: State,
    step: Step,
    disabled: BTreeSet<String>,
    recording: Recording,
}

impl Run {
    fn start(program: Program, hint: Option<&str>, disabled: BTreeSet<String>) -> Self {
        let input = Input {
            domain_hint: hint.map(str::to_owned),
            login_hint: None,
            parameters: Vec::new(),
            language: Language::En,
            tenant_domain: "contoso.onmicrosoft.com".to_owned(),
            tenant_id: id(70),
            correlation_id: id(71),
            ip_address: None,
            host: "login.example".to_owned(),
            session: Session::default(),
        };
        let mut recording = Recording::default();
        let (state, step) =
            start(&program, input, Ambient { now: NOW, disabled: &disabled, entropy: &Counting }, &mut recording);
        Self { program, state, step, disabled, recording }
    }

    /// At provider 1, by its hint.
    fn hinted(program: Program) -> Self {
        Self::start(program, Some("one.example"), BTreeSet::new())
    }

    fn event(mut self, event: Event) -> Self {
        let ambient = Ambient { now: NOW, disabled: &self.disabled, entropy: &Counting };
        (self.state, self.step) = resume(&self.program, self.state, event, ambient, &mut self.recording);
        self
    }

    fn fetched(self, status: u16, body: Value) -> Self {
        let fetched = Fetched { source: Source::Network, milliseconds: 1, outcome: Ok((status, body)) };
        self.event(Event::Fetched(fetched))
    }

    fn away(self) -> Self {
        self.fetched(200, metadata())
    }

    fn back(self, parameters: &[(&str, &str)]) -> Self {
        let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), Sensitive::new(*value))).collect();
        self.event(Event::CameBack(ProviderAnswer { method: "POST", parameters, reposted: false }))
    }

    fn exchanged(self) -> Self {
        self.away()
            .back(&[("code", "the-code"), ("state", "s")])
            .fetched(200, json!({ "id_token": "e30.e30.e30", "access_token": "at" }))
            .fetched(200, json!({ "keys": [] }))
    }

    fn verified(self, claims: &Value) -> Self {
        self.exchanged().event(Event::Verified(Verdict {
            checks: Vec::new(),
            claims: claims.as_object().cloned(),
            failure: None,
            keys_may_be_stale: false,
        }))
    }

    fn code(&self) -> &str {
        match &self.step {
            Step::Fail(fault) => &fault.code,
            other => panic!("it did not fail: {other:?}"),
        }
    }

    fn profile(&self, number: u8) -> String {
        let wanted = format!("Provider {number}");
        let mut profiles = self.program.profiles.iter();
        profiles.find(|(_, profile)| profile.display_name == wanted).unwrap().0.clone()
    }

    fn choices(&self) -> Vec<String> {
        match &self.step {
            Step::Show(page) => match &page.body {
                crate::page::Body::Selection { choices, .. } => {
                    choices.iter().map(|choice| choice.label.clone()).collect()
                }
                other => panic!("no selection: {other:?}"),
            },
            other => panic!("no page: {other:?}"),
        }
    }
}

fn metadata() -> Value {
    json!({
        "issuer": ISSUER,
        "authorization_endpoint": "https://op.example/authorize",
        "token_endpoint": "https://op.example/token",
        "jwks_uri": "https://op.example/keys",
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": false,
    })
}

fn user(enabled: bool) -> User {
    User {
        id: id(60).parse::<UserId>().unwrap(),
        tenant: id(70).parse::<TenantId>().unwrap(),
        display_name: Some("Erika".to_owned()),
        given_name: None,
        surname: None,
        email: None,
        attributes: std::collections::BTreeMap::new(),
        enabled,
        identities: Vec::new(),
        created_at: NOW,
        last_sign_in_at: None,
    }
}

fn good_claims() -> Value {
    json!({ "iss": ISSUER, "sub": "upstream", "name": "Erika", "identityProvider": "https://evil.example",
            "authenticationSource": "localAccountAuthentication", "nonce": "n0" })
}

/// What `cargo xtask ci` counts the instructions of: valgrind finds it by its name, so it holds no closure of its own.
#[inline(never)]
fn ten_sign_ins(program: &Program) -> Vec<Run> {
    let mut runs = Vec::new();
    while runs.len() < 10 {
        let run = Run::hinted(program.clone()).verified(&good_claims());
        runs.push(run.event(Event::Read(Some(Box::new(user(true))))));
    }
    runs
}

#[test]
fn the_fixed_journey_signs_in_every_time() {
    let runs = ten_sign_ins(&program());
    assert_eq!(runs.len(), 10);
    assert!(runs.iter().all(|run| matches!(run.step, Step::Finish(_))));
}

#[test]
fn a_sign_in_ends_with_the_user_and_the_claims_of_the_policy() {
    let run = Run::hinted(program()).verified(&good_claims()).event(Event::Read(Some(Box::new(user(true)))));
    let Step::Finish(finished) = &run.step else { panic!("{:?}", run.step) };
    assert_eq!(finished.subject, id(60));
    assert_eq!(finished.claims["idp"], ISSUER);
    assert_eq!(finished.claims["tfp"], "B2C_1_test");
    assert!(!finished.claims.contains_key("newUser"), "the user was there already");
}

#[test]
fn s35_a_user_is_looked_for_by_the_verified_issuer_whatever_else_the_provider_claims_to_be() {
    let run = Run::hinted(program()).verified(&good_claims());
    let Step::Read(Query(Find::Identity(identity))) = &run.step else { panic!("{:?}", run.step) };
    assert_eq!((identity.issuer.as_str(), identity.issuer_assigned_id.as_str()), (ISSUER, "upstream"));
    assert_eq!(run.state.claims.text("authenticationSource").as_deref(), Some("socialIdpAuthentication"));
}

#[test]
fn a_claim_that_the_mapping_needs_and_the_provider_does_not_send_is_named() {
    let run = Run::hinted(program()).verified(&json!({ "iss": ISSUER, "name": "Erika" }));
    let Step::Fail(fault) = &run.step else { panic!("{:?}", run.step) };
    assert!(fault.message.contains("`sub`"), "{}", fault.message);
}

#[test]
fn a_refused_id_token_gives_no_claims_even_if_some_came_along() {
    for verdict in [Some(Failure::Nonce), None] {
        let failed = domain::Check::holds("nonce", "a clause", "this", "that", false);
        let run = Run::hinted(program()).exchanged().event(Event::Verified(Verdict {
            checks: vec![failed],
            claims: good_claims().as_object().cloned(),
            failure: verdict,
            keys_may_be_stale: false,
        }));
        assert_eq!(run.code(), "AADB2C90273");
    }
}

#[test]
fn s33_stale_keys_are_fetched_again_once() {
    let stale = || {
        Event::Verified(Verdict {
            checks: Vec::new(),
            claims: None,
            failure: Some(Failure::Signature),
            keys_may_be_stale: true,
        })
    };
    let run = Run::hinted(program()).exchanged().event(stale());
    assert!(matches!(&run.step, Step::Fetch(fetch) if matches!(**fetch, Fetch::Keys { again: true, .. })));
    let run = run.fetched(200, json!({ "keys": [] }));
    assert!(matches!(&run.step, Step::Perform(effect) if matches!(**effect, Effect::VerifyIdToken(_))));
    assert_eq!(run.event(stale()).code(), "AADB2C90239");
}

#[test]
fn s34_an_answer_that_names_another_issuer_is_not_exchanged() {
    let run = Run::hinted(program()).away().back(&[("code", "c"), ("iss", "https://evil.example")]);
    assert_eq!(run.code(), "AADB2C90273");
}

#[test]
fn an_answer_with_an_error_or_with_nothing_ends_the_sign_in() {
    let denied = Run::hinted(program()).away().back(&[("error", "access_denied")]);
    let Step::Fail(fault) = &denied.step else { panic!("{:?}", denied.step) };
    assert_eq!((fault.code.as_str(), fault.error.as_str()), ("AADB2C90273", "access_denied"));
    assert_eq!(Run::hinted(program()).away().back(&[("state", "s")]).code(), "AADB2C90273");
}

#[test]
fn a_refused_client_secret_has_its_own_code() {
    let run = Run::hinted(program()).away().back(&[("code", "c")]);
    assert_eq!(run.fetched(401, json!({ "error": "invalid_client" })).code(), "AADB2C90243");
}

#[test]
fn s37_a_disabled_provider_is_not_offered_chosen_hinted_or_gone_on_with() {
    let one = Run::start(program(), None, BTreeSet::new()).profile(1);
    let disabled = BTreeSet::from([one]);
    assert_eq!(Run::start(program(), None, disabled.clone()).choices(), ["Provider 2"]);
    assert_eq!(Run::start(program(), Some("one.example"), disabled.clone()).choices(), ["Provider 2"]);

    let run = Run::start(program(), None, disabled.clone());
    let hidden = format!("{}-Exchange", id(1).replace('-', ""));
    assert_eq!(run.event(Event::Answered(Answer::Choice(hidden))).choices(), ["Provider 2"]);

    for step in 0..3 {
        let mut run = Run::hinted(program());
        if step > 0 {
            run = run.away();
        }
        if step > 1 {
            run = run.back(&[("code", "c")]);
        }
        run.disabled = disabled.clone();
        let run = match step {
            0 => run.away(),
            1 => run.back(&[("code", "c")]),
            _ => run.fetched(200, json!({ "id_token": "e30.e30.e30" })),
        };
        assert_eq!(run.code(), "AADB2C90051", "step {step}");
    }
    let all = BTreeSet::from([Run::hinted(program()).profile(1), Run::hinted(program()).profile(2)]);
    assert_eq!(Run::start(program(), None, all).code(), "AADB2C90051");
}

#[test]
fn s37_a_disabled_provider_is_not_asked_by_a_step_that_lets_nobody_choose() {
    let mut program = program();
    let journey = program.journeys.get_mut("SignUpOrSignIn").unwrap();
    journey.steps.remove(0);
    let policy::program::Action::Exchange(exchanges) = &mut journey.steps[0].action else { panic!("an exchange") };
    exchanges.truncate(1);
    let profile = exchanges[0].profile.clone();
    let run = Run::start(program.clone(), None, BTreeSet::new());
    assert!(matches!(run.step, Step::Fetch(_)), "{:?}", run.step);
    assert_eq!(Run::start(program, None, BTreeSet::from([profile])).code(), "AADB2C90051");
}

#[test]
fn s37_a_disabled_user_does_not_sign_in() {
    let run = Run::hinted(program()).verified(&good_claims()).event(Event::Read(Some(Box::new(user(false)))));
    assert_eq!(run.code(), "AADB2C90111");
}

#[test]
fn a_person_who_is_not_there_yet_is_made_once_and_is_new() {
    let run = Run::hinted(program()).verified(&good_claims()).event(Event::Read(None));
    assert!(matches!(run.step, Step::Write { .. }), "{:?}", run.step);
    let run = run.event(Event::Written(Written::Created(Box::new(user(true)))));
    assert!(matches!(&run.step, Step::Finish(_)));
    assert_eq!(run.state.claims.get("newUser"), Some(&domain::ClaimValue::Boolean(true)));
}

#[test]
fn pkce_is_used_when_the_provider_offers_it() {
    let run = Run::hinted(program()).away();
    let Step::Redirect(redirect) = &run.step else { panic!("{:?}", run.step) };
    assert!(redirect.draws.contains(&crate::Draw::Verifier));
    let mut silent = metadata();
    silent.as_object_mut().unwrap().remove("code_challenge_methods_supported");
    let run = Run::hinted(program()).fetched(200, silent);
    let Step::Redirect(redirect) = &run.step else { panic!("{:?}", run.step) };
    assert_eq!(redirect.draws, [crate::Draw::State, crate::Draw::Nonce]);
}

#[test]
fn preconditions_say_when_to_skip_and_equality_of_a_missing_claim_says_nothing() {
    let run = Run::hinted(program());
    let disabled = BTreeSet::new();
    let mut recording = Recording::default();
    let mut machine = Machine {
        program: &run.program,
        state: run.state.clone(),
        ambient: Ambient { now: NOW, disabled: &disabled, entropy: &Counting },
        recording: &mut recording,
    };
    machine.state.claims.set("newUser", domain::ClaimValue::Boolean(true));
    let exists = |claim: &str, when| Precondition::ClaimsExist { claim: claim.to_owned(), when };
    let equals = |claim: &str, value: &str, when| Precondition::ClaimEquals {
        claim: claim.to_owned(),
        value: value.to_owned(),
        when,
    };
    for (condition, skips) in [
        (exists("newUser", true), true),
        (exists("newUser", false), false),
        (exists("objectId", true), false),
        (exists("objectId", false), true),
        (equals("newUser", "True", true), true),
        (equals("newUser", "true", true), false),
        (equals("newUser", "False", false), true),
        (equals("objectId", "x", true), false),
        (equals("objectId", "x", false), false),
    ] {
        assert_eq!(machine.holds(&condition).is_some(), skips, "{condition:?}");
    }
}

#[test]
fn a_journey_that_takes_too_many_steps_or_calls_ends() {
    let mut run = Run::hinted(program());
    run.state.used.transitions = crate::state::MAX_TRANSITIONS;
    assert_eq!(run.verified(&good_claims()).event(Event::Read(None)).code(), "AADB2C90037");
    let mut run = Run::hinted(program()).away();
    run.state.used.fetches = crate::state::MAX_FETCHES;
    assert_eq!(run.back(&[("code", "c")]).code(), "AADB2C90289");
}

#[test]
fn s73_a_journey_that_writes_waits_reads_keeps_or_nests_too_much_ends() {
    let mut run = Run::hinted(program()).verified(&good_claims());
    run.state.used.writes = crate::state::MAX_WRITES;
    assert_eq!(run.event(Event::Read(None)).code(), "AADB2C90289", "changes of the directory");

    let mut run = Run::hinted(program()).verified(&good_claims());
    run.state.claims.set("long", domain::ClaimValue::Text("x".repeat(crate::state::MAX_CLAIMS)));
    assert_eq!(run.event(Event::Read(None)).code(), "AADB2C90289", "what claims hold");

    let mut run = Run::hinted(program()).verified(&good_claims());
    let below = run.state.frames[0].clone();
    run.state.frames.splice(0..0, std::iter::repeat_n(below, crate::state::MAX_DEPTH));
    assert_eq!(run.event(Event::Read(None)).code(), "AADB2C90037", "journeys within journeys");

    let answered = |milliseconds, body| {
        let mut run = Run::hinted(program()).away().back(&[("code", "c"), ("state", "s")]);
        run.state.used.milliseconds = crate::state::MAX_MILLISECONDS - 1;
        run.state.used.bytes = crate::state::MAX_BYTES - 100;
        let fetched = Fetched { source: Source::Network, milliseconds, outcome: Ok((400, body)) };
        match run.event(Event::Fetched(fetched)).step {
            Step::Fail(fault) => fault.message,
            other => panic!("it did not fail: {other:?}"),
        }
    };
    let small = json!({ "error": "invalid_grant" });
    assert!(!answered(1, small.clone()).contains("in all"), "as much as there may be");
    assert!(answered(2, small).contains("took too long in all"), "time of services");
    assert!(answered(1, json!({ "error": "x".repeat(100) })).contains("sent too much in all"), "bytes of services");
}

#[test]
fn s77_a_name_is_one_account_however_it_is_spelled() {
    use policy::program::NameKind;
    for (written, name) in [
        ("ada@example.com", "ada@example.com"),
        (" ADA@Example.COM\u{7}", "ada@example.com"),
        ("\u{FF41}\u{FF44}\u{FF21}\u{FF20}example\u{FF0E}com", "ada@example.com"),
        ("ada\u{FE6B}example.com", "ada@example.com"),
        ("\u{212A}urt", "kurt"),
        ("e\u{301}va", "\u{e9}va"),
        // Another letter is another name: it is told apart here as by the mail server.
        ("\u{430}da@example.com", "\u{430}da@example.com"),
    ] {
        let found = sign_in_name(NameKind::Any, written);
        assert_eq!(found, name, "{written}");
        assert_eq!(sign_in_name(NameKind::Any, &found), found, "what is stored is found again: {written}");
    }
    assert_eq!(sign_in_name(NameKind::Phone, "\u{FF0B}\u{FF14}1 (79) 123-45 67"), "+41791234567");
}

#[test]
fn an_event_that_nothing_waits_for_ends_the_journey() {
    assert_eq!(Run::hinted(program()).event(Event::Read(None)).code(), "AADB2C90037");
}

#[test]
fn s79_what_is_secret_is_not_in_the_recording() {
    let run = Run::hinted(program())
        .away()
        .back(&[("code", "the-code"), ("state", "the-state")])
        .fetched(200, json!({ "id_token": "e30.the-token.e30", "access_token": "the-access-token" }))
        .fetched(200, json!({ "keys": [{ "kid": "k", "kty": "RSA", "n": "the-modulus" }] }))
        .event(Event::Verified(Verdict {
            checks: Vec::new(),
            claims: json!({ "iss": ISSUER, "sub": "upstream", "nonce": "the-nonce", "at_hash": "the-hash" })
                .as_object()
                .cloned(),
            failure: None,
            keys_may_be_stale: false,
        }));
    let text = serde_json::to_string(&run.recording).unwrap();
    for secret in ["the-code", "the-state", "the-token", "the-access-token", "the-nonce", "the-hash"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert!(text.contains("upstream"), "claims are shown");
}

#[test]
fn a_waiting_page_is_drawn_again_without_running_anything() {
    let run = Run::start(program(), None, BTreeSet::new());
    let Step::Show(shown) = &run.step else { panic!("{:?}", run.step) };
    assert_eq!(page(&run.program, &run.state, &run.disabled).as_ref(), Some(&**shown));
    let away = Run::hinted(program()).away();
    assert_eq!(page(&away.program, &away.state, &away.disabled), None);
}
