//! Phone numbers: format only. The documented examples have numbers that no number plan knows, so none is asked.

mod country;

use super::{Failure, call::Call, failure::Message, method::CountryCode};
use domain::ClaimValue;

/// The fewest digits that a number has after its calling code.
const MIN_NATIONAL: usize = 3;
/// The most digits of a number, its calling code included (E.164).
const MAX_DIGITS: usize = 15;

/// A phone number.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Number {
    calling_code: &'static str,
    national: String,
}

impl Number {
    /// Reads `+` and digits, with the usual punctuation between.
    fn international(text: &str) -> Option<Self> {
        let digits = digits(text.trim().strip_prefix('+')?)?;
        Self::from_digits(&digits)
    }

    fn from_digits(digits: &str) -> Option<Self> {
        let (calling_code, national) = country::split(digits)?;
        let national = country::without_trunk_abroad(calling_code, national);
        Self::checked(calling_code, national.to_owned())
    }

    /// Reads a number as it is written in a country, or internationally all the same.
    fn of_country(text: &str, iso: &str) -> Option<Self> {
        if text.trim_start().starts_with('+') {
            return Self::international(text);
        }
        let country = country::find(iso)?;
        let digits = digits(text)?;
        if let Some(rest) = digits.strip_prefix("00").filter(|_| country.trunk == "0") {
            return Self::from_digits(rest);
        }
        Self::checked(country.calling_code, country.without_trunk(&digits).to_owned())
    }

    fn checked(calling_code: &'static str, national: String) -> Option<Self> {
        (national.len() >= MIN_NATIONAL && calling_code.len() + national.len() <= MAX_DIGITS)
            .then_some(Self { calling_code, national })
    }

    fn e164(&self) -> String {
        format!("+{}{}", self.calling_code, self.national)
    }
}

/// The digits of a number; `None` when something else than punctuation is among them.
fn digits(text: &str) -> Option<String> {
    let mut digits = String::new();
    for c in text.chars() {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '-' | '(' | ')' | '.' | '/' | '\u{A0}' | '\u{2010}'..='\u{2015}' => {}
            _ => return None,
        }
    }
    (!digits.is_empty()).then_some(digits)
}

pub(super) fn to_string(call: &mut Call<'_>) -> Result<(), Failure> {
    let text = call.text("phoneNumber")?;
    call.set_text("phoneNumberString", text)
}

pub(super) fn from_string(call: &mut Call<'_>) -> Result<(), Failure> {
    let text = call.text("phoneNumberString")?;
    let country = call.optional_text("country")?.filter(|country| !country.trim().is_empty());
    let number = match country {
        Some(country) => Number::of_country(&text, &country),
        None => Number::international(&text),
    };
    let number = number.ok_or_else(|| Call::asserted(Message::InvalidPhoneNumber))?;
    call.set("outputClaim", ClaimValue::Text(number.e164()))
}

pub(super) fn split(call: &mut Call<'_>, throws: bool, country_code: CountryCode) -> Result<(), Failure> {
    let number = call.optional_text("phoneNumber")?.and_then(|text| Number::international(&text));
    let Some(number) = number else {
        if throws {
            return Err(Call::asserted(Message::PhoneNumberParse));
        }
        call.clear("nationalNumber")?;
        return call.clear("countryCode");
    };
    let code = match country_code {
        CountryCode::CallingCode => format!("+{}", number.calling_code),
        CountryCode::Iso3166 => country::of_number(number.calling_code, &number.national).to_owned(),
    };
    call.set_text("nationalNumber", number.national)?;
    call.set_text("countryCode", code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_their_country() {
        for (text, iso, expected) in [
            ("033 456-7890", "DK", Some("+450334567890")),
            ("123-456-7890", "US", Some("+11234567890")),
            ("1 (212) 555-0100", "us", Some("+12125550100")),
            ("020 7946 0958", "GB", Some("+442079460958")),
            ("044 668 18 00", " CH ", Some("+41446681800")),
            ("06 1234 5678", "IT", Some("+390612345678")),
            ("8 912 345-67-89", "RU", Some("+79123456789")),
            ("06 1 234 5678", "HU", Some("+3612345678")),
            ("0049 30 1234567", "CH", Some("+49301234567")),
            ("+41 44 668 18 00", "DE", Some("+41446681800")),
            ("123", "ZZ", None),
            ("12", "DE", None),
            ("call me", "DE", None),
            ("123-456-7890 ext. 5", "US", None),
            ("", "DE", None),
            ("1234567890123456", "DE", None),
        ] {
            assert_eq!(Number::of_country(text, iso).map(|number| number.e164()).as_deref(), expected, "{text} {iso}");
        }
    }

    #[test]
    fn international_numbers_know_their_country() {
        for (text, expected) in [
            ("+49 (123) 456-7890", Some(("49", "1234567890", "DE"))),
            ("+44 (0)20 7946 0958", Some(("44", "2079460958", "GB"))),
            ("+44 1534 123456", Some(("44", "1534123456", "JE"))),
            ("+45 33 12 34 56", Some(("45", "33123456", "DK"))),
            ("+39 06 1234 5678", Some(("39", "0612345678", "IT"))),
            ("+1 212 555 0100", Some(("1", "2125550100", "US"))),
            ("+1 (416) 555-0100", Some(("1", "4165550100", "CA"))),
            ("+1 876 555 0100", Some(("1", "8765550100", "JM"))),
            ("+7 701 123 45 67", Some(("7", "7011234567", "KZ"))),
            ("+7 912 123 45 67", Some(("7", "9121234567", "RU"))),
            ("+262 269 12 34 56", Some(("262", "269123456", "YT"))),
            ("+423 237 68 68", Some(("423", "2376868", "LI"))),
            ("+999 123456", None),
            ("1234567890", None),
            ("someone@contoso.com", None),
            ("+", None),
            ("++49 123456", None),
        ] {
            let number = Number::international(text);
            let read = number.as_ref().map(|number| {
                (
                    number.calling_code,
                    number.national.as_str(),
                    country::of_number(number.calling_code, &number.national),
                )
            });
            assert_eq!(read, expected, "{text}");
        }
    }
}
