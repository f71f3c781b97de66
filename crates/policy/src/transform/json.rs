//! Methods that read and write JSON and XML.

mod path;
mod xml;

pub(super) use path::HELP as PATH_HELP;
pub use path::{Member, Path};

use super::{
    Failure,
    call::Call,
    method::{Method, Pairs},
    parameters::Parameters,
};
use domain::{ClaimValue, DataType};
use serde_json::{Map, Value};

/// The constants of `GenerateJson`, typed by their `DataType`.
pub(super) fn read_constants(parameters: &mut Parameters<'_>) -> Option<Method> {
    let mut constants = Vec::new();
    let mut complete = true;
    for (at, parameter) in parameters.others() {
        let path = Path::parse(parameter.id);
        let value = match parameter.data_type.map(str::trim) {
            Some("int" | "long") => parameter.value.trim().parse::<i64>().ok().map(Value::from),
            Some("boolean") => ClaimValue::parse(parameter.value, DataType::Boolean).map(|value| value.shown()),
            _ => Some(Value::from(parameter.value)),
        };
        match (path, value) {
            (Some(path), Some(value)) => constants.push((path, value)),
            (None, _) => {
                complete = false;
                parameters.refuse(at, PATH_HELP.to_owned());
            }
            (_, None) => {
                complete = false;
                parameters.refuse(at, "Write a value of its DataType.".to_owned());
            }
        }
    }
    complete.then_some(Method::GenerateJson { constants })
}

/// Whether all paths of a `GenerateJson` fit into one value: none is both a value and the way to another.
pub(super) fn fits<'p>(paths: impl Iterator<Item = &'p Path>) -> Result<(), &'p Path> {
    let mut whole = Value::Null;
    for path in paths {
        if !path.insert(&mut whole, Value::Bool(true)) {
            return Err(path);
        }
    }
    Ok(())
}

pub(super) fn create_array(call: &mut Call<'_>) -> Result<(), Failure> {
    let value = call.json("inputClaim")?;
    call.set_text("outputClaim", Value::Array(vec![value]).to_string())
}

/// Input claims first, then constants; an input claim without a value is left out.
pub(super) fn generate(call: &mut Call<'_>, constants: &[(Path, Value)]) -> Result<(), Failure> {
    let mut whole = Value::Null;
    let claims: Vec<_> =
        call.all_inputs().map(|(role, value)| (Path::parse(role), value.map(super::call::as_json))).collect();
    let values = claims
        .into_iter()
        .filter_map(|(path, value)| Some((path, value?)))
        .chain(constants.iter().map(|(path, value)| (Some(path.clone()), value.clone())));
    for (path, value) in values {
        if !path.is_some_and(|path| path.insert(&mut whole, value)) {
            return Err(call.input("two of its paths exclude each other"));
        }
    }
    if whole.is_null() {
        whole = Value::Object(Map::new());
    }
    call.set_text("outputClaim", whole.to_string())
}

fn parse(call: &Call<'_>, role: &str) -> Result<Value, Failure> {
    let text = call.text(role)?;
    serde_json::from_str(&text).map_err(|_| call.kind(role, "JSON text"))
}

pub(super) fn get_claim(call: &mut Call<'_>, claim: &Member) -> Result<(), Failure> {
    let source = parse(call, "inputJson")?;
    let found = claim.find(&source).ok_or_else(|| call.not_found(claim.name()))?;
    call.set_json("extractedClaim", found)
}

pub(super) fn get_number(call: &mut Call<'_>, claim: &Member) -> Result<(), Failure> {
    let source = parse(call, "inputJson")?;
    let found = claim.find(&source).ok_or_else(|| call.not_found(claim.name()))?;
    let number = match found {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let number = number.ok_or_else(|| call.not_found(&format!("whole number in {}", claim.name())))?;
    call.set("extractedClaim", ClaimValue::Integer(number))
}

pub(super) fn get_claims(call: &mut Call<'_>, pairs: &Pairs) -> Result<(), Failure> {
    let Value::Array(items) = parse(call, "jsonSource")? else { return Err(call.kind("jsonSource", "JSON array")) };
    take_pairs(call, pairs, &items)
}

pub(super) fn get_claims_v2(call: &mut Call<'_>, pairs: &Pairs) -> Result<(), Failure> {
    let texts = call.texts("jsonSource")?.ok_or_else(|| call.missing("jsonSource"))?;
    let items = texts.iter().map(|text| serde_json::from_str(text)).collect::<Result<Vec<Value>, _>>();
    let items = items.map_err(|_| call.kind("jsonSource", "collection of JSON texts"))?;
    take_pairs(call, pairs, &items)
}

fn take_pairs(call: &mut Call<'_>, pairs: &Pairs, items: &[Value]) -> Result<(), Failure> {
    for role in call.output_roles() {
        let found = items.iter().find(|item| item.get(&pairs.key).and_then(Value::as_str) == Some(role.as_str()));
        let Some(found) = found else {
            if pairs.error_if_missing {
                return Err(call.not_found(&role));
            }
            continue;
        };
        match found.get(&pairs.value) {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) if text.is_empty() => {
                if pairs.include_empty {
                    call.set_empty(&role)?;
                }
            }
            Some(value) => call.set_json(&role, value)?,
        }
    }
    Ok(())
}

pub(super) fn get_item(call: &mut Call<'_>) -> Result<(), Failure> {
    let Value::Object(members) = parse(call, "inputJson")? else { return Err(call.kind("inputJson", "JSON object")) };
    let Some((key, value)) = members.iter().next() else { return Err(call.not_found("member")) };
    call.set_text("key", key.clone())?;
    call.set_json("value", value)
}

pub(super) fn get_first(call: &mut Call<'_>) -> Result<(), Failure> {
    let Value::Array(items) = parse(call, "inputJsonClaim")? else {
        return Err(call.kind("inputJsonClaim", "JSON array"));
    };
    let Some(first) = items.first() else { return Err(call.not_found("element")) };
    call.set_json("extractedClaim", first)
}

pub(super) fn from_xml(call: &mut Call<'_>) -> Result<(), Failure> {
    let text = call.text("xml")?;
    let value = xml::to_json(&text).map_err(|why| call.input(&why))?;
    call.set_text("json", value.to_string())
}
