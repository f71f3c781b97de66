use super::Position;
use crate::tree::Origin;
use std::sync::Arc;

/// Bytes between two counts: what a look-up has to walk at most.
const STRIDE: usize = 256;

/// Where lines begin, and how many characters stand before every 256th byte: a look-up costs the same in a file of one
/// long line as in any other.
#[derive(Debug, Clone)]
pub(super) struct Positions {
    lines: Vec<u32>,
    characters: Vec<u32>,
}

impl Positions {
    pub(super) fn new(text: &str) -> Self {
        let (mut lines, mut characters, mut count) = (vec![0], Vec::with_capacity(text.len() / STRIDE + 1), 0_u32);
        for (offset, byte) in text.bytes().enumerate() {
            if offset % STRIDE == 0 {
                characters.push(count);
            }
            count += u32::from(is_first(byte));
            if byte == b'\n' {
                lines.push(u32::try_from(offset + 1).unwrap_or(u32::MAX));
            }
        }
        Self { lines, characters }
    }

    pub(super) fn at(&self, text: &str, offset: usize) -> Position {
        let offset = offset.min(text.len());
        let line = self.lines.partition_point(|start| *start as usize <= offset);
        let start = line.checked_sub(1).and_then(|index| self.lines.get(index)).copied().unwrap_or_default();
        let column = self.before(text, offset).saturating_sub(self.before(text, start as usize)) + 1;
        Position { line: u32::try_from(line).unwrap_or(u32::MAX), column }
    }

    pub(super) fn origin(&self, file: &Arc<str>, text: &str, offset: usize) -> Origin {
        let Position { line, column } = self.at(text, offset);
        Origin::File { file: Arc::clone(file), line, column }
    }

    /// Characters before a byte.
    fn before(&self, text: &str, offset: usize) -> u32 {
        let Some(known) = self.characters.get(offset / STRIDE).or(self.characters.last()) else { return 0 };
        let from = (offset / STRIDE).min(self.characters.len() - 1) * STRIDE;
        let walked = text.as_bytes()[from..offset].iter().filter(|byte| is_first(**byte)).count();
        known + u32::try_from(walked).unwrap_or(u32::MAX)
    }
}

/// Whether a character begins with this byte of UTF-8.
const fn is_first(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}
