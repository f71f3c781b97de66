//! A program in words that a person can read: what happens, step by step, and what each profile does.

use crate::Program;
use serde_json::Value;
use std::fmt::Write as _;

/// The program as text. Journeys come first, the one that an application starts before the others.
pub fn explain(program: &Program) -> String {
    let mut out = String::new();
    let value = serde_json::to_value(program).unwrap_or_default();
    let Value::Object(mut parts) = value else { return out };
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    let default = text(parts.get("default_journey").or(parts.get("defaultJourney")));
    let _ = writeln!(out, "Policy {}", text(parts.get("policy")));
    let _ = writeln!(out, "Program {}\n", text(parts.get("hash")));
    for name in ["policy", "hash", "default_journey", "defaultJourney"] {
        parts.shift_remove(name);
    }
    if let Some(Value::Object(journeys)) = parts.shift_remove("journeys") {
        let (first, others): (Vec<_>, Vec<_>) = journeys.into_iter().partition(|(id, _)| *id == default);
        for (id, journey) in first.into_iter().chain(others) {
            let begins = if id == default { ", where an application begins" } else { "" };
            let _ = writeln!(out, "Journey {id}{begins}");
            for step in journey.get("steps").and_then(Value::as_array).into_iter().flatten() {
                explain_step(&mut out, step);
            }
            out.push('\n');
        }
    }
    for (name, value) in parts {
        let _ = writeln!(out, "{}", heading(&name));
        lines(&mut out, &value, 1);
        out.push('\n');
    }
    out
}

fn explain_step(out: &mut String, step: &Value) {
    let order = step.get("order").map(ToString::to_string).unwrap_or_default();
    let kind = step.get("kind").and_then(Value::as_str).unwrap_or_default();
    let _ = writeln!(out, "  {order}. {kind}");
    for precondition in step.get("preconditions").and_then(Value::as_array).into_iter().flatten() {
        let _ = writeln!(out, "     skipped when {}", condition(precondition));
    }
    if let Some(action) = step.get("action") {
        lines(out, action, 3);
    }
}

/// `{"ClaimsExist":{"claim":"objectId","when":true}}` as “objectId has a value”.
fn condition(precondition: &Value) -> String {
    let part = |kind: &str, name: &str| precondition.get(kind).and_then(|inner| inner.get(name)).cloned();
    let word = |value: Option<Value>| value.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
    let when = |kind: &str| part(kind, "when").and_then(|when| when.as_bool()).unwrap_or(true);
    if precondition.get("ClaimsExist").is_some() {
        let has = if when("ClaimsExist") { "has a value" } else { "has no value" };
        return format!("{} {has}", word(part("ClaimsExist", "claim")));
    }
    if precondition.get("ClaimEquals").is_some() {
        let is = if when("ClaimEquals") { "is" } else { "is another than" };
        return format!("{} {is} {}", word(part("ClaimEquals", "claim")), word(part("ClaimEquals", "value")));
    }
    precondition.to_string()
}

/// What is empty is left out.
fn lines(out: &mut String, value: &Value, depth: usize) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match plain(member) {
                    Some(text) if text.is_empty() => {}
                    Some(text) => {
                        let _ = writeln!(out, "{indent}{name}: {text}");
                    }
                    None => {
                        let _ = writeln!(out, "{indent}{name}");
                        lines(out, member, depth + 1);
                    }
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                if let Some(text) = plain(item) {
                    let _ = writeln!(out, "{indent}- {text}");
                } else {
                    let _ = writeln!(out, "{indent}-");
                    lines(out, item, depth + 1);
                }
            }
        }
        other => {
            let _ = writeln!(out, "{indent}{}", plain(other).unwrap_or_default());
        }
    }
}

/// A value that fits on its line.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Array(items) if items.is_empty() => Some(String::new()),
        Value::Object(members) if members.is_empty() => Some(String::new()),
        Value::Array(items) => {
            let words: Option<Vec<String>> =
                items.iter().map(|item| item.as_str().map(str::to_owned).filter(|text| text.len() < 40)).collect();
            words.map(|words| words.join(", "))
        }
        Value::Object(_) => None,
    }
}

/// `relying_party` as `Relying party`.
fn heading(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}", first.to_uppercase(), letters.as_str()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_program_is_told_step_by_step() {
        let text = super::explain(&crate::testing::compiled(crate::testing::tree()));
        assert!(text.starts_with("Policy B2C_1_SignUpSignIn\nProgram "), "{text}");
        assert!(
            text.contains("\nJourney SignUpOrSignIn, where an application begins\n  1. CombinedSignInAndSignUp\n"),
            "{text}"
        );
        assert!(text.contains("\n  2. ClaimsExchange\n     skipped when objectId has a value\n"), "{text}");
        assert!(text.contains("\nRelying party\n"), "{text}");
    }
}
