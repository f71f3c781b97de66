//! F1: a process that writes is killed at a random moment. Whatever it was told is stored is stored; what it was not
//! told is there whole or not at all; no code is redeemed twice; the file is in order and opens within a second.
//!
//! The process is this test binary, started again. `PASSERELLE_LONG=1` runs 200 rounds, `PASSERELLE_SEED` repeats some.

#![allow(clippy::unwrap_used, reason = "a test")]

#[path = "support/store.rs"]
mod support;
#[path = "support/work.rs"]
mod work;

use sqlx::{Connection, Row, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    env,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};
use work::Acknowledged;

const PATH: &str = "PASSERELLE_F1_PATH";
const ROUND: &str = "PASSERELLE_F1_ROUND";
const TASKS: u32 = 8;

/// Not a test by itself: the process that is killed. Without its variables it does nothing.
#[test]
fn f1_writer() {
    let (Ok(path), Ok(round)) = (env::var(PATH), env::var(ROUND)) else {
        return;
    };
    let round = round.parse().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = std::sync::Arc::new(support::open(Path::new(&path)).await.unwrap());
        work::begin(&*store).await;
        let tasks: Vec<_> = (0..TASKS)
            .map(|task| {
                let store = std::sync::Arc::clone(&store);
                tokio::spawn(async move {
                    // Ends by itself, should nobody be left to kill it.
                    for step in 0..2000 {
                        work::step(&*store, round, task, step).await;
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
    });
}

#[test]
fn f1_what_was_acknowledged_survives_kill_9() {
    let rounds = if env::var("PASSERELLE_LONG").is_ok_and(|long| long == "1") { 200 } else { 5 };
    let mut seed = env::var("PASSERELLE_SEED").map_or_else(|_| getrandom::u64().unwrap(), |seed| seed.parse().unwrap());
    println!("PASSERELLE_SEED={seed}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passerelle.db");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let mut all = Vec::new();
    for round in 0..rounds {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // A fifth of them while it starts, which the first time also makes the tables.
        let (begun, longest) = if round % 5 == 0 { (false, 60_000) } else { (true, 300_000) };
        let acknowledged = killed_after(begun, Duration::from_micros((seed >> 20) % longest), &path, round);
        println!("round {round}: {} acknowledged", acknowledged.len());
        runtime.block_on(audit(&path, round, &acknowledged));
        all.extend(acknowledged);
    }
    assert!(all.len() > rounds as usize, "nearly nothing was written before the kills: {}", all.len());
    // Nothing that was audited is lost by later crashes either.
    runtime.block_on(async {
        let store = support::open(&path).await.unwrap();
        for line in &all {
            work::check(&store, *line).await;
        }
    });
}

/// Starts the writer, kills it that long after its start or its first line, and answers what it was told is stored.
fn killed_after(begun: bool, time: Duration, path: &Path, round: u32) -> Vec<Acknowledged> {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["f1_writer", "--exact", "--nocapture"])
        .env(PATH, path)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let (said, first) = mpsc::channel();
    let reader = thread::spawn(move || {
        let lines = output.lines().map_while(Result::ok).filter_map(|line| Acknowledged::read(&line));
        lines
            .inspect(|_| {
                let _ = said.send(());
            })
            .collect()
    });
    if begun {
        first.recv_timeout(Duration::from_secs(30)).unwrap();
    }
    thread::sleep(time);
    child.kill().unwrap();
    let status = child.wait().unwrap();
    #[cfg(unix)]
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(9), "it ended by itself: {status}");
    reader.join().unwrap()
}

async fn audit(path: &Path, round: u32, acknowledged: &[Acknowledged]) {
    #[allow(clippy::disallowed_methods, reason = "this test measures how long opening takes")]
    let begun = std::time::Instant::now();
    let store = support::open(path).await.unwrap();
    let opening = begun.elapsed();
    assert!(opening <= Duration::from_secs(1), "opening took {opening:?}");

    work::begin(&store).await;
    for line in acknowledged {
        work::check(&store, *line).await;
    }
    for task in 0..TASKS {
        work::check_whole(&store, round, task).await;
    }
    store.close().await;

    let mut connection = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(path)).await.unwrap();
    let row = sqlx::query("PRAGMA integrity_check").fetch_one(&mut connection).await.unwrap();
    assert_eq!(row.get::<String, _>(0), "ok");
    let broken = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut connection).await.unwrap();
    assert!(broken.is_empty(), "{} rows refer to nothing", broken.len());
}
