//! Methods on collections of texts.

use super::{Failure, call::Call};
use crate::text;
use domain::ClaimValue;

pub(super) fn add(call: &mut Call<'_>) -> Result<(), Failure> {
    // Without an item, the collection stays: a provider may send no e-mail address.
    let Some(item) = call.optional_text("item")? else { return Ok(()) };
    add_constant(call, &item)
}

/// Items are there once.
pub(super) fn add_constant(call: &mut Call<'_>, item: &str) -> Result<(), Failure> {
    let mut items = call.texts("collection")?.unwrap_or_default();
    if !items.iter().any(|known| known == item) {
        items.push(item.to_owned());
    }
    call.set("collection", ClaimValue::Texts(items))
}

pub(super) fn first(call: &mut Call<'_>) -> Result<(), Failure> {
    let items = call.texts("collection")?.unwrap_or_default();
    match items.into_iter().next() {
        Some(first) => call.set_text("extractedItem", first),
        None => call.clear("extractedItem"),
    }
}

pub(super) fn contains(call: &mut Call<'_>, item: &str, ignore_case: bool) -> Result<(), Failure> {
    let items = call.texts("inputClaim")?.unwrap_or_default();
    call.set_boolean("outputClaim", items.iter().any(|known| text::equals(known, item, ignore_case)))
}

pub(super) fn contains_claim(call: &mut Call<'_>, ignore_case: bool) -> Result<(), Failure> {
    let items = call.texts("collection")?.unwrap_or_default();
    let item = call.optional_text("item")?;
    let found = item.is_some_and(|item| items.iter().any(|known| text::equals(known, &item, ignore_case)));
    call.set_boolean("outputClaim", found)
}

pub(super) fn join(call: &mut Call<'_>, delimiter: &str) -> Result<(), Failure> {
    let items = call.texts("inputClaim")?.ok_or_else(|| call.missing("inputClaim"))?;
    call.set_text("outputClaim", items.join(delimiter))
}

/// Items are not trimmed, and an empty text is one empty item. An empty delimiter splits nothing.
pub(super) fn split(call: &mut Call<'_>, delimiter: &str) -> Result<(), Failure> {
    let whole = call.text("inputClaim")?;
    let items = if delimiter.is_empty() { vec![whole] } else { whole.split(delimiter).map(str::to_owned).collect() };
    call.set("outputClaim", ClaimValue::Texts(items))
}
