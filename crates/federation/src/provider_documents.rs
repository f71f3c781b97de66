//! Metadata and keys of providers, cached. The last good document is kept; a stale one is fetched again by one caller
//! while others wait for the same answer; a token that names an unknown key may cause a fetch only as often as a small
//! bucket allows (S33).

use crate::{
    Federation,
    ports::{HttpMethod, HttpRequest},
};
use domain::Timestamp;
use journey::{Fetched, recording::Source};
use serde_json::Value;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// Fresh for so long.
const FRESH_SECONDS: i64 = 600;
/// The last good one is kept for so long when no newer one comes.
const KEPT_SECONDS: i64 = 86_400;
/// After a failed fetch nobody tries again for so long.
const PAUSE_SECONDS: i64 = 5;
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

#[derive(Default)]
struct Entry {
    good: Option<(Timestamp, Value)>,
    failed_at: Option<Timestamp>,
    failure: String,
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
}

impl Federation {
    /// A provider's document: from the cache while it is fresh, else from the network, else the last good one.
    pub(crate) async fn provider_document(&self, url: &str, again: bool) -> Fetched {
        let entry = self.documents.entry(url);
        // Held while fetching: whoever comes meanwhile waits, and then finds the answer (single flight).
        let mut entry = entry.lock().await;
        let now = self.clock.now();
        let fresh = entry.age(now).is_some_and(|age| age < FRESH_SECONDS);
        let wanted = if again { entry.claim(now) } else { !fresh };
        let paused = !again && entry.failed_at.is_some_and(|at| (now - at) / 1000 < PAUSE_SECONDS);
        if !wanted || paused {
            if let Some(cached) = entry.cached(now) {
                return cached;
            }
            if paused {
                let age_seconds = entry.failed_at.and_then(|at| u32::try_from((now - at) / 1000).ok()).unwrap_or(0);
                return Fetched {
                    source: Source::Cache { age_seconds },
                    milliseconds: 0,
                    outcome: Err(entry.failure.clone()),
                };
            }
        }
        let fetched = self.get_json(url).await;
        match &fetched.outcome {
            Ok((200, document)) if document.is_object() => {
                entry.good = Some((now, document.clone()));
                entry.failed_at = None;
                fetched
            }
            outcome => {
                entry.failed_at = Some(now);
                entry.failure = match outcome {
                    Ok((status, _)) => format!("the answer has the status {status} or is not a JSON object"),
                    Err(why) => why.clone(),
                };
                let kept = entry.age(now).is_some_and(|age| age < KEPT_SECONDS);
                if kept { entry.cached(now).unwrap_or(fetched) } else { fetched }
            }
        }
    }

    async fn get_json(&self, url: &str) -> Fetched {
        let request = HttpRequest {
            method: HttpMethod::Get,
            url: url.to_owned(),
            authorization: None,
            form: None,
            max_bytes: MAX_BYTES,
            deadline: DEADLINE,
        };
        self.send_for_json(request).await
    }

    /// Sends a request and reads JSON.
    pub(crate) async fn send_for_json(&self, request: HttpRequest) -> Fetched {
        let answer = self.http.send(request).await;
        let milliseconds =
            answer.as_ref().map_or(0, |answer| u32::try_from(answer.took.as_millis()).unwrap_or(u32::MAX));
        let outcome = match answer {
            Err(failure) => Err(failure.to_string()),
            Ok(answer) => match serde_json::from_slice(&answer.body) {
                Ok(body) => Ok((answer.status, body)),
                Err(_) if answer.status != 200 => Ok((answer.status, Value::Null)),
                Err(_) => Err("the answer is not JSON".to_owned()),
            },
        };
        Fetched { source: Source::Network, milliseconds, outcome }
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
