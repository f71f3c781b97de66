//! What a reader of a trace sees of people: the names of claims, and the values of those that tell nothing about them.

use journey::{
    Recording,
    recording::{Item, Parameter, Purpose, Shown},
};
use serde_json::Value;
use std::collections::BTreeMap;

/// In place of a value.
const MASK: &str = "•••";

/// Claims and members that say something about the exchange, not about the person.
const OF_THE_EXCHANGE: [&str; 26] = [
    "iss",
    "aud",
    "azp",
    "exp",
    "nbf",
    "iat",
    "auth_time",
    "acr",
    "amr",
    "tfp",
    "ver",
    "typ",
    "scp",
    "scope",
    "idp",
    "identityProvider",
    "authenticationSource",
    "newUser",
    "token_type",
    "expires_in",
    "error",
    "error_description",
    "error_uri",
    "not_before",
    "expires_on",
    "resource",
];

/// Request parameters that name a person.
const NAMES_SOMEBODY: [&str; 1] = ["login_hint"];

/// The recording with the values of people's claims masked.
pub(super) fn masked(mut recording: Recording) -> Recording {
    for entry in &mut recording.entries {
        match &mut entry.item {
            Item::Received { claims, .. } | Item::Issued { claims, .. } => mask_all(claims),
            Item::Claims { set, .. } => mask_all(set),
            Item::Answered { fields, .. } => mask_all(fields),
            Item::Begun { parameters, .. }
            | Item::SentToProvider { parameters, .. }
            | Item::CameBack { parameters, .. } => {
                mask_parameters(parameters);
            }
            Item::Fetched { purpose: Purpose::Token | Purpose::UserInfo, body: Some(body), .. } => mask_value(body),
            _ => {}
        }
    }
    recording
}

fn mask_all(claims: &mut BTreeMap<String, Value>) {
    for (name, value) in claims {
        if !OF_THE_EXCHANGE.contains(&name.as_str()) {
            *value = Value::from(MASK);
        }
    }
}

fn mask_parameters(parameters: &mut [Parameter]) {
    for parameter in parameters.iter_mut().filter(|parameter| NAMES_SOMEBODY.contains(&parameter.name.as_str())) {
        if let Shown::Plain(text) = &mut parameter.value {
            MASK.clone_into(text);
        }
    }
}

fn mask_value(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if !OF_THE_EXCHANGE.contains(&name.as_str()) {
                    match member {
                        Value::Object(_) | Value::Array(_) => mask_value(member),
                        other => *other = Value::from(MASK),
                    }
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mask_value),
        other => *other = Value::from(MASK),
    }
}

#[cfg(test)]
mod tests {
    use super::{MASK, masked};
    use domain::Timestamp;
    use journey::{
        Recording,
        recording::{Item, Parameter, Purpose, Shown, Source},
    };
    use serde_json::json;
    use std::collections::BTreeMap;

    fn recorded(item: Item) -> Item {
        let mut recording = Recording::default();
        recording.push(Timestamp::from_seconds(1), item);
        masked(recording).entries.remove(0).item
    }

    #[test]
    fn a_reader_sees_which_claims_came_but_not_what_they_say_about_a_person() {
        let claims = BTreeMap::from([
            ("iss".to_owned(), json!("https://idp.example")),
            ("sub".to_owned(), json!("person-17")),
            ("address".to_owned(), json!({ "locality": "Bern" })),
        ]);
        let Item::Received { claims, .. } = recorded(Item::Received { subject: "ID token".to_owned(), claims }) else {
            unreachable!()
        };
        assert_eq!(claims["iss"], json!("https://idp.example"));
        assert_eq!(claims["sub"], json!(MASK));
        assert_eq!(claims["address"], json!(MASK));
    }

    #[test]
    fn an_answer_of_the_userinfo_endpoint_is_masked_at_every_depth() {
        let item = recorded(Item::Fetched {
            purpose: Purpose::UserInfo,
            method: "GET".to_owned(),
            url: "https://idp.example/userinfo".to_owned(),
            parameters: Vec::new(),
            source: Source::Network,
            status: Some(200),
            milliseconds: 3,
            body: Some(json!({ "name": "Erika", "list": ["Erika", { "mail": "e@x.example" }], "scope": "openid" })),
            failure: None,
        });
        let Item::Fetched { body: Some(body), .. } = item else { unreachable!() };
        assert_eq!(body, json!({ "name": MASK, "list": [MASK, { "mail": MASK }], "scope": "openid" }));
    }

    #[test]
    fn a_login_hint_names_somebody() {
        let parameters = vec![Parameter::plain("login_hint", "erika@x.example"), Parameter::plain("scope", "openid")];
        let item = Item::SentToProvider {
            profile: "p".to_owned(),
            provider: "Mobile ID".to_owned(),
            url: "https://idp.example/authorize".to_owned(),
            parameters,
        };
        let Item::SentToProvider { parameters, .. } = recorded(item) else { unreachable!() };
        assert_eq!(parameters[0].value, Shown::Plain(MASK.to_owned()));
        assert_eq!(parameters[1].value, Shown::Plain("openid".to_owned()));
    }
}
