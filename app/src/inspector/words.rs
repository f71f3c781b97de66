//! The languages of the inspector: English in the code, the others in a table beside it.

use std::collections::HashMap;
use std::sync::OnceLock;

use token::phrase::{Phrase, fill};

/// English, German, French, Italian; one line per sentence, tab-separated.
const TABLE: &str = include_str!("words.tsv");

/// A language of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Language {
    #[default]
    En,
    De,
    Fr,
    It,
}

impl Language {
    pub(super) const ALL: [Self; 4] = [Self::En, Self::De, Self::Fr, Self::It];

    /// As `lang` writes it.
    pub(super) const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Fr => "fr",
            Self::It => "it",
        }
    }

    /// In its own words.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
            Self::Fr => "Français",
            Self::It => "Italiano",
        }
    }

    /// The first of these tags (`de-CH`) that is one of ours.
    pub(super) fn first_of<'a>(tags: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        tags.into_iter().find_map(|tag| {
            let start = tag.get(..2)?.to_ascii_lowercase();
            Self::ALL.into_iter().find(|language| language.tag() == start)
        })
    }

    /// The sentence in this language; English where the table lacks it.
    pub(super) fn say(self, english: &'static str) -> &'static str {
        let column = match self {
            Self::En => return english,
            Self::De => 0,
            Self::Fr => 1,
            Self::It => 2,
        };
        table().get(english).map_or(english, |others| others[column])
    }

    /// The sentence with its values.
    pub(super) fn phrase(self, phrase: &Phrase) -> String {
        fill(self.say(phrase.template), &phrase.values)
    }
}

fn table() -> &'static HashMap<&'static str, [&'static str; 3]> {
    static READ: OnceLock<HashMap<&'static str, [&'static str; 3]>> = OnceLock::new();
    READ.get_or_init(|| {
        TABLE
            .lines()
            .filter_map(|line| {
                let mut cells = line.split('\t');
                Some((cells.next()?, [cells.next()?, cells.next()?, cells.next()?]))
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_four_cells_with_the_same_places() {
        let places = |text: &str| {
            let mut found: Vec<_> = (0..9).filter(|place| text.contains(&format!("{{{place}}}"))).collect();
            found.dedup();
            found
        };
        for line in TABLE.lines() {
            let cells: Vec<_> = line.split('\t').collect();
            assert_eq!(cells.len(), 4, "{line}");
            for cell in &cells {
                assert!(!cell.trim().is_empty() && cell.trim() == *cell, "{line}");
                assert_eq!(places(cell), places(cells[0]), "{line}");
            }
        }
        assert_eq!(table().len(), TABLE.lines().count(), "a sentence is there twice");
    }

    #[test]
    fn every_claim_is_described_in_every_language() {
        let missing: Vec<_> = token::inspect::dictionary::texts().filter(|text| !table().contains_key(text)).collect();
        assert_eq!(missing, Vec::<&str>::new());
    }

    /// The sentences of the page and of `token`, found where they are written.
    #[test]
    fn every_sentence_of_the_page_is_there_in_every_language() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut sources = Vec::new();
        for folder in
            ["src/inspector", "../crates/token/src/inspect", "../crates/token/src/jwe", "../crates/token/src/keyring"]
        {
            sources_below(&root.join(folder), &mut sources);
        }
        for file in ["jwe.rs", "keyring.rs", "sd_jwt.rs"] {
            sources.push(root.join("../crates/token/src").join(file));
        }
        let mut missing = std::collections::BTreeSet::new();
        for path in sources {
            let text = std::fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap();
            for start in ["t(\"", "say(\"", "Phrase::plain(\"", "Phrase::with(\"", "Phrase::with(\n"] {
                for piece in text.split(start).skip(1) {
                    let piece = if start.ends_with('\n') { piece.trim_start().trim_start_matches('"') } else { piece };
                    let sentence = literal(piece);
                    if sentence.contains(' ') && !table().contains_key(sentence.as_str()) {
                        missing.insert(sentence);
                    }
                }
            }
        }
        assert!(missing.is_empty(), "{missing:#?}");
    }

    fn sources_below(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources_below(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && !path.ends_with("tests.rs")
                && !path.ends_with("vectors.rs")
                && !path.ends_with("words.rs")
            {
                found.push(path);
            }
        }
    }

    fn literal(text: &str) -> String {
        let mut found = String::new();
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            match character {
                '"' => break,
                '\\' => found.extend(characters.next()),
                other => found.push(other),
            }
        }
        found
    }
}
