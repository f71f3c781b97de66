//! The methods, with their parameters read.

use super::{
    format::{Format, PlainText},
    json::{Member, Path},
};
use crate::{date::Moment, predicate::Validation, regex::Regex};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A method of a claims transformation, with its parameters read (behaviour reference §10.8).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each variant is the method of its name, each field the parameter of its name")]
pub enum Method {
    AndClaims,
    OrClaims,
    NotClaims,
    CompareBooleanClaimToValue { value: bool },
    AssertBooleanClaimIsEqualToValue { value: bool },
    AssertDateTimeIsGreaterThan { fails_if_equal: bool, passes_if_absent: bool, tolerance: u64 },
    ConvertDateToDateTimeClaim,
    ConvertDateTimeToDateClaim,
    GetCurrentDateTime,
    DateTimeComparison { operator: Order, seconds: i64 },
    IsTermsOfUseConsentRequired { updated: Instant },
    GetAgeGroupConsentProvidedAndRequiresConsent,
    CopyClaim,
    DoesClaimExist,
    Hash { container: String },
    AdjustNumber { by: i64 },
    AssertNumber { operator: Comparison, value: i64, throws: bool },
    ConvertNumberToStringClaim,
    CreateJsonArray,
    GenerateJson { constants: Vec<(Path, serde_json::Value)> },
    GetClaimFromJson { claim: Member },
    GetNumericClaimFromJson { claim: Member },
    GetClaimsFromJsonArray { pairs: Pairs },
    GetClaimsFromJsonArrayV2 { pairs: Pairs },
    GetSingleItemFromJson,
    GetSingleValueFromJsonArray,
    XmlStringToJsonString,
    ConvertPhoneNumberClaimToString,
    ConvertStringToPhoneNumberClaim,
    GetNationalNumberAndCountryCodeFromPhoneNumberString { throws: bool, country_code: CountryCode },
    CreateAlternativeSecurityId,
    AddItemToAlternativeSecurityIdCollection,
    GetIdentityProvidersFromAlternativeSecurityIdCollectionTransformation,
    RemoveAlternativeSecurityIdByIdentityProvider,
    CreateUserIdentity,
    AddItemToUserIdentityCollection,
    GetIssuersFromUserIdentityCollectionTransformation,
    RemoveUserIdentityFromCollectionByIssuer,
    AddItemToStringCollection,
    AddParameterToStringCollection { item: String },
    GetSingleItemFromStringCollection,
    StringCollectionContains { item: String, ignore_case: bool },
    StringCollectionContainsClaim { ignore_case: bool },
    AssertStringClaimsAreEqual { ignore_case: bool },
    BuildUri { scheme: String, host: String, query: Vec<(String, String)> },
    ChangeCase { to: Case },
    CompareClaims { operator: Equality, ignore_case: bool },
    CompareClaimToValue { value: String, operator: Equality, ignore_case: bool },
    CopyClaimIfPredicateMatch { validation: Box<Validation> },
    CreateOtpSecret,
    CreateRandomString { random: Random, format: Format, base64: bool },
    CreateStringClaim { value: PlainText },
    FormatLocalizedString { string_id: String },
    FormatStringClaim { format: Format },
    FormatStringMultipleClaims { format: Format },
    GetLocalizedStringsTransformation,
    GetMappedValueFromLocalizedCollection,
    LookupValue { entries: Vec<(String, String)>, error_if_missing: bool },
    NullClaim,
    ParseDomain,
    SetClaimIfBooleansMatch { value: bool, then: String },
    SetClaimsIfRegexMatch { pattern: Regex, then: String, extract_groups: bool },
    SetClaimsIfStringsAreEqual { value: String, ignore_case: bool, message: String, code: String },
    SetClaimsIfStringsMatch { value: String, ignore_case: bool, then: String },
    StringContains { part: String, ignore_case: bool },
    StringSubstring { start: usize, length: usize },
    StringReplace { old: String, new: String },
    StringJoin { delimiter: String },
    StringSplit { delimiter: String },
}

/// `EQUAL` and `NOT EQUAL`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Equality {
    /// `EQUAL`.
    Equal,
    /// `NOT EQUAL`.
    NotEqual,
}

/// The operators of `DateTimeComparison`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    /// `later than`.
    Later,
    /// `earlier than`.
    Earlier,
    /// `same`.
    Same,
}

/// The operators of `AssertNumber`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// `LessThan`.
    Less,
    /// `LessThanOrEqual`.
    LessOrEqual,
    /// `GreaterThan`.
    Greater,
    /// `GreaterThanOrEqual`.
    GreaterOrEqual,
    /// `Equal`.
    Equal,
    /// `NotEqual`.
    NotEqual,
}

/// `LOWER` and `UPPER`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Case {
    /// `LOWER`.
    Lower,
    /// `UPPER`.
    Upper,
}

/// `countryCodeType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CountryCode {
    /// `ISO3166`: `DE`.
    Iso3166,
    /// `CallingCode`: `+49`.
    CallingCode,
}

/// `randomGeneratorType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Random {
    /// `GUID`.
    Guid,
    /// `INTEGER`, from 0 up to and with this.
    Integer(u32),
}

/// How `GetClaimsFromJsonArray` reads its pairs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pairs {
    /// `jsonSourceKeyName`.
    pub key: String,
    /// `jsonSourceValueName`.
    pub value: String,
    /// `errorOnMissingClaims`.
    pub error_if_missing: bool,
    /// `includeEmptyClaims`.
    pub include_empty: bool,
}

/// A moment that a policy names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant(pub(super) Moment);

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.text())
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Moment::parse(&text).map(Self).ok_or_else(|| serde::de::Error::custom("no moment"))
    }
}
