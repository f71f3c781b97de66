//! `predicates.json`.

use super::{
    matcher::{NOW, with_clock},
    transformations::{parse_predicate, validation},
};
use crate::read;
use domain::{ClaimValue, Timestamp};
use serde_json::Value;

#[test]
fn every_predicate_of_the_oracle_judges_as_documented() {
    let Some(file) = read("predicates.json") else { return };
    let now = Timestamp::from_seconds(NOW);
    let definitions = &file["definitions"];
    let mut wrong = Vec::new();
    for case in file["cases"].as_array().expect("cases").iter().map(with_clock) {
        let value = ClaimValue::Text(case["value"].as_str().expect("a text").to_owned());
        let (valid, failed) = if case["kind"] == "predicate" {
            (parse_predicate(&case).holds(&value, now), Vec::new())
        } else {
            let validation =
                validation(definitions, case["validation"].as_str().expect("an id")).expect("a validation");
            let failed: Vec<String> =
                validation.check(&value, now).iter().map(|failed| failed.group.id.clone()).collect();
            (failed.is_empty(), failed)
        };
        let expected = &case["expected"];
        let groups = expected.get("failedGroups").is_none_or(|groups| *groups == Value::from(failed.clone()));
        if expected["valid"] != valid || !groups {
            wrong.push(format!("{}: was {valid}, {failed:?}", case["id"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
