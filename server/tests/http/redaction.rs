//! What must never be kept.

use crate::running::{POLICY, Running, decode, find, parameters};
use federation::demo::TEST_APP;

const STATE: &str = "canary of the application: state/+ä";
const VERIFIER: &str = "canary-of-the-application~verifier.0123456789";

#[tokio::test]
async fn s79_no_secret_reaches_the_recording_or_the_database() {
    let running = Running::start().await;
    let secret = running.client_secret(Running::test_app()).await;
    let challenge = oauth::pkce::challenge(VERIFIER);
    let more = [("state", STATE), ("code_challenge", challenge.as_str()), ("code_challenge_method", "S256")];
    let mut browser = running.browser();
    let answer = running.to_the_answer(&mut browser, &running.authorize("code", &more)).await;
    let back = browser.submit_once(&answer, &[]).await.location.unwrap();
    let code = find(&parameters(&back), "code");
    assert_eq!(find(&parameters(&back), "state"), STATE);
    let inspect = running.inspect();
    let pairs = [
        ("client_id", TEST_APP),
        ("client_secret", secret.expose()),
        ("redirect_uri", inspect.as_str()),
        ("code", code.as_str()),
        ("code_verifier", VERIFIER),
    ];
    let (status, tokens) = running.redeem(POLICY, &pairs).await;
    assert_eq!(status, 200, "{tokens}");

    let mut secrets = vec![
        ("our state", STATE.to_owned()),
        ("our verifier", VERIFIER.to_owned()),
        ("our code", code),
        ("our client secret", secret.expose().to_owned()),
        ("the provider's state", find(&answer.hidden(), "state")),
        ("the provider's code", find(&answer.hidden(), "code")),
    ];
    for name in ["id_token", "access_token"] {
        secrets.push(("our token", tokens[name].as_str().unwrap().to_owned()));
    }
    secrets.extend(browser.cookies().into_iter().map(|cookie| ("a cookie", cookie)));
    let posted = running.wire.posted();
    let (form, answered) = posted.first().expect("the code was exchanged");
    let form = decode(form);
    secrets.push(("the provider's client secret", find(&form, "client_secret")));
    secrets.push(("the provider's verifier", find(&form, "code_verifier")));
    let answered: serde_json::Value = serde_json::from_str(answered).unwrap();
    for name in ["id_token", "access_token"] {
        secrets.push(("the provider's token", answered[name].as_str().unwrap().to_owned()));
    }

    let tenants = running.federation.tenants().await.unwrap();
    assert_eq!(tenants.len(), 2);
    let mut kept = running.on_disk();
    assert!(kept.iter().any(|(_, bytes)| contains(bytes, "fabrikam")), "the database was not read");
    for tenant in tenants {
        let listed = running.federation.sign_ins(tenant.id, None).await.unwrap().items;
        assert_eq!(listed.len(), 1, "{}", tenant.name);
        let (_, recording) = running.federation.sign_in(tenant.id, listed[0].id).await.unwrap();
        let json = serde_json::to_string(&recording).unwrap();
        assert!(json.contains("\"redeemed\""), "the recording was not read: {json}");
        kept.push((format!("the recording of {}", tenant.name).into(), json.into_bytes()));
    }
    for (what, secret) in &secrets {
        assert!(secret.len() >= 20, "{what} is too short to be looked for");
        let percent = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect::<String>();
        for form in [secret.clone(), percent.replace('+', "%20"), percent] {
            for (place, bytes) in &kept {
                assert!(!contains(bytes, &form), "{what} is in {}", place.display());
            }
        }
    }
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
