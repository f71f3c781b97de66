//! What was found out about a token, as text and as JSON.

use serde_json::{Value, json};
use std::fmt::Write as _;
use token::{
    inspect::{
        Inspection, Kind, describe, inspect,
        judge::{Expected, Finding, Severity, judge, judge_claims},
        many::next_token,
        recognise::{Recognition, What, recognise},
        signed::{self, Outcome, signed_parts},
        time_in_words,
    },
    jwe::{Decrypted, Jwe},
    keyring::Keyring,
    native::Native,
    phrase::Phrase,
    sd_jwt::{SdJwt, take_apart},
};

/// What was found out.
pub struct Report {
    inspection: Inspection,
    recognition: Recognition,
    claims: Option<Value>,
    disclosed: Option<SdJwt>,
    signatures: Result<Vec<signed::Report>, Phrase>,
    opened: Option<Result<Decrypted, Phrase>>,
    inside: Option<Box<Report>>,
    findings: Vec<Finding>,
    has_keys: bool,
}

/// How deep tokens inside tokens are followed.
const MAX_DEPTH: u8 = 4;

impl Report {
    /// Inspects a text: the token that it is, or the first that is found in it.
    pub async fn of(text: &str, ring: &Keyring, has_keys: bool, expected: &Expected) -> Self {
        Self::at_depth(text, ring, has_keys, expected, 0).await
    }

    async fn at_depth(text: &str, ring: &Keyring, has_keys: bool, expected: &Expected, depth: u8) -> Self {
        let mut text = text;
        let mut inspection = inspect(text);
        if matches!(inspection.kind, Kind::Opaque | Kind::Json | Kind::BrokenToken)
            && let Some(range) = next_token(text, 0)
        {
            text = &text[range];
            inspection = inspect(text);
        }
        let recognition = recognise(text, &inspection);
        let content = text.get(inspection.range.clone()).unwrap_or_default();
        let members = inspection.claims().and_then(Value::as_object);
        let disclosed = members.filter(|_| inspection.kind == Kind::SdJwt).map(|members| take_apart(content, members));
        let signatures = match signed_parts(text, &inspection) {
            Ok(parts) => {
                let mut reports = Vec::with_capacity(parts.len());
                for part in parts {
                    reports.push(part.check(ring, &Native).await);
                }
                Ok(reports)
            }
            Err(why) => Err(why),
        };
        let opened = if recognition.what == What::Encrypted { Some(open(content, ring).await) } else { None };
        let plaintext = opened.as_ref().and_then(|opened| opened.as_ref().ok()).map(|opened| &opened.plaintext);
        let mut inside = None;
        let mut claims = match &disclosed {
            Some(disclosed) => Some(Value::Object(disclosed.claims.clone())),
            None => inspection.claims().cloned(),
        };
        let mut findings = judge(text, &inspection, &recognition, expected);
        if let Some(plaintext) = plaintext {
            match serde_json::from_slice::<Value>(plaintext) {
                Ok(value) => {
                    if let Some(members) = value.as_object() {
                        judge_claims(members, &inspection, What::Token, expected, &mut findings);
                        findings.sort_by_key(|finding| finding.severity);
                    }
                    claims = Some(value);
                }
                Err(_) if depth < MAX_DEPTH => {
                    let nested = String::from_utf8_lossy(plaintext).into_owned();
                    inside =
                        Some(Box::new(Box::pin(Self::at_depth(&nested, ring, has_keys, expected, depth + 1)).await));
                }
                Err(_) => {}
            }
        }
        Self { inspection, recognition, claims, disclosed, signatures, opened, inside, findings, has_keys }
    }

    /// Whether nothing speaks against accepting it. Without keys nothing is said about the signature.
    pub fn is_acceptable(&self) -> bool {
        let signed = match &self.signatures {
            Ok(reports) => !self.has_keys || reports.iter().all(|report| report.outcome == Outcome::Valid),
            Err(_) => !matches!(self.inspection.kind, Kind::SignedToken | Kind::SdJwt) || !self.has_keys,
        };
        let opened = !matches!(self.opened, Some(Err(_))) || !self.has_keys;
        let inside = self.inside.as_ref().is_none_or(|inside| inside.is_acceptable());
        let judged = self.findings.iter().all(|finding| finding.severity != Severity::Error);
        signed && opened && inside && judged
    }

    /// For programs.
    pub fn to_json(&self) -> Value {
        let parts = self.inspection.segments.iter().map(|segment| {
            json!({
                "part": format!("{:?}", segment.part),
                "start": segment.range.start,
                "end": segment.range.end,
                "problem": segment.problem.as_ref().map(|problem| {
                    json!({"position": problem.position, "reason": problem.reason.to_string()})
                }),
            })
        });
        let signatures = match &self.signatures {
            Ok(reports) => reports.iter().map(signature).collect(),
            Err(why) => json!({"none": why.to_string()}),
        };
        let findings = self.findings.iter().map(|finding| {
            json!({
                "severity": finding.severity.as_str(),
                "code": finding.code,
                "what": finding.what.to_string(),
                "clause": finding.clause,
                "advice": finding.advice,
            })
        });
        json!({
            "kind": self.recognition.name,
            "because": self.recognition.because.to_string(),
            "acceptable": self.is_acceptable(),
            "header": self.inspection.header(),
            "claims": self.claims,
            "parts": parts.collect::<Vec<_>>(),
            "problem": self.inspection.problem.as_ref().map(|problem| {
                json!({"position": problem.position, "reason": problem.reason.to_string()})
            }),
            "signatures": signatures,
            "decrypted": self.opened.as_ref().map(|opened| match opened {
                Ok(opened) => json!({"key": opened.key.to_string(), "text": String::from_utf8_lossy(&opened.plaintext)}),
                Err(why) => json!({"failed": why.to_string()}),
            }),
            "inside": self.inside.as_ref().map(|inside| inside.to_json()),
            "disclosures": self.disclosed.as_ref().map(disclosures),
            "findings": findings.collect::<Vec<_>>(),
        })
    }

    /// For people.
    pub fn to_text(&self, now: i64) -> String {
        let mut text = format!("{}\n  {}\n", self.recognition.name, self.recognition.because);
        match &self.signatures {
            Ok(reports) => {
                for report in reports {
                    let _ = writeln!(text, "\nSignature\n  {}", report.words);
                    for (name, why) in &report.considered {
                        let _ = writeln!(text, "  not with {name}: {why}");
                    }
                }
            }
            Err(why) => {
                let _ = writeln!(text, "\nSignature\n  {why}");
            }
        }
        match &self.opened {
            Some(Ok(opened)) => {
                let _ = writeln!(text, "\nDecrypted with {}", opened.key);
            }
            Some(Err(why)) => {
                let _ = writeln!(text, "\nEncrypted\n  {why}");
            }
            None => {}
        }
        if let Some(header) = self.inspection.header() {
            let _ = writeln!(text, "\nHeader\n{header:#}");
        }
        if let Some(claims) = &self.claims {
            let _ = writeln!(text, "\nClaims\n{claims:#}\n");
            for (name, value) in claims.as_object().into_iter().flatten() {
                let Some(described) = describe(name, value) else { continue };
                let words: Vec<_> = described.words.iter().map(ToString::to_string).collect();
                let time = described.time.map(|time| time_in_words(time, now));
                let said = time.into_iter().chain(words).collect::<Vec<_>>().join(", ");
                let said = if said.is_empty() { said } else { format!(": {said}") };
                let _ = writeln!(text, "  {name}  {} ({}){said}", described.what, described.defined_by);
            }
        }
        if !self.findings.is_empty() {
            let _ = writeln!(text, "\nFindings");
        }
        for finding in &self.findings {
            let _ = writeln!(text, "  {:8} {} ({})", finding.severity.as_str(), finding.what, finding.clause);
            if !finding.advice.is_empty() {
                let _ = writeln!(text, "           {}", finding.advice);
            }
        }
        if let Some(inside) = &self.inside {
            let _ = writeln!(text, "\nInside: {}", inside.to_text(now));
        }
        text
    }
}

async fn open(text: &str, ring: &Keyring) -> Result<Decrypted, Phrase> {
    let mut failure = Phrase::plain("The token has no recipients.");
    for message in Jwe::parse(text)? {
        match message.decrypt(&ring.private, &Native).await {
            Ok(opened) => return Ok(opened),
            Err(why) => failure = why,
        }
    }
    Err(failure)
}

fn signature(report: &signed::Report) -> Value {
    let considered =
        report.considered.iter().map(|(name, why)| json!({"key": name.to_string(), "why": why.to_string()}));
    json!({
        "outcome": match report.outcome {
            Outcome::Valid => "valid",
            Outcome::ValidWeak => "valid_weak",
            Outcome::OwnKey => "own_key",
            Outcome::Invalid => "invalid",
            Outcome::NoKey => "no_key",
            Outcome::Impossible => "impossible",
        },
        "words": report.words.to_string(),
        "why": report.why.as_ref().map(ToString::to_string),
        "kid": report.kid,
        "thumbprint": report.thumbprint,
        "considered": considered.collect::<Vec<_>>(),
    })
}

fn disclosures(taken: &SdJwt) -> Value {
    let each = taken.disclosures.iter().map(|one| {
        json!({
            "name": one.name,
            "value": one.value,
            "place": one.place,
            "problem": one.problem.as_ref().map(ToString::to_string),
        })
    });
    json!({
        "disclosures": each.collect::<Vec<_>>(),
        "withheld": taken.withheld,
        "problems": taken.problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}
