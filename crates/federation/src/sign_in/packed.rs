//! A recording as it is stored: one part per save, each compressed once. Whoever goes on with a journey adds a part and
//! neither reads nor writes the earlier ones again.

use crate::Error;
use journey::{Recording, recording::Entry};

/// The layout of a part: this byte, then [`Header`], then the entries as compressed JSON.
const PART: u8 = 2;
/// At most this much of one part when it is read.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// What is known of a recording without reading it: sums up to the end of a part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Header {
    version: u32,
    entries: u32,
    bytes: u32,
    dropped: u32,
    /// Bytes of this part as they are stored.
    stored: u32,
}

impl Header {
    const BYTES: usize = 20;

    fn write(self, to: &mut Vec<u8>) {
        for number in [self.version, self.entries, self.bytes, self.dropped, self.stored] {
            to.extend_from_slice(&number.to_le_bytes());
        }
    }

    fn read(bytes: &[u8; Self::BYTES]) -> Self {
        let [version, entries, bytes, dropped, stored] =
            std::array::from_fn(|at| bytes.as_chunks::<4>().0.get(at).map_or(0, |number| u32::from_le_bytes(*number)));
        Self { version, entries, bytes, dropped, stored }
    }
}

/// The parts of a stored recording.
fn parts(mut bytes: &[u8]) -> impl Iterator<Item = Result<(Header, &[u8]), Error>> {
    std::iter::from_fn(move || {
        if bytes.is_empty() {
            return None;
        }
        let part = split(bytes);
        bytes = part.as_ref().map_or(&[], |(_, _, rest)| rest);
        Some(
            part.map(|(header, packed, _)| (header, packed))
                .ok_or_else(|| unreadable("it is cut or of another layout")),
        )
    })
}

fn split(bytes: &[u8]) -> Option<(Header, &[u8], &[u8])> {
    let (&PART, rest) = bytes.split_first()? else { return None };
    let (header, rest) = rest.split_first_chunk::<{ Header::BYTES }>()?;
    let header = Header::read(header);
    let (packed, rest) = rest.split_at_checked(usize::try_from(header.stored).ok()?)?;
    Some((header, packed, rest))
}

fn unreadable(why: impl std::fmt::Display) -> Error {
    Error::Internal(format!("a recording cannot be read: {why}"))
}

fn number(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}

fn size(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A recording with what is stored of it already.
#[derive(Debug, Clone, Default)]
pub(crate) struct Growing {
    stored: Vec<u8>,
    /// What came since; its sums count what is stored, too.
    pub recording: Recording,
}

impl Growing {
    /// Goes on with a stored one.
    pub fn resume(stored: Vec<u8>) -> Result<Self, Error> {
        let last = parts(&stored).last().transpose()?.map(|(header, _)| header);
        let mut recording = Recording::default();
        if let Some(last) = last {
            recording.earlier = size(last.entries);
            recording.bytes = size(last.bytes);
            recording.dropped = last.dropped;
        }
        Ok(Self { stored, recording })
    }

    /// The whole, to be stored.
    pub fn pack(&self) -> Result<Vec<u8>, Error> {
        let recording = &self.recording;
        let json = serde_json::to_vec(&recording.entries).map_err(|error| Error::Internal(error.to_string()))?;
        let packed = lz4_flex::compress_prepend_size(&json);
        let mut whole = Vec::with_capacity(self.stored.len() + 1 + Header::BYTES + packed.len());
        whole.extend_from_slice(&self.stored);
        whole.push(PART);
        let header = Header {
            version: recording.version.into(),
            entries: number(recording.len()),
            bytes: number(recording.bytes),
            dropped: recording.dropped,
            stored: number(packed.len()),
        };
        header.write(&mut whole);
        whole.extend_from_slice(&packed);
        Ok(whole)
    }

    /// It is stored as it was packed.
    pub fn stored(&mut self, packed: Vec<u8>) {
        self.stored = packed;
        self.recording.earlier = self.recording.len();
        self.recording.entries.clear();
    }
}

/// A stored recording, whole.
pub(crate) fn unpack(bytes: &[u8]) -> Result<Recording, Error> {
    let mut recording = Recording::default();
    let mut parts = parts(bytes).peekable();
    if parts.peek().is_none() {
        return Err(unreadable("nothing is stored"));
    }
    for part in parts {
        let (header, packed) = part?;
        let (length, packed) = lz4_flex::block::uncompressed_size(packed).map_err(unreadable)?;
        if length > MAX_BYTES {
            return Err(unreadable("it is too large"));
        }
        let json = lz4_flex::block::decompress(packed, length).map_err(unreadable)?;
        recording.entries.extend(serde_json::from_slice::<Vec<Entry>>(&json).map_err(unreadable)?);
        recording.version = u16::try_from(header.version).map_err(unreadable)?;
        recording.bytes = size(header.bytes);
        recording.dropped = header.dropped;
    }
    Ok(recording)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;
    use journey::recording::{Item, MAX_ENTRIES};

    fn entered(recording: &mut Recording, order: u16) {
        let item = Item::Entered { journey: "SignUpOrSignIn".to_owned(), order, kind: "ClaimsExchange".to_owned() };
        recording.push(Timestamp::from_seconds(1_800_000_000), item);
    }

    #[test]
    fn a_recording_that_grows_by_parts_is_the_one_that_was_made_at_once() {
        let mut whole = Recording::default();
        let mut stored = Vec::new();
        for part in 0..5 {
            let mut growing = Growing::resume(stored).unwrap();
            for order in 0..40 {
                entered(&mut growing.recording, part * 40 + order);
                entered(&mut whole, part * 40 + order);
            }
            stored = growing.pack().unwrap();
        }
        assert_eq!(unpack(&stored).unwrap(), whole);
        let json = serde_json::to_vec(&whole).unwrap();
        assert!(stored.len() * 4 < json.len(), "{} of {}", stored.len(), json.len());
    }

    #[test]
    fn one_that_was_stored_and_goes_on_is_not_stored_twice() {
        let mut growing = Growing::default();
        entered(&mut growing.recording, 1);
        let packed = growing.pack().unwrap();
        growing.stored(packed);
        entered(&mut growing.recording, 2);
        let read = unpack(&growing.pack().unwrap()).unwrap();
        let mut whole = Recording::default();
        entered(&mut whole, 1);
        entered(&mut whole, 2);
        assert_eq!(read, whole);
    }

    #[test]
    fn the_cap_holds_over_all_parts() {
        let mut stored = Vec::new();
        for _ in 0..3 {
            let mut growing = Growing::resume(stored).unwrap();
            for order in 0..u16::try_from(MAX_ENTRIES).unwrap() / 2 {
                entered(&mut growing.recording, order);
            }
            stored = growing.pack().unwrap();
        }
        let read = unpack(&stored).unwrap();
        assert_eq!((read.entries.len(), size(read.dropped)), (MAX_ENTRIES, MAX_ENTRIES / 2));
    }

    #[test]
    fn what_is_cut_or_says_that_it_is_huge_is_refused() {
        let mut growing = Growing::default();
        entered(&mut growing.recording, 1);
        let packed = growing.pack().unwrap();
        for end in 0..packed.len() {
            assert!(unpack(&packed[..end]).is_err(), "{end}");
        }
        let mut huge = packed;
        huge[1 + Header::BYTES..][..4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(unpack(&huge).is_err());
        assert!(unpack(b"{}").is_err() && Growing::resume(b"{}".to_vec()).is_err());
    }
}
