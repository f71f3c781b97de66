//! Methods on whole numbers.

use super::{Failure, call::Call, failure::Message, method::Comparison};
use domain::ClaimValue;

/// No value counts as 0.
pub(super) fn adjust(call: &mut Call<'_>, by: i64) -> Result<(), Failure> {
    let number = call.optional_number("inputClaim")?.unwrap_or(0);
    let adjusted = number.checked_add(by).ok_or_else(|| call.input("the number is at its end"))?;
    call.set("outputClaim", ClaimValue::Integer(adjusted))
}

/// It throws when the comparison is true; when it shall not throw, the result is an output.
pub(super) fn assert(call: &mut Call<'_>, operator: Comparison, value: i64, throws: bool) -> Result<(), Failure> {
    let number = call.number("inputClaim")?;
    let holds = match operator {
        Comparison::Less => number < value,
        Comparison::LessOrEqual => number <= value,
        Comparison::Greater => number > value,
        Comparison::GreaterOrEqual => number >= value,
        Comparison::Equal => number == value,
        Comparison::NotEqual => number != value,
    };
    if throws && holds {
        return Err(Call::asserted(Message::Number));
    }
    call.set_boolean("outputClaim", holds)
}

pub(super) fn to_string(call: &mut Call<'_>) -> Result<(), Failure> {
    let number = call.number("inputClaim")?;
    call.set_text("outputClaim", number.to_string())
}
