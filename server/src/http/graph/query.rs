//! `OData` query options of lists, as far as scripts use them: `$filter` (eq, startswith, ge, le, and; `any` over
//! `identities`), `$select`, `$top`, `$orderby`, `$count`, and paging by `@odata.nextLink`. A short list is cut when it is
//! whole ([`Query::answer`]); one without end is read from a key on ([`Query::listing`]).

use super::error::Refusal;
use serde_json::{Map, Value};
use utoipa::IntoParams;

/// At most this many items of a page.
const MAX_TOP: usize = 999;
const DEFAULT_TOP: usize = 100;

/// The query options of lists, for their description.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "`Query` reads them; only their description is used")]
pub struct Listed {
    /// `name eq 'value'`, `startswith(name,'value')`, `ge` and `le`, joined by `and`.
    #[param(rename = "$filter")]
    filter: Option<String>,
    /// Names of properties, with commas.
    #[param(rename = "$select")]
    select: Option<String>,
    /// 1 to 999.
    #[param(rename = "$top")]
    top: Option<u32>,
    /// A property, and `asc` or `desc`.
    #[param(rename = "$orderby")]
    orderby: Option<String>,
    /// `true` for `@odata.count`.
    #[param(rename = "$count")]
    count: Option<bool>,
    /// From `@odata.nextLink`.
    #[param(rename = "$skiptoken")]
    skiptoken: Option<String>,
}

/// The options of a request.
#[derive(Debug, Default, PartialEq)]
pub struct Query {
    conditions: Vec<Condition>,
    select: Vec<String>,
    order: Option<(String, bool)>,
    top: Option<usize>,
    count: bool,
    /// Where the page before ended.
    token: Option<String>,
    /// The options without the last one, for the next link.
    rest: Vec<(String, String)>,
}

#[derive(Debug, PartialEq)]
enum Condition {
    Is(String, String),
    Begins(String, String),
    AtLeast(String, String),
    AtMost(String, String),
    /// One of the objects of a list is so.
    Any(String, Vec<Self>),
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
                    parsed.token = Some(value.into_owned());
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

    /// A page of a short list, as it is answered at this address.
    pub fn answer(&self, mut all: Vec<Value>, address: &str) -> Result<Value, Refusal> {
        let skip = self.token.as_deref().map_or(Ok(0), str::parse::<usize>).map_err(|_| wrong_token())?;
        all.retain(|item| self.holds(item));
        if let Some((property, descending)) = &self.order {
            all.sort_by_cached_key(|item| text(item, property));
            if *descending {
                all.reverse();
            }
        }
        let found = all.len();
        let page: Vec<Value> = all.into_iter().skip(skip).take(self.top()).map(|item| self.selected(item)).collect();
        let seen = skip.saturating_add(page.len());
        let next = (seen < found && !page.is_empty()).then(|| seen.to_string());
        Ok(self.page(page, found, next, address))
    }

    /// A page of a list that is read newest first, by the property that says when.
    pub fn listing(&self, when: &str) -> Result<Listing<'_>, Refusal> {
        match &self.order {
            None => {}
            Some((property, true)) if property == when => {}
            Some(_) => return Err(Refusal::bad_request(format!("This list is ordered by `{when} desc` only."))),
        }
        Ok(Listing { query: self, items: Vec::new(), matched: 0, last: None })
    }

    /// The key that a list without end goes on after.
    pub fn after<T: std::str::FromStr>(&self) -> Result<Option<T>, Refusal> {
        self.token.as_deref().map(str::parse).transpose().map_err(|_| wrong_token())
    }

    /// What one of these properties is or begins with, if the filter says so.
    pub fn beginning_of(&self, properties: &[&str]) -> Option<&str> {
        self.conditions.iter().find_map(|condition| match condition {
            Condition::Is(property, value) | Condition::Begins(property, value) => {
                properties.contains(&property.as_str()).then_some(value.as_str())
            }
            _ => None,
        })
    }

    /// What a property is at least, if the filter says so.
    pub fn at_least(&self, wanted: &str) -> Option<&str> {
        self.conditions.iter().find_map(|condition| match condition {
            Condition::AtLeast(property, value) if property == wanted => Some(value.as_str()),
            _ => None,
        })
    }

    /// The issuer and the name of an identity that the filter asks for.
    pub fn identity(&self) -> Option<(&str, &str)> {
        self.conditions.iter().find_map(|condition| {
            let Condition::Any(list, inside) = condition else { return None };
            let value = |wanted: &str| {
                inside.iter().find_map(|condition| match condition {
                    Condition::Is(property, value) if property == wanted => Some(value.as_str()),
                    _ => None,
                })
            };
            (list == "identities").then_some((value("issuer")?, value("issuerAssignedId")?))
        })
    }

    /// An item with what was selected of it.
    pub fn selected(&self, item: Value) -> Value {
        match item {
            Value::Object(members) if !self.select.is_empty() => {
                Value::Object(members.into_iter().filter(|(name, _)| self.select.contains(name)).collect::<Map<_, _>>())
            }
            other => other,
        }
    }

    fn top(&self) -> usize {
        self.top.unwrap_or(DEFAULT_TOP)
    }

    fn holds(&self, item: &Value) -> bool {
        self.conditions.iter().all(|condition| condition.holds(item))
    }

    fn page(&self, items: Vec<Value>, found: usize, next: Option<String>, address: &str) -> Value {
        let mut answer = Map::new();
        answer.insert("value".to_owned(), Value::Array(items));
        if self.count {
            answer.insert("@odata.count".to_owned(), found.into());
        }
        if let Some(next) = next {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.extend_pairs(&self.rest).append_pair("$skiptoken", &next);
            answer.insert("@odata.nextLink".to_owned(), format!("{address}?{}", query.finish()).into());
        }
        Value::Object(answer)
    }
}

/// A page in the making.
pub struct Listing<'q> {
    query: &'q Query,
    items: Vec<Value>,
    matched: usize,
    last: Option<String>,
}

impl Listing<'_> {
    /// The next item of the list, with its key.
    pub fn offer(&mut self, key: &str, item: Value) {
        if !self.query.holds(&item) {
            return;
        }
        self.matched += 1;
        if self.items.len() < self.query.top() {
            self.items.push(self.query.selected(item));
            self.last = Some(key.to_owned());
        }
    }

    /// Whether nothing that follows is on this page.
    pub fn is_full(&self) -> bool {
        self.matched > self.items.len() && !self.query.count
    }

    /// As it is answered at this address.
    pub fn answer(self, address: &str) -> Value {
        let next = if self.matched > self.items.len() { self.last } else { None };
        self.query.page(self.items, self.matched, next, address)
    }
}

fn wrong_token() -> Refusal {
    Refusal::bad_request("$skiptoken is none that was given out here.")
}

impl Condition {
    /// Names of policies and keys compare without case.
    fn holds(&self, item: &Value) -> bool {
        match self {
            Self::Is(property, wanted) => text(item, property) == wanted.to_lowercase(),
            Self::Begins(property, start) => text(item, property).starts_with(&start.to_lowercase()),
            Self::AtLeast(property, least) => compare(&text(item, property), least).is_ge(),
            Self::AtMost(property, most) => compare(&text(item, property), most).is_le(),
            Self::Any(list, inside) => {
                let objects = member(item, list).as_array().into_iter().flatten();
                objects.into_iter().any(|object| inside.iter().all(|condition| condition.holds(object)))
            }
        }
    }
}

/// Points in time by when they are, numbers by how much, anything else by its letters.
fn compare(found: &str, wanted: &str) -> std::cmp::Ordering {
    let times = (found.to_uppercase().parse::<jiff::Timestamp>(), wanted.parse::<jiff::Timestamp>());
    if let (Ok(found), Ok(wanted)) = times {
        return found.cmp(&wanted);
    }
    match (found.parse::<i64>(), wanted.parse::<i64>()) {
        (Ok(found), Ok(wanted)) => found.cmp(&wanted),
        _ => found.cmp(&wanted.to_lowercase()),
    }
}

/// A property, or `a/b` for one within another.
fn member<'v>(item: &'v Value, property: &str) -> &'v Value {
    property.split('/').fold(item, |value, name| &value[name])
}

fn text(item: &Value, property: &str) -> String {
    match member(item, property) {
        Value::String(text) => text.to_lowercase(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn filter(text: &str) -> Result<Vec<Condition>, Refusal> {
    let read = conditions(text.trim(), "").filter(|(_, rest)| rest.is_empty());
    read.map(|(conditions, _)| conditions).ok_or_else(|| {
        Refusal::bad_request(
            "$filter takes `name eq 'value'`, `startswith(name,'value')`, `ge`, `le` and \
             `identities/any(c:c/name eq 'value')`, joined by `and`.",
        )
    })
}

/// `a eq 'x' and startswith(b, 'y')`, and what follows. Names begin with `prefix`, which is left out.
fn conditions<'t>(text: &'t str, prefix: &str) -> Option<(Vec<Condition>, &'t str)> {
    let (mut conditions, mut rest) = (Vec::new(), text);
    loop {
        let (condition, after) = condition(rest, prefix)?;
        conditions.push(condition);
        rest = after.trim_start();
        match rest.strip_prefix("and ") {
            Some(more) => rest = more.trim_start(),
            None => return Some((conditions, rest)),
        }
    }
}

fn condition<'t>(text: &'t str, prefix: &str) -> Option<(Condition, &'t str)> {
    let named = |name: &str| name.trim().strip_prefix(prefix).map(str::to_owned);
    if let Some(inside) = text.strip_prefix("startswith(") {
        let (property, value) = inside.split_once(',')?;
        let (start, after) = quoted(value.trim_start())?;
        return Some((Condition::Begins(named(property)?, start), after.trim_start().strip_prefix(')')?));
    }
    if let Some((list, inside)) = text.split_once("/any(").filter(|(list, _)| !list.contains(' ')) {
        let (variable, inside) = inside.split_once(':')?;
        let (found, after) = conditions(inside.trim_start(), &format!("{}/", variable.trim()))?;
        return Some((Condition::Any(named(list)?, found), after.strip_prefix(')')?));
    }
    let (property, rest) = text.split_once(' ')?;
    let (operator, value) = rest.trim_start().split_once(' ')?;
    let (value, after) = quoted(value.trim_start())?;
    let make = match operator {
        "eq" => Condition::Is,
        "ge" => Condition::AtLeast,
        "le" => Condition::AtMost,
        _ => return None,
    };
    Some((make(named(property)?, value), after))
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
    use serde_json::json;

    fn ids(query: &str) -> (Vec<String>, Option<String>) {
        let all = ["B2C_1A_b", "B2C_1A_a", "B2C_1A_O'Hara", "other"].map(|id| json!({ "id": id, "size": 1 }));
        let answer = Query::parse(query).unwrap().answer(all.to_vec(), "https://x/y").unwrap();
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
            "$filter=identities/any(c:c/issuer eq 'a'",
            "$filter=identities/any(c:d/issuer eq 'a')",
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
        let answer = query.answer(vec![json!({ "id": "a", "keys": [] }), json!({ "id": "b" })], "https://x/y").unwrap();
        assert_eq!((&answer["value"], &answer["@odata.count"]), (&json!([{ "id": "a" }]), &json!(2)));
    }

    #[test]
    fn properties_within_others_times_and_identities_are_compared() {
        let item = json!({
            "at": "2026-11-26T09:00:00.5Z", "web": { "logoutUrl": "https://a" }, "size": 9,
            "identities": [{ "issuer": "A", "issuerAssignedId": "1)" }, { "issuer": "B", "issuerAssignedId": "2" }]
        });
        for (filter, holds) in [
            ("at ge 2026-11-26T09:00:00Z", true),
            ("at ge 2026-11-26T09:00:01Z", false),
            ("at le 2026-11-26T10:00:01+01:00", true),
            ("size le 10", true),
            ("web/logoutUrl eq 'https://a'", true),
            ("identities/any(c:c/issuerAssignedId eq '1)' and c/issuer eq 'a') and size eq 9", true),
            ("identities/any(c:c/issuerAssignedId eq '2' and c/issuer eq 'a')", false),
        ] {
            let query = Query { conditions: super::filter(filter).unwrap(), ..Query::default() };
            assert_eq!(query.holds(&item), holds, "{filter}");
        }
        let query = Query::parse("$filter=identities/any(id:id/issuer eq 'a' and id/issuerAssignedId eq 'b')").unwrap();
        assert_eq!(query.identity(), Some(("a", "b")));
    }

    #[test]
    fn a_list_without_end_is_read_page_by_page() {
        let query = Query::parse("$top=2&$filter=startswith(id,'a')&$orderby=at desc").unwrap();
        assert_eq!(query.beginning_of(&["id"]), Some("a"));
        let mut listing = query.listing("at").unwrap();
        for id in ["a1", "b", "a2"] {
            listing.offer(id, json!({ "id": id }));
            assert!(!listing.is_full(), "nothing is known to follow");
        }
        listing.offer("a3", json!({ "id": "a3" }));
        assert!(listing.is_full());
        let answer = listing.answer("https://x/y");
        assert_eq!(answer["value"], json!([{ "id": "a1" }, { "id": "a2" }]));
        let next = answer["@odata.nextLink"].as_str().unwrap().strip_prefix("https://x/y?").unwrap();
        assert_eq!(Query::parse(next).unwrap().after::<String>().unwrap().as_deref(), Some("a2"));
        assert!(query.listing("other").is_err());
    }
}
