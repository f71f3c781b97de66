//! Claims transformations (behaviour reference §10.8) as pure functions of claims, parameters, time, draws and key.
//!
//! [`Transformation::compile`] reads one and says what is wrong with it, pointing at the item; [`Transformation::evaluate`]
//! runs it. A method that needs a policy key answers [`Outcome::Keyed`]: who has the key finishes it.
//!
//! Where the documentation leaves open what a missing input does, a method that needs it fails, as the original does
//! for the methods where it was seen. Those that only carry a value on (`CopyClaim`, adding to a collection) do
//! nothing: sign-ins by providers that send no e-mail address depend on it.

mod boolean;
mod call;
mod collection;
mod compile;
mod date;
mod failure;
mod format;
mod identity;
mod json;
mod keyed;
mod localized;
mod method;
mod number;
mod parameters;
mod phone;
mod random;
mod signature;
mod string;
mod uri;

pub use compile::{Problem, Schema, Source, SourceParameter, Subject};
pub use failure::{Failure, Message};
pub use format::Expressions;
pub use identity::{alternative_security_id, read_alternative_security_id, read_identity};
pub use keyed::Keyed;
pub use method::Method;
pub use signature::{Kind, METHODS, Open, Role, Signature};

use call::Call;
use domain::{ClaimValue, Claims, DataType, Timestamp};
use serde::{Deserialize, Serialize};

/// A claim that a transformation reads or writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// `TransformationClaimType`, spelled as the method's signature has it.
    pub role: String,
    /// The claim, in its declared spelling.
    pub claim: String,
    /// Its type.
    pub data_type: DataType,
}

/// A claims transformation, ready to run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Transformation {
    /// The method, with its parameters.
    pub method: Method,
    /// What goes in, in the order of the policy.
    pub inputs: Vec<Binding>,
    /// What comes out.
    pub outputs: Vec<Binding>,
}

/// Texts of the policy in the language of the journey.
pub trait Resources {
    /// A `LocalizedString` of this `ElementType` and `StringId`, in the current language, else in the default one.
    fn string(&self, element_type: &str, string_id: &str) -> Option<String>;
    /// The items (text, value) of a claim: its `LocalizedCollection` in the current language, else the `Enumeration` of
    /// the claim type.
    fn items(&self, claim: &str) -> Vec<(String, String)>;
}

/// No texts.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoResources;

impl Resources for NoResources {
    fn string(&self, _: &str, _: &str) -> Option<String> {
        None
    }

    fn items(&self, _: &str) -> Vec<(String, String)> {
        Vec::new()
    }
}

/// What a transformation knows besides claims.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Now.
    pub now: Timestamp,
    /// Fresh random bytes, at least as many as [`Method::draws`] says. Never used twice.
    pub draw: &'a [u8],
    /// What string expressions stand for.
    pub expressions: Expressions<'a>,
    /// Localised texts.
    pub resources: &'a dyn Resources,
}

/// A change of one claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The claim.
    pub claim: String,
    /// Its new value; none takes it away.
    pub value: Option<ClaimValue>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// These changes, in order.
    Done(Vec<Change>),
    /// A policy key is needed.
    Keyed(Keyed),
}

impl Transformation {
    /// The method's name.
    pub fn name(&self) -> &'static str {
        self.method.name()
    }

    /// Runs it. Same claims, same context: same outcome.
    ///
    /// # Errors
    /// An assertion that does not hold, or why it cannot run. Then nothing changes.
    pub fn evaluate(&self, claims: &Claims, context: &Context<'_>) -> Result<Outcome, Failure> {
        let mut call = Call::new(self.method.name(), (&self.inputs, &self.outputs), claims, context);
        if let Method::Hash { container } = &self.method {
            return keyed::hash(&call, container).map(Outcome::Keyed);
        }
        self.method.call(&mut call)?;
        Ok(Outcome::Done(call.changes))
    }
}

impl Method {
    /// The method's name, as documented.
    pub const fn name(&self) -> &'static str {
        macro_rules! names {
            ($($name:ident),* $(,)?) => {
                match self {
                    $(Self::$name { .. } => stringify!($name),)*
                }
            };
        }
        names!(
            AndClaims,
            OrClaims,
            NotClaims,
            CompareBooleanClaimToValue,
            AssertBooleanClaimIsEqualToValue,
            AssertDateTimeIsGreaterThan,
            ConvertDateToDateTimeClaim,
            ConvertDateTimeToDateClaim,
            GetCurrentDateTime,
            DateTimeComparison,
            IsTermsOfUseConsentRequired,
            GetAgeGroupConsentProvidedAndRequiresConsent,
            CopyClaim,
            DoesClaimExist,
            Hash,
            AdjustNumber,
            AssertNumber,
            ConvertNumberToStringClaim,
            CreateJsonArray,
            GenerateJson,
            GetClaimFromJson,
            GetNumericClaimFromJson,
            GetClaimsFromJsonArray,
            GetClaimsFromJsonArrayV2,
            GetSingleItemFromJson,
            GetSingleValueFromJsonArray,
            XmlStringToJsonString,
            ConvertPhoneNumberClaimToString,
            ConvertStringToPhoneNumberClaim,
            GetNationalNumberAndCountryCodeFromPhoneNumberString,
            CreateAlternativeSecurityId,
            AddItemToAlternativeSecurityIdCollection,
            GetIdentityProvidersFromAlternativeSecurityIdCollectionTransformation,
            RemoveAlternativeSecurityIdByIdentityProvider,
            CreateUserIdentity,
            AddItemToUserIdentityCollection,
            GetIssuersFromUserIdentityCollectionTransformation,
            RemoveUserIdentityFromCollectionByIssuer,
            AddItemToStringCollection,
            AddParameterToStringCollection,
            GetSingleItemFromStringCollection,
            StringCollectionContains,
            StringCollectionContainsClaim,
            AssertStringClaimsAreEqual,
            BuildUri,
            ChangeCase,
            CompareClaims,
            CompareClaimToValue,
            CopyClaimIfPredicateMatch,
            CreateOtpSecret,
            CreateRandomString,
            CreateStringClaim,
            FormatLocalizedString,
            FormatStringClaim,
            FormatStringMultipleClaims,
            GetLocalizedStringsTransformation,
            GetMappedValueFromLocalizedCollection,
            LookupValue,
            NullClaim,
            ParseDomain,
            SetClaimIfBooleansMatch,
            SetClaimsIfRegexMatch,
            SetClaimsIfStringsAreEqual,
            SetClaimsIfStringsMatch,
            StringContains,
            StringSubstring,
            StringReplace,
            StringJoin,
            StringSplit,
        )
    }

    /// How many random bytes it draws.
    pub const fn draws(&self) -> usize {
        match self {
            Self::CreateRandomString { .. } => 16,
            Self::CreateOtpSecret => random::OTP_BYTES,
            _ => 0,
        }
    }

    /// The policy key that it needs.
    pub fn key_container(&self) -> Option<&str> {
        match self {
            Self::Hash { container } => Some(container),
            _ => None,
        }
    }

    fn call(&self, call: &mut Call<'_>) -> Result<(), Failure> {
        match self {
            Self::AndClaims => boolean::both(call, |one, other| one && other),
            Self::OrClaims => boolean::both(call, |one, other| one || other),
            Self::NotClaims => boolean::not(call),
            Self::CompareBooleanClaimToValue { value } => boolean::compare(call, *value),
            Self::AssertBooleanClaimIsEqualToValue { value } => boolean::assert(call, *value),
            Self::SetClaimIfBooleansMatch { value, then } => boolean::set_if(call, *value, then),
            Self::AssertDateTimeIsGreaterThan { fails_if_equal, passes_if_absent, tolerance } => {
                date::assert_greater(call, *fails_if_equal, *passes_if_absent, *tolerance)
            }
            Self::ConvertDateToDateTimeClaim => date::to_moment(call),
            Self::ConvertDateTimeToDateClaim => date::to_day(call),
            Self::GetCurrentDateTime => date::now(call),
            Self::DateTimeComparison { operator, seconds } => date::compare(call, *operator, *seconds),
            Self::IsTermsOfUseConsentRequired { updated } => date::consent(call, *updated),
            Self::GetAgeGroupConsentProvidedAndRequiresConsent => date::age_group(call),
            Self::CopyClaim => string::copy(call),
            Self::DoesClaimExist => string::exists(call),
            // Answered before.
            Self::Hash { .. } => Ok(()),
            Self::AdjustNumber { by } => number::adjust(call, *by),
            Self::AssertNumber { operator, value, throws } => number::assert(call, *operator, *value, *throws),
            Self::ConvertNumberToStringClaim => number::to_string(call),
            Self::CreateJsonArray => json::create_array(call),
            Self::GenerateJson { constants } => json::generate(call, constants),
            Self::GetClaimFromJson { claim } => json::get_claim(call, claim),
            Self::GetNumericClaimFromJson { claim } => json::get_number(call, claim),
            Self::GetClaimsFromJsonArray { pairs } => json::get_claims(call, pairs),
            Self::GetClaimsFromJsonArrayV2 { pairs } => json::get_claims_v2(call, pairs),
            Self::GetSingleItemFromJson => json::get_item(call),
            Self::GetSingleValueFromJsonArray => json::get_first(call),
            Self::XmlStringToJsonString => json::from_xml(call),
            Self::ConvertPhoneNumberClaimToString => phone::to_string(call),
            Self::ConvertStringToPhoneNumberClaim => phone::from_string(call),
            Self::GetNationalNumberAndCountryCodeFromPhoneNumberString { throws, country_code } => {
                phone::split(call, *throws, *country_code)
            }
            Self::CreateAlternativeSecurityId => identity::create_alternative_security_id(call),
            Self::CreateUserIdentity => identity::create_user_identity(call),
            Self::AddItemToAlternativeSecurityIdCollection | Self::AddItemToUserIdentityCollection => {
                identity::add(call)
            }
            Self::GetIdentityProvidersFromAlternativeSecurityIdCollectionTransformation => {
                identity::issuers(call, "alternativeSecurityIdCollection", "identityProvidersCollection")
            }
            Self::GetIssuersFromUserIdentityCollectionTransformation => {
                identity::issuers(call, "userIdentityCollection", "issuersCollection")
            }
            Self::RemoveAlternativeSecurityIdByIdentityProvider => identity::remove(call, "identityProvider"),
            Self::RemoveUserIdentityFromCollectionByIssuer => identity::remove(call, "issuer"),
            Self::AddItemToStringCollection => collection::add(call),
            Self::AddParameterToStringCollection { item } => collection::add_constant(call, item),
            Self::GetSingleItemFromStringCollection => collection::first(call),
            Self::StringCollectionContains { item, ignore_case } => collection::contains(call, item, *ignore_case),
            Self::StringCollectionContainsClaim { ignore_case } => collection::contains_claim(call, *ignore_case),
            Self::StringJoin { delimiter } => collection::join(call, delimiter),
            Self::StringSplit { delimiter } => collection::split(call, delimiter),
            Self::AssertStringClaimsAreEqual { ignore_case } => string::assert_equal(call, *ignore_case),
            Self::BuildUri { scheme, host, query } => uri::build(call, scheme, host, query),
            Self::ChangeCase { to } => string::change_case(call, *to),
            Self::CompareClaims { operator, ignore_case } => string::compare(call, *operator, *ignore_case),
            Self::CompareClaimToValue { value, operator, ignore_case } => {
                string::compare_to(call, value, *operator, *ignore_case)
            }
            Self::CopyClaimIfPredicateMatch { validation } => string::copy_if_valid(call, validation),
            Self::CreateOtpSecret => random::otp_secret(call),
            Self::CreateRandomString { random, format, base64 } => random::string(call, *random, format, *base64),
            Self::CreateStringClaim { value } => string::create(call, value),
            Self::FormatLocalizedString { string_id } => localized::format(call, string_id),
            Self::FormatStringClaim { format } => string::format(call, &["inputClaim"], format),
            Self::FormatStringMultipleClaims { format } => {
                string::format(call, &["inputClaim1", "inputClaim2"], format)
            }
            Self::GetLocalizedStringsTransformation => localized::strings(call),
            Self::GetMappedValueFromLocalizedCollection => localized::mapped(call),
            Self::LookupValue { entries, error_if_missing } => string::lookup(call, entries, *error_if_missing),
            Self::NullClaim => call.clear("claim_to_null"),
            Self::ParseDomain => string::domain(call),
            Self::SetClaimsIfRegexMatch { pattern, then, extract_groups } => {
                string::set_if_pattern(call, pattern, then, *extract_groups)
            }
            Self::SetClaimsIfStringsAreEqual { value, ignore_case, message, code } => {
                string::set_if_equal(call, value, *ignore_case, message, code)
            }
            Self::SetClaimsIfStringsMatch { value, ignore_case, then } => {
                string::set_if_match(call, value, *ignore_case, then)
            }
            Self::StringContains { part, ignore_case } => string::contains(call, part, *ignore_case),
            Self::StringSubstring { start, length } => string::substring(call, *start, *length),
            Self::StringReplace { old, new } => string::replace(call, old, new),
        }
    }
}

/// What user flows were compiled to before transformations carried their claims' types.
impl Method {
    /// Reads the method of a transformation that needs no more than its inputs.
    ///
    /// # Errors
    /// A sentence that names what is missing or not supported.
    pub fn parse(transformation: &crate::tree::ClaimsTransformation) -> Result<Self, String> {
        let source = Source { inputs: Vec::new(), outputs: Vec::new(), ..Source::from(transformation) };
        let signature = Signature::find(source.method);
        let plain = signature.is_some_and(|signature| {
            ["CreateAlternativeSecurityId", "FormatStringClaim", "AddItemToStringCollection"].contains(&signature.name)
        });
        let Some(signature) = signature.filter(|_| plain) else {
            return Err(format!("The transformation method {} of {} is not supported.", source.method, source.id));
        };
        let all = source
            .parameters
            .iter()
            .map(|parameter| parameters::Parameter { id: parameter.id, data_type: None, value: parameter.value })
            .collect();
        let mut parameters = parameters::Parameters::new(signature.name, all);
        let read = (signature.read)(&mut parameters);
        let problem = parameters.finish(signature.parameters).into_iter().next().map(|problem| problem.message);
        match read {
            Some(Self::FormatStringClaim { format }) if format.has_expressions() => {
                Err(format!("The string expressions of {} are not supported.", source.id))
            }
            Some(method) => Ok(method),
            None => Err(format!("{}: {}", source.id, problem.unwrap_or_default())),
        }
    }

    /// Runs such a method. `input` gives the value of an input by its role; the result names outputs the same way. A
    /// failure gives no output.
    pub fn run<'a>(&self, input: impl Fn(&str) -> Option<&'a ClaimValue>) -> Vec<(&'static str, ClaimValue)> {
        let Some(signature) = Signature::find(self.name()) else { return Vec::new() };
        let bind = |roles: &[Role]| {
            roles
                .iter()
                .map(|role| Binding {
                    role: role.name.to_owned(),
                    claim: role.name.to_owned(),
                    data_type: if role.kind == Kind::Texts { DataType::StringCollection } else { DataType::String },
                })
                .collect::<Vec<_>>()
        };
        let transformation =
            Transformation { method: self.clone(), inputs: bind(signature.inputs), outputs: bind(signature.outputs) };
        let mut claims = Claims::new();
        for role in signature.inputs {
            if let Some(value) = input(role.name) {
                claims.set(role.name, value.clone());
            }
        }
        let context = Context {
            now: Timestamp::default(),
            draw: &[],
            expressions: Expressions::default(),
            resources: &NoResources,
        };
        match transformation.evaluate(&claims, &context) {
            Ok(Outcome::Done(changes)) => changes
                .into_iter()
                .filter_map(|change| {
                    let role = signature.outputs.iter().find(|role| role.name == change.claim)?;
                    Some((role.name, change.value?))
                })
                .collect(),
            Ok(Outcome::Keyed(_)) | Err(_) => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
