//! Metadata and keys of providers, cached. The last good document is kept; a stale one is fetched again by one caller
//! while others wait for the same answer; a token that names an unknown key may cause a fetch only as often as a small
//! bucket allows (S33).

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
/// At most this many documents; attackers cannot name one, administrators can.
const MAX_DOCUMENTS: usize = 20_000;
/// Refetches for unknown keys: so many at once…
const BUCKET: u8 = 3;
/// …and one more per so many seconds.
const REFILL_SECONDS: i64 = 30;
/// At most this much of a provider's answer.
pub(crate) const MAX_BYTES: usize = 1024 * 1024;
/// At most this long for one call.
pub(crate) const DEADLINE: Duration = Duration::from_secs(5);

#[derive(Default)]
pub(crate) struct Cache(Mutex<HashMap<String, Arc<tokio::sync::Mutex<Entry>>>>);

/// Status and JSON, or why there is none.
type Answer = Result<(u16, Value), Unanswered>;

#[derive(Default)]
struct Entry {
    good: Option<(Timestamp, Value)>,
    /// The last attempt, if it failed: when it ended, and how.
    failed: Option<(Timestamp, Answer)>,
    /// When the last attempt ended, however it ended.
    attempted_at: Option<Timestamp>,
    bucket: Option<(u8, Timestamp)>,
}

impl Entry {
    /// Takes one refetch from the bucket. Claimed before fetching, whatever comes of it.
    fn claim(&mut self, now: Timestamp) -> bool {
        let (left, since) = self.bucket.unwrap_or((BUCKET, now));
        let earned = (now - since) / (REFILL_SECONDS * 1000);
        let left = (i64::from(left) + earned.max(0)).min(i64::from(BUCKET));
        let since = if left == i64::from(BUCKET) { now } else { since.plus_seconds(earned.max(0) * REFILL_SECONDS) };
        let allowed = left > 0;
        let left = u8::try_from(if allowed { left - 1 } else { left }).unwrap_or(0);
        self.bucket = Some((left, since));
        allowed
    }

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

    /// Whether to ask the provider now. A refetch costs one from the bucket; whoever waited for somebody else's
    /// attempt takes what came of that.
    fn may_fetch(&mut self, asked_at: Timestamp, now: Timestamp, again: bool) -> bool {
        if self.attempted_at.is_some_and(|at| at >= asked_at) && self.known(now).is_some() {
            return false;
        }
        if again {
            return self.claim(now);
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
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= MAX_DOCUMENTS && !entries.contains_key(url) {
            entries.clear();
        }
        Arc::clone(entries.entry(url.to_owned()).or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_seconds(1_800_000_000);

    #[test]
    fn s33_an_unknown_kid_refetches_three_times_and_then_once_in_thirty_seconds() {
        let mut entry = Entry::default();
        let allowed = (0..1000).filter(|_| entry.claim(START)).count();
        assert_eq!(allowed, 3, "a burst");
        let later = (0..1000).filter(|_| entry.claim(START.plus_seconds(29))).count();
        assert_eq!(later, 0, "before thirty seconds have passed");
        let refilled = (0..1000).filter(|_| entry.claim(START.plus_seconds(30))).count();
        assert_eq!(refilled, 1, "after thirty seconds");
        let rested = (0..1000).filter(|_| entry.claim(START.plus_seconds(10_000))).count();
        assert_eq!(rested, 3, "it never holds more than a burst");
    }

    #[test]
    fn what_comes_from_the_cache_says_how_old_it_is() {
        let entry = Entry { good: Some((START, serde_json::json!({}))), ..Entry::default() };
        let fetched = entry.cached(START.plus_seconds(42)).expect("it is there");
        assert_eq!(fetched.source, Source::Cache { age_seconds: 42 });
    }
}
