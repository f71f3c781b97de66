//! `OData` query options of lists, as far as scripts use them: `$filter` (eq, startswith, and), `$select`, `$top`,
//! `$orderby`, `$count`, and paging by `@odata.nextLink`. Lists here are short: they are cut when they are whole.

use super::error::Refusal;
use serde_json::{Map, Value, json};

/// At most this many items of a page.
const MAX_TOP: usize = 999;
const DEFAULT_TOP: usize = 100;

/// The options of a request.
#[derive(Debug, Default, PartialEq)]
pub struct Query {
    conditions: Vec<Condition>,
    select: Vec<String>,
    order: Option<(String, bool)>,
    top: Option<usize>,
    count: bool,
    /// So many were seen.
    skip: usize,
    /// The options without the last one, for the next link.
    rest: Vec<(String, String)>,
}

#[derive(Debug, PartialEq)]
enum Condition {
    Is(String, String),
    Begins(String, String),
}

impl Query {
    /// Reads the query of a URL.
    pub fn parse(query: &str) -> Result<Self, Refusal> {
        let mut parsed = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let number = || value.parse::<usize>().map_err(|_| Refusal::bad_request(format!("{name} is no number.")));
            match name.as_ref() {
                "$filter" => parsed.conditions = filter(&value)?,
                "$select" => parsed.select = value.split(',').map(|name| name.trim().to_owned()).collect(),
                "$orderby" => {
                    let (property, direction) = value.trim().split_once(' ').unwrap_or((value.trim(), "asc"));
                    parsed.order = Some((property.to_owned(), direction.trim().eq_ignore_ascii_case("desc")));
                }
                "$top" => parsed.top = Some(number()?.clamp(1, MAX_TOP)),
                "$count" => parsed.count = value == "true",
                "$skiptoken" => {
                    parsed.skip = number()?;
                    continue;
                }
                other if other.starts_with('$') => {
                    return Err(Refusal::bad_request(format!("The query option {other} is not supported here.")));
                }
                _ => {}
            }
            parsed.rest.push((name.into_owned(), value.into_owned()));
        }
        Ok(parsed)
    }

    /// A page of a list, as it is answered at this address.
    pub fn answer(&self, mut all: Vec<Value>, address: &str) -> Value {
        all.retain(|item| self.conditions.iter().all(|condition| condition.holds(item)));
        if let Some((property, descending)) = &self.order {
            all.sort_by_cached_key(|item| text(item, property));
            if *descending {
                all.reverse();
            }
        }
        let found = all.len();
        let top = self.top.unwrap_or(DEFAULT_TOP);
        let page: Vec<Value> = all.into_iter().skip(self.skip).take(top).map(|item| self.selected(item)).collect();
        let seen = self.skip.saturating_add(page.len());
        let mut answer = json!({ "value": page });
        if self.count {
            answer["@odata.count"] = found.into();
        }
        if seen < found && !page_is_empty(&answer) {
            let mut next = url::form_urlencoded::Serializer::new(String::new());
            next.extend_pairs(&self.rest).append_pair("$skiptoken", &seen.to_string());
            answer["@odata.nextLink"] = format!("{address}?{}", next.finish()).into();
        }
        answer
    }

    fn selected(&self, item: Value) -> Value {
        match item {
            Value::Object(members) if !self.select.is_empty() => {
                Value::Object(members.into_iter().filter(|(name, _)| self.select.contains(name)).collect::<Map<_, _>>())
            }
            other => other,
        }
    }
}

fn page_is_empty(answer: &Value) -> bool {
    answer["value"].as_array().is_none_or(Vec::is_empty)
}

impl Condition {
    /// Names of policies and keys compare without case.
    fn holds(&self, item: &Value) -> bool {
        match self {
            Self::Is(property, wanted) => text(item, property) == wanted.to_lowercase(),
            Self::Begins(property, start) => text(item, property).starts_with(&start.to_lowercase()),
        }
    }
}

fn text(item: &Value, property: &str) -> String {
    match &item[property] {
        Value::String(text) => text.to_lowercase(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// `a eq 'x' and startswith(b, 'y')`.
fn filter(text: &str) -> Result<Vec<Condition>, Refusal> {
    let wrong =
        || Refusal::bad_request("$filter takes `name eq 'value'` and `startswith(name,'value')`, joined by `and`.");
    let (mut conditions, mut rest) = (Vec::new(), text.trim());
    loop {
        let condition;
        if let Some(inside) = rest.strip_prefix("startswith(") {
            let (property, value) = inside.split_once(',').ok_or_else(wrong)?;
            let (start, after) = quoted(value.trim_start()).ok_or_else(wrong)?;
            rest = after.trim_start().strip_prefix(')').ok_or_else(wrong)?;
            condition = Condition::Begins(property.trim().to_owned(), start);
        } else {
            let (property, value) = rest.split_once(" eq ").ok_or_else(wrong)?;
            let (wanted, after) = quoted(value.trim_start()).ok_or_else(wrong)?;
            rest = after;
            condition = Condition::Is(property.trim().to_owned(), wanted);
        }
        conditions.push(condition);
        rest = rest.trim_start();
        if rest.is_empty() {
            return Ok(conditions);
        }
        rest = rest.strip_prefix("and ").ok_or_else(wrong)?.trim_start();
    }
}

/// A text between quotes, in which a quote is written twice; or a bare word. And what follows.
fn quoted(text: &str) -> Option<(String, &str)> {
    let Some(inside) = text.strip_prefix('\'') else {
        let end = text.find([' ', ')']).unwrap_or(text.len());
        return (end > 0).then(|| (text[..end].to_owned(), &text[end..]));
    };
    let (mut value, mut rest) = (String::new(), inside);
    loop {
        let (before, after) = rest.split_once('\'')?;
        value.push_str(before);
        match after.strip_prefix('\'') {
            Some(more) => {
                value.push('\'');
                rest = more;
            }
            None => return Some((value, after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(query: &str) -> (Vec<String>, Option<String>) {
        let all = ["B2C_1A_b", "B2C_1A_a", "B2C_1A_O'Hara", "other"].map(|id| json!({ "id": id, "size": 1 }));
        let answer = Query::parse(query).unwrap().answer(all.to_vec(), "https://x/y");
        let ids = answer["value"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned());
        (ids.collect(), answer["@odata.nextLink"].as_str().map(str::to_owned))
    }

    #[test]
    fn a_list_is_filtered_and_ordered() {
        assert_eq!(ids("$filter=id eq 'b2c_1a_A'").0, ["B2C_1A_a"]);
        assert_eq!(ids("$filter=id eq 'B2C_1A_O''Hara'").0, ["B2C_1A_O'Hara"]);
        assert_eq!(
            ids("$filter=startswith(id,'B2C_1A_') and size eq 1&$orderby=id desc").0,
            ["B2C_1A_O'Hara", "B2C_1A_b", "B2C_1A_a"]
        );
        assert!(ids("$filter=size eq 2").0.is_empty());
        for wrong in [
            "$filter=id",
            "$filter=id ne 'a'",
            "$filter=startswith(id,'a'",
            "$filter=id eq 'a",
            "$filter=id eq 'a' or id eq 'b'",
            "$top=x",
            "$expand=a",
        ] {
            assert!(Query::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_item_is_on_one_page() {
        let (mut seen, mut query) = (Vec::new(), "$top=3&$orderby=id&$filter=startswith(id,'b')".to_owned());
        for _ in 0..5 {
            let (page, next) = ids(&query.replace("$top=3", "$top=2"));
            seen.extend(page);
            match next {
                Some(next) => query = next.strip_prefix("https://x/y?").unwrap().to_owned(),
                None => break,
            }
        }
        assert_eq!(seen, ["B2C_1A_a", "B2C_1A_b", "B2C_1A_O'Hara"]);
    }

    #[test]
    fn what_is_selected_is_answered_alone_and_counted_if_asked() {
        let query = Query::parse("$select=id&$count=true&$top=1").unwrap();
        let answer = query.answer(vec![json!({ "id": "a", "keys": [] }), json!({ "id": "b" })], "https://x/y");
        assert_eq!((&answer["value"], &answer["@odata.count"]), (&json!([{ "id": "a" }]), &json!(2)));
    }
}
