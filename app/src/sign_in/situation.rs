//! What can go wrong while somebody signs in, in words for that person: what happened, and what to do now.

use super::texts::Text;

/// A situation in which a person cannot go on as they wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Situation {
    /// The application, or where it wants its answer, is not known here.
    UnknownApplication,
    /// The address names no tenant or user flow.
    UnknownPolicy,
    /// The request of the application is not right.
    WrongRequest,
    /// The browser sent no cookie.
    CookiesOff,
    /// It took too long.
    Expired,
    /// Back, reload, or a second tab: this step is done.
    AlreadyDone,
    /// Back from the provider, where it goes on.
    AtProvider,
    /// The person, or the provider, called it off.
    Cancelled,
    /// The provider did not answer. `{0}` is its name.
    ProviderUnreachable,
    /// The provider refused. `{0}` is its name.
    ProviderRefused,
    /// The provider's answer did not pass the checks. `{0}` is its name.
    ProviderAnswer,
    /// The account may not sign in.
    AccountDisabled,
    /// Too much at once.
    TooMany,
    /// Our own fault.
    Internal,
}

/// Title, what happened, what to do.
pub(super) type Words = [Text; 3];

macro_rules! situations {
    ($($situation:ident: $id:literal [
        $title_en:literal, $title_de:literal, $title_fr:literal, $title_it:literal;
        $what_en:literal, $what_de:literal, $what_fr:literal, $what_it:literal;
        $do_en:literal, $do_de:literal, $do_fr:literal, $do_it:literal
    ])+) => {
        impl Situation {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$situation),+];

            pub(super) const fn words(self) -> Words {
                match self {
                    $(Self::$situation => [
                        Text { id: concat!($id, "_title"), words: [$title_en, $title_de, $title_fr, $title_it] },
                        Text { id: concat!($id, "_what"), words: [$what_en, $what_de, $what_fr, $what_it] },
                        Text { id: concat!($id, "_do"), words: [$do_en, $do_de, $do_fr, $do_it] },
                    ],)+
                }
            }
        }
    };
}

situations! {
    UnknownApplication: "unknown_application" [
        "This application is not known here",
        "Diese Anwendung ist hier nicht bekannt",
        "Cette application n’est pas connue ici",
        "Questa applicazione non è conosciuta qui";
        "The application that sent you here is not registered, or it asked for an answer at an address that is not registered.",
        "Die Anwendung, von der Sie kommen, ist nicht registriert, oder sie will die Antwort an eine nicht registrierte Adresse.",
        "L’application qui vous a envoyé ici n’est pas enregistrée, ou elle demande une réponse à une adresse non enregistrée.",
        "L’applicazione da cui proviene non è registrata, o chiede la risposta a un indirizzo non registrato.";
        "Tell the people who run the application; only they can change it.",
        "Melden Sie es den Betreibern der Anwendung; nur sie können es ändern.",
        "Signalez-le aux responsables de l’application; eux seuls peuvent le changer.",
        "Lo segnali a chi gestisce l’applicazione; solo loro possono cambiarlo."
    ]
    UnknownPolicy: "unknown_policy" [
        "There is nothing at this address",
        "Unter dieser Adresse ist nichts",
        "Il n’y a rien à cette adresse",
        "A questo indirizzo non c’è nulla";
        "The address names a directory or a user flow that does not exist, or no longer.",
        "Die Adresse nennt ein Verzeichnis oder einen Benutzerflow, den es nicht oder nicht mehr gibt.",
        "L’adresse nomme un annuaire ou un flux d’utilisateur qui n’existe pas, ou plus.",
        "L’indirizzo indica una directory o un flusso utente che non esiste, o non più.";
        "Start again from the application. If it happens again, tell the people who run it.",
        "Beginnen Sie in der Anwendung neu. Geschieht es wieder, melden Sie es deren Betreibern.",
        "Recommencez depuis l’application. Si cela se répète, signalez-le à ses responsables.",
        "Ricominci dall’applicazione. Se succede di nuovo, lo segnali a chi la gestisce."
    ]
    WrongRequest: "wrong_request" [
        "The application asked for something that does not work",
        "Die Anwendung hat etwas verlangt, das nicht geht",
        "L’application a demandé quelque chose d’impossible",
        "L’applicazione ha chiesto qualcosa che non funziona";
        "The request with which the application sent you here is not complete or not allowed.",
        "Die Anfrage, mit der Sie die Anwendung hierher geschickt hat, ist unvollständig oder nicht erlaubt.",
        "La demande avec laquelle l’application vous a envoyé ici est incomplète ou n’est pas permise.",
        "La richiesta con cui l’applicazione l’ha mandata qui è incompleta o non consentita.";
        "Tell the people who run the application, with the code below.",
        "Melden Sie es den Betreibern der Anwendung, mit dem Code unten.",
        "Signalez-le aux responsables de l’application, avec le code ci-dessous.",
        "Lo segnali a chi gestisce l’applicazione, con il codice qui sotto."
    ]
    CookiesOff: "cookies_off" [
        "Your browser did not bring its cookie",
        "Ihr Browser hat sein Cookie nicht mitgebracht",
        "Votre navigateur n’a pas apporté son cookie",
        "Il browser non ha portato il suo cookie";
        "A cookie ties the steps of a sign-in to your browser. It is missing: cookies are off, or the sign-in began in another browser.",
        "Ein Cookie verbindet die Schritte der Anmeldung mit Ihrem Browser. Es fehlt: Cookies sind ausgeschaltet, oder die Anmeldung begann in einem anderen Browser.",
        "Un cookie relie les étapes de la connexion à votre navigateur. Il manque: les cookies sont désactivés, ou la connexion a commencé dans un autre navigateur.",
        "Un cookie lega i passi dell’accesso al suo browser. Manca: i cookie sono disattivati, o l’accesso è iniziato in un altro browser.";
        "Allow cookies for this site, then start again from the application.",
        "Erlauben Sie Cookies für diese Seite und beginnen Sie in der Anwendung neu.",
        "Autorisez les cookies pour ce site, puis recommencez depuis l’application.",
        "Consenta i cookie per questo sito, poi ricominci dall’applicazione."
    ]
    Expired: "expired" [
        "This sign-in took too long",
        "Diese Anmeldung hat zu lange gedauert",
        "Cette connexion a pris trop de temps",
        "Questo accesso ha richiesto troppo tempo";
        "A sign-in is kept for a limited time. That time is over, and nothing was changed.",
        "Eine Anmeldung wird eine begrenzte Zeit aufbewahrt. Diese Zeit ist um, und nichts wurde geändert.",
        "Une connexion est gardée un temps limité. Ce temps est écoulé, et rien n’a été changé.",
        "Un accesso è conservato per un tempo limitato. Quel tempo è finito e nulla è cambiato.";
        "Start again.",
        "Beginnen Sie neu.",
        "Recommencez.",
        "Ricominci."
    ]
    AlreadyDone: "already_done" [
        "This step is done already",
        "Dieser Schritt ist schon getan",
        "Cette étape est déjà faite",
        "Questo passo è già fatto";
        "You came back to a page of a sign-in that has gone on, or has ended, in the meantime.",
        "Sie sind auf eine Seite zurückgekommen, deren Anmeldung inzwischen weitergegangen oder beendet ist.",
        "Vous êtes revenu à une page d’une connexion qui s’est poursuivie, ou terminée, entre-temps.",
        "È tornato a una pagina di un accesso che nel frattempo è proseguito o terminato.";
        "Go back to the application. If you are not signed in there, start again.",
        "Gehen Sie zur Anwendung zurück. Sind Sie dort nicht angemeldet, beginnen Sie neu.",
        "Retournez à l’application. Si vous n’y êtes pas connecté, recommencez.",
        "Torni all’applicazione. Se lì l’accesso non è avvenuto, ricominci."
    ]
    AtProvider: "at_provider" [
        "Your sign-in waits at the provider",
        "Ihre Anmeldung wartet beim Anbieter",
        "Votre connexion attend chez le fournisseur",
        "Il suo accesso attende presso il provider";
        "You came back before the provider had signed you in.",
        "Sie sind zurückgekommen, bevor der Anbieter Sie angemeldet hat.",
        "Vous êtes revenu avant que le fournisseur vous ait connecté.",
        "È tornato prima che il provider eseguisse l’accesso.";
        "Go on there, or start again from the application.",
        "Fahren Sie dort fort, oder beginnen Sie in der Anwendung neu.",
        "Continuez là-bas, ou recommencez depuis l’application.",
        "Prosegua lì, oppure ricominci dall’applicazione."
    ]
    Cancelled: "cancelled" [
        "The sign-in was cancelled",
        "Die Anmeldung wurde abgebrochen",
        "La connexion a été annulée",
        "L’accesso è stato annullato";
        "You, or the provider that you chose, called it off. Nothing was changed.",
        "Sie oder der gewählte Anbieter haben abgebrochen. Nichts wurde geändert.",
        "Vous, ou le fournisseur choisi, avez annulé. Rien n’a été changé.",
        "Lei o il provider scelto ha annullato. Nulla è cambiato.";
        "Try again, or choose another way to sign in.",
        "Versuchen Sie es nochmals, oder wählen Sie einen anderen Weg.",
        "Réessayez, ou choisissez un autre moyen de vous connecter.",
        "Riprovi, o scelga un altro modo per accedere."
    ]
    ProviderUnreachable: "provider_unreachable" [
        "{0} does not answer",
        "{0} antwortet nicht",
        "{0} ne répond pas",
        "{0} non risponde";
        "We could not reach {0} to finish your sign-in. The fault is there or on the way there, not with you.",
        "Wir konnten {0} nicht erreichen, um Ihre Anmeldung abzuschliessen. Der Fehler liegt dort oder auf dem Weg dorthin, nicht bei Ihnen.",
        "Nous n’avons pas pu joindre {0} pour terminer votre connexion. La cause est là-bas ou en chemin, pas chez vous.",
        "Non abbiamo potuto raggiungere {0} per concludere l’accesso. La causa è lì o sul percorso, non da lei.";
        "Try again in a few minutes, or choose another way to sign in.",
        "Versuchen Sie es in einigen Minuten nochmals, oder wählen Sie einen anderen Weg.",
        "Réessayez dans quelques minutes, ou choisissez un autre moyen de vous connecter.",
        "Riprovi tra qualche minuto, o scelga un altro modo per accedere."
    ]
    ProviderRefused: "provider_refused" [
        "{0} did not sign you in",
        "{0} hat Sie nicht angemeldet",
        "{0} ne vous a pas connecté",
        "{0} non ha eseguito l’accesso";
        "{0} answered with an error instead of signing you in.",
        "{0} hat mit einem Fehler geantwortet, statt Sie anzumelden.",
        "{0} a répondu par une erreur au lieu de vous connecter.",
        "{0} ha risposto con un errore invece di farla accedere.";
        "Try again, or choose another way to sign in. If it happens again, tell the people who run the application, with the code below.",
        "Versuchen Sie es nochmals, oder wählen Sie einen anderen Weg. Geschieht es wieder, melden Sie es den Betreibern der Anwendung, mit dem Code unten.",
        "Réessayez, ou choisissez un autre moyen de vous connecter. Si cela se répète, signalez-le aux responsables de l’application, avec le code ci-dessous.",
        "Riprovi, o scelga un altro modo per accedere. Se succede di nuovo, lo segnali a chi gestisce l’applicazione, con il codice qui sotto."
    ]
    ProviderAnswer: "provider_answer" [
        "The answer of {0} could not be accepted",
        "Die Antwort von {0} war nicht annehmbar",
        "La réponse de {0} n’a pas pu être acceptée",
        "La risposta di {0} non è accettabile";
        "{0} signed you in, but its answer did not pass our checks, so that we cannot rely on it.",
        "{0} hat Sie angemeldet, doch die Antwort hat unsere Prüfungen nicht bestanden; wir können uns nicht darauf verlassen.",
        "{0} vous a connecté, mais sa réponse n’a pas passé nos contrôles; nous ne pouvons pas nous y fier.",
        "{0} ha eseguito l’accesso, ma la risposta non ha superato i nostri controlli; non possiamo farvi affidamento.";
        "Try again. If it happens again, tell the people who run the application, with the code below.",
        "Versuchen Sie es nochmals. Geschieht es wieder, melden Sie es den Betreibern der Anwendung, mit dem Code unten.",
        "Réessayez. Si cela se répète, signalez-le aux responsables de l’application, avec le code ci-dessous.",
        "Riprovi. Se succede di nuovo, lo segnali a chi gestisce l’applicazione, con il codice qui sotto."
    ]
    AccountDisabled: "account_disabled" [
        "Your account is switched off",
        "Ihr Konto ist ausgeschaltet",
        "Votre compte est désactivé",
        "Il suo account è disattivato";
        "You proved who you are, but an administrator has switched off your account here.",
        "Sie haben sich ausgewiesen, doch Ihr Konto wurde hier von der Administration ausgeschaltet.",
        "Vous avez prouvé votre identité, mais un administrateur a désactivé votre compte ici.",
        "Ha dimostrato chi è, ma un amministratore ha disattivato il suo account qui.";
        "Ask the people who run the application.",
        "Fragen Sie die Betreiber der Anwendung.",
        "Adressez-vous aux responsables de l’application.",
        "Si rivolga a chi gestisce l’applicazione."
    ]
    TooMany: "too_many" [
        "Too much at once",
        "Zu viel auf einmal",
        "Trop à la fois",
        "Troppe richieste insieme";
        "Many sign-ins come from your network at this moment, and we take them one after the other.",
        "Aus Ihrem Netz kommen gerade viele Anmeldungen, und wir nehmen eine nach der andern.",
        "Beaucoup de connexions arrivent de votre réseau en ce moment, et nous les prenons une à une.",
        "In questo momento arrivano molti accessi dalla sua rete e li prendiamo uno alla volta.";
        "Wait a minute, then try again.",
        "Warten Sie eine Minute und versuchen Sie es nochmals.",
        "Attendez une minute, puis réessayez.",
        "Attenda un minuto, poi riprovi."
    ]
    Internal: "internal" [
        "Something went wrong on our side",
        "Bei uns ist etwas schiefgegangen",
        "Un problème est survenu chez nous",
        "Qualcosa è andato storto da noi";
        "We could not go on with your sign-in. It is not your fault, and nothing was changed.",
        "Wir konnten Ihre Anmeldung nicht fortsetzen. Es liegt nicht an Ihnen, und nichts wurde geändert.",
        "Nous n’avons pas pu poursuivre votre connexion. Ce n’est pas votre faute, et rien n’a été changé.",
        "Non abbiamo potuto proseguire con l’accesso. Non è colpa sua e nulla è cambiato.";
        "Try again. If it happens again, tell the people who run the application, with the correlation ID below.",
        "Versuchen Sie es nochmals. Geschieht es wieder, melden Sie es den Betreibern der Anwendung, mit der Korrelations-ID unten.",
        "Réessayez. Si cela se répète, signalez-le aux responsables de l’application, avec l’ID de corrélation ci-dessous.",
        "Riprovi. Se succede di nuovo, lo segnali a chi gestisce l’applicazione, con l’ID di correlazione qui sotto."
    ]
}

pub(super) const TRY_AGAIN: Text =
    Text { id: "try_again", words: ["Try again", "Nochmals versuchen", "Réessayer", "Riprova"] };

pub(super) const GO_ON: Text = Text { id: "go_on", words: ["Go on", "Weiter", "Continuer", "Prosegui"] };

pub(super) const TO_APPLICATION: Text = Text {
    id: "to_application",
    words: ["Go back to the application", "Zurück zur Anwendung", "Retour à l’application", "Torna all’applicazione"],
};

pub(super) const THE_PROVIDER: Text =
    Text { id: "the_provider", words: ["The provider", "Der Anbieter", "Le fournisseur", "Il provider"] };

#[cfg(test)]
mod tests {
    use super::Situation;
    use domain::language::Language;

    #[test]
    fn every_situation_has_its_words_in_every_language() {
        for situation in Situation::ALL {
            for text in situation.words() {
                for language in Language::ALL {
                    let words = text.in_language(language);
                    assert!(!words.is_empty() && !words.contains('!'), "{} in {}", text.id, language.tag());
                    let hole = |words: &str| words.contains("{0}");
                    assert_eq!(hole(words), hole(text.words[0]), "{} in {}", text.id, language.tag());
                }
            }
        }
    }
}
