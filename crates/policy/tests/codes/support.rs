//! What cannot run here.

use super::{Case, case};

pub const CASES: &[Case] = &[
    case(
        "unsupported-protocol",
        "SAML",
        "SAML2\"",
        &[(
            "<DisplayName>Two</DisplayName>\n          <Protocol Name=\"OAuth2\" />",
            "<DisplayName>Two</DisplayName>\n          <Protocol Name=\"SAML2\" />",
        )],
    ),
    case(
        "unsupported-protocol",
        "none at all",
        "<TechnicalProfile Id=\"Two-OAuth2\">",
        &[("<DisplayName>Two</DisplayName>\n          <Protocol Name=\"OAuth2\" />", "<DisplayName>Two</DisplayName>")],
    ),
    case(
        "unsupported-protocol",
        "an application that speaks SAML",
        "SAML2\"",
        &[(
            "<DisplayName>PolicyProfile</DisplayName>\n      <Protocol Name=\"OpenIdConnect\" />",
            "<DisplayName>PolicyProfile</DisplayName>\n      <Protocol Name=\"SAML2\" />",
        )],
    ),
    case(
        "unsupported-handler",
        "one that nobody knows",
        "Contoso.Provider, Contoso\"",
        &[(
            "Web.TPEngine.Providers.RestfulProvider, Web.TPEngine, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null",
            "Contoso.Provider, Contoso",
        )],
    ),
    case(
        "unsupported-handler",
        "a service of Azure",
        "Web.TPEngine.Providers.AzureMfaProtocolProvider",
        &[(
            "Web.TPEngine.Providers.RestfulProvider, Web.TPEngine, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null",
            "Web.TPEngine.Providers.AzureMfaProtocolProvider, Web.TPEngine",
        )],
    ),
    case(
        "unsupported-element",
        "error handlers",
        "<ErrorHandlers",
        &[(
            "<UseTechnicalProfileForSessionManagement ReferenceId=\"SM-Noop\" />\n        </TechnicalProfile>\n      </TechnicalProfiles>\n    </ClaimsProvider>\n    <ClaimsProvider>\n      <Domain>two",
            "<UseTechnicalProfileForSessionManagement ReferenceId=\"SM-Noop\" /><ErrorHandlers />\n        </TechnicalProfile>\n      </TechnicalProfiles>\n    </ClaimsProvider>\n    <ClaimsProvider>\n      <Domain>two",
        )],
    ),
    case(
        "unsupported-attribute",
        "a policy of languages",
        "de\"",
        &[(
            "<SupportedLanguages DefaultLanguage=\"en\"",
            "<SupportedLanguages PolicyLanguage=\"de\" DefaultLanguage=\"en\"",
        )],
    ),
    case(
        "unsupported-data-type",
        "a duration",
        "duration",
        &[("<DisplayName>Copy</DisplayName><DataType>string<", "<DisplayName>Copy</DisplayName><DataType>duration<")],
    ),
    case(
        "unsupported-display-control",
        "a picture",
        "QrCodeControl\"",
        &[("UserInterfaceControlType=\"VerificationControl\"", "UserInterfaceControlType=\"QrCodeControl\"")],
    ),
    case(
        "unsupported-display-control",
        "no claim for the code",
        "<DisplayControl Id=\"verifyEmail\"",
        &[("ControlClaimType=\"VerificationCode\" ", "")],
    ),
    case(
        "unsupported-display-control",
        "nothing checks the code",
        "<DisplayControl Id=\"verifyEmail\"",
        &[(
            "<Action Id=\"VerifyCode\"><ValidationClaimsExchange><ValidationClaimsExchangeTechnicalProfile TechnicalProfileReferenceId=\"Mail-Verify\" /></ValidationClaimsExchange></Action>",
            "",
        )],
    ),
    case(
        "unsupported-endpoint",
        "that of the user info",
        "UserInfo\"",
        &[(
            "<DefaultUserJourney ReferenceId=\"Main\" />",
            "<DefaultUserJourney ReferenceId=\"Main\" /><Endpoints><Endpoint Id=\"UserInfo\" UserJourneyReferenceId=\"Main\" /></Endpoints>",
        )],
    ),
    case(
        "unsupported-input-type",
        "a button",
        "<DisplayClaim ClaimTypeReferenceId=\"copy\"",
        &[("<DisplayClaim ClaimTypeReferenceId=\"nick\" />", "<DisplayClaim ClaimTypeReferenceId=\"copy\" />")],
    ),
    case(
        "unsupported-metadata-key",
        "of an issuer",
        "AllowTokenIssuanceWithoutSigningKey\"",
        &[(
            "<Item Key=\"token_lifetime_secs\">3600</Item>",
            "<Item Key=\"AllowTokenIssuanceWithoutSigningKey\">true</Item>",
        )],
    ),
    case(
        "unsupported-metadata-key",
        "of the relying party",
        "PartnerEntity\"",
        &[(
            "<Protocol Name=\"OpenIdConnect\" />\n      <OutputClaims>",
            "<Protocol Name=\"OpenIdConnect\" />\n      <Metadata><Item Key=\"PartnerEntity\">x</Item></Metadata>\n      <OutputClaims>",
        )],
    ),
    case(
        "unsupported-step-type",
        "consent",
        "ConsentScreen\"",
        &[(
            "<OrchestrationStep Order=\"5\" Type=\"InvokeSubJourney\">\n          <JourneyList><Candidate SubJourneyReferenceId=\"Codes\" /></JourneyList>",
            "<OrchestrationStep Order=\"5\" Type=\"ConsentScreen\">",
        )],
    ),
    case(
        "unsupported-transformation-method",
        "one that nobody knows",
        "FormatStrings\"",
        &[("TransformationMethod=\"FormatStringClaim\"", "TransformationMethod=\"FormatStrings\"")],
    ),
    case(
        "unsupported-value",
        "an input type",
        "Button",
        &[(
            "<DisplayName>Nick</DisplayName><DataType>string</DataType><UserInputType>TextBox<",
            "<DisplayName>Nick</DisplayName><DataType>string</DataType><UserInputType>Button<",
        )],
    ),
    case("unsupported-claim-resolver", "of SAML", "{SAML:Subject}\"", &[("{OIDC:LoginHint}", "{SAML:Subject}")]),
    case(
        "unsupported-claim-resolver",
        "in a metadata item",
        "<Item Key=\"ServiceUrl\">",
        &[("https://api.example/check", "https://api.example/{SAML:Issuer}")],
    ),
    case(
        "without-effect",
        "a telemetry",
        "<JourneyInsights",
        &[(
            "<DefaultUserJourney ReferenceId=\"Main\" />",
            "<DefaultUserJourney ReferenceId=\"Main\" /><UserJourneyBehaviors><JourneyInsights TelemetryEngine=\"ApplicationInsights\" InstrumentationKey=\"00000000-0000-0000-0000-000000000000\" DeveloperMode=\"true\" ClientEnabled=\"false\" ServerEnabled=\"true\" TelemetryVersion=\"1.0.0\" /></UserJourneyBehaviors>",
        )],
    ),
    case(
        "unsupported-character-set",
        "one letter",
        "<TechnicalProfile Id=\"Once\">",
        &[("<Item Key=\"CodeLength\">6</Item>", "<Item Key=\"CharacterSet\">a</Item>")],
    ),
    case(
        "unsupported-directory-key",
        "an address",
        "<TechnicalProfile Id=\"AAD-Write\">",
        &[(
            "<InputClaim ClaimTypeReferenceId=\"alternativeSecurityId\" PartnerClaimType=\"alternativeSecurityId\" Required=\"true\" />",
            "<InputClaim ClaimTypeReferenceId=\"email\" />",
        )],
    ),
    case(
        "unsupported-pattern",
        "a back-reference",
        "(a)\\1\"",
        &[(
            "<DisplayName>Nick</DisplayName><DataType>string</DataType><UserInputType>TextBox</UserInputType>",
            "<DisplayName>Nick</DisplayName><DataType>string</DataType><UserInputType>TextBox</UserInputType><Restriction><Pattern RegularExpression=\"(a)\\1\" /></Restriction>",
        )],
    ),
    case(
        "unsupported-predicate",
        "a length without numbers",
        "<Predicate Id=\"Length\"",
        &[("<Parameter Id=\"Minimum\">3</Parameter>", "<Parameter Id=\"Minimum\">three</Parameter>")],
    ),
    case(
        "unsupported-response-type",
        "a token",
        "<TechnicalProfile Id=\"One-OpenIdConnect\">",
        &[("<Item Key=\"response_types\">code</Item>", "<Item Key=\"response_types\">code token</Item>")],
    ),
    case(
        "unsupported-response-type",
        "a token of OAuth 2.0",
        "<TechnicalProfile Id=\"Two-OAuth2\">",
        &[("<Item Key=\"scope\">profile</Item>", "<Item Key=\"response_types\">token</Item>")],
    ),
    case(
        "unsupported-pattern",
        "a mask with a back-reference",
        "(a)\\1\"",
        &[(
            "<DisplayName>Copy</DisplayName><DataType>string</DataType>",
            "<DisplayName>Copy</DisplayName><DataType>string</DataType><Mask Type=\"Regex\" Regex=\"(a)\\1\">*</Mask>",
        )],
    ),
    case(
        "unsupported-session-provider",
        "a page",
        "<TechnicalProfile Id=\"Compute\">",
        &[(
            "<UseTechnicalProfileForSessionManagement ReferenceId=\"SM-Noop\" />\n        </TechnicalProfile>\n        <TechnicalProfile Id=\"AAD-Write\">",
            "<UseTechnicalProfileForSessionManagement ReferenceId=\"Compute\" />\n        </TechnicalProfile>\n        <TechnicalProfile Id=\"AAD-Write\">",
        )],
    ),
    case(
        "unsupported-validation-exchange",
        "no page",
        "<OrchestrationStep Order=\"1\" Type=\"ClaimsProviderSelection\"",
        &[(
            "<ClaimsProviderSelection TargetClaimsExchangeId=\"TwoExchange\" />\n          </ClaimsProviderSelections>",
            "<ClaimsProviderSelection ValidationClaimsExchangeId=\"ApiExchange\" /></ClaimsProviderSelections><ClaimsExchanges><ClaimsExchange Id=\"ApiExchange\" TechnicalProfileReferenceId=\"Api\" /></ClaimsExchanges>",
        )],
    ),
    case(
        "unsupported-validation-profile",
        "a provider",
        "One-OpenIdConnect\"",
        &[(
            "<ValidationTechnicalProfile ReferenceId=\"Api\">",
            "<ValidationTechnicalProfile ReferenceId=\"One-OpenIdConnect\">",
        )],
    ),
    case(
        "unsupported-rest-authentication",
        "a token of a service",
        "<TechnicalProfile Id=\"Api\">",
        &[("<Item Key=\"AuthenticationType\">None</Item>", "<Item Key=\"AuthenticationType\">OAuth2</Item>")],
    ),
    case(
        "unsupported-verification",
        "a telephone",
        "<OutputClaim ClaimTypeReferenceId=\"nick\" PartnerClaimType=\"Verified.phone\"",
        &[
            (
                "<DisplayClaims>\n            <DisplayClaim DisplayControlReferenceId=\"verifyEmail\" />\n            <DisplayClaim ClaimTypeReferenceId=\"nick\" />\n            <DisplayClaim ClaimTypeReferenceId=\"secret\" />\n          </DisplayClaims>",
                "",
            ),
            (
                "<OutputClaim ClaimTypeReferenceId=\"nick\" />",
                "<OutputClaim ClaimTypeReferenceId=\"nick\" PartnerClaimType=\"Verified.phone\" />",
            ),
        ],
    ),
];
