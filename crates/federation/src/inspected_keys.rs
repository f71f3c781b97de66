//! Keys of any issuer, fetched for the inspector when the issuer does not answer browsers. Whoever asks gets public keys
//! and nothing else of the answer, so this is no way to read other documents; the guard on outbound requests holds as
//! for providers (S39), and a small bucket holds for all askers together.

use crate::{
    Federation,
    ports::{HttpMethod, HttpRequest},
    provider_documents::{DEADLINE, MAX_BYTES},
};
use serde_json::Value;
use std::sync::{Mutex, PoisonError};
use token::JwkSet;

/// So many fetches at once…
const BUCKET: i64 = 20;
/// …and one more per so many seconds.
const REFILL_SECONDS: i64 = 3;
/// The longest address that is asked.
const MAX_URL: usize = 300;

/// Why there are no keys.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoInspectedKeys {
    /// Not an address that is asked.
    #[error("this is no https address of keys or metadata")]
    Address,
    /// Too many have asked lately.
    #[error("too many have asked lately; try again in a minute")]
    TooMany,
    /// The issuer did not answer with keys.
    #[error("the issuer did not answer with keys")]
    NoKeys,
}

/// What is left of the bucket, and since when it fills.
#[derive(Default)]
pub(crate) struct Bucket(Mutex<Option<(i64, i64)>>);

impl Bucket {
    fn take(&self, now: i64) -> bool {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (left, since) = held.unwrap_or((BUCKET, now));
        let earned = ((now - since) / REFILL_SECONDS).max(0);
        let left = (left + earned).min(BUCKET);
        let since = if left == BUCKET { now } else { since + earned * REFILL_SECONDS };
        let allowed = left > 0;
        *held = Some((if allowed { left - 1 } else { left }, since));
        allowed
    }
}

impl Federation {
    /// The public keys at `url`, or at the address that the metadata there names.
    pub async fn inspected_keys(&self, url: &str) -> Result<JwkSet, NoInspectedKeys> {
        let url = url.trim();
        if !is_asked(url) {
            return Err(NoInspectedKeys::Address);
        }
        if !self.inspected.take(self.clock.now().as_seconds()) {
            return Err(NoInspectedKeys::TooMany);
        }
        let document = self.inspected_document(url).await?;
        let document = match document.get("jwks_uri").and_then(Value::as_str) {
            Some(keys) if is_asked(keys) => self.inspected_document(keys).await?,
            Some(_) => return Err(NoInspectedKeys::Address),
            None => document,
        };
        JwkSet::from_json(&document).map_err(|_| NoInspectedKeys::NoKeys)
    }

    async fn inspected_document(&self, url: &str) -> Result<Value, NoInspectedKeys> {
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
        let answer = self.http.send(request).await.map_err(|_| NoInspectedKeys::NoKeys)?;
        if answer.status != 200 {
            return Err(NoInspectedKeys::NoKeys);
        }
        serde_json::from_slice(&answer.body).map_err(|_| NoInspectedKeys::NoKeys)
    }
}

/// Short enough to be read, and with nothing in it that could be a token. A query is that of a policy alone.
fn is_asked(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://") else { return false };
    let (path, query) = rest.split_once('?').unwrap_or((rest, "p=b2c_1_"));
    let is_policy = |query: &str| {
        query.strip_prefix("p=").is_some_and(|policy| {
            policy.len() <= 80 && policy.bytes().all(|octet| octet.is_ascii_alphanumeric() || b"_.-".contains(&octet))
        })
    };
    url.len() <= MAX_URL
        && path.bytes().all(|octet| octet.is_ascii_graphic() && !b"#@\\\"<>".contains(&octet))
        && !url.contains("eyJ")
        && is_policy(query)
}

#[cfg(test)]
mod tests {
    use super::{BUCKET, Bucket, REFILL_SECONDS, is_asked};

    #[test]
    fn s27_only_plain_addresses_are_asked() {
        for url in ["https://a.example/.well-known/openid-configuration", "https://a.example/keys?p=B2C_1_x"] {
            assert!(is_asked(url), "{url}");
        }
        let long = format!("https://a.example/{}", "x".repeat(300));
        for url in [
            "http://a.example/",
            "https://a.example/?token=x",
            "https://a.example/?p=x&y=z",
            "https://a.example/#x",
            "https://u:p@a.example/",
            "https://a.example/eyJhbGciOiJub25lIn0",
            "https://a.example/a b",
            "file:///etc/passwd",
            &long,
        ] {
            assert!(!is_asked(url), "{url}");
        }
    }

    #[test]
    fn a_bucket_bounds_all_askers_together() {
        let bucket = Bucket::default();
        for _ in 0..BUCKET {
            assert!(bucket.take(1_000));
        }
        assert!(!bucket.take(1_000) && !bucket.take(1_000 + REFILL_SECONDS - 1));
        assert!(bucket.take(1_000 + REFILL_SECONDS) && !bucket.take(1_000 + REFILL_SECONDS));
    }
}
