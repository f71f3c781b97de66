//! What is wrong between the layers of a policy.

use super::{Code, Section, Severity, error};

pub(super) const LAYERS: Section = Section {
    title: "The layers",
    codes: &[
        Code {
            name: "duplicate-policy",
            severity: Severity::Note,
            meaning: "Two files have one policy id; the later path wins.",
            remedy: "Take out one of the files, or give one another PolicyId.",
        },
        error(
            "include-cycle",
            "A technical profile includes itself, over others or at once.",
            "Take out one IncludeTechnicalProfile of the circle.",
        ),
        error(
            "include-too-deep",
            "Technical profiles include one another too many times in a row.",
            "Include fewer; copy what is needed.",
        ),
        error(
            "include-too-large",
            "The technical profiles of a policy copy too much by including one another.",
            "Include smaller profiles.",
        ),
        error(
            "inheritance-cycle",
            "A policy builds on itself, over others or at once.",
            "Take out one BasePolicy of the circle.",
        ),
        error(
            "missing-base-policy",
            "A policy is laid over another one without saying that it builds on it.",
            "Name the other one in BasePolicy/PolicyId.",
        ),
        error("no-policy", "There is no policy to build.", "Give the policy that an application calls, and its bases."),
        error(
            "not-a-policy",
            "The root element of the file is another than TrustFrameworkPolicy.",
            "Give the file of a policy.",
        ),
        error(
            "policy-exists",
            "The tenant has a policy of this id, and nothing was to be overwritten.",
            "Say that it is to be overwritten, or write another PolicyId.",
        ),
        error(
            "policy-id",
            "The id of a policy is none.",
            "Use letters, digits, `_`, `-` and `.`, and do not end with a point.",
        ),
        error("settings-too-large", "The values of settings add too much to a file.", "Use shorter values."),
        error("too-many-layers", "More policies build on one another than may.", "Join some of them."),
        error(
            "undefined-base-policy",
            "A policy builds on another one that is not there.",
            "Give its file too, or correct the name.",
        ),
    ],
};
