//! The oracle's matchers: a literal, or an object of conditions.

use base64ct::{Base64, Encoding};
use policy::regex::Regex;
use serde_json::{Value, json};

/// The clock of the tests: 2024-05-20T12:00:00Z.
pub const NOW: i64 = 1_716_206_400;

const CONDITIONS: [&str; 17] = [
    "matches",
    "json",
    "jsonPaths",
    "dateTime",
    "nearNow",
    "unordered",
    "identity",
    "identities",
    "uri",
    "base64Of",
    "sameEachRun",
    "differsEachRun",
    "differsWith",
    "anyOf",
    "property",
    "empty",
    "value",
];

/// Puts the clock into `@now`, `@today`, `@today-8y`, `@today+1d`.
pub fn with_clock(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::from(match text.as_str() {
            "@now" => "2024-05-20T12:00:00.0000000Z".to_owned(),
            "@today" => "2024-05-20".to_owned(),
            "@today+1d" => "2024-05-21".to_owned(),
            other => match other.strip_prefix("@today-").and_then(|rest| rest.strip_suffix('y')) {
                Some(years) => format!("{}-05-20", 2024 - years.parse::<i32>().expect("years")),
                None => other.to_owned(),
            },
        }),
        Value::Array(items) => Value::Array(items.iter().map(with_clock).collect()),
        Value::Object(members) => {
            Value::Object(members.iter().map(|(name, value)| (name.clone(), with_clock(value))).collect())
        }
        other => other.clone(),
    }
}

/// Whether an actual value is as expected; `null` is a claim without a value.
pub fn holds(expected: &Value, actual: &Value) -> bool {
    let Value::Object(conditions) = expected else { return equal(expected, actual) };
    if !conditions.keys().all(|name| CONDITIONS.contains(&name.as_str()) || name == "sameWithinJourney") {
        return equal(expected, actual);
    }
    conditions.iter().all(|(name, condition)| match name.as_str() {
        "matches" => {
            let pattern = Regex::new(condition.as_str().expect("a pattern")).expect("a pattern of the oracle");
            actual.as_str().is_some_and(|text| pattern.is_match(text))
        }
        "json" => parsed(actual).is_some_and(|value| value == *condition),
        "jsonPaths" => {
            let value = parsed(actual).unwrap_or(Value::Null);
            condition.as_object().expect("paths").iter().all(|(path, expected)| {
                let found = path.split('.').try_fold(&value, |value, step| match step.parse::<usize>() {
                    Ok(index) => value.get(index),
                    Err(_) => value.get(step),
                });
                holds(expected, found.unwrap_or(&Value::Null))
            })
        }
        "dateTime" => instant(actual).is_some() && instant(actual) == instant(condition),
        "nearNow" => {
            instant(actual).is_some_and(|found| (found.as_second() - NOW).abs() <= condition.as_i64().expect("seconds"))
        }
        "unordered" => {
            let sorted = |value: &Value| {
                let mut items: Vec<String> = value.as_array()?.iter().map(Value::to_string).collect();
                items.sort();
                Some(items)
            };
            sorted(actual).is_some() && sorted(actual) == sorted(condition)
        }
        "identity" => identity(actual).is_some() && identity(actual) == identity(condition),
        "identities" => {
            let all = |value: &Value| -> Option<Vec<_>> { value.as_array()?.iter().map(identity).collect() };
            all(actual).is_some() && all(actual) == all(condition)
        }
        "uri" => actual.as_str().is_some_and(|text| uri(text) == *condition),
        "base64Of" => actual.as_str().is_some_and(|text| {
            Base64::decode_vec(text)
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok())
                .is_some_and(|text| holds(condition, &Value::from(text)))
        }),
        "anyOf" => condition.as_array().expect("a list").iter().any(|expected| holds(expected, actual)),
        "empty" => actual.is_null() || actual == "" || *actual == json!([]),
        // Judged by running again, or by people.
        _ => true,
    })
}

fn equal(expected: &Value, actual: &Value) -> bool {
    // Numbers beyond 2^53 are written as strings.
    expected == actual
        || expected.as_str().zip(actual.as_i64()).is_some_and(|(text, actual)| text.parse() == Ok(actual))
}

fn parsed(actual: &Value) -> Option<Value> {
    serde_json::from_str(actual.as_str()?).ok()
}

fn instant(value: &Value) -> Option<jiff::Timestamp> {
    value.as_str()?.parse().ok()
}

fn identity(value: &Value) -> Option<(String, String)> {
    let value = match value {
        Value::String(text) => &serde_json::from_str(text).ok()?,
        value => value,
    };
    let part = |names: [&str; 2]| names.into_iter().find_map(|name| value.get(name)?.as_str());
    Some((part(["issuer", "identityProvider"])?.to_lowercase(), part(["issuerUserId", "key"])?.to_owned()))
}

fn uri(text: &str) -> Value {
    let decoded = |text: &str, plus: bool| {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            match byte {
                b'%' => {
                    let digits: Vec<u8> = rest.by_ref().take(2).collect();
                    let digits = String::from_utf8(digits).expect("digits");
                    bytes.push(u8::from_str_radix(&digits, 16).expect("percent-encoding"));
                }
                b'+' if plus => bytes.push(b' '),
                byte => bytes.push(byte),
            }
        }
        String::from_utf8(bytes).expect("UTF-8")
    };
    let (scheme, rest) = text.split_once("://").expect("a scheme");
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = place.split_once('/').map_or((place, String::new()), |(host, path)| (host, format!("/{path}")));
    let query: serde_json::Map<String, Value> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name, true), Value::from(decoded(value, true)))
        })
        .collect();
    json!({ "scheme": scheme, "host": host, "path": decoded(&path, false), "query": query })
}
