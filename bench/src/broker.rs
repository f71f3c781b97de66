//! A broker that runs, and is ended with its value.

use crate::{process::Watched, sign_in::Target};
use std::process::Child;

/// A running broker.
pub struct Broker {
    /// Its name in the table.
    pub name: String,
    /// How to sign in through it.
    pub target: Target,
    /// Its process.
    pub watched: Option<Watched>,
    /// The process, if we started it.
    pub child: Option<Child>,
}

impl Drop for Broker {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
