//! What the parts of the page share.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use serde_json::Value;
use token::inspect::judge::{Expected, Finding, judge, judge_claims};
use token::inspect::recognise::{Recognition, recognise};
use token::inspect::signed::{Report, signed_parts};
use token::inspect::{Inspection, Kind, inspect};
use token::jwe::{Decrypted, Jwe};
use token::keyring::Keyring;
use token::phrase::Phrase;
use token::sd_jwt::{SdJwt, take_apart};
use token::{JwkSet, Members};

use super::erase::{Text, text};
use super::languages::Files;
use super::many::Many;
use super::tabs::Tab;
use super::timing;
use super::web_crypto::WebCrypto;
use crate::inspector::words::Language;
use crate::inspector::{Arrived, arrival, own_keys};

/// A text and what was read in it.
pub(super) struct Read {
    pub(super) text: String,
    pub(super) inspection: Inspection,
    pub(super) recognition: Recognition,
    pub(super) disclosed: Option<SdJwt>,
}

impl Read {
    fn new(text: String) -> Self {
        timing::begin(timing::READ);
        let inspection = inspect(&text);
        let recognition = recognise(&text, &inspection);
        let disclosed = inspection
            .claims()
            .and_then(Value::as_object)
            .filter(|_| inspection.kind == Kind::SdJwt)
            .map(|claims| take_apart(text.get(inspection.range.clone()).unwrap_or_default(), claims));
        timing::end(timing::READ);
        Self { text, inspection, recognition, disclosed }
    }

    /// The claims; with disclosures, as they are after these.
    pub(super) fn claims(&self) -> Option<Value> {
        match &self.disclosed {
            Some(disclosed) => Some(Value::Object(disclosed.claims.clone())),
            None => self.inspection.claims().cloned(),
        }
    }

    pub(super) fn members(&self) -> Option<Members> {
        self.claims().as_ref().and_then(Value::as_object).cloned()
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.recognition.what == token::inspect::recognise::What::Encrypted
    }
}

impl PartialEq for Read {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// What is pointed at: a part by its number, or a claim by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pointed {
    Part(u8),
    Claim(u8, String),
}

/// Where keys may be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The address of a metadata document or of keys.
    pub(super) url: String,
    /// Whether it is a metadata document of this very server, asked without a click.
    pub(super) is_own: bool,
}

/// Where the keys stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fetching {
    Idle,
    Asked,
    Failed(String),
}

/// What the reader expects, as typed.
#[derive(Clone, Copy)]
pub(super) struct Expectations {
    pub(super) issuer: RwSignal<String>,
    pub(super) audience: RwSignal<String>,
    pub(super) client: RwSignal<String>,
    pub(super) nonce: RwSignal<String>,
    pub(super) access_token: RwSignal<String>,
    pub(super) code: RwSignal<String>,
    /// Seconds away from now.
    pub(super) shift: RwSignal<i64>,
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub(super) struct State {
    /// The token on show.
    pub(super) text: RwSignal<String>,
    /// The tokens around it, outermost first, when it came out of encrypted ones.
    pub(super) around: RwSignal<Vec<String>>,
    /// The response it came with.
    pub(super) arrived: RwSignal<Option<Arrived>>,
    /// Many tokens, of which it is one.
    pub(super) many: RwSignal<Option<Many>>,
    /// The token, read.
    pub(super) read: Memo<Arc<Read>>,
    /// Keys as pasted.
    pub(super) key_text: RwSignal<String>,
    /// Keys as fetched.
    pub(super) fetched: RwSignal<Option<JwkSet>>,
    /// Where fetching stands.
    pub(super) fetching: RwSignal<Fetching>,
    /// An address that a person typed.
    pub(super) key_address: RwSignal<String>,
    /// The keys of which one may fit.
    pub(super) ring: Memo<RingRead>,
    /// What is known about the signatures.
    pub(super) reports: RwSignal<Option<Result<Vec<Report>, Phrase>>>,
    /// What was inside, when it was decrypted; or why it was not.
    pub(super) opened: RwSignal<Option<Result<Decrypted, Phrase>>>,
    /// The address whose keys are wanted.
    pub(super) wanted: Memo<Option<Wanted>>,
    /// What is expected.
    pub(super) expectations: Expectations,
    /// The clock, in Unix seconds.
    pub(super) now: RwSignal<i64>,
    /// What is pointed at.
    pub(super) pointed: RwSignal<Option<Pointed>>,
    /// The token to compare with.
    pub(super) other: RwSignal<String>,
    /// A token that was made here.
    pub(super) made_here: RwSignal<Option<String>>,
    /// The view that is open.
    pub(super) open: RwSignal<Tab>,
    /// The language.
    pub(super) language: RwSignal<Language>,
    /// The files of the languages.
    pub(super) files: StoredValue<Files, LocalStorage>,
}

/// Keys, or why there are none.
#[derive(Clone)]
pub(super) struct RingRead {
    key: (String, usize),
    pub(super) ring: Arc<Result<Keyring, Phrase>>,
}

impl PartialEq for RingRead {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

pub(super) fn unix_now() -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of this era fit")]
    let millis = js_sys::Date::now() as i64;
    millis.div_euclid(1000)
}

impl Expectations {
    fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            issuer: text(),
            audience: text(),
            client: text(),
            nonce: text(),
            access_token: text(),
            code: text(),
            shift: RwSignal::new(0),
        }
    }
}

impl State {
    pub(super) fn new(language: Language, files: Files) -> Self {
        let text = RwSignal::new(String::new());
        let read = Memo::new(move |_| Arc::new(Read::new(text.get())));
        let (key_text, fetched) = (RwSignal::new(String::new()), RwSignal::new(None::<JwkSet>));
        let generation = StoredValue::new(0_usize);
        let ring = Memo::new(move |_| {
            let pasted = key_text.get();
            fetched.track();
            let key = (pasted.clone(), generation.with_value(|generation| generation + 1));
            generation.set_value(key.1);
            let ring = match (pasted.trim().is_empty(), fetched.get()) {
                (true, Some(set)) => Ok(Keyring::published(&set)),
                (true, None) => Ok(Keyring::default()),
                (false, _) => Keyring::read(&pasted),
            };
            RingRead { key, ring: Arc::new(ring) }
        });
        let key_address = RwSignal::new(String::new());
        let wanted = Memo::new(move |_| {
            let typed = key_address.get();
            if !typed.trim().is_empty() {
                return Some(Wanted { url: typed.trim().to_owned(), is_own: false });
            }
            read.with(|read| {
                let claims = read
                    .inspection
                    .claims()
                    .filter(|_| read.inspection.segment(token::inspect::Part::Signature).is_some())?;
                let origin = window().location().origin().ok()?;
                if let Some(url) = own_keys::metadata_url(claims, &origin) {
                    return Some(Wanted { url, is_own: true });
                }
                own_keys::foreign_metadata_url(claims).map(|url| Wanted { url, is_own: false })
            })
        });
        let state = Self {
            text,
            around: RwSignal::new(Vec::new()),
            arrived: RwSignal::new(None),
            many: RwSignal::new(None),
            read,
            key_text,
            fetched,
            fetching: RwSignal::new(Fetching::Idle),
            key_address,
            ring,
            reports: RwSignal::new(None),
            opened: RwSignal::new(None),
            wanted,
            expectations: Expectations::new(),
            now: RwSignal::new(unix_now()),
            pointed: RwSignal::new(None),
            other: RwSignal::new(String::new()),
            made_here: RwSignal::new(None),
            open: RwSignal::new(Tab::Token),
            language: RwSignal::new(language),
            files: StoredValue::new_local(files),
        };
        state.check_when_something_changes();
        state
    }

    fn check_when_something_changes(self) {
        // Keys of another issuer say nothing about this token.
        Effect::new(move |before: Option<Option<Wanted>>| {
            let wanted = self.wanted.get();
            if before.is_some_and(|before| before != wanted) {
                self.fetched.set(None);
                self.fetching.set(Fetching::Idle);
            }
            wanted
        });
        Effect::new(move |_| {
            let (read, ring) = (self.read.get(), self.ring.get().ring);
            self.reports.set(None);
            self.opened.set(None);
            spawn_local(async move {
                let nothing = Keyring::default();
                let keys = ring.as_ref().as_ref().unwrap_or(&nothing);
                let (mut reports, mut opened) = (None, None);
                if read.is_encrypted() {
                    opened = Some(open(&read.text, keys).await);
                } else if !read.text.trim().is_empty() {
                    reports = Some(check(&read, keys).await);
                }
                // Another token may be on show by now.
                if self.read.with_untracked(|now| now.text == read.text)
                    && Arc::ptr_eq(&self.ring.get_untracked().ring, &ring)
                {
                    self.reports.set(reports);
                    self.opened.set(opened);
                }
            });
        });
    }

    /// A person brought something: a response, an address with one, one token or many.
    pub(super) fn take(self, text: &str) {
        // The key of a token that was made here says nothing about another, and would stand in the way of the issuer's.
        if self.made_here.with_untracked(|made| made.as_deref().is_some_and(|made| made != text.trim())) {
            self.made_here.set(None);
            self.key_text.set(String::new());
        }
        self.around.set(Vec::new());
        self.many.set(None);
        if let Some(arrived) = arrival::pasted(text) {
            return self.show(Some(arrived), "");
        }
        if super::many::holds_several(text) {
            self.arrived.set(None);
            return super::many::begin(self, text.to_owned());
        }
        self.show(None, text.trim());
    }

    /// Shows a response, or a text.
    pub(super) fn show(self, arrived: Option<Arrived>, otherwise: &str) {
        let found = arrived.as_ref().map(Arrived::tokens);
        // What came along is what `at_hash` and `c_hash` speak of.
        if let Some(arrived) = &arrived {
            let value = |name| arrived.value(name).unwrap_or_default().to_owned();
            self.expectations.access_token.set(value("access_token"));
            self.expectations.code.set(value("code"));
        }
        let token = match found {
            Some(tokens) => tokens.into_iter().next().map(|found| found.token).unwrap_or_default(),
            None => otherwise.to_owned(),
        };
        self.arrived.set(arrived);
        // What has just been issued is looked at now, and not at the last tick of the clock.
        self.now.set(unix_now());
        self.text.set(token);
    }

    /// Goes into what an encrypted token holds.
    pub(super) fn go_in(self, inside: String) {
        self.around.update(|around| around.push(self.text.get_untracked()));
        self.text.set(inside);
    }

    /// Goes back to the token around it.
    pub(super) fn go_out(self) {
        let outer = self.around.try_update(Vec::pop).flatten();
        if let Some(outer) = outer {
            self.text.set(outer);
        }
    }

    /// What a reader expects, at the moment that the slider says.
    pub(super) fn expected(self) -> Expected {
        let given = |signal: RwSignal<String>| Some(signal.get().trim().to_owned()).filter(|text| !text.is_empty());
        let wanted = self.expectations;
        Expected {
            issuer: given(wanted.issuer),
            audience: given(wanted.audience),
            client: given(wanted.client),
            nonce: given(wanted.nonce),
            access_token: given(wanted.access_token),
            code: given(wanted.code),
            now: self.moment(),
            tolerance: 60,
        }
    }

    /// The moment at which the token is looked at.
    pub(super) fn moment(self) -> i64 {
        self.now.get().saturating_add(self.expectations.shift.get())
    }

    /// The claims on show: of the token, or of what was inside.
    pub(super) fn claims(self) -> Option<Value> {
        self.read.with(|read| read.claims()).or_else(|| {
            self.opened.with(|opened| {
                let opened = opened.as_ref()?.as_ref().ok()?;
                serde_json::from_slice::<Value>(&opened.plaintext).ok().filter(Value::is_object)
            })
        })
    }

    pub(super) fn findings(self) -> Vec<Finding> {
        let expected = self.expected();
        self.read.with(|read| {
            let mut findings = if read.disclosed.is_some() {
                Vec::new()
            } else {
                judge(&read.text, &read.inspection, &read.recognition, &expected)
            };
            let inside = if read.disclosed.is_some() {
                read.members()
            } else {
                self.claims().as_ref().and_then(Value::as_object).cloned().filter(|_| read.is_encrypted())
            };
            if let Some(members) = inside {
                let what =
                    if read.is_encrypted() { token::inspect::recognise::What::Token } else { read.recognition.what };
                judge_claims(&members, &read.inspection, what, &expected, &mut findings);
                findings.sort_by_key(|finding| finding.severity);
            }
            findings
        })
    }

    /// Whether this is what is pointed at.
    pub(super) fn is_pointed(self, this: Pointed) -> Text {
        text(move || self.pointed.with(|pointed| pointed.as_ref() == Some(&this)).to_string())
    }

    /// A sentence in the language of the page.
    pub(super) fn say(self, english: &'static str) -> &'static str {
        self.language.get().say(english)
    }

    pub(super) fn phrase(self, phrase: &Phrase) -> String {
        self.language.get().phrase(phrase)
    }
}

/// A sentence in the language of the page, for a view.
pub(super) fn t(english: &'static str) -> impl Fn() -> &'static str + Copy + Send + 'static {
    let language = expect_context::<State>().language;
    move || language.get().say(english)
}

async fn check(read: &Read, keys: &Keyring) -> Result<Vec<Report>, Phrase> {
    let crypto = WebCrypto::new()?;
    let parts = signed_parts(&read.text, &read.inspection)?;
    let mut reports = Vec::with_capacity(parts.len());
    timing::begin(timing::VERIFY);
    for part in parts {
        reports.push(part.check(keys, &crypto).await);
    }
    timing::end(timing::VERIFY);
    Ok(reports)
}

async fn open(text: &str, keys: &Keyring) -> Result<Decrypted, Phrase> {
    let crypto = WebCrypto::new()?;
    let mut failure = Phrase::plain("The token has no recipients.");
    for message in Jwe::parse(text)? {
        match message.decrypt(&keys.private, &crypto).await {
            Ok(opened) => return Ok(opened),
            Err(why) => failure = why,
        }
    }
    Err(failure)
}
