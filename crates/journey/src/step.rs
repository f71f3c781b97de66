//! What the engine asks its driver for.

use crate::{Fault, Page, recording::Purpose};
use domain::{ClientAuthentication, Identity, UserId, claims::Sensitive};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use token::Algorithm;

/// The next thing to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Show a page and wait for [`crate::Answer`].
    Show(Box<Page>),
    /// Send the browser to a provider and wait for [`crate::ProviderAnswer`].
    Redirect(Box<Redirect>),
    /// Ask a provider and come back with [`crate::Fetched`].
    Fetch(Box<Fetch>),
    /// Read from the directory.
    Read(Query),
    /// Change the directory. The key makes a repetition harmless.
    Write {
        /// What to write.
        write: Box<Write>,
        /// Unique within the journey.
        once: String,
    },
    /// Do what needs a secret or a heavy computation.
    Perform(Box<Effect>),
    /// Answer the application.
    Finish(Box<Finished>),
    /// End with an error.
    Fail(Box<Fault>),
}

/// A secret draw: the driver makes it, keeps it sealed with the journey, and names it by this. The engine never sees
/// its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Draw {
    /// `state` towards a provider.
    State,
    /// `nonce` towards a provider.
    Nonce,
    /// `code_verifier` towards a provider.
    Verifier,
}

/// A redirect to a provider.
#[derive(Debug, Clone, PartialEq)]
pub struct Redirect {
    /// The technical profile.
    pub profile: String,
    /// The provider's name.
    pub provider: String,
    /// The authorization endpoint.
    pub endpoint: String,
    /// The parameters, in order. The driver adds `redirect_uri`, which mirrors the host and tenant of the request.
    pub parameters: Vec<(String, ParameterValue)>,
    /// `UsePolicyInRedirectUri`.
    pub policy_in_redirect_uri: bool,
    /// Fresh draws to make for it.
    pub draws: Vec<Draw>,
}

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParameterValue {
    /// This.
    Plain(String),
    /// A draw.
    Draw(Draw),
    /// The S256 challenge of a draw.
    Challenge(Draw),
}

/// A request to a provider.
#[derive(Debug, Clone, PartialEq)]
pub enum Fetch {
    /// Its metadata.
    Metadata {
        /// The technical profile.
        profile: String,
        /// Where.
        url: String,
    },
    /// Its keys.
    Keys {
        /// The technical profile.
        profile: String,
        /// Where.
        url: String,
        /// Ask again even if they are cached: a token names a key that is not among them.
        again: bool,
    },
    /// Tokens for a code.
    Tokens {
        /// The technical profile.
        profile: String,
        /// Where.
        url: String,
        /// How we prove ourselves.
        authentication: ClientAuthentication,
        /// Our id there.
        client_id: String,
        /// Where our secret is kept.
        client_secret: Option<String>,
        /// The key container that signs the assertion of `private_key_jwt`.
        assertion_key: Option<String>,
        /// The code.
        code: Sensitive,
        /// Whether the verifier goes along.
        verifier: bool,
    },
    /// More claims for an access token (OpenID Connect Core 5.3).
    UserInfo {
        /// The technical profile.
        profile: String,
        /// Where.
        url: String,
        /// The access token, sent in the `Authorization` header.
        access_token: Sensitive,
    },
}

impl Fetch {
    /// What for.
    pub const fn purpose(&self) -> Purpose {
        match self {
            Self::Metadata { .. } => Purpose::Metadata,
            Self::Keys { .. } => Purpose::Keys,
            Self::Tokens { .. } => Purpose::Token,
            Self::UserInfo { .. } => Purpose::UserInfo,
        }
    }

    /// Where.
    pub fn url(&self) -> &str {
        match self {
            Self::Metadata { url, .. }
            | Self::Keys { url, .. }
            | Self::Tokens { url, .. }
            | Self::UserInfo { url, .. } => url,
        }
    }

    /// The technical profile.
    pub fn profile(&self) -> &str {
        match self {
            Self::Metadata { profile, .. }
            | Self::Keys { profile, .. }
            | Self::Tokens { profile, .. }
            | Self::UserInfo { profile, .. } => profile,
        }
    }
}

/// A question to the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// Who has this identity?
    UserByIdentity(Identity),
    /// Who has this object id?
    UserById(UserId),
}

/// A change of the directory.
#[derive(Debug, Clone, PartialEq)]
pub enum Write {
    /// Make a user with this identity.
    CreateUser(NewUser),
}

/// A user to make.
#[derive(Debug, Clone, PartialEq)]
pub struct NewUser {
    /// The identity.
    pub identity: Identity,
    /// Attributes by claim id.
    pub attributes: BTreeMap<String, Value>,
}

/// What needs a secret or a heavy computation. Its event carries the verdict, which replay trusts.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Check an ID token.
    VerifyIdToken(VerifyIdToken),
}

/// An ID token to check.
#[derive(Debug, Clone, PartialEq)]
pub struct VerifyIdToken {
    /// The token.
    pub token: Sensitive,
    /// The provider's keys.
    pub keys: Value,
    /// `iss`.
    pub issuer: String,
    /// `aud`.
    pub audience: String,
    /// Algorithms that are allowed.
    pub algorithms: Vec<Algorithm>,
    /// The access token that came with it.
    pub access_token: Option<Sensitive>,
    /// The code it was exchanged for.
    pub code: Option<Sensitive>,
    /// How far the provider's clock may be off.
    pub tolerance: u8,
}

/// What the application gets.
#[derive(Debug, Clone, PartialEq)]
pub struct Finished {
    /// `sub`.
    pub subject: String,
    /// Claims by token name.
    pub claims: Map<String, Value>,
    /// The technical profile that issues.
    pub issuer: String,
    /// The user, if the directory knows one.
    pub user: Option<UserId>,
    /// The provider's name, if one was used.
    pub provider: Option<String>,
}
