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

    /// The heading of a form: the policy's own text, else the name of its technical profile.
    pub fn form_heading(&self, profile: Option<String>) -> String {
        self.own.and_then(|own| own.get("heading")).cloned().or(profile).unwrap_or_else(|| self.get(&FORM_HEADING))
    }

    /// The text.
    pub fn get(&self, text: &Text) -> String {
        let own = self.own.and_then(|own| own.get(text.id));
        own.cloned().unwrap_or_else(|| text.in_language(self.language).to_owned())
    }

    /// What a page says: a text by its string id, or a sentence that is said as it is.
    pub fn say(&self, text: &str) -> String {
        if let Some(own) = self.own.and_then(|own| own.get(text)) {
            return own.clone();
        }
        let built_in = ALL.iter().find(|known| known.id == text);
        built_in.map_or_else(|| text.to_owned(), |known| known.in_language(self.language).to_owned())
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
    /// Beside a field that is empty.
    REQUIRED = "required_field": "Fill this in.", "Füllen Sie das aus.", "Remplissez ce champ.", "Compili questo campo.";
    /// Two passwords that are not one.
    PASSWORD_MISMATCH = "error_passwordEntryMismatch":
        "The two passwords are not the same. Enter them again.",
        "Die beiden Passwörter sind nicht gleich. Geben Sie sie noch einmal ein.",
        "Les deux mots de passe ne sont pas les mêmes. Saisissez-les de nouveau.",
        "Le due password non sono uguali. Le inserisca di nuovo.";
    /// A choice that is not there (any more).
    UNAVAILABLE_CHOICE = "unavailable_choice":
        "This way is not available now. Choose another one.",
        "Dieser Weg ist gerade nicht verfügbar. Wählen Sie einen anderen.",
        "Cette possibilité n’est pas disponible. Choisissez-en une autre.",
        "Questa possibilità non è disponibile. Ne scelga un’altra.";
    /// Between providers and form.
    DIVIDER = "divider_title": "or", "oder", "ou", "oppure";
    /// The button of the form for local accounts.
    BUTTON_SIGN_IN = "button_signin": "Sign in", "Anmelden", "Se connecter", "Accedi";
    /// Beside the box that keeps a person signed in.
    REMEMBER_ME = "remember_me": "Keep me signed in", "Angemeldet bleiben", "Rester connecté", "Resta connesso";
    /// The link of whoever has forgotten the password.
    FORGOT_PASSWORD = "forgotpassword_link": "Forgot your password?", "Passwort vergessen?", "Mot de passe oublié ?", "Password dimenticata?";
    /// Before the link that signs up.
    CREATE_INTRO = "createaccount_intro": "No account yet?", "Noch kein Konto?", "Pas encore de compte ?", "Non ha ancora un account?";
    /// The link that signs up.
    CREATE_LINK = "createaccount_one_link": "Sign up now", "Jetzt registrieren", "S’inscrire", "Si registri ora";
    /// First entry of a list.
    CHOOSE = "choose_one": "Choose…", "Auswählen…", "Choisir…", "Scelga…";
    /// Sends a code.
    SEND_CODE = "ver_but_send": "Send verification code", "Bestätigungscode senden", "Envoyer le code de vérification", "Invia il codice di verifica";
    /// Sends another code.
    SEND_NEW_CODE = "ver_but_resend": "Send new code", "Neuen Code senden", "Envoyer un nouveau code", "Invia un nuovo codice";
    /// Checks a code.
    VERIFY_CODE = "ver_but_verify": "Verify code", "Code bestätigen", "Vérifier le code", "Verifica il codice";
    /// Goes back to the address.
    CHANGE_CLAIMS = "ver_but_edit": "Change", "Ändern", "Modifier", "Modifica";
    /// A code is on its way.
    CODE_SENT = "ver_info_msg":
        "A code was sent to you. Enter it here.",
        "Ihnen wurde ein Code gesendet. Geben Sie ihn hier ein.",
        "Un code vous a été envoyé. Saisissez-le ici.",
        "Le è stato inviato un codice. Lo inserisca qui.";
    /// The address is verified.
    VERIFIED = "ver_success_msg": "Verified. You can continue.", "Bestätigt. Sie können fortfahren.", "Vérifié. Vous pouvez continuer.", "Verificato. Può continuare.";
    /// The code is wrong.
    CODE_WRONG = "ver_fail_retry":
        "That code is not right. Try again.",
        "Dieser Code stimmt nicht. Versuchen Sie es noch einmal.",
        "Ce code n’est pas juste. Réessayez.",
        "Il codice non è giusto. Riprovi.";
    /// The code was tried too often.
    CODE_VOID = "ver_fail_no_retry":
        "There were too many wrong codes. Ask for a new one.",
        "Es waren zu viele falsche Codes. Fordern Sie einen neuen an.",
        "Il y a eu trop de codes erronés. Demandez-en un nouveau.",
        "Ci sono stati troppi codici errati. Ne chieda uno nuovo.";
    /// Too many codes were asked for.
    CODE_THROTTLED = "ver_fail_throttled":
        "Too many codes were asked for. Try again later.",
        "Es wurden zu viele Codes angefordert. Versuchen Sie es später noch einmal.",
        "Trop de codes ont été demandés. Réessayez plus tard.",
        "Sono stati chiesti troppi codici. Riprovi più tardi.";
    /// The code could not be sent.
    CODE_NOT_SENT = "ver_fail_server":
        "The code could not be sent. Try again later.",
        "Der Code konnte nicht gesendet werden. Versuchen Sie es später noch einmal.",
        "Le code n’a pas pu être envoyé. Réessayez plus tard.",
        "Non è stato possibile inviare il codice. Riprovi più tardi.";
    /// The code is too old.
    CODE_EXPIRED = "ver_fail_code_expired":
        "That code is no longer valid. Ask for a new one.",
        "Dieser Code gilt nicht mehr. Fordern Sie einen neuen an.",
        "Ce code n’est plus valable. Demandez-en un nouveau.",
        "Il codice non è più valido. Ne chieda uno nuovo.";
    /// The form was continued before the address was verified.
    NOT_VERIFIED = "UserMessageIfClaimNotVerified":
        "Verify the address first: send a code and enter it.",
        "Bestätigen Sie zuerst die Adresse: Senden Sie einen Code und geben Sie ihn ein.",
        "Vérifiez d’abord l’adresse : envoyez un code et saisissez-le.",
        "Verifichi prima l’indirizzo: invii un codice e lo inserisca.";
    /// The code of a policy's own one-time password is wrong.
    OTP_WRONG = "UserMessageIfInvalidCode":
        "That code is not right. Try again.",
        "Dieser Code stimmt nicht. Versuchen Sie es noch einmal.",
        "Ce code n’est pas juste. Réessayez.",
        "Il codice non è giusto. Riprovi.";
    /// It was tried too often.
    OTP_VOID = "UserMessageIfMaxRetryAttempted":
        "There were too many wrong codes. Ask for a new one.",
        "Es waren zu viele falsche Codes. Fordern Sie einen neuen an.",
        "Il y a eu trop de codes erronés. Demandez-en un nouveau.",
        "Ci sono stati troppi codici errati. Ne chieda uno nuovo.";
    /// It is too old, or was never made.
    OTP_EXPIRED = "UserMessageIfSessionDoesNotExist":
        "That code is no longer valid. Ask for a new one.",
        "Dieser Code gilt nicht mehr. Fordern Sie einen neuen an.",
        "Ce code n’est plus valable. Demandez-en un nouveau.",
        "Il codice non è più valido. Ne chieda uno nuovo.";
    /// Name or password is wrong: which of them, a policy may say itself.
    INVALID_PASSWORD = "UserMessageIfInvalidPassword":
        "The sign-in name or the password is wrong. Try again.",
        "Der Anmeldename oder das Passwort stimmt nicht. Versuchen Sie es noch einmal.",
        "Le nom de connexion ou le mot de passe est erroné. Réessayez.",
        "Il nome di accesso o la password non è giusta. Riprovi.";
    /// There is no such account; the same words, so that a page tells nobody who has an account.
    NO_ACCOUNT = "UserMessageIfClaimsPrincipalDoesNotExist":
        "The sign-in name or the password is wrong. Try again.",
        "Der Anmeldename oder das Passwort stimmt nicht. Versuchen Sie es noch einmal.",
        "Le nom de connexion ou le mot de passe est erroné. Réessayez.",
        "Il nome di accesso o la password non è giusta. Riprovi.";
    /// There is such an account.
    ACCOUNT_EXISTS = "UserMessageIfClaimsPrincipalAlreadyExists":
        "There is an account of this name already. Sign in, or choose another name.",
        "Es gibt schon ein Konto mit diesem Namen. Melden Sie sich an, oder wählen Sie einen anderen Namen.",
        "Il y a déjà un compte de ce nom. Connectez-vous, ou choisissez un autre nom.",
        "C’è già un account con questo nome. Acceda, o scelga un altro nome.";
    /// The account is switched off.
    ACCOUNT_DISABLED = "UserMessageIfUserAccountDisabled":
        "This account is switched off. Ask the people who run this application.",
        "Dieses Konto ist ausgeschaltet. Fragen Sie die Betreiber dieser Anwendung.",
        "Ce compte est désactivé. Adressez-vous aux responsables de cette application.",
        "Questo account è disattivato. Si rivolga a chi gestisce questa applicazione.";
    /// Too many wrong passwords.
    ACCOUNT_LOCKED = "UserMessageIfUserAccountLocked":
        "There were too many attempts. Wait a minute and try again.",
        "Es waren zu viele Versuche. Warten Sie eine Minute und versuchen Sie es noch einmal.",
        "Il y a eu trop de tentatives. Attendez une minute et réessayez.",
        "Ci sono stati troppi tentativi. Aspetti un minuto e riprovi.";
    /// A service did not do its part.
    REQUEST_FAILED = "DefaultUserMessageIfRequestFailed":
        "What you entered could not be checked. Try again later.",
        "Ihre Angaben konnten nicht geprüft werden. Versuchen Sie es später noch einmal.",
        "Vos informations n’ont pas pu être vérifiées. Réessayez plus tard.",
        "Non è stato possibile verificare i dati. Riprovi più tardi.";
    /// Something else is wrong.
    UNKNOWN_ERROR = "unknown_error":
        "This did not work. Try again.",
        "Das hat nicht geklappt. Versuchen Sie es noch einmal.",
        "Cela n’a pas fonctionné. Réessayez.",
        "Non ha funzionato. Riprovi.";
    /// Over the page of the second factor.
    PHONE_HEADING = "phone_heading": "Confirm with your phone", "Mit dem Telefon bestätigen", "Confirmer par téléphone", "Conferma con il telefono";
    /// Label of the number.
    PHONE_NUMBER = "phone_number_label": "Phone number", "Telefonnummer", "Numéro de téléphone", "Numero di telefono";
    /// Help beside the number.
    PHONE_HELP = "phone_number_help":
        "With the country code, such as +41 79 123 45 67.",
        "Mit der Landesvorwahl, zum Beispiel +41 79 123 45 67.",
        "Avec l’indicatif du pays, par exemple +41 79 123 45 67.",
        "Con il prefisso del paese, per esempio +41 79 123 45 67.";
    /// The number that is known.
    PHONE_KNOWN = "intro_sms":
        "A code is sent to {0}.",
        "Ein Code wird an {0} gesendet.",
        "Un code est envoyé au {0}.",
        "Un codice viene inviato a {0}.";
    /// A code was sent.
    PHONE_SENT = "intro_entry_sms":
        "A code was sent to {0}. Enter it here.",
        "Ein Code wurde an {0} gesendet. Geben Sie ihn hier ein.",
        "Un code a été envoyé au {0}. Saisissez-le ici.",
        "Un codice è stato inviato a {0}. Lo inserisca qui.";
    /// Label of the code.
    CODE_LABEL = "ver_input": "Code", "Code", "Code", "Codice";
    /// The number cannot be one.
    PHONE_INVALID = "error_invalid_number":
        "Enter the number with its country code, such as +41 79 123 45 67.",
        "Geben Sie die Nummer mit der Landesvorwahl ein, zum Beispiel +41 79 123 45 67.",
        "Saisissez le numéro avec l’indicatif du pays, par exemple +41 79 123 45 67.",
        "Inserisca il numero con il prefisso del paese, per esempio +41 79 123 45 67.";
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
    /// Heading before a sign-out.
    SIGN_OUT = "sign_out_title": "Sign out?", "Abmelden?", "Se déconnecter ?", "Uscire?";
    /// Text before a sign-out.
    SIGN_OUT_TEXT = "sign_out_text":
        "An application asks to sign you out here and everywhere you used this sign-in.",
        "Eine Anwendung möchte Sie hier abmelden, und überall, wo Sie diese Anmeldung verwendet haben.",
        "Une application demande de vous déconnecter ici et partout où vous avez utilisé cette connexion.",
        "Un’applicazione chiede di disconnettervi qui e ovunque abbiate usato questo accesso.";
    /// The button that signs out.
    BUTTON_SIGN_OUT = "button_sign_out": "Sign out", "Abmelden", "Se déconnecter", "Esci";
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
