//! Text from outside, made short enough for an error message.

/// The first characters of `text`: an error names what was found, and must not carry kilobytes of it.
pub(crate) fn excerpt(text: &str) -> String {
    const LIMIT: usize = 64;
    match text.char_indices().nth(LIMIT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
