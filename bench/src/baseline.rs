//! What this machine can do in this minute: every figure beside it is to be read against these.

use anyhow::{Context, Result};
use aws_lc_rs::{
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::RSA_PKCS1_SHA256,
};
use std::{
    fs,
    io::Write,
    time::{Duration, Instant},
};

const LONG: Duration = Duration::from_secs(1);

/// Durable appends of 4 KiB per second, one after the other, in the folder where databases go.
fn syncs() -> Result<f64> {
    let mut file = tempfile::tempfile().context("no temporary file")?;
    per_second(|| {
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        Ok(())
    })
}

/// RSA-2048 signatures per second on one core.
fn signatures() -> Result<f64> {
    let pair = KeyPair::generate(KeySize::Rsa2048).context("no key")?;
    let mut signature = vec![0; pair.public_modulus_len()];
    per_second(|| {
        pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), b"baseline", &mut signature).context("no signature")?;
        Ok(())
    })
}

fn per_second(mut work: impl FnMut() -> Result<()>) -> Result<f64> {
    let (begun, mut done) = (Instant::now(), 0_usize);
    while begun.elapsed() < LONG {
        work()?;
        done += 1;
    }
    Ok(crate::stats::as_float(done) / begun.elapsed().as_secs_f64())
}

/// Prints them.
pub fn print() -> Result<()> {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?").to_owned();
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    println!(
        "machine: {cores} cores, load {load}; {:.0} fdatasync/s; {:.0} RSA-2048 signatures/s on one core",
        syncs()?,
        signatures()?
    );
    Ok(())
}
