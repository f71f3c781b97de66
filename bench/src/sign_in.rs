//! One complete federated sign-in, as a browser and an application make it: authorize, the broker's page if it has one,
//! upstream, callback, code, tokens.

use anyhow::{Context, Result, bail, ensure};
use aws_lc_rs::rand;
use base64ct::{Base64UrlUnpadded as Base64, Encoding};
use reqwest::{
    Client, Method, Response,
    header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE},
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, HashMap},
    time::{Duration, Instant},
};
use url::Url;

/// More hops than any broker needs; a loop ends here.
const MAX_HOPS: usize = 16;

/// Where and as whom an application signs people in.
#[derive(Debug, Clone)]
pub struct Target {
    /// The authorization endpoint, with what belongs into its query.
    pub authorize: Url,
    /// The token endpoint.
    pub token: Url,
    /// The application.
    pub client_id: String,
    /// Its secret, sent by HTTP Basic.
    pub client_secret: String,
    /// Nobody listens there: the driver reads the redirect.
    pub redirect_uri: String,
}

/// A client that follows no redirect by itself and believes any certificate: all of it is on loopback.
pub fn client() -> Result<Client> {
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .tls_danger_accept_invalid_certs(true)
        .build()
        .context("no HTTP client")
}

/// Signs somebody in, and says how long it took. It counts only if the ID token carries our nonce.
pub async fn sign_in(client: &Client, target: &Target) -> Result<Duration> {
    let (state, nonce, verifier) = (random()?, random()?, random()?);
    let challenge = Base64::encode_string(&Sha256::digest(&verifier));
    let mut url = target.authorize.clone();
    url.query_pairs_mut()
        .append_pair("client_id", &target.client_id)
        .append_pair("redirect_uri", &target.redirect_uri)
        .append_pair("response_type", "code")
        .append_pair("scope", "openid profile email")
        .append_pair("state", &state)
        .append_pair("nonce", &nonce)
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256");
    let begun = Instant::now();
    let back = Browser { client, jar: HashMap::new() }.until(url, &target.redirect_uri).await?;
    let answer: HashMap<String, String> = back.query_pairs().into_owned().collect();
    ensure!(answer.get("state") == Some(&state), "the answer has another state: {back}");
    let code = answer.get("code").with_context(|| format!("the answer has no code: {back}"))?;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &target.redirect_uri),
        ("code_verifier", &verifier),
        ("client_id", &target.client_id),
    ];
    let call = client.post(target.token.clone()).basic_auth(&target.client_id, Some(&target.client_secret));
    let tokens: Value = call.form(&form).send().await?.json().await.context("the token endpoint sends no JSON")?;
    let took = begun.elapsed();
    let Some(id_token) = tokens["id_token"].as_str() else { bail!("no ID token: {tokens}") };
    let payload = id_token.split('.').nth(1).and_then(|part| Base64::decode_vec(part).ok());
    let claims: Value = payload.and_then(|bytes| serde_json::from_slice(&bytes).ok()).context("no claims")?;
    ensure!(claims["nonce"] == nonce, "the ID token has another nonce: {claims}");
    Ok(took)
}

fn random() -> Result<String> {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes).context("no random numbers")?;
    Ok(Base64::encode_string(&bytes))
}

/// Cookies by host and port, redirects, and forms without script.
struct Browser<'a> {
    client: &'a Client,
    jar: HashMap<String, BTreeMap<String, String>>,
}

impl Browser<'_> {
    /// Goes on until it is sent to `end`; where exactly, is the answer.
    async fn until(&mut self, url: Url, end: &str) -> Result<Url> {
        let (mut url, mut form) = (url, None);
        for _ in 0..MAX_HOPS {
            let response = self.fetch(&url, form.take()).await?;
            let status = response.status();
            if let Some(location) = response.headers().get(LOCATION) {
                url = url.join(location.to_str().context("a redirect that is no text")?)?;
                if url.as_str().starts_with(end) {
                    return Ok(url);
                }
                continue;
            }
            let page = response.text().await?;
            ensure!(status.is_success(), "{url} answers {status}: {page}");
            let (action, fields) = submit(&page).with_context(|| format!("no form at {url}: {page}"))?;
            url = url.join(&action)?;
            form = Some(fields);
        }
        bail!("not back after {MAX_HOPS} hops; the last is {url}")
    }

    async fn fetch(&mut self, url: &Url, form: Option<Vec<(String, String)>>) -> Result<Response> {
        let host =
            format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default());
        let method = if form.is_some() { Method::POST } else { Method::GET };
        let mut request = self.client.request(method, url.clone());
        if let Some(jar) = self.jar.get(&host) {
            let cookies: Vec<String> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(COOKIE, cookies.join("; "));
        }
        if let Some(fields) = form {
            let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
            let origin = url.origin().ascii_serialization();
            request =
                request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").header("origin", origin).body(body);
        }
        let response = request.send().await?;
        let jar = self.jar.entry(host).or_default();
        for cookie in response.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().ok().and_then(|cookie| cookie.split(';').next()?.split_once('='));
            if let Some((name, value)) = pair {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(response)
    }
}

/// What pressing the first button of a page's form sends, and where.
fn submit(page: &str) -> Option<(String, Vec<(String, String)>)> {
    let form = tags(page, "form").next()?;
    let hidden = tags(page, "input").filter(|tag| attribute(tag, "type").as_deref() == Some("hidden"));
    let buttons = tags(page, "button").filter(|tag| attribute(tag, "name").is_some()).take(1);
    let fields = hidden
        .chain(buttons)
        .filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default())))
        .collect();
    Some((attribute(form, "action").unwrap_or_default(), fields))
}

fn tags<'a>(page: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    page.split('<')
        .filter_map(|rest| rest.split('>').next())
        .filter(move |tag| tag.strip_prefix(name).is_some_and(|rest| rest.starts_with(' ')))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    let (value, _) = rest.split_once('"')?;
    Some(value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_button_is_pressed_with_the_hidden_fields() {
        let page = "<form method=\"post\" action=\"/go?a=1&amp;b=2\"><input type=\"hidden\" name=\"csrf\" value=\"x\">\
                    <button name=\"choice\" value=\"one\">1</button><button name=\"choice\" value=\"two\">2</button></form>";
        let (action, fields) = submit(page).unwrap();
        assert_eq!(action, "/go?a=1&b=2");
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(fields, [pair("csrf", "x"), pair("choice", "one")]);
        assert_eq!(submit("<p>Nothing here</p>"), None);
    }
}
