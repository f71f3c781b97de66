//! Many sign-ins at once, and what they cost.

use crate::{
    baseline,
    broker::Broker,
    cli,
    passerelle::Passerelle,
    peers, picture,
    process::Watched,
    report,
    sign_in::{self, Target},
    stats::percentile,
    upstream::Upstream,
};
use anyhow::{Context, Result};
use base64ct::Encoding;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

/// One run of one broker.
pub struct Run {
    /// The broker.
    pub broker: String,
    /// Browsers at once.
    pub clients: usize,
    /// Complete sign-ins per second.
    pub per_second: f64,
    /// Milliseconds of a sign-in as the browser sees it, its upstream included: median, 95th and 99th percentile.
    pub milliseconds: [f64; 3],
    /// Milliseconds of CPU time of the broker's processes per sign-in.
    pub cpu: Option<f64>,
    /// Round trips to the database of a sign-in.
    pub round_trips: Option<f64>,
    /// Resident memory afterwards, in bytes.
    pub resident: Option<u64>,
}

/// `bench sign-in`.
pub async fn sign_in(options: &cli::SignIn) -> Result<()> {
    baseline::print()?;
    // The port that the set-ups of other brokers expect.
    let upstream = Upstream::start(4000).await?;
    upstream_alone(&upstream).await?;
    let passerelle = Passerelle::start(&options.passerelle, &upstream).await?;
    let mut brokers = vec![passerelle.sign_ins().await?];
    let on_postgres = match &options.database {
        Some(database) => Some(Passerelle::start_on(Some(database), &options.passerelle, &upstream).await?),
        None => None,
    };
    if let Some(passerelle) = &on_postgres {
        brokers.push(passerelle.sign_ins().await?);
    }
    if let Some(folder) = &options.peers {
        brokers.extend(peers::start(folder, &options.installed, &upstream).await?);
    }
    for broker in &brokers {
        many(&broker.target, 4, 40).await.with_context(|| format!("{} does not sign in", broker.name))?;
    }
    let mut runs = Vec::new();
    for &clients in &options.clients {
        for round in 0..options.rounds {
            for broker in &brokers {
                eprintln!("{} with {clients} at once, round {} of {}", broker.name, round + 1, options.rounds);
                runs.push(run(broker, clients, options.sign_ins).await?);
            }
        }
    }
    print!("{}", report::table(&runs));
    if let Some(file) = &options.picture {
        std::fs::write(file, picture::bars(&runs)).with_context(|| format!("{} cannot be written", file.display()))?;
    }
    Ok(())
}

/// `bench drive`.
pub async fn any(options: &cli::Drive) -> Result<()> {
    baseline::print()?;
    let upstream = Upstream::start(options.upstream_port).await?;
    println!("upstream: {} (any client id and secret)", upstream.issuer);
    let broker = Broker {
        name: options.broker.clone(),
        target: Target {
            authorize: options.authorize.clone(),
            token: options.token.clone(),
            client_id: options.client_id.clone(),
            client_secret: options.client_secret.clone(),
            redirect_uri: options.redirect_uri.clone(),
        },
        watched: options.pid.map(Watched),
        metrics: None,
        child: None,
    };
    many(&broker.target, 1, 4).await?;
    let run = run(&broker, options.clients, options.sign_ins).await?;
    print!("{}", report::table(&[run]));
    Ok(())
}

/// Shows that the upstream is not what is measured: its two expensive answers, by themselves.
async fn upstream_alone(upstream: &Upstream) -> Result<()> {
    let client = sign_in::client()?;
    let url = format!("{}/token", upstream.issuer);
    let request = base64ct::Base64UrlUnpadded::encode_string(br#"{"client_id":"x","nonce":"n","user":1}"#);
    let (begun, count) = (Instant::now(), 500_u32);
    for _ in 0..count {
        let answer = client.post(&url).form(&[("code", &request)]).send().await?;
        answer.error_for_status()?.bytes().await?;
    }
    let each = begun.elapsed() / count;
    println!("upstream alone: {:.2} ms per token call, one at a time, driver included", each.as_secs_f64() * 1000.0);
    Ok(())
}

async fn run(broker: &Broker, clients: usize, sign_ins: usize) -> Result<Run> {
    let cpu = || broker.watched.map(Watched::cpu).transpose();
    let (before, asked) = (cpu()?, broker.round_trips().await?);
    let begun = Instant::now();
    let mut times = many(&broker.target, clients, sign_ins).await?;
    let took = begun.elapsed();
    times.sort_unstable();
    let count = crate::stats::as_float(times.len());
    let spent = before.zip(cpu()?).map(|(before, after)| after.saturating_sub(before));
    let asked = asked.zip(broker.round_trips().await?).map(|(before, after)| after.saturating_sub(before));
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    Ok(Run {
        broker: broker.name.clone(),
        clients,
        per_second: count / took.as_secs_f64(),
        milliseconds: [50, 95, 99].map(|percent| milliseconds(percentile(&times, percent))),
        cpu: spent.map(|spent| milliseconds(spent) / count),
        round_trips: asked
            .map(|asked| Ok::<_, anyhow::Error>(crate::stats::as_float(usize::try_from(asked)?) / count))
            .transpose()?,
        resident: broker.watched.map(Watched::resident).transpose()?,
    })
}

/// So many sign-ins by so many browsers at once. One that fails ends the run: a figure of failures is none.
pub async fn many(target: &Target, clients: usize, sign_ins: usize) -> Result<Vec<Duration>> {
    let left = Arc::new(AtomicUsize::new(sign_ins));
    let browsers: Vec<_> = (0..clients)
        .map(|_| {
            let (left, target) = (Arc::clone(&left), target.clone());
            tokio::spawn(async move {
                let client = sign_in::client()?;
                let mut times = Vec::new();
                while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok() {
                    times.push(sign_in::sign_in(&client, &target).await?);
                }
                anyhow::Ok(times)
            })
        })
        .collect();
    let mut times = Vec::with_capacity(sign_ins);
    for browser in browsers {
        times.extend(browser.await.context("a browser was lost")??);
    }
    Ok(times)
}
