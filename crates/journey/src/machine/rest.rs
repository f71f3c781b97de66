//! REST services (behaviour reference §10.4): claims go there, claims come back, and a service may refuse with a
//! sentence for the person.

use super::{Machine, Progress, claims::Got};
use crate::{
    Fault, Fetch, Fetched, Payload, RestCall, Step, UserMessage,
    recording::{Item, Parameter, Purpose, Side},
    state::ProfilePhase,
};
use domain::{ClaimValue, claims::Sensitive};
use policy::program::{Profile, Protocol, Rest, RestAuthentication, SendClaimsIn};
use serde_json::{Map, Value};

/// At most this many characters of what a service tells the person.
const MAX_MESSAGE: usize = 500;

impl Machine<'_> {
    pub(super) fn rest(&mut self, id: &str, profile: &Profile, rest: &Rest) -> Progress {
        let inputs: Vec<(String, ClaimValue)> = profile
            .input_claims
            .iter()
            .filter_map(|used| Some((used.name().to_owned(), self.input_value(profile, used)?)))
            .collect();
        let text = |value: &ClaimValue| match value {
            ClaimValue::Texts(items) => items.join(","),
            ClaimValue::Boolean(value) => value.to_string(),
            ClaimValue::Json(value) => value.to_string(),
            other => other.text().unwrap_or_default(),
        };
        let mut url = self.resolve_url(&rest.url, profile.resolves);
        let mut headers = Vec::new();
        let mut payload = Payload::None;
        match rest.send {
            SendClaimsIn::Body => {
                let body = match rest.payload.as_deref().and_then(|claim| self.text(claim)) {
                    Some(body) => body,
                    None => Value::Object(inputs.iter().map(|(name, value)| (name.clone(), exposed(value))).collect())
                        .to_string(),
                };
                payload = Payload::Json(Sensitive::new(body));
            }
            SendClaimsIn::Form => {
                let mut form = url::form_urlencoded::Serializer::new(String::new());
                form.extend_pairs(inputs.iter().map(|(name, value)| (name.as_str(), text(value))));
                payload = Payload::Form(Sensitive::new(form.finish()));
            }
            SendClaimsIn::Header => {
                for (name, value) in &inputs {
                    let value: String = text(value).chars().filter(|c| !c.is_control()).collect();
                    headers.push((name.clone(), Sensitive::new(value)));
                }
            }
            SendClaimsIn::Url => {
                let values = inputs.iter().map(|(name, value)| (name.as_str(), text(value)));
                url = with_path_values(&url, values);
            }
            SendClaimsIn::QueryString => {
                let mut query = url::form_urlencoded::Serializer::new(String::new());
                query.extend_pairs(inputs.iter().map(|(name, value)| (name.as_str(), text(value))));
                let query = query.finish();
                if !query.is_empty() {
                    let separator = if url.contains('?') { '&' } else { '?' };
                    url = format!("{url}{separator}{query}");
                }
            }
        }
        let bearer = match &rest.authentication {
            RestAuthentication::BearerClaim(claim) => match self.text(claim) {
                Some(token) => Some(Sensitive::new(token)),
                None => {
                    return Err(Box::new(Fault::new(
                        "AADB2C90194",
                        "server_error",
                        Side::Configuration,
                        format!("The claim {claim} that is the bearer token of {id} has no value."),
                        "Let an earlier step produce it.",
                    )));
                }
            },
            _ => None,
        };
        let call = RestCall {
            profile: id.to_owned(),
            url,
            payload,
            headers,
            authentication: rest.authentication.clone(),
            bearer,
        };
        self.set_phase(ProfilePhase::Calling);
        self.ask(Fetch::Rest(Box::new(call)))
    }

    /// A call to the outside, counted.
    pub(super) fn ask(&mut self, fetch: Fetch) -> Progress {
        self.count_call()?;
        Ok(Some(Step::Fetch(Box::new(fetch))))
    }

    pub(super) fn rest_answered(&mut self, id: &str, fetched: &Fetched) -> Progress {
        let program = self.program;
        let Some(profile) = program.profiles.get(id) else {
            return Err(Box::new(Fault::unexpected("an answer for a profile that is not in the program")));
        };
        let Protocol::Rest(rest) = &profile.protocol else {
            return Err(Box::new(Fault::unexpected("an answer of a service for another profile")));
        };
        let names: Vec<Parameter> =
            profile.input_claims.iter().map(|used| Parameter::redacted(used.name(), 0)).collect();
        let got = matches!(rest.send, SendClaimsIn::Body | SendClaimsIn::Form);
        self.record(Item::Fetched {
            purpose: Purpose::Rest,
            method: if got { "POST" } else { "GET" }.to_owned(),
            url: rest.url.split(['?', '#']).next().unwrap_or_default().to_owned(),
            parameters: names,
            source: fetched.source,
            status: fetched.outcome.as_ref().ok().map(|(status, _)| *status),
            milliseconds: fetched.milliseconds,
            body: None,
            failure: fetched.outcome.as_ref().err().map(ToString::to_string),
        });
        let failed = |why: String| {
            let fault = Fault::new(
                "AADB2C90075",
                "server_error",
                Side::Configuration,
                format!("The service of {id} did not do its part: {why}."),
                "Check the service; the trace says what it was asked.",
            );
            Box::new(fault.for_the_person(UserMessage::Id("DefaultUserMessageIfRequestFailed".to_owned())))
        };
        match &fetched.outcome {
            Err(why) => Err(failed(why.to_string())),
            Ok((200..=299, body)) => {
                if !body.is_object() && !body.is_null() && !profile.output_claims.is_empty() {
                    return Err(failed("its answer is no JSON object".to_owned()));
                }
                let paths = rest.json_paths;
                self.leave_profile(id, &Got::Outside(&|name| find(body, name, paths)))
            }
            Ok((status, body)) => {
                let said = body.get("userMessage").and_then(Value::as_str).filter(|text| !text.trim().is_empty());
                match said {
                    Some(said) if (400..500).contains(status) => {
                        let mut sentence: String = said.chars().filter(|c| !c.is_control()).take(MAX_MESSAGE).collect();
                        if rest.debug
                            && let Some(more) = body.get("developerMessage").and_then(Value::as_str)
                        {
                            sentence.push_str(" (");
                            sentence.extend(more.chars().filter(|c| !c.is_control()).take(MAX_MESSAGE));
                            sentence.push(')');
                        }
                        let fault = Fault::new(
                            "AADB2C90075",
                            "access_denied",
                            Side::Configuration,
                            format!("The service of {id} refused with the status {status}."),
                            "It told the person why.",
                        );
                        Err(Box::new(fault.for_the_person(UserMessage::Sentence(sentence))))
                    }
                    _ => Err(failed(format!("it answered with the status {status}"))),
                }
            }
        }
    }
}

/// The value with what is secret in it, for the service that it goes to.
fn exposed(value: &ClaimValue) -> Value {
    match value {
        ClaimValue::Sensitive(text) => Value::from(text.expose()),
        other => other.shown(),
    }
}

/// A member of an answer; by a path such as `data[0].to[0].email` where paths are resolved.
pub(super) fn find(body: &Value, name: &str, paths: bool) -> Option<Value> {
    if let Some(found) = body.get(name) {
        return Some(found.clone());
    }
    if let Some(members) = body.as_object()
        && let Some((_, found)) = members.iter().find(|(member, _)| member.eq_ignore_ascii_case(name))
    {
        return Some(found.clone());
    }
    if !paths {
        return None;
    }
    let mut at = body;
    for part in name.trim_start_matches("$.").split('.') {
        let (member, indexes) = part.split_once('[').map_or((part, ""), |(member, rest)| (member, rest));
        if !member.is_empty() {
            at = at.get(member)?;
        }
        for index in indexes.split('[').filter(|text| !text.is_empty()) {
            at = at.get(index.strip_suffix(']')?.parse::<usize>().ok()?)?;
        }
    }
    Some(at.clone())
}

/// A query with more parameters.
pub(super) fn with_query(url: &str, parameters: &[(String, String)]) -> String {
    if parameters.is_empty() {
        return url.to_owned();
    }
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters);
    format!("{url}{}{}", if url.contains('?') { '&' } else { '?' }, query.finish())
}

/// What a trace shows of an answer with secrets: its members, without values.
pub(super) fn members(body: &Value) -> Value {
    let names = body.as_object().map(|members| members.keys().take(40)).into_iter().flatten();
    Value::Object(names.map(|name| (name.clone(), Value::from(domain::claims::REDACTED))).collect::<Map<_, _>>())
}

/// Puts claims in the place of their names in the path and query of a URL. Each stays one part of it: it is
/// percent-encoded, and dots alone are left out, so that it climbs no folder. Scheme and host are the policy's (S71).
fn with_path_values<'v>(url: &str, values: impl Iterator<Item = (&'v str, String)>) -> String {
    let host = url.find("://").map_or(0, |at| at + 3);
    let path = url.get(host..).and_then(|rest| rest.find('/')).map_or(url.len(), |at| host + at);
    let (own, mut rest) = (url.get(..path).unwrap_or_default(), url.get(path..).unwrap_or_default().to_owned());
    for (name, value) in values {
        let encoded = if value.bytes().all(|byte| byte == b'.') {
            String::new()
        } else {
            url::form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>().replace('+', "%20")
        };
        rest = rest.replace(&format!("{{{name}}}"), &encoded);
    }
    format!("{own}{rest}")
}

#[cfg(test)]
mod tests {
    use super::with_path_values;

    #[test]
    fn s71_a_claim_stays_one_part_of_the_path() {
        let put = |url: &str, value: &str| with_path_values(url, [("id", value.to_owned())].into_iter());
        let url = "https://api.example/users/{id}/orders?of={id}";
        assert_eq!(put(url, "a b"), "https://api.example/users/a%20b/orders?of=a%20b");
        assert_eq!(put(url, "../x?y#z&"), "https://api.example/users/..%2Fx%3Fy%23z%26/orders?of=..%2Fx%3Fy%23z%26");
        assert_eq!(put(url, ".."), "https://api.example/users//orders?of=");
        assert_eq!(put("https://{id}.example/", "evil.test"), "https://{id}.example/");
    }
}
