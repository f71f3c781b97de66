//! How a transformation fails.

use domain::DataType;

/// Why a transformation did not run to its end. Nothing of it was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// An assertion of the policy does not hold: the person reads the message of this key, from the metadata of the
    /// technical profile that validates, else from the localised `ErrorMessage` strings, else [`Message::text`].
    #[error("{}", .0.text())]
    Asserted(Message),
    /// A claim that the method needs has no value.
    #[error("The claim {claim}, which is the {role} of {method}, has no value.")]
    Missing {
        /// The method.
        method: &'static str,
        /// Its role.
        role: String,
        /// The claim.
        claim: String,
    },
    /// A claim has a value that is not of the kind the method needs.
    #[error("The claim {claim}, which is the {role} of {method}, is no {expected}.")]
    Kind {
        /// The method.
        method: &'static str,
        /// Its role.
        role: String,
        /// The claim.
        claim: String,
        /// What it should be.
        expected: &'static str,
    },
    /// A result does not fit the data type of the claim that shall hold it.
    #[error("The result of {method} for the claim {claim} is no {data_type:?}.")]
    Result {
        /// The method.
        method: &'static str,
        /// The claim.
        claim: String,
        /// Its type.
        data_type: DataType,
    },
    /// Something that should be in a value is not.
    #[error("{method} finds no {what}.")]
    NotFound {
        /// The method.
        method: &'static str,
        /// What was looked for.
        what: String,
    },
    /// The input cannot be worked with.
    #[error("{method} cannot go on: {why}.")]
    Input {
        /// The method.
        method: &'static str,
        /// Why.
        why: String,
    },
    /// A secret would get into a claim that cannot hide it.
    #[error("{method} would put a secret value into the collection {claim}, which everybody may see.")]
    Secret {
        /// The method.
        method: &'static str,
        /// The claim.
        claim: String,
    },
    /// The caller gave fewer random bytes than the method draws.
    #[error("{method} was given too few random bytes.")]
    Draw {
        /// The method.
        method: &'static str,
    },
}

impl Failure {
    /// The key of the message for the person, if the method documents one.
    pub const fn message_key(&self) -> Option<&'static str> {
        match self {
            Self::Asserted(message) => Some(message.key()),
            _ => None,
        }
    }
}

/// The messages that methods document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// `AssertBooleanClaimIsEqualToValue`.
    BooleanIsNotEqual,
    /// `AssertDateTimeIsGreaterThan`.
    DateTimeGreaterThan,
    /// `AssertStringClaimsAreEqual`.
    StringsAreNotEqual,
    /// `AssertNumber`.
    Number,
    /// `ConvertStringToPhoneNumberClaim`.
    InvalidPhoneNumber,
    /// `GetNationalNumberAndCountryCodeFromPhoneNumberString`.
    PhoneNumberParse,
    /// `LookupValue`.
    LookupNotFound,
}

impl Message {
    /// The metadata key, which is also the id of the localised string.
    pub const fn key(self) -> &'static str {
        match self {
            Self::BooleanIsNotEqual => "UserMessageIfClaimsTransformationBooleanValueIsNotEqual",
            Self::DateTimeGreaterThan => "DateTimeGreaterThan",
            Self::StringsAreNotEqual => "UserMessageIfClaimsTransformationStringsAreNotEqual",
            Self::Number => "AssertNumberError",
            Self::InvalidPhoneNumber => "UserMessageIfClaimsTransformationInvalidPhoneNumber",
            Self::PhoneNumberParse => "UserMessageIfPhoneNumberParseFailure",
            Self::LookupNotFound => "LookupNotFound",
        }
    }

    /// What a person reads where neither the policy nor its languages say it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::BooleanIsNotEqual => "You cannot go on with these details.",
            Self::DateTimeGreaterThan => "The first date has to be later than the second.",
            Self::StringsAreNotEqual => "The two values are not the same.",
            Self::Number => "The number is not allowed here.",
            Self::InvalidPhoneNumber => {
                "This is no phone number. Write it with its country code, such as +41 44 123 45 67."
            }
            Self::PhoneNumberParse => {
                "The country of this phone number is not known. Begin with + and the country code."
            }
            Self::LookupNotFound => "There is no entry for this value.",
        }
    }
}
