//! Metadata items, by the kind of their profile. Keys are compared as written: no public policy writes one in another
//! case.

use super::{ProfileKind as K, Row, ignored, refused, runs, without_effect};

/// The items of a kind of profile.
#[derive(Debug, Clone, Copy)]
pub struct MetadataKeys {
    /// The kinds.
    pub kinds: &'static [K],
    /// Their items.
    pub rows: &'static [Row],
}

const MISPLACED: &str = "It belongs to the profile of the token issuer.";
const NOT_OF_THIS: &str = "It belongs to another kind of profile.";
const NO_SIGN_OUT: &str = "A sign-out does not end the session at the provider.";
const BY_KEY: &str = "An assertion is signed by the algorithm of its key.";
const ONE_ACCOUNT: &str = "Local accounts have one kind here.";
const NO_EVENT: &str = "No telemetry event is sent.";
const REFUSED_KIND: &str = "It belongs to a profile that is refused.";

/// Items of every profile: the buttons of a selection page, and messages of transformations and validations.
pub const COMMON: &[Row] = &[
    runs(1, "passerelle.*"),
    runs(1, "ClaimTypeOnWhichToEnable"),
    runs(1, "ClaimValueOnWhichToEnable"),
    runs(1, "ClaimsProviderSelectionDisplayType"),
    runs(1, "IncludeClaimResolvingInClaimsHandling"),
    runs(1, "UserMessageIf*"),
    runs(2, "UserMessage.*"),
    runs(2, "AssertNumberError"),
    runs(2, "DateTimeGreaterThan"),
    runs(2, "DefaultMessage"),
    runs(2, "LookupNotFound"),
    ignored(3, "MarkAsFailureOnStatusCode5xx", "An answer of 500 and above always counts as a failure."),
];

/// Items of the relying party's profile.
pub const RELYING_PARTY: &[Row] = &[
    refused("IdpInitiatedProfileEnabled", "No application speaks SAML here."),
    refused("PartnerEntity", "No application speaks SAML here."),
    refused("ResponsesSigned", "No application speaks SAML here."),
    refused("Saml11AttributeEncodingInfo", "No application speaks SAML here."),
    refused("Saml2AttributeEncodingInfo", "No application speaks SAML here."),
    refused("WantsSignedAssertions", "No application speaks SAML here."),
    refused("WantsSignedResponses", "No application speaks SAML here."),
    refused("XmlSignatureAlgorithm", "No application speaks SAML here."),
    refused("DataEncryptionMethod", "No application speaks SAML here."),
    refused("KeyEncryptionMethod", "No application speaks SAML here."),
    refused("UseDetachedKeys", "No application speaks SAML here."),
    refused("RemoveMillisecondsFromDateTime", "No application speaks SAML here."),
    refused("client_id", "Any application of the tenant may call the policy."),
];

/// All others.
pub const METADATA: &[MetadataKeys] = &[
    MetadataKeys {
        kinds: &[K::OpenIdConnect],
        rows: &[
            runs(1, "METADATA"),
            runs(1, "client_id"),
            runs(1, "response_mode"),
            runs(1, "response_types"),
            runs(1, "scope"),
            runs(1, "IdTokenAudience"),
            runs(1, "issuer"),
            runs(1, "token_endpoint_auth_method"),
            ignored(1, "HttpBinding", "A code is exchanged by POST, as OpenID Connect has it."),
            runs(1, "UsePolicyInRedirectUri"),
            ignored(1, "ProviderName", "The trace names the profile."),
            runs(1, "authorization_endpoint"),
            without_effect(1, "end_session_endpoint", "The one that the metadata names is used."),
            runs(1, "ValidTokenIssuerPrefixes"),
            runs(1, "DiscoverMetadataByTokenIssuer"),
            runs(1, "AdditionalRequestQueryParameters"),
            runs(1, "AccessTokenEndpoint"),
            runs(1, "token_endpoint"),
            runs(1, "JWKS"),
            without_effect(1, "SingleLogoutEnabled", NO_SIGN_OUT),
            without_effect(1, "token_signing_algorithm", BY_KEY),
            runs(1, "ReadBodyClaimsOnIdpRedirect"),
            runs(1, "ResolveJsonPathsInJsonTokens"),
            runs(1, "resource"),
            ignored(1, "BearerTokenTransmissionMethod", "The user info endpoint is always asked with a header."),
            ignored(1, "external_user_identity_claim_id", "The account is keyed by alternativeSecurityId."),
            ignored(
                1,
                "ReauthenticateUserOnSessionExpiry",
                "The session provider says when the provider is asked again.",
            ),
            ignored(1, "LocalAccountProfile", ONE_ACCOUNT),
            ignored(1, "GetClaimsFromIdTokenIfNotFoundInAccessToken", "Claims are those of the ID token."),
            ignored(1, "id_token_lifetime_secs", MISPLACED),
            ignored(1, "refresh_token_lifetime_secs", MISPLACED),
            ignored(1, "token_lifetime_secs", MISPLACED),
            ignored(1, "setting.forgotPasswordLinkLocation", NOT_OF_THIS),
            ignored(1, "setting.showSignupLink", NOT_OF_THIS),
            ignored(1, "setting.operatingMode", NOT_OF_THIS),
            ignored(1, "ContentDefinitionReferenceId", NOT_OF_THIS),
            ignored(1, "SignUpTarget", NOT_OF_THIS),
        ],
    },
    MetadataKeys {
        kinds: &[K::LocalSignIn],
        rows: &[
            ignored(1, "METADATA", "The password is checked against this server's own directory."),
            ignored(1, "authorization_endpoint", "The password is checked against this server's own directory."),
            ignored(1, "client_id", "The password is checked against this server's own directory."),
            ignored(1, "IdTokenAudience", "The password is checked against this server's own directory."),
            ignored(1, "HttpBinding", "The password is checked against this server's own directory."),
            ignored(1, "ProviderName", "The password is checked against this server's own directory."),
            ignored(1, "response_mode", "The password is checked against this server's own directory."),
            ignored(1, "response_types", "The password is checked against this server's own directory."),
            ignored(1, "scope", "The password is checked against this server's own directory."),
            ignored(1, "UsePolicyInRedirectUri", "The password is checked against this server's own directory."),
            ignored(1, "grant_type", "It says what kind of profile this is."),
            ignored(1, "resource_id", "The password is checked against this server's own directory."),
            ignored(1, "DiscoverMetadataByTokenIssuer", "The password is checked against this server's own directory."),
            ignored(1, "ValidTokenIssuerPrefixes", "The password is checked against this server's own directory."),
            ignored(1, "LocalAccountProfile", ONE_ACCOUNT),
            ignored(
                2,
                "GetClaimsFromIdTokenIfNotFoundInAccessToken",
                "The password is checked against this server's own directory.",
            ),
        ],
    },
    MetadataKeys {
        kinds: &[K::OAuth2],
        rows: &[
            runs(1, "client_id"),
            runs(1, "authorization_endpoint"),
            runs(1, "AccessTokenEndpoint"),
            runs(1, "ClaimsEndpoint"),
            runs(1, "scope"),
            runs(1, "HttpBinding"),
            runs(1, "UsePolicyInRedirectUri"),
            ignored(1, "AccessTokenResponseFormat", "The answer is read as JSON, or as a form."),
            runs(1, "BearerTokenTransmissionMethod"),
            runs(1, "ClaimsEndpointAccessTokenName"),
            runs(1, "ClaimsEndpointFormat"),
            runs(1, "ClaimsEndpointFormatName"),
            ignored(1, "ClaimsResponseFormat", "The answer is read as JSON."),
            runs(1, "ExtraParamsInAccessTokenEndpointResponse"),
            runs(1, "ExtraParamsInClaimsEndpointRequest"),
            runs(1, "ResponseErrorCodeParamName"),
            runs(1, "AdditionalRequestQueryParameters"),
            runs(1, "response_mode"),
            ignored(1, "response_types", "A provider of OAuth 2.0 is asked for a code."),
            runs(1, "token_endpoint_auth_method"),
            without_effect(1, "token_signing_algorithm", BY_KEY),
            runs(1, "ResolveJsonPathsInJsonTokens"),
            without_effect(1, "end_session_endpoint", NO_SIGN_OUT),
            without_effect(1, "SingleLogoutEnabled", NO_SIGN_OUT),
            runs(1, "ClientIdParamName"),
            runs(1, "ClientSecretParamName"),
            without_effect(1, "UserAgentForClaimsExchange", "Requests name this server."),
            without_effect(1, "ClaimResolverUrlFormatting", "Values in addresses are always escaped."),
            without_effect(1, "PreserveEmptyAndNullClaims", "A claim without a value is left out."),
            ignored(1, "ProviderName", "The trace names the profile."),
            ignored(1, "IdTokenAudience", "The claims are those of the user info endpoint; no ID token is read."),
            ignored(
                1,
                "DiscoverMetadataByTokenIssuer",
                "The claims are those of the user info endpoint; no ID token is read.",
            ),
            ignored(
                1,
                "ValidTokenIssuerPrefixes",
                "The claims are those of the user info endpoint; no ID token is read.",
            ),
            ignored(1, "TokenEndpointAuthMethod", "Its name is token_endpoint_auth_method."),
            ignored(1, "external_user_identity_claim_id", "The account is keyed by alternativeSecurityId."),
            ignored(1, "METADATA", "OAuth 2.0 names each of its endpoints."),
        ],
    },
    MetadataKeys {
        kinds: &[K::SelfAsserted],
        rows: &[
            runs(1, "ContentDefinitionReferenceId"),
            ignored(1, "setting.operatingMode", "The input type of the claim says what may be typed."),
            runs(1, "setting.retryLimit"),
            runs(1, "setting.showCancelButton"),
            runs(1, "setting.showContinueButton"),
            runs(1, "setting.showSignupLink"),
            runs(1, "setting.forgotPasswordLinkLocation"),
            runs(1, "setting.forgotPasswordLinkOverride"),
            runs(1, "setting.enableRememberMe"),
            ignored(
                1,
                "setting.inputVerificationDelayTimeInMilliseconds",
                "Pages have no scripts, so that nothing is verified while it is typed.",
            ),
            runs(1, "SignUpTarget"),
            runs(1, "EnforceEmailVerification"),
            without_effect(1, "AllowGenerationOfClaimsWithNullValues", "A claim without a value is left out."),
            runs(1, "language.*"),
            ignored(1, "IpAddressClaimReferenceId", "{Context:IPAddress} gives the address."),
            ignored(1, "LocalAccountProfile", ONE_ACCOUNT),
            ignored(1, "LocalAccountType", ONE_ACCOUNT),
            ignored(1, "TokenLifeTimeInSeconds", "A page lives as long as its journey."),
            ignored(1, "claimType.*", "Texts come from Localization."),
            ignored(3, "SignInTarget", "The page of a sign-in says where it leads."),
            ignored(1, "ApplicationObjectId", NOT_OF_THIS),
            ignored(1, "ClientId", NOT_OF_THIS),
            ignored(3, "AuthenticationContextReferenceClaimPattern", MISPLACED),
            ignored(3, "IssuanceClaimPattern", MISPLACED),
            ignored(3, "RefreshTokenUserJourneyId", MISPLACED),
            ignored(3, "SendTokenResponseBodyWithJsonNumbers", MISPLACED),
            ignored(3, "client_id", MISPLACED),
            ignored(3, "id_token_lifetime_secs", MISPLACED),
            ignored(3, "issuer_refresh_token_user_identity_claim_type", MISPLACED),
            ignored(3, "refresh_token_lifetime_secs", MISPLACED),
            ignored(3, "rolling_refresh_token_lifetime_secs", MISPLACED),
            ignored(3, "token_lifetime_secs", MISPLACED),
        ],
    },
    MetadataKeys {
        kinds: &[K::Directory],
        rows: &[
            runs(1, "Operation"),
            runs(1, "RaiseErrorIfClaimsPrincipalAlreadyExists"),
            runs(1, "RaiseErrorIfClaimsPrincipalDoesNotExist"),
            ignored(1, "ApplicationObjectId", "Custom attributes are the tenant's, whatever application made them."),
            ignored(1, "ClientId", "Custom attributes are the tenant's, whatever application made them."),
            ignored(2, "api-version", "There is one version of the directory."),
        ],
    },
    MetadataKeys {
        kinds: &[K::JwtIssuer],
        rows: &[
            ignored(1, "client_id", "Tokens are for the application that asked for them."),
            runs(1, "IssuanceClaimPattern"),
            runs(1, "id_token_lifetime_secs"),
            runs(1, "token_lifetime_secs"),
            ignored(1, "SendTokenResponseBodyWithJsonNumbers", "Numbers of a token answer are always numbers."),
            runs(1, "AuthenticationContextReferenceClaimPattern"),
            runs(1, "RefreshTokenUserJourneyId"),
            ignored(
                1,
                "issuer_refresh_token_user_identity_claim_type",
                "A refresh token names the user by the object id.",
            ),
            runs(1, "refresh_token_lifetime_secs"),
            runs(1, "rolling_refresh_token_lifetime_secs"),
            runs(1, "allow_infinite_rolling_refresh_token"),
            refused("ClientCredentialsUserJourneyId", "The token endpoint does not take the grant client_credentials."),
            ignored(2, "AccessTokenLifetime", "Its name is token_lifetime_secs."),
            ignored(2, "IdTokenLifetime", "Its name is id_token_lifetime_secs."),
            ignored(
                2,
                "IssuerRefreshTokenUserIdentityClaimType",
                "Its name is issuer_refresh_token_user_identity_claim_type.",
            ),
            ignored(2, "RefreshTokenLifetime", "Its name is refresh_token_lifetime_secs."),
            without_effect(3, "SendRefreshToken", "A refresh token is sent when the scope asks for offline_access."),
            refused("AllowTokenIssuanceWithoutSigningKey", "A token that nobody signed proves nothing."),
        ],
    },
    MetadataKeys {
        kinds: &[K::Rest],
        rows: &[
            runs(2, "ServiceUrl"),
            runs(2, "AuthenticationType"),
            runs(2, "SendClaimsIn"),
            without_effect(2, "AllowInsecureAuthInProduction", "AuthenticationType says how the API is asked."),
            runs(2, "ClaimUsedForRequestPayload"),
            runs(2, "UseClaimAsBearerToken"),
            runs(2, "ResolveJsonPathsInJsonTokens"),
            without_effect(2, "ClaimsFormat", "Claims are sent under their partner names."),
            runs(2, "DefaultUserMessageIfRequestFailed"),
            without_effect(2, "ClaimResolverUrlFormatting", "Values in addresses are always escaped."),
            ignored(2, "HttpBinding", "SendClaimsIn says how the API is asked."),
            ignored(2, "BearerTokenTransmissionMethod", "A bearer token is always sent in the header."),
            ignored(2, "DebugMode", "The trace shows what the API answered."),
        ],
    },
    MetadataKeys {
        kinds: &[K::PhoneFactor],
        rows: &[
            runs(1, "ContentDefinitionReferenceId"),
            runs(1, "ManualPhoneNumberEntryAllowed"),
            without_effect(1, "setting.authenticationMode", "A number gets a text message."),
            without_effect(1, "setting.autodial", "A number gets a text message when the person asks for it."),
            ignored(2, "TokenLifeTimeInSeconds", "A page lives as long as its journey."),
            runs(1, "language.*"),
        ],
    },
    MetadataKeys {
        kinds: &[K::OneTimePassword],
        rows: &[
            runs(2, "Operation"),
            runs(2, "CharacterSet"),
            runs(2, "CodeExpirationInSeconds"),
            runs(2, "CodeLength"),
            runs(2, "NumCodeGenerationAttempts"),
            runs(2, "NumRetryAttempts"),
            runs(2, "MaxNumAttempts"),
            runs(2, "ReuseSameCode"),
        ],
    },
    MetadataKeys {
        kinds: &[K::EmailCode],
        rows: &[
            runs(2, "Operation"),
            without_effect(2, "allowTestEmailAddressPassThrough", "No address is exempt from its code."),
        ],
    },
    MetadataKeys {
        kinds: &[K::IdTokenHint],
        rows: &[
            runs(2, "METADATA"),
            runs(2, "IdTokenAudience"),
            runs(2, "issuer"),
            ignored(3, "client_assertion_type", NOT_OF_THIS),
        ],
    },
    MetadataKeys { kinds: &[K::Nothing], rows: &[ignored(1, "url", "It is the address of the service itself.")] },
    MetadataKeys {
        kinds: &[K::ExternalLoginSession],
        rows: &[ignored(1, "AlwaysFetchClaimsFromProvider", "It is documented as unused.")],
    },
    MetadataKeys { kinds: &[K::ClaimsTransformation, K::JourneyContext, K::OAuth2Error], rows: &[] },
    MetadataKeys { kinds: &[K::NoopSession, K::DefaultSession, K::OAuthSession], rows: &[] },
    MetadataKeys {
        kinds: &[K::OAuth1],
        rows: &[
            refused("client_id", REFUSED_KIND),
            refused("access_token_endpoint", REFUSED_KIND),
            refused("authorization_endpoint", REFUSED_KIND),
            refused("request_token_endpoint", REFUSED_KIND),
            refused("ClaimsEndpoint", REFUSED_KIND),
            refused("ClaimsResponseFormat", REFUSED_KIND),
            refused("ProviderName", REFUSED_KIND),
            refused("external_user_identity_claim_id", REFUSED_KIND),
        ],
    },
    MetadataKeys {
        kinds: &[K::Saml2, K::Saml2Issuer, K::Saml11Issuer, K::SamlSession, K::WsFed, K::WsFedSession],
        rows: &[
            refused("DataEncryptionMethod", REFUSED_KIND),
            refused("IdpInitiatedProfileEnabled", REFUSED_KIND),
            refused("IncludeAuthnContextClassReferences", REFUSED_KIND),
            refused("IncludeKeyInfo", REFUSED_KIND),
            refused("IncludeSessionIndex", REFUSED_KIND),
            refused("IssuerUri", REFUSED_KIND),
            refused("KeyEncryptionMethod", REFUSED_KIND),
            refused("NameIdPolicyAllowCreate", REFUSED_KIND),
            refused("NameIdPolicyFormat", REFUSED_KIND),
            refused("PartnerEntity", REFUSED_KIND),
            refused("RegisterServiceProviders", REFUSED_KIND),
            refused("RequestsSigned", REFUSED_KIND),
            refused("ResponsesSigned", REFUSED_KIND),
            refused("SingleLogoutEnabled", REFUSED_KIND),
            refused("WantsEncryptedAssertions", REFUSED_KIND),
            refused("WantsSignedAssertions", REFUSED_KIND),
            refused("WantsSignedRequests", REFUSED_KIND),
            refused("XmlSignatureAlgorithm", REFUSED_KIND),
        ],
    },
    MetadataKeys { kinds: &[K::AzureMfa], rows: &[refused("Operation", REFUSED_KIND)] },
    MetadataKeys { kinds: &[K::ConditionalAccess], rows: &[refused("OperationType", REFUSED_KIND)] },
    MetadataKeys {
        kinds: &[K::Insights],
        rows: &[
            ignored(3, "DeveloperMode", NO_EVENT),
            ignored(3, "DisableTelemetry", NO_EVENT),
            ignored(3, "InstrumentationKey", NO_EVENT),
            ignored(3, "LogDateTimeClaimWithMs", NO_EVENT),
            ignored(3, "setting.showSignupLink", NO_EVENT),
        ],
    },
    MetadataKeys {
        kinds: &[K::UserInfo],
        rows: &[
            refused("issuer", REFUSED_KIND),
            refused("audience", REFUSED_KIND),
            refused("client_assertion_type", REFUSED_KIND),
        ],
    },
];

impl MetadataKeys {
    /// The item of a kind of profile, or one that every profile may have.
    pub fn find(kind: K, key: &str) -> Option<&'static Row> {
        let is = |row: &&'static Row| match row.name.strip_suffix('*') {
            Some(start) => key.len() > start.len() && key.starts_with(start),
            None => row.name == key,
        };
        Self::of(kind).iter().find(is).or_else(|| COMMON.iter().find(is))
    }

    /// The items of a kind.
    pub fn of(kind: K) -> &'static [Row] {
        METADATA.iter().find(|keys| keys.kinds.contains(&kind)).map_or(&[], |keys| keys.rows)
    }
}
