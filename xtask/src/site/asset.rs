//! One file that a browser may ask for.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::stamp;
use crate::workspace::write_if_changed;

/// Endings of files that are compressed already.
const DENSE: [&str; 7] = ["png", "jpg", "jpeg", "webp", "avif", "woff2", "gz"];
/// Enough of a hash to tell the versions of one file apart.
const SHORT: usize = 12;

/// A file by the name that the server's code uses, with its content.
pub struct Asset {
    pub name: String,
    pub content: Vec<u8>,
    /// Only where it is smaller.
    pub brotli: Option<Vec<u8>>,
    hash: String,
}

impl Asset {
    /// Compresses what compresses well. `work` keeps the result: that is the slow part.
    pub fn new(name: &str, content: Vec<u8>, work: &Path, brotli_quality: i32) -> Result<Self> {
        let of_content = hash(&content);
        Self::of_bundle(name, content, &of_content, work, brotli_quality)
    }

    /// One of several that name each other, published under `bundle`, the hash of all of them.
    pub fn of_bundle(name: &str, content: Vec<u8>, bundle: &str, work: &Path, brotli_quality: i32) -> Result<Self> {
        let hash = hash(&content);
        let brotli = if DENSE.iter().any(|end| name.ends_with(&format!(".{end}"))) {
            None
        } else {
            let packed = compressed(name, &content, &hash, work, brotli_quality)?;
            Some(packed).filter(|packed| packed.len() < content.len())
        };
        Ok(Self { name: name.to_owned(), content, brotli, hash: bundle.to_owned() })
    }

    /// `STEM.HASH.EXT`: it may be cached for ever.
    pub fn file_name(&self) -> String {
        published(&self.name, &self.hash)
    }

    pub fn brotli_bytes(&self) -> Option<usize> {
        self.brotli.as_ref().map(Vec::len)
    }
}

/// The name that a browser asks for.
pub fn published(name: &str, hash: &str) -> String {
    let flat = flat(name);
    let short = &hash[..SHORT];
    match flat.rsplit_once('.') {
        Some((stem, end)) => format!("{stem}.{short}.{end}"),
        None => format!("{flat}.{short}"),
    }
}

/// SHA-256 in hexadecimal digits.
pub fn hash(content: &[u8]) -> String {
    Sha256::digest(content).iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

fn flat(name: &str) -> String {
    name.replace('/', "-")
}

fn compressed(name: &str, content: &[u8], hash: &str, work: &Path, quality: i32) -> Result<Vec<u8>> {
    let kept = work.join(format!("{}.br", flat(name)));
    let made_from = work.join(format!("{}.br.of", flat(name)));
    if stamp::matches(&made_from, hash)
        && let Ok(packed) = fs::read(&kept)
    {
        return Ok(packed);
    }
    let packed = compress(content, quality)?;
    // Without its stamp, a file that was written half-way is made again.
    let _ = fs::remove_file(&made_from);
    write_if_changed(&kept, &packed)?;
    stamp::set(&made_from, hash)?;
    Ok(packed)
}

fn compress(content: &[u8], quality: i32) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality, lgwin: 22, ..Default::default() };
    let mut writer = brotli::CompressorWriter::with_params(&mut packed, 1 << 16, &parameters);
    writer.write_all(content).context("brotli failed")?;
    drop(writer);
    Ok(packed)
}

#[cfg(test)]
impl Asset {
    /// One that was not compressed by us.
    pub fn made_up(name: &str, content: Vec<u8>, brotli: Option<Vec<u8>>) -> Self {
        let hash = hash(&content);
        Self { name: name.to_owned(), content, brotli, hash }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work() -> std::path::PathBuf {
        std::env::temp_dir().join(format!("xtask-asset-{}", std::process::id()))
    }

    #[test]
    fn a_file_name_follows_the_content() {
        let one = Asset::new("a/logo.svg", b"<svg/>".to_vec(), &work(), 5).expect("made");
        let two = Asset::new("a/logo.svg", b"<svg></svg>".to_vec(), &work(), 5).expect("made");
        assert_ne!(one.file_name(), two.file_name());
        assert_eq!(one.file_name(), "a-logo.d4dc56669143.svg");
    }

    #[test]
    fn what_was_compressed_follows_the_content() {
        let plain = |asset: Asset| {
            let mut plain = Vec::new();
            let packed = asset.brotli.expect("smaller");
            brotli::BrotliDecompress(&mut &packed[..], &mut plain).expect("unpacked");
            plain
        };
        for text in [b"a{color:red}".repeat(50), b"b{color:red}".repeat(50), b"b{color:red}".repeat(50)] {
            assert_eq!(plain(Asset::new("follows.css", text.clone(), &work(), 11).expect("made")), text);
        }
    }

    #[test]
    fn pictures_are_not_compressed_again() {
        assert!(Asset::new("a.png", vec![0; 500], &work(), 11).expect("made").brotli.is_none());
    }
}
