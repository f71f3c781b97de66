//! What a technical profile is, by its protocol, handler and token formats (behaviour reference §10.4).

use super::{Row, refused, runs, without_effect};
use crate::tree::TechnicalProfile;

/// What a technical profile is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProfileKind {
    /// `OpenIdConnect`: an identity provider.
    OpenIdConnect,
    /// `OpenIdConnect` with a password grant: the local sign-in.
    LocalSignIn,
    /// `OAuth2`: an identity provider.
    OAuth2,
    /// `OAuth1`: an identity provider.
    OAuth1,
    /// `SAML2`: an identity provider.
    Saml2,
    /// `WsFed`: an identity provider.
    WsFed,
    /// Issues JWTs.
    JwtIssuer,
    /// Issues the answer of the `UserInfo` endpoint, or checks its token.
    UserInfo,
    /// Issues SAML 2.0 assertions.
    Saml2Issuer,
    /// Issues SAML 1.1 assertions.
    Saml11Issuer,
    /// Answers an application with an error of the policy's own.
    OAuth2Error,
    /// `None`: the token that an application brings, checked by a step of type `GetClaims`.
    IdTokenHint,
    /// `None`: what a refresh token says, for the journey of the token endpoint; or nothing at all.
    Nothing,
    /// The page.
    SelfAsserted,
    /// The user's record.
    Directory,
    /// Only transformations.
    ClaimsTransformation,
    /// An API.
    Rest,
    /// The phone page.
    PhoneFactor,
    /// A code of one use.
    OneTimePassword,
    /// A code by e-mail.
    EmailCode,
    /// Azure's second factors.
    AzureMfa,
    /// Conditional access.
    ConditionalAccess,
    /// What the running journey knows.
    JourneyContext,
    /// A telemetry event.
    Insights,
    /// Never part of a session.
    NoopSession,
    /// Claims of a session.
    DefaultSession,
    /// The provider of a session.
    ExternalLoginSession,
    /// The applications of a session.
    OAuthSession,
    /// SAML sessions.
    SamlSession,
    /// WS-Federation sessions.
    WsFedSession,
}

use ProfileKind as K;

/// Every kind: how the table calls it, and what becomes of it.
pub const KINDS: &[(ProfileKind, Row)] = &[
    (K::SelfAsserted, runs(1, "SelfAssertedAttributeProvider")),
    (K::Directory, runs(1, "AzureActiveDirectoryProvider")),
    (K::OpenIdConnect, runs(1, "OpenIdConnect")),
    (K::LocalSignIn, runs(1, "OpenIdConnect with grant_type password (login-NonInteractive)")),
    (K::OAuth2, runs(1, "OAuth2")),
    (K::PhoneFactor, runs(1, "PhoneFactorProtocolProvider")),
    (K::JwtIssuer, runs(1, "OpenIdConnect or None, OutputTokenFormat JWT")),
    (K::Nothing, runs(1, "None")),
    (K::DefaultSession, runs(1, "DefaultSSOSessionProvider")),
    (K::ExternalLoginSession, runs(1, "ExternalLoginSSOSessionProvider")),
    (K::NoopSession, runs(1, "NoopSSOSessionProvider")),
    (K::OAuthSession, runs(1, "OAuthSSOSessionProvider")),
    (K::ClaimsTransformation, runs(2, "ClaimsTransformationProtocolProvider")),
    (K::EmailCode, runs(2, "AadSsprProtocolProvider")),
    (K::IdTokenHint, runs(2, "None, run by a step of type GetClaims")),
    (K::JourneyContext, runs(2, "UserJourneyContextProvider")),
    (K::OAuth2Error, runs(2, "None, OutputTokenFormat OAuth2Error")),
    (K::OneTimePassword, runs(2, "OneTimePasswordProtocolProvider")),
    (K::Rest, runs(2, "RestfulProvider")),
    (
        K::AzureMfa,
        refused(
            "AzureMfaProtocolProvider",
            "Azure's second factors are a service of Azure; use PhoneFactorProtocolProvider.",
        ),
    ),
    (K::ConditionalAccess, refused("ConditionalAccessProtocolProvider", "Conditional access is a service of Azure.")),
    (
        K::Insights,
        without_effect(
            3,
            "Insights.AzureApplicationInsightsProvider",
            "Nothing is sent to Application Insights; the console shows every sign-in as a trace.",
        ),
    ),
    (K::OAuth1, refused("OAuth1", "No provider needs OAuth 1.0 any more.")),
    (K::Saml11Issuer, refused("OutputTokenFormat SAML11", "WS-Federation is not spoken.")),
    (K::Saml2, refused("SAML2", "SAML is not spoken.")),
    (K::Saml2Issuer, refused("SAML2, OutputTokenFormat SAML2", "SAML is not spoken.")),
    (K::SamlSession, refused("SamlSSOSessionProvider", "SAML is not spoken.")),
    (
        K::UserInfo,
        refused(
            "None, OutputTokenFormat JSON or InputTokenFormat JWT",
            "The UserInfo endpoint of a custom policy is not served.",
        ),
    ),
    (K::WsFed, refused("WsFed", "WS-Federation is not spoken.")),
    (K::WsFedSession, refused("WsFedSSOSessionProvider", "WS-Federation is not spoken.")),
];

impl ProfileKind {
    /// Its row.
    pub fn row(self) -> Option<&'static Row> {
        KINDS.iter().find(|(kind, _)| *kind == self).map(|(_, row)| row)
    }

    /// The kind of a proprietary handler, by the last part of its name without its assembly, compared without case.
    pub fn of_handler(handler: &str) -> Option<Self> {
        let name = handler.split(',').next().unwrap_or_default().trim();
        let name = name.rsplit('.').next().unwrap_or_default();
        let known = |row: &Row| row.name.rsplit('.').next().is_some_and(|known| known.eq_ignore_ascii_case(name));
        let session_or_provider = name.to_ascii_lowercase().ends_with("provider");
        KINDS.iter().find(|(_, row)| session_or_provider && known(row)).map(|(kind, _)| *kind)
    }

    /// The kind of a profile.
    ///
    /// # Errors
    /// The protocol or handler that is not known.
    pub fn of<'a>(facts: &Facts<'a>) -> Result<Self, &'a str> {
        let output = facts.output_format.unwrap_or_default();
        Ok(match facts.protocol.unwrap_or("None") {
            "Proprietary" => {
                let handler = facts.handler.unwrap_or_default();
                Self::of_handler(handler).ok_or(handler)?
            }
            // Providers, too, are often written with a token format; an issuer has no address of its own.
            "OpenIdConnect" | "None" if output == "JWT" && !facts.federates => Self::JwtIssuer,
            _ if output == "OAuth2Error" => Self::OAuth2Error,
            _ if output == "JSON" => Self::UserInfo,
            _ if output == "SAML2" => Self::Saml2Issuer,
            _ if output == "SAML11" => Self::Saml11Issuer,
            "OpenIdConnect" if facts.password_grant => Self::LocalSignIn,
            "OpenIdConnect" => Self::OpenIdConnect,
            "OAuth2" => Self::OAuth2,
            "OAuth1" => Self::OAuth1,
            "SAML2" => Self::Saml2,
            "WsFed" => Self::WsFed,
            "None" if facts.input_format == Some("JWT") => Self::UserInfo,
            "None" if facts.checks_a_token => Self::IdTokenHint,
            "None" => Self::Nothing,
            other => return Err(other),
        })
    }
}

/// What decides about the kind of a profile.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts<'a> {
    /// `Protocol/@Name`; none is `None`.
    pub protocol: Option<&'a str>,
    /// `Protocol/@Handler`.
    pub handler: Option<&'a str>,
    /// `InputTokenFormat`.
    pub input_format: Option<&'a str>,
    /// `OutputTokenFormat`.
    pub output_format: Option<&'a str>,
    /// It says `grant_type` = `password`, as a metadata item or as the default of an input claim.
    pub password_grant: bool,
    /// It has `METADATA`, `IdTokenAudience`, `issuer` or a key: what checks a token.
    pub checks_a_token: bool,
    /// It has `METADATA` or `authorization_endpoint`: where somebody is sent to sign in.
    pub federates: bool,
}

impl<'a> Facts<'a> {
    /// Those of a profile.
    pub(crate) fn of(profile: &'a TechnicalProfile) -> Self {
        let grant = |name: &str| name.eq_ignore_ascii_case("grant_type");
        let password = |value: &str| value.trim().eq_ignore_ascii_case("password");
        let by_claim = profile.input_claims.iter().any(|used| {
            (grant(&used.claim) || used.partner.as_ref().is_some_and(|partner| grant(partner)))
                && used.default.as_ref().is_some_and(|default| password(default))
        });
        let has = |keys: &[&str]| keys.iter().any(|key| profile.find_item(key).is_some());
        Self {
            protocol: profile.protocol.as_ref().map(|protocol| protocol.name.trim()),
            handler: profile
                .protocol
                .as_ref()
                .and_then(|protocol| protocol.handler.as_ref())
                .map(|handler| handler.trim()),
            input_format: profile.input_token_format.as_ref().map(|format| format.text.trim()),
            output_format: profile.output_token_format.as_ref().map(|format| format.text.trim()),
            password_grant: by_claim || profile.item("grant_type").is_some_and(password),
            checks_a_token: !profile.keys.is_empty() || has(&["METADATA", "IdTokenAudience", "issuer"]),
            federates: has(&["METADATA", "authorization_endpoint"]),
        }
    }
}
