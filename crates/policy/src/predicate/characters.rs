//! The `CharacterSet` of `IncludesCharacters`: ranges and characters, with `\` before a character that stands for
//! itself. Brackets stand for themselves: the sets of the starter packs have `[]` in their middle.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A set of characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Characters {
    written: String,
    ranges: Vec<(char, char)>,
}

impl Characters {
    /// Reads a set; `None` for an empty one, or a range from later to earlier.
    pub fn parse(written: &str) -> Option<Self> {
        let mut chars = written.chars().peekable();
        let mut ranges = Vec::new();
        while let Some((from, plain)) = one(&mut chars) {
            let mut ahead = chars.clone();
            let is_range = plain && ahead.next() == Some('-') && ahead.peek().is_some();
            if !is_range {
                ranges.push((from, from));
                continue;
            }
            chars.next();
            let (to, _) = one(&mut chars)?;
            if from > to {
                return None;
            }
            ranges.push((from, to));
        }
        (!ranges.is_empty()).then(|| Self { written: written.to_owned(), ranges })
    }

    /// Whether a character is in the set.
    pub fn contains(&self, c: char) -> bool {
        self.ranges.iter().any(|(from, to)| (*from..=*to).contains(&c))
    }
}

/// The next character, and whether it was written without a backslash.
fn one(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<(char, bool)> {
    match chars.next()? {
        '\\' => Some((chars.next().unwrap_or('\\'), false)),
        c => Some((c, true)),
    }
}

impl Serialize for Characters {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.written)
    }
}

impl<'de> Deserialize<'de> for Characters {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = String::deserialize(deserializer)?;
        Self::parse(&written).ok_or_else(|| serde::de::Error::custom("no set of characters"))
    }
}

#[cfg(test)]
mod tests {
    use super::Characters;

    #[test]
    fn sets_hold_ranges_and_characters() {
        for (set, yes, no) in [
            ("a-z", "amz", "AZ-0"),
            ("a-zA-Z0-9", "aZ5", "-_"),
            (r#"@#$%^&*\-_+=[]{}|\\:',.?/`~"();!"#, r"@-[]\!^", "a 1"),
            ("-a", "-a", "b"),
            ("a-", "a-", "b"),
            (r"\a", "a", r"\"),
            (r"a\-z", "a-z", "b"),
            (r"x\", r"x\", "y"),
            ("à-ü", "é", "e"),
        ] {
            let parsed = Characters::parse(set).expect(set);
            assert!(yes.chars().all(|c| parsed.contains(c)), "{set}");
            assert!(!no.chars().any(|c| parsed.contains(c)), "{set}");
        }
        for none in ["", "z-a"] {
            assert_eq!(Characters::parse(none), None, "{none}");
        }
    }
}
