//! .NET's composite formats (`{0}`, `{1,-5}`, `{{`) with the three string expressions that transformations know.

use crate::text;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The widest alignment. .NET allows a million; nobody means that.
const MAX_WIDTH: i32 = 1_000;

/// A part of a format.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Literal(String),
    /// `{RelyingPartyTenantId}`.
    RelyingPartyTenant,
    /// `{TrustFrameworkTenantId}`.
    TrustFrameworkTenant,
    /// `{TechnicalProfileId}`.
    TechnicalProfile,
    /// `{index,width}`: a negative width fills on the right.
    Argument {
        index: usize,
        width: i32,
    },
}

/// A composite format. It is stored as its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Format {
    written: String,
    pieces: Vec<Piece>,
}

/// A text in which expressions stand, and braces have no other meaning. It is stored as its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainText(Format);

/// What string expressions stand for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Expressions<'a> {
    /// `{RelyingPartyTenantId}`: the tenant of the relying-party policy, `contoso.onmicrosoft.com`.
    pub relying_party_tenant: &'a str,
    /// `{TrustFrameworkTenantId}`: the tenant of the root-most base.
    pub trust_framework_tenant: &'a str,
    /// `{TechnicalProfileId}`: the profile that runs the transformation.
    pub technical_profile: &'a str,
}

/// Why a text is no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// A brace that is neither part of a placeholder nor doubled.
    #[error("the brace at character {0} is part of no placeholder; write it twice to mean itself")]
    Brace(usize),
    /// A placeholder without its argument.
    #[error("the placeholder {{{index}}} has no argument: there are {arguments}")]
    Argument {
        /// The placeholder's number.
        index: usize,
        /// How many arguments there are.
        arguments: usize,
    },
    /// An alignment that is too wide.
    #[error("the alignment at character {0} is wider than 1000")]
    Width(usize),
}

impl Format {
    /// Reads a composite format.
    ///
    /// # Errors
    /// What .NET's `String.Format` would refuse with so many arguments.
    pub fn parse(text: &str, arguments: usize) -> Result<Self, FormatError> {
        let mut pieces = Pieces::default();
        let chars: Vec<char> = text.chars().collect();
        let mut at = 0;
        while let Some(c) = chars.get(at).copied() {
            if let Some((piece, length)) = expression(&chars, at) {
                pieces.push(piece);
                at += length;
                continue;
            }
            if !matches!(c, '{' | '}') {
                pieces.literal(c);
                at += 1;
                continue;
            }
            if chars.get(at + 1) == Some(&c) {
                pieces.literal(c);
                at += 2;
                continue;
            }
            let end = chars.iter().skip(at).position(|c| *c == '}').map(|length| at + length);
            let inner = end.filter(|_| c == '{').and_then(|end| chars.get(at + 1..end));
            let Some((end, inner)) = end.zip(inner) else { return Err(FormatError::Brace(at)) };
            let inner: String = inner.iter().collect();
            let (index, width) = placeholder(&inner).ok_or(FormatError::Brace(at))?;
            if index >= arguments {
                return Err(FormatError::Argument { index, arguments });
            }
            if width.abs() > MAX_WIDTH {
                return Err(FormatError::Width(at));
            }
            pieces.push(Piece::Argument { index, width });
            at = end + 1;
        }
        Ok(pieces.finish(text))
    }

    /// Whether the result depends on where the transformation runs.
    pub fn has_expressions(&self) -> bool {
        self.pieces.iter().any(|piece| !matches!(piece, Piece::Literal(_) | Piece::Argument { .. }))
    }

    /// Fills it. What an argument holds is never read as a format.
    pub fn fill(&self, arguments: &[&str], expressions: &Expressions<'_>) -> String {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Literal(text) => out.push_str(text),
                Piece::RelyingPartyTenant => out.push_str(expressions.relying_party_tenant),
                Piece::TrustFrameworkTenant => out.push_str(expressions.trust_framework_tenant),
                Piece::TechnicalProfile => out.push_str(expressions.technical_profile),
                Piece::Argument { index, width } => {
                    let argument = arguments.get(*index).copied().unwrap_or_default();
                    let missing = (width.unsigned_abs() as usize).saturating_sub(text::length(argument));
                    let blanks = " ".repeat(missing);
                    if *width < 0 {
                        out.push_str(argument);
                        out.push_str(&blanks);
                    } else {
                        out.push_str(&blanks);
                        out.push_str(argument);
                    }
                }
            }
        }
        out
    }
}

#[derive(Default)]
struct Pieces {
    done: Vec<Piece>,
    literal: String,
}

impl Pieces {
    fn literal(&mut self, c: char) {
        self.literal.push(c);
    }

    fn push(&mut self, piece: Piece) {
        if !self.literal.is_empty() {
            self.done.push(Piece::Literal(std::mem::take(&mut self.literal)));
        }
        self.done.push(piece);
    }

    fn finish(mut self, written: &str) -> Format {
        if !self.literal.is_empty() {
            self.done.push(Piece::Literal(self.literal));
        }
        Format { written: written.to_owned(), pieces: self.done }
    }
}

impl PlainText {
    /// Reads a text.
    pub fn parse(text: &str) -> Self {
        let mut pieces = Pieces::default();
        let chars: Vec<char> = text.chars().collect();
        let mut at = 0;
        while let Some(c) = chars.get(at).copied() {
            if let Some((piece, length)) = expression(&chars, at) {
                pieces.push(piece);
                at += length;
            } else {
                pieces.literal(c);
                at += 1;
            }
        }
        Self(pieces.finish(text))
    }

    /// Fills it.
    pub fn fill(&self, expressions: &Expressions<'_>) -> String {
        self.0.fill(&[], expressions)
    }
}

impl Serialize for Format {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.written)
    }
}

impl<'de> Deserialize<'de> for Format {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = String::deserialize(deserializer)?;
        // How many arguments there are was seen when it was compiled.
        Self::parse(&written, usize::MAX).map_err(serde::de::Error::custom)
    }
}

impl Serialize for PlainText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PlainText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|written| Self::parse(&written))
    }
}

/// An expression that begins here, and its length.
fn expression(chars: &[char], at: usize) -> Option<(Piece, usize)> {
    [
        ("{RelyingPartyTenantId}", Piece::RelyingPartyTenant),
        ("{TrustFrameworkTenantId}", Piece::TrustFrameworkTenant),
        ("{TechnicalProfileId}", Piece::TechnicalProfile),
    ]
    .into_iter()
    .find(|(name, _)| {
        let here = chars.iter().skip(at).take(name.len());
        here.len() == name.len() && here.zip(name.chars()).all(|(a, b)| a.eq_ignore_ascii_case(&b))
    })
    .map(|(name, piece)| (piece, name.len()))
}

/// `index[,width][:format]`; what follows the colon means nothing for text.
fn placeholder(inner: &str) -> Option<(usize, i32)> {
    let inner = inner.split_once(':').map_or(inner, |(before, _)| before);
    let (index, width) = match inner.split_once(',') {
        Some((index, width)) => (index, width.trim().parse().ok()?),
        None => (inner, 0),
    };
    let index = index.trim_end();
    index.bytes().all(|byte| byte.is_ascii_digit()).then(|| index.parse().ok())?.map(|index| (index, width))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Expressions<'_> = Expressions {
        relying_party_tenant: "contoso.onmicrosoft.com",
        trust_framework_tenant: "trust.onmicrosoft.com",
        technical_profile: "Facebook-OAUTH",
    };

    #[test]
    fn formats_are_filled_as_in_dotnet() {
        for (format, expected) in [
            ("cpim_{0}@{relyingpartytenantid}", "cpim_a@contoso.onmicrosoft.com"),
            ("{TrustFrameworkTenantId}/{TechnicalProfileId}", "trust.onmicrosoft.com/Facebook-OAUTH"),
            ("{1}, {0}", "b, a"),
            ("[{0,3}|{0,-3}|{0 , 3 }]", "[  a|a  |  a]"),
            ("{0:N2}", "a"),
            ("{{0}} {{{0}}}", "{0} {a}"),
            ("{2}", "{0}"),
            ("", ""),
        ] {
            let format = Format::parse(format, 3).unwrap_or_else(|error| panic!("{format}: {error}"));
            assert_eq!(format.fill(&["a", "b", "{0}"], &HERE), expected);
        }
    }

    #[test]
    fn what_dotnet_refuses_is_refused() {
        for (format, expected) in [
            ("{1}", FormatError::Argument { index: 1, arguments: 1 }),
            ("x{", FormatError::Brace(1)),
            ("}", FormatError::Brace(0)),
            ("{}", FormatError::Brace(0)),
            ("{a}", FormatError::Brace(0)),
            ("{-1}", FormatError::Brace(0)),
            ("{0,x}", FormatError::Brace(0)),
            ("{ 0}", FormatError::Brace(0)),
            ("{0,1001}", FormatError::Width(0)),
        ] {
            assert_eq!(Format::parse(format, 1), Err(expected), "{format}");
        }
    }

    #[test]
    fn a_plain_text_keeps_its_braces() {
        let text = PlainText::parse(r#"{"a":{0}} {TechnicalProfileId}"#);
        assert_eq!(text.fill(&HERE), r#"{"a":{0}} Facebook-OAUTH"#);
    }

    #[test]
    fn a_format_says_whether_it_depends_on_its_place() {
        for (format, expected) in [("{0}", false), ("{TechnicalProfileId}{0}", true)] {
            assert_eq!(Format::parse(format, 1).map(|format| format.has_expressions()), Ok(expected), "{format}");
        }
    }
}
