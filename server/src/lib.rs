//! The binary `passerelle`: composition root, HTTP edge, outbound HTTP, configuration, command line.
#![recursion_limit = "512"]

pub mod assets;
pub mod commands;
pub mod config;
pub mod console_backend;
pub mod http;
pub mod keys;
pub mod listener;
pub mod logging;
pub mod mail;
pub mod messages;
pub mod outbound;
pub mod output;
pub mod seal_key;
pub mod serve;
pub mod system;
