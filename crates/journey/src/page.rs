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
    /// A message above the form, for example why the last answer was not taken.
    pub error: Option<String>,
}

/// The kinds of pages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Body {
    /// A button per provider (behaviour reference §11.3, *Unified*).
    Selection {
        /// The buttons, in order.
        choices: Vec<Choice>,
    },
    /// A form of claims (behaviour reference §11.3, self-asserted).
    #[serde(rename_all = "camelCase")]
    SelfAsserted {
        /// What it is for, if the profile has a name for people.
        heading: Option<String>,
        /// The fields, in order.
        fields: Vec<Field>,
        /// Whether a cancel button is offered.
        cancel: bool,
    },
}

/// A button of a selection page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Choice {
    /// The claims exchange: the element's id, and what is posted as `choice`.
    pub id: String,
    /// The provider's name.
    pub label: String,
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
    /// Why the last value was not taken.
    pub error: Option<String>,
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
    /// A password.
    Password,
    /// Shown, not entered.
    Readonly,
    /// Text to read.
    Paragraph,
}
