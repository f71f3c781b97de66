//! Text from outside, made fit for a message or a row of a trace.

use domain::claims::REDACTED;

/// The first 500 characters, without control characters, and with a mark in the place of every token in it (S79, S80).
pub fn excerpt(text: &str) -> String {
    // What is cut off must not decide whether something before it is a token.
    scrubbed(text).chars().take(500).collect()
}

/// Without control characters, and with a mark in the place of every token (S79, S80).
pub fn scrubbed(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).take(MAX_READ).collect();
    without_tokens(&text)
}

/// At most this much is looked at.
const MAX_READ: usize = 16 * 1024;

/// A mark in the place of every JWT: of each run of its signs that begins as the header of one does.
fn without_tokens(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_of_token) {
        shown.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(|c| !is_of_token(c)).unwrap_or(rest.len());
        let run = &rest[..end];
        match run.find("eyJ").filter(|begin| run[*begin..].contains('.')) {
            Some(begin) => {
                shown.push_str(&run[..begin]);
                shown.push_str(REDACTED);
            }
            None => shown.push_str(run),
        }
        rest = &rest[end..];
    }
    shown.push_str(rest);
    shown
}

fn is_of_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
}

/// A name or value of a request, as a message to an application may quote it: at most 64 characters of ASCII, no blanks.
pub(crate) fn printable(text: &str) -> String {
    text.chars().filter(char::is_ascii_graphic).take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s79_a_token_in_a_text_is_not_shown() {
        let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln-_A";
        for (text, expected) in [
            (format!("the token {token} is wrong"), "the token ••• is wrong".to_owned()),
            (format!("{token}{token}"), "•••".to_owned()),
            (format!("id_token={token}&x=1"), "id_token=•••&x=1".to_owned()),
            (format!("x{token}"), "x•••".to_owned()),
            (format!("{token}, {token}."), "•••, •••".to_owned()),
            // Cut by whoever wrote it.
            ("eyJhbGciOiJSUzI1NiJ9.eyJz".to_owned(), "•••".to_owned()),
            ("eyJ is a beginning".to_owned(), "eyJ is a beginning".to_owned()),
            ("https://op.example/v2.0/".to_owned(), "https://op.example/v2.0/".to_owned()),
            ("Ünïcode … ok.".to_owned(), "Ünïcode … ok.".to_owned()),
        ] {
            assert_eq!(excerpt(&text), expected, "{text}");
        }
        let late = format!("{} {token}", "a".repeat(490));
        assert!(!excerpt(&late).contains("eyJ"), "{late}");
    }

    #[test]
    fn s80_a_text_is_cut_and_has_no_control_characters() {
        assert_eq!(excerpt("a\r\n\u{1b}[31mb\u{7f}"), "a[31mb");
        assert_eq!(excerpt(&"é".repeat(501)).chars().count(), 500);
    }
}
