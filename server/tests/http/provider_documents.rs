//! Metadata and keys: fetched seldom, by one at a time, kept when the provider is not well (S33, S39, F4 to F6).

use crate::provider::{
    KEYS, METADATA, TOKEN,
    forge::Forge,
    set,
    stage::{Stage, failed},
    wire::Reply,
};
use journey::recording::{Item, Source};
use serde_json::json;
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;

#[tokio::test]
async fn s33_many_sign_ins_at_once_cause_one_fetch_of_metadata_and_keys() {
    let stage = Stage::new().await;
    let metadata = stage.provider.url(METADATA);
    let slow = Reply::After(Duration::from_millis(300), Box::new(metadata_of(&stage)));
    stage.provider.behave(|behaviour| {
        behaviour.instead(METADATA, move |_| slow.clone());
    });
    let keys =
        Reply::After(Duration::from_millis(300), Box::new(Reply::json(200, &stage.provider.forge().published())));
    stage.provider.behave(|behaviour| behaviour.instead(KEYS, move |_| keys.clone()));
    let ends = join(&stage, 24).await;
    assert!(ends.iter().all(|signed_in| *signed_in), "{ends:?}");
    assert_eq!(stage.provider.seen(METADATA).len(), 1, "{metadata}");
    assert_eq!(stage.provider.seen(KEYS).len(), 1);
}

fn metadata_of(stage: &Stage) -> Reply {
    let issuer = stage.provider.issuer();
    let url = |path: &str| stage.provider.url(path);
    Reply::json(
        200,
        &json!({ "issuer": issuer, "authorization_endpoint": url("/authorize"), "token_endpoint": url(TOKEN),
                 "jwks_uri": url(KEYS) }),
    )
}

/// So many sign-ins at once.
async fn join(stage: &Stage, count: usize) -> Vec<bool> {
    // One task each would need a stage that is shared; interleaving on one task is as concurrent towards the cache.
    let sign_ins = (0..count).map(|_| Box::pin(async { stage.sign_in().await.signed_in() }));
    join_all(sign_ins).await
}

async fn join_all<F: Future<Output = bool> + Unpin>(futures: impl Iterator<Item = F>) -> Vec<bool> {
    let mut futures: Vec<_> = futures.collect();
    let mut done = vec![None; futures.len()];
    std::future::poll_fn(move |context| {
        for (future, done) in futures.iter_mut().zip(&mut done) {
            if done.is_none()
                && let std::task::Poll::Ready(output) = std::pin::Pin::new(future).poll(context)
            {
                *done = Some(output);
            }
        }
        if done.iter().all(Option::is_some) {
            std::task::Poll::Ready(done.iter().copied().flatten().collect())
        } else {
            std::task::Poll::Pending
        }
    })
    .await
}

#[tokio::test]
async fn s33_tokens_with_unknown_keys_cause_few_fetches_and_an_empty_set_does_not_change_that() {
    let stage = Stage::new().await;
    assert!(stage.sign_in().await.signed_in());
    stage.provider.forget_what_was_seen();
    let count = Arc::new(std::sync::atomic::AtomicU32::new(0));
    stage.provider.behave(|behaviour| {
        behaviour.keys = Arc::new(|_| json!({ "keys": [] }));
        behaviour.mint = Arc::new(move |forge, claims| {
            let mut header = forge.own_header();
            let next = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            set(&mut header, "kid", &json!(format!("random-{next}")));
            forge.sign_as(&forge.foreign, &header, &claims)
        });
    });
    let begun = Instant::now();
    assert!(join(&stage, 12).await.iter().all(|signed_in| !signed_in));
    for _ in 0..20 {
        assert!(!stage.sign_in().await.signed_in());
    }
    let fetches = stage.provider.seen(KEYS).len();
    assert!(fetches <= 3 + refilled(begun), "{fetches} fetches for 32 tokens");
    // The last good keys are still there: an honest token passes without a fetch.
    stage.provider.behave(|behaviour| behaviour.mint = Arc::new(|forge, claims| forge.sign(&claims)));
    assert!(stage.sign_in().await.signed_in(), "the empty set replaced the good one");
    assert_eq!(stage.provider.seen(KEYS).len(), fetches);
}

#[tokio::test]
async fn s33_a_provider_without_keys_from_the_beginning_is_not_asked_at_every_sign_in() {
    let stage = Stage::new().await;
    stage.provider.behave(|behaviour| behaviour.keys = Arc::new(|_| json!({ "keys": [] })));
    let begun = Instant::now();
    for _ in 0..20 {
        assert!(!stage.sign_in().await.signed_in());
    }
    let fetches = stage.provider.seen(KEYS).len();
    assert!(fetches <= 4 + refilled(begun), "{fetches} fetches for 20 tokens");
}

/// How many fetches the bucket allows again meanwhile: one each 30 s, which a busy machine can take.
fn refilled(begun: Instant) -> usize {
    usize::try_from(begun.elapsed().as_secs() / 30).unwrap()
}

#[tokio::test]
async fn f6_a_rotated_key_is_found_in_mid_flow() {
    let stage = Stage::new().await;
    assert!(stage.sign_in().await.signed_in());
    for round in 0..2 {
        let mut browser = stage.running.browser();
        let callback = stage.to_the_callback(&mut browser).await;
        // From now on the other key signs, and is the only one that is published.
        stage.provider.behave(|behaviour| {
            let pick =
                move |forge: &Forge| if round == 0 { forge.foreign.public.clone() } else { forge.own.public.clone() };
            behaviour.keys = Arc::new(move |forge| json!({ "keys": [pick(forge)] }));
            behaviour.mint = Arc::new(move |forge, claims| {
                let pair = if round == 0 { &forge.foreign } else { &forge.own };
                token::issue::issue("JWT", &claims, &*pair.signer).unwrap()
            });
        });
        let page = browser.get_once(&callback).await;
        assert!(stage.go_on(&mut browser, page).await.signed_in(), "round {round}");
    }
}

#[tokio::test]
async fn f6_keys_that_are_published_ahead_rotate_under_load_without_a_failure() {
    let stage = Stage::new().await;
    let publish = |own: bool, foreign: bool| {
        stage.provider.behave(|behaviour| {
            behaviour.keys = Arc::new(move |forge| {
                let keys = [(own, &forge.own.public), (foreign, &forge.foreign.public)];
                json!({ "keys": keys.into_iter().filter(|(there, _)| *there).map(|(_, key)| key).collect::<Vec<_>>() })
            });
        });
    };
    let sign_by = |own: bool| {
        stage.provider.behave(|behaviour| {
            behaviour.mint = Arc::new(move |forge, claims| {
                let pair = if own { &forge.own } else { &forge.foreign };
                token::issue::issue("JWT", &claims, &*pair.signer).unwrap()
            });
        });
    };
    // The next key is published, signs, and the one before is taken back, while people sign in all the time.
    for (own, foreign, by_own) in [
        (true, false, true),
        (true, true, true),
        (true, true, false),
        (false, true, false),
        (true, true, false),
        (true, true, true),
    ] {
        publish(own, foreign);
        sign_by(by_own);
        let ends = join(&stage, 8).await;
        assert!(ends.iter().all(|signed_in| *signed_in), "own {own}, foreign {foreign}, by own {by_own}: {ends:?}");
    }
}

#[tokio::test]
async fn f5_garbage_after_a_good_document_changes_nothing_and_lowers_no_check() {
    let stage = Stage::new().await;
    assert!(stage.sign_in().await.signed_in());
    stage.provider.behave(|behaviour| {
        behaviour.instead(METADATA, |_| Reply::json(200, &json!({ "hello": "world" })));
        behaviour.instead(KEYS, |_| Reply::text(200, "text/html", "<h1>under maintenance</h1>"));
        behaviour.mint = Arc::new(|forge, claims| {
            let mut header = forge.own_header();
            set(&mut header, "kid", &json!("new"));
            forge.sign_as(&forge.foreign, &header, &claims)
        });
    });
    assert!(!stage.sign_in().await.signed_in(), "a token by an unknown key");
    stage.provider.behave(|behaviour| behaviour.mint = Arc::new(|forge, claims| forge.sign(&claims)));
    assert!(stage.sign_in().await.signed_in(), "the last good keys were lost");
    let recording = stage.newest().await;
    let cached = recording.entries.iter().any(|entry| {
        matches!(&entry.item, Item::Fetched { source: Source::Cache { .. }, status: Some(200), failure: None, .. })
    });
    assert!(cached, "the trace says that it came from the cache");
}

#[tokio::test]
async fn f4_a_provider_that_is_not_well_ends_the_sign_in_in_time_and_leaves_others_alone() {
    let stage = Stage::new().await;
    let well = stage.another(|_| {}).await;
    let bomb = {
        // Ten megabytes of blanks, as gzip would send them.
        let body = vec![b' '; 10 * 1024 * 1024];
        Reply::Plain { status: 200, headers: vec![("content-type".into(), "application/json".into())], body }
    };
    let cases: Vec<(&str, Reply, &str)> = vec![
        ("one octet per second", Reply::Dripping, "Contoso does not answer in time with its metadata."),
        ("without end", Reply::Endless, "The metadata of Contoso is too large."),
        ("ten megabytes", bomb.clone(), "The metadata of Contoso is too large."),
        (
            "compressed",
            Reply::json(200, &json!({})).with("content-encoding", "gzip"),
            "The metadata of Contoso broke off.",
        ),
        ("reset", Reply::Reset, "The metadata of Contoso broke off."),
        ("cut off", Reply::CutOff, "The metadata of Contoso broke off."),
        ("no HTTP", Reply::Noise, "The metadata of Contoso broke off."),
        ("HTML", Reply::text(200, "text/html", "<p>hello"), "The metadata of Contoso is not JSON."),
        ("a list", Reply::json(200, &json!([1])), "The metadata of Contoso is no JSON object."),
        (
            "deep JSON",
            Reply::text(200, "application/json", &"[".repeat(500_000)),
            "The metadata of Contoso is not JSON.",
        ),
        ("500", Reply::json(500, &json!({})), "Contoso answered with the status 500 instead of its metadata."),
        (
            "redirect",
            Reply::see_other("http://127.0.0.1:1/"),
            "Contoso answered with the status 303 instead of its metadata.",
        ),
        (
            "wrong JSON types",
            Reply::json(200, &json!({ "issuer": 5, "authorization_endpoint": [], "jwks_uri": {} })),
            "The metadata of Contoso cannot be used.",
        ),
    ];
    for (what, reply, sentence) in cases {
        let other = stage.another(|_| {}).await;
        other.provider.behave(|behaviour| behaviour.instead(METADATA, move |_| reply.clone()));
        let began = Instant::now();
        let (end, fine) = tokio::join!(other.sign_in(), well.sign_in());
        assert!(began.elapsed() < Duration::from_secs(8), "{what} took {:?}", began.elapsed());
        assert!(fine.signed_in(), "another provider suffered from {what}");
        let (code, message, ..) = failed(&other.recording(end.journey()).await);
        assert_eq!((code.as_str(), message.as_str()), ("AADB2C90289", sentence), "{what}");
        // Who comes right after is not made to wait again.
        let began = Instant::now();
        assert!(!other.sign_in().await.signed_in());
        assert!(began.elapsed() < Duration::from_secs(3), "{what}: the second one waited {:?}", began.elapsed());
        assert_eq!(other.provider.seen(METADATA).len(), 1, "{what}");
    }
}

#[tokio::test]
async fn s39_endpoints_that_the_metadata_name_are_guarded_like_the_metadata_itself() {
    let stage = Stage::new().await;
    for (name, endpoint) in [
        ("token_endpoint", "https://169.254.169.254/latest/meta-data"),
        ("token_endpoint", "https://10.0.0.1/token"),
        ("token_endpoint", "https://[::ffff:10.0.0.1]/token"),
        ("token_endpoint", "https://0x0a000001/token"),
        ("jwks_uri", "https://169.254.169.254/keys"),
        ("jwks_uri", "https://[fd00::1]/keys"),
        ("userinfo_endpoint", "https://192.168.1.1/userinfo"),
    ] {
        let other = stage.another(|input| input.user_info = true).await;
        other.provider.behave(|behaviour| behaviour.metadata(name, json!(endpoint)));
        let end = other.sign_in().await;
        assert!(end.said().starts_with("AADB2C90289: Passerelle may not fetch the "), "{endpoint}: {}", end.said());
        let (.., side, help) = failed(&other.recording(end.journey()).await);
        assert_eq!(side, journey::recording::Side::Configuration);
        assert!(help.contains("--allow-upstream"), "{help}");
    }
    for endpoint in
        ["file:///etc/passwd", "gopher://x/", "http://op.example/token", "https://a:b@op.example/", "", "/token"]
    {
        let other = stage.another(|_| {}).await;
        other.provider.behave(|behaviour| behaviour.metadata("token_endpoint", json!(endpoint)));
        assert_eq!(other.sign_in().await.said(), "AADB2C90289: The metadata of Contoso cannot be used.", "{endpoint}");
    }
    // A redirect is not followed, whatever endpoint answers with it.
    let other = stage.another(|_| {}).await;
    let elsewhere = stage.provider.url("/elsewhere");
    other.provider.behave(|behaviour| behaviour.instead(TOKEN, move |_| Reply::see_other(&elsewhere)));
    assert!(!other.sign_in().await.signed_in());
    assert!(stage.provider.seen("/elsewhere").is_empty());
}
