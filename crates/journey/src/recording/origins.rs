//! Where each claim of a token came from, told by its recording.

use super::{Entry, Item, Recording};
use oauth::provider::tokens::PROTOCOL_CLAIMS;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Where a claim came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Origin {
    /// Its name in the token.
    pub claim: String,
    /// From where.
    pub source: Source,
    /// The entry of the recording that says so.
    pub entry: Option<usize>,
}

/// From where a claim came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "from")]
pub enum Source {
    /// The protocol: Passerelle writes it into every token.
    Protocol,
    /// The application's own request.
    Request,
    /// A technical profile or a transformation set it.
    Step {
        /// Which.
        by: String,
        /// The claim of the policy, where the token names it otherwise.
        as_claim: Option<String>,
        /// What it had it from, such as `ID token from Mobile ID`, and under which name.
        received: Option<(String, String)>,
    },
    /// The policy's relying party: a constant, or the subject.
    Policy,
}

impl Recording {
    /// Where each claim of the ID token came from, in the order of names; empty while none was issued.
    pub fn origins(&self) -> Vec<Origin> {
        let issued = self.entries.iter().rposition(|entry| matches!(entry.item, Item::Issued { .. }));
        let Some((at, Item::Issued { claims, .. })) = issued.map(|at| (at, &self.entries[at].item)) else {
            return Vec::new();
        };
        claims.iter().map(|(name, value)| origin(name, value, &self.entries[..at])).collect()
    }
}

fn origin(name: &str, value: &Value, before: &[Entry]) -> Origin {
    if name == "nonce" {
        let entry = before.iter().position(|entry| matches!(entry.item, Item::Begun { .. }));
        return Origin { claim: name.to_owned(), source: Source::Request, entry };
    }
    if name != "sub" && PROTOCOL_CLAIMS.contains(&name) {
        return Origin { claim: name.to_owned(), source: Source::Protocol, entry: None };
    }
    // By its name; else, since a policy may name it otherwise in the token, by its value.
    let found = last_set(before, |set| set.get_key_value(name)).or_else(|| {
        let tells = value.as_str().is_none_or(|text| text.len() > 3) && !value.is_boolean();
        last_set(before, |set| set.iter().find(|(_, other)| *other == value).filter(|_| tells))
    });
    let Some((at, by, claim, set_to)) = found else {
        return Origin { claim: name.to_owned(), source: Source::Policy, entry: None };
    };
    let as_claim = (claim != name).then(|| claim.to_owned());
    let source = Source::Step { by: by.to_owned(), as_claim, received: received(&before[..at], claim, set_to) };
    Origin { claim: name.to_owned(), source, entry: Some(at) }
}

type Set<'a> = &'a BTreeMap<String, Value>;

/// The last entry that set such a claim: its place, who set it, the claim, the value.
fn last_set<'a>(
    entries: &'a [Entry],
    pick: impl Fn(Set<'a>) -> Option<(&'a String, &'a Value)>,
) -> Option<(usize, &'a str, &'a str, &'a Value)> {
    entries.iter().enumerate().rev().find_map(|(at, entry)| match &entry.item {
        Item::Claims { by, set, .. } => pick(set).map(|(claim, value)| (at, by.as_str(), claim.as_str(), value)),
        _ => None,
    })
}

/// What a provider sent right before, if the value is among it.
fn received(before: &[Entry], claim: &str, value: &Value) -> Option<(String, String)> {
    let mut recent =
        before.iter().rev().take_while(|entry| !matches!(entry.item, Item::Profile { .. } | Item::Claims { .. }));
    recent.find_map(|entry| match &entry.item {
        Item::Received { subject, claims } => {
            let same = claims.get_key_value(claim).filter(|(_, sent)| *sent == value);
            let found = same.or_else(|| claims.iter().find(|(_, sent)| *sent == value));
            found.map(|(name, _)| (subject.clone(), name.clone()))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;
    use serde_json::json;

    fn set(pairs: &[(&str, Value)]) -> BTreeMap<String, Value> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }

    fn recording() -> Recording {
        let mut recording = Recording::default();
        for item in [
            Item::Profile { id: "MobileId".into(), protocol: "OpenIdConnect".into() },
            Item::Received {
                subject: "ID token from Mobile ID".into(),
                claims: set(&[("sub", json!("mid-1")), ("given_name", json!("Erika")), ("amr", json!(true))]),
            },
            Item::Claims {
                by: "MobileId".into(),
                set: set(&[("issuerUserId", json!("mid-1")), ("givenName", json!("Erika"))]),
                removed: vec![],
            },
            Item::Claims { by: "CreateName".into(), set: set(&[("displayName", json!("Erika M"))]), removed: vec![] },
            Item::Claims { by: "AAD-Write".into(), set: set(&[("objectId", json!("0001-oid"))]), removed: vec![] },
            Item::Issued {
                what: vec!["id_token".into()],
                response_mode: "fragment".into(),
                redirect_uri: "https://a.example/".into(),
                claims: set(&[
                    ("exp", json!(1)),
                    ("given_name", json!("Erika")),
                    ("name", json!("Erika M")),
                    ("nonce", json!("n")),
                    ("newUser", json!(true)),
                    ("sub", json!("0001-oid")),
                ]),
            },
        ] {
            recording.push(Timestamp::from_seconds(0), item);
        }
        recording
    }

    #[test]
    fn each_claim_leads_to_the_step_that_set_it_and_to_what_that_had_it_from() {
        let origins = recording().origins();
        let of = |claim: &str| origins.iter().find(|origin| origin.claim == claim).unwrap();
        assert_eq!(of("exp").source, Source::Protocol);
        assert_eq!(of("nonce").source, Source::Request);
        assert_eq!(of("newUser").source, Source::Policy);
        let step = |by: &str, claim: &str, received: Option<(&str, &str)>| Source::Step {
            by: by.into(),
            as_claim: Some(claim.into()),
            received: received.map(|(subject, name)| (subject.into(), name.into())),
        };
        assert_eq!(of("sub").source, step("AAD-Write", "objectId", None));
        assert_eq!(of("name").source, step("CreateName", "displayName", None));
        let given = step("MobileId", "givenName", Some(("ID token from Mobile ID", "given_name")));
        assert_eq!((of("given_name").source.clone(), of("given_name").entry), (given, Some(2)));
    }

    #[test]
    fn without_a_token_there_is_nothing_to_explain() {
        assert!(Recording::default().origins().is_empty());
    }
}
