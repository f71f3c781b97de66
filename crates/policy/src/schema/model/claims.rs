//! Claim types, predicates and claims transformations.

use super::{
    kind::{Kind, PLAIN, alternatives, any_number, at_least_one, empty, maybe, optional, required, sequence, text},
    values::{
        BOOLEAN, DATA_TYPE, INTEGER, MASK_TYPE, MERGE_BEHAVIOR, PROTOCOL_NAME, STATEMENT_TYPE, TEXT, USER_INPUT_TYPE,
    },
};

pub(super) static MASK: Kind = text(TEXT).with(&[required("Type", MASK_TYPE), optional("Regex", TEXT)]);

pub(super) static ENUMERATION: Kind =
    text(TEXT).with(&[required("Text", TEXT), required("Value", TEXT), optional("SelectByDefault", BOOLEAN)]);

pub(super) static RESTRICTION_PATTERN: Kind =
    empty().with(&[required("RegularExpression", TEXT), optional("HelpText", TEXT)]);

pub(super) static RESTRICTION: Kind =
    alternatives(&[any_number("Enumeration", &ENUMERATION), maybe("Pattern", &RESTRICTION_PATTERN)])
        .with(&[optional("MergeBehavior", MERGE_BEHAVIOR)]);

pub(super) static INPUT_VALIDATION_REFERENCE: Kind = empty().with(&[required("Id", TEXT)]);

pub(super) static PREDICATE_VALIDATION_REFERENCE: Kind = empty().with(&[required("Id", TEXT)]);

pub(super) static CLAIM_TYPE: Kind = sequence(&[
    maybe("DisplayName", &PLAIN),
    maybe("DataType", &text(DATA_TYPE)),
    any_number(
        "DefaultPartnerClaimTypes",
        &sequence(&[any_number(
            "Protocol",
            &empty().with(&[
                required("Name", PROTOCOL_NAME),
                optional("Handler", TEXT),
                required("PartnerClaimType", TEXT),
            ]),
        )]),
    ),
    maybe("Mask", &MASK),
    maybe("AdminHelpText", &PLAIN),
    maybe("UserHelpText", &PLAIN),
    maybe("UserInputType", &text(USER_INPUT_TYPE)),
    maybe("Restriction", &RESTRICTION),
    maybe("InputValidationReference", &INPUT_VALIDATION_REFERENCE),
    maybe("PredicateValidationReference", &PREDICATE_VALIDATION_REFERENCE),
])
.with(&[required("Id", TEXT), optional("StatementType", STATEMENT_TYPE)]);

pub(super) static PARAMETER: Kind = text(TEXT).with(&[required("Id", TEXT)]);

pub(super) static PARAMETERS: Kind = sequence(&[any_number("Parameter", &PARAMETER)]);

pub(super) static PREDICATE: Kind = sequence(&[maybe("UserHelpText", &PLAIN), maybe("Parameters", &PARAMETERS)])
    .with(&[required("Id", TEXT), required("Method", TEXT), optional("HelpText", TEXT)]);

pub(super) static PREDICATE_REFERENCE: Kind = empty().with(&[required("Id", TEXT)]);

pub(super) static PREDICATE_REFERENCES: Kind = sequence(&[at_least_one("PredicateReference", &PREDICATE_REFERENCE)])
    .with(&[
        optional("Id", TEXT),
        optional("HelpText", TEXT),
        optional("MatchAtLeast", INTEGER),
        optional("Reject", BOOLEAN),
    ]);

pub(super) static INPUT_VALIDATION: Kind =
    sequence(&[any_number("PredicateReferences", &PREDICATE_REFERENCES)]).with(&[required("Id", TEXT)]);

pub(super) static PREDICATE_GROUP: Kind =
    sequence(&[maybe("UserHelpText", &PLAIN), any_number("PredicateReferences", &PREDICATE_REFERENCES)])
        .with(&[required("Id", TEXT)]);

pub(super) static PREDICATE_GROUPS: Kind = sequence(&[at_least_one("PredicateGroup", &PREDICATE_GROUP)]);

pub(super) static PREDICATE_VALIDATION: Kind =
    sequence(&[any_number("PredicateGroups", &PREDICATE_GROUPS)]).with(&[required("Id", TEXT)]);

pub(super) static TRANSFORMATION_CLAIM: Kind =
    empty().with(&[required("ClaimTypeReferenceId", TEXT), optional("TransformationClaimType", TEXT)]);

pub(super) static TRANSFORMATION_PARAMETER: Kind =
    empty().with(&[required("Id", TEXT), required("DataType", DATA_TYPE), required("Value", TEXT)]);

pub(super) static CLAIMS_TRANSFORMATION: Kind = sequence(&[
    maybe("InputClaims", &sequence(&[any_number("InputClaim", &TRANSFORMATION_CLAIM)])),
    maybe("InputParameters", &sequence(&[at_least_one("InputParameter", &TRANSFORMATION_PARAMETER)])),
    maybe("OutputClaims", &sequence(&[at_least_one("OutputClaim", &TRANSFORMATION_CLAIM)])),
])
.with(&[required("Id", TEXT), required("TransformationMethod", TEXT)]);
