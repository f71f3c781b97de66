use super::{KEY_ID, NONCE, SealError, Sealer};
use domain::Entropy;
use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};
use zeroize::Zeroizing;

const PLACE: &str = "journeys.state:0190/1";
const VALUE: &[u8] = b"a claim that nobody else may read";

/// Gives other bytes at every call.
#[derive(Default)]
struct Counting(AtomicU8);

impl Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(self.0.fetch_add(1, Ordering::Relaxed));
    }
}

fn with_keys(current: u8, older: &[u8]) -> Sealer {
    let older = older.iter().map(|byte| Zeroizing::new([*byte; 32])).collect();
    Sealer::new(Zeroizing::new([current; 32]), older, Arc::new(Counting::default()))
}

#[test]
fn a_sealed_value_opens_at_its_place() {
    let keys = with_keys(1, &[]);
    for value in [VALUE, b"", &vec![0; 100_000]] {
        let sealed = keys.seal(PLACE, value).unwrap();
        assert_eq!(keys.open(PLACE, &sealed).unwrap(), value);
    }
}

#[test]
fn a_sealed_value_shows_nothing_of_what_is_in_it() {
    let sealed = with_keys(1, &[]).seal(PLACE, VALUE).unwrap();
    assert!(!sealed.windows(4).any(|part| VALUE.windows(4).any(|plain| plain == part)));
    assert!(!sealed.windows(4).any(|part| part == [1; 4]), "nor of the key");
}

#[test]
fn a_value_moved_to_another_row_does_not_open() {
    let keys = with_keys(1, &[]);
    let sealed = keys.seal(PLACE, VALUE).unwrap();
    for place in ["journeys.state:0190/2", "journeys.recording:0190/1", "journeys.state:0190/1 ", ""] {
        assert_eq!(keys.open(place, &sealed), Err(SealError::Broken), "{place}");
    }
}

#[test]
fn a_value_of_which_any_bit_was_changed_does_not_open() {
    let keys = with_keys(1, &[]);
    let sealed = keys.seal(PLACE, VALUE).unwrap();
    for at in 0..sealed.len() * 8 {
        let mut changed = sealed.clone();
        changed[at / 8] ^= 1 << (at % 8);
        assert!(keys.open(PLACE, &changed).is_err(), "bit {at}");
    }
}

#[test]
fn a_value_that_was_cut_or_lengthened_does_not_open() {
    let keys = with_keys(1, &[]);
    let mut sealed = keys.seal(PLACE, VALUE).unwrap();
    for length in 0..sealed.len() {
        assert_eq!(keys.open(PLACE, &sealed[..length]), Err(SealError::Broken), "{length}");
    }
    sealed.push(0);
    assert_eq!(keys.open(PLACE, &sealed), Err(SealError::Broken));
}

#[test]
fn another_key_is_named_as_the_reason() {
    let sealed = with_keys(1, &[]).seal(PLACE, VALUE).unwrap();
    assert_eq!(with_keys(2, &[3]).open(PLACE, &sealed), Err(SealError::UnknownKey));
    assert!(SealError::UnknownKey.to_string().contains("key file that was used before"));
}

#[test]
fn an_older_key_still_opens_and_the_current_one_seals() {
    let old = with_keys(1, &[]).seal(PLACE, VALUE).unwrap();
    let rotated = with_keys(2, &[3, 1]);
    assert_eq!(rotated.open(PLACE, &old).unwrap(), VALUE);
    let new = rotated.seal(PLACE, VALUE).unwrap();
    assert_eq!(with_keys(2, &[]).open(PLACE, &new).unwrap(), VALUE);
    assert_eq!(with_keys(1, &[]).open(PLACE, &new), Err(SealError::UnknownKey));
}

#[test]
fn equal_values_are_sealed_differently() {
    let keys = with_keys(1, &[]);
    let (first, second) = (keys.seal(PLACE, VALUE).unwrap(), keys.seal(PLACE, VALUE).unwrap());
    let nonce = 1 + KEY_ID..1 + KEY_ID + NONCE;
    assert_ne!(first[nonce.clone()], second[nonce.clone()], "a nonce is used once");
    assert_ne!(first[nonce.end..], second[nonce.end..]);
}

#[test]
fn a_sealer_shows_no_key() {
    let shown = format!("{:?}", with_keys(171, &[205]));
    assert!(!shown.contains("171") && !shown.contains("ab") && !shown.contains("205"), "{shown}");
}
