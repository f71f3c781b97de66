//! What the engine asks its driver for.

use crate::{Fault, Page, Session, recording::Purpose};
use domain::{ClientAuthentication, Identity, Timestamp, UserId, claims::Sensitive};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
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
    /// Whether the answer comes back at an address that is this provider's alone (S34).
    pub own_redirect_uri: bool,
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
        /// Not the policy names it, but a token that is not checked yet.
        discovered: bool,
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
    /// A REST service.
    Rest(Box<RestCall>),
    /// An access token of an OAuth 2.0 provider for a code.
    OAuth2Token(Box<OAuth2Token>),
    /// Claims of an OAuth 2.0 provider for an access token.
    Claims(Box<ClaimsCall>),
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
            Self::Tokens { .. } | Self::OAuth2Token(_) => Purpose::Token,
            Self::Rest(_) => Purpose::Rest,
            Self::UserInfo { .. } | Self::Claims(_) => Purpose::UserInfo,
        }
    }

    /// Where.
    pub fn url(&self) -> &str {
        match self {
            Self::Metadata { url, .. }
            | Self::Keys { url, .. }
            | Self::Tokens { url, .. }
            | Self::UserInfo { url, .. } => url,
            Self::Rest(call) => &call.url,
            Self::OAuth2Token(call) => &call.url,
            Self::Claims(call) => &call.url,
        }
    }

    /// The technical profile.
    pub fn profile(&self) -> &str {
        match self {
            Self::Metadata { profile, .. }
            | Self::Keys { profile, .. }
            | Self::Tokens { profile, .. }
            | Self::UserInfo { profile, .. } => profile,
            Self::Rest(call) => &call.profile,
            Self::OAuth2Token(call) => &call.profile,
            Self::Claims(call) => &call.profile,
        }
    }
}

/// A question to the directory: who is this?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query(pub Find);

/// A change of the directory.
#[derive(Debug, Clone, PartialEq)]
pub enum Write {
    /// Make or change a user.
    Save(SaveUser),
    /// Delete a user.
    Delete(Find),
}

/// Which user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Find {
    /// The one with this identity.
    Identity(Identity),
    /// The one with this object id.
    Id(UserId),
}

/// A user to make or change.
#[derive(Debug, Clone, PartialEq)]
pub struct SaveUser {
    /// Which.
    pub find: Find,
    /// Whether a missing one is made.
    pub create: bool,
    /// Whether one that is there is changed.
    pub update: bool,
    /// Identities that it has from now on, beside those of other issuers and kinds.
    pub identities: Vec<Identity>,
    /// Attributes by name; `None` removes one.
    pub attributes: BTreeMap<String, Option<Value>>,
    /// `accountEnabled`.
    pub enabled: Option<bool>,
    /// The password as it is stored.
    pub password: Option<Sensitive>,
}

/// What needs a secret or a heavy computation. Its event carries the verdict, which replay trusts.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Check an ID token.
    VerifyIdToken(VerifyIdToken),
    /// Compute a claims transformation with a policy key.
    ComputeWithKey(policy::transform::Keyed),
    /// Make of a password what is stored of it.
    HashPassword(Sensitive),
    /// Check a password. Without a user it costs the same (S57).
    CheckPassword {
        /// Whose.
        user: Option<UserId>,
        /// The sign-in name that was typed, normalised: what attempts are counted by.
        name: String,
        /// The password.
        password: Sensitive,
    },
    /// Make a code and remember it under a key.
    MakeCode {
        /// What it is for.
        key: String,
        /// How it is made.
        rules: CodeRules,
    },
    /// Make a code, remember it under the address, and send it there.
    SendCode {
        /// By which way.
        channel: Channel,
        /// The address, normalised.
        to: String,
        /// How it is made.
        rules: CodeRules,
        /// The language of the message.
        language: domain::language::Language,
    },
    /// Check a code that was made under a key: one that was sent by this way, or one that a policy sent itself. The ones
    /// are never taken for the others (S6).
    CheckCode {
        /// By which way we sent it; `None`: [`Effect::MakeCode`].
        channel: Option<Channel>,
        /// What it is for.
        key: String,
        /// The code as typed.
        code: Sensitive,
    },
}

/// By which way a code goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Channel {
    /// E-mail.
    Mail,
    /// A message to a telephone.
    Message,
}

/// How a code is made and how long it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeRules {
    /// So many characters.
    pub length: u8,
    /// Out of these.
    pub characters: String,
    /// For so long.
    pub seconds: u32,
    /// At most so many tries.
    pub attempts: u8,
    /// At most so many codes in one journey.
    pub generations: u8,
    /// Whether a code that still holds is given again.
    pub reuse: bool,
}

/// A call of a REST service.
#[derive(Debug, Clone, PartialEq)]
pub struct RestCall {
    /// The technical profile.
    pub profile: String,
    /// Where.
    pub url: String,
    /// What is sent.
    pub payload: Payload,
    /// Headers by name.
    pub headers: Vec<(String, Sensitive)>,
    /// How we prove ourselves.
    pub authentication: policy::program::RestAuthentication,
    /// The value of the claim that is the bearer token.
    pub bearer: Option<Sensitive>,
}

/// The body of a call.
#[derive(Debug, Clone, PartialEq)]
pub enum Payload {
    /// None: `GET`.
    None,
    /// JSON.
    Json(Sensitive),
    /// A form.
    Form(Sensitive),
}

/// A code to be exchanged at an OAuth 2.0 provider.
#[derive(Debug, Clone, PartialEq)]
pub struct OAuth2Token {
    /// The technical profile.
    pub profile: String,
    /// Where.
    pub url: String,
    /// Everything goes in the query.
    pub by_get: bool,
    /// How we prove ourselves.
    pub authentication: ClientAuthentication,
    /// Our id there.
    pub client_id: String,
    /// Where our secret is kept.
    pub client_secret: Option<String>,
    /// The key container that signs the assertion of `private_key_jwt`.
    pub assertion_key: Option<String>,
    /// How the provider calls our id.
    pub client_id_name: String,
    /// How it calls our secret.
    pub client_secret_name: String,
    /// The code.
    pub code: Sensitive,
}

/// A question for claims.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimsCall {
    /// The technical profile.
    pub profile: String,
    /// Where, without the token.
    pub url: String,
    /// The token.
    pub token: Sensitive,
    /// The query parameter that carries it; `None`: the `Authorization` header.
    pub parameter: Option<String>,
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
    /// Our client id there.
    pub client_id: String,
    /// How long ago the person may have signed in there, in seconds, if the application says so.
    pub max_age: Option<u32>,
    /// It is a token that the application brought: it holds no nonce of ours, and an empty audience is any.
    pub hint: bool,
    /// The policy key that holds the shared secret by which it is signed, instead of keys.
    pub secret: Option<String>,
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
    /// What session providers keep.
    pub session: Session,
    /// When the person signed in at the provider, if its ID token says when.
    pub auth_time: Option<Timestamp>,
    /// Whether the person asked to stay signed in.
    pub keep_signed_in: bool,
    /// Somebody proved in this journey who they are; otherwise an earlier sign-in stood for it, and the time of
    /// authentication is that one's.
    pub fresh: bool,
    /// Claims that are secrets (a provider's token, which the policy passes on): never recorded.
    pub secret: BTreeSet<String>,
}
