//! The words of the language's enumerations.

use super::{Row, ignored, refused, runs, without_effect};

/// The words that one attribute or element may have.
#[derive(Debug, Clone, Copy)]
pub struct Values {
    /// Where: `Element/@Attribute`, `Parent/Element/@Attribute`, or `Element` for its text.
    pub places: &'static [&'static str],
    /// The words.
    pub rows: &'static [Row],
}

/// Never written by anybody, and described nowhere.
const UNDOCUMENTED: &str = "No documentation says what it does.";
const NO_TELEMETRY: &str = "Nothing is sent to Application Insights; the console shows every sign-in as a trace.";

/// All enumerations of the schema, and those that handlers read from text.
pub const VALUES: &[Values] = &[
    Values {
        places: &["TrustFrameworkPolicy/@DeploymentMode"],
        rows: &[
            ignored(1, "Production", "Every policy runs in this mode."),
            ignored(1, "Development", "Every sign-in is recorded anyway, and shown as a trace."),
            ignored(1, "Debugging", "Every sign-in is recorded anyway, and shown as a trace."),
        ],
    },
    Values {
        places: &["ClaimType/DataType", "InputParameter/@DataType"],
        rows: &[
            runs(1, "boolean"),
            runs(1, "string"),
            runs(1, "stringCollection"),
            runs(2, "alternativeSecurityIdCollection"),
            runs(2, "date"),
            runs(2, "dateTime"),
            runs(2, "int"),
            runs(2, "long"),
            runs(2, "phoneNumber"),
            runs(2, "userIdentity"),
            runs(2, "userIdentityCollection"),
            refused("duration", UNDOCUMENTED),
            refused("objectIdentity", UNDOCUMENTED),
            refused("objectIdentityCollection", UNDOCUMENTED),
        ],
    },
    Values {
        places: &["ClaimType/@StatementType"],
        rows: &[
            ignored(3, "Attribute", "Every claim is one."),
            ignored(3, "Authentication", UNDOCUMENTED),
            ignored(3, "Subject", UNDOCUMENTED),
        ],
    },
    Values { places: &["Mask/@Type"], rows: &[runs(1, "Simple"), runs(2, "Regex")] },
    Values {
        places: &["UserInputType"],
        rows: &[
            runs(1, "CheckboxMultiSelect"),
            runs(1, "DropdownSingleSelect"),
            runs(1, "EmailBox"),
            runs(1, "Paragraph"),
            runs(1, "Password"),
            runs(1, "RadioSingleSelect"),
            runs(1, "Readonly"),
            runs(1, "TextBox"),
            runs(2, "DateTimeDropdown"),
            refused("Button", UNDOCUMENTED),
        ],
    },
    Values {
        places: &[
            "Restriction/@MergeBehavior",
            "SupportedLanguages/@MergeBehavior",
            "LocalizedResourcesReferences/@MergeBehavior",
        ],
        rows: &[runs(2, "Append"), runs(2, "Prepend"), runs(2, "ReplaceAll")],
    },
    Values {
        places: &["TechnicalProfile/Protocol/@Name"],
        rows: &[
            runs(1, "None"),
            runs(1, "OAuth2"),
            runs(1, "OpenIdConnect"),
            runs(1, "Proprietary"),
            refused("OAuth1", "No provider needs OAuth 1.0 any more."),
            refused("SAML2", "SAML is not spoken."),
            refused("UProve11", UNDOCUMENTED),
            refused("WsFed", "WS-Federation is not spoken."),
            refused("WsTrust", UNDOCUMENTED),
        ],
    },
    Values {
        places: &["DefaultPartnerClaimTypes/Protocol/@Name"],
        rows: &[
            runs(1, "OAuth2"),
            runs(1, "OpenIdConnect"),
            ignored(1, "None", "It names no partner."),
            ignored(1, "OAuth1", "The protocol is not spoken."),
            ignored(1, "Proprietary", "It names no partner."),
            ignored(1, "SAML2", "The protocol is not spoken."),
            ignored(1, "UProve11", "The protocol is not spoken."),
            ignored(1, "WsFed", "The protocol is not spoken."),
            ignored(1, "WsTrust", "The protocol is not spoken."),
        ],
    },
    Values {
        places: &["InputTokenFormat", "OutputTokenFormat"],
        rows: &[
            runs(1, "JWT"),
            runs(2, "OAuth2Error"),
            refused("CpimUnsigned", UNDOCUMENTED),
            refused("JSON", "The UserInfo endpoint of a custom policy is not served."),
            refused("SAML11", "WS-Federation is not spoken."),
            refused("SAML2", "SAML is not spoken."),
            refused("UProve11", UNDOCUMENTED),
        ],
    },
    Values {
        places: &["EnabledForUserJourneys"],
        rows: &[
            runs(1, "Always"),
            runs(1, "false"),
            runs(1, "Never"),
            runs(1, "OnClaimsExistence"),
            runs(1, "OnItemAbsenceInStringCollectionClaim"),
            runs(1, "OnItemExistenceInStringCollectionClaim"),
            runs(1, "true"),
        ],
    },
    Values { places: &["ErrorResponseFormat"], rows: &[refused("json", UNDOCUMENTED)] },
    Values {
        places: &["ErrorHandler/Action"],
        rows: &[refused("InvalidClient", UNDOCUMENTED), refused("Reauthenticate", UNDOCUMENTED)],
    },
    Values {
        places: &["DisplayControl/@UserInterfaceControlType"],
        rows: &[
            runs(2, "VerificationControl"),
            refused("AuthenticatorAppIconControl", "Authenticator applications are not enrolled on pages of a policy."),
            refused("AuthenticatorInfoControl", "Authenticator applications are not enrolled on pages of a policy."),
            refused("QrCodeControl", "Authenticator applications are not enrolled on pages of a policy."),
        ],
    },
    Values {
        places: &["OrchestrationStep/@Type"],
        rows: &[
            runs(1, "ClaimsExchange"),
            runs(1, "ClaimsProviderSelection"),
            runs(1, "CombinedSignInAndSignUp"),
            runs(1, "SendClaims"),
            runs(2, "GetClaims"),
            runs(2, "InvokeSubJourney"),
            refused("ConsentScreen", UNDOCUMENTED),
            refused("Noop", UNDOCUMENTED),
            refused("ReviewScreen", UNDOCUMENTED),
            refused("UserDialog", UNDOCUMENTED),
        ],
    },
    Values { places: &["Precondition/@Type"], rows: &[runs(1, "ClaimEquals"), runs(1, "ClaimsExist")] },
    Values {
        places: &["Precondition/Action"],
        rows: &[runs(1, "SkipThisOrchestrationStep"), runs(2, "SkipThisValidationTechnicalProfile")],
    },
    Values {
        places: &["ClaimsProviderSelections/@DisplayOption"],
        rows: &[runs(1, "DoNotShowSingleProvider"), runs(1, "ShowSingleProvider")],
    },
    Values { places: &["SubJourney/@Type"], rows: &[runs(2, "Call"), runs(2, "Transfer")] },
    Values {
        places: &["SingleSignOn/@Scope"],
        rows: &[
            runs(2, "Application"),
            runs(2, "Policy"),
            runs(2, "Suppressed"),
            runs(2, "Tenant"),
            runs(2, "TrustFramework"),
        ],
    },
    Values { places: &["SessionExpiryType"], rows: &[runs(2, "Absolute"), runs(2, "Rolling")] },
    Values { places: &["JourneyInsights/@TelemetryEngine"], rows: &[ignored(1, "ApplicationInsights", NO_TELEMETRY)] },
    Values {
        places: &["ScriptExecution"],
        rows: &[
            without_effect(
                1,
                "Allow",
                "Pages have no scripts; what a script of custom page content does, does not happen.",
            ),
            ignored(1, "Disallow", "Pages have no scripts."),
        ],
    },
    Values {
        places: &["OnError/@Mode"],
        rows: &[refused("DisplayInService", UNDOCUMENTED), refused("ReturnToRequestor", UNDOCUMENTED)],
    },
    Values {
        places: &["Predicate/@Method"],
        rows: &[
            runs(2, "IncludesCharacters"),
            runs(2, "IsDateRange"),
            runs(2, "IsLengthRange"),
            runs(2, "MatchesRegex"),
        ],
    },
    Values {
        places: &["Endpoint/@Id"],
        rows: &[runs(1, "Token"), refused("UserInfo", "The UserInfo endpoint of a custom policy is not served.")],
    },
    Values {
        places: &["RelyingParty/TechnicalProfile/Protocol/@Name"],
        rows: &[
            runs(1, "OpenIdConnect"),
            refused("None", UNDOCUMENTED),
            refused("OAuth1", UNDOCUMENTED),
            refused("OAuth2", UNDOCUMENTED),
            refused("Proprietary", UNDOCUMENTED),
            refused("SAML2", "No application speaks SAML here."),
            refused("UProve11", UNDOCUMENTED),
            refused("WsFed", "No application speaks WS-Federation here."),
            refused("WsTrust", UNDOCUMENTED),
        ],
    },
    Values {
        places: &["LocalizedString/@ElementType", "LocalizedCollection/@ElementType"],
        rows: &[
            runs(1, "ClaimsProvider"),
            runs(1, "ClaimType"),
            runs(1, "ErrorMessage"),
            runs(1, "UxElement"),
            runs(2, "DisplayControl"),
            runs(2, "FormatLocalizedStringTransformationClaimType"),
            runs(2, "GetLocalizedStringsTransformationClaimType"),
            runs(2, "InputValidation"),
            runs(2, "Predicate"),
            runs(2, "PredicateValidation"),
        ],
    },
    Values { places: &["Actions/Action/@Id"], rows: &[runs(2, "SendCode"), runs(2, "VerifyCode")] },
    Values {
        places: &["DisplayClaim/@ControlClaimType"],
        rows: &[
            runs(2, "CountryCode"),
            runs(2, "Email"),
            runs(2, "Phone"),
            runs(2, "VerificationCode"),
            refused("QrCodeContent", "Authenticator applications are not enrolled on pages of a policy."),
        ],
    },
];

impl Values {
    /// The words at a place: an element in another one, or an attribute of it.
    pub fn at(parent: &str, element: &str, attribute: Option<&str>) -> Option<&'static Self> {
        let (near, far) = match attribute {
            Some(attribute) => (format!("{parent}/{element}/@{attribute}"), format!("{element}/@{attribute}")),
            None => (format!("{parent}/{element}"), element.to_owned()),
        };
        Self::named(&near).or_else(|| Self::named(&far))
    }

    /// The words of a place as the table calls it.
    pub fn named(place: &str) -> Option<&'static Self> {
        VALUES.iter().find(|values| values.places.contains(&place))
    }

    /// The row of a word, compared as written.
    pub fn word(&self, word: &str) -> Option<&'static Row> {
        self.rows.iter().find(|row| row.name == word)
    }
}
