//! What a start, idle memory and an authorize request cost, and how that grows.

use crate::{
    baseline, cli, drive,
    passerelle::{Kind, Passerelle},
    picture::{self, Line},
    report::megabytes,
    sign_in::Target,
    stats::{as_float, exponent, percentile, spread},
    upstream::Upstream,
};
use anyhow::{Context, Result, ensure};
use std::{
    path::Path,
    time::{Duration, Instant},
};

const REQUESTS: usize = 300;
const SIGN_INS: usize = 100;

/// `bench start`.
pub async fn start(options: &cli::Start) -> Result<()> {
    baseline::print()?;
    let upstream = Upstream::start(0).await?;
    println!("| providers and applications | start to first discovery document, ms (min–max) |\n|--:|--:|");
    for &count in &options.counts {
        let (mut passerelle, _) = with(&options.passerelle, &upstream, count).await?;
        let (middle, least, most) = starts(&mut passerelle, options.rounds).await?;
        println!("| {count} | {middle:.0} ({least:.0}–{most:.0}) |");
    }
    Ok(())
}

/// `bench memory`.
pub async fn memory(options: &cli::Memory) -> Result<()> {
    baseline::print()?;
    let upstream = Upstream::start(0).await?;
    let (mut passerelle, target) = with(&options.passerelle, &upstream, 1).await?;
    passerelle.restart().await?;
    println!("| sign-ins | resident MB |\n|--:|--:|");
    println!("| idle | {} |", resident(&passerelle)?);
    let mut done = 0;
    for next in [1, 10, 100].map(|part| options.sign_ins * part / 100) {
        let calls = upstream.token_calls();
        drive::many(&target, 16, next - done).await?;
        ensure!(upstream.token_calls() - calls == (next - done) as u64, "more than one token call of a sign-in");
        done = next;
        println!("| {done} | {} |", resident(&passerelle)?);
    }
    Ok(())
}

/// `bench growth`.
pub async fn growth(options: &cli::Growth) -> Result<()> {
    baseline::print()?;
    let upstream = Upstream::start(0).await?;
    let kind = match options.of {
        Kind::Providers => "providers and applications",
        Kind::Tenants => "tenants",
        Kind::Users => "users",
    };
    println!("| {kind} | start ms | resident MB, idle | authorize p50 ms | sign-in p50 ms |\n|--:|--:|--:|--:|--:|");
    let (mut passerelle, target) = with(&options.passerelle, &upstream, 1).await?;
    let mut columns = [("start", "ms"), ("resident", "MB"), ("authorize", "ms"), ("sign-in", "ms")]
        .map(|(name, unit)| Line { name: format!("{name}, {unit}"), points: Vec::new() });
    let mut there = 1;
    for &count in &options.counts {
        passerelle.fill(options.of, there, count.saturating_sub(there)).await?;
        there = there.max(count);
        let (start, ..) = starts(&mut passerelle, 3).await?;
        let memory = passerelle.watched().context("it does not run")?.resident()?;
        let authorize = authorize(&target).await?.as_secs_f64() * 1000.0;
        let mut times = drive::many(&target, 1, SIGN_INS).await?;
        times.sort_unstable();
        let sign_in = percentile(&times, 50).as_secs_f64() * 1000.0;
        println!("| {count} | {start:.0} | {} | {authorize:.2} | {sign_in:.1} |", megabytes(memory));
        let figures = [start, as_float(usize::try_from(memory)?) / 1e6, authorize, sign_in];
        for (line, figure) in columns.iter_mut().zip(figures) {
            line.points.push((as_float(count), figure));
        }
    }
    let [start, memory, authorize, sign_in] = columns.each_ref().map(|line| exponent(&line.points));
    println!(
        "grows as n^k, fitted: start k = {start:.2}, memory k = {memory:.2}, authorize k = {authorize:.2}, \
         sign-in k = {sign_in:.2}"
    );
    if let Some(file) = &options.picture {
        let drawn = picture::lines(&format!("Growth with {kind}"), kind, &columns);
        std::fs::write(file, drawn).with_context(|| format!("{} cannot be written", file.display()))?;
    }
    Ok(())
}

/// A server with so many providers and applications, and the target of the first ones.
async fn with(binary: &Path, upstream: &Upstream, count: usize) -> Result<(Passerelle, Target)> {
    let passerelle = Passerelle::start(binary, upstream).await?;
    let target = passerelle.target().await?;
    passerelle.fill(Kind::Providers, 1, count.saturating_sub(1)).await?;
    Ok((passerelle, target))
}

async fn starts(passerelle: &mut Passerelle, rounds: usize) -> Result<(f64, f64, f64)> {
    let mut figures = Vec::new();
    for _ in 0..rounds {
        figures.push(passerelle.restart().await?.as_secs_f64() * 1000.0);
    }
    Ok(spread(&figures))
}

/// The median time of the request that begins a sign-in, without following it.
async fn authorize(target: &Target) -> Result<Duration> {
    let client = crate::sign_in::client()?;
    let mut url = target.authorize.clone();
    url.query_pairs_mut()
        .append_pair("client_id", &target.client_id)
        .append_pair("redirect_uri", &target.redirect_uri)
        .append_pair("response_type", "code")
        .append_pair("scope", "openid")
        .append_pair("nonce", "n")
        .append_pair("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
        .append_pair("code_challenge_method", "S256");
    let mut times = Vec::new();
    for _ in 0..REQUESTS {
        let begun = Instant::now();
        let answer = client.get(url.clone()).send().await?;
        ensure!(answer.status().is_redirection() || answer.status().is_success(), "authorize: {}", answer.status());
        answer.bytes().await?;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    Ok(percentile(&times, 50))
}

fn resident(passerelle: &Passerelle) -> Result<String> {
    Ok(megabytes(passerelle.watched().context("it does not run")?.resident()?))
}
