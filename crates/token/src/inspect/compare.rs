//! Two tokens side by side.

use serde_json::Value;

/// How a claim stands in two tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// The same in both.
    Same,
    /// Another value.
    Changed,
    /// Only in the first.
    OnlyFirst,
    /// Only in the second.
    OnlySecond,
}

/// A line of the comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The member.
    pub name: String,
    /// In the first token.
    pub first: Option<Value>,
    /// In the second token.
    pub second: Option<Value>,
    /// How they stand.
    pub difference: Difference,
}

/// Member by member: those of the first in its order, then those that only the second has.
pub fn compare(first: &Value, second: &Value) -> Vec<Row> {
    let row = |name: &str| {
        let (left, right) = (first.get(name).cloned(), second.get(name).cloned());
        let difference = match (&left, &right) {
            (Some(left), Some(right)) if left == right => Difference::Same,
            (Some(_), Some(_)) => Difference::Changed,
            (Some(_), None) => Difference::OnlyFirst,
            (None, _) => Difference::OnlySecond,
        };
        Row { name: name.to_owned(), first: left, second: right, difference }
    };
    let names = |value: &Value| value.as_object().map(|members| members.keys().cloned().collect()).unwrap_or_default();
    let (left, right): (Vec<String>, Vec<String>) = (names(first), names(second));
    let only_second = right.iter().filter(|name| !left.contains(name));
    left.iter().chain(only_second).map(|name| row(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_member_is_compared_once() {
        let rows = compare(&json!({"a": 1, "b": [1], "c": 2}), &json!({"d": null, "b": [1], "a": "1"}));
        let found: Vec<_> = rows.iter().map(|row| (row.name.as_str(), row.difference)).collect();
        let expected = [
            ("a", Difference::Changed),
            ("b", Difference::Same),
            ("c", Difference::OnlyFirst),
            ("d", Difference::OnlySecond),
        ];
        assert_eq!(found, expected);
        assert!(compare(&json!([1]), &json!("x")).is_empty());
    }
}
