//! Pages: content definitions, what can be entered, display controls, texts.

use super::{ClaimUse, Precondition};
use crate::regex::Regex;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A content definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// `LoadUri`.
    pub load_uri: String,
    /// `DataUri`.
    pub data_uri: String,
    /// `LocalizedResourcesReferences`: the id of the resources by language tag.
    pub resources: BTreeMap<String, String>,
    /// `Metadata`: `language.…` and others.
    pub texts: BTreeMap<String, String>,
}

/// `LocalizedResources`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Resources {
    /// `LocalizedStrings`: element type, element id (empty if none), string id.
    pub strings: BTreeMap<String, BTreeMap<String, BTreeMap<String, String>>>,
    /// `LocalizedCollections` of claims: the values that the claim can have.
    pub items: BTreeMap<String, Vec<Item>>,
}

impl Resources {
    /// A text.
    pub fn find(&self, element_type: &str, element: &str, string: &str) -> Option<&str> {
        self.strings.get(element_type)?.get(element)?.get(string).map(String::as_str)
    }
}

/// `UserInputType`, as a page shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum InputType {
    /// `TextBox`.
    TextBox,
    /// `EmailBox`.
    EmailBox,
    /// A `TextBox` of a `phoneNumber` claim.
    Telephone,
    /// `Password`.
    Password,
    /// `DateTimeDropdown`.
    Date,
    /// `DropdownSingleSelect`.
    Dropdown,
    /// `RadioSingleSelect`.
    Radio,
    /// `CheckboxMultiSelect`.
    Checkboxes,
    /// `Readonly`.
    Readonly,
    /// `Paragraph`.
    Paragraph,
}

/// `Restriction/Enumeration`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What the person reads.
    pub text: String,
    /// What the claim gets.
    pub value: String,
    /// `SelectByDefault`.
    pub selected: bool,
}

/// `Mask`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mask {
    /// This text stands in the place of as many leading characters.
    Simple(String),
    /// What the expression matches is replaced.
    Regex {
        /// The expression.
        pattern: Regex,
        /// The replacement.
        replacement: String,
    },
}

/// A self-asserted page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(clippy::struct_excessive_bools, reason = "each is a metadata item of its own")]
pub struct SelfAsserted {
    /// The content definition.
    pub content: String,
    /// `setting.showCancelButton`.
    pub cancel: bool,
    /// `setting.showContinueButton`.
    pub proceed: bool,
    /// What is on it: display claims, or else the output claims that nothing else gives.
    pub elements: Vec<Element>,
    /// `ValidationTechnicalProfiles`.
    pub validations: Vec<Validation>,
    /// `SignUpTarget`: an exchange of the next step.
    pub sign_up: Option<String>,
    /// The link for a forgotten password.
    pub forgotten: Forgotten,
    /// `setting.enableRememberMe`.
    pub remember_me: bool,
    /// `setting.retryLimit`.
    pub retry_limit: u16,
}

/// The link for a forgotten password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Forgotten {
    /// There is none.
    None,
    /// The application is told (AADB2C90118).
    Application,
    /// `setting.forgotPasswordLinkOverride`: an exchange of the next step.
    Exchange(String),
}

/// Part of a self-asserted page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Element {
    /// A claim.
    Claim(ClaimUse),
    /// A display control.
    Control(String),
}

/// `ValidationTechnicalProfile`, and `ValidationClaimsExchangeTechnicalProfile` of a display control.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Validation {
    /// The technical profile.
    pub profile: String,
    /// `ContinueOnSuccess`.
    pub continue_on_success: bool,
    /// `ContinueOnError`.
    pub continue_on_error: bool,
    /// When it is skipped.
    pub preconditions: Vec<Precondition>,
}

/// A `VerificationControl`: proves that somebody reads what is sent to an address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Control {
    /// Its `InputClaims`: what is filled in.
    pub input_claims: Vec<ClaimUse>,
    /// What is entered before a code is sent.
    pub claims: Vec<ControlPart>,
    /// The claim that holds the code.
    pub code: String,
    /// The action `SendCode`.
    pub send: Vec<Validation>,
    /// The action `VerifyCode`.
    pub verify: Vec<Validation>,
    /// Its `OutputClaims`: what is verified.
    pub output_claims: Vec<ClaimUse>,
}

/// A claim of a display control.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ControlPart {
    /// The claim.
    pub claim: ClaimUse,
    /// `ControlClaimType`, such as `Email`, `Phone`, `CountryCode`.
    pub kind: Option<String>,
}
