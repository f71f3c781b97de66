//! The recording of a journey: every event, step, exchange and check, redacted where it is captured. It is data of
//! the engine, not log lines: the console shows it hop by hop, and the engine replays it from the facts in it.
//!
//! Nothing here can hold a secret, a code, a token, a state, a verifier or a password: parameters are [`Shown`], and
//! sensitive claims are marks.

mod origins;

pub use origins::{Origin, Source as OriginSource};

use domain::{Check, Timestamp};
use oauth::excerpt::scrubbed;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of this data model; stored with every recording.
pub const VERSION: u16 = 1;

/// At most this many entries; what comes after is counted, not kept.
pub const MAX_ENTRIES: usize = 500;

/// At most this many bytes of entries, as JSON: people post what they like (S73).
pub const MAX_BYTES: usize = 256 * 1024;

/// A whole recording.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Recording {
    /// [`VERSION`] of when it was written.
    pub version: u16,
    /// What happened, in order.
    pub entries: Vec<Entry>,
    /// How many entries came after the cap.
    #[serde(default)]
    pub dropped: u32,
    /// How many bytes the entries have.
    #[serde(default)]
    pub bytes: usize,
    /// How many entries came before these and are kept elsewhere.
    #[serde(skip)]
    pub earlier: usize,
}

impl Default for Recording {
    fn default() -> Self {
        Self { version: VERSION, entries: Vec::new(), dropped: 0, bytes: 0, earlier: 0 }
    }
}

impl Recording {
    /// How many entries there are, with those that are kept elsewhere.
    pub const fn len(&self) -> usize {
        self.earlier + self.entries.len()
    }

    /// Nothing was recorded yet.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds an entry, unless the recording is full.
    pub fn push(&mut self, at: Timestamp, item: Item) {
        let entry = Entry { at, item };
        let bytes = serde_json::to_vec(&entry).map_or(MAX_BYTES, |json| json.len());
        if self.len() < MAX_ENTRIES && self.bytes + bytes <= MAX_BYTES {
            self.bytes += bytes;
            self.entries.push(entry);
        } else {
            self.dropped = self.dropped.saturating_add(1);
        }
    }
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub item: Item,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "item")]
pub enum Item {
    /// The application sent the browser to us.
    Begun {
        /// The policy, as written.
        policy: String,
        /// Hash of its program.
        program: String,
        /// The application's id.
        application: String,
        /// The application's name then.
        application_name: String,
        /// Documents that the program was compiled from: `kind id@version`.
        documents: Vec<String>,
        /// The authorization request.
        parameters: Vec<Parameter>,
        /// The browser's `User-Agent`, cut.
        user_agent: Option<String>,
    },
    /// An orchestration step began.
    Entered {
        /// The journey.
        journey: String,
        /// The step's order.
        order: u16,
        /// The step's type.
        kind: String,
    },
    /// An orchestration step was skipped.
    Skipped {
        /// The journey.
        journey: String,
        /// The step's order.
        order: u16,
        /// The step's type.
        kind: String,
        /// The precondition that held, in words.
        because: String,
    },
    /// A technical profile began.
    Profile {
        /// Its id.
        id: String,
        /// Its protocol, in words.
        protocol: String,
    },
    /// A page was shown.
    Shown {
        /// Its content definition.
        content: String,
        /// What it offered: choices or fields, by id.
        offered: Vec<String>,
        /// The message on it.
        error: Option<String>,
    },
    /// A person answered a page.
    Answered {
        /// The button.
        action: String,
        /// The fields, sensitive ones as marks.
        fields: BTreeMap<String, serde_json::Value>,
    },
    /// The browser was sent to a provider.
    SentToProvider {
        /// The technical profile.
        profile: String,
        /// The provider's name.
        provider: String,
        /// Where to, without the query.
        url: String,
        /// The authorization request to the provider.
        parameters: Vec<Parameter>,
    },
    /// The provider's answer came back.
    CameBack {
        /// `GET` or `POST`.
        method: String,
        /// Its parameters.
        parameters: Vec<Parameter>,
        /// Whether the browser posted it twice, since the first time it sent no cookie.
        reposted: bool,
    },
    /// We asked a provider.
    Fetched {
        /// What for.
        purpose: Purpose,
        /// `GET` or `POST`.
        method: String,
        /// The URL, without the query.
        url: String,
        /// What was sent.
        parameters: Vec<Parameter>,
        /// Where the answer is from.
        source: Source,
        /// The answer's status; `None` if none came.
        status: Option<u16>,
        /// How long it took.
        milliseconds: u32,
        /// The answer, as far as it may be seen.
        body: Option<serde_json::Value>,
        /// Why no usable answer came.
        failure: Option<String>,
    },
    /// Checks were made.
    Checked {
        /// Of what, such as `ID token from Mobile ID`.
        subject: String,
        /// The rows.
        checks: Vec<Check>,
    },
    /// Claims of a token that was checked, as the provider sent them.
    Received {
        /// From what.
        subject: String,
        /// The claims.
        claims: BTreeMap<String, serde_json::Value>,
    },
    /// A claims transformation ran.
    Transformed {
        /// Its id.
        id: String,
        /// Its method.
        method: String,
    },
    /// The claims bag changed.
    Claims {
        /// By what: a technical profile or a transformation.
        by: String,
        /// Claims that were set, with their values.
        set: BTreeMap<String, serde_json::Value>,
        /// Claims that were removed.
        removed: Vec<String>,
    },
    /// The directory was asked or changed.
    Directory {
        /// `read`, `create`, `update`.
        operation: String,
        /// By what, such as `alternativeSecurityId`.
        key: String,
        /// What came of it: `found`, `not found`, `created`, `updated`, `refused`.
        result: String,
        /// The user.
        user: Option<String>,
    },
    /// A technical profile did not let the person's answer pass, who reads why on the page.
    Refused {
        /// The technical profile.
        profile: String,
        /// What happened.
        message: String,
    },
    /// The application got its answer.
    Issued {
        /// What: `code`, `id_token`.
        what: Vec<String>,
        /// How: `query`, `fragment`, `form_post`.
        response_mode: String,
        /// Where to.
        redirect_uri: String,
        /// The claims of the ID token, issued now or with the code.
        claims: BTreeMap<String, serde_json::Value>,
    },
    /// The application called the token endpoint.
    Redeemed {
        /// The grant type.
        grant: String,
        /// How the application proved itself.
        authentication: String,
        /// The rows.
        checks: Vec<Check>,
        /// The OAuth error, if it was refused.
        error: Option<String>,
    },
    /// The application asked userinfo.
    UserInfo {
        /// The OAuth error, if it was refused.
        error: Option<String>,
    },
    /// The journey ended with an error.
    Failed {
        /// The code, such as `AADB2C90273`.
        code: String,
        /// What happened.
        message: String,
        /// Whose side it is on.
        side: Side,
        /// What to do.
        help: String,
        /// Where the person was left: `page`, or the redirect URI.
        told: String,
        /// The failure at a provider that it is, as data.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        failure: Option<Box<crate::ProviderFailure>>,
    },
}

/// A parameter of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its value, as far as it may be seen.
    pub value: Shown,
}

impl Parameter {
    /// A parameter that may be seen.
    pub fn plain(name: impl Into<String>, value: impl Into<String>) -> Self {
        let value: String = value.into();
        let cut: String = value.chars().take(2048).collect();
        Self { name: name.into(), value: Shown::Plain(cut) }
    }

    /// A parameter whose value may not be seen.
    pub fn redacted(name: impl Into<String>, length: usize) -> Self {
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        Self { name: name.into(), value: Shown::Redacted { length } }
    }

    /// A parameter that came from outside: shown, unless its name says that it is secret, and without tokens that are in
    /// it (S79).
    pub fn captured(name: &str, value: &str) -> Self {
        if is_secret(name) { Self::redacted(name, value.len()) } else { Self::plain(name, scrubbed(value)) }
    }
}

/// Parameters that are never shown, in requests of either side (S79).
pub fn is_secret(name: &str) -> bool {
    matches!(
        name,
        "code"
            | "state"
            | "nonce"
            | "code_verifier"
            | "code_challenge"
            | "client_secret"
            | "client_assertion"
            | "id_token"
            | "id_token_hint"
            | "access_token"
            | "refresh_token"
            | "token"
            | "password"
            | "assertion"
            | "request"
            | "logout_token"
            | "session_state"
            | "device_code"
            | "user_code"
            | "otp"
    )
}

/// A value, or a mark in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Shown {
    /// The value.
    Plain(String),
    /// A secret of this length.
    Redacted {
        /// In bytes.
        length: u32,
    },
}

/// What a provider is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Purpose {
    /// Its metadata document.
    Metadata,
    /// Its keys.
    Keys,
    /// Tokens for a code.
    Token,
    /// Claims for an access token.
    UserInfo,
    /// A REST service.
    Rest,
    /// The content that a page is put into (`LoadUri`).
    Content,
}

/// Where an answer is from. What comes from a cache says so, or the trace would lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Source {
    /// Asked for now.
    Network,
    /// Kept from before.
    Cache {
        /// Its age.
        age_seconds: u32,
    },
}

/// Whose side a fault is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Side {
    /// The person or the browser.
    Browser,
    /// The application.
    Application,
    /// The provider.
    Provider,
    /// The configuration of Passerelle.
    Configuration,
    /// Passerelle itself.
    Passerelle,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s73_a_recording_stays_small_whatever_is_posted() {
        let mut recording = Recording::default();
        for _ in 0..600 {
            let item = Item::Answered { action: "x".repeat(60_000), fields: BTreeMap::new() };
            recording.push(Timestamp::from_seconds(0), item);
        }
        assert!(serde_json::to_vec(&recording).unwrap().len() < 2 * MAX_BYTES);
        assert_eq!(recording.entries.len() + usize::try_from(recording.dropped).unwrap(), 600);
    }
}
