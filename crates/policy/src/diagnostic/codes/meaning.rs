//! What is wrong with what a policy says.

use super::{Section, error};

pub(super) const MEANING: Section = Section {
    title: "The meaning",
    codes: &[
        error(
            "default-value-type",
            "A default value does not read as the claim's data type.",
            "Write a value of the type, or change the type.",
        ),
        error("missing-issuer", "A step of type SendClaims names no issuer.", "Name the profile of a token issuer."),
        error("missing-metadata", "A technical profile lacks a metadata item that it needs.", "Add it."),
        error(
            "missing-relying-party",
            "The policy that is called has no relying party.",
            "Call a policy that has one.",
        ),
        error(
            "missing-send-claims",
            "A user journey does not end with a step of type SendClaims.",
            "End it with SendClaims.",
        ),
        error(
            "several-exchanges",
            "A step has several claims exchanges, and no step before it lets the user choose one.",
            "Keep one, or put a selection step before it.",
        ),
        error("step-order", "The steps are not numbered 1, 2, 3 and so on.", "Number them without gaps."),
        error("undefined-claim-type", "A claim is named that no layer declares.", "Declare it, or correct the name."),
        error(
            "undefined-claims-exchange",
            "A selection names a claims exchange that its step or the next one does not have.",
            "Name one of them.",
        ),
        error(
            "undefined-claims-transformation",
            "A claims transformation is named that no layer declares.",
            "Declare it, or correct the name.",
        ),
        error(
            "undefined-content-definition",
            "A content definition is named that no layer declares.",
            "Declare it, or correct the name.",
        ),
        error(
            "undefined-subject",
            "SubjectNamingInfo names no output claim of the relying party.",
            "Give an output claim this partner name.",
        ),
        error(
            "undefined-technical-profile",
            "A technical profile is named that no layer declares.",
            "Declare it, or correct the name.",
        ),
        error(
            "undefined-user-journey",
            "A user journey is named that no layer declares.",
            "Declare it, or correct the name.",
        ),
    ],
};
