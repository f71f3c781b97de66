//! Methods on texts, and those on values of any type.

use super::{
    Failure,
    call::Call,
    failure::Message,
    format::{Format, PlainText},
    method::{Case, Equality},
};
use crate::{predicate::Validation, regex::Regex, text};

/// A claim without a value is not copied: the output stays.
pub(super) fn copy(call: &mut Call<'_>) -> Result<(), Failure> {
    match call.value("inputClaim") {
        Some(value) => call.set("outputClaim", value.clone()),
        None => Ok(()),
    }
}

/// An empty text is a value.
pub(super) fn exists(call: &mut Call<'_>) -> Result<(), Failure> {
    let exists = call.value("inputClaim").is_some();
    call.set_boolean("outputClaim", exists)
}

pub(super) fn copy_if_valid(call: &mut Call<'_>, validation: &Validation) -> Result<(), Failure> {
    match call.value("inputClaim") {
        Some(value) if validation.is_valid(value, call.context.now) => call.set("outputClaim", value.clone()),
        _ => Ok(()),
    }
}

pub(super) fn assert_equal(call: &mut Call<'_>, ignore_case: bool) -> Result<(), Failure> {
    let (one, other) = (call.text("inputClaim1")?, call.text("inputClaim2")?);
    if text::equals(&one, &other, ignore_case) { Ok(()) } else { Err(Call::asserted(Message::StringsAreNotEqual)) }
}

pub(super) fn change_case(call: &mut Call<'_>, to: Case) -> Result<(), Failure> {
    let map = match to {
        Case::Lower => text::lower,
        Case::Upper => text::upper,
    };
    let changed = call.text("inputClaim1")?.chars().map(map).collect();
    call.set_text("outputClaim", changed)
}

fn judge(operator: Equality, equal: bool) -> bool {
    equal == (operator == Equality::Equal)
}

/// A value differs from no value; no value equals no value.
pub(super) fn compare(call: &mut Call<'_>, operator: Equality, ignore_case: bool) -> Result<(), Failure> {
    let equal = match (call.optional_text("inputClaim1")?, call.optional_text("inputClaim2")?) {
        (Some(one), Some(other)) => text::equals(&one, &other, ignore_case),
        (one, other) => one == other,
    };
    call.set_boolean("outputClaim", judge(operator, equal))
}

pub(super) fn compare_to(
    call: &mut Call<'_>,
    value: &str,
    operator: Equality,
    ignore_case: bool,
) -> Result<(), Failure> {
    let found = call.optional_text("inputClaim1")?;
    let equal = found.is_some_and(|found| text::equals(&found, value, ignore_case));
    call.set_boolean("outputClaim", judge(operator, equal))
}

pub(super) fn create(call: &mut Call<'_>, value: &PlainText) -> Result<(), Failure> {
    call.set_constant("createdClaim", &value.fill(&call.context.expressions))
}

pub(super) fn format(call: &mut Call<'_>, roles: &[&str], format: &Format) -> Result<(), Failure> {
    let arguments = roles.iter().map(|role| call.text(role)).collect::<Result<Vec<_>, _>>()?;
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    call.set_text("outputClaim", format.fill(&arguments, &call.context.expressions))
}

/// Keys are compared with case. A value that is not found takes the output's value away.
pub(super) fn lookup(call: &mut Call<'_>, entries: &[(String, String)], error_if_missing: bool) -> Result<(), Failure> {
    let key = call.optional_text("inputParameterId")?;
    match entries.iter().find(|(known, _)| Some(known) == key.as_ref()) {
        Some((_, value)) => call.set_constant("outputClaim", value),
        None if error_if_missing => Err(Call::asserted(Message::LookupNotFound)),
        None => call.clear("outputClaim"),
    }
}

/// What stands after the last `@`. What is no address gives an empty text.
pub(super) fn domain(call: &mut Call<'_>) -> Result<(), Failure> {
    let address = call.text("emailAddress")?;
    let domain = address.trim().rsplit_once('@').filter(|(local, domain)| !local.is_empty() && !domain.is_empty());
    match domain {
        Some((_, domain)) => call.set_text("domain", domain.to_owned()),
        None => call.set_empty("domain"),
    }
}

/// Every other output is the group of its role, when groups are asked for.
pub(super) fn set_if_pattern(
    call: &mut Call<'_>,
    pattern: &Regex,
    then: &str,
    extract_groups: bool,
) -> Result<(), Failure> {
    const OUTPUT: &str = "outputClaim";
    const RESULT: &str = "regexCompareResultClaim";
    let value = call.text("claimToMatch")?;
    let found = pattern.captures(&value);
    call.set_boolean(RESULT, found.is_some())?;
    match &found {
        Some(_) => call.set_constant(OUTPUT, then)?,
        None => call.clear(OUTPUT)?,
    }
    if !extract_groups {
        return Ok(());
    }
    for role in call.output_roles() {
        if role == OUTPUT || role == RESULT {
            continue;
        }
        match found.as_ref().and_then(|found| found.name(&role)) {
            Some(group) => call.set_text(&role, group)?,
            None => call.clear(&role)?,
        }
    }
    Ok(())
}

pub(super) fn set_if_equal(
    call: &mut Call<'_>,
    value: &str,
    ignore_case: bool,
    message: &str,
    code: &str,
) -> Result<(), Failure> {
    let equal = text::equals(&call.text("inputClaim")?, value, ignore_case);
    call.set_boolean("stringCompareResultClaim", equal)?;
    if equal {
        call.set_constant("outputClaim1", message)?;
        call.set_constant("outputClaim2", code)
    } else {
        call.clear("outputClaim1")?;
        call.clear("outputClaim2")
    }
}

pub(super) fn set_if_match(call: &mut Call<'_>, value: &str, ignore_case: bool, then: &str) -> Result<(), Failure> {
    let equal = text::equals(&call.text("claimToMatch")?, value, ignore_case);
    call.set_boolean("stringCompareResultClaim", equal)?;
    if equal { call.set_constant("outputClaim", then) } else { call.clear("outputClaim") }
}

pub(super) fn contains(call: &mut Call<'_>, part: &str, ignore_case: bool) -> Result<(), Failure> {
    let found = text::contains(&call.text("inputClaim")?, part, ignore_case);
    call.set_boolean("outputClaim", found)
}

/// Counted in UTF-16 units, as .NET does; a part that is not wholly there is an error.
pub(super) fn substring(call: &mut Call<'_>, start: usize, length: usize) -> Result<(), Failure> {
    let units: Vec<u16> = call.text("inputClaim")?.encode_utf16().collect();
    let part = start.checked_add(length).and_then(|end| units.get(start..end));
    let part = part.ok_or_else(|| call.input("the text is shorter than startIndex and length ask for"))?;
    let part = String::from_utf16_lossy(part);
    call.set_text("outputClaim", part)
}

pub(super) fn replace(call: &mut Call<'_>, old: &str, new: &str) -> Result<(), Failure> {
    let replaced = call.text("inputClaim")?.replace(old, new);
    call.set_text("outputClaim", replaced)
}
