//! The binary itself, as those who run it call it.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::Duration,
};
use tokio::time::Instant;

const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

pub fn passerelle(data: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_passerelle"));
    command.args(words).arg("--data").arg(data).env_clear().env("PASSERELLE_KEY", KEY);
    command
}

pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A process that ends with the test.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn health(port: u16, scheme: &str) -> Output {
    let url = format!("{scheme}://127.0.0.1:{port}/healthz");
    Command::new(env!("CARGO_BIN_EXE_passerelle")).args(["health", "--url", &url]).env_clear().output().unwrap()
}

pub fn until_healthy(port: u16) {
    let begun = Instant::now();
    while !health(port, "http").status.success() {
        assert!(begun.elapsed() < Duration::from_secs(30), "it does not answer");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn serving_goes_on_when_nobody_reads_what_it_prints() {
    let data = tempfile::tempdir().unwrap();
    let port = free_port();
    let mut command = passerelle(data.path(), &["serve", "--listen", &format!("127.0.0.1:{port}")]);
    let mut child = Running(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
    drop(child.0.stdout.take());
    until_healthy(port);
    assert_eq!(child.0.try_wait().unwrap(), None);
}

#[test]
fn those_who_run_it_are_answered_at_an_address_of_their_own() {
    let data = tempfile::tempdir().unwrap();
    let (port, operations) = (free_port(), free_port());
    let [listen, ops] = [port, operations].map(|port| format!("127.0.0.1:{port}"));
    let words = ["serve", "--listen", &listen, "--ops-listen", &ops, "--demo"];
    let mut child =
        Running(passerelle(data.path(), &words).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
    let lines = BufReader::new(child.0.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line.starts_with("first sign-in: http")));
    until_healthy(operations);

    let runtime = tokio::runtime::Runtime::new().unwrap();
    let get = |url: String| runtime.block_on(async { reqwest::get(url).await.unwrap() });
    let policy = "fabrikam.onmicrosoft.com/b2c_1_signupsignin1";
    let metadata = format!("http://localhost:{port}/{policy}/v2.0/.well-known/openid-configuration");
    assert_eq!(get(metadata).status(), 200);
    let strange = format!("http://localhost:{port}/made-up-{}/x", "a".repeat(40));
    assert_eq!(get(strange).status(), 404);
    for path in ["healthz", "readyz"] {
        assert_eq!(get(format!("http://{ops}/{path}")).status(), 200, "{path}");
    }
    let answer = get(format!("http://{ops}/metrics"));
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/plain; version=0.0.4"));
    let text = runtime.block_on(answer.text()).unwrap();
    let route = "/{t}/{policy}/v2.0/.well-known/openid-configuration";
    assert!(
        text.lines().any(|line| line.starts_with("passerelle_http_requests_total{")
            && line.contains(route)
            && line.contains("status=\"200\"")
            && line.ends_with(" 1")),
        "{text}"
    );
    let asked = text.lines().find_map(|line| line.strip_prefix("passerelle_database_round_trips_total "));
    assert!(asked.is_some_and(|count| count.parse::<u64>().unwrap() > 0), "{text}");
    assert!(!text.contains("made-up") && !text.contains("fabrikam"), "a request became a label: {text}");
    // Browsers get none of it.
    assert_eq!(get(format!("http://localhost:{port}/metrics")).status(), 404);
}

#[test]
fn what_cannot_be_served_is_said_before_anything_is_served() {
    let data = tempfile::tempdir().unwrap();
    let missing = data.path().join("none.pem");
    let missing = missing.to_str().unwrap();
    for (words, expected) in [
        (&["serve", "--tls-cert", missing][..], "--tls-key"),
        (&["serve", "--tls-cert", missing, "--tls-key", missing], "no certificates can be read"),
        (&["serve", "--trusted-proxy", "10.0.0.0/99"], "--trusted-proxy: `10.0.0.0/99` is no address or range"),
        (&["serve", "--ops-listen", "9090"], "--ops-listen: `9090` is no address with a port"),
    ] {
        let output = passerelle(data.path(), words).output().unwrap();
        assert!(!output.status.success() && said(&output).contains(expected), "{words:?}: {}", said(&output));
    }
    let output = health(free_port(), "http");
    assert!(!output.status.success() && said(&output).contains("is the server running?"), "{}", said(&output));
}

#[test]
fn f9_told_to_stop_it_answers_what_is_under_way_and_ends_well() {
    let data = tempfile::tempdir().unwrap();
    let port = free_port();
    let mut command = passerelle(data.path(), &["serve", "--demo", "--listen", &format!("127.0.0.1:{port}")]);
    let mut child = Running(command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap());
    until_healthy(port);
    let mut under_way = TcpStream::connect(("127.0.0.1", port)).unwrap();
    under_way.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let [first, rest] = ["grant_type=authorization_", "code&code=unknown"];
    let head = format!(
        "POST /fabrikam.onmicrosoft.com/B2C_1_signupsignin1/oauth2/v2.0/token HTTP/1.1\r\nHost: localhost:{port}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        first.len() + rest.len()
    );
    under_way.write_all(format!("{head}{first}").as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let told = Command::new("kill").arg("-TERM").arg(child.0.id().to_string()).status().unwrap();
    assert!(told.success());
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(10), "it takes new connections");
        std::thread::sleep(Duration::from_millis(20));
    }
    under_way.write_all(rest.as_bytes()).unwrap();
    let mut answer = String::new();
    under_way.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 4") && answer.contains("error_description"), "{answer}");
    let status = loop {
        if let Some(status) = child.0.try_wait().unwrap() {
            break status;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "it does not end");
        std::thread::sleep(Duration::from_millis(20));
    };
    let mut errors = String::new();
    child.0.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    assert!(status.success(), "{status}: {errors}");
}
