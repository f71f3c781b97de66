//! What a resolver names.

use super::{Surroundings, culture};
use crate::date::Moment;
use domain::{ClaimValue, claims::Sensitive};

/// A claim resolver or template token, by what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// `{Culture:LanguageName}`.
    CultureLanguage,
    /// `{Culture:LCID}`.
    CultureLcid,
    /// `{Culture:RegionName}`.
    CultureRegion,
    /// `{Culture:RFC5646}`.
    CultureTag,
    /// `{Policy:PolicyId}`, `{policy}`.
    PolicyId,
    /// `{Policy:RelyingPartyTenantId}`, `{RelyingPartyTenantId}`, `{tenant}`.
    RelyingPartyTenant,
    /// `{Policy:TenantObjectId}`.
    TenantObjectId,
    /// `{Policy:TrustFrameworkTenantId}`, `{TrustFrameworkTenantId}`.
    TrustFrameworkTenant,
    /// `{Context:BuildNumber}`.
    BuildNumber,
    /// `{Context:CorrelationId}`.
    CorrelationId,
    /// `{Context:DateTimeInUtc}`.
    DateTimeInUtc,
    /// `{Context:DeploymentMode}`.
    DeploymentMode,
    /// `{Context:HostName}`.
    HostName,
    /// `{Context:IPAddress}`.
    IpAddress,
    /// `{Context:KMSI}`.
    KeepMeSignedIn,
    /// `{Claim:id}`.
    Claim(String),
    /// `{OIDC:…}`, `{OAUTH-KV:name}`: a parameter of the request.
    Parameter(String),
    /// `{oauth2:…}`: a member of the provider's token answer.
    Upstream(&'static str),
    /// `{TechnicalProfileId}`.
    TechnicalProfile,
    /// `{service:te}`: what identifies the engine itself.
    Service,
    /// `{AuthenticatorIssuer}`: what an authenticator application shows.
    AuthenticatorIssuer,
}

/// Names with one meaning. Template tokens have no group, except `service:te`.
const NAMES: [(&str, Reference); 26] = [
    ("Culture:LanguageName", Reference::CultureLanguage),
    ("Culture:LCID", Reference::CultureLcid),
    ("Culture:RegionName", Reference::CultureRegion),
    ("Culture:RFC5646", Reference::CultureTag),
    ("Policy:PolicyId", Reference::PolicyId),
    ("Policy:RelyingPartyTenantId", Reference::RelyingPartyTenant),
    ("Policy:TenantObjectId", Reference::TenantObjectId),
    ("Policy:TrustFrameworkTenantId", Reference::TrustFrameworkTenant),
    ("Context:BuildNumber", Reference::BuildNumber),
    ("Context:CorrelationId", Reference::CorrelationId),
    ("Context:DateTimeInUtc", Reference::DateTimeInUtc),
    ("Context:DeploymentMode", Reference::DeploymentMode),
    ("Context:HostName", Reference::HostName),
    ("Context:IPAddress", Reference::IpAddress),
    ("Context:KMSI", Reference::KeepMeSignedIn),
    ("oauth2:access_token", Reference::Upstream("access_token")),
    ("oauth2:token_type", Reference::Upstream("token_type")),
    ("oauth2:expires_in", Reference::Upstream("expires_in")),
    ("oauth2:refresh_token", Reference::Upstream("refresh_token")),
    ("policy", Reference::PolicyId),
    ("tenant", Reference::RelyingPartyTenant),
    ("RelyingPartyTenantId", Reference::RelyingPartyTenant),
    ("TrustFrameworkTenantId", Reference::TrustFrameworkTenant),
    ("TechnicalProfileId", Reference::TechnicalProfile),
    ("service:te", Reference::Service),
    ("AuthenticatorIssuer", Reference::AuthenticatorIssuer),
];

/// `{OIDC:name}` and the parameter it stands for.
const OIDC: [(&str, &str); 12] = [
    ("AuthenticationContextReferences", "acr_values"),
    ("ClientId", "client_id"),
    ("DomainHint", "domain_hint"),
    ("LoginHint", "login_hint"),
    ("MaxAge", "max_age"),
    ("Nonce", "nonce"),
    ("Password", "password"),
    ("Prompt", "prompt"),
    ("RedirectUri", "redirect_uri"),
    ("Resource", "resource"),
    ("Scope", "scope"),
    ("Username", "username"),
];

/// `{SAML:name}`, which the engine does not run.
const SAML: [&str; 9] = [
    "AuthnContextClassReferences",
    "NameIdPolicyFormat",
    "Issuer",
    "AllowCreate",
    "ForceAuthn",
    "ProviderName",
    "RelayState",
    "Subject",
    "Binding",
];

/// Parameters and members whose values nobody may see.
const SECRET: [&str; 11] = [
    "password",
    "client_secret",
    "client_assertion",
    "assertion",
    "code",
    "code_verifier",
    "refresh_token",
    "access_token",
    "id_token_hint",
    "request",
    "id_token",
];

/// How a name in braces is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// It is this.
    Known(Reference),
    /// It is documented and not run.
    Unsupported,
    /// It is filled before a policy is uploaded.
    Settings,
    /// It looks like a resolver and is none.
    Unknown,
    /// It is text, such as `{0}`.
    Text,
}

pub(super) fn read(name: &str) -> Named {
    let known = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    if let Some((_, reference)) = known {
        return Named::Known(reference.clone());
    }
    let Some((group, member)) = name.split_once(':') else { return Named::Text };
    let word = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    if !word(group) || member.is_empty() || member.contains(['{', '"', '\n']) {
        return Named::Text;
    }
    let group = group.to_ascii_lowercase();
    match group.as_str() {
        "claim" => Named::Known(Reference::Claim(member.to_owned())),
        "oauth-kv" => Named::Known(Reference::Parameter(member.to_owned())),
        "oidc" => match OIDC.iter().find(|(known, _)| known.eq_ignore_ascii_case(member)) {
            Some((_, parameter)) => Named::Known(Reference::Parameter((*parameter).to_owned())),
            None => Named::Unknown,
        },
        "saml" if SAML.iter().any(|known| known.eq_ignore_ascii_case(member)) => Named::Unsupported,
        "settings" => Named::Settings,
        _ => Named::Unknown,
    }
}

impl Reference {
    /// Whether it is a template token, which stands everywhere, and no claim resolver.
    pub(super) fn is_token(name: &str) -> bool {
        !name.contains(':') || name.eq_ignore_ascii_case("service:te")
    }

    /// Whether who sends the request, or who signs in, chooses its value.
    pub(super) const fn is_foreign(&self) -> bool {
        matches!(self, Self::Claim(_) | Self::Parameter(_) | Self::Upstream(_) | Self::HostName | Self::IpAddress)
    }

    /// Its value, if it has one.
    pub fn evaluate(&self, around: &Surroundings<'_>) -> Option<ClaimValue> {
        let text = |text: &str| Some(ClaimValue::Text(text.to_owned())).filter(|_| !text.is_empty());
        let hidden = |name: &str, value: &str| {
            if SECRET.iter().any(|secret| secret.eq_ignore_ascii_case(name)) {
                Some(ClaimValue::Sensitive(Sensitive::new(value)))
            } else {
                text(value)
            }
        };
        match self {
            Self::CultureLanguage => text(culture::language(around.language)),
            Self::CultureLcid => text(&culture::lcid(around.language).to_string()),
            Self::CultureRegion => culture::region(around.language).map(ClaimValue::Text),
            Self::CultureTag => text(around.language),
            Self::PolicyId => text(around.policy),
            Self::RelyingPartyTenant | Self::AuthenticatorIssuer => text(around.tenant_domain),
            Self::TenantObjectId => text(around.tenant_id),
            Self::TrustFrameworkTenant => text(around.trust_framework_tenant),
            Self::BuildNumber => text(around.build),
            Self::CorrelationId => text(around.correlation_id),
            Self::DateTimeInUtc => Moment::now(around.now).map(|now| ClaimValue::Text(now.american())),
            Self::DeploymentMode => text(around.deployment_mode),
            Self::HostName => text(around.host),
            Self::IpAddress => text(around.ip_address),
            Self::KeepMeSignedIn => text(if around.keep_me_signed_in { "True" } else { "False" }),
            Self::Claim(id) => {
                let exact = around.claims.get(id);
                exact
                    .or_else(|| {
                        around.claims.iter().find(|(known, _)| known.eq_ignore_ascii_case(id)).map(|(_, value)| value)
                    })
                    .cloned()
            }
            Self::Parameter(name) => {
                let by = |same: &dyn Fn(&str) -> bool| around.parameters.iter().find(|(known, _)| same(known));
                let found = by(&|known| known == name).or_else(|| by(&|known| known.eq_ignore_ascii_case(name)));
                found.and_then(|(name, value)| hidden(name, value))
            }
            Self::Upstream(name) => match around.upstream?.get(*name)? {
                serde_json::Value::String(value) => hidden(name, value),
                serde_json::Value::Number(number) => number.as_i64().map(ClaimValue::Integer),
                _ => None,
            },
            Self::TechnicalProfile => text(around.technical_profile),
            Self::Service => text(around.service),
        }
    }
}
