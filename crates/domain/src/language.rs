//! Languages of the pages that people see, and how one is chosen.

use serde::{Deserialize, Serialize};

/// The languages built in from the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
    /// French.
    Fr,
    /// Italian.
    It,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::En, Self::De, Self::Fr, Self::It];

    /// The BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Fr => "fr",
            Self::It => "it",
        }
    }

    /// The language of a tag such as `de-CH`, if it is one of ours.
    pub fn find(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// `ui_locales` first (OpenID Connect Core 3.1.2.1), then the browser's `Accept-Language`, then the default.
    /// At most 20 entries of each are looked at (S74).
    pub fn choose(ui_locales: Option<&str>, accept_language: Option<&str>, default: Self) -> Self {
        let asked = ui_locales.and_then(|tags| tags.split_whitespace().take(20).find_map(Self::find));
        asked.or_else(|| accept_language.and_then(Self::from_accept_language)).unwrap_or(default)
    }

    fn from_accept_language(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for entry in header.split(',').take(20) {
            let mut parts = entry.split(';');
            let Some(language) = parts.next().and_then(Self::find) else {
                continue;
            };
            let weight = parts
                .find_map(|part| part.trim().strip_prefix("q="))
                .and_then(|text| text.parse().ok())
                .map_or(1.0_f32, |weight: f32| weight.min(1.0));
            if weight > 0.0 && best.is_none_or(|(seen, _)| weight > seen) {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }
}

#[cfg(test)]
mod tests;
