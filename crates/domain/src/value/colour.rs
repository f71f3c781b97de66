use super::Invalid;
use serde::{Deserialize, Serialize};

/// An sRGB colour, written `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour([u8; 3]);

impl Colour {
    /// From its parts.
    pub const fn new(parts: [u8; 3]) -> Self {
        Self(parts)
    }

    /// Reads `#rrggbb`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let digits = text.trim().strip_prefix('#').filter(|digits| digits.len() == 6);
        let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let part = |at: usize| digits.and_then(|digits| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok());
        match (part(0), part(2), part(4)) {
            (Some(red), Some(green), Some(blue)) => Ok(Self([red, green, blue])),
            _ => Err(Invalid::new("A colour is written as `#rrggbb`, such as #0b5cad.")),
        }
    }

    /// Red, green and blue.
    pub const fn parts(self) -> [u8; 3] {
        self.0
    }

    /// `#rrggbb`.
    pub fn css(self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }
}

impl TryFrom<String> for Colour {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.css()
    }
}

#[cfg(test)]
mod tests {
    use super::Colour;

    #[test]
    fn only_a_colour_is_a_colour() {
        assert_eq!(Colour::parse(" #0078D4 ").unwrap().css(), "#0078d4");
        for wrong in ["", "#fff", "red", "#12345g", "#+12345", "#0078d4;}", "url(#000000)", "#é2345"] {
            assert!(Colour::parse(wrong).is_err(), "{wrong}");
        }
    }
}
