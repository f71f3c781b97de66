//! People's passwords: argon2id with 19 MiB, two passes and one lane (OWASP's first choice), as PHC strings, so that
//! hashes made elsewhere can be imported. Hashing is bounded: a burst of sign-ins takes its turn and takes no more
//! memory than a machine has.

use crate::Error;
use argon2::{Algorithm, Argon2, Params, Version};
use base64ct::{Base64Unpadded, Encoding};
use domain::Entropy;
use std::sync::Arc;
use storage::StoreError;
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const SALT: usize = 16;
const OUTPUT: usize = 32;

/// So many may wait for their turn: a few seconds of work. Whoever comes then is told to come again (F10).
const WAITING: usize = 64;

/// Hashes and checks, a few at a time.
pub(crate) struct Passwords {
    turns: Arc<Semaphore>,
    waiting: Semaphore,
}

/// So many passwords wait already that nobody waits for one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Busy;

impl From<Busy> for Error {
    fn from(_: Busy) -> Self {
        Self::Store(StoreError::Unavailable("too many passwords are being checked".to_owned()))
    }
}

impl Default for Passwords {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self { turns: Arc::new(Semaphore::new(cores)), waiting: Semaphore::new(WAITING) }
    }
}

impl Passwords {
    /// What is stored of a password.
    pub async fn hash(&self, password: &str, entropy: &dyn Entropy) -> Result<Option<String>, Busy> {
        let salt = entropy.bytes::<SALT>();
        let password = Zeroizing::new(password.to_owned());
        Ok(self.turn(move || hash(&password, &salt)).await?.flatten())
    }

    /// Whether a password is the one that was stored. Without a stored one, or with one that nobody can read, it takes as
    /// long and is never right (S57).
    pub async fn check(&self, password: &str, stored: Option<&str>, entropy: &dyn Entropy) -> Result<bool, Busy> {
        let password = Zeroizing::new(password.to_owned());
        let stored = stored.map(str::to_owned);
        let salt = entropy.bytes::<SALT>();
        let right = self.turn(move || {
            stored.and_then(|stored| verify(&password, &stored)).unwrap_or_else(|| {
                let _ = hash(&password, &salt);
                false
            })
        });
        Ok(right.await?.unwrap_or(false))
    }

    async fn turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<Option<T>, Busy> {
        let waiting = self.waiting.try_acquire().map_err(|_| Busy)?;
        let Ok(turn) = Arc::clone(&self.turns).acquire_owned().await else { return Ok(None) };
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        })
        .await;
        drop(waiting);
        Ok(done.ok())
    }
}

fn hash(password: &str, salt: &[u8]) -> Option<String> {
    let mut out = [0_u8; OUTPUT];
    digest(password, salt, MEMORY_KIB, PASSES, LANES, &mut out)?;
    let encode = Base64Unpadded::encode_string;
    Some(format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${}${}", encode(salt), encode(&out)))
}

fn digest(password: &str, salt: &[u8], memory: u32, passes: u32, lanes: u32, out: &mut [u8]) -> Option<()> {
    let params = Params::new(memory, passes, lanes, Some(out.len())).ok()?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(password.as_bytes(), salt, out).ok()
}

/// What is stored of a password, for a test that has no time.
#[cfg(test)]
pub(crate) fn cheap(password: &str) -> String {
    let mut out = [0_u8; OUTPUT];
    digest(password, b"salt of a test..", 8, 1, 1, &mut out).unwrap();
    let encode = Base64Unpadded::encode_string;
    format!("$argon2id$v=19$m=8,t=1,p=1${}${}", encode(b"salt of a test.."), encode(&out))
}

/// `None` if what is stored cannot be read.
fn verify(password: &str, stored: &str) -> Option<bool> {
    let read = Stored::parse(stored)?;
    let mut out = vec![0_u8; read.hash.len()];
    digest(password, &read.salt, read.memory, read.passes, read.lanes, &mut out)?;
    Some(bool::from(out.ct_eq(&read.hash)))
}

struct Stored {
    memory: u32,
    passes: u32,
    lanes: u32,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl Stored {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("$argon2id$v=19$")?.split('$');
        let (costs, salt, hash, end) = (parts.next()?, parts.next()?, parts.next()?, parts.next());
        if end.is_some() {
            return None;
        }
        let mut values = costs.split(',').map(|cost| cost.split_once('='));
        let mut cost = |name: &str| -> Option<u32> {
            let (found, value) = values.next()??;
            (found == name).then(|| value.parse().ok())?
        };
        let (memory, passes, lanes) = (cost("m")?, cost("t")?, cost("p")?);
        // An imported hash must not make us take any amount of memory or time.
        if memory > 1 << 18 || passes > 16 || lanes > 16 {
            return None;
        }
        let hash = Base64Unpadded::decode_vec(hash).ok().filter(|hash| (16..=64).contains(&hash.len()))?;
        Some(Self { memory, passes, lanes, salt: Base64Unpadded::decode_vec(salt).ok()?, hash })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed;

    impl Entropy for Fixed {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(7);
        }
    }

    #[tokio::test]
    async fn a_password_is_right_against_its_own_hash_only() {
        let passwords = Passwords::default();
        let stored = passwords.hash("correct horse", &Fixed).await.unwrap().unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        for (typed, right) in [("correct horse", true), ("Correct horse", false), ("", false)] {
            assert_eq!(passwords.check(typed, Some(&stored), &Fixed).await, Ok(right), "{typed}");
        }
    }

    #[tokio::test]
    #[expect(clippy::disallowed_methods, reason = "what is tested is the time that it takes")]
    async fn s57_without_a_stored_password_nothing_is_right_and_the_work_is_done() {
        let passwords = Passwords::default();
        let mut took = Vec::new();
        let stored = passwords.hash("x", &Fixed).await.unwrap().unwrap();
        for (stored, right) in [(Some(stored.as_str()), true), (None, false), (Some("$2b$12$imported"), false)] {
            let started = std::time::Instant::now();
            assert_eq!(passwords.check("x", stored, &Fixed).await, Ok(right));
            took.push(started.elapsed());
        }
        // A hash takes milliseconds, a shortcut none: a tenth tells them apart on any machine.
        assert!(took[1] * 10 > took[0] && took[2] * 10 > took[0], "{took:?}");
    }

    #[tokio::test]
    async fn f10_whoever_comes_when_too_many_passwords_wait_is_told_to_come_again() {
        let passwords = Passwords::default();
        let all = u32::try_from(WAITING).unwrap();
        let waiting = passwords.waiting.acquire_many(all).await.unwrap();
        let soon = std::time::Duration::from_secs(5);
        let checked = tokio::time::timeout(soon, passwords.check("x", None, &Fixed)).await;
        assert_eq!(checked.expect("an answer, not a place in the queue"), Err(Busy));
        let hashed = tokio::time::timeout(soon, passwords.hash("x", &Fixed)).await;
        assert_eq!(hashed.expect("an answer, not a place in the queue"), Err(Busy));
        drop(waiting);
        assert_eq!(passwords.check("x", None, &Fixed).await, Ok(false));
    }

    /// An imported hash must not make us take any amount of memory or time (S74, F10).
    #[test]
    fn s74_a_stored_hash_that_costs_too_much_is_not_tried() {
        let stored = |costs: &str| format!("$argon2id$v=19${costs}$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA");
        for (costs, tried) in [
            ("m=262144,t=1,p=1", true),
            ("m=262145,t=1,p=1", false),
            ("m=8,t=16,p=1", true),
            ("m=8,t=17,p=1", false),
            ("m=128,t=1,p=16", true),
            ("m=136,t=1,p=17", false),
        ] {
            assert_eq!(Stored::parse(&stored(costs)).is_some(), tried, "{costs}");
        }
        for (length, taken) in [(15, false), (16, true), (64, true), (65, false)] {
            let text =
                format!("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ${}", Base64Unpadded::encode_string(&vec![7; length]));
            assert_eq!(Stored::parse(&text).is_some(), taken, "{length} bytes");
        }
        assert!(Stored::parse(&format!("{}$more", stored("m=8,t=1,p=1"))).is_none());
    }

    #[test]
    fn what_is_no_hash_of_ours_is_never_right() {
        for stored in [
            "",
            "x",
            "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$",
            "$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
            "$argon2id$v=19$m=4294967295,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
            "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA",
        ] {
            assert_ne!(verify("x", stored), Some(true), "{stored}");
        }
    }
}
