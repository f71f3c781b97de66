//! `transformations.json`.

use super::matcher::{NOW, holds, with_clock};
use crate::read;
use domain::{ClaimValue, Claims, DataType, Timestamp};
use policy::{
    predicate::{Group, Predicate, Rule, RuleSet, Validation},
    transform::{Context, Expressions, METHODS, Outcome, Resources, Schema, Source, SourceParameter, Transformation},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What came of a case.
#[derive(Debug, Clone, PartialEq)]
enum Actual {
    Outputs(BTreeMap<String, Value>),
    Error(String, Option<&'static str>),
}

struct World<'a> {
    case: &'a Value,
    types: BTreeMap<String, DataType>,
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_else(|| panic!("{name} of {value}"))
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The claim of an input or output: its own, or its role.
fn claim(item: &Value) -> &str {
    item.get("claim").and_then(Value::as_str).unwrap_or_else(|| text(item, "role"))
}

fn claim_value(value: &Value, data_type: DataType) -> Option<ClaimValue> {
    match (value, data_type) {
        (Value::Null, _) => None,
        (Value::String(text), DataType::String) => Some(ClaimValue::Text(text.clone())),
        (value, data_type) => Some(ClaimValue::from_json(value, data_type).expect("a value of its type")),
    }
}

/// The validation `id` of a `context` or of `definitions`.
pub fn validation(context: &Value, id: &str) -> Option<Validation> {
    let groups = list(context.get("predicateValidations")?.get(id)?, "groups")
        .iter()
        .map(|group| {
            let rules = list(group, "predicates")
                .iter()
                .map(|name| {
                    let name = name.as_str().expect("a name");
                    let predicate = &context["predicates"][name];
                    Rule { id: name.to_owned(), help: None, predicate: parse_predicate(predicate) }
                })
                .collect();
            let at_least =
                group.get("matchAtLeast").and_then(Value::as_u64).map(|count| u32::try_from(count).expect("few"));
            Group { id: text(group, "id").to_owned(), help: None, sets: vec![RuleSet { at_least, rules }] }
        })
        .collect();
    Some(Validation { id: id.to_owned(), groups })
}

/// A predicate with its `method` and `parameters`.
pub fn parse_predicate(predicate: &Value) -> Predicate {
    let parameters: Vec<_> = predicate["parameters"]
        .as_object()
        .expect("parameters")
        .iter()
        .map(|(id, value)| (id.clone(), value.as_str().expect("a text").to_owned()))
        .collect();
    Predicate::parse(text(predicate, "method"), &parameters).expect("a predicate of the oracle")
}

impl Schema for World<'_> {
    fn claim(&self, id: &str) -> Option<(String, DataType)> {
        self.types
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(id))
            .map(|(id, data_type)| (id.clone(), *data_type))
    }

    fn validation(&self, id: &str) -> Option<Validation> {
        let context = self.case.get("context")?;
        validation(context, context["claimTypes"].get(id)?.get("predicateValidation")?.as_str()?)
    }
}

impl World<'_> {
    fn context(&self) -> &Value {
        self.case.get("context").unwrap_or(&Value::Null)
    }

    fn languages(&self) -> [&str; 2] {
        ["language", "defaultLanguage"].map(|name| self.context()[name].as_str().unwrap_or("en"))
    }
}

impl Resources for World<'_> {
    fn string(&self, element_type: &str, string_id: &str) -> Option<String> {
        let strings = &self.context()["localizedStrings"];
        if strings["elementType"] != element_type {
            return None;
        }
        self.languages()
            .into_iter()
            .find_map(|language| strings["strings"][language][string_id].as_str().map(str::to_owned))
    }

    fn items(&self, claim: &str) -> Vec<(String, String)> {
        let localized = self
            .languages()
            .into_iter()
            .find_map(|language| self.context()["localizedCollections"][language][claim].as_array());
        let items = localized.or_else(|| self.context()["claimTypes"][claim]["restriction"].as_array());
        let pair = |item: &Value| (text(item, "text").to_owned(), text(item, "value").to_owned());
        items.map(|items| items.iter().map(pair).collect()).unwrap_or_default()
    }
}

fn borrowed(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(claim, role)| (claim.as_str(), role.as_str())).collect()
}

fn run(case: &Value, draw: u8) -> Actual {
    let data_type = |item: &Value| serde_json::from_value::<DataType>(item["dataType"].clone()).expect("a data type");
    let (inputs, outputs) = (list(case, "inputClaims"), list(case, "outputClaims"));
    let mut world = World { case, types: BTreeMap::new() };
    let mut claims = Claims::new();
    for item in inputs.iter().chain(outputs) {
        world.types.insert(claim(item).to_owned(), data_type(item));
        let value = item.get("value").or_else(|| item.get("before")).unwrap_or(&Value::Null);
        if let Some(value) = claim_value(value, data_type(item)) {
            claims.set(claim(item), value);
        }
    }
    let pairs = |items: &'_ [Value]| -> Vec<(String, String)> {
        items.iter().map(|item| (claim(item).to_owned(), text(item, "role").to_owned())).collect()
    };
    let (input_pairs, output_pairs) = (pairs(inputs), pairs(outputs));
    let parameters = list(case, "inputParameters")
        .iter()
        .map(|parameter| SourceParameter {
            id: text(parameter, "id"),
            data_type: parameter["dataType"].as_str(),
            value: text(parameter, "value"),
        })
        .collect();
    let method = world.context()["methodSpelling"].as_str().unwrap_or_else(|| text(case, "method"));
    let source =
        Source { id: "T", method, inputs: borrowed(&input_pairs), parameters, outputs: borrowed(&output_pairs) };
    let (transformation, problems) = Transformation::compile(&source, &world);
    let Some(transformation) = transformation else {
        return Actual::Error(format!("{problems:?}"), None);
    };
    let again: Transformation =
        serde_json::from_str(&serde_json::to_string(&transformation).expect("JSON")).expect("a transformation");
    assert_eq!(again, transformation, "a transformation is stored and read back");
    let expressions = &world.context()["expressions"];
    let expression = |name: &str| expressions[name].as_str().unwrap_or_default();
    let draw = [draw; 32];
    let context = Context {
        now: Timestamp::from_seconds(NOW),
        draw: draw.get(..transformation.method.draws()).expect("at most 32"),
        expressions: Expressions {
            relying_party_tenant: expression("RelyingPartyTenantId"),
            trust_framework_tenant: expression("TrustFrameworkTenantId"),
            technical_profile: expression("TechnicalProfileId"),
        },
        resources: &world,
    };
    match transformation.evaluate(&claims, &context) {
        Ok(Outcome::Done(changes)) => {
            for change in changes {
                match change.value {
                    Some(value) => claims.set(change.claim, value),
                    None => drop(claims.remove(&change.claim)),
                }
            }
        }
        Ok(Outcome::Keyed(keyed)) => {
            let Some(key) = world.context()["policyKeys"][&keyed.container].as_str() else {
                return Actual::Error("no such key".to_owned(), None);
            };
            let value = keyed.compute(key.as_bytes());
            claims.set(keyed.output, value);
        }
        Err(failure) => return Actual::Error(failure.to_string(), failure.message_key()),
    }
    let shown = |item: &Value| claims.get(claim(item)).map_or(Value::Null, ClaimValue::shown);
    Actual::Outputs(outputs.iter().map(|item| (text(item, "role").to_owned(), shown(item))).collect())
}

fn accepts(expected: &Value, actual: &Actual) -> bool {
    match actual {
        Actual::Error(_, key) => {
            expected["error"] == true
                && expected.get("messageKey").is_none_or(|expected| Some(expected) == key.map(Value::from).as_ref())
        }
        Actual::Outputs(outputs) => expected.get("outputs").and_then(Value::as_object).is_some_and(|expected| {
            expected.iter().all(|(role, expected)| holds(expected, outputs.get(role).unwrap_or(&Value::Null)))
        }),
    }
}

/// Conditions that one run cannot show.
fn accepts_again(case: &Value, expected: &Value, first: &Actual) -> bool {
    let Some(outputs) = expected.get("outputs").and_then(Value::as_object) else { return true };
    outputs.values().all(|condition| {
        let same = condition.get("sameEachRun").is_none() || run(case, 1) == *first;
        let differs = condition.get("differsEachRun").is_none() || run(case, 2) != *first;
        let with = condition.get("differsWith").is_none_or(|with| {
            let mut other = case.clone();
            for (role, value) in with["inputClaims"].as_object().into_iter().flatten() {
                for input in other["inputClaims"].as_array_mut().expect("inputs") {
                    if input["role"] == role.as_str() {
                        input["value"] = value.clone();
                    }
                }
            }
            for (name, value) in with["policyKeys"].as_object().into_iter().flatten() {
                other["context"]["policyKeys"][name] = value.clone();
            }
            run(&other, 1) != *first
        });
        same && differs && with
    })
}

#[test]
fn every_case_of_the_oracle_comes_out_as_documented_or_as_one_of_its_readings() {
    let Some(cases) = read("transformations.json") else { return };
    let mut wrong = Vec::new();
    let mut counts: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    let cases: Vec<Value> = cases.as_array().expect("cases").iter().map(with_clock).collect();
    for case in &cases {
        let actual = run(case, 1);
        let first = accepts(&case["expected"], &actual) && accepts_again(case, &case["expected"], &actual);
        let other = list(case, "alternatives").iter().any(|expected| accepts(expected, &actual));
        let how = match (text(case, "confidence"), first, other) {
            (_, true, _) => "as expected",
            ("inferred", false, true) => "by another reading",
            _ => {
                wrong.push(format!("{}: expected {}, was {actual:?}", text(case, "id"), case["expected"]));
                "wrong"
            }
        };
        *counts.entry((text(case, "confidence"), how)).or_default() += 1;
    }
    println!("{counts:?}");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_method_of_the_oracle_is_in_the_table() {
    let Some(cases) = read("transformations.json") else { return };
    for case in cases.as_array().expect("cases") {
        let method = text(case, "method");
        assert!(METHODS.iter().any(|signature| signature.name == method), "{method}");
    }
}

#[test]
fn a_case_is_not_accepted_by_accident() {
    let broken = json!({ "outputs": { "a": "x" } });
    let outputs = |value: Value| Actual::Outputs(BTreeMap::from([("a".to_owned(), value)]));
    assert!(accepts(&broken, &outputs(json!("x"))));
    assert!(!accepts(&broken, &outputs(json!("y"))));
    assert!(!accepts(&broken, &outputs(Value::Null)));
    assert!(!accepts(&broken, &Actual::Error(String::new(), None)));
    assert!(!accepts(&json!({ "error": true, "messageKey": "K" }), &Actual::Error(String::new(), None)));
    assert!(!accepts(&json!({ "error": true }), &outputs(json!("x"))));
}
