//! Claims providers and technical profiles.

use super::{
    journeys::PRECONDITIONS,
    kind::{
        FLAG, Kind, PLAIN, any_number, anything, at_least_one, empty, key, maybe, one, optional, required, sequence,
        text,
    },
    pages::METADATA,
    values::{
        BOOLEAN, ENABLED_FOR_USER_JOURNEYS, ERROR_HANDLING_ACTION, ERROR_RESPONSE_FORMAT, INT, NON_EMPTY,
        PROTOCOL_NAME, TEXT, TOKEN_FORMAT,
    },
};

pub(super) static CRYPTOGRAPHIC_KEYS: Kind =
    sequence(&[at_least_one("Key", &empty().with(&[required("Id", TEXT), required("StorageReferenceId", TEXT)]))]);

pub(super) static ITEM: Kind = empty().with(&[required("Key", TEXT), required("Value", TEXT)]);

pub(super) static SUPPRESSIONS: Kind = sequence(&[at_least_one("Item", &ITEM)]);

pub(super) static INPUT_TOKEN_SOURCES: Kind =
    sequence(&[at_least_one("TechnicalProfile", &empty().with(&[required("Id", TEXT)]))]);

pub(super) static TRANSFORMATION_REFERENCE: Kind = empty().with(&[required("ReferenceId", TEXT)]);

pub(super) static FROM: Kind = empty().with(&[required("TechnicalProfileReferenceId", TEXT)]);

pub(super) static CLAIM_USE: Kind = sequence(&[any_number("From", &FROM)]).with(&[
    required("ClaimTypeReferenceId", TEXT),
    optional("PartnerClaimType", TEXT),
    optional("Required", BOOLEAN),
    optional("DefaultValue", TEXT),
    optional("AlwaysUseDefaultValue", BOOLEAN),
]);

pub(super) static DISPLAY_CLAIM: Kind = empty().with(&[
    optional("ClaimTypeReferenceId", TEXT),
    optional("DisplayControlReferenceId", TEXT),
    optional("Required", BOOLEAN),
]);

pub(super) static PERSISTED_CLAIM: Kind = empty().with(&[
    required("ClaimTypeReferenceId", TEXT),
    optional("PartnerClaimType", TEXT),
    optional("DefaultValue", TEXT),
    optional("OverwriteIfExists", BOOLEAN),
    optional("AlwaysUseDefaultValue", BOOLEAN),
]);

pub(super) static EXTENSIONS: Kind = anything();

pub(super) static TECHNICAL_PROFILE: Kind = sequence(&[
    maybe("Domains", &sequence(&[at_least_one("Domain", &text(NON_EMPTY))])),
    maybe("Domain", &PLAIN),
    maybe("DisplayName", &PLAIN),
    maybe("Description", &PLAIN),
    maybe("Protocol", &empty().with(&[required("Name", PROTOCOL_NAME), optional("Handler", TEXT)])),
    maybe("InputTokenFormat", &text(TOKEN_FORMAT)),
    maybe("OutputTokenFormat", &text(TOKEN_FORMAT)),
    maybe("AssuranceLevelOfOutputClaims", &PLAIN),
    maybe(
        "RequiredAssuranceLevelsOfInputClaims",
        &sequence(&[any_number("RequiredAssuranceLevelOfInputClaims", &PLAIN)]),
    ),
    maybe(
        "SubjectAuthenticationRequirements",
        &empty().with(&[required("TimeToLive", INT), optional("ResetExpiryWhenTokenIssued", BOOLEAN)]),
    ),
    maybe("Metadata", &METADATA),
    maybe("CryptographicKeys", &CRYPTOGRAPHIC_KEYS),
    maybe("Suppressions", &SUPPRESSIONS),
    maybe("PreferredBinding", &PLAIN),
    maybe("IncludeInSso", &FLAG),
    maybe("InputTokenSources", &INPUT_TOKEN_SOURCES),
    any_number(
        "InputClaimsTransformations",
        &sequence(&[at_least_one("InputClaimsTransformation", &TRANSFORMATION_REFERENCE)]),
    ),
    maybe("InputClaims", &sequence(&[any_number("InputClaim", &CLAIM_USE)])),
    maybe("DisplayClaims", &sequence(&[any_number("DisplayClaim", &DISPLAY_CLAIM)])),
    maybe("PersistedClaims", &sequence(&[any_number("PersistedClaim", &PERSISTED_CLAIM)])),
    maybe("OutputClaims", &sequence(&[any_number("OutputClaim", &CLAIM_USE)])),
    any_number(
        "OutputClaimsTransformations",
        &sequence(&[at_least_one("OutputClaimsTransformation", &TRANSFORMATION_REFERENCE)]),
    ),
    any_number(
        "ValidationTechnicalProfiles",
        &sequence(&[at_least_one(
            "ValidationTechnicalProfile",
            &sequence(&[any_number("Preconditions", &PRECONDITIONS)]).with(&[
                required("ReferenceId", TEXT),
                optional("ContinueOnSuccess", BOOLEAN),
                optional("ContinueOnError", BOOLEAN),
            ]),
        )])
        .unique(&[key(&["ValidationTechnicalProfile"], "ReferenceId")]),
    ),
    maybe(
        "SubjectNamingInfo",
        &empty().with(&[
            required("ClaimType", TEXT),
            optional("NameQualifier", TEXT),
            optional("SPNameQualifier", TEXT),
            optional("Format", TEXT),
            optional("SPProvidedID", TEXT),
            optional("ExcludeAsClaim", BOOLEAN),
        ]),
    ),
    maybe("Extensions", &EXTENSIONS),
    maybe("IncludeClaimsFromTechnicalProfile", &PLAIN),
    maybe("IncludeTechnicalProfile", &empty().with(&[required("ReferenceId", TEXT)])),
    maybe("UseTechnicalProfileForSessionManagement", &empty().with(&[required("ReferenceId", TEXT)])),
    maybe(
        "ErrorHandlers",
        &sequence(&[any_number(
            "ErrorHandler",
            &sequence(&[
                maybe("ErrorResponseFormat", &text(ERROR_RESPONSE_FORMAT)),
                one("ResponseMatch", &PLAIN),
                one("Action", &text(ERROR_HANDLING_ACTION)),
                any_number("AdditionalRequestParameters", &text(TEXT).with(&[required("Key", TEXT)])),
            ]),
        )]),
    ),
    maybe("EnabledForUserJourneys", &text(ENABLED_FOR_USER_JOURNEYS)),
])
.with(&[required("Id", TEXT)]);

pub(super) static CLAIMS_PROVIDER: Kind = sequence(&[
    maybe("Domains", &sequence(&[at_least_one("Domain", &text(NON_EMPTY))])),
    maybe("Domain", &PLAIN),
    maybe("DisplayName", &PLAIN),
    one("TechnicalProfiles", &sequence(&[any_number("TechnicalProfile", &TECHNICAL_PROFILE)])),
]);
