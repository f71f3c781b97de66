//! Selective disclosure (RFC 9901, SD-JWT): an issuer's token, the disclosures that its holder shows, and a proof that
//! the holder has the key.

use serde_json::Value;
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::excerpt::excerpt;
use crate::phrase::Phrase;
use crate::{Members, base64};

/// The most disclosures that are read.
pub const MAX_DISCLOSURES: usize = 500;

/// How deep digests may hide in disclosures of disclosures.
const MAX_DEPTH: usize = 16;

/// One disclosure.
#[derive(Debug, Clone, PartialEq)]
pub struct Disclosure {
    /// As it stands in the token.
    pub encoded: String,
    /// The claim that it discloses; `None` for an item of an array.
    pub name: Option<String>,
    /// The value.
    pub value: Value,
    /// Where in the claims its digest stands, as a path: `address.street`. `None`: nowhere, and it proves nothing.
    pub place: Option<String>,
    /// What is wrong with it.
    pub problem: Option<Phrase>,
}

/// A token with selective disclosure, taken apart.
#[derive(Debug, Clone, PartialEq)]
pub struct SdJwt {
    /// The issuer's token.
    pub issued: String,
    /// The disclosures, in their order.
    pub disclosures: Vec<Disclosure>,
    /// The holder's proof, which is a token again.
    pub key_binding: Option<String>,
    /// The claims with what was disclosed in its place.
    pub claims: Members,
    /// Digests for which there is no disclosure: withheld, or decoys.
    pub withheld: usize,
    /// What is wrong with the whole.
    pub problems: Vec<Phrase>,
}

/// Takes a text with `~` apart; `claims` are those of the issuer's token.
pub fn take_apart(text: &str, claims: &Members) -> SdJwt {
    let text = text.trim();
    let mut parts: Vec<&str> = text.split('~').collect();
    let issued = parts.remove(0).to_owned();
    let mut problems = Vec::new();
    // The last part is the proof; without one, the text ends with `~` (RFC 9901 §4).
    let last = parts.pop().unwrap_or_default();
    let key_binding = (!last.is_empty()).then(|| last.to_owned());
    if key_binding.as_ref().is_some_and(|proof| proof.split('.').count() != 3) {
        problems
            .push("The last part is no proof of the holder; without one, the text ends with ~ (RFC 9901 §4).".into());
    }
    if parts.len() > MAX_DISCLOSURES {
        problems
            .push(Phrase::with("There are {0} disclosures; the first {1} are read.", [&parts.len(), &MAX_DISCLOSURES]));
        parts.truncate(MAX_DISCLOSURES);
    }
    let hash = match claims.get("_sd_alg").map(|name| name.as_str().unwrap_or_default()) {
        None | Some("sha-256") => sha256,
        Some("sha-384") => sha384,
        Some("sha-512") => sha512,
        Some(other) => {
            problems.push(Phrase::with("The hash {0} of the disclosures is not known here.", [&excerpt(other)]));
            unknown
        }
    };
    let mut disclosures: Vec<Disclosure> = parts.iter().map(|part| read(part)).collect();
    let digests: Vec<String> = disclosures.iter().map(|disclosure| hash(&disclosure.encoded)).collect();
    for (index, digest) in digests.iter().enumerate() {
        if digests[..index].contains(digest) && !digest.is_empty() {
            disclosures[index].problem = Some("This disclosure is there twice.".into());
        }
    }
    let mut revealing = Revealing { disclosures, digests, withheld: 0, problems };
    let mut revealed = Value::Object(claims.clone());
    revealing.reveal(&mut revealed, "", 0);
    let Revealing { mut disclosures, withheld, mut problems, .. } = revealing;
    for disclosure in &mut disclosures {
        if disclosure.place.is_none() && disclosure.problem.is_none() {
            disclosure.problem =
                Some("The issuer's token has no digest of this disclosure: the issuer did not say it.".into());
        }
    }
    let claims = match revealed {
        Value::Object(mut members) => {
            members.remove("_sd_alg");
            members
        }
        _ => Members::new(),
    };
    if let Some(proof) = &key_binding {
        problems.extend(proof_problem(proof, &text[..text.len() - proof.len()], hash));
    }
    SdJwt { issued, disclosures, key_binding, claims, withheld, problems }
}

fn sha256(text: &str) -> String {
    base64::encode(&Sha256::digest(text))
}

fn sha384(text: &str) -> String {
    base64::encode(&Sha384::digest(text))
}

fn sha512(text: &str) -> String {
    base64::encode(&Sha512::digest(text))
}

fn unknown(_: &str) -> String {
    String::new()
}

/// `[salt, name, value]`, or `[salt, value]` for an item (RFC 9901 §4.2).
fn read(encoded: &str) -> Disclosure {
    let wrong = |problem: Phrase| Disclosure {
        encoded: encoded.to_owned(),
        name: None,
        value: Value::Null,
        place: None,
        problem: Some(problem),
    };
    let octets = match base64::decode(encoded) {
        Ok(octets) => octets,
        Err((position, problem)) => return wrong(Phrase::with("At character {0}: {1}.", [&(position + 1), &problem])),
    };
    let (name, value) = match serde_json::from_slice::<Vec<Value>>(&octets).as_deref() {
        Ok([Value::String(_), Value::String(name), value]) => (Some(name.clone()), value.clone()),
        Ok([Value::String(_), value]) => (None, value.clone()),
        _ => return wrong("A disclosure is an array of a salt, a name and a value.".into()),
    };
    let reserved = name.as_deref().is_some_and(|name| name == "_sd" || name == "...");
    let problem = reserved.then_some(Phrase::plain("A disclosure may not be named _sd or \"...\" (RFC 9901 §7.1)."));
    Disclosure { encoded: encoded.to_owned(), name, value, place: None, problem }
}

struct Revealing {
    disclosures: Vec<Disclosure>,
    digests: Vec<String>,
    withheld: usize,
    problems: Vec<Phrase>,
}

impl Revealing {
    /// The disclosure of this digest, used at most once.
    fn disclosed(&mut self, digest: &str, place: &str) -> Option<(Option<String>, Value)> {
        let index = self.digests.iter().position(|known| known == digest && !known.is_empty())?;
        let disclosure = &mut self.disclosures[index];
        if disclosure.problem.is_some() {
            return None;
        }
        if disclosure.place.is_some() {
            disclosure.problem = Some("Its digest stands in the token more than once (RFC 9901 §7.1).".into());
            return None;
        }
        disclosure.place = Some(match &disclosure.name {
            Some(name) if place.is_empty() => name.clone(),
            Some(name) => format!("{place}.{name}"),
            None => place.to_owned(),
        });
        Some((disclosure.name.clone(), disclosure.value.clone()))
    }

    fn reveal(&mut self, value: &mut Value, place: &str, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        let inner = |name: &str| if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") };
        match value {
            Value::Object(members) => {
                let digests = members.remove("_sd");
                for digest in digests.as_ref().and_then(Value::as_array).into_iter().flatten() {
                    match digest.as_str().and_then(|digest| self.disclosed(digest, place)) {
                        Some((Some(name), disclosed)) if !members.contains_key(&name) => {
                            members.insert(name, disclosed);
                        }
                        Some((Some(name), _)) => self.problems.push(Phrase::with(
                            "The claim {0} is disclosed although the token has it already (RFC 9901 §7.1).",
                            [&inner(&name)],
                        )),
                        Some((None, _)) => {
                            self.problems.push("A disclosure of an item stands where a claim is expected.".into());
                        }
                        None => self.withheld += 1,
                    }
                }
                for (name, member) in members.iter_mut() {
                    self.reveal(member, &inner(name), depth + 1);
                }
            }
            Value::Array(items) => {
                let mut kept = Vec::with_capacity(items.len());
                for (index, mut item) in std::mem::take(items).into_iter().enumerate() {
                    let place = format!("{place}[{index}]");
                    // An item that is only a digest (RFC 9901 §4.2.4.2).
                    if let Some(digest) =
                        item.as_object().filter(|members| members.len() == 1).and_then(|item| item.get("..."))
                    {
                        let disclosed = digest.as_str().and_then(|digest| self.disclosed(digest, &place));
                        let Some((None, disclosed)) = disclosed else {
                            self.withheld += 1;
                            continue;
                        };
                        item = disclosed;
                    }
                    self.reveal(&mut item, &place, depth + 1);
                    kept.push(item);
                }
                *items = kept;
            }
            _ => {}
        }
    }
}

/// The proof's `sd_hash` is that of everything before it (RFC 9901 §4.3).
fn proof_problem(proof: &str, before: &str, hash: fn(&str) -> String) -> Option<Phrase> {
    let payload = base64::decode(proof.split('.').nth(1)?).ok()?;
    let payload: Value = serde_json::from_slice(&payload).ok()?;
    match payload.get("sd_hash").and_then(Value::as_str) {
        None => {
            Some("The holder's proof has no sd_hash, so it may belong to other disclosures (RFC 9901 §4.3).".into())
        }
        Some(found) if found != hash(before) => {
            Some("The holder's proof belongs to other disclosures: its sd_hash does not fit (RFC 9901 §4.3).".into())
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests;
