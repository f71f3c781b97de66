//! Methods on booleans.

use super::{Failure, call::Call, failure::Message};

pub(super) fn both(call: &mut Call<'_>, combine: impl FnOnce(bool, bool) -> bool) -> Result<(), Failure> {
    let (one, other) = (call.boolean("inputClaim1")?, call.boolean("inputClaim2")?);
    call.set_boolean("outputClaim", combine(one, other))
}

pub(super) fn not(call: &mut Call<'_>) -> Result<(), Failure> {
    let value = call.boolean("inputClaim")?;
    call.set_boolean("outputClaim", !value)
}

pub(super) fn compare(call: &mut Call<'_>, value: bool) -> Result<(), Failure> {
    let found = call.boolean("inputClaim")?;
    call.set_boolean("compareResult", found == value)
}

pub(super) fn assert(call: &mut Call<'_>, value: bool) -> Result<(), Failure> {
    if call.boolean("inputClaim")? == value { Ok(()) } else { Err(Call::asserted(Message::BooleanIsNotEqual)) }
}

/// Without a match the output stays, as nothing is documented for it.
pub(super) fn set_if(call: &mut Call<'_>, value: bool, then: &str) -> Result<(), Failure> {
    if call.boolean("claimToMatch")? == value { call.set_constant("outputClaim", then) } else { Ok(()) }
}
