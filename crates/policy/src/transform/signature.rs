//! What each method is called, takes and gives. One table: the checker, the compiler and the documentation read it.

use super::parameters::Parameters;
use super::{
    Method,
    method::{Case, Comparison, CountryCode, Equality, Instant, Order, Pairs, Random},
};
use super::{
    format::{Format, PlainText},
    json,
};
use crate::date::Moment;
use domain::DataType;

/// A kind of values that a role takes or gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Anything.
    Any,
    /// `boolean`.
    Boolean,
    /// `int` or `long`.
    Number,
    /// `date`.
    Date,
    /// `dateTime`.
    Moment,
    /// `string`, and what is written as one.
    Text,
    /// `phoneNumber`.
    Phone,
    /// `stringCollection`.
    Texts,
    /// One identity: `userIdentity`, or its JSON in a string.
    Identity,
    /// `alternativeSecurityIdCollection` and `userIdentityCollection`.
    Identities,
}

/// Whether a data type is what a kind asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// It is.
    Exact,
    /// A value of it can be read so, if it looks right.
    Readable,
    /// Never.
    Never,
}

impl Kind {
    /// In words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Any => "value",
            Self::Boolean => "boolean",
            Self::Number => "whole number",
            Self::Date => "date",
            Self::Moment => "date and time",
            Self::Text => "text",
            Self::Phone => "phone number",
            Self::Texts => "stringCollection",
            Self::Identity => "identity",
            Self::Identities => "collection of identities",
        }
    }

    pub(super) const fn fit(self, data_type: DataType) -> Fit {
        use DataType as D;
        match (self, data_type) {
            (Self::Any, _)
            | (Self::Boolean, D::Boolean)
            | (Self::Number, D::Int | D::Long)
            | (Self::Date, D::Date)
            // Starter packs compare moments in claims of all three types.
            | (Self::Moment, D::DateTime | D::Date | D::String)
            | (Self::Text, D::String | D::PhoneNumber | D::Date | D::DateTime | D::Duration)
            | (Self::Phone, D::PhoneNumber | D::String)
            | (Self::Texts, D::StringCollection)
            | (Self::Identity, D::UserIdentity | D::ObjectIdentity | D::String)
            | (
                Self::Identities,
                D::AlternativeSecurityIdCollection | D::UserIdentityCollection | D::ObjectIdentityCollection,
            ) => Fit::Exact,
            (Self::Text, D::Boolean | D::Int | D::Long)
            | (Self::Boolean | Self::Number | Self::Identities | Self::Texts, D::String)
            | (Self::Moment, D::Int | D::Long)
            | (Self::Date, D::DateTime | D::String)
            | (Self::Identities, D::StringCollection) => Fit::Readable,
            _ => Fit::Never,
        }
    }
}

/// A `TransformationClaimType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// Its name.
    pub name: &'static str,
    /// Another name that pages print.
    pub alias: Option<&'static str>,
    /// What it takes or gives.
    pub kind: Kind,
    /// Whether the policy has to name it.
    pub required: bool,
}

/// Roles that a method takes besides those it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// None.
    No,
    /// Any.
    Any,
    /// Those that begin so.
    Prefix(&'static str),
}

/// A method's signature.
#[derive(Debug, Clone, Copy)]
pub struct Signature {
    /// `TransformationMethod`.
    pub name: &'static str,
    /// `InputClaims`.
    pub inputs: &'static [Role],
    /// Other input claims.
    pub more_inputs: Open,
    /// Ids of `InputParameters`.
    pub parameters: &'static [&'static str],
    /// `OutputClaims`.
    pub outputs: &'static [Role],
    /// Other output claims.
    pub more_outputs: Open,
    /// Reads the parameters.
    pub(super) read: fn(&mut Parameters<'_>) -> Option<Method>,
}

const fn role(name: &'static str, kind: Kind) -> Role {
    Role { name, alias: None, kind, required: true }
}

const fn maybe(name: &'static str, kind: Kind) -> Role {
    Role { name, alias: None, kind, required: false }
}

const fn alias(name: &'static str, alias: &'static str, kind: Kind) -> Role {
    Role { name, alias: Some(alias), kind, required: true }
}

const fn method(
    name: &'static str,
    inputs: &'static [Role],
    parameters: &'static [&'static str],
    outputs: &'static [Role],
    read: fn(&mut Parameters<'_>) -> Option<Method>,
) -> Signature {
    Signature { name, inputs, more_inputs: Open::No, parameters, outputs, more_outputs: Open::No, read }
}

const EQUALITY: [(&str, Equality); 2] = [("EQUAL", Equality::Equal), ("NOT EQUAL", Equality::NotEqual)];
const PAIRS: &[&str] = &["errorOnMissingClaims", "includeEmptyClaims", "jsonSourceKeyName", "jsonSourceValueName"];

fn pairs(parameters: &mut Parameters<'_>) -> Option<Pairs> {
    Some(Pairs {
        key: parameters.optional("jsonSourceKeyName").unwrap_or("key").to_owned(),
        value: parameters.optional("jsonSourceValueName").unwrap_or("value").to_owned(),
        error_if_missing: parameters.flag("errorOnMissingClaims", Some(false))?,
        include_empty: parameters.flag("includeEmptyClaims", Some(false))?,
    })
}

fn random(parameters: &mut Parameters<'_>) -> Option<Method> {
    let maximum = parameters.number("maximumNumber", Some(i32::MAX.unsigned_abs()))?;
    // A seed would make the numbers foreseeable. They are drawn afresh.
    parameters.optional("seed");
    let random = parameters.choice(
        "randomGeneratorType",
        None,
        &[("GUID", Random::Guid), ("INTEGER", Random::Integer(maximum))],
    );
    let format = parameters.format("stringFormat", Some(Format::parse("{0}", 1).ok()?), 1);
    Some(Method::CreateRandomString {
        random: random?,
        format: format?,
        base64: parameters.flag("base64", Some(false))?,
    })
}

use Kind::{Any, Boolean, Date, Identities, Identity, Moment as When, Number, Phone, Text, Texts};

/// Every method there is, in the order of behaviour reference §10.8.
pub static METHODS: [Signature; 70] = [
    method(
        "AndClaims",
        &[role("inputClaim1", Boolean), role("inputClaim2", Boolean)],
        &[],
        &[role("outputClaim", Boolean)],
        |_| Some(Method::AndClaims),
    ),
    method(
        "OrClaims",
        &[role("inputClaim1", Boolean), role("inputClaim2", Boolean)],
        &[],
        &[role("outputClaim", Boolean)],
        |_| Some(Method::OrClaims),
    ),
    method("NotClaims", &[role("inputClaim", Boolean)], &[], &[role("outputClaim", Boolean)], |_| {
        Some(Method::NotClaims)
    }),
    method(
        "CompareBooleanClaimToValue",
        &[role("inputClaim", Boolean)],
        &["valueToCompareTo"],
        &[role("compareResult", Boolean)],
        |p| Some(Method::CompareBooleanClaimToValue { value: p.flag("valueToCompareTo", None)? }),
    ),
    method("AssertBooleanClaimIsEqualToValue", &[role("inputClaim", Boolean)], &["valueToCompareTo"], &[], |p| {
        Some(Method::AssertBooleanClaimIsEqualToValue { value: p.flag("valueToCompareTo", None)? })
    }),
    method(
        "AssertDateTimeIsGreaterThan",
        &[role("leftOperand", When), maybe("rightOperand", When)],
        &["AssertIfEqualTo", "AssertIfRightOperandIsNotPresent", "TreatAsEqualIfWithinMillseconds"],
        &[],
        |p| {
            let fails_if_equal = p.flag("AssertIfEqualTo", Some(true));
            let passes_if_absent = p.flag("AssertIfRightOperandIsNotPresent", Some(false));
            let tolerance = p.number("TreatAsEqualIfWithinMillseconds", Some(0));
            Some(Method::AssertDateTimeIsGreaterThan {
                fails_if_equal: fails_if_equal?,
                passes_if_absent: passes_if_absent?,
                tolerance: tolerance?,
            })
        },
    ),
    method("ConvertDateToDateTimeClaim", &[role("inputClaim", Date)], &[], &[role("outputClaim", When)], |_| {
        Some(Method::ConvertDateToDateTimeClaim)
    }),
    method("ConvertDateTimeToDateClaim", &[role("inputClaim", When)], &[], &[role("outputClaim", Date)], |_| {
        Some(Method::ConvertDateTimeToDateClaim)
    }),
    method("GetCurrentDateTime", &[], &[], &[role("currentDateTime", When)], |_| Some(Method::GetCurrentDateTime)),
    method(
        "DateTimeComparison",
        &[role("firstDateTime", When), maybe("secondDateTime", When)],
        &["operator", "timeSpanInSeconds"],
        &[role("result", Boolean)],
        |p| {
            let operator = p.choice(
                "operator",
                None,
                &[("later than", Order::Later), ("earlier than", Order::Earlier), ("same", Order::Same)],
            );
            let seconds = p.number("timeSpanInSeconds", Some(0));
            Some(Method::DateTimeComparison { operator: operator?, seconds: seconds? })
        },
    ),
    method(
        "IsTermsOfUseConsentRequired",
        &[role("termsOfUseConsentDateTime", When)],
        &["termsOfUseTextUpdateDateTime"],
        &[role("result", Boolean)],
        |p| {
            let updated =
                p.parsed("termsOfUseTextUpdateDateTime", "Write it as 2021-11-15T00:00:00.", Moment::parse)?;
            Some(Method::IsTermsOfUseConsentRequired { updated: Instant(updated) })
        },
    ),
    method(
        "GetAgeGroupConsentProvidedAndRequiresConsent",
        &[role("dateOfBirth", Date), maybe("countryCode", Text), maybe("consentProvidedForMinor", Text)],
        &[],
        &[maybe("ageGroup", Text), maybe("requiresParentalConsent", Boolean), maybe("consentProvidedForMinor", Text)],
        |_| Some(Method::GetAgeGroupConsentProvidedAndRequiresConsent),
    ),
    method("CopyClaim", &[role("inputClaim", Any)], &[], &[role("outputClaim", Any)], |_| Some(Method::CopyClaim)),
    method("DoesClaimExist", &[role("inputClaim", Any)], &[], &[role("outputClaim", Boolean)], |_| {
        Some(Method::DoesClaimExist)
    }),
    method(
        "Hash",
        &[role("plaintext", Text), role("salt", Text)],
        &["randomizerSecret"],
        &[alias("hash", "outputClaim", Text)],
        |p| Some(Method::Hash { container: p.text("randomizerSecret")?.trim().to_owned() }),
    ),
    method("AdjustNumber", &[role("inputClaim", Number)], &["Operator"], &[role("outputClaim", Number)], |p| {
        Some(Method::AdjustNumber { by: p.choice("Operator", None, &[("INCREMENT", 1), ("DECREMENT", -1)])? })
    }),
    method(
        "AssertNumber",
        &[role("inputClaim", Number)],
        &["Operator", "CompareToValue", "throwError"],
        &[maybe("outputClaim", Boolean)],
        |p| {
            let operator = p.choice(
                "Operator",
                None,
                &[
                    ("LessThan", Comparison::Less),
                    ("LessThanOrEqual", Comparison::LessOrEqual),
                    ("GreaterThan", Comparison::Greater),
                    ("GreaterThanOrEqual", Comparison::GreaterOrEqual),
                    ("Equal", Comparison::Equal),
                    ("NotEqual", Comparison::NotEqual),
                ],
            );
            let value = p.number("CompareToValue", None);
            let throws = p.flag("throwError", Some(true));
            Some(Method::AssertNumber { operator: operator?, value: value?, throws: throws? })
        },
    ),
    method("ConvertNumberToStringClaim", &[role("inputClaim", Number)], &[], &[role("outputClaim", Text)], |_| {
        Some(Method::ConvertNumberToStringClaim)
    }),
    method("CreateJsonArray", &[role("inputClaim", Any)], &[], &[role("outputClaim", Text)], |_| {
        Some(Method::CreateJsonArray)
    }),
    Signature {
        more_inputs: Open::Any,
        ..method("GenerateJson", &[], &["(a JSON path)"], &[role("outputClaim", Text)], json::read_constants)
    },
    method("GetClaimFromJson", &[role("inputJson", Text)], &["claimToExtract"], &[role("extractedClaim", Any)], |p| {
        Some(Method::GetClaimFromJson { claim: json::Member::parse(p.text("claimToExtract")?) })
    }),
    method(
        "GetNumericClaimFromJson",
        &[role("inputJson", Text)],
        &["claimToExtract"],
        &[role("extractedClaim", Number)],
        |p| Some(Method::GetNumericClaimFromJson { claim: json::Member::parse(p.text("claimToExtract")?) }),
    ),
    Signature {
        more_outputs: Open::Any,
        ..method("GetClaimsFromJsonArray", &[alias("jsonSource", "jsonSourceClaim", Text)], PAIRS, &[], |p| {
            Some(Method::GetClaimsFromJsonArray { pairs: pairs(p)? })
        })
    },
    Signature {
        more_outputs: Open::Any,
        ..method("GetClaimsFromJsonArrayV2", &[alias("jsonSource", "jsonSourceClaim", Texts)], PAIRS, &[], |p| {
            Some(Method::GetClaimsFromJsonArrayV2 { pairs: pairs(p)? })
        })
    },
    method(
        "GetSingleItemFromJson",
        &[role("inputJson", Text)],
        &[],
        &[maybe("key", Text), maybe("value", Any)],
        |_| Some(Method::GetSingleItemFromJson),
    ),
    method("GetSingleValueFromJsonArray", &[role("inputJsonClaim", Text)], &[], &[role("extractedClaim", Any)], |_| {
        Some(Method::GetSingleValueFromJsonArray)
    }),
    method("XmlStringToJsonString", &[role("xml", Text)], &[], &[role("json", Text)], |_| {
        Some(Method::XmlStringToJsonString)
    }),
    method(
        "ConvertPhoneNumberClaimToString",
        &[role("phoneNumber", Phone)],
        &[],
        &[role("phoneNumberString", Text)],
        |_| Some(Method::ConvertPhoneNumberClaimToString),
    ),
    method(
        "ConvertStringToPhoneNumberClaim",
        &[role("phoneNumberString", Text), maybe("country", Text)],
        &[],
        &[role("outputClaim", Phone)],
        |_| Some(Method::ConvertStringToPhoneNumberClaim),
    ),
    method(
        "GetNationalNumberAndCountryCodeFromPhoneNumberString",
        &[role("phoneNumber", Text)],
        &["throwExceptionOnFailure", "countryCodeType"],
        &[maybe("nationalNumber", Text), maybe("countryCode", Text)],
        |p| {
            let throws = p.flag("throwExceptionOnFailure", Some(false));
            let country_code = p.choice(
                "countryCodeType",
                Some(CountryCode::CallingCode),
                &[("ISO3166", CountryCode::Iso3166), ("CallingCode", CountryCode::CallingCode)],
            );
            Some(Method::GetNationalNumberAndCountryCodeFromPhoneNumberString {
                throws: throws?,
                country_code: country_code?,
            })
        },
    ),
    method(
        "CreateAlternativeSecurityId",
        &[role("key", Text), role("identityProvider", Text)],
        &[],
        &[role("alternativeSecurityId", Text)],
        |_| Some(Method::CreateAlternativeSecurityId),
    ),
    method(
        "AddItemToAlternativeSecurityIdCollection",
        &[alias("item", "Element", Identity), role("collection", Identities)],
        &[],
        &[role("collection", Identities)],
        |_| Some(Method::AddItemToAlternativeSecurityIdCollection),
    ),
    method(
        "GetIdentityProvidersFromAlternativeSecurityIdCollectionTransformation",
        &[role("alternativeSecurityIdCollection", Identities)],
        &[],
        &[role("identityProvidersCollection", Texts)],
        |_| Some(Method::GetIdentityProvidersFromAlternativeSecurityIdCollectionTransformation),
    ),
    method(
        "RemoveAlternativeSecurityIdByIdentityProvider",
        &[role("identityProvider", Text), role("collection", Identities)],
        &[],
        &[role("collection", Identities)],
        |_| Some(Method::RemoveAlternativeSecurityIdByIdentityProvider),
    ),
    method(
        "CreateUserIdentity",
        &[role("issuerUserId", Text), role("issuer", Text)],
        &[],
        &[role("userIdentity", Identity)],
        |_| Some(Method::CreateUserIdentity),
    ),
    method(
        "AddItemToUserIdentityCollection",
        &[alias("item", "Element", Identity), role("collection", Identities)],
        &[],
        &[role("collection", Identities)],
        |_| Some(Method::AddItemToUserIdentityCollection),
    ),
    method(
        "GetIssuersFromUserIdentityCollectionTransformation",
        &[role("userIdentityCollection", Identities)],
        &[],
        &[role("issuersCollection", Texts)],
        |_| Some(Method::GetIssuersFromUserIdentityCollectionTransformation),
    ),
    method(
        "RemoveUserIdentityFromCollectionByIssuer",
        &[role("issuer", Text), role("collection", Identities)],
        &[],
        &[role("collection", Identities)],
        |_| Some(Method::RemoveUserIdentityFromCollectionByIssuer),
    ),
    method(
        "AddItemToStringCollection",
        &[alias("item", "Element", Text), maybe("collection", Texts)],
        &[],
        &[role("collection", Texts)],
        |_| Some(Method::AddItemToStringCollection),
    ),
    method(
        "AddParameterToStringCollection",
        &[maybe("collection", Texts)],
        &["item"],
        &[role("collection", Texts)],
        |p| {
            let item = p.optional("item").or_else(|| p.optional("Element"));
            let item = item.or_else(|| p.text("item"))?;
            Some(Method::AddParameterToStringCollection { item: item.to_owned() })
        },
    ),
    method(
        "GetSingleItemFromStringCollection",
        &[role("collection", Texts)],
        &[],
        &[role("extractedItem", Text)],
        |_| Some(Method::GetSingleItemFromStringCollection),
    ),
    method(
        "StringCollectionContains",
        &[role("inputClaim", Texts)],
        &["item", "ignoreCase"],
        &[role("outputClaim", Boolean)],
        |p| {
            let item = p.text("item");
            Some(Method::StringCollectionContains { ignore_case: p.ignore_case()?, item: item?.to_owned() })
        },
    ),
    method(
        "StringCollectionContainsClaim",
        &[role("collection", Texts), role("item", Text)],
        &["ignoreCase"],
        &[role("outputClaim", Boolean)],
        |p| Some(Method::StringCollectionContainsClaim { ignore_case: p.ignore_case()? }),
    ),
    method(
        "AssertStringClaimsAreEqual",
        &[role("inputClaim1", Text), role("inputClaim2", Text)],
        &["stringComparison"],
        &[],
        |p| Some(Method::AssertStringClaimsAreEqual { ignore_case: p.comparison()? }),
    ),
    Signature {
        more_inputs: Open::Prefix("query."),
        ..method(
            "BuildUri",
            &[maybe("path", Text)],
            &["scheme", "host", "query.…"],
            &[role("outputClaim", Text)],
            super::uri::read,
        )
    },
    method("ChangeCase", &[alias("inputClaim1", "inputClaim", Text)], &["toCase"], &[role("outputClaim", Text)], |p| {
        Some(Method::ChangeCase { to: p.choice("toCase", None, &[("LOWER", Case::Lower), ("UPPER", Case::Upper)])? })
    }),
    method(
        "CompareClaims",
        &[role("inputClaim1", Text), role("inputClaim2", Text)],
        &["operator", "ignoreCase"],
        &[role("outputClaim", Boolean)],
        |p| {
            let operator = p.choice("operator", None, &EQUALITY);
            Some(Method::CompareClaims { ignore_case: p.ignore_case()?, operator: operator? })
        },
    ),
    method(
        "CompareClaimToValue",
        &[alias("inputClaim1", "inputClaim", Text)],
        &["compareTo", "operator", "ignoreCase"],
        &[role("outputClaim", Boolean)],
        |p| {
            let (value, operator) = (p.text("compareTo"), p.choice("operator", None, &EQUALITY));
            let ignore_case = p.ignore_case();
            Some(Method::CompareClaimToValue {
                value: value?.to_owned(),
                operator: operator?,
                ignore_case: ignore_case?,
            })
        },
    ),
    // Its validation is that of the output claim, which the compiler puts in.
    method("CopyClaimIfPredicateMatch", &[role("inputClaim", Text)], &[], &[role("outputClaim", Text)], |_| {
        let validation = crate::predicate::Validation { id: String::new(), groups: Vec::new() };
        Some(Method::CopyClaimIfPredicateMatch { validation: Box::new(validation) })
    }),
    method("CreateOtpSecret", &[], &[], &[role("outputClaim", Text)], |_| Some(Method::CreateOtpSecret)),
    method(
        "CreateRandomString",
        &[],
        &["randomGeneratorType", "maximumNumber", "seed", "stringFormat", "base64"],
        &[role("outputClaim", Text)],
        random,
    ),
    method("CreateStringClaim", &[], &["value"], &[role("createdClaim", Text)], |p| {
        Some(Method::CreateStringClaim { value: PlainText::parse(p.text("value")?) })
    }),
    Signature {
        more_inputs: Open::Any,
        ..method("FormatLocalizedString", &[], &["stringFormatId"], &[role("outputClaim", Text)], |p| {
            Some(Method::FormatLocalizedString { string_id: p.text("stringFormatId")?.to_owned() })
        })
    },
    method("FormatStringClaim", &[role("inputClaim", Text)], &["stringFormat"], &[role("outputClaim", Text)], |p| {
        Some(Method::FormatStringClaim { format: p.format("stringFormat", None, 1)? })
    }),
    method(
        "FormatStringMultipleClaims",
        &[role("inputClaim1", Text), role("inputClaim2", Text)],
        &["stringFormat"],
        &[role("outputClaim", Text)],
        |p| Some(Method::FormatStringMultipleClaims { format: p.format("stringFormat", None, 2)? }),
    ),
    Signature {
        more_outputs: Open::Any,
        ..method("GetLocalizedStringsTransformation", &[], &[], &[], |_| {
            Some(Method::GetLocalizedStringsTransformation)
        })
    },
    method(
        "GetMappedValueFromLocalizedCollection",
        &[role("mapFromClaim", Text)],
        &[],
        &[role("restrictionValueClaim", Text)],
        |_| Some(Method::GetMappedValueFromLocalizedCollection),
    ),
    method(
        "LookupValue",
        &[role("inputParameterId", Text)],
        &["errorOnFailedLookup", "(a key)"],
        &[role("outputClaim", Text)],
        |p| {
            let error_if_missing = p.flag("errorOnFailedLookup", Some(false))?;
            let entries = p.others();
            let entries = entries.into_iter().map(|(_, entry)| (entry.id.to_owned(), entry.value.to_owned())).collect();
            Some(Method::LookupValue { entries, error_if_missing })
        },
    ),
    method("NullClaim", &[], &[], &[role("claim_to_null", Any)], |_| Some(Method::NullClaim)),
    method("ParseDomain", &[role("emailAddress", Text)], &[], &[role("domain", Text)], |_| Some(Method::ParseDomain)),
    method(
        "SetClaimIfBooleansMatch",
        &[role("claimToMatch", Boolean)],
        &["matchTo", "outputClaimIfMatched"],
        &[role("outputClaim", Any)],
        |p| {
            let value = p.flag("matchTo", None);
            let then = p.text("outputClaimIfMatched");
            Some(Method::SetClaimIfBooleansMatch { value: value?, then: then?.to_owned() })
        },
    ),
    Signature {
        more_outputs: Open::Any,
        ..method(
            "SetClaimsIfRegexMatch",
            &[role("claimToMatch", Text)],
            &["matchTo", "outputClaimIfMatched", "extractGroups"],
            &[maybe("outputClaim", Any), maybe("regexCompareResultClaim", Boolean)],
            |p| {
                let pattern = p.regex("matchTo");
                let then = p.optional("outputClaimIfMatched").unwrap_or_default().to_owned();
                let extract_groups = p.flag("extractGroups", Some(false));
                Some(Method::SetClaimsIfRegexMatch { pattern: pattern?, then, extract_groups: extract_groups? })
            },
        )
    },
    method(
        "SetClaimsIfStringsAreEqual",
        &[role("inputClaim", Text)],
        &["matchTo", "stringComparison", "stringMatchMsg", "stringMatchMsgCode"],
        &[maybe("outputClaim1", Text), maybe("outputClaim2", Text), maybe("stringCompareResultClaim", Boolean)],
        |p| {
            let (value, ignore_case) = (p.text("matchTo"), p.comparison());
            let message = p.optional("stringMatchMsg").unwrap_or_default().to_owned();
            let code = p.optional("stringMatchMsgCode").unwrap_or_default().to_owned();
            Some(Method::SetClaimsIfStringsAreEqual {
                value: value?.to_owned(),
                ignore_case: ignore_case?,
                message,
                code,
            })
        },
    ),
    method(
        "SetClaimsIfStringsMatch",
        &[role("claimToMatch", Text)],
        &["matchTo", "stringComparison", "outputClaimIfMatched"],
        &[maybe("outputClaim", Any), maybe("stringCompareResultClaim", Boolean)],
        |p| {
            let (value, ignore_case) = (p.text("matchTo"), p.comparison());
            let then = p.optional("outputClaimIfMatched").unwrap_or_default().to_owned();
            Some(Method::SetClaimsIfStringsMatch { value: value?.to_owned(), ignore_case: ignore_case?, then })
        },
    ),
    method(
        "StringContains",
        &[role("inputClaim", Text)],
        &["contains", "ignoreCase"],
        &[role("outputClaim", Boolean)],
        |p| {
            let part = p.text("contains");
            Some(Method::StringContains { ignore_case: p.ignore_case()?, part: part?.to_owned() })
        },
    ),
    method(
        "StringSubstring",
        &[role("inputClaim", Text)],
        &["startIndex", "length"],
        &[role("outputClaim", Text)],
        |p| {
            let (start, length) = (p.number("startIndex", None), p.number("length", None));
            Some(Method::StringSubstring { start: start?, length: length? })
        },
    ),
    method(
        "StringReplace",
        &[role("inputClaim", Text)],
        &["oldValue", "newValue"],
        &[role("outputClaim", Text)],
        |p| {
            let old =
                p.parsed("oldValue", "Write what shall be replaced.", |old| (!old.is_empty()).then(|| old.to_owned()));
            let new = p.text("newValue");
            Some(Method::StringReplace { old: old?, new: new?.to_owned() })
        },
    ),
    method("StringJoin", &[role("inputClaim", Texts)], &["delimiter"], &[role("outputClaim", Text)], |p| {
        Some(Method::StringJoin { delimiter: p.text("delimiter")?.to_owned() })
    }),
    method("StringSplit", &[role("inputClaim", Text)], &["delimiter"], &[role("outputClaim", Texts)], |p| {
        Some(Method::StringSplit { delimiter: p.text("delimiter")?.to_owned() })
    }),
    method(
        "GuidAndRandomGenerator",
        &[],
        &["randomGeneratorType", "maximumNumber", "seed", "stringFormat", "base64"],
        &[role("outputClaim", Text)],
        random,
    ),
];

impl Signature {
    /// The signature of a method; names compare without case, as policies spell some of them differently.
    pub fn find(name: &str) -> Option<&'static Self> {
        METHODS.iter().find(|signature| signature.name.eq_ignore_ascii_case(name.trim()))
    }
}
