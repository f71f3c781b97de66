//! Sets of characters: `[a-z]`, `\d`, `.`, and .NET's subtraction `[a-z-[aeiou]]`.

/// The first of every run of ten decimal digits (Unicode category Nd), which `\d` matches in .NET.
const DIGIT_RUNS: [u32; 70] = [
    0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6,
    0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40,
    0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30, 0x10D40, 0x11066,
    0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x116D0, 0x116DA, 0x11730, 0x118E0,
    0x11950, 0x11BF0, 0x11C50, 0x11D50, 0x11DA0, 0x11F50, 0x16130, 0x16A60, 0x16AC0, 0x16B50, 0x16D70, 0x1D7CE,
    0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140,
];

/// A decimal digit of any script (Unicode Nd).
pub(super) fn is_digit(c: char) -> bool {
    let code = u32::from(c);
    let after = DIGIT_RUNS.partition_point(|start| *start <= code);
    after > 0 && DIGIT_RUNS.get(after - 1).is_some_and(|start| code - start < 10)
}

/// What `\w` matches: letters, decimal digits, combining marks, and connectors such as `_`.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphabetic() || is_digit(c) || is_mark(c) || is_connector(c)
}

fn is_connector(c: char) -> bool {
    matches!(
        c,
        '_' | '\u{203F}' | '\u{2040}' | '\u{2054}' | '\u{FE33}' | '\u{FE34}' | '\u{FE4D}'..='\u{FE4F}' | '\u{FF3F}'
    )
}

fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0487}' | '\u{0591}'..='\u{05BD}' | '\u{064B}'..='\u{065F}'
        | '\u{1AB0}'..='\u{1ABD}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20DC}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FE20}'..='\u{FE2F}')
}

/// The categories of `\p{…}` that this engine knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Category {
    Letter,
    Upper,
    Lower,
    Digit,
    Mark,
    Connector,
}

impl Category {
    pub(super) fn find(name: &str) -> Option<Self> {
        Some(match name {
            "L" => Self::Letter,
            "Lu" => Self::Upper,
            "Ll" => Self::Lower,
            "Nd" => Self::Digit,
            "M" | "Mn" => Self::Mark,
            "Pc" => Self::Connector,
            _ => return None,
        })
    }

    fn contains(self, c: char) -> bool {
        match self {
            // `char` knows Alphabetic, which has letter numbers and some marks besides the letters.
            Self::Letter => c.is_alphabetic() && !is_mark(c) && !matches!(c, '\u{2160}'..='\u{2188}'),
            Self::Upper => c.is_uppercase(),
            Self::Lower => c.is_lowercase(),
            Self::Digit => is_digit(c),
            Self::Mark => is_mark(c),
            Self::Connector => is_connector(c),
        }
    }
}

/// A part of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    Range(char, char),
    Digit { negated: bool },
    Word { negated: bool },
    Space { negated: bool },
    Category { category: Category, negated: bool },
}

impl Item {
    fn contains(&self, c: char) -> bool {
        match self {
            Self::Range(from, to) => (*from..=*to).contains(&c),
            Self::Digit { negated } => is_digit(c) != *negated,
            Self::Word { negated } => is_word(c) != *negated,
            Self::Space { negated } => c.is_whitespace() != *negated,
            Self::Category { category, negated } => category.contains(c) != *negated,
        }
    }
}

/// A set of characters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Set {
    pub items: Vec<Item>,
    pub negated: bool,
    /// `-[…]` at its end.
    pub minus: Option<Box<Set>>,
    /// `(?i)`.
    pub fold: bool,
}

impl Set {
    pub(super) fn one(c: char, fold: bool) -> Self {
        Self { items: vec![Item::Range(c, c)], fold, ..Self::default() }
    }

    pub(super) fn class(item: Item) -> Self {
        Self { items: vec![item], ..Self::default() }
    }

    /// `.`: everything but a line feed, or everything.
    pub(super) fn any(line_feeds: bool) -> Self {
        let items = if line_feeds { Vec::new() } else { vec![Item::Range('\n', '\n')] };
        Self { items, negated: true, ..Self::default() }
    }

    pub(super) fn contains(&self, c: char) -> bool {
        let has = |c: char| self.items.iter().any(|item| item.contains(c));
        let mut found = has(c);
        if !found && self.fold {
            let (lower, upper) = (crate::text::lower(c), crate::text::upper(c));
            found = (lower != c && has(lower)) || (upper != c && has(upper));
        }
        found != self.negated && !self.minus.as_ref().is_some_and(|minus| minus.contains(c))
    }
}
