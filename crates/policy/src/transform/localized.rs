//! Methods that speak the language of the journey.

use super::{Failure, call::Call, format::Format};

/// `ElementType` of the strings of `FormatLocalizedString`.
const FORMATS: &str = "FormatLocalizedStringTransformationClaimType";
/// `ElementType` of the strings of `GetLocalizedStringsTransformation`.
const STRINGS: &str = "GetLocalizedStringsTransformationClaimType";

/// The inputs in their order are `{0}`, `{1}`, …; one without a value is an empty text.
pub(super) fn format(call: &mut Call<'_>, string_id: &str) -> Result<(), Failure> {
    let text = call.context.resources.string(FORMATS, string_id);
    let text = text.ok_or_else(|| call.not_found(&format!("localised string {string_id}")))?;
    let arguments: Vec<String> = call
        .all_inputs()
        .map(|(role, value)| match value {
            None => Ok(String::new()),
            Some(value) => value.text().ok_or_else(|| call.kind(role, "text")),
        })
        .collect::<Result<_, _>>()?;
    let format = Format::parse(&text, arguments.len());
    let format =
        format.map_err(|error| call.input(&format!("the localised string {string_id} is no format: {error}")))?;
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    call.set_text("outputClaim", format.fill(&arguments, &call.context.expressions))
}

/// Each output is the string of its role; what no language says stays.
pub(super) fn strings(call: &mut Call<'_>) -> Result<(), Failure> {
    for role in call.output_roles() {
        if let Some(text) = call.context.resources.string(STRINGS, &role) {
            call.set_constant(&role, &text)?;
        }
    }
    Ok(())
}

/// The value of the item of the output claim that has this text; without one, no value.
pub(super) fn mapped(call: &mut Call<'_>) -> Result<(), Failure> {
    const OUTPUT: &str = "restrictionValueClaim";
    let key = call.text("mapFromClaim")?;
    let claim = call.outputs.iter().find(|binding| binding.role == OUTPUT).map(|binding| binding.claim.clone());
    let items = claim.map(|claim| call.context.resources.items(&claim)).unwrap_or_default();
    match items.into_iter().find(|(text, _)| *text == key) {
        Some((_, value)) => call.set_constant(OUTPUT, &value),
        None => call.clear(OUTPUT),
    }
}
