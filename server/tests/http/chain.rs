//! The main job.

use crate::running::{POLICY, Running, find, parameters, payload};

#[tokio::test]
async fn the_chain_leads_from_authorize_to_an_id_token() {
    let running = Running::start().await;
    let authorize = running.authorize("id_token", &[("state", "the state")]);
    let mut browser = running.browser();
    let back = running.sign_in(&mut browser, &authorize).await;
    let fragment = format!("{}#", running.inspect());
    assert!(back.starts_with(&fragment), "{back}");
    let answer = parameters(&back);
    assert_eq!(find(&answer, "state"), "the state");

    let claims = payload(&find(&answer, "id_token"));
    let tenant = running.tenant().await;
    assert_eq!(claims["iss"], running.url(&format!("/tfp/{}/{POLICY}/v2.0/", tenant.id)));
    assert_eq!(claims["aud"], federation::demo::TEST_APP);
    assert_eq!(claims["nonce"], "the-nonce");
    assert!(claims["tfp"].as_str().unwrap().eq_ignore_ascii_case(POLICY), "{claims}");
    assert_eq!(claims["name"], "Mobile ID +41 79 123 45 67");
    assert_eq!(claims["newUser"], true);
    assert!(claims["idp"].as_str().is_some_and(|idp| !idp.is_empty()), "{claims}");
    let user = claims["oid"].as_str().unwrap().to_owned();
    assert_eq!(claims["sub"], user);

    // The same person again is the same user.
    let again = running.sign_in(&mut running.browser(), &authorize).await;
    let claims = payload(&find(&parameters(&again), "id_token"));
    assert_eq!(claims["oid"], user);
    assert_ne!(claims["newUser"], true);
}
