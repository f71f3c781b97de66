//! Journeys, their steps, and what a relying party says about them.

use super::{
    kind::{FLAG, Kind, PLAIN, any_number, at_least_one, empty, key, maybe, optional, required, sequence, text},
    profiles::CRYPTOGRAPHIC_KEYS,
    values::{
        BOOLEAN, DISPLAY_OPTION, GUID, INT, ON_ERROR_MODE, PRECONDITION_ACTION, PRECONDITION_TYPE,
        SINGLE_SIGN_ON_SCOPE, STEP_TYPE, SUB_JOURNEY_TYPE, TELEMETRY_ENGINE, TEXT, THREE_PART_VERSION,
    },
};

pub(super) static PRECONDITION: Kind =
    sequence(&[at_least_one("Value", &PLAIN), at_least_one("Action", &text(PRECONDITION_ACTION))])
        .with(&[required("Type", PRECONDITION_TYPE), required("ExecuteActionsIf", BOOLEAN)]);

pub(super) static PRECONDITIONS: Kind = sequence(&[at_least_one("Precondition", &PRECONDITION)]);

pub(super) static CLAIMS_PROVIDER_SELECTION: Kind =
    empty().with(&[optional("TargetClaimsExchangeId", TEXT), optional("ValidationClaimsExchangeId", TEXT)]);

pub(super) static CLAIMS_PROVIDER_SELECTIONS: Kind =
    sequence(&[at_least_one("ClaimsProviderSelection", &CLAIMS_PROVIDER_SELECTION)])
        .with(&[optional("DisplayOption", DISPLAY_OPTION)]);

pub(super) static CLAIMS_EXCHANGE: Kind =
    empty().with(&[required("Id", TEXT), required("TechnicalProfileReferenceId", TEXT)]);

pub(super) static CLAIMS_EXCHANGES: Kind =
    sequence(&[any_number("ClaimsExchange", &CLAIMS_EXCHANGE)]).with(&[optional("UserIdentity", BOOLEAN)]);

pub(super) static CANDIDATE: Kind = empty().with(&[required("SubJourneyReferenceId", TEXT)]);

pub(super) static JOURNEY_LIST: Kind = sequence(&[at_least_one("Candidate", &CANDIDATE)]);

pub(super) static ORCHESTRATION_STEP: Kind = sequence(&[
    any_number("Preconditions", &PRECONDITIONS),
    any_number("ClaimsProviderSelections", &CLAIMS_PROVIDER_SELECTIONS),
    any_number("ClaimsExchanges", &CLAIMS_EXCHANGES),
    any_number("JourneyList", &JOURNEY_LIST),
])
.with(&[
    required("Order", INT),
    required("Type", STEP_TYPE),
    optional("ContentDefinitionReferenceId", TEXT),
    optional("CpimIssuerTechnicalProfileReferenceId", TEXT),
]);

pub(super) static USER_JOURNEY: Kind = sequence(&[
    maybe("AssuranceLevel", &PLAIN),
    maybe("PreserveOriginalAssertion", &FLAG),
    maybe(
        "Authorization",
        &sequence(&[maybe(
            "AuthorizationTechnicalProfiles",
            &sequence(&[at_least_one(
                "AuthorizationTechnicalProfile",
                &empty().with(&[required("ReferenceId", TEXT)]),
            )])
            .unique(&[key(&["AuthorizationTechnicalProfile"], "ReferenceId")]),
        )]),
    ),
    maybe(
        "OrchestrationSteps",
        &sequence(&[at_least_one("OrchestrationStep", &ORCHESTRATION_STEP)]).unique(&[
            key(&["OrchestrationStep"], "Order"),
            key(&["OrchestrationStep", "ClaimsExchanges", "ClaimsExchange"], "Id"),
        ]),
    ),
    maybe("ClientDefinition", &empty().with(&[optional("ReferenceId", TEXT)])),
    maybe("CryptographicKeys", &CRYPTOGRAPHIC_KEYS),
])
.with(&[
    required("Id", TEXT),
    optional("NonInteractive", BOOLEAN),
    optional("DefaultCpimIssuerTechnicalProfileReferenceId", TEXT),
]);

pub(super) static SUB_JOURNEY: Kind = sequence(&[maybe(
    "OrchestrationSteps",
    &sequence(&[at_least_one("OrchestrationStep", &ORCHESTRATION_STEP)]).unique(&[
        key(&["OrchestrationStep"], "Order"),
        key(&["OrchestrationStep", "ClaimsExchanges", "ClaimsExchange"], "Id"),
    ]),
)])
.with(&[required("Id", TEXT), required("Type", SUB_JOURNEY_TYPE)]);

pub(super) static ENDPOINT: Kind = empty().with(&[required("Id", TEXT), required("UserJourneyReferenceId", TEXT)]);

pub(super) static SINGLE_SIGN_ON: Kind = empty().with(&[
    required("Scope", SINGLE_SIGN_ON_SCOPE),
    optional("KeepAliveInDays", INT),
    optional("EnforceIdTokenHintOnLogout", BOOLEAN),
]);

pub(super) static AZURE_APPLICATION_INSIGHTS: Kind = empty().with(&[required("InstrumentationKey", GUID)]);

pub(super) static JOURNEY_INSIGHTS: Kind = empty().with(&[
    required("InstrumentationKey", GUID),
    required("TelemetryEngine", TELEMETRY_ENGINE),
    optional("DeveloperMode", BOOLEAN),
    optional("ClientEnabled", BOOLEAN),
    optional("ServerEnabled", BOOLEAN),
    optional("TelemetryVersion", THREE_PART_VERSION),
]);

pub(super) static CONTENT_DEFINITION_PARAMETER: Kind = text(TEXT).with(&[required("Name", TEXT)]);

pub(super) static CONTENT_DEFINITION_PARAMETERS: Kind =
    sequence(&[at_least_one("Parameter", &CONTENT_DEFINITION_PARAMETER)]);

pub(super) static JOURNEY_FRAMING: Kind = empty().with(&[required("Enabled", BOOLEAN), required("Sources", TEXT)]);

pub(super) static ON_ERROR: Kind = empty().with(&[required("Mode", ON_ERROR_MODE)]);
