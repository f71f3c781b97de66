//! Text from outside, made fit for a message or a row of a trace.

/// The first 500 characters, without control characters.
pub(crate) fn excerpt(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(500).collect()
}

/// A name or value of a request, as a message to an application may quote it: at most 64 characters of ASCII, no blanks.
pub(crate) fn printable(text: &str) -> String {
    text.chars().filter(char::is_ascii_graphic).take(64).collect()
}
