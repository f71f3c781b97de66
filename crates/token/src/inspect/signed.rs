//! What of a text is signed, and by which of some keys: to show, never to trust.

use std::ops::Range;

use serde_json::Value;

use super::recognise::media_type;
use super::{Inspection, Kind};
use crate::algorithm::{Algorithm, KeyType};
use crate::excerpt::excerpt;
use crate::jwk::{Jwk, MAX_CANDIDATES, Misfit};
use crate::keyring::{Keyring, Source};
use crate::phrase::Phrase;
use crate::primitives::Primitives;
use crate::{Members, base64, json};

/// One signature over a text.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedPart {
    /// Protected and unprotected header together.
    pub header: Members,
    /// What is signed (RFC 7515 §5.1).
    pub input: Vec<u8>,
    /// The signature.
    pub signature: Vec<u8>,
}

/// What was found out about a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// One of the keys made it.
    Valid,
    /// One of the keys made it, and is too weak to rely on.
    ValidWeak,
    /// The key that it brings made it, as a `DPoP` proof's must: it proves that whoever made it holds that key, and not
    /// who that is (RFC 9449 §4.3).
    OwnKey,
    /// None of the keys that fit made it.
    Invalid,
    /// No key fits.
    NoKey,
    /// It cannot be checked, whatever the key.
    Impossible,
}

/// A signature, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// What was found out.
    pub outcome: Outcome,
    /// The same in words.
    pub words: Phrase,
    /// Why this key was chosen.
    pub why: Option<Phrase>,
    /// The `kid` of the key that made it, if it has one.
    pub kid: Option<String>,
    /// Its thumbprint (RFC 7638), unless it is a secret.
    pub thumbprint: Option<String>,
    /// Every key that was looked at and not chosen: its name, and why not.
    pub considered: Vec<(Phrase, Phrase)>,
}

impl Report {
    fn new(outcome: Outcome, words: Phrase) -> Self {
        Self { outcome, words, why: None, kid: None, thumbprint: None, considered: Vec::new() }
    }
}

/// The signatures of a text: one of a compact token, several of a token in JSON form (RFC 7515 §7).
pub fn signed_parts(text: &str, inspection: &Inspection) -> Result<Vec<SignedPart>, Phrase> {
    match inspection.kind {
        Kind::SignedToken | Kind::SdJwt => {
            let (Some(range), Some(header)) =
                (inspection.signing_input(), inspection.header().and_then(Value::as_object))
            else {
                return Err("The header cannot be read.".into());
            };
            // A problem of the header counts: another reader might see another algorithm.
            let broken = inspection.segments.iter().take(3).find_map(|segment| segment.problem.as_ref());
            if let Some(problem) = broken {
                return Err(Phrase::with("At character {0}: {1}.", [&(problem.position + 1), &problem.reason]));
            }
            let signature = inspection.signature().unwrap_or_default().to_vec();
            Ok(vec![SignedPart { header: header.clone(), input: octets(text, range), signature }])
        }
        Kind::UnsignedToken => Err("It has no signature.".into()),
        Kind::JsonToken => in_json(text.get(inspection.range.clone()).unwrap_or_default()),
        _ => Err("There is no signature in this.".into()),
    }
}

fn octets(text: &str, range: Range<usize>) -> Vec<u8> {
    text.as_bytes().get(range).unwrap_or_default().to_vec()
}

fn in_json(text: &str) -> Result<Vec<SignedPart>, Phrase> {
    let document = json::object(text.as_bytes()).map_err(|(_, problem)| Phrase::verbatim(problem.to_string()))?;
    let payload = document.get("payload").and_then(Value::as_str).ok_or(Phrase::plain("It has no payload."))?;
    let one = |own: &Members| {
        let protected = own.get("protected").and_then(Value::as_str).unwrap_or_default();
        let mut header = if protected.is_empty() {
            Members::new()
        } else {
            let octets = base64::decode(protected)
                .map_err(|(_, problem)| Phrase::with("The {0} is not base64url: {1}.", [&"header", &problem]))?;
            json::object(&octets).map_err(|(_, problem)| Phrase::with("The header cannot be read: {0}.", [&problem]))?
        };
        for (name, value) in own.get("header").and_then(Value::as_object).into_iter().flatten() {
            // Protected and unprotected members must differ (RFC 7515 §7.2.1).
            if header.insert(name.clone(), value.clone()).is_some() {
                return Err(Phrase::with("The header member {0} occurs twice.", [name]));
            }
        }
        let signature = own.get("signature").and_then(Value::as_str).unwrap_or_default();
        let signature = base64::decode(signature)
            .map_err(|(_, problem)| Phrase::with("The {0} is not base64url: {1}.", [&"signature", &problem]))?;
        Ok(SignedPart { header, input: format!("{protected}.{payload}").into_bytes(), signature })
    };
    match document.get("signatures").and_then(Value::as_array) {
        None => Ok(vec![one(&document)?]),
        Some(signatures) => {
            signatures.iter().take(20).map(|own| one(own.as_object().unwrap_or(&Members::new()))).collect()
        }
    }
}

impl SignedPart {
    /// The `kid` of the header.
    pub fn kid(&self) -> Option<&str> {
        self.header.get("kid").and_then(Value::as_str)
    }

    /// The algorithm, or why nothing can be checked. `Ed25519` is the fully specified name of what `EdDSA` with such a
    /// key does (RFC 9864 §2.2).
    pub fn algorithm(&self) -> Result<Algorithm, Phrase> {
        if let Some(critical) = self.header.get("crit") {
            return Err(Phrase::with(
                "The header has extensions that must be understood, and none is here: {0}.",
                [&excerpt(&critical.to_string())],
            ));
        }
        match self.header.get("alg").map(Value::as_str) {
            None => Err("The header has no alg, so nothing says how it is signed (RFC 7515 §4.1.1).".into()),
            Some(None) => Err("The header's alg is not a string.".into()),
            Some(Some(name)) if name.eq_ignore_ascii_case("none") => {
                Err("The header says that it is not signed: anybody can have written this.".into())
            }
            Some(Some("Ed25519")) => Ok(Algorithm::EdDsa),
            Some(Some(name)) => Algorithm::parse(name)
                .map_err(|unknown| Phrase::with("The algorithm {0} cannot be checked here.", [&unknown.name])),
        }
    }

    /// Checks the signature with each key that fits. The algorithm of the header alone decides nothing: the type of the
    /// key must be its own, so a public key never serves as a secret (RFC 8725 §2.1, §3.1).
    pub async fn check<P: Primitives>(&self, ring: &Keyring, primitives: &P) -> Report {
        let algorithm = match self.algorithm() {
            Ok(algorithm) => algorithm,
            Err(why) => return Report::new(Outcome::Impossible, why),
        };
        if self.signature.is_empty() {
            return Report::new(Outcome::Impossible, "It has no signature.".into());
        }
        let (mut candidates, mut considered) = self.candidates(ring, algorithm);
        let own = self.own_key();
        if let Some(key) = own.as_ref().filter(|key| fits(key, algorithm).is_ok()) {
            let name = Phrase::plain("the key that it brings");
            let why = Phrase::plain("A proof of a key is checked with that key (RFC 9449 §4.3).");
            candidates.push(Candidate { key, name, why, weak: None, same_name: false, is_own: true });
        }
        let mut impossible = None;
        let mut tried = 0_usize;
        for candidate in candidates.into_iter().take(MAX_CANDIDATES) {
            let name = candidate.name.clone();
            match primitives.verify(algorithm, candidate.key, &self.input, &self.signature).await {
                Ok(true) => {
                    let (outcome, words) = match &candidate.weak {
                        None if candidate.is_own => (
                            Outcome::OwnKey,
                            "Whoever made it holds the key that it brings. Compare its thumbprint with that of your token (cnf.jkt).".into(),
                        ),
                        None => (Outcome::Valid, Phrase::with("Signed with {0}.", [&name])),
                        Some(misfit) => (
                            Outcome::ValidWeak,
                            Phrase::with(
                                "The signature is of {0}, but the key {1}. Do not rely on it.",
                                [&name, misfit],
                            ),
                        ),
                    };
                    return Report {
                        why: Some(candidate.why),
                        kid: candidate.key.kid().map(str::to_owned),
                        thumbprint: candidate.key.thumbprint(),
                        considered,
                        ..Report::new(outcome, words)
                    };
                }
                Ok(false) => {
                    tried += 1;
                    considered.push((name, "It fits, and did not make this signature.".into()));
                }
                Err(why) => {
                    considered.push((name, Phrase::verbatim(why.clone())));
                    impossible = Some(why);
                }
            }
        }
        let report = match (tried, impossible) {
            (0, Some(why)) => Report::new(Outcome::Impossible, Phrase::with("It could not be checked: {0}.", [&why])),
            (0, None) => Report::new(Outcome::NoKey, self.no_key(algorithm, ring)),
            _ => Report::new(
                Outcome::Invalid,
                "None of the keys made this signature: the token was changed, or signed with another key.".into(),
            ),
        };
        Report { considered, ..report }
    }

    /// The key in the header of a `DPoP` proof. Of no other token: elsewhere anybody can sign with a key of their own
    /// (RFC 8725 §3.10).
    fn own_key(&self) -> Option<Jwk> {
        let typ = self.header.get("typ").and_then(Value::as_str).map(media_type)?;
        let key = Jwk::from_json(self.header.get("jwk")?).ok()?;
        (typ == "dpop+jwt" && key.key_type() != KeyType::Oct).then_some(key)
    }

    fn no_key(&self, algorithm: Algorithm, ring: &Keyring) -> Phrase {
        if ring.keys.is_empty() {
            return Phrase::with(
                "It is signed with {0}; a key of type {1} is needed to check it.",
                [&algorithm, &algorithm.key_type()],
            );
        }
        match self.kid().filter(|_| ring.source == Source::Issuer) {
            Some(kid) => Phrase::with("No key fits: the token names key {0} and {1}.", [&excerpt(kid), &algorithm]),
            None => Phrase::with("No key fits: {0} needs a key of type {1}.", [&algorithm, &algorithm.key_type()]),
        }
    }

    fn candidates<'k>(&self, ring: &'k Keyring, algorithm: Algorithm) -> (Vec<Candidate<'k>>, Vec<(Phrase, Phrase)>) {
        let mut candidates = Vec::new();
        let mut considered = Vec::new();
        for held in &ring.keys {
            let key = &held.key;
            let name = match (key.kid(), &held.from) {
                (Some(kid), _) => Phrase::with("key {0}", [&excerpt(kid)]),
                (None, Some(from)) => from.clone(),
                (None, None) => Phrase::with("the key of type {0}", [&key.key_type()]),
            };
            let same_name = self.kid().is_some() && self.kid() == key.kid();
            if self.kid().is_some() && !same_name && ring.source == Source::Issuer {
                considered.push((name, "It has another kid than the token names.".into()));
                continue;
            }
            let weak = match fits(key, algorithm) {
                Ok(()) => None,
                Err(misfit @ Misfit::TooShort { .. }) => Some(misfit),
                Err(misfit) => {
                    considered.push((name, Phrase::with("It {0}.", [&misfit])));
                    continue;
                }
            };
            let why = match (self.kid(), key.kid()) {
                (Some(_), Some(_)) if same_name => {
                    Phrase::with("It has the kid that the token names, and fits {0}.", [&algorithm])
                }
                (Some(_), Some(_)) => {
                    Phrase::with("It fits {0}. Its kid is not the one that the token names.", [&algorithm])
                }
                (Some(_), None) => Phrase::with("It fits {0}. It has no kid; the token names one.", [&algorithm]),
                (None, _) => Phrase::with("It fits {0}; the token names no key.", [&algorithm]),
            };
            candidates.push(Candidate { key, name, why, weak, same_name, is_own: false });
        }
        candidates.sort_by_key(|candidate| !candidate.same_name);
        (candidates, considered)
    }
}

/// As [`Jwk::fits`], and `Ed25519` as the `alg` of a key for `EdDSA` (RFC 9864 §2.2).
fn fits(key: &Jwk, algorithm: Algorithm) -> Result<(), Misfit> {
    match key.fits(algorithm) {
        Err(Misfit::Algorithm { found, .. }) if found == "Ed25519" && key.key_type() == KeyType::Okp => Ok(()),
        other => other,
    }
}

struct Candidate<'k> {
    key: &'k Jwk,
    name: Phrase,
    why: Phrase,
    weak: Option<Misfit>,
    same_name: bool,
    is_own: bool,
}

#[cfg(test)]
mod tests;
