//! The lines: which item, and what shows that it counts.

use super::{
    Row,
    rig::{Place, Rig},
};
use policy::support::ProfileKind as K;

const OIDC: Rig = Rig {
    place: Place::Exchange,
    head: "<Protocol Name=\"OpenIdConnect\" />",
    items: &[
        ("METADATA", "https://op.example/meta"),
        ("client_id", "me"),
        ("response_types", "code"),
        ("scope", "openid"),
    ],
    tail: "<CryptographicKeys><Key Id=\"client_secret\" StorageReferenceId=\"B2C_1A_Secret\" /></CryptographicKeys>\
           <InputClaims><InputClaim ClaimTypeReferenceId=\"login_hint\" DefaultValue=\"{OIDC:LoginHint}\" AlwaysUseDefaultValue=\"true\" /></InputClaims>\
           <OutputClaims><OutputClaim ClaimTypeReferenceId=\"nick\" PartnerClaimType=\"user.name.firstName\" />\
           <OutputClaim ClaimTypeReferenceId=\"city\" PartnerClaimType=\"address.city\" />\
           <OutputClaim ClaimTypeReferenceId=\"extra\" DefaultValue=\"{OIDC:LoginHint}\" AlwaysUseDefaultValue=\"true\" /></OutputClaims>",
    answers: 0,
    status: 200,
};
const OIDC_ENABLED: Rig = Rig {
    tail: "<OutputClaims><OutputClaim ClaimTypeReferenceId=\"nick\" /></OutputClaims>\
           <EnabledForUserJourneys>OnItemExistenceInStringCollectionClaim</EnabledForUserJourneys>",
    ..OIDC
};
const OIDC_CHOICE: Rig = Rig { place: Place::Choice, ..OIDC };
const OAUTH2: Rig = Rig {
    head: "<Protocol Name=\"OAuth2\" />",
    items: &[
        ("client_id", "me"),
        ("authorization_endpoint", "https://op.example/authorize"),
        ("AccessTokenEndpoint", "https://op.example/token"),
        ("ClaimsEndpoint", "https://op.example/me"),
    ],
    tail: "<CryptographicKeys><Key Id=\"client_secret\" StorageReferenceId=\"B2C_1A_Secret\" /></CryptographicKeys>\
           <OutputClaims><OutputClaim ClaimTypeReferenceId=\"city\" PartnerClaimType=\"address.city\" />\
           <OutputClaim ClaimTypeReferenceId=\"extra\" PartnerClaimType=\"{oauth2:extra}\" /></OutputClaims>",
    ..OIDC
};
const PAGE: Rig = Rig {
    head: "<Protocol Name=\"Proprietary\" Handler=\"Web.TPEngine.Providers.SelfAssertedAttributeProvider, Web.TPEngine\" />",
    items: &[("ContentDefinitionReferenceId", "api.page")],
    tail: "<OutputClaims><OutputClaim ClaimTypeReferenceId=\"email\" PartnerClaimType=\"Verified.Email\" />\
           <OutputClaim ClaimTypeReferenceId=\"nick\" /></OutputClaims>\
           <ValidationTechnicalProfiles><ValidationTechnicalProfile ReferenceId=\"Api\" /></ValidationTechnicalProfiles>",
    status: 409,
    ..OIDC
};
const REFUSED_PAGE: Rig = Rig { answers: 3, status: 500, ..PAGE };
const COMBINED: Rig = Rig { place: Place::Combined, ..PAGE };
const DIRECTORY: Rig = Rig {
    place: Place::Validation,
    head: "<Protocol Name=\"Proprietary\" Handler=\"Web.TPEngine.Providers.AzureActiveDirectoryProvider, Web.TPEngine\" />",
    items: &[("Operation", "Read")],
    tail: "<InputClaims><InputClaim ClaimTypeReferenceId=\"email\" PartnerClaimType=\"signInNames.emailAddress\" /></InputClaims>\
           <PersistedClaims><PersistedClaim ClaimTypeReferenceId=\"email\" PartnerClaimType=\"signInNames.emailAddress\" /></PersistedClaims>\
           <OutputClaims><OutputClaim ClaimTypeReferenceId=\"objectId\" /></OutputClaims>",
    answers: 1,
    ..OIDC
};
const ISSUER: Rig = Rig {
    place: Place::Issuer,
    head: "<Protocol Name=\"OpenIdConnect\" /><OutputTokenFormat>JWT</OutputTokenFormat>",
    items: &[],
    tail: "",
    ..OIDC
};
const REST: Rig = Rig {
    head: "<Protocol Name=\"Proprietary\" Handler=\"Web.TPEngine.Providers.RestfulProvider, Web.TPEngine\" />",
    items: &[("ServiceUrl", "https://api.example/a"), ("AuthenticationType", "None")],
    tail: "<CryptographicKeys><Key Id=\"x-key\" StorageReferenceId=\"B2C_1A_Key\" />\
           <Key Id=\"BearerAuthenticationToken\" StorageReferenceId=\"B2C_1A_Token\" /></CryptographicKeys>\
           <InputClaims><InputClaim ClaimTypeReferenceId=\"nick\" DefaultValue=\"Ada\" /></InputClaims>\
           <OutputClaims><OutputClaim ClaimTypeReferenceId=\"city\" PartnerClaimType=\"address.city\" /></OutputClaims>",
    ..OIDC
};
const BROKEN_REST: Rig = Rig { place: Place::Validation, answers: 1, status: 500, ..REST };
const PHONE: Rig = Rig {
    head: "<Protocol Name=\"Proprietary\" Handler=\"Web.TPEngine.Providers.PhoneFactorProtocolProvider, Web.TPEngine\" />",
    items: &[("ContentDefinitionReferenceId", "api.page")],
    tail: "<InputClaims><InputClaim ClaimTypeReferenceId=\"objectId\" PartnerClaimType=\"UserId\" /></InputClaims>",
    ..OIDC
};
const ONCE: Rig = Rig {
    head: "<Protocol Name=\"Proprietary\" Handler=\"Web.TPEngine.Providers.OneTimePasswordProtocolProvider, Web.TPEngine\" />",
    items: &[("Operation", "GenerateCode")],
    tail: "<InputClaims><InputClaim ClaimTypeReferenceId=\"email\" PartnerClaimType=\"identifier\" DefaultValue=\"a@b.example\" />\
           <InputClaim ClaimTypeReferenceId=\"code\" PartnerClaimType=\"otpToVerify\" DefaultValue=\"1\" /></InputClaims>",
    ..OIDC
};
const ONCE_CHECKED: Rig = Rig { place: Place::Validation, answers: 1, items: &[("Operation", "VerifyCode")], ..ONCE };
const MAIL: Rig = Rig {
    head: "<Protocol Name=\"Proprietary\" Handler=\"Web.TPEngine.Providers.AadSsprProtocolProvider, Web.TPEngine\" />",
    items: &[("Operation", "SendCode")],
    tail: "<InputClaims><InputClaim ClaimTypeReferenceId=\"email\" PartnerClaimType=\"emailAddress\" DefaultValue=\"a@b.example\" />\
           <InputClaim ClaimTypeReferenceId=\"code\" PartnerClaimType=\"verificationCode\" DefaultValue=\"1\" /></InputClaims>",
    ..OIDC
};
const HINT: Rig = Rig {
    place: Place::Hint,
    head: "<Protocol Name=\"None\" />",
    items: &[("METADATA", "https://op.example/meta")],
    tail: "<OutputClaims><OutputClaim ClaimTypeReferenceId=\"nick\" PartnerClaimType=\"sub\" /></OutputClaims>",
    ..OIDC
};
const ASSERTED: &str = "<Protocol Name=\"Proprietary\" Handler=\"Web.TPEngine.Providers.ClaimsTransformationProtocolProvider, Web.TPEngine\" />";
const NUMBER: Rig = Rig {
    place: Place::Validation,
    head: ASSERTED,
    items: &[],
    tail: "<OutputClaims><OutputClaim ClaimTypeReferenceId=\"number\" /></OutputClaims><OutputClaimsTransformations><OutputClaimsTransformation ReferenceId=\"NumberIsSmall\" /></OutputClaimsTransformations>",
    answers: 1,
    status: 200,
};
const DATE: Rig = Rig {
    tail: "<OutputClaims><OutputClaim ClaimTypeReferenceId=\"number\" /></OutputClaims><OutputClaimsTransformations><OutputClaimsTransformation ReferenceId=\"EarlyIsLater\" /></OutputClaimsTransformations>",
    ..NUMBER
};
const LOOKUP: Rig = Rig {
    tail: "<OutputClaims><OutputClaim ClaimTypeReferenceId=\"number\" /></OutputClaims><OutputClaimsTransformations><OutputClaimsTransformation ReferenceId=\"Look\" /></OutputClaimsTransformations>",
    ..NUMBER
};

const fn of(kind: K, rig: Rig, key: &'static str, value: &'static str, shows: &'static str) -> Row {
    Row { kind: Some(kind), key, item: (key, value), shows, rig, also: &[] }
}

const fn any(rig: Rig, row: &'static str, key: &'static str, value: &'static str, shows: &'static str) -> Row {
    Row { kind: None, key: row, item: (key, value), shows, rig, also: &[] }
}

impl Row {
    const fn with(self, also: &'static [(&'static str, &'static str)]) -> Self {
        Self { also, ..self }
    }
}

const PREFIX: (&str, &str) = ("ValidTokenIssuerPrefixes", "https://login.example/");
const PLAIN: (&str, &str) = ("EnforceEmailVerification", "false");

pub const ROWS: &[Row] = &[
    of(K::OpenIdConnect, OIDC, "METADATA", "https://op.example/other-meta", "https://op.example/other-meta"),
    of(K::OpenIdConnect, OIDC, "client_id", "another", "(\"client_id\", Plain(\"another\"))"),
    of(K::OpenIdConnect, OIDC, "response_mode", "query", "(\"response_mode\", Plain(\"query\"))"),
    of(K::OpenIdConnect, OIDC, "response_types", "id_token", "(\"response_type\", Plain(\"id_token\"))"),
    of(K::OpenIdConnect, OIDC, "scope", "openid, phone", "Plain(\"openid phone\")"),
    of(K::OpenIdConnect, OIDC, "IdTokenAudience", "another", "audience: \"another\""),
    of(K::OpenIdConnect, OIDC, "issuer", "https://issuer.example/", "issuer: \"https://issuer.example/\""),
    of(K::OpenIdConnect, OIDC, "token_endpoint_auth_method", "client_secret_basic", "ClientSecretBasic"),
    of(K::OpenIdConnect, OIDC, "UsePolicyInRedirectUri", "true", "policy_in_redirect_uri: true"),
    of(
        K::OpenIdConnect,
        OIDC,
        "authorization_endpoint",
        "https://op.example/mine",
        "endpoint: \"https://op.example/mine\"",
    ),
    of(K::OpenIdConnect, OIDC, PREFIX.0, PREFIX.1, "issuer: \"https://login.example/t1/v2.0\""),
    of(
        K::OpenIdConnect,
        OIDC,
        "DiscoverMetadataByTokenIssuer",
        "true",
        "https://login.example/t1/v2.0/.well-known/openid-configuration",
    )
    .with(&[PREFIX]),
    of(K::OpenIdConnect, OIDC, "AdditionalRequestQueryParameters", "a=1,b=2", "(\"b\", Plain(\"2\"))"),
    of(K::OpenIdConnect, OIDC, "AccessTokenEndpoint", "https://op.example/mine", "url: \"https://op.example/mine\""),
    of(K::OpenIdConnect, OIDC, "token_endpoint", "https://op.example/mine", "url: \"https://op.example/mine\""),
    of(K::OpenIdConnect, OIDC, "JWKS", "https://op.example/mine", "url: \"https://op.example/mine\""),
    of(K::OpenIdConnect, OIDC, "ReadBodyClaimsOnIdpRedirect", "user.name.firstName user.email", "Body-Ada"),
    of(K::OpenIdConnect, OIDC, "ResolveJsonPathsInJsonTokens", "true", "\"city\": String(\"Bern\")"),
    of(K::OpenIdConnect, OIDC, "resource", "https://api.example", "(\"resource\", Plain(\"https://api.example\"))"),
    of(K::OAuth2, OAUTH2, "client_id", "another", "(\"client_id\", Plain(\"another\"))"),
    of(K::OAuth2, OAUTH2, "authorization_endpoint", "https://op.example/mine", "endpoint: \"https://op.example/mine\""),
    of(K::OAuth2, OAUTH2, "AccessTokenEndpoint", "https://op.example/mine", "url: \"https://op.example/mine\""),
    of(K::OAuth2, OAUTH2, "ClaimsEndpoint", "https://op.example/mine", "url: \"https://op.example/mine\""),
    of(K::OAuth2, OAUTH2, "scope", "a,b", "(\"scope\", Plain(\"a b\"))"),
    of(K::OAuth2, OAUTH2, "HttpBinding", "GET", "by_get: true"),
    of(K::OAuth2, OAUTH2, "UsePolicyInRedirectUri", "1", "policy_in_redirect_uri: true"),
    of(K::OAuth2, OAUTH2, "BearerTokenTransmissionMethod", "AuthorizationHeader", "parameter: None"),
    of(K::OAuth2, OAUTH2, "ClaimsEndpointAccessTokenName", "tok", "parameter: Some(\"tok\")"),
    of(K::OAuth2, OAUTH2, "ClaimsEndpointFormat", "json", "?format=json")
        .with(&[("ClaimsEndpointFormatName", "format")]),
    of(K::OAuth2, OAUTH2, "ClaimsEndpointFormatName", "format", "?format=json")
        .with(&[("ClaimsEndpointFormat", "json")]),
    of(K::OAuth2, OAUTH2, "ExtraParamsInAccessTokenEndpointResponse", "extra", "\"extra\": String(\"extra-value\")"),
    of(K::OAuth2, OAUTH2, "ExtraParamsInClaimsEndpointRequest", "extra", "?extra=extra-value")
        .with(&[("ExtraParamsInAccessTokenEndpointResponse", "extra")]),
    of(K::OAuth2, OAUTH2, "ResponseErrorCodeParamName", "errcode", "did not exchange the code: broken")
        .with(&[("AccessTokenEndpoint", "https://op.example/errors")]),
    of(K::OAuth2, OAUTH2, "AdditionalRequestQueryParameters", "a=1", "(\"a\", Plain(\"1\"))"),
    of(K::OAuth2, OAUTH2, "response_mode", "query", "(\"response_mode\", Plain(\"query\"))"),
    of(K::OAuth2, OAUTH2, "token_endpoint_auth_method", "client_secret_basic", "ClientSecretBasic"),
    of(K::OAuth2, OAUTH2, "ResolveJsonPathsInJsonTokens", "true", "\"city\": String(\"Bern\")"),
    of(K::OAuth2, OAUTH2, "ClientIdParamName", "appid", "(\"appid\", Plain(\"me\"))"),
    of(K::OAuth2, OAUTH2, "ClientSecretParamName", "secret", "client_secret_name: \"secret\""),
    of(K::SelfAsserted, PAGE, "ContentDefinitionReferenceId", "api.other", "content: \"api.other\""),
    of(K::SelfAsserted, REFUSED_PAGE, "setting.retryLimit", "2", "AADB2C90157").with(&[PLAIN]),
    of(K::SelfAsserted, PAGE, "setting.showCancelButton", "false", "cancel: false"),
    of(K::SelfAsserted, PAGE, "setting.showContinueButton", "false", "proceed: false"),
    of(K::SelfAsserted, COMBINED, "setting.showSignupLink", "false", "sign_up: None")
        .with(&[("SignUpTarget", "SignUpExchange")]),
    of(K::SelfAsserted, COMBINED, "setting.forgotPasswordLinkLocation", "None", "forgotten: false")
        .with(&[("setting.forgotPasswordLinkOverride", "ForgotExchange")]),
    of(K::SelfAsserted, COMBINED, "setting.forgotPasswordLinkOverride", "ForgotExchange", "forgotten: true"),
    of(K::SelfAsserted, COMBINED, "setting.enableRememberMe", "true", "remember_me: true"),
    of(K::SelfAsserted, COMBINED, "SignUpTarget", "SignUpExchange", "sign_up: Some(\"SignUpExchange\")"),
    of(K::SelfAsserted, PAGE, "EnforceEmailVerification", "false", "!Verification("),
    Row {
        kind: Some(K::SelfAsserted),
        key: "language.*",
        item: ("language.button_continue", "Go on then"),
        shows: "\"button_continue\": \"Go on then\"",
        rig: PAGE,
        also: &[],
    },
    of(K::Directory, DIRECTORY, "Operation", "Write", "Write {"),
    of(
        K::Directory,
        DIRECTORY,
        "RaiseErrorIfClaimsPrincipalDoesNotExist",
        "true",
        "UserMessageIfClaimsPrincipalDoesNotExist",
    ),
    of(K::Directory, DIRECTORY, "RaiseErrorIfClaimsPrincipalAlreadyExists", "true", "update: false")
        .with(&[("Operation", "Write")]),
    of(K::JwtIssuer, ISSUER, "IssuanceClaimPattern", "AuthorityWithTfp", "issuer: AuthorityWithTfp"),
    of(K::JwtIssuer, ISSUER, "id_token_lifetime_secs", "600", "id_token_seconds: 600"),
    of(K::JwtIssuer, ISSUER, "token_lifetime_secs", "700", " token_seconds: 700"),
    of(K::JwtIssuer, ISSUER, "AuthenticationContextReferenceClaimPattern", "None", "acr: false"),
    of(K::JwtIssuer, ISSUER, "RefreshTokenUserJourneyId", "Refresh", "Some(\"Refresh\")"),
    of(K::JwtIssuer, ISSUER, "refresh_token_lifetime_secs", "90000", "refresh_seconds: 90000"),
    of(K::JwtIssuer, ISSUER, "rolling_refresh_token_lifetime_secs", "2000000", "Some(2000000)"),
    of(K::JwtIssuer, ISSUER, "allow_infinite_rolling_refresh_token", "true", "sliding_window_seconds: None"),
    of(K::Rest, REST, "ServiceUrl", "https://api.example/other", "https://api.example/other"),
    of(K::Rest, REST, "AuthenticationType", "ApiKeyHeader", "ApiKey([(\"x-key\""),
    of(K::Rest, REST, "SendClaimsIn", "QueryString", "https://api.example/a?nick=Ada"),
    of(K::Rest, REST, "ClaimUsedForRequestPayload", "body", "body the-body"),
    of(K::Rest, REST, "UseClaimAsBearerToken", "bearer", "BearerClaim(\"bearer\")")
        .with(&[("AuthenticationType", "Bearer")]),
    of(K::Rest, REST, "ResolveJsonPathsInJsonTokens", "true", "\"city\": String(\"Bern\")"),
    of(K::Rest, BROKEN_REST, "DefaultUserMessageIfRequestFailed", "It is broken.", "error: Some(\"It is broken.\")"),
    of(K::PhoneFactor, PHONE, "ContentDefinitionReferenceId", "api.other", "content: \"api.other\"")
        .with(&[("ManualPhoneNumberEntryAllowed", "true")]),
    of(K::PhoneFactor, PHONE, "ManualPhoneNumberEntryAllowed", "true", "body: Phone("),
    Row {
        kind: Some(K::PhoneFactor),
        key: "language.*",
        item: ("language.intro_msg", "Your number"),
        shows: "\"intro_msg\": \"Your number\"",
        rig: PHONE,
        also: &[("ManualPhoneNumberEntryAllowed", "true")],
    },
    of(K::OneTimePassword, ONCE, "Operation", "VerifyCode", "CheckCode {"),
    of(K::OneTimePassword, ONCE, "CharacterSet", "a-c", "characters: \"abc\""),
    of(K::OneTimePassword, ONCE, "CodeExpirationInSeconds", "90", "seconds: 90"),
    of(K::OneTimePassword, ONCE, "CodeLength", "9", "length: 9"),
    of(K::OneTimePassword, ONCE, "NumCodeGenerationAttempts", "3", "generations: 3"),
    of(K::OneTimePassword, ONCE, "NumRetryAttempts", "4", "attempts: 4"),
    of(K::OneTimePassword, ONCE, "MaxNumAttempts", "6", "attempts: 6"),
    of(K::OneTimePassword, ONCE, "ReuseSameCode", "true", "reuse: true"),
    of(K::EmailCode, MAIL, "Operation", "VerifyCode", "CheckCode {"),
    of(K::IdTokenHint, HINT, "METADATA", "https://op.example/other-meta", "https://op.example/other-meta"),
    of(K::IdTokenHint, HINT, "IdTokenAudience", "me", "audience: \"me\""),
    of(K::IdTokenHint, HINT, "issuer", "https://issuer.example/", "issuer: \"https://issuer.example/\""),
    any(OIDC, "passerelle.*", "passerelle.pkce", "always", "Challenge(Verifier)"),
    any(OIDC_ENABLED, "ClaimTypeOnWhichToEnable", "ClaimTypeOnWhichToEnable", "tags", "Redirect(")
        .with(&[("ClaimTypeOnWhichToEnable", "noTags"), ("ClaimValueOnWhichToEnable", "google")]),
    any(OIDC_ENABLED, "ClaimValueOnWhichToEnable", "ClaimValueOnWhichToEnable", "google", "Redirect(")
        .with(&[("ClaimTypeOnWhichToEnable", "tags"), ("ClaimValueOnWhichToEnable", "other")]),
    any(
        OIDC_CHOICE,
        "ClaimsProviderSelectionDisplayType",
        "ClaimsProviderSelectionDisplayType",
        "TextLink",
        "text_link: true",
    ),
    any(
        OIDC,
        "IncludeClaimResolvingInClaimsHandling",
        "IncludeClaimResolvingInClaimsHandling",
        "true",
        "\"extra\": String(\"ada\")",
    ),
    any(
        DIRECTORY,
        "UserMessageIf*",
        "UserMessageIfClaimsPrincipalDoesNotExist",
        "Nobody here.",
        "error: Some(\"Nobody here.\")",
    )
    .with(&[("RaiseErrorIfClaimsPrincipalDoesNotExist", "true")]),
    any(ONCE_CHECKED, "UserMessage.*", "UserMessage.InvalidCode", "Not this one.", "error: Some(\"Not this one.\")"),
    any(NUMBER, "AssertNumberError", "AssertNumberError", "Too big.", "error: Some(\"Too big.\")"),
    any(DATE, "DateTimeGreaterThan", "DateTimeGreaterThan", "Too early.", "error: Some(\"Too early.\")"),
    any(LOOKUP, "LookupNotFound", "LookupNotFound", "Not listed.", "error: Some(\"Not listed.\")"),
    any(LOOKUP, "DefaultMessage", "DefaultMessage", "It did not work.", "error: Some(\"It did not work.\")"),
];
