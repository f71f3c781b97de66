//! Metadata and keys of providers, cached. The last good document is kept; a stale one is fetched again by one caller
//! while others wait for the same answer; a token that names an unknown key may cause a fetch only as often as a small
//! bucket allows, and one that names an unknown issuer, too (S33).

use crate::{
    Federation,
    ports::{HttpFailure, HttpMethod, HttpRequest},
};
use domain::Timestamp;
use journey::{
    Fetched, Unanswered, UnansweredKind,
    recording::{Purpose, Source},
};
use oauth::relying_party::{Metadata, metadata::Needs};
use serde_json::Value;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use token::JwkSet;

/// Fresh for so long.
const FRESH_SECONDS: i64 = 600;
/// The last good one is kept for so long when no newer one comes.
const KEPT_SECONDS: i64 = 86_400;
/// After a failed fetch nobody tries again for so long…
const PAUSE_SECONDS: i64 = 5;
/// …and for so long when there is a last good one to live with.
const LONG_PAUSE_SECONDS: i64 = 30;
/// At most this many documents. Administrators name them, and the tokens of a provider of many tenants.
const MAX_DOCUMENTS: usize = 20_000;
/// Refetches for unknown keys.
const REFETCHES: Rate = Rate { burst: 3, refill_seconds: 30 };
/// Issuers that tokens for one technical profile name, and whose documents are not here: a token is not checked before
/// its issuer's keys are.
const ISSUERS: Rate = Rate { burst: 60, refill_seconds: 1 };
/// At most this much of a provider's answer.
pub(crate) const MAX_BYTES: usize = 1024 * 1024;
/// At most this long for one call.
pub(crate) const DEADLINE: Duration = Duration::from_secs(5);

#[derive(Default)]
pub(crate) struct Cache {
    entries: Mutex<HashMap<String, Arc<tokio::sync::Mutex<Entry>>>>,
    /// By whom it was that issuers were discovered for.
    issuers: Mutex<HashMap<String, Bucket>>,
}

/// So many at once, and one more per so many seconds.
#[derive(Clone, Copy)]
struct Rate {
    burst: u8,
    refill_seconds: i64,
}

/// What is left of a rate, and since when; nothing was taken from one that has no time.
#[derive(Default)]
struct Bucket(Option<(u8, Timestamp)>);

impl Bucket {
    /// Takes one. Claimed before fetching, whatever comes of it.
    fn take(&mut self, rate: Rate, now: Timestamp) -> bool {
        let (left, since) = self.0.unwrap_or((rate.burst, now));
        let earned = ((now - since) / (rate.refill_seconds * 1000)).max(0);
        let left = (i64::from(left) + earned).min(i64::from(rate.burst));
        let since = if left == i64::from(rate.burst) { now } else { since.plus_seconds(earned * rate.refill_seconds) };
        let allowed = left > 0;
        let left = u8::try_from(if allowed { left - 1 } else { left }).unwrap_or(0);
        self.0 = Some((left, since));
        allowed
    }
}

/// Status and JSON, or why there is none.
type Answer = Result<(u16, Value), Unanswered>;

#[derive(Default)]
struct Entry {
    good: Option<(Timestamp, Value)>,
    /// The last attempt, if it failed: when it ended, and how.
    failed: Option<(Timestamp, Answer)>,
    /// When the last attempt ended, however it ended.
    attempted_at: Option<Timestamp>,
    refetches: Bucket,
}

impl Entry {
    fn cached(&self, now: Timestamp) -> Option<Fetched> {
        let (at, document) = self.good.as_ref()?;
        let age_seconds = u32::try_from((now - *at) / 1000).unwrap_or(0);
        Some(Fetched { source: Source::Cache { age_seconds }, milliseconds: 0, outcome: Ok((200, document.clone())) })
    }

    fn age(&self, now: Timestamp) -> Option<i64> {
        self.good.as_ref().map(|(at, _)| (now - *at) / 1000)
    }

    /// What there is without asking: the last good document while it is kept, else how the last attempt failed.
    fn known(&self, now: Timestamp) -> Option<Fetched> {
        if self.age(now).is_some_and(|age| age < KEPT_SECONDS) {
            return self.cached(now);
        }
        let (at, outcome) = self.failed.as_ref()?;
        let age_seconds = u32::try_from((now - *at) / 1000).unwrap_or(0);
        Some(Fetched { source: Source::Cache { age_seconds }, milliseconds: 0, outcome: outcome.clone() })
    }

    /// An attempt is made now: until it ends otherwise it counts as one that failed, so that whoever gives it up costs the
    /// provider no more than whoever waits.
    fn attempt(&mut self, now: Timestamp) {
        let why = "the last attempt was given up before the answer came".to_owned();
        self.failed = Some((now, Err(Unanswered { kind: UnansweredKind::Timeout, why })));
    }

    /// Whether to ask the provider now. A refetch costs one from the bucket; whoever waited for somebody else's
    /// attempt takes what came of that.
    fn may_fetch(&mut self, asked_at: Timestamp, now: Timestamp, again: bool) -> bool {
        if self.attempted_at.is_some_and(|at| at >= asked_at) && self.known(now).is_some() {
            return false;
        }
        if again {
            return self.refetches.take(REFETCHES, now);
        }
        let age = self.age(now);
        let pause = if age.is_some_and(|age| age < KEPT_SECONDS) { LONG_PAUSE_SECONDS } else { PAUSE_SECONDS };
        let paused = self.failed.as_ref().is_some_and(|(at, _)| (now - *at) / 1000 < pause);
        !paused && age.is_none_or(|age| age >= FRESH_SECONDS)
    }
}

impl Federation {
    /// A provider's document: from the cache while it is fresh, else from the network, else the last good one.
    pub(crate) async fn provider_document(&self, url: &str, purpose: Purpose, again: bool) -> Fetched {
        let asked_at = self.clock.now();
        let entry = self.documents.entry(url);
        // Held while fetching: whoever comes meanwhile waits, and then finds the answer (single flight).
        let mut entry = entry.lock().await;
        let now = self.clock.now();
        if !entry.may_fetch(asked_at, now, again)
            && let Some(known) = entry.known(now)
        {
            return known;
        }
        entry.attempt(now);
        let fetched = self.get_json(url).await;
        let now = self.clock.now();
        entry.attempted_at = Some(now);
        match &fetched.outcome {
            Ok((200, document)) if is_whole(document, purpose) => {
                entry.good = Some((now, document.clone()));
                entry.failed = None;
                fetched
            }
            outcome => {
                entry.failed = Some((now, outcome.clone()));
                if entry.age(now).is_some_and(|age| age < KEPT_SECONDS) {
                    tracing::warn!(%url, "a provider's document cannot be had or is not usable; the last good one is used");
                }
                // The last good one, for as long as it is kept; else what came, so that the trace shows what is wrong.
                entry.known(now).filter(|known| known.outcome.is_ok()).unwrap_or(fetched)
            }
        }
    }

    /// The metadata of an issuer that a token for a technical profile names. `profile` names its tenant, too.
    pub(crate) async fn issuer_document(&self, url: &str, profile: String) -> Fetched {
        if !self.documents.has_good(url) && !self.documents.may_discover(profile, self.clock.now()) {
            let why = "too many issuers that are not known here came within a minute".to_owned();
            let outcome = Err(Unanswered { kind: UnansweredKind::Refused, why });
            return Fetched { source: Source::Cache { age_seconds: 0 }, milliseconds: 0, outcome };
        }
        self.provider_document(url, Purpose::Metadata, false).await
    }

    async fn get_json(&self, url: &str) -> Fetched {
        let request = HttpRequest {
            method: HttpMethod::Get,
            url: url.to_owned(),
            authorization: None,
            headers: Vec::new(),
            form: None,
            json: None,
            max_bytes: MAX_BYTES,
            deadline: DEADLINE,
        };
        self.send_for_json(request).await
    }

    /// Sends a request and reads JSON; an answer without a body, and any answer that is none, is `null`.
    pub(crate) async fn send_for_claims(&self, request: HttpRequest) -> Fetched {
        let answer = self.http.send(request).await;
        let milliseconds =
            answer.as_ref().map_or(0, |answer| u32::try_from(answer.took.as_millis()).unwrap_or(u32::MAX));
        match answer {
            Ok(answer) => {
                let body = serde_json::from_slice(&answer.body).unwrap_or(Value::Null);
                Fetched { source: Source::Network, milliseconds, outcome: Ok((answer.status, body)) }
            }
            Err(failure) => Fetched { source: Source::Network, milliseconds, outcome: Err(unanswered(&failure)) },
        }
    }

    /// Sends a request and reads JSON.
    pub(crate) async fn send_for_json(&self, request: HttpRequest) -> Fetched {
        let answer = self.http.send(request).await;
        let milliseconds =
            answer.as_ref().map_or(0, |answer| u32::try_from(answer.took.as_millis()).unwrap_or(u32::MAX));
        let outcome = match answer {
            Err(failure) => Err(unanswered(&failure)),
            Ok(answer) => match serde_json::from_slice(&answer.body) {
                Ok(body) => Ok((answer.status, body)),
                Err(_) if answer.status != 200 => Ok((answer.status, Value::Null)),
                Err(_) => Err(not_json(answer.content_type.as_deref())),
            },
        };
        Fetched { source: Source::Network, milliseconds, outcome }
    }
}

fn unanswered(failure: &HttpFailure) -> Unanswered {
    let kind = match failure {
        HttpFailure::Refused { .. } => UnansweredKind::Refused,
        HttpFailure::NoAddress { .. } => UnansweredKind::NoAddress,
        HttpFailure::Unreachable { .. } => UnansweredKind::Unreachable,
        HttpFailure::Tls { .. } => UnansweredKind::Tls,
        HttpFailure::Timeout { .. } => UnansweredKind::Timeout,
        HttpFailure::TooLarge { .. } => UnansweredKind::TooLarge,
        HttpFailure::Broken { .. } => UnansweredKind::Broken,
    };
    Unanswered { kind, why: failure.to_string() }
}

fn not_json(content_type: Option<&str>) -> Unanswered {
    let printable = |text: &str| text.chars().filter(char::is_ascii_graphic).take(80).collect::<String>();
    let why = match content_type.map(printable) {
        Some(found) if !found.is_empty() => format!("the answer came as {found} and is not JSON"),
        _ => "the answer is not JSON".to_owned(),
    };
    Unanswered { kind: UnansweredKind::NotJson, why }
}

/// Whether a document may replace the last good one: garbage, an error page or a set without keys does not (S33, F5).
fn is_whole(document: &Value, purpose: Purpose) -> bool {
    match purpose {
        Purpose::Keys => JwkSet::from_json(document).is_ok_and(|set| !set.keys().is_empty()),
        Purpose::Metadata => Metadata::read(document, Needs::default()).0.is_some(),
        Purpose::Token | Purpose::UserInfo | Purpose::Rest | Purpose::Content => document.is_object(),
    }
}

impl Cache {
    fn entry(&self, url: &str) -> Arc<tokio::sync::Mutex<Entry>> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= MAX_DOCUMENTS && !entries.contains_key(url) {
            // First what never came, so that what providers in use said stays; if all is good, all is asked for again.
            entries.retain(|_, entry| entry.try_lock().is_ok_and(|entry| entry.good.is_some()));
            if entries.len() >= MAX_DOCUMENTS {
                entries.clear();
            }
        }
        Arc::clone(entries.entry(url.to_owned()).or_default())
    }

    fn has_good(&self, url: &str) -> bool {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever holds it asks for it just now, and others may wait for that.
        entries.get(url).is_some_and(|entry| entry.try_lock().map_or(true, |entry| entry.good.is_some()))
    }

    fn may_discover(&self, profile: String, now: Timestamp) -> bool {
        let mut issuers = self.issuers.lock().unwrap_or_else(PoisonError::into_inner);
        issuers.entry(profile).or_default().take(ISSUERS, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_seconds(1_800_000_000);

    #[test]
    fn s33_an_unknown_kid_refetches_three_times_and_then_once_in_thirty_seconds() {
        let mut bucket = Bucket::default();
        let mut taken = |seconds| (0..1000).filter(|_| bucket.take(REFETCHES, START.plus_seconds(seconds))).count();
        assert_eq!(taken(0), 3, "a burst");
        assert_eq!(taken(29), 0, "before thirty seconds have passed");
        assert_eq!(taken(30), 1, "after thirty seconds");
        assert_eq!(taken(10_000), 3, "it never holds more than a burst");
    }

    #[test]
    fn a_full_cache_keeps_what_is_good() {
        let cache = Cache::default();
        let good = cache.entry("good");
        good.try_lock().unwrap().good = Some((START, serde_json::json!({})));
        for number in 0..MAX_DOCUMENTS {
            cache.entry(&number.to_string());
        }
        assert!(cache.has_good("good"), "what never came pushed out what did");
        assert!(cache.entries.lock().unwrap().len() <= MAX_DOCUMENTS);
    }

    #[test]
    fn what_comes_from_the_cache_says_how_old_it_is() {
        let entry = Entry { good: Some((START, serde_json::json!({}))), ..Entry::default() };
        let fetched = entry.cached(START.plus_seconds(42)).expect("it is there");
        assert_eq!(fetched.source, Source::Cache { age_seconds: 42 });
    }
}
