//! The words around a code.

use domain::language::Language;

/// A code in words.
pub(super) struct Words {
    /// The subject of an e-mail. Relays log it and locked screens show it, so the code is not in it.
    pub subject: String,
    /// Its text.
    pub mail: String,
    /// The text of a message to a telephone.
    pub message: String,
}

/// The code in words of a language. Nobody but the person who asked for it has a use for it, which the text says.
pub(super) fn words(language: Language, tenant: &str, code: &str) -> Words {
    let (subject, message, first, last) = match language {
        Language::En => (
            format!("{tenant}: your code"),
            format!("{tenant}: your code is {code}"),
            format!("Your code for {tenant} is:"),
            "It is valid for ten minutes. If you did not ask for it, do nothing, and give it to nobody.",
        ),
        Language::De => (
            format!("{tenant}: Ihr Code"),
            format!("{tenant}: Ihr Code lautet {code}"),
            format!("Ihr Code für {tenant} lautet:"),
            "Er gilt zehn Minuten. Wenn Sie ihn nicht angefordert haben, tun Sie nichts, und geben Sie ihn niemandem.",
        ),
        Language::Fr => (
            format!("{tenant} : votre code"),
            format!("{tenant} : votre code est {code}"),
            format!("Votre code pour {tenant} est :"),
            "Il est valable dix minutes. Si vous ne l’avez pas demandé, ne faites rien et ne le donnez à personne.",
        ),
        Language::It => (
            format!("{tenant}: il Suo codice"),
            format!("{tenant}: il Suo codice è {code}"),
            format!("Il Suo codice per {tenant} è:"),
            "È valido per dieci minuti. Se non l’ha chiesto, non faccia nulla e non lo dia a nessuno.",
        ),
    };
    Words { subject, message, mail: format!("{first}\n\n    {code}\n\n{last}\n") }
}

#[cfg(test)]
mod tests {
    use super::words;
    use domain::language::Language;

    #[test]
    fn s77_the_code_stands_in_the_text_and_never_in_the_subject() {
        for language in [Language::En, Language::De, Language::Fr, Language::It] {
            let words = words(language, "Fabrikam", "482913");
            assert!(!words.subject.contains("482913") && words.subject.contains("Fabrikam"), "{}", words.subject);
            assert!(words.mail.contains("482913") && words.message.contains("482913"), "{language:?}");
        }
    }
}
