//! RFC 3986 §4.1: whether a text is a URI reference.

/// Whether it is one. Characters that a URI must escape and that people write nonetheless (blanks, those beyond
/// ASCII, braces, angle brackets, quotes) are taken for escaped, as `xs:anyURI` asks for.
pub fn is_reference(text: &str) -> bool {
    let text: String = text.chars().map(|letter| if is_escaped(letter) { '_' } else { letter }).collect();
    is_absolute(&text) || is_relative(&text)
}

fn is_escaped(letter: char) -> bool {
    letter == ' ' || letter.is_ascii_control() || !letter.is_ascii() || "<>\"{}|\\^`".contains(letter)
}

fn is_absolute(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let (path, query, fragment) = split(rest);
    scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        && hierarchical(path)
        && tail(query, fragment)
}

fn is_relative(text: &str) -> bool {
    let (path, query, fragment) = split(text);
    // A colon in the first segment would make it a scheme.
    let first = path.split('/').next().unwrap_or_default();
    !first.contains(':') && hierarchical(path) && tail(query, fragment)
}

fn split(text: &str) -> (&str, Option<&str>, Option<&str>) {
    let (text, fragment) = match text.split_once('#') {
        Some((text, fragment)) => (text, Some(fragment)),
        None => (text, None),
    };
    match text.split_once('?') {
        Some((path, query)) => (path, Some(query), fragment),
        None => (text, None, fragment),
    }
}

fn hierarchical(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("//") else { return made_of(text, ":@/") };
    let (authority, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
    let host = match authority.rsplit_once('@') {
        Some((user, host)) if made_of(user, ":") => host,
        Some(_) => return false,
        None => authority,
    };
    let (host, port) = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((_, after)) => ("", after.strip_prefix(':').or_else(|| after.is_empty().then_some("0"))),
        None => match host.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (host, Some("0")),
        },
    };
    made_of(host, "")
        && port.is_some_and(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()))
        && made_of(path, ":@/")
}

fn tail(query: Option<&str>, fragment: Option<&str>) -> bool {
    query.is_none_or(|query| made_of(query, ":@/?")) && fragment.is_none_or(|fragment| made_of(fragment, ":@/?[]"))
}

/// Unreserved characters, sub-delimiters, percent escapes, and these.
fn made_of(text: &str, more: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte == b'%' {
            let escaped = bytes.get(at + 1..at + 3);
            if !escaped.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
                return false;
            }
            at += 3;
        } else if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&byte) || more.as_bytes().contains(&byte)
        {
            at += 1;
        } else {
            return false;
        }
    }
    true
}
