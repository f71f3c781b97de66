use serde::{Deserialize, Serialize};
use std::fmt;

/// A secret on its way: typed by a person and not read back, or made by us and shown once. It can be serialised since
/// it has to cross the wire, but never shows up in `Debug`.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WriteOnly(String);

impl WriteOnly {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether nothing was entered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for WriteOnly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WriteOnly(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::WriteOnly;

    #[test]
    fn a_secret_does_not_show_in_debug() {
        assert_eq!(format!("{:?}", WriteOnly::new("hunter2")), "WriteOnly(…)");
    }
}
