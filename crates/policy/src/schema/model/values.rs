//! The values that attributes and elements may have.

mod uri;

/// A kind of value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// Any text.
    Text,
    /// Any text of at least one character, and at most so many.
    NonEmpty(usize),
    /// `true`, `false`, `1` or `0`.
    Boolean,
    /// A whole number of 32 bits.
    Int,
    /// A whole number.
    Integer,
    /// An address.
    Uri,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A language, as `en` or `pt-BR`.
    Language,
    /// A tenant, as `contoso.onmicrosoft.com`.
    Tenant,
    /// A GUID.
    Guid,
    /// A policy id.
    PolicyId,
    /// A policy id in which braces stand for a part.
    PolicyIdPattern,
    /// A version of so many single digits.
    Version(usize),
    /// Where a page comes from.
    ContentUri,
}

impl Value {
    /// Whether a text is such a value.
    pub fn accepts(self, text: &str) -> bool {
        match self {
            Self::Text => true,
            Self::NonEmpty(most) => !text.is_empty() && text.chars().nth(most).is_none(),
            Self::Boolean => matches!(collapsed(text), "true" | "false" | "1" | "0"),
            Self::Int => digits(collapsed(text)) && collapsed(text).parse::<i32>().is_ok(),
            Self::Integer => digits(collapsed(text)),
            Self::Uri => uri::is_reference(collapsed(text)),
            Self::OneOf(words) => words.contains(&text),
            Self::Language => is_language(text),
            Self::Tenant => {
                (3..=63).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
            }
            Self::Guid => is_guid(text),
            Self::PolicyId => is_policy_id(text, ""),
            Self::PolicyIdPattern => is_policy_id(text, "{}"),
            Self::Version(parts) => {
                text.split('.').count() == parts
                    && text.split('.').all(|part| part.len() == 1 && part.bytes().all(|byte| byte.is_ascii_digit()))
            }
            Self::ContentUri => is_content_uri(text),
        }
    }

    /// In words, to go after “must be”.
    pub fn describe(self) -> String {
        match self {
            Self::Text => "text".to_owned(),
            Self::NonEmpty(usize::MAX) => "text that is not empty".to_owned(),
            Self::NonEmpty(most) => format!("text of 1 to {most} characters"),
            Self::Boolean => "true or false".to_owned(),
            Self::Int | Self::Integer => "a whole number".to_owned(),
            Self::Uri => "a URI".to_owned(),
            Self::OneOf([word]) => (*word).to_owned(),
            Self::OneOf(words) => format!("one of {}", words.join(", ")),
            Self::Language => "a language, such as en or pt-BR".to_owned(),
            Self::Tenant => "a tenant, such as contoso.onmicrosoft.com: 3 to 63 letters, digits and dots".to_owned(),
            Self::Guid => "a GUID, such as 11111111-1111-4111-8111-111111111111".to_owned(),
            Self::PolicyId => "a policy id: letters, digits, _, - and ., not ending with a dot".to_owned(),
            Self::PolicyIdPattern => "a policy id, in which braces stand for a part".to_owned(),
            Self::Version(4) => "a version such as 0.3.0.0".to_owned(),
            Self::Version(_) => "a version such as 1.0.0".to_owned(),
            Self::ContentUri => "an address that begins with ~/, https:// or urn:".to_owned(),
        }
    }
}

/// Without the blanks around it, as the schema reads numbers, flags and addresses.
fn collapsed(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

fn digits(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    let regions: Vec<&str> = parts.collect();
    (1..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && regions.len() <= 2
        && regions
            .iter()
            .all(|region| (2..=4).contains(&region.len()) && region.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn is_guid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    text.split('-').count() == lengths.len()
        && text
            .split('-')
            .zip(lengths)
            .all(|(part, length)| part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn is_policy_id(text: &str, more: &str) -> bool {
    !text.is_empty()
        && !text.ends_with('.')
        && text
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.') || more.contains(letter))
}

/// The published pattern with its anchors read as the service reads them; see [`crate::schema::EXCEPTIONS`].
fn is_content_uri(text: &str) -> bool {
    let path = |rest: &str| {
        // Segments of at least one character, the last of which may end with a slash.
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        rest.split('/').all(|segment| {
            !segment.is_empty()
                && segment.chars().all(|letter| letter.is_alphanumeric() || "_.,@?^=%&:~+#-$!’();".contains(letter))
        })
    };
    let urn = |rest: &str| {
        let Some((space, specific)) = rest.split_once(':') else { return false };
        let mut letters = space.chars();
        letters.next().is_some_and(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
            && space.len() <= 32
            && letters.all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-')
            && !specific.is_empty()
            && specific.chars().all(|letter| {
                letter.is_ascii_lowercase() || letter.is_ascii_digit() || "()+,/-.:=@;$_!*'%?#".contains(letter)
            })
    };
    ["http://", "https://", "~/"].iter().any(|start| text.strip_prefix(start).is_some_and(path))
        || text.strip_prefix("urn:").is_some_and(urn)
}

pub(super) const TEXT: Value = Value::Text;
pub(super) const BOOLEAN: Value = Value::Boolean;
pub(super) const INT: Value = Value::Int;
pub(super) const INTEGER: Value = Value::Integer;
pub(super) const URI: Value = Value::Uri;
pub(super) const GUID: Value = Value::Guid;
pub(super) const CULTURE: Value = Value::Language;
pub(super) const TENANT_ID: Value = Value::Tenant;
pub(super) const POLICY_ID: Value = Value::PolicyId;
pub(super) const POLICY_ID_PATTERN: Value = Value::PolicyIdPattern;
pub(super) const NON_EMPTY: Value = Value::NonEmpty(256);
pub(super) const NON_EMPTY_ANY: Value = Value::NonEmpty(usize::MAX);
pub(super) const FOUR_PART_VERSION: Value = Value::Version(4);
pub(super) const THREE_PART_VERSION: Value = Value::Version(3);
pub(super) const CONTENT_URI: Value = Value::ContentUri;
pub(super) const ERROR_RESPONSE_FORMAT: Value = Value::OneOf(&["json"]);
pub(super) const ON_ERROR_MODE: Value = Value::OneOf(&["ReturnToRequestor", "DisplayInService"]);
pub(super) const ERROR_HANDLING_ACTION: Value = Value::OneOf(&["Reauthenticate", "InvalidClient"]);
pub(super) const MERGE_BEHAVIOR: Value = Value::OneOf(&["Append", "Prepend", "ReplaceAll"]);
pub(super) const MASK_TYPE: Value = Value::OneOf(&["Simple", "Regex"]);
pub(super) const PROTOCOL_NAME: Value = Value::OneOf(&[
    "None",
    "OAuth1",
    "OAuth2",
    "SAML2",
    "OpenIdConnect",
    "WsFed",
    "WsTrust",
    "UProve11",
    "Proprietary",
]);
pub(super) const ENABLED_FOR_USER_JOURNEYS: Value = Value::OneOf(&[
    "true",
    "false",
    "OnClaimsExistence",
    "Always",
    "Never",
    "OnItemExistenceInStringCollectionClaim",
    "OnItemAbsenceInStringCollectionClaim",
]);
pub(super) const DISPLAY_OPTION: Value = Value::OneOf(&["DoNotShowSingleProvider", "ShowSingleProvider"]);
pub(super) const TOKEN_FORMAT: Value =
    Value::OneOf(&["JSON", "JWT", "SAML11", "SAML2", "CpimUnsigned", "UProve11", "OAuth2Error"]);
pub(super) const SCRIPT_EXECUTION: Value = Value::OneOf(&["Disallow", "Allow"]);
pub(super) const STEP_TYPE: Value = Value::OneOf(&[
    "ConsentScreen",
    "ClaimsProviderSelection",
    "CombinedSignInAndSignUp",
    "ClaimsExchange",
    "ReviewScreen",
    "SendClaims",
    "GetClaims",
    "UserDialog",
    "InvokeSubJourney",
    "Noop",
]);
pub(super) const SINGLE_SIGN_ON_SCOPE: Value =
    Value::OneOf(&["Suppressed", "TrustFramework", "Tenant", "Application", "Policy"]);
pub(super) const PRECONDITION_TYPE: Value = Value::OneOf(&["ClaimsExist", "ClaimEquals"]);
pub(super) const PRECONDITION_ACTION: Value =
    Value::OneOf(&["SkipThisOrchestrationStep", "SkipThisValidationTechnicalProfile"]);
pub(super) const DATA_TYPE: Value = Value::OneOf(&[
    "boolean",
    "date",
    "dateTime",
    "duration",
    "int",
    "long",
    "string",
    "stringCollection",
    "alternativeSecurityIdCollection",
    "userIdentityCollection",
    "userIdentity",
    "phoneNumber",
    "objectIdentityCollection",
    "objectIdentity",
]);
pub(super) const USER_INPUT_TYPE: Value = Value::OneOf(&[
    "TextBox",
    "EmailBox",
    "DateTimeDropdown",
    "RadioSingleSelect",
    "DropdownSingleSelect",
    "CheckboxMultiSelect",
    "Password",
    "Readonly",
    "Button",
    "Paragraph",
]);
pub(super) const USER_INTERFACE_CONTROL_TYPE: Value =
    Value::OneOf(&["VerificationControl", "QrCodeControl", "AuthenticatorInfoControl", "AuthenticatorAppIconControl"]);
pub(super) const TELEMETRY_ENGINE: Value = Value::OneOf(&["ApplicationInsights"]);
pub(super) const STATEMENT_TYPE: Value = Value::OneOf(&["Attribute", "Authentication", "Subject"]);
pub(super) const DEPLOYMENT_MODE: Value = Value::OneOf(&["Development", "Production", "Debugging"]);
pub(super) const SESSION_EXPIRY_TYPE: Value = Value::OneOf(&["Rolling", "Absolute"]);
pub(super) const SUB_JOURNEY_TYPE: Value = Value::OneOf(&["Transfer", "Call"]);
