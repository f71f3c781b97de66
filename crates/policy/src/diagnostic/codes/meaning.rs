//! What is wrong with what a policy says.

use super::{Section, error, warning};

pub(super) const MEANING: Section = Section {
    title: "The meaning",
    codes: &[
        warning(
            "boolean-spelling",
            "A precondition compares a boolean claim with a text that it never has.",
            "Write True or False.",
        ),
        error(
            "claim-never-produced",
            "A claim of the token is given by nothing that the policy runs, and has no default.",
            "Let a technical profile output it, or give it a DefaultValue.",
        ),
        error(
            "default-value-type",
            "A default value does not read as the claim's data type.",
            "Write a value of the type, or change the type.",
        ),
        error(
            "duplicate-claims-exchange",
            "Two claims exchanges of a journey have one id.",
            "Give one of them another id.",
        ),
        error(
            "invalid-metadata-value",
            "A metadata item has a value that it cannot have.",
            "Write one of the allowed values.",
        ),
        error(
            "missing-content-definition",
            "A step that shows a page names no content definition.",
            "Name one in ContentDefinitionReferenceId.",
        ),
        warning("missing-data-type", "A claim type has no data type.", "Add DataType."),
        error("missing-issuer", "A step of type SendClaims names no issuer.", "Name the profile of a token issuer."),
        error("missing-key", "A technical profile lacks a key that it needs.", "Add it to CryptographicKeys."),
        error("missing-metadata", "A technical profile lacks a metadata item that it needs.", "Add it."),
        error(
            "missing-relying-party",
            "The policy that is called has no relying party.",
            "Call a policy that has one.",
        ),
        error(
            "missing-relying-party-profile",
            "The relying party has no technical profile.",
            "Add one with the output claims of the token.",
        ),
        error(
            "missing-send-claims",
            "A user journey does not end with a step of type SendClaims.",
            "End it with SendClaims.",
        ),
        error("missing-sub-journey", "A step invokes no sub-journey.", "Name one in JourneyList/Candidate."),
        error(
            "other-tenant",
            "The policy is of another tenant than the one it is loaded into.",
            "Write the tenant it is loaded into.",
        ),
        warning(
            "policy-prefix",
            "The id of a policy does not begin as ids of custom policies do.",
            "Begin it with `B2C_1A_`.",
        ),
        error(
            "precondition-values",
            "A precondition has too few values, or too many.",
            "ClaimsExist takes a claim; ClaimEquals takes a claim and a value.",
        ),
        warning(
            "resolver-not-evaluated",
            "A claim resolver stands where it is not evaluated.",
            "Set IncludeClaimResolvingInClaimsHandling and AlwaysUseDefaultValue.",
        ),
        error(
            "selection-target",
            "A selection names two exchanges, or none.",
            "Give either TargetClaimsExchangeId or ValidationClaimsExchangeId.",
        ),
        error(
            "selection-without-exchange",
            "A selection step is not followed by a step of type ClaimsExchange.",
            "Let a step with the exchanges follow it.",
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
        warning(
            "undefined-client-definition",
            "A client definition is named that no layer declares.",
            "Take the reference out; it has no effect.",
        ),
        error(
            "undefined-content-definition",
            "A content definition is named that no layer declares.",
            "Declare it, or correct the name.",
        ),
        error(
            "undefined-display-control",
            "A display control is named that no layer declares.",
            "Declare it, or correct the name.",
        ),
        error(
            "undefined-input-validation",
            "An input validation is named that no layer declares.",
            "Declare it, or correct the name.",
        ),
        warning(
            "undefined-key-container",
            "A policy key is named that the tenant does not have.",
            "Make it, or correct the name.",
        ),
        error(
            "undefined-localized-resources",
            "Localized resources are named that no layer declares.",
            "Declare them, or correct the name.",
        ),
        error(
            "undefined-predicate",
            "A predicate is named that no layer declares.",
            "Declare it, or correct the name.",
        ),
        error(
            "undefined-predicate-validation",
            "A predicate validation is named that no layer declares.",
            "Declare it, or correct the name.",
        ),
        error(
            "undefined-sub-journey",
            "A sub-journey is named that no layer declares.",
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
        warning(
            "unknown-metadata-key",
            "Nothing reads a metadata item of this name in a profile of this kind.",
            "Correct the name, or take it out.",
        ),
        warning("unknown-page", "DataUri names no known page layout.", "Correct it; the help lists the pages."),
        warning("unreachable-step", "A step never runs.", "Move it, or take out a precondition."),
    ],
};

pub(super) const SAFETY: Section = Section {
    title: "What is unsafe",
    codes: &[
        warning("claims-in-query", "A technical profile sends claims in the address.", "Send them in the body."),
        warning("insecure-url", "An address is asked without TLS.", "Use https."),
        error(
            "invalid-url",
            "An address cannot be asked; a warning where nothing asks it.",
            "Write an absolute https address.",
        ),
        warning(
            "overridable-claim",
            "A provider can overwrite the claim that says who it is.",
            "Add AlwaysUseDefaultValue=\"true\".",
        ),
        warning("scope-separator", "Scopes are separated by commas.", "Separate them by blanks."),
        warning("scope-without-openid", "The scope of an OpenID Connect provider lacks openid.", "Add it."),
        warning("secret-in-policy", "The policy holds a secret.", "Put it into a policy key."),
        warning("secret-in-query", "A client secret is sent in the address.", "Use POST."),
        warning("token-in-query", "An access token is sent in the address.", "Send it in the Authorization header."),
    ],
};
