//! The binary `passerelle`: composition root, HTTP edge, outbound HTTP, configuration, command line.

pub mod keys;
pub mod outbound;
pub mod system;
