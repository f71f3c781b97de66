//! Where a page's own content is: `LoadUri` with an address, and `ContentDefinitionParameters` (behaviour reference §11.1,
//! §11.2).

use super::input::surroundings;
use crate::{Page, State, recording::is_secret};
use domain::{ClaimValue, Timestamp};
use policy::{
    Program,
    resolve::{Surroundings, Template},
};
use url::Url;

/// The address of the content that a waiting page is put into; `None` for the built-in templates. What resolvers give is
/// one part of the path or one value of the query, and claims and parameters that are secrets give nothing: the address is none
/// (S71, S79).
pub fn content_url(program: &Program, state: &State, page: &Page, now: Timestamp) -> Option<String> {
    let written = &program.pages.get(&page.content)?.load_uri;
    if !(starts_with(written, "https://") || starts_with(written, "http://")) {
        return None;
    }
    let mut claims = state.claims.clone();
    let secret: Vec<String> = claims
        .iter()
        .filter(|(_, value)| matches!(value, ClaimValue::Sensitive(_)))
        .map(|(claim, _)| claim.to_owned())
        .collect();
    for claim in &secret {
        claims.remove(claim);
    }
    let parameters: Vec<_> = state.request.parameters.iter().filter(|(name, _)| !is_secret(name)).cloned().collect();
    let around = Surroundings { parameters: &parameters, ..surroundings(program, state, now, &claims) };
    let template = Template::parse(written).ok()?;
    template.check_url().ok()?;
    let mut url = Url::parse(&template.evaluate_url(&around)).ok()?;
    let written = &program.relying_party.content_parameters;
    if !written.is_empty() {
        let mut query = url.query_pairs_mut();
        for (name, value) in written {
            let value = match Template::parse(value) {
                Ok(template) => template.evaluate(&around).as_ref().and_then(ClaimValue::text).unwrap_or_default(),
                Err(_) => value.clone(),
            };
            query.append_pair(name, &value);
        }
    }
    Some(url.into())
}

fn starts_with(text: &str, scheme: &str) -> bool {
    text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}
