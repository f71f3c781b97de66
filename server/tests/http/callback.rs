//! The provider's answer at our callback.

use crate::running::{Running, find};

#[tokio::test]
async fn s21_a_callback_without_our_cookie_is_posted_again_once_and_consumes_nothing() {
    let running = Running::start().await;
    let mut browser = running.browser();
    let answer = running.to_the_answer(&mut browser, &running.authorize("id_token", &[])).await;

    let again = browser.submit_across_sites(&answer).await;
    assert_eq!((again.status, again.location.as_deref()), (200, None), "{}", again.body);
    assert_eq!(again.action(), answer.action());
    let mut expected = answer.hidden();
    expected.push(("passerelle_reposted".to_owned(), "1".to_owned()));
    assert_eq!(again.hidden(), expected);

    // Still without a cookie: told, not posted a third time.
    let refused = browser.submit_across_sites(&again).await;
    assert_eq!((refused.status, refused.location.as_deref()), (400, None), "{}", refused.body);
    assert!(refused.hidden().is_empty(), "{}", refused.body);

    // Nothing was consumed: from our own origin it comes with the cookie and goes on.
    let back = browser.submit_once(&again, &[]).await;
    assert_eq!(back.status, 303, "{}", back.body);
    assert!(back.location.unwrap().contains("#id_token="));
}

#[tokio::test]
async fn s22_an_answer_is_taken_once_and_from_the_browser_that_was_sent() {
    let running = Running::start().await;
    let authorize = running.authorize("id_token", &[]);
    let mut browser = running.browser();
    let answer = running.to_the_answer(&mut browser, &authorize).await;
    assert!(!find(&answer.hidden(), "state").is_empty());

    // Another browser, in the middle of a sign-in of its own.
    let mut other = running.browser();
    let its_own = running.to_the_answer(&mut other, &authorize).await;
    let refused = other.submit_once(&answer, &[]).await;
    assert_eq!((refused.status, refused.location.as_deref()), (400, None), "{}", refused.body);

    let back = browser.submit_once(&answer, &[]).await;
    assert_eq!(back.status, 303, "the other browser consumed it: {}", back.body);
    assert!(back.location.unwrap().contains("#id_token="));

    let replayed = browser.submit_once(&answer, &[]).await;
    assert_eq!((replayed.status, replayed.location.as_deref()), (400, None), "{}", replayed.body);

    let back = other.submit_once(&its_own, &[]).await;
    assert_eq!(back.status, 303, "{}", back.body);
}
