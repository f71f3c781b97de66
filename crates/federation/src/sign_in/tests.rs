//! The driver over a real store, with a clock that stands still and letters that are kept.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod accounts;
mod api_tokens;
mod codes;
mod documents;
mod passwords;
mod services;
mod sessions;
mod world;
