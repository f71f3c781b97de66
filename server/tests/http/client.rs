//! A client that others wrote.

use crate::running::{POLICY, Running, find, parameters};
use federation::demo::TEST_APP;
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    PkceCodeChallenge, RedirectUrl,
    core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata},
};

async fn send(client: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, reqwest::Error> {
    let (parts, body) = request.into_parts();
    let sent = client.request(parts.method, parts.uri.to_string()).headers(parts.headers).body(body).send().await?;
    let (status, headers) = (sent.status(), sent.headers().clone());
    let mut response = HttpResponse::new(sent.bytes().await?.to_vec());
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}

#[tokio::test]
async fn the_crate_openidconnect_takes_our_metadata_code_and_id_token() {
    let running = Running::start().await;
    let secret = running.client_secret(Running::test_app()).await;
    let inner = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let http = |request| send(inner.clone(), request);
    let issuer = running.url(&format!("/tfp/{}/{POLICY}/v2.0/", running.tenant().await.id));
    let metadata = CoreProviderMetadata::discover_async(IssuerUrl::new(issuer).unwrap(), &http).await.unwrap();
    let client = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new(TEST_APP.to_owned()),
        Some(ClientSecret::new(secret.expose().to_owned())),
    )
    .set_redirect_uri(RedirectUrl::new(running.inspect()).unwrap());
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (authorize, state, nonce) = client
        .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
        .set_pkce_challenge(challenge)
        .url();

    let back = running.sign_in(&mut running.browser(), authorize.as_str()).await;
    let back = parameters(&back);
    assert_eq!(&find(&back, "state"), state.secret());
    let tokens = client
        .exchange_code(AuthorizationCode::new(find(&back, "code")))
        .unwrap()
        .set_pkce_verifier(verifier)
        .request_async(&http)
        .await
        .unwrap();
    let id_token = tokens.extra_fields().id_token().unwrap();
    let claims = id_token.claims(&client.id_token_verifier(), &nonce).unwrap();
    assert_eq!(claims.audiences().len(), 1);
    assert!(id_token.claims(&client.id_token_verifier(), &Nonce::new_random()).is_err());
}
