//! Text as .NET's ordinal and invariant rules see it: one character to one character, no culture.

/// The simple upper case of a character. As in .NET, what is not ASCII never becomes ASCII (`ı`, `ſ`).
pub(crate) fn upper(c: char) -> char {
    simple(c, c.to_uppercase())
}

/// The simple lower case of a character, with the same reservation.
pub(crate) fn lower(c: char) -> char {
    simple(c, c.to_lowercase())
}

fn simple(c: char, mut mapped: impl Iterator<Item = char>) -> char {
    match (mapped.next(), mapped.next()) {
        (Some(single), None) if c.is_ascii() || !single.is_ascii() => single,
        _ => c,
    }
}

/// `OrdinalIgnoreCase`.
pub(crate) fn equals(left: &str, right: &str, ignore_case: bool) -> bool {
    if ignore_case { left.chars().map(upper).eq(right.chars().map(upper)) } else { left == right }
}

/// `String.Contains` with an ordinal comparison.
pub(crate) fn contains(text: &str, part: &str, ignore_case: bool) -> bool {
    if ignore_case {
        let upper = |text: &str| text.chars().map(upper).collect::<String>();
        upper(text).contains(&upper(part))
    } else {
        text.contains(part)
    }
}

/// The length in UTF-16 units, as .NET and browsers count.
pub(crate) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_is_folded_without_culture_and_without_reaching_ascii() {
        for (left, right, expected) in [
            ("Straße", "STRAßE", true),
            ("Straße", "STRASSE", false),
            ("ſ", "s", false),
            ("ı", "I", false),
            ("é", "É", true),
            ("i", "I", true),
            ("a", "a ", false),
        ] {
            assert_eq!(equals(left, right, true), expected, "{left} {right}");
            assert!(!equals(left, right, false), "{left} {right}");
        }
        assert_eq!("TITLE İ".chars().map(lower).collect::<String>(), "title İ");
    }

    #[test]
    fn length_counts_utf_16_units() {
        assert_eq!([length("a"), length("é"), length("😀")], [1, 1, 2]);
    }
}
