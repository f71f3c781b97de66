//! Methods on dates and moments.

use super::{
    Failure,
    call::Call,
    failure::Message,
    method::{Instant, Order},
};

/// Operands closer than the tolerance are equal. That the parameter for an absent right operand lets the assertion
/// pass, although its name says the contrary, is how it is documented.
pub(super) fn assert_greater(
    call: &mut Call<'_>,
    fails_if_equal: bool,
    passes_if_absent: bool,
    tolerance: u64,
) -> Result<(), Failure> {
    let left = call.moment("leftOperand")?;
    let holds = match call.optional_moment("rightOperand")? {
        None => passes_if_absent,
        Some(right) if left.apart(right) <= u128::from(tolerance) => !fails_if_equal,
        Some(right) => left > right,
    };
    if holds { Ok(()) } else { Err(Call::asserted(Message::DateTimeGreaterThan)) }
}

pub(super) fn to_moment(call: &mut Call<'_>) -> Result<(), Failure> {
    let day = call.day("inputClaim")?;
    let midnight = day.midnight().ok_or_else(|| call.kind("inputClaim", "date"))?;
    call.set_text("outputClaim", midnight.text())
}

/// The day in UTC.
pub(super) fn to_day(call: &mut Call<'_>) -> Result<(), Failure> {
    let moment = call.moment("inputClaim")?;
    call.set_text("outputClaim", moment.day().text())
}

pub(super) fn now(call: &mut Call<'_>) -> Result<(), Failure> {
    let now = call.now()?;
    call.set_text("currentDateTime", now.text())
}

/// The span is added to the first; an absent second is now.
pub(super) fn compare(call: &mut Call<'_>, operator: Order, seconds: i64) -> Result<(), Failure> {
    let first = call.moment("firstDateTime")?.plus_seconds(seconds);
    let first = first.ok_or_else(|| call.input("the time span leads beyond all calendars"))?;
    let second = match call.optional_moment("secondDateTime")? {
        Some(second) => second,
        None => call.now()?,
    };
    let holds = match operator {
        Order::Later => first > second,
        Order::Earlier => first < second,
        Order::Same => first == second,
    };
    call.set_boolean("result", holds)
}

/// Who never consented has to.
pub(super) fn consent(call: &mut Call<'_>, updated: Instant) -> Result<(), Failure> {
    let consented = call.optional_moment("termsOfUseConsentDateTime")?;
    call.set_boolean("result", consented.is_none_or(|consented| consented < updated.0))
}

/// Countries whose rules differ from "adult at 18, no consent of parents": the age at which consent is one's own
/// (0: none is needed), and the age of an adult.
const AGES: [(&str, i16, i16); 39] = [
    ("AE", 0, 21),
    ("AT", 14, 18),
    ("BE", 14, 18),
    ("BG", 16, 18),
    ("BH", 0, 21),
    ("CM", 0, 21),
    ("CY", 16, 18),
    ("CZ", 16, 18),
    ("DE", 16, 18),
    ("DK", 16, 18),
    ("EE", 16, 18),
    ("EG", 0, 21),
    ("ES", 13, 18),
    ("FR", 16, 18),
    ("GB", 13, 18),
    ("GR", 16, 18),
    ("HR", 16, 18),
    ("HU", 16, 18),
    ("IE", 13, 18),
    ("IT", 16, 18),
    ("KR", 14, 18),
    ("LT", 16, 18),
    ("LU", 16, 18),
    ("LV", 16, 18),
    ("MT", 16, 18),
    ("NA", 0, 21),
    ("NL", 16, 18),
    ("PL", 13, 18),
    ("PT", 16, 18),
    ("RO", 16, 18),
    ("SE", 13, 18),
    ("SG", 0, 21),
    ("SI", 16, 18),
    ("SK", 16, 18),
    ("TD", 0, 20),
    ("TH", 0, 20),
    ("TW", 0, 20),
    ("US", 13, 18),
    ("ZZ", 0, 18),
];

/// Below the age of consent a person is `Minor`; between it and adulthood `NotAdult`, where a country has such an age.
pub(super) fn age_group(call: &mut Call<'_>) -> Result<(), Failure> {
    let born = call.day("dateOfBirth")?;
    let age = born.years_until(call.now()?.day());
    let country = call.optional_text("countryCode")?.unwrap_or_default();
    let found = AGES.iter().find(|(code, ..)| code.eq_ignore_ascii_case(country.trim()));
    let (consent, adult) = found.map_or((0, 18), |(_, consent, adult)| (*consent, *adult));
    let group = if age >= adult {
        "Adult"
    } else if consent > 0 && age >= consent {
        "NotAdult"
    } else {
        "Minor"
    };
    let given = call.optional_text("consentProvidedForMinor")?;
    let granted = given.as_deref().is_some_and(|given| given.eq_ignore_ascii_case("Granted"));
    call.set_constant("ageGroup", group)?;
    call.set_boolean("requiresParentalConsent", age < consent && !granted)?;
    match given {
        Some(given) => call.set_text("consentProvidedForMinor", given),
        None if age >= adult => call.set_constant("consentProvidedForMinor", "NotRequired"),
        None => Ok(()),
    }
}
