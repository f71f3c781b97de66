use super::fault;
use crate::Diagnostic;
use std::sync::Arc;

/// What 0x80 to 0x9F mean in windows-1252; five of them mean nothing and stay control characters.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

/// Bytes to text: by the byte-order mark, else by what the file declares, else UTF-8. The mark is not part of the text.
pub(super) fn decode(file: &Arc<str>, bytes: &[u8]) -> Result<String, Box<Diagnostic>> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => {
            let text = utf8(file, rest)?;
            agree(file, text, &["utf-8"])?;
            Ok(text.to_owned())
        }
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => Err(fault::encoding(file, "UTF-32").into()),
        [0xFF, 0xFE, rest @ ..] => utf16(file, rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(file, rest, u16::from_be_bytes),
        [b'<', 0, ..] | [0, b'<' | 0, ..] => Err(fault::encoding(file, "UTF-16 without a byte-order mark").into()),
        _ => match declared(bytes).map(str::to_ascii_lowercase).as_deref() {
            None | Some("utf-8" | "utf8") => Ok(utf8(file, bytes)?.to_owned()),
            Some("us-ascii" | "ascii") => match bytes.iter().position(|byte| !byte.is_ascii()) {
                Some(offset) => Err(fault::not_in_encoding(file, &bytes[..offset], "US-ASCII").into()),
                None => Ok(utf8(file, bytes)?.to_owned()),
            },
            Some("iso-8859-1" | "latin1") => Ok(bytes.iter().map(|byte| char::from(*byte)).collect()),
            Some("windows-1252") => Ok(bytes.iter().map(|byte| windows_1252(*byte)).collect()),
            Some(other) => Err(fault::encoding(file, other).into()),
        },
    }
}

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9F => WINDOWS_1252[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

fn utf8<'a>(file: &Arc<str>, bytes: &'a [u8]) -> Result<&'a str, Box<Diagnostic>> {
    std::str::from_utf8(bytes)
        .map_err(|error| fault::not_in_encoding(file, &bytes[..error.valid_up_to()], "UTF-8").into())
}

fn utf16(file: &Arc<str>, bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Box<Diagnostic>> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match decoded {
            Ok(character) => text.push(character),
            Err(_) => return Err(fault::not_in_encoding(file, text.as_bytes(), "UTF-16").into()),
        }
    }
    if !odd.is_empty() {
        return Err(fault::not_in_encoding(file, text.as_bytes(), "UTF-16").into());
    }
    agree(file, &text, &["utf-16", "utf-16le", "utf-16be", "unicode"])?;
    Ok(text)
}

/// A declaration that contradicts the byte-order mark hides something, or the file was converted badly.
fn agree(file: &Arc<str>, text: &str, names: &[&str]) -> Result<(), Box<Diagnostic>> {
    match declared(text.as_bytes()) {
        Some(name) if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) => {
            Err(fault::contradiction(file, name).into())
        }
        _ => Ok(()),
    }
}

/// `encoding` of the XML declaration.
fn declared(bytes: &[u8]) -> Option<&str> {
    let rest = bytes.strip_prefix(b"<?xml")?;
    let end = rest.windows(2).take(256).position(|pair| pair == b"?>")?;
    let declaration = std::str::from_utf8(&rest[..end]).ok()?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    value[1..].split_once(quote).map(|(name, _)| name)
}
