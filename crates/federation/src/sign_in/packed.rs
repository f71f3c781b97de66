//! A recording as it is stored: JSON while the journey grows, and compressed once when it has ended.

use crate::Error;
use journey::Recording;
use std::io::{Read, Write};

/// What a compressed recording begins with; JSON begins with `{`.
const COMPRESSED: u8 = 1;
/// At most this much of one when it is read.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// A growing recording.
pub(crate) fn pack(recording: &Recording) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(recording).map_err(|error| Error::Internal(error.to_string()))
}

/// A recording of a journey that has ended.
pub(crate) fn pack_ended(recording: &Recording) -> Result<Vec<u8>, Error> {
    let json = pack(recording)?;
    // Quality 4 and a window of 64 KiB: most of the gain, in well under a millisecond.
    let mut packed = brotli::CompressorWriter::new(vec![COMPRESSED], 4096, 4, 16);
    packed.write_all(&json).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(packed.into_inner())
}

/// A stored recording.
pub(crate) fn unpack(bytes: &[u8]) -> Result<Recording, Error> {
    let unreadable = |error: &dyn std::fmt::Display| Error::Internal(format!("a recording cannot be read: {error}"));
    let json = match bytes.split_first() {
        Some((&COMPRESSED, packed)) => {
            let mut json = Vec::new();
            let unpacked = brotli::Decompressor::new(packed, 4096).take(MAX_BYTES).read_to_end(&mut json);
            unpacked.map_err(|error| unreadable(&error))?;
            json
        }
        _ => bytes.to_vec(),
    };
    serde_json::from_slice(&json).map_err(|error| unreadable(&error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;
    use journey::recording::Item;

    #[test]
    fn a_recording_is_the_same_however_it_is_stored_and_small_once_it_has_ended() {
        let mut recording = Recording::default();
        for order in 0..50 {
            let item = Item::Entered { journey: "SignUpOrSignIn".to_owned(), order, kind: "ClaimsExchange".to_owned() };
            recording.push(Timestamp::from_seconds(1_800_000_000), item);
        }
        let (growing, ended) = (pack(&recording).unwrap(), pack_ended(&recording).unwrap());
        assert_eq!(unpack(&growing).unwrap(), recording);
        assert_eq!(unpack(&ended).unwrap(), recording);
        assert!(ended.len() * 4 < growing.len(), "{} of {}", ended.len(), growing.len());
        assert!(unpack(&ended[..ended.len() / 2]).is_err() && unpack(b"").is_err());
    }
}
