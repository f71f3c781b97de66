//! What a person is shown while a journey waits: a value without markup. `app` renders it, on the server and in the
//! console's live preview alike.

use domain::language::Language;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A page that waits for an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Page {
    /// The content definition it is made from, such as `api.signuporsignin`.
    pub content: String,
    /// What is on it.
    pub body: Body,
    /// The language of its texts.
    pub language: Language,
    /// Texts that the policy brings itself, by string id (behaviour reference §11.4); others are built in.
    pub texts: BTreeMap<String, String>,
    /// A message above the form, for example why the last answer was not taken: a string id, or a sentence.
    pub error: Option<String>,
}

/// The kinds of pages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Body {
    /// A button per provider, and a form for local accounts (behaviour reference §11.3, *Unified*).
    Selection {
        /// The buttons, in order.
        choices: Vec<Choice>,
        /// The form.
        #[serde(default)]
        local: Option<LocalForm>,
    },
    /// A form of claims (behaviour reference §11.3, self-asserted).
    #[serde(rename_all = "camelCase")]
    SelfAsserted {
        /// What it is for, if the profile has a name for people.
        heading: Option<String>,
        /// What is on it, in order.
        parts: Vec<Part>,
        /// Whether a cancel button is offered.
        cancel: bool,
        /// Whether a continue button is offered.
        proceed: bool,
        /// Links of the form.
        links: Links,
    },
    /// A second factor by telephone (behaviour reference §11.4, phone page).
    Phone(Phone),
}

/// A button of a selection page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Choice {
    /// The claims exchange: the element's id, and what is posted as `choice`.
    pub id: String,
    /// The provider's name.
    pub label: String,
    /// `ClaimsProviderSelectionDisplayType` is `TextLink`.
    #[serde(default)]
    pub text_link: bool,
}

/// The form for local accounts on a page with providers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LocalForm {
    /// Its fields.
    pub parts: Vec<Part>,
    /// Its links.
    pub links: Links,
}

/// Links of a form.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Links {
    /// The exchange that signs up.
    pub sign_up: Option<String>,
    /// Whether there is a link for a forgotten password.
    pub forgotten: bool,
    /// Whether the person may ask to stay signed in.
    pub remember_me: bool,
}

/// Part of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Part {
    /// A field.
    Field(Field),
    /// A display control that verifies an address.
    Verification(Verification),
}

/// A display control that verifies an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Verification {
    /// The control: its buttons post `action` as `CONTROL.ACTION`.
    pub id: String,
    /// How far it is.
    pub stage: Stage,
    /// Its fields now.
    pub fields: Vec<Field>,
}

/// How far a verification is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Stage {
    /// The address is entered; `sendCode`.
    Asking,
    /// A code was sent; `verifyCode`, `sendNewCode`, `changeClaims`.
    Sent,
    /// The address is verified; `changeClaims`.
    Verified,
}

/// A second factor by telephone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Phone {
    /// The number that is known, masked; otherwise one is entered.
    pub known: Option<String>,
    /// What was entered.
    pub number: String,
    /// Whether a code was sent.
    pub sent: bool,
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// The claim: the element's id and name.
    pub claim: String,
    /// Its label.
    pub label: String,
    /// How it is entered.
    pub input: Input,
    /// What is in it. Never a password.
    pub value: String,
    /// Whether it must be filled in.
    pub required: bool,
    /// A sentence of help.
    pub help: Option<String>,
    /// A regular expression that the whole value matches.
    pub pattern: Option<String>,
    /// Why the last value was not taken: a string id, or a sentence.
    pub error: Option<String>,
    /// What can be chosen.
    #[serde(default)]
    pub items: Vec<Item>,
}

/// What can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// What the person reads.
    pub text: String,
    /// What is posted.
    pub value: String,
    /// Whether it is chosen now.
    pub chosen: bool,
}

/// The ways to enter a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Input {
    /// One line of text.
    TextBox,
    /// An e-mail address.
    EmailBox,
    /// A telephone number.
    Telephone,
    /// The password that one has.
    Password,
    /// A password to be set.
    NewPassword,
    /// The name of an account.
    Username,
    /// A code that was sent.
    OneTimeCode,
    /// A day.
    Date,
    /// One of a list.
    Dropdown,
    /// One of a few.
    Radio,
    /// Several of a few.
    Checkboxes,
    /// Shown, not entered.
    Readonly,
    /// Text to read.
    Paragraph,
}
