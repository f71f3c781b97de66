//! The binary `passerelle`: composition root, HTTP edge, outbound HTTP, configuration, command line.

pub mod config;
pub mod keys;
pub mod logging;
pub mod outbound;
pub mod seal_key;
pub mod system;
