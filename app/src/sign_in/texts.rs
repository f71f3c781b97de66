//! The built-in texts, in every language. A policy's own texts win by string id (behaviour reference §11.4).

use domain::language::Language;
use std::collections::BTreeMap;

/// One text in every language; `{0}` is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// Its string id.
    pub id: &'static str,
    /// English, German, French, Italian: the order of [`Language::ALL`].
    pub words: [&'static str; 4],
}

impl Text {
    /// The text in a language.
    pub const fn in_language(&self, language: Language) -> &'static str {
        let [en, de, fr, it] = self.words;
        match language {
            Language::En => en,
            Language::De => de,
            Language::Fr => fr,
            Language::It => it,
        }
    }
}

/// A language, and the texts that a policy brings itself.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// The language.
    pub language: Language,
    /// By string id.
    pub own: Option<&'a BTreeMap<String, String>>,
}

impl<'a> Words<'a> {
    /// Built-in texts only.
    pub const fn built_in(language: Language) -> Self {
        Self { language, own: None }
    }

    /// The texts of a page.
    pub const fn of(page: &'a journey::Page) -> Self {
        Self { language: page.language, own: Some(&page.texts) }
    }

    /// The text.
    pub fn get(&self, text: &Text) -> String {
        let own = self.own.and_then(|own| own.get(text.id));
        own.cloned().unwrap_or_else(|| text.in_language(self.language).to_owned())
    }

    /// The text with `{0}` filled in.
    pub fn fill(&self, text: &Text, value: &str) -> String {
        self.get(text).replace("{0}", value)
    }
}

/// How a language calls itself.
pub const fn own_name(language: Language) -> &'static str {
    match language {
        Language::En => "English",
        Language::De => "Deutsch",
        Language::Fr => "Français",
        Language::It => "Italiano",
    }
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = $id:literal: $en:literal, $de:literal, $fr:literal, $it:literal;)+) => {
        $($(#[$doc])* pub const $name: Text = Text { id: $id, words: [$en, $de, $fr, $it] };)+
        /// All of them.
        pub const ALL: &[&Text] = &[$(&$name),+];
    };
}

texts! {
    /// Over the provider buttons.
    HEADING = "heading": "Sign in", "Anmelden", "Connexion", "Accesso";
    /// Between heading and buttons.
    SOCIAL_INTRO = "social_intro":
        "Choose how you want to sign in",
        "Wählen Sie, wie Sie sich anmelden möchten",
        "Choisissez comment vous connecter",
        "Scelga come accedere";
    /// On a provider's button.
    CONTINUE_WITH = "continue_with": "Continue with {0}", "Weiter mit {0}", "Continuer avec {0}", "Continua con {0}";
    /// In place of the buttons.
    NO_PROVIDER = "no_provider":
        "There is no way to sign in here yet. Tell the people who run this application.",
        "Hier gibt es noch keinen Weg, sich anzumelden. Melden Sie es den Betreibern dieser Anwendung.",
        "Il n’y a pas encore de moyen de se connecter ici. Signalez-le aux responsables de cette application.",
        "Qui non c’è ancora un modo per accedere. Lo segnali a chi gestisce questa applicazione.";
    /// Over a form without a heading of its own.
    FORM_HEADING = "form_heading": "Your details", "Ihre Angaben", "Vos informations", "I suoi dati";
    /// Between heading and fields.
    INITIAL_INTRO = "initial_intro":
        "Fill in the following fields",
        "Füllen Sie die folgenden Felder aus",
        "Remplissez les champs suivants",
        "Compili i campi seguenti";
    /// The main button of a form.
    BUTTON_CONTINUE = "button_continue": "Continue", "Weiter", "Continuer", "Continua";
    /// The other button of a form.
    BUTTON_CANCEL = "button_cancel": "Cancel", "Abbrechen", "Annuler", "Annulla";
    /// After the label of a field that may stay empty.
    OPTIONAL = "optional_field": "optional", "freiwillig", "facultatif", "facoltativo";
    /// Above a form with a field that was not filled in.
    FIELD_MISSING = "error_requiredFieldMissing":
        "A field is empty that is needed. Fill it in and continue.",
        "Ein nötiges Feld ist leer. Füllen Sie es aus und fahren Sie fort.",
        "Un champ nécessaire est vide. Remplissez-le et continuez.",
        "Un campo necessario è vuoto. Lo compili e continui.";
    /// Above a form with a field that was not taken.
    FIELD_INCORRECT = "error_fieldIncorrect":
        "A field needs another value. Read the note beside it.",
        "Ein Feld braucht einen anderen Wert. Lesen Sie den Hinweis dabei.",
        "Un champ demande une autre valeur. Lisez la note à côté.",
        "Un campo richiede un altro valore. Legga la nota accanto.";
    /// Title of the pages that post themselves.
    ONE_MOMENT = "hand_over_title": "One moment", "Einen Augenblick", "Un instant", "Un momento";
    /// On the pages that post themselves.
    GOING_ON = "hand_over_text":
        "Your browser goes on by itself. If it does not, choose Continue.",
        "Ihr Browser geht von selbst weiter. Wenn nicht, wählen Sie «Weiter».",
        "Votre navigateur poursuit tout seul. Sinon, choisissez «Continuer».",
        "Il browser prosegue da solo. Se non lo fa, scelga «Continua».";
    /// Names the links at the foot.
    LANGUAGE = "language_label": "Language", "Sprache", "Langue", "Lingua";
    /// Before the short code of an error.
    CODE = "error_code_label": "Code", "Code", "Code", "Codice";
    /// Before the correlation id of an error.
    CORRELATION = "correlation_label": "Correlation ID", "Korrelations-ID", "ID de corrélation", "ID di correlazione";
    /// Title after a sign-out.
    SIGNED_OUT = "signed_out_title": "You are signed out", "Sie sind abgemeldet", "Vous êtes déconnecté", "Disconnessione eseguita";
    /// Text after a sign-out.
    SIGNED_OUT_TEXT = "signed_out_text":
        "You can close this window.",
        "Sie können dieses Fenster schliessen.",
        "Vous pouvez fermer cette fenêtre.",
        "Può chiudere questa finestra.";
}

#[cfg(test)]
mod tests {
    use super::{ALL, CONTINUE_WITH, Words};
    use domain::language::Language;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn every_text_is_there_in_every_language() {
        for text in ALL {
            for language in Language::ALL {
                let words = text.in_language(language);
                assert!(!words.trim().is_empty(), "{} in {}", text.id, language.tag());
                let holes = |words: &str| words.matches("{0}").count();
                assert_eq!(holes(words), holes(text.words[0]), "{} in {}", text.id, language.tag());
            }
        }
    }

    #[test]
    fn string_ids_are_unique() {
        let ids: BTreeSet<_> = ALL.iter().map(|text| text.id).collect();
        assert_eq!(ids.len(), ALL.len());
    }

    #[test]
    fn a_policy_brings_its_own_text() {
        let own = BTreeMap::from([("continue_with".to_owned(), "Mit {0} los".to_owned())]);
        let words = Words { language: Language::De, own: Some(&own) };
        assert_eq!(words.fill(&CONTINUE_WITH, "Mobile ID"), "Mit Mobile ID los");
    }
}
