//! What must never be kept.

use crate::running::{POLICY, Running, decode, find, parameters};
use federation::demo::TEST_APP;
use server::logging::{LogFormat, LogOptions, subscriber};
use std::{
    io::Write,
    sync::{Arc, Mutex},
};

/// A log that is kept.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

const STATE: &str = "canary of the application: state/+ä";
const VERIFIER: &str = "canary-of-the-application~verifier.0123456789";

#[tokio::test]
async fn s79_no_secret_reaches_a_log_the_recording_or_the_database() {
    // Everything that this thread does is logged, at every level: the server runs on it, too.
    let log = Log::default();
    let options = LogOptions { filter: "trace".to_owned(), format: LogFormat::Human };
    let writer = log.clone();
    let _logged = tracing::subscriber::set_default(subscriber(&options, move || writer.clone()));
    let running = Running::start().await;
    let secret = running.client_secret(Running::test_app()).await;
    let challenge = oauth::pkce::challenge(VERIFIER);
    let more = [
        ("state", STATE),
        ("scope", "openid offline_access"),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    let mut browser = running.browser();
    let answer = running.to_the_answer(&mut browser, &running.authorize("code", &more)).await;
    let back = browser.submit_once(&answer, &[]).await.location.unwrap();
    let code = find(&parameters(&back), "code");
    assert_eq!(find(&parameters(&back), "state"), STATE);
    let inspect = running.inspect();
    let (status, tokens) = running.redeem(POLICY, &pairs_of_code(&inspect, &code, secret.expose())).await;
    assert_eq!(status, 200, "{tokens}");

    // Refreshed twice, once with a token that was used before; and userinfo, with good tokens and a bad one.
    let refresh = async |token: &str| {
        let pairs = [
            ("grant_type", "refresh_token"),
            ("client_id", TEST_APP),
            ("client_secret", secret.expose()),
            ("refresh_token", token),
        ];
        running.token(POLICY, &pairs).await
    };
    let (status, second) = refresh(tokens["refresh_token"].as_str().unwrap()).await;
    assert_eq!(status, 200, "{second}");
    let (status, third) = refresh(second["refresh_token"].as_str().unwrap()).await;
    assert_eq!(status, 200, "{third}");
    for (token, expected) in [(&tokens["access_token"], 200), (&tokens["id_token"], 401)] {
        let (status, ..) = running.userinfo(POLICY, Some(&format!("Bearer {}", token.as_str().unwrap()))).await;
        assert_eq!(status, expected);
    }
    let wrong = "wrong-secret-of-a-stranger-0123456789";
    let pairs = [("grant_type", "refresh_token"), ("client_id", TEST_APP), ("client_secret", wrong)];
    let token = ("refresh_token", third["refresh_token"].as_str().unwrap());
    assert_eq!(running.token(POLICY, &[&pairs[..], &[token]].concat()).await.0, 401);
    let (status, reused) = refresh(tokens["refresh_token"].as_str().unwrap()).await;
    assert_eq!(status, 400, "{reused}");
    assert_eq!(running.redeem(POLICY, &pairs_of_code(&inspect, &code, secret.expose())).await.0, 400);
    // An administrator comes by a link.
    let account = running.federation.ensure_admin("admin").await.unwrap();
    let link = running.federation.sign_in_link(account.id).await.unwrap();
    let mut admin = running.browser();
    let page = admin.get_once(&running.url(&format!("/console/first-sign-in?token={}", link.expose()))).await;
    assert_eq!(page.status, 200);
    let signed_in = admin.submit_once(&page, &[]).await;
    assert_eq!(signed_in.status, 303, "{}", signed_in.body);

    let mut secrets = vec![
        ("a stranger's secret", wrong.to_owned()),
        ("an administrator's link", link.expose().to_owned()),
        ("our state", STATE.to_owned()),
        ("our verifier", VERIFIER.to_owned()),
        ("our code", code),
        ("our client secret", secret.expose().to_owned()),
        ("the provider's state", find(&answer.hidden(), "state")),
        ("the provider's code", find(&answer.hidden(), "code")),
    ];
    for name in ["id_token", "access_token", "refresh_token"] {
        for tokens in [&tokens, &second, &third] {
            secrets.push(("our token", tokens[name].as_str().unwrap().to_owned()));
        }
    }
    secrets.extend(admin.cookies().into_iter().map(|cookie| ("an administrator's cookie", cookie)));
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
    let logged = log.0.lock().unwrap().clone();
    assert!(contains(&logged, "a refresh token was used twice"), "{}", String::from_utf8_lossy(&logged));
    kept.push(("the log".into(), logged));
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

fn pairs_of_code<'s>(inspect: &'s str, code: &'s str, secret: &'s str) -> [(&'s str, &'s str); 5] {
    [
        ("client_id", TEST_APP),
        ("client_secret", secret),
        ("redirect_uri", inspect),
        ("code", code),
        ("code_verifier", VERIFIER),
    ]
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
