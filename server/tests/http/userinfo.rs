//! Userinfo (OpenID Connect Core 5.3, S54).

use crate::running::{POLICY, Running, find, parameters, payload};

#[tokio::test]
async fn userinfo_says_what_the_token_says_of_the_person() {
    let running = Running::start().await;
    let back = running.sign_in(&mut running.browser(), &running.authorize("id_token token", &[])).await;
    let back = parameters(&back);
    let (access, id) = (find(&back, "access_token"), find(&back, "id_token"));
    let (status, challenge, body) = running.userinfo(POLICY, Some(&format!("Bearer {access}"))).await;
    assert_eq!((status, challenge), (200, None), "{body}");
    let said: serde_json::Value = serde_json::from_str(&body).unwrap();
    let token = payload(&id);
    assert_eq!((&said["sub"], &said["name"], &said["tfp"]), (&token["sub"], &token["name"], &token["tfp"]));
    for absent in ["iss", "aud", "exp", "iat", "nonce", "scp", "azp", "jti"] {
        assert!(said.get(absent).is_none(), "{absent}");
    }
}

#[tokio::test]
async fn s54_nothing_but_an_access_token_of_this_policy_opens_userinfo() {
    let running = Running::start().await;
    let back = running.sign_in(&mut running.browser(), &running.authorize("code id_token token", &[])).await;
    let back = parameters(&back);
    let (access, id, code) = (find(&back, "access_token"), find(&back, "id_token"), find(&back, "code"));
    let mut forged = access.clone();
    let at = forged.len() - 2;
    let other = if &forged[at..=at] == "A" { "B" } else { "A" };
    forged.replace_range(at..=at, other);
    for (what, policy, header, expected) in [
        ("no header", POLICY, None, "Bearer realm=\"passerelle\""),
        ("an ID token", POLICY, Some(id), "error=\"invalid_token\""),
        ("a code", POLICY, Some(code), "error=\"invalid_token\""),
        ("a forged one", POLICY, Some(forged), "error=\"invalid_token\""),
        ("another policy", "b2c_1_other", Some(access.clone()), "error=\"invalid_token\""),
    ] {
        let header = header.map(|token| format!("Bearer {token}"));
        let (status, challenge, body) = running.userinfo(policy, header.as_deref()).await;
        assert_eq!((status, body.as_str()), (401, ""), "{what}");
        assert!(challenge.unwrap().contains(expected), "{what}");
    }
    let tenant = running.tenant().await;
    let elsewhere = running.url("/mobileid.onmicrosoft.com/b2c_1_mobileid/openid/v2.0/userinfo");
    let (status, ..) = running.userinfo_at(&elsewhere, Some(&format!("Bearer {access}"))).await;
    assert_eq!(status, 401, "another tenant than {}", tenant.name);
}
