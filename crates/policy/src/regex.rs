//! Regular expressions of policies: the .NET dialect (what policies are written in), matched in time linear in the
//! text (S71).
//!
//! Look-around is in: the password rules of every starter pack use it (`(?=.*\d)`, `\.(?!@)`). Each look-around is
//! swept once over the text and becomes a table of positions; no backtracking anywhere, so no pattern and no text can
//! make it run away. What cannot be matched in linear time (back-references, atomic groups, balancing groups,
//! conditionals) is refused by name when the policy is compiled.

mod compile;
mod parse;
mod run;
mod set;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, ops::Range, sync::Arc};

/// The longest pattern, in characters.
pub const MAX_PATTERN: usize = 8_192;
/// The most instructions a pattern may become: `(a{1000}){1000}` does not.
pub const MAX_INSTRUCTIONS: usize = 20_000;
/// The deepest nesting of groups.
pub const MAX_DEPTH: usize = 64;

/// Why a pattern cannot be used. Positions count characters from 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegexError {
    /// It is no regular expression.
    #[error("{what} at character {at}")]
    Syntax {
        /// What is wrong.
        what: String,
        /// Where.
        at: usize,
    },
    /// .NET knows it, and it cannot be matched in linear time.
    #[error("{what} is not supported (character {at})")]
    Unsupported {
        /// What it is called.
        what: &'static str,
        /// Where.
        at: usize,
    },
    /// It is larger than the limits.
    #[error("the pattern is too large")]
    TooLarge,
}

/// A compiled pattern. It is written and compared as its text.
#[derive(Clone)]
pub struct Regex {
    pattern: Arc<str>,
    compiled: Arc<compile::Compiled>,
}

impl Regex {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// What is wrong with it, or what of it is not supported.
    pub fn new(pattern: &str) -> Result<Self, RegexError> {
        let parsed = parse::parse(pattern)?;
        let compiled = compile::compile(&parsed)?;
        Ok(Self { pattern: Arc::from(pattern), compiled: Arc::new(compiled) })
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.pattern
    }

    /// Whether it matches anywhere in the text, as .NET's `Regex.IsMatch` does.
    pub fn is_match(&self, text: &str) -> bool {
        run::is_match(&self.compiled, &text.chars().collect::<Vec<_>>())
    }

    /// Whether a match is the whole text: how a `Restriction/Pattern` is meant, anchored or not.
    pub fn is_whole_match(&self, text: &str) -> bool {
        run::is_whole_match(&self.compiled, &text.chars().collect::<Vec<_>>())
    }

    /// The groups that [`Regex::captures`] can give, by name; groups without a name are `1`, `2`, … Those inside a
    /// look-around are not among them.
    pub fn group_names(&self) -> impl Iterator<Item = &str> {
        self.compiled.groups.iter().filter(|group| group.captured).map(|group| group.name.as_str())
    }

    /// The text with every match replaced, as .NET's `Regex.Replace` does: `$1`, `${name}`, `$0`, `$&` and `$$` have their
    /// meaning. Each match costs at most what the text costs.
    pub fn replace_all(&self, text: &str, replacement: &str) -> String {
        let text: Vec<char> = text.chars().collect();
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for slots in run::find_all(&self.compiled, &text) {
            let found = Captures { regex: self.clone(), text: Vec::new(), slots };
            let Some(range) = found.range(0) else { continue };
            out.extend(text.get(at..range.start).unwrap_or_default());
            found.expand(replacement, &text, &mut out);
            at = range.end;
        }
        out.extend(text.get(at..).unwrap_or_default());
        out
    }

    /// The leftmost match.
    pub fn captures(&self, text: &str) -> Option<Captures> {
        let text: Vec<char> = text.chars().collect();
        let slots = run::captures(&self.compiled, &text)?;
        Some(Captures { regex: self.clone(), text, slots })
    }
}

impl fmt::Debug for Regex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Regex({:?})", self.pattern)
    }
}

impl PartialEq for Regex {
    fn eq(&self, other: &Self) -> bool {
        self.pattern == other.pattern
    }
}

impl Eq for Regex {}

impl Serialize for Regex {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.pattern)
    }
}

impl<'de> Deserialize<'de> for Regex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let pattern = String::deserialize(deserializer)?;
        Self::new(&pattern).map_err(serde::de::Error::custom)
    }
}

/// A match and its groups.
#[derive(Debug)]
pub struct Captures {
    regex: Regex,
    text: Vec<char>,
    slots: Vec<Option<usize>>,
}

impl Captures {
    /// The text of a group, if it took part in the match.
    pub fn name(&self, name: &str) -> Option<String> {
        let index = self.regex.compiled.groups.iter().position(|group| group.name == name)?;
        self.text.get(self.range(index + 1)?).map(|chars| chars.iter().collect())
    }

    /// The text of the whole match.
    pub fn whole(&self) -> String {
        self.range(0).and_then(|range| self.text.get(range)).map(|chars| chars.iter().collect()).unwrap_or_default()
    }

    /// A replacement with its references filled in; one that names no group stays as it is.
    fn expand(&self, replacement: &str, text: &[char], out: &mut String) {
        let mut rest = replacement;
        while let Some((before, after)) = rest.split_once('$') {
            out.push_str(before);
            let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let (name, used) = match after.chars().next() {
                Some('$') => {
                    out.push('$');
                    rest = after.get(1..).unwrap_or_default();
                    continue;
                }
                Some('&') => ("0", 1),
                Some('{') => match after.find('}') {
                    Some(end) => (after.get(1..end).unwrap_or_default(), end + 1),
                    None => ("", 0),
                },
                _ => (after.get(..digits).unwrap_or_default(), digits),
            };
            let group = if name == "0" {
                Some(0)
            } else {
                self.regex.compiled.groups.iter().position(|group| group.name == name).map(|at| at + 1)
            };
            if let Some(group) = group {
                out.extend(self.range(group).and_then(|range| text.get(range)).unwrap_or_default());
            } else {
                out.push('$');
                out.push_str(after.get(..used).unwrap_or_default());
            }
            rest = after.get(used..).unwrap_or_default();
        }
        out.push_str(rest);
    }

    fn range(&self, index: usize) -> Option<Range<usize>> {
        Some((*self.slots.get(index * 2)?)?..(*self.slots.get(index * 2 + 1)?)?)
    }
}

#[cfg(test)]
mod tests;
