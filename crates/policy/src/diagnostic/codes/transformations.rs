//! What is wrong with transformations and resolvers.

use super::{Section, error};

pub(super) const TRANSFORMATIONS: Section = Section {
    title: "Transformations and resolvers",
    codes: &[
        error(
            "claim-resolver-in-host",
            "A claim resolver would let somebody outside choose the host of a URL.",
            "Write the host, or take it from the policy.",
        ),
        error(
            "transformation-claim-type",
            "A transformation lacks a claim that its method needs; a warning where it has one too many.",
            "Give it the TransformationClaimType that the message names.",
        ),
        error(
            "transformation-data-type",
            "A claim is not of the type that the method needs; a warning where it can be read as one.",
            "Use a claim of that type, or convert it before.",
        ),
        error(
            "transformation-parameter",
            "A parameter of a transformation lacks or cannot be read; a warning where the method has no such one.",
            "Write it as the message says.",
        ),
        error(
            "transformation-validation",
            "CopyClaimIfPredicateMatch writes into a claim type without a predicate validation.",
            "Give the claim type a PredicateValidationReference.",
        ),
        error("unknown-claim-resolver", "There is no claim resolver of this name.", "Correct the name."),
        error("unsupported-claim-resolver", "The claim resolver does not run.", "Use another one."),
    ],
};
