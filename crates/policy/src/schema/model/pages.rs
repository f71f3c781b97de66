//! Content definitions, localization and display controls.

use super::{
    claims::ENUMERATION,
    journeys::PRECONDITIONS,
    kind::{ANYTHING, Kind, PLAIN, any_number, at_least_one, empty, maybe, one, optional, required, sequence, text},
    values::{BOOLEAN, CONTENT_URI, CULTURE, MERGE_BEHAVIOR, TEXT, USER_INTERFACE_CONTROL_TYPE},
};

pub(super) static CLIENT_DEFINITION: Kind =
    sequence(&[one("ClientUIFilterFlags", &PLAIN)]).with(&[required("Id", TEXT)]);

pub(super) static METADATA_ITEM: Kind = text(TEXT).with(&[required("Key", TEXT)]);

pub(super) static METADATA: Kind = sequence(&[at_least_one("Item", &METADATA_ITEM)]);

pub(super) static LOCALIZED_RESOURCES_REFERENCE: Kind = empty().with(&[
    required("Language", CULTURE),
    optional("Url", TEXT),
    optional("LocalizedResourcesReferenceId", TEXT),
]);

pub(super) static CONTENT_DEFINITION: Kind = sequence(&[
    maybe("LoadUri", &ANYTHING),
    maybe("RecoveryUri", &text(CONTENT_URI)),
    maybe("DataUri", &text(CONTENT_URI)),
    maybe("Metadata", &METADATA),
    maybe(
        "LocalizedResourcesReferences",
        &sequence(&[any_number("LocalizedResourcesReference", &LOCALIZED_RESOURCES_REFERENCE)])
            .with(&[optional("MergeBehavior", MERGE_BEHAVIOR)]),
    ),
])
.with(&[required("Id", TEXT)]);

pub(super) static SUPPORTED_LANGUAGES: Kind = sequence(&[any_number("SupportedLanguage", &text(CULTURE))]).with(&[
    optional("DefaultLanguage", CULTURE),
    optional("PolicyLanguage", CULTURE),
    optional("MergeBehavior", MERGE_BEHAVIOR),
]);

pub(super) static LOCALIZED_COLLECTION: Kind = sequence(&[at_least_one("Item", &ENUMERATION)]).with(&[
    required("ElementType", TEXT),
    required("ElementId", TEXT),
    required("TargetCollection", TEXT),
]);

pub(super) static LOCALIZED_STRING: Kind =
    text(TEXT).with(&[required("ElementType", TEXT), optional("ElementId", TEXT), required("StringId", TEXT)]);

pub(super) static LOCALIZED_RESOURCES: Kind = sequence(&[
    maybe("LocalizedCollections", &sequence(&[any_number("LocalizedCollection", &LOCALIZED_COLLECTION)])),
    maybe("LocalizedStrings", &sequence(&[any_number("LocalizedString", &LOCALIZED_STRING)])),
])
.with(&[optional("Culture", CULTURE), optional("Id", TEXT)]);

pub(super) static CONTROL_CLAIM: Kind = empty().with(&[
    optional("ClaimTypeReferenceId", TEXT),
    optional("Required", BOOLEAN),
    optional("DefaultValue", TEXT),
    optional("AlwaysUseDefaultValue", BOOLEAN),
]);

pub(super) static CONTROL_DISPLAY_CLAIM: Kind = empty().with(&[
    optional("ClaimTypeReferenceId", TEXT),
    optional("ControlClaimType", TEXT),
    optional("Required", BOOLEAN),
]);

pub(super) static DISPLAY_CONTROL_ACTION: Kind = sequence(&[one(
    "ValidationClaimsExchange",
    &sequence(&[at_least_one(
        "ValidationClaimsExchangeTechnicalProfile",
        &sequence(&[any_number("Preconditions", &PRECONDITIONS)]).with(&[
            required("TechnicalProfileReferenceId", TEXT),
            optional("ContinueOnSuccess", BOOLEAN),
            optional("ContinueOnError", BOOLEAN),
        ]),
    )]),
)])
.with(&[required("Id", TEXT)]);

pub(super) static DISPLAY_CONTROL: Kind = sequence(&[
    maybe("InputClaims", &sequence(&[any_number("InputClaim", &CONTROL_CLAIM)])),
    maybe("DisplayClaims", &sequence(&[any_number("DisplayClaim", &CONTROL_DISPLAY_CLAIM)])),
    maybe("OutputClaims", &sequence(&[any_number("OutputClaim", &CONTROL_CLAIM)])),
    maybe("Actions", &sequence(&[any_number("Action", &DISPLAY_CONTROL_ACTION)])),
])
.with(&[required("Id", TEXT), required("UserInterfaceControlType", USER_INTERFACE_CONTROL_TYPE)]);
