//! The languages of the inspector: English in the code; the others are files of their own, each loaded by who reads it.

use std::sync::OnceLock;

use token::phrase::{Phrase, fill};

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

    /// The sentence in this language; English where its file lacks it, or is not there.
    pub(super) fn say(self, english: &'static str) -> &'static str {
        let Some(read) = self.table().and_then(OnceLock::get) else { return english };
        read.binary_search_by(|(key, _)| (*key).cmp(english)).map_or(english, |at| read[at].1)
    }

    /// Whether its sentences are there.
    pub(super) fn is_there(self) -> bool {
        self.table().is_none_or(|table| table.get().is_some())
    }

    /// Takes its sentences: a line each, English and this language, parted by a tab. They stay as long as the page.
    pub(super) fn take(self, file: String) {
        let file: &'static str = file.leak();
        let mut read: Vec<_> = file.lines().filter_map(|line| line.split_once('\t')).collect();
        read.sort_unstable();
        if let Some(table) = self.table() {
            // Twice the same file is the same sentences.
            let _ = table.set(read);
        }
    }

    fn table(self) -> Option<&'static OnceLock<Table>> {
        static READ: [OnceLock<Table>; 3] = [const { OnceLock::new() }; 3];
        match self {
            Self::En => None,
            Self::De => READ.first(),
            Self::Fr => READ.get(1),
            Self::It => READ.get(2),
        }
    }

    /// The sentence with its values.
    pub(super) fn phrase(self, phrase: &Phrase) -> String {
        fill(self.say(phrase.template), &phrase.values)
    }
}

/// Sentences in English and in another language, in order.
type Table = Vec<(&'static str, &'static str)>;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// English, German, French, Italian; one line per sentence. `cargo xtask` makes the files of it.
    const TABLE: &str = include_str!("words.tsv");

    fn table() -> HashSet<&'static str> {
        TABLE.lines().filter_map(|line| line.split('\t').next()).collect()
    }

    #[test]
    fn a_language_speaks_once_its_file_is_there() {
        assert!(Language::En.is_there() && !Language::It.is_there());
        assert_eq!(Language::It.say("Keys"), "Keys");
        Language::It.take("Keys\tChiavi\nClaims\tAttributi\nwithout a tab".to_owned());
        assert!(Language::It.is_there());
        assert_eq!((Language::It.say("Keys"), Language::It.say("Checks")), ("Chiavi", "Checks"));
        assert_eq!(Language::It.phrase(&Phrase::with("{0} left", [&1])), "1 left");
    }

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
        let missing: Vec<_> = token::inspect::dictionary::texts().filter(|text| !table().contains(text)).collect();
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
                    if sentence.contains(' ') && !table().contains(sentence.as_str()) {
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
