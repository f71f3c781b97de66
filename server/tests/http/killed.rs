//! F1: the server itself is killed at a random moment. Whatever it told a browser goes on when it is back.

use crate::{
    browser::{Browser, Page},
    commands::{Running, free_port, passerelle, until_healthy},
    running::encode,
};
use federation::demo::TEST_APP;
use std::{path::Path, process::Stdio, sync::Arc, time::Duration};
use tokio::sync::Mutex;

const FLOW: &str = "fabrikam.onmicrosoft.com/B2C_1_signupsignin1";

fn serve(data: &Path, port: u16) -> Running {
    let address = format!("127.0.0.1:{port}");
    let mut command = passerelle(data, &["serve", "--demo", "--listen", &address]);
    let server = Running(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    until_healthy(port);
    server
}

fn authorize(port: u16) -> String {
    let inspect = format!("http://localhost:{port}/inspect");
    let query = encode(&[
        ("client_id", TEST_APP),
        ("redirect_uri", &inspect),
        ("response_type", "id_token"),
        ("scope", "openid"),
        ("nonce", "the-nonce"),
    ]);
    format!("http://localhost:{port}/{FLOW}/oauth2/v2.0/authorize?{query}")
}

/// Chooses the demo's own Mobile ID and signs in there; the page that carries its answer, which is not sent yet.
async fn answered(browser: &mut Browser, port: u16) -> Page {
    let selection = browser.get(&authorize(port)).await;
    let choice = selection.button("choice");
    let phone = browser.submit(&selection, &[("choice", &choice)]).await;
    browser.submit(&phone, &[("phoneNumber", "+41 79 123 45 67"), ("action", "continue")]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn f1_sign_ins_go_on_after_kill_9() {
    let rounds = if std::env::var("PASSERELLE_LONG").is_ok_and(|long| long == "1") { 40 } else { 3 };
    let data = tempfile::tempdir().unwrap();
    let port = free_port();
    let mut begun_in_all = 0;
    for round in 0..rounds {
        let server = serve(data.path(), port);
        let mut person = Browser::new(port);
        let answer = answered(&mut person, port).await;

        // Others begin to sign in until the server is gone; each page that came was promised.
        let told = Arc::new(Mutex::new(Vec::new()));
        let others: Vec<_> = (0..4)
            .map(|_| {
                let told = Arc::clone(&told);
                tokio::spawn(async move {
                    for _ in 0..500 {
                        let mut browser = Browser::new(port);
                        let page = browser.get(&authorize(port)).await;
                        told.lock().await.push((browser, page));
                    }
                })
            })
            .collect();
        let begun = tokio::time::Instant::now();
        while told.lock().await.is_empty() {
            assert!(begun.elapsed() < Duration::from_secs(30), "nobody is told anything");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(getrandom::u64().unwrap() % 300)).await;
        drop(server);
        for other in others {
            // It ends with the connection that broke.
            assert!(other.await.is_err(), "round {round}: the server was not killed while they came");
        }

        let _server = serve(data.path(), port);
        let mut told = told.lock().await;
        begun_in_all += told.len();
        for (browser, page) in told.iter_mut() {
            let again = browser.get(&page.url).await;
            assert_eq!((again.status, again.buttons("choice")), (200, page.buttons("choice")), "round {round}");
        }
        let back = person.submit_once(&answer, &[]).await.location.expect("on to the application");
        assert!(back.contains("id_token="), "round {round}: {back}");
    }
    assert!(begun_in_all > rounds, "nearly nobody was told anything before the kills: {begun_in_all}");
}
