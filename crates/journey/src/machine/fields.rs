//! One field of a form: how it is drawn, and what was typed into it.

use crate::{
    State, Typed,
    page::{Field, Input, Item},
};
use domain::{ClaimValue, DataType, Timestamp, claims::Sensitive};
use policy::{
    Program,
    program::{Claim, ClaimUse, InputType, Mask, Profile, Resources},
};
use unicode_normalization::UnicodeNormalization;

/// At most this many characters in one field.
const MAX_FIELD: usize = 1024;
/// At most this many choices of one field.
const MAX_CHOICES: usize = 100;

/// A longer text is hidden as a whole where an expression masks it.
const MAX_MASKED: usize = 2_048;

/// What was typed into a field.
pub(super) struct Entered {
    /// What the field shows when the page comes again; nothing of a password.
    pub shown: String,
    /// The claim's value; `None` if the field is empty.
    pub value: Option<ClaimValue>,
    /// Why it is not taken: a string id, or a sentence.
    pub error: Option<String>,
}

/// Whether a person enters this claim.
pub(super) fn is_entered(claim: &Claim) -> bool {
    !matches!(claim.input, None | Some(InputType::Readonly | InputType::Paragraph))
}

/// The claim of a field on the page.
pub(super) fn declared<'p>(program: &'p Program, used: &ClaimUse) -> Option<&'p Claim> {
    program.claims.get(&used.claim).filter(|claim| claim.input.is_some())
}

/// Reads what was typed.
pub(super) fn read(
    id: &str,
    claim: &Claim,
    required: bool,
    typed: &Typed,
    found: Option<&Resources>,
    now: Timestamp,
) -> Entered {
    let values = typed.get(id).map(Vec::as_slice).unwrap_or_default();
    let password = claim.input == Some(InputType::Password);
    let first = values.first().map_or("", String::as_str);
    let text: String = if password { first.chars().take(MAX_FIELD).collect() } else { clean(first) };
    if claim.input == Some(InputType::Checkboxes) {
        return read_several(claim, id, required, values, found);
    }
    let shown = if password { String::new() } else { text.clone() };
    if text.is_empty() {
        let error = required.then(|| "required_field".to_owned());
        return Entered { shown, value: None, error };
    }
    let incorrect = || "error_fieldIncorrect".to_owned();
    let chosen = matches!(claim.input, Some(InputType::Dropdown | InputType::Radio));
    let listed = || items(id, claim, found).iter().any(|item| item.value == text);
    let unlisted = chosen && !items(id, claim, found).is_empty() && !listed();
    let error = if unlisted || (claim.input == Some(InputType::Date) && !is_day(&text)) {
        Some(incorrect())
    } else {
        pattern_problem(id, claim, &text, found)
    };
    let value = if password {
        Some(ClaimValue::Sensitive(Sensitive::new(text)))
    } else {
        ClaimValue::parse(&text, claim.data_type)
    };
    let error = error.or_else(|| match (&value, &claim.validation) {
        (None, _) => Some(incorrect()),
        (Some(value), Some(validation)) => {
            // Predicates judge what was typed, a password too.
            let plain = ClaimValue::Text(value.text().unwrap_or_default());
            let failed = validation.check(&plain, now);
            let localized = |kind: &str, element: &str, string: &str| {
                found.and_then(|found| found.find(kind, element, string)).map(str::to_owned)
            };
            let said = (!failed.is_empty()).then(|| validation.message(&failed, &localized))?;
            Some(if said.trim().is_empty() { incorrect() } else { said })
        }
        _ => None,
    });
    Entered { shown, value, error }
}

fn read_several(claim: &Claim, id: &str, required: bool, values: &[String], found: Option<&Resources>) -> Entered {
    let known = items(id, claim, found);
    let values: Vec<String> =
        values.iter().take(MAX_CHOICES).map(|value| clean(value)).filter(|v| !v.is_empty()).collect();
    let shown = values.join(",");
    if values.is_empty() {
        return Entered { shown, value: None, error: required.then(|| "required_field".to_owned()) };
    }
    let listed = values.iter().all(|value| known.iter().any(|item| item.value == *value));
    let value = if claim.data_type == DataType::StringCollection {
        ClaimValue::Texts(values)
    } else {
        // One box of a boolean, or of a number, is that value (behaviour reference §10.3).
        match ClaimValue::parse(&shown, claim.data_type) {
            Some(value) => value,
            None => return Entered { shown, value: None, error: Some("error_fieldIncorrect".to_owned()) },
        }
    };
    Entered { shown, value: Some(value), error: (!listed).then(|| "error_fieldIncorrect".to_owned()) }
}

/// Without control characters, cut, trimmed; an address in its compatible form, so that one person has one address
/// (S77).
pub(super) fn clean(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).take(MAX_FIELD).collect();
    let text = text.trim();
    let folded: String = text.nfkc().collect();
    if folded.contains('@') { folded } else { text.to_owned() }
}

fn pattern_problem(id: &str, claim: &Claim, text: &str, found: Option<&Resources>) -> Option<String> {
    let (pattern, help) = claim.pattern.as_ref()?;
    if pattern.is_whole_match(text) {
        return None;
    }
    let own = found.and_then(|found| found.find("ClaimType", id, "PatternHelpText")).map(str::to_owned);
    let help = own.or_else(|| help.clone()).filter(|help| !help.trim().is_empty());
    Some(help.unwrap_or_else(|| "error_fieldIncorrect".to_owned()))
}

/// A day of the calendar, as `YYYY-MM-DD`.
fn is_day(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let number = |text: &str, digits: usize| -> Option<u32> {
        (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// What can be chosen: the localised collection, else the declaration's.
fn items<'a>(id: &str, claim: &'a Claim, found: Option<&'a Resources>) -> &'a [policy::program::Item] {
    found.and_then(|found| found.items.get(id)).map_or(&claim.items, Vec::as_slice)
}

/// How a field is drawn.
pub(super) fn field(
    program: &Program,
    state: &State,
    profile: &Profile,
    used: &ClaimUse,
    found: Option<&Resources>,
) -> Option<Field> {
    let claim = declared(program, used)?;
    let kept = state.form.fields.iter().find(|field| field.claim == used.claim);
    let collected = || state.form.claims.get(&used.claim).and_then(|value| shown(claim, value));
    let prefilled = || state.form.prefilled.get(&used.claim).and_then(|value| shown(claim, value));
    let value = kept.map(|field| field.value.clone()).or_else(collected).or_else(prefilled);
    let text = |string: &str| found.and_then(|found| found.find("ClaimType", &used.claim, string)).map(str::to_owned);
    let chosen: Vec<&str> = value.as_deref().map(|value| value.split(',').collect()).unwrap_or_default();
    let choices = items(&used.claim, claim, found)
        .iter()
        .map(|item| Item {
            text: item.text.clone(),
            value: item.value.clone(),
            chosen: if value.is_some() { chosen.contains(&item.value.as_str()) } else { item.selected },
        })
        .collect();
    let new = program.claims.len() > 1 && is_new_password(&used.claim, profile);
    Some(Field {
        claim: used.claim.clone(),
        label: text("DisplayName").unwrap_or_else(|| claim.display_name.clone()),
        input: match claim.input {
            Some(InputType::EmailBox) => Input::EmailBox,
            Some(InputType::Telephone) => Input::Telephone,
            Some(InputType::Password) if new => Input::NewPassword,
            Some(InputType::Password) => Input::Password,
            Some(InputType::Date) => Input::Date,
            Some(InputType::Dropdown) => Input::Dropdown,
            Some(InputType::Radio) => Input::Radio,
            Some(InputType::Checkboxes) => Input::Checkboxes,
            Some(InputType::Readonly) => Input::Readonly,
            Some(InputType::Paragraph) => Input::Paragraph,
            Some(InputType::TextBox) | None if used.claim.eq_ignore_ascii_case("signInName") => Input::Username,
            Some(InputType::TextBox) | None => Input::TextBox,
        },
        value: if claim.input == Some(InputType::Password) { String::new() } else { value.unwrap_or_default() },
        required: used.required,
        help: text("UserHelpText").or_else(|| claim.help.clone()).filter(|help| !help.trim().is_empty()),
        // Browsers read another dialect: what they cannot is checked here alone.
        pattern: claim.pattern.as_ref().map(|(pattern, _)| pattern.as_str().to_owned()).filter(|_| !new),
        error: kept.and_then(|field| field.error.clone()),
        items: choices,
    })
}

/// A password that is set here, not one that is asked for.
fn is_new_password(claim: &str, _profile: &Profile) -> bool {
    !claim.eq_ignore_ascii_case("password") && !claim.eq_ignore_ascii_case("oldPassword")
}

/// The value as a page shows it: masked where the claim says so, nothing of a secret.
pub(super) fn shown(claim: &Claim, value: &ClaimValue) -> Option<String> {
    let text = match value {
        ClaimValue::Sensitive(_) => return None,
        ClaimValue::Texts(items) => items.join(","),
        ClaimValue::Boolean(value) => value.to_string(),
        other => other.text()?,
    };
    Some(if is_entered(claim) { text } else { masked(claim.mask.as_ref(), &text) })
}

/// A text under a mask.
pub(super) fn masked(mask: Option<&Mask>, text: &str) -> String {
    match mask {
        None => text.to_owned(),
        Some(Mask::Simple(over)) => {
            let hidden = over.chars().count();
            over.chars().chain(text.chars().skip(hidden)).collect()
        }
        // Many matches in a long text would cost a lot; nobody reads one on a page.
        Some(Mask::Regex { .. }) if text.len() > MAX_MASKED => "•".repeat(8),
        Some(Mask::Regex { pattern, replacement }) => pattern.replace_all(text, replacement),
    }
}
