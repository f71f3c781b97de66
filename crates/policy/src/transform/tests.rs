use super::*;
use crate::{
    Severity,
    predicate::{Group, Predicate, Rule, RuleSet, Validation},
};
use domain::claims::Sensitive;
use proptest::prelude::*;
use serde_json::{Value, json};

mod compiling;
mod evaluating;
mod properties;

/// 2024-05-20T12:00:00Z.
const NOW: i64 = 1_716_206_400;
const DRAW: [u8; 32] = [7; 32];

/// Claims are declared by the values they have: a claim of a test is named by its role.
struct World(Vec<(String, DataType)>);

impl Schema for World {
    fn claim(&self, id: &str) -> Option<(String, DataType)> {
        self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(id)).cloned()
    }

    fn validation(&self, id: &str) -> Option<Validation> {
        let parameters = [("RegularExpression".to_owned(), "^[0-9]+$".to_owned())];
        let predicate = Predicate::parse("MatchesRegex", &parameters).ok()?;
        let rule = Rule { id: "Digits".to_owned(), help: None, predicate };
        let group = Group { id: "G".to_owned(), help: None, sets: vec![RuleSet { at_least: None, rules: vec![rule] }] };
        (id == "outputClaim").then(|| Validation { id: "V".to_owned(), groups: vec![group] })
    }
}

impl Resources for World {
    fn string(&self, element_type: &str, string_id: &str) -> Option<String> {
        match (element_type, string_id) {
            ("FormatLocalizedStringTransformationClaimType", "Hello") => Some("Hallo {0}, {1}".to_owned()),
            ("FormatLocalizedStringTransformationClaimType", "Broken") => Some("{7}".to_owned()),
            ("GetLocalizedStringsTransformationClaimType", "subject") => Some("Betreff".to_owned()),
            _ => None,
        }
    }

    fn items(&self, claim: &str) -> Vec<(String, String)> {
        let item = |text: &str, value: &str| (text.to_owned(), value.to_owned());
        if claim == "restrictionValueClaim" { vec![item("1", "eins"), item("2", "zwei")] } else { Vec::new() }
    }
}

fn type_of(value: &Value) -> DataType {
    match value {
        Value::Bool(_) => DataType::Boolean,
        Value::Number(_) => DataType::Long,
        Value::Array(items) if items.iter().all(Value::is_string) => DataType::StringCollection,
        Value::Array(_) => DataType::AlternativeSecurityIdCollection,
        Value::Object(_) => DataType::UserIdentity,
        Value::String(_) | Value::Null => DataType::String,
    }
}

fn output_type(name: &str) -> DataType {
    serde_json::from_value(Value::from(name)).expect("a data type")
}

/// Inputs by role, `null` for one without a value; a text that begins with `secret:` is a secret. Parameters may name
/// their type: `n:long`. Outputs are `role:type`.
fn compile(
    method: &str,
    inputs: &[(&str, Value)],
    parameters: &[(&str, &str)],
    outputs: &[&str],
) -> (Option<Transformation>, Vec<Problem>, World) {
    let outputs: Vec<(&str, DataType)> = outputs
        .iter()
        .map(|output| {
            output.split_once(':').map_or((*output, DataType::String), |(role, name)| (role, output_type(name)))
        })
        .collect();
    // A claim that goes in and comes out has the type of the output.
    let mut types: Vec<_> = outputs.iter().map(|(role, data_type)| ((*role).to_owned(), *data_type)).collect();
    types.extend(inputs.iter().map(|(role, value)| ((*role).to_owned(), type_of(value))));
    let world = World(types);
    let source = Source {
        id: "T",
        method,
        inputs: inputs.iter().map(|(role, _)| (*role, *role)).collect(),
        parameters: parameters
            .iter()
            .map(|(id, value)| {
                let (id, data_type) = id.split_once(':').map_or((*id, None), |(id, name)| (id, Some(name)));
                SourceParameter { id, data_type, value }
            })
            .collect(),
        outputs: outputs.iter().map(|(role, _)| (*role, *role)).collect(),
    };
    let (transformation, problems) = Transformation::compile(&source, &world);
    (transformation, problems, world)
}

fn claims(inputs: &[(&str, Value)]) -> Claims {
    let mut claims = Claims::new();
    for (role, value) in inputs {
        let read = match value {
            Value::String(text) => Some(match text.strip_prefix("secret:") {
                Some(secret) => ClaimValue::Sensitive(Sensitive::new(secret)),
                None => ClaimValue::Text(text.clone()),
            }),
            other => ClaimValue::from_json(other, type_of(other)),
        };
        if let Some(read) = read {
            claims.set(*role, read);
        }
    }
    claims
}

/// The changes as JSON, a removed claim as `null`; or the sentence of the failure.
fn run(method: &str, inputs: &[(&str, Value)], parameters: &[(&str, &str)], outputs: &[&str]) -> Result<Value, String> {
    let (transformation, problems, world) = compile(method, inputs, parameters, outputs);
    let transformation = transformation.unwrap_or_else(|| panic!("{method}: {problems:?}"));
    let context = Context {
        now: Timestamp::from_seconds(NOW),
        draw: DRAW.get(..transformation.method.draws()).expect("at most 32"),
        expressions: Expressions {
            relying_party_tenant: "contoso.onmicrosoft.com",
            trust_framework_tenant: "trust.onmicrosoft.com",
            technical_profile: "TP",
        },
        resources: &world,
    };
    match transformation.evaluate(&claims(inputs), &context) {
        Ok(Outcome::Done(changes)) => Ok(Value::Object(
            changes
                .into_iter()
                .map(|change| (change.claim, change.value.map_or(Value::Null, |value| value.shown())))
                .collect(),
        )),
        Ok(Outcome::Keyed(keyed)) => Ok(json!({ keyed.output.clone(): keyed.compute(b"key").shown() })),
        Err(failure) => Err(match failure.message_key() {
            Some(key) => key.to_owned(),
            None => failure.to_string(),
        }),
    }
}
