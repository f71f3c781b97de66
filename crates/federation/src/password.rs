//! People's passwords: argon2id with 19 MiB, two passes and one lane (OWASP's first choice), as PHC strings, so that
//! hashes made elsewhere can be imported. Hashing is bounded: a burst of sign-ins takes its turn and takes no more
//! memory than a machine has.

use argon2::{Algorithm, Argon2, Params, Version};
use base64ct::{Base64Unpadded, Encoding};
use domain::Entropy;
use std::sync::Arc;
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const SALT: usize = 16;
const OUTPUT: usize = 32;

/// Hashes and checks, a few at a time.
pub(crate) struct Passwords {
    turns: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self { turns: Arc::new(Semaphore::new(cores)) }
    }
}

impl Passwords {
    /// What is stored of a password.
    pub async fn hash(&self, password: &str, entropy: &dyn Entropy) -> Option<String> {
        let salt = entropy.bytes::<SALT>();
        let password = Zeroizing::new(password.to_owned());
        self.turn(move || hash(&password, &salt)).await?
    }

    /// Whether a password is the one that was stored. Without a stored one it takes as long and is never right (S57).
    pub async fn check(&self, password: &str, stored: Option<&str>, entropy: &dyn Entropy) -> bool {
        let password = Zeroizing::new(password.to_owned());
        let stored = stored.map(str::to_owned);
        let salt = entropy.bytes::<SALT>();
        let right = self.turn(move || {
            if let Some(stored) = stored {
                verify(&password, &stored)
            } else {
                let _ = hash(&password, &salt);
                false
            }
        });
        right.await.unwrap_or(false)
    }

    async fn turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.ok()?;
        tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        })
        .await
        .ok()
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

fn verify(password: &str, stored: &str) -> bool {
    let Some(read) = Stored::parse(stored) else { return false };
    let mut out = vec![0_u8; read.hash.len()];
    let made = digest(password, &read.salt, read.memory, read.passes, read.lanes, &mut out);
    made.is_some() && bool::from(out.ct_eq(&read.hash))
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
        let stored = passwords.hash("correct horse", &Fixed).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(passwords.check("correct horse", Some(&stored), &Fixed).await);
        assert!(!passwords.check("Correct horse", Some(&stored), &Fixed).await);
        assert!(!passwords.check("", Some(&stored), &Fixed).await);
    }

    #[tokio::test]
    #[expect(clippy::disallowed_methods, reason = "what is tested is the time that it takes")]
    async fn s57_without_a_stored_password_nothing_is_right_and_the_work_is_done() {
        let passwords = Passwords::default();
        let started = std::time::Instant::now();
        assert!(!passwords.check("x", None, &Fixed).await);
        let without = started.elapsed();
        let stored = passwords.hash("x", &Fixed).await.unwrap();
        let started = std::time::Instant::now();
        assert!(passwords.check("x", Some(&stored), &Fixed).await);
        // A hash takes milliseconds, a shortcut none: a tenth tells them apart on any machine.
        assert!(without * 10 > started.elapsed(), "{without:?}");
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
            assert!(!verify("x", stored), "{stored}");
        }
    }
}
