//! Claim resolvers and template tokens (behaviour reference §10.7): `{OIDC:LoginHint}`, `{policy}`. Names compare
//! without case.
//!
//! A [`Template`] is read once, when a policy is compiled; what it names and the engine does not know is refused there
//! by name. Where resolvers apply at all says [`applies`].

mod culture;
mod reference;

pub use reference::Reference;

use domain::{ClaimValue, Claims, Timestamp, claims::Sensitive};
use reference::Named;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use std::{fmt::Write, ops::Range};

/// What resolvers see: plain data. An empty text is no value.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    /// The relying-party policy of the request, as written.
    pub policy: &'a str,
    /// The tenant's id.
    pub tenant_id: &'a str,
    /// `tenant.onmicrosoft.com`.
    pub tenant_domain: &'a str,
    /// The tenant of the root-most base policy.
    pub trust_framework_tenant: &'a str,
    /// The journey's id.
    pub correlation_id: &'a str,
    /// Now.
    pub now: Timestamp,
    /// The host of the request, without scheme.
    pub host: &'a str,
    /// Where the request came from.
    pub ip_address: &'a str,
    /// `DeploymentMode` of the policy: `Production`, `Development`, `Debugging`.
    pub deployment_mode: &'a str,
    /// The engine's version, of numbers with dots: `1.4.0.0`.
    pub build: &'a str,
    /// Whether the person asked to be kept signed in.
    pub keep_me_signed_in: bool,
    /// The language of the pages, as a tag: `de-CH`.
    pub language: &'a str,
    /// The parameters of the authorization request, in order.
    pub parameters: &'a [(String, String)],
    /// What the journey knows.
    pub claims: &'a Claims,
    /// The technical profile that runs.
    pub technical_profile: &'a str,
    /// The token answer of the provider that just answered.
    pub upstream: Option<&'a Map<String, Value>>,
    /// What identifies the engine: its public URL.
    pub service: &'a str,
}

/// Why a name is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// There is no such resolver.
    Unknown,
    /// The engine does not run it.
    Unsupported,
    /// A placeholder that is to be filled before the upload.
    Settings,
    /// In the scheme or host of a URL, and somebody else would choose the host.
    Host,
}

/// A resolver that is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// As written, in its braces.
    pub name: String,
    /// Where in the text, in bytes.
    pub at: Range<usize>,
    /// Why.
    pub reason: Reason,
}

impl Refused {
    /// The code of its diagnostic.
    pub const fn code(&self) -> &'static str {
        match self.reason {
            Reason::Unknown => "unknown-claim-resolver",
            Reason::Unsupported => "unsupported-claim-resolver",
            Reason::Settings => "unfilled-setting",
            Reason::Host => "claim-resolver-in-host",
        }
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = &self.name;
        match self.reason {
            Reason::Unknown => write!(f, "There is no claim resolver {name}."),
            Reason::Unsupported => write!(f, "The claim resolver {name} is not run."),
            Reason::Settings => write!(f, "The placeholder {name} is not filled."),
            Reason::Host => write!(f, "The claim resolver {name} would let others choose the host of the URL."),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Reference { written: String, reference: Reference, token: bool, at: usize },
}

/// A text with resolvers. It is stored as its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    written: String,
    pieces: Vec<Piece>,
}

impl Template {
    /// Reads a text. Braces around what looks like no resolver are text: `{0}`, JSON.
    ///
    /// # Errors
    /// Every name that looks like a resolver and is not known or not run.
    pub fn parse(text: &str) -> Result<Self, Vec<Refused>> {
        let (template, refused) = Self::read(text);
        if refused.is_empty() { Ok(template) } else { Err(refused) }
    }

    /// Reads a text; what is refused stays as written.
    fn read(text: &str) -> (Self, Vec<Refused>) {
        let mut pieces = Vec::new();
        let mut refused = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let (before, from) = rest.split_at(open);
            literal.push_str(before);
            // The innermost braces: `{{policy}}` has a resolver in the middle.
            let end = from.get(1..).and_then(|inner| inner.find(['{', '}'])).map(|end| end + 1);
            let Some(end) = end.filter(|end| from.as_bytes().get(*end) == Some(&b'}')) else {
                literal.push('{');
                rest = from.get(1..).unwrap_or_default();
                continue;
            };
            let name = from.get(1..end).unwrap_or_default();
            let written = from.get(..=end).unwrap_or_default();
            let at = text.len() - from.len();
            let mut refuse =
                |reason| refused.push(Refused { name: written.to_owned(), at: at..at + written.len(), reason });
            match reference::read(name) {
                Named::Known(reference) => {
                    if !literal.is_empty() {
                        pieces.push(Piece::Literal(std::mem::take(&mut literal)));
                    }
                    let token = Reference::is_token(name);
                    pieces.push(Piece::Reference { written: written.to_owned(), reference, token, at });
                }
                other => {
                    match other {
                        Named::Unknown => refuse(Reason::Unknown),
                        Named::Unsupported => refuse(Reason::Unsupported),
                        Named::Settings => refuse(Reason::Settings),
                        Named::Text | Named::Known(_) => {}
                    }
                    literal.push_str(written);
                }
            }
            rest = from.get(end + 1..).unwrap_or_default();
        }
        literal.push_str(rest);
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal));
        }
        (Self { written: text.to_owned(), pieces }, refused)
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Whether it holds nothing to resolve.
    pub fn is_literal(&self) -> bool {
        self.pieces.iter().all(|piece| matches!(piece, Piece::Literal(_)))
    }

    /// Whether it names a claim resolver, not only template tokens.
    pub fn has_resolvers(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Reference { token: false, .. }))
    }

    /// What it names.
    pub fn references(&self) -> impl Iterator<Item = &Reference> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Literal(_) => None,
            Piece::Reference { reference, .. } => Some(reference),
        })
    }

    /// Its value. One resolver alone gives its value, or none; in a longer text, one without a value is empty. A text
    /// with a secret in it is a secret. No value is resolved again.
    pub fn evaluate(&self, around: &Surroundings<'_>) -> Option<ClaimValue> {
        self.resolve(around, false)
    }

    /// Its value where claim resolvers do not apply: template tokens alone are replaced.
    pub fn evaluate_tokens(&self, around: &Surroundings<'_>) -> Option<ClaimValue> {
        self.resolve(around, true)
    }

    fn resolve(&self, around: &Surroundings<'_>, tokens: bool) -> Option<ClaimValue> {
        if let [Piece::Reference { reference, token, .. }] = self.pieces.as_slice()
            && (*token || !tokens)
        {
            return reference.evaluate(around);
        }
        let mut text = String::new();
        let mut secret = false;
        for piece in &self.pieces {
            match piece {
                Piece::Literal(literal) => text.push_str(literal),
                Piece::Reference { written, token, .. } if tokens && !token => text.push_str(written),
                Piece::Reference { reference, .. } => {
                    let value = reference.evaluate(around);
                    secret |= matches!(value, Some(ClaimValue::Sensitive(_)));
                    text.push_str(&value.and_then(|value| value.text()).unwrap_or_default());
                }
            }
        }
        Some(if secret { ClaimValue::Sensitive(Sensitive::new(text)) } else { ClaimValue::Text(text) })
    }

    /// Its value as a URL: what resolvers give is percent-encoded, so that it adds no path, parameter or fragment, and
    /// dots alone are left out, so that it climbs no folder (S71).
    pub fn evaluate_url(&self, around: &Surroundings<'_>) -> String {
        let mut url = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Literal(literal) => url.push_str(literal),
                Piece::Reference { reference, .. } => {
                    let value = reference.evaluate(around).and_then(|value| value.text()).unwrap_or_default();
                    if value.bytes().any(|byte| byte != b'.') {
                        percent_encode(&mut url, &value);
                    }
                }
            }
        }
        url
    }

    /// Checks that nobody outside can choose the scheme or host of a URL (S71).
    ///
    /// # Errors
    /// The resolvers by which they could.
    pub fn check_url(&self) -> Result<(), Vec<Refused>> {
        let scheme = self.written.find("://").map_or(0, |at| at + 3);
        let path = self.written.get(scheme..).and_then(|rest| rest.find(['/', '?', '#']));
        let end = path.map_or(self.written.len(), |at| scheme + at);
        let refused: Vec<_> = self
            .pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Reference { written, reference, at, .. } if *at < end && reference.is_foreign() => {
                    Some(Refused { name: written.clone(), at: *at..*at + written.len(), reason: Reason::Host })
                }
                _ => None,
            })
            .collect();
        if refused.is_empty() { Ok(()) } else { Err(refused) }
    }
}

fn percent_encode(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

impl Serialize for Template {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.written)
    }
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // What is refused was seen when the policy was compiled.
        String::deserialize(deserializer).map(|written| Self::read(&written).0)
    }
}

/// Kinds of technical profiles, as far as resolvers tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handler {
    /// Application Insights.
    ApplicationInsights,
    /// The directory.
    Directory,
    /// An OAuth 2.0 provider.
    OAuth2,
    /// An OpenID Connect provider.
    OpenIdConnect,
    /// Transformations only.
    ClaimsTransformation,
    /// A REST service.
    Rest,
    /// A SAML provider.
    Saml,
    /// A page.
    SelfAsserted,
    /// The relying party.
    RelyingParty,
    /// Any other.
    Other,
}

/// Where in a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Element {
    /// `InputClaim`.
    InputClaim,
    /// `OutputClaim`.
    OutputClaim,
    /// `PersistedClaim`, `DisplayClaim`.
    Other,
}

/// Whether B2C documents that claim resolvers in a `DefaultValue` are resolved there: by the profile's
/// `IncludeClaimResolvingInClaimsHandling` and the claim's `AlwaysUseDefaultValue`. Template tokens always are.
pub fn applies(handler: Handler, element: Element, include: bool, always_default: bool) -> bool {
    use {Element as E, Handler as H};
    match (handler, element) {
        (H::ApplicationInsights, E::InputClaim) => true,
        (H::RelyingParty, E::OutputClaim) => always_default,
        (
            H::Directory | H::OAuth2 | H::OpenIdConnect | H::ClaimsTransformation | H::SelfAsserted,
            E::InputClaim | E::OutputClaim,
        )
        | (H::Rest, E::InputClaim)
        | (H::Saml, E::OutputClaim) => include && always_default,
        _ => false,
    }
}

/// Whether claim resolvers in a `DefaultValue` are resolved there; where they are not, it has no value. That is where
/// [`applies`] says so, and beyond it where braces would only reach a person, a provider or a service: what a page is
/// filled with and what is sent is resolved always, and so is what an application gets. B2C's own documents write
/// `{OIDC:LoginHint}` there with and without flags (behaviour reference §8).
pub fn resolves(handler: Handler, element: Element, include: bool, always_default: bool) -> bool {
    let sent = element == Element::InputClaim && !matches!(handler, Handler::Directory | Handler::ClaimsTransformation);
    sent || handler == Handler::RelyingParty || applies(handler, element, include, always_default)
}

/// Values that resolvers of user flows take from the running journey.
#[derive(Debug, Clone, Copy)]
pub struct Resolver<'a> {
    /// `{policy}`, `{Policy:PolicyId}`.
    pub policy: &'a str,
    /// `{Policy:TenantObjectId}`.
    pub tenant_id: &'a str,
    /// `{Policy:RelyingPartyTenantId}`, `{RelyingPartyTenantId}`.
    pub tenant_domain: &'a str,
    /// `{Context:CorrelationId}`.
    pub correlation_id: &'a str,
}

impl Resolver<'_> {
    /// Replaces what it has values for; everything else stays as written.
    pub fn resolve(&self, text: &str) -> String {
        let mut out = String::new();
        for piece in Template::read(text).0.pieces {
            match piece {
                Piece::Literal(literal) => out.push_str(&literal),
                Piece::Reference { written, reference, .. } => out.push_str(match reference {
                    Reference::PolicyId => self.policy,
                    Reference::TenantObjectId => self.tenant_id,
                    Reference::RelyingPartyTenant => self.tenant_domain,
                    Reference::CorrelationId => self.correlation_id,
                    _ => &written,
                }),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests;
