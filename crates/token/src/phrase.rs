//! Sentences for people, kept apart from the values in them, so that a reader in another language gets them too.

use std::fmt;

/// A sentence in English with places `{0}`, `{1}` … for values. Whoever speaks another language looks the template up
/// and fills it by [`fill`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The sentence.
    pub template: &'static str,
    /// What goes into its places.
    pub values: Vec<String>,
}

impl Phrase {
    /// A sentence without places.
    pub const fn plain(template: &'static str) -> Self {
        Self { template, values: Vec::new() }
    }

    /// A sentence with values.
    pub fn with<const N: usize>(template: &'static str, values: [&dyn fmt::Display; N]) -> Self {
        Self { template, values: values.iter().map(ToString::to_string).collect() }
    }

    /// A text that has no other form, such as a name.
    pub fn verbatim(text: impl Into<String>) -> Self {
        Self { template: "{0}", values: vec![text.into()] }
    }
}

impl From<&'static str> for Phrase {
    fn from(template: &'static str) -> Self {
        Self::plain(template)
    }
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&fill(self.template, &self.values))
    }
}

/// Puts the values into the places. A place without a value stays; a value is never read as a template.
pub fn fill(template: &str, values: &[String]) -> String {
    let mut filled = String::with_capacity(template.len() + values.iter().map(String::len).sum::<usize>());
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        filled.push_str(before);
        let digit = from.as_bytes().get(1).copied().filter(u8::is_ascii_digit);
        if let Some(digit) = digit.filter(|_| from.as_bytes().get(2) == Some(&b'}')) {
            let value = values.get(usize::from(digit - b'0'));
            filled.push_str(value.map_or(&from[..3], String::as_str));
            rest = &from[3..];
        } else {
            filled.push('{');
            rest = &from[1..];
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_into_their_places_and_are_no_templates() {
        assert_eq!(Phrase::with("{1} before {0}", [&"a", &"{0}"]).to_string(), "{0} before a");
        assert_eq!(Phrase::plain("{0} and {x} {").to_string(), "{0} and {x} {");
        assert_eq!(Phrase::verbatim("{1}").to_string(), "{1}");
    }
}
