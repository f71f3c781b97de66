//! The root, and what stands in no other room.

use super::{
    claims::{CLAIM_TYPE, CLAIMS_TRANSFORMATION, INPUT_VALIDATION, PREDICATE, PREDICATE_VALIDATION},
    journeys::{
        AZURE_APPLICATION_INSIGHTS, CONTENT_DEFINITION_PARAMETERS, ENDPOINT, JOURNEY_FRAMING, JOURNEY_INSIGHTS,
        ON_ERROR, SINGLE_SIGN_ON, SUB_JOURNEY, USER_JOURNEY,
    },
    kind::{
        Kind, PLAIN, alternatives, any_number, at_least_one, empty, key, maybe, one, optional, required, sequence, text,
    },
    pages::{CLIENT_DEFINITION, CONTENT_DEFINITION, DISPLAY_CONTROL, LOCALIZED_RESOURCES, SUPPORTED_LANGUAGES},
    profiles::{CLAIMS_PROVIDER, TECHNICAL_PROFILE},
    values::{
        BOOLEAN, DEPLOYMENT_MODE, FOUR_PART_VERSION, GUID, INT, NON_EMPTY_ANY, POLICY_ID, POLICY_ID_PATTERN,
        SCRIPT_EXECUTION, SESSION_EXPIRY_TYPE, TENANT_ID, TEXT, URI,
    },
};

pub(super) static BASE_POLICY: Kind = sequence(&[one("TenantId", &text(TENANT_ID)), one("PolicyId", &text(POLICY_ID))]);

pub(super) static TENANT_REFERENCE: Kind = empty().with(&[required("ReferenceId", GUID)]);

pub(super) static TENANTS: Kind = sequence(&[at_least_one("Tenant", &TENANT_REFERENCE)]);

pub(super) static CONSTRAINT_HANDLER: Kind = empty().with(&[required("Id", TEXT), required("Handler", TEXT)]);

pub(super) static INHERITANCE: Kind =
    alternatives(&[maybe("Tenants", &TENANTS), maybe("ConstraintHandler", &CONSTRAINT_HANDLER)])
        .with(&[required("DerivingPolicies", TEXT)]);

pub(super) static REROUTE_RULE: Kind =
    empty().with(&[required("PolicyId", POLICY_ID_PATTERN), optional("Weight", INT), optional("Match", NON_EMPTY_ANY)]);

pub(super) static REROUTE_RULES: Kind =
    sequence(&[any_number("RerouteRule", &REROUTE_RULE)]).with(&[required("Type", TEXT)]);

pub(super) static CONTACT: Kind =
    sequence(&[one("DisplayName", &PLAIN), one("TelephoneNumber", &PLAIN), one("Email", &PLAIN), one("Role", &PLAIN)])
        .with(&[required("Id", TEXT)]);

pub(super) static DOCUMENT_REFERENCE: Kind =
    sequence(&[one("DisplayName", &PLAIN), one("Url", &text(URI))]).with(&[required("Id", TEXT)]);

pub(super) static BUILDING_BLOCKS: Kind = sequence(&[
    maybe("ClaimsSchema", &sequence(&[at_least_one("ClaimType", &CLAIM_TYPE)]).unique(&[key(&["ClaimType"], "Id")])),
    maybe("Predicates", &sequence(&[any_number("Predicate", &PREDICATE)]).unique(&[key(&["Predicate"], "Id")])),
    maybe(
        "InputValidations",
        &sequence(&[any_number("InputValidation", &INPUT_VALIDATION)]).unique(&[key(&["InputValidation"], "Id")]),
    ),
    maybe(
        "PredicateValidations",
        &sequence(&[any_number("PredicateValidation", &PREDICATE_VALIDATION)])
            .unique(&[key(&["PredicateValidation"], "Id")]),
    ),
    maybe(
        "ClaimsTransformations",
        &sequence(&[any_number("ClaimsTransformation", &CLAIMS_TRANSFORMATION)])
            .unique(&[key(&["ClaimsTransformation"], "Id")]),
    ),
    maybe(
        "ClientDefinitions",
        &sequence(&[any_number("ClientDefinition", &CLIENT_DEFINITION)]).unique(&[key(&["ClientDefinition"], "Id")]),
    ),
    maybe(
        "ContentDefinitions",
        &sequence(&[any_number("ContentDefinition", &CONTENT_DEFINITION)]).unique(&[key(&["ContentDefinition"], "Id")]),
    ),
    maybe(
        "Localization",
        &sequence(&[
            maybe("SupportedLanguages", &SUPPORTED_LANGUAGES),
            any_number("LocalizedResources", &LOCALIZED_RESOURCES),
        ])
        .with(&[optional("Enabled", BOOLEAN)]),
    ),
    maybe("DisplayControls", &sequence(&[any_number("DisplayControl", &DISPLAY_CONTROL)])),
]);

pub(super) static ROOT: Kind = sequence(&[
    maybe("BasePolicy", &BASE_POLICY),
    maybe("PolicyConstraints", &sequence(&[maybe("Inheritance", &INHERITANCE), maybe("RerouteRules", &REROUTE_RULES)])),
    maybe("Contacts", &sequence(&[any_number("Contact", &CONTACT)])),
    maybe(
        "DocumentReferences",
        &sequence(&[any_number("DocumentReference", &DOCUMENT_REFERENCE)]).unique(&[key(&["DocumentReference"], "Id")]),
    ),
    maybe("BuildingBlocks", &BUILDING_BLOCKS),
    maybe(
        "ClaimsProviders",
        &sequence(&[at_least_one("ClaimsProvider", &CLAIMS_PROVIDER)])
            .unique(&[key(&["ClaimsProvider", "TechnicalProfiles", "TechnicalProfile"], "Id")]),
    ),
    maybe(
        "UserJourneys",
        &sequence(&[at_least_one("UserJourney", &USER_JOURNEY)]).unique(&[key(&["UserJourney"], "Id")]),
    ),
    maybe("SubJourneys", &sequence(&[at_least_one("SubJourney", &SUB_JOURNEY)]).unique(&[key(&["SubJourney"], "Id")])),
    maybe(
        "RelyingParty",
        &sequence(&[
            maybe("DefaultUserJourney", &empty().with(&[required("ReferenceId", TEXT)])),
            maybe("Endpoints", &sequence(&[at_least_one("Endpoint", &ENDPOINT)]).unique(&[key(&["Endpoint"], "Id")])),
            maybe(
                "UserJourneyBehaviors",
                &sequence(&[
                    maybe("SingleSignOn", &SINGLE_SIGN_ON),
                    maybe("SessionExpiryType", &text(SESSION_EXPIRY_TYPE)),
                    maybe("SessionExpiryInSeconds", &text(INT)),
                    maybe("AzureApplicationInsights", &AZURE_APPLICATION_INSIGHTS),
                    maybe("JourneyInsights", &JOURNEY_INSIGHTS),
                    maybe("ContentDefinitionParameters", &CONTENT_DEFINITION_PARAMETERS),
                    maybe("JourneyFraming", &JOURNEY_FRAMING),
                    maybe("ScriptExecution", &text(SCRIPT_EXECUTION)),
                    maybe("OnError", &ON_ERROR),
                ]),
            ),
            any_number("TechnicalProfile", &TECHNICAL_PROFILE),
        ]),
    ),
])
.with(&[
    required("PolicySchemaVersion", FOUR_PART_VERSION),
    required("TenantId", TENANT_ID),
    optional("TenantObjectId", GUID),
    required("PolicyId", POLICY_ID),
    required("PublicPolicyUri", URI),
    optional("StateTableName", TEXT),
    optional("DeploymentMode", DEPLOYMENT_MODE),
    optional("UserJourneyRecorderEndpoint", TEXT),
]);
