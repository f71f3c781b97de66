//! What elements and attributes hold, with where it stands.

use super::element::Rest;
use serde::{Deserialize, Serialize};
use std::{
    fmt,
    ops::{Deref, DerefMut},
    sync::Arc,
};

/// Where an element came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// Generated from a form; the text names the place in the console.
    Form(Arc<str>),
    /// A place in a file.
    File {
        /// Its name.
        file: Arc<str>,
        /// From 1.
        line: u32,
        /// From 1, in characters.
        column: u32,
    },
}

impl Origin {
    /// A place in the console.
    pub fn form(place: impl AsRef<str>) -> Self {
        Self::Form(Arc::from(place.as_ref()))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(place) => f.write_str(place),
            Self::File { file, line, column } => write!(f, "{file}:{line}:{column}"),
        }
    }
}

/// A text as written: an attribute's value, or what an element without children holds.
#[derive(Debug, Clone, Eq)]
pub struct Text {
    /// As written.
    pub text: String,
    /// Where.
    pub origin: Origin,
}

impl Text {
    /// A text that stands somewhere.
    pub fn new(text: impl Into<String>, origin: &Origin) -> Self {
        Self { text: text.into(), origin: origin.clone() }
    }

    /// Whether two ids are the same: they compare without case.
    pub fn is(&self, id: &str) -> bool {
        self.text.eq_ignore_ascii_case(id)
    }
}

/// The same text, wherever it stands.
impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A text that means a value of a type: the text is kept when it does not.
#[derive(Debug, Clone, Eq)]
pub struct Value<T> {
    /// As written.
    pub text: String,
    /// What it means; none when it means nothing.
    pub value: Option<T>,
    /// Where.
    pub origin: Origin,
}

impl<T: Meaning> Value<T> {
    /// A value that stands somewhere.
    pub fn new(value: T, origin: &Origin) -> Self {
        Self { text: value.text(), value: Some(value), origin: origin.clone() }
    }

    /// Reads a text.
    pub fn read(text: &str, origin: Origin) -> Self {
        Self { text: text.to_owned(), value: T::read(text.trim()), origin }
    }
}

/// The same text, wherever it stands.
impl<T> PartialEq for Value<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// What a text can mean.
pub trait Meaning: Sized {
    /// Reads a text without white space around it.
    fn read(text: &str) -> Option<Self>;
    /// The text of a value.
    fn text(&self) -> String;
}

impl Meaning for bool {
    fn read(text: &str) -> Option<Self> {
        match text {
            "1" => Some(true),
            "0" => Some(false),
            _ if text.eq_ignore_ascii_case("true") => Some(true),
            _ if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl Meaning for i64 {
    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn text(&self) -> String {
        self.to_string()
    }
}

impl Meaning for domain::DataType {
    fn read(text: &str) -> Option<Self> {
        DATA_TYPES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)).map(|(_, value)| *value)
    }

    fn text(&self) -> String {
        DATA_TYPES.iter().find(|(_, value)| value == self).map_or_else(String::new, |(name, _)| (*name).to_owned())
    }
}

/// The data types of claims by their names in policies.
pub const DATA_TYPES: [(&str, domain::DataType); 14] = [
    ("boolean", domain::DataType::Boolean),
    ("date", domain::DataType::Date),
    ("dateTime", domain::DataType::DateTime),
    ("duration", domain::DataType::Duration),
    ("int", domain::DataType::Int),
    ("long", domain::DataType::Long),
    ("string", domain::DataType::String),
    ("stringCollection", domain::DataType::StringCollection),
    ("alternativeSecurityIdCollection", domain::DataType::AlternativeSecurityIdCollection),
    ("userIdentity", domain::DataType::UserIdentity),
    ("userIdentityCollection", domain::DataType::UserIdentityCollection),
    ("phoneNumber", domain::DataType::PhoneNumber),
    ("objectIdentity", domain::DataType::ObjectIdentity),
    ("objectIdentityCollection", domain::DataType::ObjectIdentityCollection),
];

/// An element that holds others of one kind, such as `OutputClaims`. It can be absent, empty or filled.
#[derive(Debug, Clone)]
pub struct List<T> {
    /// What it holds, in the order of the file.
    pub items: Vec<T>,
    /// Where the element stands; none when it is absent.
    pub origin: Option<Origin>,
    /// What it holds beside them.
    pub rest: Rest,
}

impl<T> List<T> {
    /// A list that stands somewhere.
    pub fn new(items: Vec<T>, origin: &Origin) -> Self {
        Self { items, origin: Some(origin.clone()), rest: Rest::default() }
    }

    /// Adds something; the list is there from then on.
    pub fn add(&mut self, item: T, origin: &Origin) {
        self.items.push(item);
        self.origin.get_or_insert_with(|| origin.clone());
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { items: Vec::new(), origin: None, rest: Rest::default() }
    }
}

/// The same items, and given or not given alike.
impl<T: PartialEq> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        self.items == other.items && self.origin.is_some() == other.origin.is_some() && self.rest == other.rest
    }
}

impl<T> Deref for List<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.items
    }
}

impl<T> DerefMut for List<T> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        &mut self.items
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl<'a, T> IntoIterator for &'a mut List<T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter_mut()
    }
}

/// An enumeration of the schema: its names are those of the variants.
macro_rules! enumeration {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $(#[doc = concat!("`", $text, "`.")] $variant,)* }

        impl $name {
            /// All of them, in the order of the schema.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// As written.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }

        impl $crate::tree::Meaning for $name {
            fn read(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.name().eq_ignore_ascii_case(text))
            }

            fn text(&self) -> String {
                self.name().to_owned()
            }
        }
    };
}
pub(super) use enumeration;
