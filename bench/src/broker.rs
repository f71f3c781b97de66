//! A broker that runs, and is ended with its value.

use crate::{process::Watched, sign_in::Target};
use anyhow::{Context, Result};
use std::process::Child;
use url::Url;

/// A running broker.
pub struct Broker {
    /// Its name in the table.
    pub name: String,
    /// How to sign in through it.
    pub target: Target,
    /// Its process.
    pub watched: Option<Watched>,
    /// Where it tells how often it asked its database, if it does.
    pub metrics: Option<Url>,
    /// The process, if we started it.
    pub child: Option<Child>,
}

impl Broker {
    /// Round trips to its database so far, if it tells.
    pub async fn round_trips(&self) -> Result<Option<u64>> {
        let Some(url) = &self.metrics else { return Ok(None) };
        let text = reqwest::get(url.clone()).await?.error_for_status()?.text().await?;
        let count = text.lines().find_map(|line| line.strip_prefix("passerelle_database_round_trips_total "));
        Ok(Some(count.context("the figures say nothing of the database")?.parse()?))
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
