//! What an image is and how large, read from its first bytes: PNG (ISO/IEC 15948), JPEG (ITU-T T.81), WebP (RFC 9649).

use domain::ImageKind;

/// The longest side, in pixels: a small file must not unpack to gigabytes in a browser.
pub(super) const MAX_SIDE: u32 = 4096;

/// Kind, width and height; `None` for anything else.
pub(super) fn measure(data: &[u8]) -> Option<(ImageKind, u32, u32)> {
    if let Some((width, height)) = png(data) {
        return Some((ImageKind::Png, width, height));
    }
    if let Some((width, height)) = jpeg(data) {
        return Some((ImageKind::Jpeg, width, height));
    }
    webp(data).map(|(width, height)| (ImageKind::Webp, width, height))
}

fn big(data: &[u8], at: usize, bytes: usize) -> Option<u32> {
    Some(data.get(at..at + bytes)?.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

fn little(data: &[u8], at: usize, bytes: usize) -> Option<u32> {
    Some(data.get(at..at + bytes)?.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

fn png(data: &[u8]) -> Option<(u32, u32)> {
    let header = data.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    (header.get(4..8)? == b"IHDR").then_some((big(header, 8, 4)?, big(header, 12, 4)?))
}

/// The frame header among the segments.
fn jpeg(data: &[u8]) -> Option<(u32, u32)> {
    data.strip_prefix(b"\xff\xd8\xff")?;
    let mut at = 2;
    loop {
        if *data.get(at)? != 0xff {
            return None;
        }
        let marker = *data.get(at + 1)?;
        match marker {
            // Fill bytes.
            0xff => at += 1,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                return Some((big(data, at + 7, 2)?, big(data, at + 5, 2)?));
            }
            0xd8 | 0x01 => at += 2,
            // The picture begins, or ends, without a frame.
            0xd9 | 0xda => return None,
            _ => at += 2 + usize::try_from(big(data, at + 2, 2)?.max(2)).ok()?,
        }
    }
}

fn webp(data: &[u8]) -> Option<(u32, u32)> {
    let body = data.strip_prefix(b"RIFF").and_then(|rest| rest.get(4..)).and_then(|rest| rest.strip_prefix(b"WEBP"))?;
    let (kind, chunk) = (body.get(..4)?, body.get(8..)?);
    match kind {
        b"VP8 " => {
            (chunk.get(3..6)? == b"\x9d\x01\x2a").then_some(())?;
            Some((little(chunk, 6, 2)? & 0x3fff, little(chunk, 8, 2)? & 0x3fff))
        }
        b"VP8L" => {
            (*chunk.first()? == 0x2f).then_some(())?;
            let bits = little(chunk, 1, 4)?;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => Some((little(chunk, 4, 3)? + 1, little(chunk, 7, 3)? + 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\0\0\0\0\x20\x08\x06";
    const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc0\0\x11\x08\0\x20\x01\0\x03";
    const LOSSY: &[u8] = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0abc\x9d\x01\x2a\0\x01\x20\0";
    const LOSSLESS: &[u8] = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\xff\xc0\x07\0";
    const EXTENDED: &[u8] = b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\xff\0\0\x1f\0\0";

    #[test]
    fn an_image_is_known_by_what_is_in_it() {
        for (data, kind) in [
            (PNG, ImageKind::Png),
            (JPEG, ImageKind::Jpeg),
            (LOSSY, ImageKind::Webp),
            (LOSSLESS, ImageKind::Webp),
            (EXTENDED, ImageKind::Webp),
        ] {
            assert_eq!(measure(data), Some((kind, 256, 32)), "{kind:?}");
            for cut in 0..data.len().min(16) {
                assert_eq!(measure(&data[..cut]), None, "{kind:?} cut at {cut}");
            }
        }
        for other in
            [&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], b"GIF89a", b"<html>", b"\xff\xd8\xff\xda\0\x02"]
        {
            assert_eq!(measure(other), None);
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_to_an_end(tail in proptest::collection::vec(any::<u8>(), 0..200)) {
            for start in [&b""[..], b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP"] {
                let _ = measure(&[start, &tail].concat());
            }
        }
    }
}
