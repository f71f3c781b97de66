//! The HTTP edge over real TCP, with the real store, outbound client and keys. The demo plays both sides: `fabrikam`
//! sends browsers to `mobileid`, which answers on the same server over the wire.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test that cannot go on says so by panicking"
)]

#[path = "http/browser.rs"]
mod browser;
#[path = "http/callback.rs"]
mod callback;
#[path = "http/chain.rs"]
mod chain;
#[path = "http/client.rs"]
mod client;
#[path = "http/code.rs"]
mod code;
#[path = "http/commands.rs"]
mod commands;
#[path = "http/console_calls.rs"]
mod console_calls;
#[path = "http/costs.rs"]
mod costs;
#[path = "http/custom_policies.rs"]
mod custom_policies;
#[path = "http/edge.rs"]
mod edge;
#[path = "http/facebook.rs"]
mod facebook;
#[path = "http/field.rs"]
mod field;
#[path = "http/forms.rs"]
mod forms;
#[path = "http/given_up.rs"]
mod given_up;
#[path = "http/graph.rs"]
mod graph;
#[path = "http/hardening.rs"]
mod hardening;
#[path = "http/killed.rs"]
mod killed;
#[path = "http/listener.rs"]
mod listener;
#[path = "http/mailbox.rs"]
mod mailbox;
#[path = "http/own_providers.rs"]
mod own_providers;
#[path = "http/page_content.rs"]
mod page_content;
#[path = "http/policy_keys.rs"]
mod policy_keys;
#[path = "http/postgres.rs"]
mod postgres;
#[path = "http/provider.rs"]
mod provider;
#[path = "http/provider_answers.rs"]
mod provider_answers;
#[path = "http/provider_check.rs"]
mod provider_check;
#[path = "http/provider_documents.rs"]
mod provider_documents;
#[path = "http/provider_failures.rs"]
mod provider_failures;
#[path = "http/provider_tokens.rs"]
mod provider_tokens;
#[path = "http/redaction.rs"]
mod redaction;
#[path = "http/refresh.rs"]
mod refresh;
#[path = "http/registrations.rs"]
mod registrations;
#[path = "http/running.rs"]
mod running;
#[path = "http/session.rs"]
mod session;
#[path = "http/starter_packs.rs"]
mod starter_packs;
#[path = "http/transfer.rs"]
mod transfer;
#[path = "http/user_flow_types.rs"]
mod user_flow_types;
#[path = "http/userinfo.rs"]
mod userinfo;
