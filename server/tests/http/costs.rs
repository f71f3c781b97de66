//! What a federated sign-in costs, counted: round trips to the database and calls to the provider. A change that adds
//! one has to say so here (docs/benchmarks.md).

use crate::{
    provider::{KEYS, METADATA, TOKEN, stage::Stage},
    running::{find, parameters},
};
use federation::demo::TEST_APP;

/// Round trips of each hop, once everything is warm.
#[derive(Debug, PartialEq, Eq)]
struct Costs {
    authorize: u64,
    choice: u64,
    callback: u64,
    token: u64,
}

async fn sign_in(stage: &Stage, secret: &str) -> Costs {
    let running = &stage.running;
    let mut last = running.federation.store().round_trips();
    let mut since = || {
        let now = running.federation.store().round_trips();
        now - std::mem::replace(&mut last, now)
    };
    let mut browser = running.browser();
    let address = stage.authorize(&stage.flow, &[]).replace("response_type=id_token", "response_type=code");
    let selection = browser.get(&address).await;
    let authorize = since();
    let choice = selection.button("choice");
    let away = browser.submit_once(&selection, &[("choice", &choice)]).await.location.expect("to the provider");
    let choice = since();
    let answer = browser.get_once(&away).await.location.expect("the provider answers");
    let back = browser.get_once(&answer).await.location.expect("to the application");
    let callback = since();
    let code = find(&parameters(&back), "code");
    let inspect = running.inspect();
    let form =
        [("client_id", TEST_APP), ("client_secret", secret), ("redirect_uri", &inspect), ("code", code.as_str())];
    let (status, tokens) = running.redeem(&stage.flow, &form).await;
    assert_eq!(status, 200, "{tokens}");
    Costs { authorize, choice, callback, token: since() }
}

#[tokio::test]
async fn a_sign_in_takes_no_more_round_trips_than_it_did() {
    let stage = Stage::new().await;
    let secret = stage.running.client_secret(crate::running::Running::test_app()).await;
    // The first one creates the user and fills the caches.
    sign_in(&stage, secret.expose()).await;
    stage.provider.forget_what_was_seen();
    let costs = sign_in(&stage, secret.expose()).await;
    assert_eq!(costs, Costs { authorize: 2, choice: 3, callback: 7, token: 6 });
    let calls = [METADATA, KEYS, TOKEN].map(|endpoint| stage.provider.seen(endpoint).len());
    assert_eq!(calls, [0, 0, 1], "metadata, keys and token endpoint of the provider");
}
