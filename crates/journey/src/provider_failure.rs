//! Why a sign-in at a provider failed, as data: what happened, with its facts. The words are made here and nowhere
//! else: the sentence that page, application and trace show, whose side it is on, and what to do about it.
//!
//! docs/provider-failures.md lists them; a test produces every row of it.

use crate::{
    Fault,
    event::{Unanswered, UnansweredKind},
    recording::{Purpose, Side},
};
use domain::{Check, ResponseType};
use oauth::relying_party::id_token::Failure;
use serde::{Deserialize, Serialize};

/// A failure at a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProviderFailure {
    /// The provider's name.
    pub provider: String,
    /// What happened.
    pub reason: Reason,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "reason")]
pub enum Reason {
    /// The provider is switched off here.
    Disabled,
    /// Nothing usable came back.
    NoAnswer {
        /// What was asked for.
        purpose: Purpose,
        /// Why not.
        unanswered: Unanswered,
    },
    /// An answer with a status that is none of the expected ones, and no OAuth error.
    Status {
        /// What was asked for.
        purpose: Purpose,
        /// The status.
        status: u16,
    },
    /// JSON, but no object.
    NoObject {
        /// What was asked for.
        purpose: Purpose,
    },
    /// The metadata document lacks something, or has it wrong.
    Metadata {
        /// The row that failed.
        check: Check,
    },
    /// The answer names another issuer, or none though it must (RFC 9207).
    MixedUp {
        /// The row that failed.
        check: Check,
    },
    /// The authorization response is an error.
    ErrorAnswer {
        /// `error`.
        error: String,
        /// `error_description`.
        description: Option<String>,
    },
    /// The authorization response holds nothing that was asked for.
    EmptyAnswer {
        /// What was asked for.
        asked: ResponseType,
    },
    /// The token endpoint answered with an error.
    TokenError {
        /// `error`.
        error: String,
        /// `error_description`.
        description: Option<String>,
    },
    /// The token answer has no ID token.
    NoIdToken {
        /// It has one, but not as a text.
        malformed: bool,
    },
    /// The ID token failed its check.
    IdToken {
        /// The kind.
        failure: Failure,
        /// The first row that failed.
        check: Option<Check>,
    },
    /// Userinfo was to be asked, but no access token came.
    NoAccessToken,
    /// Userinfo is about somebody else (S34).
    UserInfoSubject {
        /// The row that failed.
        check: Check,
    },
    /// A claim that is needed did not come.
    ClaimMissing {
        /// Its name at the provider.
        claim: String,
    },
}

/// A sentence, whose side it is on, and what to do.
struct Words {
    message: String,
    side: Side,
    help: String,
}

impl ProviderFailure {
    /// A failure.
    pub fn new(provider: impl Into<String>, reason: Reason) -> Self {
        Self { provider: provider.into(), reason }
    }

    /// The code (behaviour reference §6.6).
    pub fn code(&self) -> &'static str {
        match &self.reason {
            Reason::Disabled => "AADB2C90051",
            Reason::NoAnswer { unanswered, .. } if unanswered.kind == UnansweredKind::NoCredential => "AADB2C90243",
            Reason::MixedUp { .. }
            | Reason::ErrorAnswer { .. }
            | Reason::EmptyAnswer { .. }
            | Reason::UserInfoSubject { .. } => "AADB2C90273",
            Reason::TokenError { error, .. } if error == "invalid_client" => "AADB2C90243",
            Reason::NoAnswer { .. }
            | Reason::Status { .. }
            | Reason::NoObject { .. }
            | Reason::Metadata { .. }
            | Reason::TokenError { .. }
            | Reason::NoIdToken { .. }
            | Reason::NoAccessToken => "AADB2C90289",
            Reason::IdToken { failure, .. } => match failure {
                Failure::Malformed => "AADB2C90240",
                Failure::Signature => "AADB2C90239",
                Failure::Issuer | Failure::SharedIssuer => "AADB2C90238",
                Failure::Audience => "AADB2C90237",
                Failure::Expired => "AADB2C90235",
                Failure::Nonce | Failure::SignedInTooLongAgo | Failure::Other => "AADB2C90273",
            },
            Reason::ClaimMissing { .. } => "AADB2C90261",
        }
    }

    /// The OAuth error that the application gets.
    pub fn oauth_error(&self) -> &'static str {
        match &self.reason {
            Reason::ErrorAnswer { error, .. } if error == "access_denied" => "access_denied",
            Reason::Disabled => "temporarily_unavailable",
            _ => "server_error",
        }
    }

    /// Code, error and words as the journey's end.
    pub fn fault(self) -> Fault {
        let Words { message, side, help } = self.words();
        Fault {
            failure: Some(Box::new(self.clone())),
            ..Fault::new(self.code(), self.oauth_error(), side, message, help)
        }
    }

    fn words(&self) -> Words {
        let name = &self.provider;
        let words = |message: String, side, help: &str| Words { message, side, help: help.to_owned() };
        match &self.reason {
            Reason::Disabled => words(
                format!("The identity provider {name} is disabled."),
                Side::Configuration,
                "Enable it in Identity providers, or take it out of the user flow.",
            ),
            Reason::NoAnswer { purpose, unanswered } => no_answer(name, *purpose, unanswered),
            Reason::Status { purpose, status } => Words {
                message: format!("{name} answered with the status {status} instead of its {}.", what(*purpose)),
                side: if *status >= 500 || *status == 429 { Side::Provider } else { Side::Configuration },
                help: status_help(*status, *purpose),
            },
            Reason::NoObject { purpose } => words(
                format!("The {} of {name} is no JSON object.", what(*purpose)),
                Side::Provider,
                "Something else answers at this address. Check the metadata URL, or ask the provider.",
            ),
            Reason::Metadata { check } => Words {
                message: format!("The metadata of {name} cannot be used."),
                side: Side::Provider,
                help: format!(
                    "Its `{}` is wrong: expected {}, found {}. Check the metadata URL; if it is right, the provider has to correct its document.",
                    check.name, check.expected, check.found
                ),
            },
            Reason::MixedUp { check } => Words {
                message: format!("The answer is not from {name}."),
                side: Side::Provider,
                help: format!(
                    "Its `iss` should be {} and is {}. Somebody may be mixing up providers (RFC 9207), so the sign-in was stopped. If it happens to everybody, the provider sends a wrong `iss`.",
                    check.expected, check.found
                ),
            },
            Reason::ErrorAnswer { error, description } => {
                let (side, help) = answer_help(error);
                words(format!("{name} answered with an error: {}", said(error, description.as_deref())), side, help)
            }
            Reason::EmptyAnswer { asked } => Words {
                message: format!("The answer of {name} holds neither {} nor an error.", article(*asked)),
                side: Side::Provider,
                help: "Check response type and response mode with the provider; the parameters that came are in the trace."
                    .to_owned(),
            },
            Reason::TokenError { error, description } => {
                let (side, help) = token_help(error);
                words(format!("{name} did not exchange the code: {}", said(error, description.as_deref())), side, help)
            }
            Reason::NoIdToken { malformed } => words(
                format!("{name} did not send an ID token."),
                Side::Provider,
                if *malformed {
                    "The `id_token` of its token answer is not a text. The provider has to correct it."
                } else {
                    "Its token answer has no `id_token`. Check that the scope contains `openid` and that the client is registered for OpenID Connect there."
                },
            ),
            Reason::IdToken { failure, check } => id_token(name, *failure, check.as_ref()),
            Reason::NoAccessToken => words(
                format!("{name} did not send an access token."),
                Side::Provider,
                "Its userinfo cannot be asked without one. Switch userinfo off, or ask the provider for an access token.",
            ),
            Reason::UserInfoSubject { check } => Words {
                message: format!("The userinfo of {name} is about somebody else."),
                side: Side::Provider,
                help: format!(
                    "Its `sub` should be the ID token's, {}, and is {}. The sign-in was stopped (OpenID Connect Core 5.3.2); the provider has to correct it.",
                    check.expected, check.found
                ),
            },
            Reason::ClaimMissing { claim } => Words {
                message: format!("{name} did not send the claim `{claim}`."),
                side: Side::Provider,
                help: format!(
                    "Ask the provider to send `{claim}`, ask for the scope that brings it, switch userinfo on if it comes from there, or map another claim in the provider's claims mapping."
                ),
            },
        }
    }
}

/// What was asked for, in words that follow *the … of Mobile ID*.
const fn what(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Metadata => "metadata",
        Purpose::Keys => "keys",
        Purpose::Token => "token endpoint",
        Purpose::Rest => "service",
        Purpose::Content => "page content",
        Purpose::UserInfo => "userinfo",
    }
}

const fn article(asked: ResponseType) -> &'static str {
    match asked {
        ResponseType::Code => "a code",
        ResponseType::IdToken => "an ID token",
    }
}

fn said(error: &str, description: Option<&str>) -> String {
    description.map_or_else(|| error.to_owned(), |description| format!("{error}: {description}"))
}

fn no_answer(name: &str, purpose: Purpose, unanswered: &Unanswered) -> Words {
    let what = what(purpose);
    let (message, side, todo) = match unanswered.kind {
        UnansweredKind::Refused => {
            (format!("Passerelle may not fetch the {what} of {name}."), Side::Configuration, "Check the metadata URL")
        }
        UnansweredKind::NoAddress => (
            format!("The host of the {what} of {name} is not known."),
            Side::Configuration,
            "Check the host in the metadata URL, and that this machine can look names up",
        ),
        UnansweredKind::Unreachable => (
            format!("{name} takes no connection for its {what}."),
            Side::Provider,
            "Check whether the provider is up and lets this machine through",
        ),
        UnansweredKind::Tls => (
            format!("There is no secure connection to the {what} of {name}."),
            Side::Provider,
            "The provider has to renew its certificate or to send the whole chain; an authority of your own is trusted with --extra-ca",
        ),
        UnansweredKind::Timeout => (
            format!("{name} does not answer in time with its {what}."),
            Side::Provider,
            "Try again; if it stays so, ask the provider",
        ),
        UnansweredKind::TooLarge => (
            format!("The {what} of {name} is too large."),
            Side::Provider,
            "Something else answers at this address. Check the metadata URL, or ask the provider",
        ),
        UnansweredKind::Broken => (
            format!("The {what} of {name} broke off."),
            Side::Provider,
            "Try again; if it stays so, ask the provider or who runs the proxy in between",
        ),
        UnansweredKind::NoCredential => {
            (format!("Passerelle cannot prove itself to {name}."), Side::Configuration, "The provider was not asked")
        }
        UnansweredKind::NotJson => (
            format!("The {what} of {name} is not JSON."),
            Side::Provider,
            "A web page, or something in between, answers at this address. Check the metadata URL, or ask the provider",
        ),
    };
    Words { message, side, help: format!("{}. {todo}.", capitalised(&unanswered.why)) }
}

fn status_help(status: u16, purpose: Purpose) -> String {
    match status {
        300..=399 => "Redirects are not followed: enter the address that it leads to, or ask the provider.",
        401 | 403 if purpose == Purpose::UserInfo => {
            "The provider does not take its own access token here. Ask the provider whether the client may use userinfo."
        }
        404 | 410 if purpose == Purpose::Metadata => "There is no document at this address. Check the metadata URL.",
        429 => "The provider limits how often it is asked. Try again in a few minutes.",
        500.. => "The provider has a fault of its own. Try again; if it stays so, ask the provider.",
        _ => "The provider does not answer there as OpenID Connect says. Check the metadata URL, or ask the provider.",
    }
    .to_owned()
}

/// The errors of an authorization endpoint (RFC 6749 §4.1.2.1, OpenID Connect Core 3.1.2.6).
fn answer_help(error: &str) -> (Side, &'static str) {
    match error {
        "access_denied" => (
            Side::Browser,
            "The person cancelled there, or may not use this provider. There is nothing to repair here.",
        ),
        "login_required" | "interaction_required" | "consent_required" | "account_selection_required" => (
            Side::Browser,
            "The provider wanted to ask the person and was not let. The person starts again, without `prompt=none`.",
        ),
        "invalid_scope" => (
            Side::Configuration,
            "The provider does not grant one of the scopes. Take it out of the scope, or have it registered for this client.",
        ),
        "unsupported_response_type" | "unauthorized_client" => (
            Side::Configuration,
            "This client may not ask for this response type there. Choose another response type, or have it registered.",
        ),
        "invalid_request" | "invalid_client" | "request_not_supported" | "registration_not_supported" => (
            Side::Configuration,
            "The provider finds our request wrong. Compare client ID, redirect URI, response mode and the other parameters in the trace with what is registered there.",
        ),
        "server_error" | "temporarily_unavailable" => {
            (Side::Provider, "The provider has a fault of its own. Try again; if it stays so, ask the provider.")
        }
        _ => (Side::Provider, "The provider refused. Its error says why; the request that it got is in the trace."),
    }
}

/// The errors of a token endpoint (RFC 6749 §5.2).
fn token_help(error: &str) -> (Side, &'static str) {
    match error {
        "invalid_client" => (
            Side::Configuration,
            "The provider does not accept the client ID and secret. Enter the secret again in the identity provider, and check the token endpoint authentication method with the provider.",
        ),
        "invalid_grant" => (
            Side::Provider,
            "The provider does not take back the code that it gave: it expired, was used, or belongs to another redirect URI. Start again; if it stays so, compare the redirect URI in the trace with what is registered there.",
        ),
        "unauthorized_client" | "unsupported_grant_type" => (
            Side::Configuration,
            "This client may not use the code flow there. Have it registered, or choose `id_token`.",
        ),
        "invalid_scope" => (
            Side::Configuration,
            "The provider does not grant one of the scopes. Take it out of the scope, or have it registered for this client.",
        ),
        _ => (Side::Provider, "The token endpoint refused the code. Its error says why; the request is in the trace."),
    }
}

fn id_token(name: &str, failure: Failure, check: Option<&Check>) -> Words {
    let row = check.map_or("", |check| check.name.as_ref());
    let (what, todo) = match (failure, row) {
        (Failure::Malformed, _) => ("cannot be read", "The provider has to correct it."),
        (Failure::Signature, "algorithm") => (
            "is not signed as agreed",
            "Only algorithms that the provider's metadata lists are taken, never `none` and never one with a shared secret.",
        ),
        (Failure::Signature, _) => (
            "is not signed by a key of the provider",
            "The keys were fetched again, as often as may be. If the provider changed its keys, it has to publish the new one; try again in a minute.",
        ),
        (Failure::Issuer, _) => (
            "was issued by somebody else",
            "The `issuer` of the metadata and the `iss` of the token have to be the same, to the last sign. Check the metadata URL, or ask the provider.",
        ),
        (Failure::Audience, _) => (
            "is for another client",
            "Check the client ID; if it is right, ask the provider why it names another client.",
        ),
        (Failure::Expired, _) => (
            "has expired",
            "If it was issued just now, a clock is off: compare the provider's with this machine's, and set the clock tolerance if it is a little.",
        ),
        (Failure::SharedIssuer, _) => (
            "comes from the issuer of another identity provider of this tenant",
            "Users are found by their issuer, so two providers with one issuer would be one set of users. Remove one of the two, or let the user flow offer the other one.",
        ),
        (Failure::SignedInTooLongAgo, _) => (
            "is about a sign-in that is too old, or does not say how old it is",
            "A fresh sign-in was asked for with `max_age`. The provider has to ask the person again and to send `auth_time`.",
        ),
        (Failure::Nonce, _) => (
            "does not belong to this sign-in",
            "The provider has to return the `nonce` that it gets. If it does as a rule, somebody may have replayed a token.",
        ),
        (Failure::Other, "issued at" | "not before") => (
            "is from the future",
            "A clock is off: compare the provider's with this machine's, and set the clock tolerance if it is a little.",
        ),
        (Failure::Other, "at_hash" | "c_hash") => (
            "does not fit what came with it",
            "Somebody may have exchanged a code or token on the way, so the sign-in was stopped. If it happens to everybody, the provider makes the hash wrongly.",
        ),
        (Failure::Other, "subject") => ("does not say who signed in", "The provider has to send `sub` as a text."),
        (Failure::Other, _) => ("breaks a rule", "Ask the provider to keep it."),
    };
    let help = check.map_or_else(
        || todo.to_owned(),
        |check| {
            let (name, clause) = (&check.name, &check.clause);
            format!("The check “{name}” failed ({clause}): expected {}, found {}. {todo}", check.expected, check.found)
        },
    );
    let side = if failure == Failure::SharedIssuer { Side::Configuration } else { Side::Provider };
    Words { message: format!("The ID token of {name} {what}."), side, help }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
