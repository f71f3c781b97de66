//! `passerelle token inspect`: the inspector on a terminal, by the same code.

mod report;

use super::Failure;
use crate::{
    config::cli::{InspectArgs, InspectFormat},
    output,
    system::SystemClock,
};
use domain::Clock as _;
use report::Report;
use std::{io::Read as _, time::Duration};
use token::{
    JwkSet,
    inspect::judge::Expected,
    keyring::{Keyring, MAX_KEY_TEXT},
};

/// The most octets of input that are read.
const MAX_INPUT: u64 = 8 * 1024 * 1024;

/// Reads, checks, prints; fails when the token must not be accepted.
pub async fn inspect(args: InspectArgs) -> Result<(), Failure> {
    let text = if args.token == "-" { from_input()? } else { args.token.clone() };
    let ring = match &args.keys {
        None => Keyring::default(),
        Some(source) if source.starts_with("https://") || source.starts_with("http://") => fetched(source).await?,
        Some(file) => from_file(file)?,
    };
    let expected = Expected {
        issuer: args.issuer,
        audience: args.audience,
        client: args.client,
        nonce: args.nonce,
        access_token: args.access_token,
        code: args.code,
        now: args.at.unwrap_or_else(|| SystemClock.now().as_seconds()),
        tolerance: 60,
    };
    let report = Report::of(&text, &ring, args.keys.is_some(), &expected).await;
    match args.format {
        InspectFormat::Json => output::line(format_args!("{:#}", report.to_json())),
        InspectFormat::Text => output::text(report.to_text(expected.now)),
    }
    if report.is_acceptable() { Ok(()) } else { Err(Failure::new("this token must not be accepted; see above")) }
}

fn from_input() -> Result<String, Failure> {
    let mut text = String::new();
    let read = std::io::stdin().take(MAX_INPUT).read_to_string(&mut text);
    read.map_err(|error| Failure::new(format!("the input cannot be read ({error})")))?;
    Ok(text)
}

fn from_file(file: &str) -> Result<Keyring, Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        Failure::new(format!("the file {file} cannot be read ({error}); give --keys a file or an URL"))
    })?;
    Keyring::read(&text).map_err(|why| Failure::new(format!("{file}: {why}")))
}

/// The keys at an address, or at the one that the metadata there names.
async fn fetched(url: &str) -> Result<Keyring, Failure> {
    let document = document(url).await?;
    let document = match document.get("jwks_uri").and_then(serde_json::Value::as_str) {
        Some(keys) => self::document(keys).await?,
        None => document,
    };
    let set = JwkSet::from_json(&document).map_err(|error| Failure::new(format!("{url} gives no keys: {error}")))?;
    Ok(Keyring::published(&set))
}

async fn document(url: &str) -> Result<serde_json::Value, Failure> {
    let refused = |why: &dyn std::fmt::Display| Failure::new(format!("{url} gives no keys: {why}"));
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(10))
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|error| refused(&error))?;
    let answer = client.get(url).send().await.map_err(|error| refused(&error.without_url()))?;
    if !answer.status().is_success() {
        return Err(refused(&format!("it answers {}", answer.status().as_u16())));
    }
    let text = answer.bytes().await.map_err(|error| refused(&error.without_url()))?;
    if text.len() > MAX_KEY_TEXT {
        return Err(refused(&"the answer is too long"));
    }
    serde_json::from_slice(&text).map_err(|error| refused(&error))
}
