//! Policies around one technical profile, and what happens when they run: every step that the engine asks for, in words.

use domain::{Entropy, Timestamp, claims::Sensitive, language::Language};
use journey::{
    Ambient, Answer, CodeVerdict, Effect, Event, Fetch, Fetched, Input, PasswordVerdict, Payload, Performed,
    ProviderAnswer, Recording, SendVerdict, Session, Step, Typed, Written, recording::Source,
};
use policy::{Policy, build, xml};
use serde_json::{Value, json};
use std::{collections::BTreeSet, fmt::Write as _};

/// Where the profile stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In a claims exchange.
    Exchange,
    /// It checks what a page was told.
    Validation,
    /// Its form stands beside providers.
    Combined,
    /// It can be chosen, beside another one.
    Choice,
    /// It issues the answer.
    Issuer,
    /// It checks the token that the application brought.
    Hint,
}

/// A technical profile and where it stands.
pub struct Rig {
    pub place: Place,
    /// `Protocol` and what stands before its metadata.
    pub head: &'static str,
    /// Its metadata.
    pub items: &'static [(&'static str, &'static str)],
    /// What stands behind its metadata.
    pub tail: &'static str,
    /// How often the page is answered.
    pub answers: usize,
    /// What services answer with.
    pub status: u16,
}

const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);
/// `{"iss":"https://login.example/t1/v2.0"}`, unsigned.
const ID_TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2xvZ2luLmV4YW1wbGUvdDEvdjIuMCJ9.AA";

struct Zero;

impl Entropy for Zero {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(7);
    }
}

fn text(rig: &Rig, items: &[(&str, &str)]) -> String {
    let mut all: Vec<(&str, &str)> = rig.items.to_vec();
    for (key, value) in items {
        all.retain(|(known, _)| known != key);
        all.push((key, value));
    }
    let metadata = all.iter().fold(String::new(), |text, (key, value)| {
        text + &format!("<Item Key=\"{key}\">{}</Item>", value.replace('&', "&amp;"))
    });
    let metadata = if metadata.is_empty() { metadata } else { format!("<Metadata>{metadata}</Metadata>") };
    let profile = format!(
        "<TechnicalProfile Id=\"T\"><DisplayName>T</DisplayName>{}{metadata}{}</TechnicalProfile>",
        rig.head, rig.tail
    );
    let get = match rig.place {
        Place::Hint => {
            "<OrchestrationStep Order=\"1\" Type=\"GetClaims\" CpimIssuerTechnicalProfileReferenceId=\"T\" />"
        }
        _ => "<OrchestrationStep Order=\"1\" Type=\"GetClaims\" />",
    };
    let exchange = |order: usize, exchanges: &str| {
        format!(
            "<OrchestrationStep Order=\"{order}\" Type=\"ClaimsExchange\"><ClaimsExchanges>{exchanges}</ClaimsExchanges></OrchestrationStep>"
        )
    };
    let to =
        |id: &str, profile: &str| format!("<ClaimsExchange Id=\"{id}\" TechnicalProfileReferenceId=\"{profile}\" />");
    let (steps, last) = match rig.place {
        Place::Exchange => (exchange(2, &to("E", "T")), 3),
        Place::Validation => (exchange(2, &to("E", "Page")), 3),
        Place::Issuer | Place::Hint => (exchange(2, &to("E", "Nothing")), 3),
        Place::Combined => (
            format!(
                "<OrchestrationStep Order=\"2\" Type=\"CombinedSignInAndSignUp\" ContentDefinitionReferenceId=\"api.page\">\
                 <ClaimsProviderSelections><ClaimsProviderSelection ValidationClaimsExchangeId=\"Local\" /></ClaimsProviderSelections>\
                 <ClaimsExchanges>{}</ClaimsExchanges></OrchestrationStep>{}",
                to("Local", "T"),
                exchange(3, &(to("SignUpExchange", "Plain") + &to("ForgotExchange", "Plain")))
            ),
            4,
        ),
        Place::Choice => (
            format!(
                "<OrchestrationStep Order=\"2\" Type=\"ClaimsProviderSelection\" ContentDefinitionReferenceId=\"api.page\">\
                 <ClaimsProviderSelections><ClaimsProviderSelection TargetClaimsExchangeId=\"E\" />\
                 <ClaimsProviderSelection TargetClaimsExchangeId=\"F\" /></ClaimsProviderSelections></OrchestrationStep>{}",
                exchange(3, &(to("E", "T") + &to("F", "Other")))
            ),
            4,
        ),
    };
    let issuer = if rig.place == Place::Issuer { "T" } else { "Issuer" };
    include_str!("rig.xml")
        .replace("<!-- profile -->", &profile)
        .replace("<!-- steps -->", &format!("{get}{steps}"))
        .replace("LAST", &last.to_string())
        .replace("ISSUER", issuer)
}

/// What happens with these items.
pub fn play(rig: &Rig, items: &[(&str, &str)]) -> String {
    let text = text(rig, items);
    let document = xml::Document::parse("rig.xml", text.as_bytes(), &xml::Limits::default()).unwrap();
    let program = match build(vec![Policy::read(&document).unwrap()]) {
        Ok(program) => program,
        Err(found) => return found.iter().fold("refused:".to_owned(), |all, found| format!("{all}\n{found}")),
    };
    let mut said = format!("{:?} {:?}", program.jwt_issuer(), program.token_journey);
    let parameters = [("login_hint", "ada"), ("id_token_hint", "e30.e30.AA")];
    let input = Input {
        domain_hint: None,
        login_hint: None,
        parameters: parameters.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        language: Language::En,
        tenant_domain: "contoso.onmicrosoft.com".to_owned(),
        tenant_id: "00000000-0000-4000-8000-000000000070".to_owned(),
        correlation_id: "00000000-0000-4000-8000-000000000071".to_owned(),
        ip_address: None,
        host: "login.example".to_owned(),
        session: Session::default(),
    };
    let (disabled, mut recording, mut answers) = (BTreeSet::new(), Recording::default(), rig.answers);
    let ambient = Ambient { now: NOW, disabled: &disabled, entropy: &Zero };
    let (mut state, mut step) = journey::start(&program, input, ambient, &mut recording);
    for _ in 0..40 {
        let _ = write!(said, "\n{step:?}");
        let event = match &step {
            Step::Show(_) if answers > 0 => {
                answers -= 1;
                let typed = [("nick", "Ada"), ("email", "ada@example.com")];
                let typed: Typed = typed.map(|(name, value)| (name.to_owned(), vec![value.to_owned()])).into();
                Event::Answered(Answer::Form(typed))
            }
            Step::Show(_) | Step::Finish(_) | Step::Fail(_) => return said,
            Step::Redirect(_) => {
                let parameters = [
                    ("code", "the-code"),
                    ("id_token", ID_TOKEN),
                    ("state", "s"),
                    ("user", r#"{"name":{"firstName":"Body-Ada"}}"#),
                ];
                let parameters = parameters.map(|(name, value)| (name.to_owned(), Sensitive::new(value))).to_vec();
                Event::CameBack(ProviderAnswer { method: "POST", parameters, reposted: false })
            }
            Step::Fetch(fetch) => Event::Fetched(fetched(fetch, rig.status, &mut said)),
            Step::Read(_) => Event::Read(None),
            Step::Write { .. } => Event::Written(Written::Missing),
            Step::Perform(effect) => match &**effect {
                Effect::VerifyIdToken(_) => Event::Verified(oauth::relying_party::Verdict {
                    checks: Vec::new(),
                    claims: json!({ "sub": "u", "address": { "city": "Bern" } }).as_object().cloned(),
                    failure: None,
                    keys_may_be_stale: false,
                }),
                Effect::MakeCode { .. } => Event::Performed(Performed::Code(Sensitive::new("123456"))),
                Effect::SendCode { .. } => Event::Performed(Performed::Sent(SendVerdict::Sent)),
                Effect::CheckCode { .. } => Event::Performed(Performed::CodeChecked(CodeVerdict::Wrong)),
                Effect::CheckPassword { .. } => Event::Performed(Performed::Password(PasswordVerdict::Wrong)),
                other => panic!("{other:?}"),
            },
        };
        (state, step) = journey::resume(&program, state, event, ambient, &mut recording);
    }
    said
}

fn fetched(fetch: &Fetch, status: u16, said: &mut String) -> Fetched {
    let body = match fetch {
        Fetch::Metadata { url, .. } => {
            let tenant = url.strip_prefix("https://login.example/").is_some();
            let issuer = if tenant { "https://login.example/t1/v2.0" } else { "https://op.example/" };
            json!({
                "issuer": issuer,
                "authorization_endpoint": "https://op.example/authorize",
                "token_endpoint": "https://op.example/token",
                "jwks_uri": format!("{issuer}/keys"),
            })
        }
        Fetch::Keys { .. } => json!({ "keys": [] }),
        Fetch::Tokens { .. } => json!({ "id_token": ID_TOKEN, "access_token": "at" }),
        Fetch::OAuth2Token(_) => json!({ "access_token": "at", "extra": "extra-value", "errcode": null }),
        Fetch::Claims(call) if call.url.contains("refused") => json!({}),
        Fetch::Claims(_) | Fetch::UserInfo { .. } => json!({ "id": "u", "address": { "city": "Bern" } }),
        Fetch::Rest(call) => {
            if let Payload::Json(text) | Payload::Form(text) = &call.payload {
                let _ = write!(said, "\nbody {}", text.expose());
            }
            json!({ "address": { "city": "Bern" } })
        }
    };
    let status = if matches!(fetch, Fetch::Rest(_)) { status } else { 200 };
    let body = match fetch {
        Fetch::OAuth2Token(call) if call.url.contains("errors") => json!({ "access_token": "at", "errcode": "broken" }),
        _ => body,
    };
    Fetched { source: Source::Network, milliseconds: 1, outcome: Ok::<(u16, Value), _>((status, body)) }
}
