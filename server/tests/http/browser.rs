//! As much of a browser as sign-in pages without script need: cookies by host, redirects, forms.

use reqwest::{
    Client, Method,
    header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, REFRESH, SET_COOKIE},
    redirect::Policy,
};
use std::{
    collections::{BTreeMap, HashMap},
    net::{Ipv4Addr, SocketAddr},
};
use url::Url;

pub struct Page {
    pub url: String,
    pub status: u16,
    pub location: Option<String>,
    /// The `Refresh` header.
    pub refresh: Option<String>,
    pub body: String,
}

impl Page {
    fn tags<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let start = format!("<{name} ");
        self.body.split('<').map(|rest| rest.split('>').next().unwrap_or_default()).filter(move |tag| {
            let mut tag = (*tag).to_owned();
            tag.insert(0, '<');
            tag.starts_with(&start)
        })
    }

    /// Where the page's form goes.
    pub fn action(&self) -> String {
        let form = self.tags("form").next().unwrap_or_else(|| panic!("no form at {}: {}", self.url, self.body));
        Url::parse(&self.url).unwrap().join(&attribute(form, "action").unwrap()).unwrap().into()
    }

    /// The hidden fields of the page.
    pub fn hidden(&self) -> Vec<(String, String)> {
        self.tags("input")
            .filter(|tag| attribute(tag, "type").as_deref() == Some("hidden"))
            .map(|tag| (attribute(tag, "name").unwrap(), attribute(tag, "value").unwrap_or_default()))
            .collect()
    }

    /// The names of the fields that are to be filled in.
    pub fn fields(&self) -> Vec<String> {
        self.tags("input")
            .filter(|tag| attribute(tag, "type").as_deref() != Some("hidden"))
            .filter_map(|tag| attribute(tag, "name"))
            .collect()
    }

    /// The value of a field.
    pub fn value(&self, name: &str) -> Option<String> {
        let field = self.tags("input").find(|tag| attribute(tag, "name").as_deref() == Some(name))?;
        attribute(field, "value")
    }

    /// The values of all buttons with this name.
    pub fn buttons(&self, name: &str) -> Vec<String> {
        let buttons = self.tags("button").filter(|tag| attribute(tag, "name").as_deref() == Some(name));
        buttons.filter_map(|tag| attribute(tag, "value")).collect()
    }

    /// The value of the first button with this name.
    pub fn button(&self, name: &str) -> String {
        let button = self.tags("button").find(|tag| attribute(tag, "name").as_deref() == Some(name));
        attribute(button.unwrap_or_else(|| panic!("no button at {}: {}", self.url, self.body)), "value").unwrap()
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split_once(&format!(" {name}=\""))?.1;
    let value = rest.split_once('"')?.0;
    Some(value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}

pub struct Browser {
    client: Client,
    jar: HashMap<String, BTreeMap<String, String>>,
    /// Every `Set-Cookie` that came, as it came.
    pub set_cookies: Vec<String>,
}

impl Browser {
    pub fn new(port: u16) -> Self {
        let client = Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .resolve("localhost", SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
            .build()
            .unwrap();
        Self { client, jar: HashMap::new(), set_cookies: Vec::new() }
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.jar.values().find_map(|cookies| cookies.get(name).cloned())
    }

    /// Plants a cookie.
    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.jar.entry("localhost".to_owned()).or_default().insert(name.to_owned(), value.to_owned());
    }

    pub async fn post(&mut self, url: &str, pairs: &[(&str, &str)]) -> Page {
        self.send(Method::POST, url, Some(crate::running::encode(pairs)), true).await
    }

    /// The values of all cookies.
    pub fn cookies(&self) -> Vec<String> {
        self.jar.values().flat_map(|cookies| cookies.values().cloned()).collect()
    }

    /// One request, without following where it leads.
    async fn send(&mut self, method: Method, url: &str, form: Option<String>, cookies: bool) -> Page {
        let parsed = Url::parse(url).unwrap();
        let host = parsed.host_str().unwrap().to_owned();
        let mut request = self.client.request(method, url);
        let jar = self.jar.entry(host).or_default();
        if cookies && !jar.is_empty() {
            let line: Vec<_> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(COOKIE, line.join("; "));
        }
        if let Some(form) = form {
            let origin = if cookies { parsed.origin().ascii_serialization() } else { "https://idp.example".to_owned() };
            request =
                request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").header(ORIGIN, origin).body(form);
        }
        let response = request.send().await.unwrap();
        for cookie in response.headers().get_all(SET_COOKIE) {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            jar.insert(name.to_owned(), value.to_owned());
            self.set_cookies.push(cookie.to_str().unwrap().to_owned());
        }
        let header = |name| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let (location, refresh) = (header(LOCATION), header(REFRESH));
        let status = response.status().as_u16();
        Page { url: url.to_owned(), status, location, refresh, body: response.text().await.unwrap() }
    }

    async fn follow(&mut self, mut page: Page) -> Page {
        for _ in 0..10 {
            let Some(location) = page.location.as_deref().filter(|_| page.status == 303) else { return page };
            let next = Url::parse(&page.url).unwrap().join(location).unwrap();
            page = self.send(Method::GET, next.as_str(), None, true).await;
        }
        panic!("redirects without end, at {}", page.url);
    }

    /// Opens an address and follows where it leads.
    pub async fn get(&mut self, url: &str) -> Page {
        let page = self.get_once(url).await;
        self.follow(page).await
    }

    pub async fn get_once(&mut self, url: &str) -> Page {
        self.send(Method::GET, url, None, true).await
    }

    /// Submits the page's form with its hidden fields and these, and follows where it leads.
    pub async fn submit(&mut self, page: &Page, more: &[(&str, &str)]) -> Page {
        let answer = self.submit_once(page, more).await;
        self.follow(answer).await
    }

    pub async fn submit_once(&mut self, page: &Page, more: &[(&str, &str)]) -> Page {
        self.send(Method::POST, &page.action(), Some(filled(page, more)), true).await
    }

    /// As a browser submits a form of another site: without our `SameSite=Lax` cookies.
    pub async fn submit_across_sites(&mut self, page: &Page) -> Page {
        self.send(Method::POST, &page.action(), Some(filled(page, &[])), false).await
    }

    fn with<'b>(
        &self,
        mut request: reqwest::RequestBuilder,
        headers: &[(&'b str, &'b str)],
    ) -> reqwest::RequestBuilder {
        let cookies = self.jar.get("localhost").into_iter().flatten();
        let line: Vec<_> = cookies.map(|(name, value)| format!("{name}={value}")).collect();
        if !line.is_empty() {
            request = request.header(COOKIE, line.join("; "));
        }
        headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))
    }

    /// Posts with these headers and our cookies, as a browser would that sends them; status and where it leads.
    pub async fn post_with(&self, url: &str, body: &str, headers: &[(&str, &str)]) -> (u16, Option<String>) {
        let request = self.client.post(url).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let response = self.with(request, headers).body(body.to_owned()).send().await.unwrap();
        let location = response.headers().get(LOCATION).map(|value| value.to_str().unwrap().to_owned());
        (response.status().as_u16(), location)
    }

    /// The same; status and body.
    pub async fn post_body(&self, url: &str, body: &str, headers: &[(&str, &str)]) -> (u16, String) {
        let request = self.client.post(url).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let response = self.with(request, headers).body(body.to_owned()).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// Calls a server function as the console's own page does.
    pub async fn call(&self, url: &str, body: &serde_json::Value) -> (u16, String) {
        let request = self.client.post(url).header(CONTENT_TYPE, "application/json");
        let request = self.with(request, &[("sec-fetch-site", "same-origin")]);
        let response = request.body(body.to_string()).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// Gets with these headers and our cookies; the status.
    pub async fn get_with(&self, url: &str, headers: &[(&str, &str)]) -> u16 {
        self.with(self.client.get(url), headers).send().await.unwrap().status().as_u16()
    }

    /// The headers of an answer.
    pub async fn headers(&self, url: &str) -> (u16, reqwest::header::HeaderMap) {
        let response = self.with(self.client.get(url), &[]).send().await.unwrap();
        (response.status().as_u16(), response.headers().clone())
    }

    /// A request to the server under another name.
    pub async fn get_as_host(&self, url: &str, host: &str) -> u16 {
        self.client.get(url).header(HOST, host).send().await.unwrap().status().as_u16()
    }
}

fn filled(page: &Page, more: &[(&str, &str)]) -> String {
    let hidden = page.hidden();
    let mut pairs: Vec<_> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    pairs.extend(more);
    crate::running::encode(&pairs)
}
