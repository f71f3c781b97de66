/// Folds a text for comparison and prefix search: without case, without blanks at its ends. Every engine stores and
/// searches names, e-mail addresses and ids in this form, so that a search finds the same on all of them.
pub fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}
