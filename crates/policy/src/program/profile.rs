//! Technical profiles.

use super::SelfAsserted;
use domain::ProviderId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `InputClaim`, `OutputClaim`, `PersistedClaim`, `DisplayClaim`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimUse {
    /// `ClaimTypeReferenceId`, in its declared spelling.
    pub claim: String,
    /// `PartnerClaimType`, or the default partner of the claim for this protocol.
    pub partner: Option<String>,
    /// `DefaultValue`.
    pub default: Option<String>,
    /// `AlwaysUseDefaultValue`.
    pub always_default: bool,
    /// `Required`.
    pub required: bool,
}

impl ClaimUse {
    /// The name that the other side has for it.
    pub fn name(&self) -> &str {
        self.partner.as_deref().unwrap_or(&self.claim)
    }
}

/// A technical profile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// Its name for people: the text of its button.
    pub display_name: String,
    /// Values of `domain_hint=` that lead to it.
    pub domains: Vec<String>,
    /// The provider of a user flow that it was made from.
    pub provider: Option<ProviderId>,
    /// What it is.
    pub protocol: Protocol,
    /// Transformations before.
    pub input_transformations: Vec<String>,
    /// What goes in.
    pub input_claims: Vec<ClaimUse>,
    /// What comes out.
    pub output_claims: Vec<ClaimUse>,
    /// Transformations after.
    pub output_transformations: Vec<String>,
    /// `IncludeClaimResolvingInClaimsHandling`.
    pub resolves: bool,
    /// `UseTechnicalProfileForSessionManagement`.
    pub session: Option<String>,
    /// `EnabledForUserJourneys`.
    pub enabled: Enabled,
    /// Metadata items that are texts for people: `UserMessageIf…`, `language.…`, `DefaultUserMessageIfRequestFailed`.
    pub messages: BTreeMap<String, String>,
}

/// `EnabledForUserJourneys`: whether a claims exchange with this profile is there at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Enabled {
    /// Always.
    Always,
    /// Never.
    Never,
    /// When the claim `ClaimTypeOnWhichToEnable` has a value, or any input claim where that item is missing.
    OnClaimsExistence(Vec<String>),
    /// When the collection holds the item.
    OnItem {
        /// `ClaimTypeOnWhichToEnable`.
        claim: String,
        /// `ClaimValueOnWhichToEnable`.
        item: String,
        /// Or when it does not (`OnItemAbsence…`).
        absent: bool,
    },
}

/// The kinds of technical profiles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Protocol {
    /// An OpenID Connect provider.
    OpenIdConnect(Box<OpenIdConnect>),
    /// An OAuth 2.0 provider.
    OAuth2(Box<OAuth2>),
    /// Our own users by name and password: what packs call `login-NonInteractive`.
    LocalLogin,
    /// A page of claims.
    SelfAsserted(Box<SelfAsserted>),
    /// The directory of users.
    Directory(Directory),
    /// Transformations only.
    ClaimsTransformation,
    /// A REST service.
    Rest(Box<Rest>),
    /// A code by e-mail (`AadSsprProtocolProvider`).
    EmailCode(CodeOperation),
    /// A one-time password that the policy sends itself.
    OneTimePassword(OneTimePassword),
    /// A code by message to a telephone.
    PhoneFactor(PhoneFactor),
    /// What the refresh token holds (`RefreshTokenReadAndSetup`).
    RefreshToken,
    /// What is known of the running journey.
    JourneyContext,
    /// The issuer of JWTs.
    JwtIssuer(JwtIssuer),
    /// Checks the token that the application brought.
    IdTokenHint(Box<IdTokenHint>),
    /// Answers the application with an error of the policy's own (`OutputTokenFormat` `OAuth2Error`).
    OAuth2Error,
}

impl Protocol {
    /// In words, for the trace.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::OpenIdConnect(_) => "OpenIdConnect",
            Self::OAuth2(_) => "OAuth2",
            Self::LocalLogin => "LocalLogin",
            Self::SelfAsserted(_) => "SelfAsserted",
            Self::Directory(_) => "Directory",
            Self::ClaimsTransformation => "ClaimsTransformation",
            Self::Rest(_) => "REST",
            Self::EmailCode(_) => "EmailCode",
            Self::OneTimePassword(_) => "OneTimePassword",
            Self::PhoneFactor(_) => "PhoneFactor",
            Self::RefreshToken => "RefreshToken",
            Self::JourneyContext => "JourneyContext",
            Self::JwtIssuer(_) => "JwtIssuer",
            Self::IdTokenHint(_) => "IdTokenHint",
            Self::OAuth2Error => "OAuth2Error",
        }
    }
}

/// An OpenID Connect provider (behaviour reference §2.1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(clippy::struct_excessive_bools, reason = "each is a metadata item of its own")]
pub struct OpenIdConnect {
    /// `METADATA`.
    pub metadata: String,
    /// `authorization_endpoint`, else the metadata's.
    pub authorization_endpoint: Option<String>,
    /// `token_endpoint` or `AccessTokenEndpoint`, else the metadata's.
    pub token_endpoint: Option<String>,
    /// `client_id`.
    pub client_id: String,
    /// `client_secret`: where it is kept.
    pub client_secret: Option<String>,
    /// `scope`, as on the wire.
    pub scope: String,
    /// `response_types`.
    pub response_type: domain::ResponseType,
    /// `response_mode`.
    pub response_mode: domain::ResponseMode,
    /// What the authorization endpoint gets beside the parameters of the protocol.
    pub parameters: Vec<(String, String)>,
    /// `token_endpoint_auth_method`.
    pub authentication: domain::ClientAuthentication,
    /// `assertion_signing_key`: the key container that signs for `private_key_jwt`.
    pub assertion_key: Option<String>,
    /// Whether the userinfo endpoint is asked for more claims.
    pub user_info: bool,
    /// Whether a code challenge is sent.
    pub pkce: domain::Pkce,
    /// `IdTokenAudience`, else the client id.
    pub audience: Option<String>,
    /// `issuer`, else the metadata's.
    pub issuer: Option<String>,
    /// Seconds that its clock may be off.
    pub clock_tolerance: u8,
    /// `ResolveJsonPathsInJsonTokens`.
    pub json_paths: bool,
    /// `UsePolicyInRedirectUri`.
    pub policy_in_redirect_uri: bool,
    /// Whether answers come back at an address of this profile alone.
    pub own_redirect_uri: bool,
    /// `JWKS`: where its keys are, which wins over the metadata's.
    pub keys: Option<String>,
    /// `ValidTokenIssuerPrefixes`: a provider of many tenants, whose tokens name one of them.
    pub issuer_prefixes: Vec<String>,
    /// `DiscoverMetadataByTokenIssuer`: the keys are those of the metadata of the token's own issuer.
    pub discover: bool,
    /// `ReadBodyClaimsOnIdpRedirect`: what the answer itself says beside the token, such as `user.name.firstName`.
    pub body_claims: Vec<String>,
}

/// A technical profile that checks an `id_token_hint` (behaviour reference §6.3, §10.5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdTokenHint {
    /// By what it is checked.
    pub key: HintKey,
    /// `IdTokenAudience`; none: any.
    pub audience: Option<String>,
    /// `issuer`, else the metadata's.
    pub issuer: Option<String>,
}

/// By what a token is checked that an application brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum HintKey {
    /// `METADATA`: the keys of its issuer.
    Metadata(String),
    /// `client_secret`: the policy key that holds a shared secret.
    Secret(String),
}

/// An OAuth 2.0 provider (behaviour reference §2.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::struct_excessive_bools, reason = "each is a metadata item of its own")]
pub struct OAuth2 {
    /// `authorization_endpoint`.
    pub authorization_endpoint: String,
    /// `AccessTokenEndpoint`.
    pub token_endpoint: String,
    /// `ClaimsEndpoint`.
    pub claims_endpoint: Option<String>,
    /// `client_id`.
    pub client_id: String,
    /// `client_secret`: where it is kept.
    pub client_secret: Option<String>,
    /// `assertion_signing_key`: the key container that signs for `private_key_jwt`.
    pub assertion_key: Option<String>,
    /// `ClientIdParamName`: how the provider calls the client id.
    pub client_id_name: String,
    /// `ClientSecretParamName`: how it calls the client secret.
    pub client_secret_name: String,
    /// `scope`.
    pub scope: Option<String>,
    /// `response_mode`.
    pub response_mode: Option<domain::ResponseMode>,
    /// `HttpBinding` is `GET`: the code goes in the query of the token endpoint.
    pub token_by_get: bool,
    /// `token_endpoint_auth_method`.
    pub authentication: domain::ClientAuthentication,
    /// `BearerTokenTransmissionMethod` is `AuthorizationHeader`.
    pub bearer_header: bool,
    /// `ClaimsEndpointAccessTokenName`.
    pub access_token_name: String,
    /// `ClaimsEndpointFormatName` and `ClaimsEndpointFormat`.
    pub claims_format: Option<(String, String)>,
    /// `AdditionalRequestQueryParameters`: names and values.
    pub parameters: Vec<(String, String)>,
    /// `ExtraParamsInAccessTokenEndpointResponse`.
    pub extra_response: Vec<String>,
    /// `ExtraParamsInClaimsEndpointRequest`.
    pub extra_claims_request: Vec<String>,
    /// `ResponseErrorCodeParamName`.
    pub error_name: Option<String>,
    /// `ResolveJsonPathsInJsonTokens`.
    pub json_paths: bool,
    /// `UsePolicyInRedirectUri`.
    pub policy_in_redirect_uri: bool,
}

/// What a directory profile does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    /// Reads, writes or deletes.
    pub operation: DirectoryOperation,
    /// The claim by which the user is found.
    pub key: DirectoryKey,
    /// What is written.
    pub persisted_claims: Vec<ClaimUse>,
    /// `RaiseErrorIfClaimsPrincipalDoesNotExist`.
    pub error_if_missing: bool,
    /// `RaiseErrorIfClaimsPrincipalAlreadyExists`.
    pub error_if_exists: bool,
}

/// The operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DirectoryOperation {
    /// `Read`.
    Read,
    /// `Write`.
    Write,
    /// `DeleteClaims`.
    DeleteClaims,
    /// `DeleteClaimsPrincipal`.
    DeleteUser,
}

/// What finds a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DirectoryKey {
    /// An alternative security id in this claim.
    AlternativeSecurityId(String),
    /// An object id in this claim.
    ObjectId(String),
    /// A sign-in name in this claim.
    SignInName {
        /// The claim.
        claim: String,
        /// What kind of name.
        kind: NameKind,
    },
}

impl DirectoryKey {
    /// The claim.
    pub fn claim(&self) -> &str {
        match self {
            Self::AlternativeSecurityId(claim) | Self::ObjectId(claim) | Self::SignInName { claim, .. } => claim,
        }
    }
}

/// What kind of sign-in name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NameKind {
    /// `signInNames`: any.
    Any,
    /// `signInNames.emailAddress`.
    Email,
    /// `signInNames.userName`.
    UserName,
    /// `signInNames.phoneNumber`.
    Phone,
    /// `userPrincipalName`.
    PrincipalName,
}

impl NameKind {
    /// The attribute that holds it.
    pub const fn attribute(self) -> &'static str {
        match self {
            Self::Any => "signInNames",
            Self::Email => "signInNames.emailAddress",
            Self::UserName => "signInNames.userName",
            Self::Phone => "signInNames.phoneNumber",
            Self::PrincipalName => "userPrincipalName",
        }
    }

    /// The kind that an attribute holds. Names compare without case.
    pub fn of(attribute: &str) -> Option<Self> {
        [Self::Any, Self::Email, Self::UserName, Self::Phone, Self::PrincipalName]
            .into_iter()
            .find(|kind| kind.attribute().eq_ignore_ascii_case(attribute))
    }
}

/// A REST service (behaviour reference §10.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rest {
    /// `ServiceUrl`.
    pub url: String,
    /// `AuthenticationType`.
    pub authentication: RestAuthentication,
    /// `SendClaimsIn`.
    pub send: SendClaimsIn,
    /// `ClaimUsedForRequestPayload`: its value is the body.
    pub payload: Option<String>,
    /// `ResolveJsonPathsInJsonTokens`.
    pub json_paths: bool,
    /// `DebugMode`: the service's developer message is shown to the person, too.
    pub debug: bool,
}

/// How we prove ourselves to a REST service. Names are those of policy keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RestAuthentication {
    /// `None`.
    None,
    /// `Basic`.
    Basic {
        /// `BasicAuthenticationUsername`.
        user: String,
        /// `BasicAuthenticationPassword`.
        password: String,
    },
    /// `Bearer` with `BearerAuthenticationToken`.
    BearerKey(String),
    /// `Bearer` with `UseClaimAsBearerToken`.
    BearerClaim(String),
    /// `ApiKeyHeader`: header and policy key.
    ApiKey(Vec<(String, String)>),
}

/// Where claims go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SendClaimsIn {
    /// JSON, by `POST`.
    Body,
    /// A form, by `POST`.
    Form,
    /// A header per claim, by `GET`.
    Header,
    /// `{claim}` in the URL, by `GET`.
    Url,
    /// The query, by `GET`.
    QueryString,
}

/// Sends or checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeOperation {
    /// `SendCode`, `GenerateCode`.
    Send,
    /// `VerifyCode`.
    Verify,
}

/// A one-time password (behaviour reference §10.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneTimePassword {
    /// `Operation`.
    pub operation: CodeOperation,
    /// `CodeExpirationInSeconds`.
    pub seconds: u32,
    /// `CodeLength`.
    pub length: u8,
    /// `CharacterSet`, ranges written out.
    pub characters: String,
    /// `ReuseSameCode`.
    pub reuse: bool,
    /// `NumRetryAttempts`.
    pub attempts: u8,
    /// `NumCodeGenerationAttempts`.
    pub generations: u8,
}

/// A telephone as a second factor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneFactor {
    /// The content definition.
    pub content: String,
    /// `ManualPhoneNumberEntryAllowed`.
    pub manual: bool,
}

/// How tokens are issued (behaviour reference §7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JwtIssuer {
    /// `IssuanceClaimPattern`.
    pub issuer: domain::IssuerForm,
    /// `AuthenticationContextReferenceClaimPattern`: whether tokens name the policy in `acr`, in lower case.
    pub acr: bool,
    /// `token_lifetime_secs`: of access tokens.
    pub token_seconds: u32,
    /// `id_token_lifetime_secs`.
    pub id_token_seconds: u32,
    /// `refresh_token_lifetime_secs`.
    pub refresh_seconds: u32,
    /// `rolling_refresh_token_lifetime_secs`; `None`: `allow_infinite_rolling_refresh_token`.
    pub sliding_window_seconds: Option<u32>,
    /// How long a code lives.
    pub code_seconds: u32,
    /// `issuer_secret`: the key container.
    pub key_container: String,
}

/// A technical profile that keeps claims between journeys (behaviour reference §9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionProvider {
    /// How.
    pub handler: SessionHandler,
    /// What is kept.
    pub persisted_claims: Vec<String>,
    /// What a journey gets when kept claims are restored.
    pub output_claims: Vec<ClaimUse>,
}

/// The handlers of `Web.TPEngine.SSO`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SessionHandler {
    /// `NoopSSOSessionProvider`.
    Noop,
    /// `DefaultSSOSessionProvider`.
    Default,
    /// `ExternalLoginSSOSessionProvider`.
    External,
    /// `OAuthSSOSessionProvider`.
    OAuth,
}
