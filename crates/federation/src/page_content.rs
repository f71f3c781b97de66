//! Custom page content by URL (behaviour reference §11.2): fetched under the guard of everything that is fetched, cached,
//! stripped, and put around our part of a page. A page without it is shown as built.

mod sanitise;
#[cfg(test)]
mod tests;

use crate::{
    Federation,
    ports::{HttpMethod, HttpRequest},
};
use domain::Timestamp;
use journey::recording::{Item, Purpose, Source};
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use url::Url;

/// Fresh for so long.
const FRESH_SECONDS: i64 = 60;
/// The last good one is used for so long when no newer one comes.
const KEPT_SECONDS: i64 = 86_400;
/// After a failure nobody tries again for so long.
const PAUSE_SECONDS: i64 = 10;
/// At most this many: an address may hold what a request brought.
const MAX_CONTENTS: usize = 200;
/// At most this much of a document.
const MAX_BYTES: usize = 256 * 1024;
/// At most this long: somebody waits for the page.
const DEADLINE: Duration = Duration::from_secs(3);

/// What surrounds our part of a page. Nothing in it runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomContent {
    /// HTML before our part, balanced with [`Self::after`].
    pub before: String,
    /// HTML after our part.
    pub after: String,
    /// Addresses of style sheets, all of [`Self::origin`].
    pub style_sheets: Vec<String>,
    /// Style sheets that stand in the page.
    pub styles: Vec<String>,
    /// The origin that it comes from.
    pub origin: String,
    /// What was left out, for the administrator.
    pub stripped: BTreeSet<String>,
    has_place: bool,
}

impl CustomContent {
    /// What the content security policy of the page names its own style sheets by.
    pub fn style_hashes(&self) -> Vec<String> {
        self.styles.iter().map(|sheet| sanitise::hash(sheet)).collect()
    }
}

#[derive(Debug, Clone, Default)]
struct Entry {
    good: Option<(Timestamp, Arc<CustomContent>)>,
    failed: Option<(Timestamp, String)>,
    used: i64,
}

/// Contents by address.
#[derive(Default)]
pub(crate) struct Cache(Mutex<HashMap<String, Entry>>);

impl Cache {
    fn find(&self, url: &str, now: Timestamp) -> Option<Entry> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = entries.get_mut(url)?;
        entry.used = now - Timestamp::from_seconds(0);
        Some(entry.clone())
    }

    fn put(&self, url: &str, entry: Entry) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= MAX_CONTENTS
            && !entries.contains_key(url)
            && let Some(oldest) = entries.iter().min_by_key(|(_, entry)| entry.used).map(|(url, _)| url.clone())
        {
            entries.remove(&oldest);
        }
        entries.insert(url.to_owned(), entry);
    }
}

/// A content, and how it was had.
pub(crate) struct Obtained {
    pub content: Option<Arc<CustomContent>>,
    /// What the trace says of it.
    pub told: Item,
}

impl Federation {
    /// The content at an address: from the cache while it is fresh, else from the network, else the last good one.
    pub(crate) async fn page_content(&self, url: &str) -> Obtained {
        let now = self.clock.now();
        let mut entry = self.contents.find(url, now).unwrap_or_default();
        let age = |at: Timestamp| (now - at) / 1000;
        let kept = |entry: &Entry| entry.good.clone().filter(|(at, _)| age(*at) < KEPT_SECONDS);
        let cached = |at: Timestamp| Source::Cache { age_seconds: u32::try_from(age(at)).unwrap_or(0) };
        if let Some((at, content)) = kept(&entry).filter(|(at, _)| age(*at) < FRESH_SECONDS) {
            return Obtained { told: told(url, cached(at), None, 0, Ok(&content)), content: Some(content) };
        }
        if let Some((at, why)) = entry.failed.clone().filter(|(at, _)| age(*at) < PAUSE_SECONDS) {
            let content = kept(&entry).map(|(_, content)| content);
            return Obtained { told: told(url, cached(at), None, 0, Err(&why)), content };
        }
        let (status, milliseconds, answer) = self.load_content(url).await;
        match answer {
            Ok(content) => {
                let content = Arc::new(content);
                entry.good = Some((now, Arc::clone(&content)));
                entry.failed = None;
                self.contents.put(url, entry);
                let told = told(url, Source::Network, status, milliseconds, Ok(&content));
                Obtained { told, content: Some(content) }
            }
            Err(why) => {
                let told = told(url, Source::Network, status, milliseconds, Err(&why));
                entry.failed = Some((now, why));
                let content = kept(&entry).map(|(_, content)| content);
                self.contents.put(url, entry);
                Obtained { content, told }
            }
        }
    }

    async fn load_content(&self, url: &str) -> (Option<u16>, u32, Result<CustomContent, String>) {
        let Ok(base) = Url::parse(url) else { return (None, 0, Err("the address cannot be read".to_owned())) };
        let request = HttpRequest {
            method: HttpMethod::Get,
            url: url.to_owned(),
            authorization: None,
            headers: Vec::new(),
            form: None,
            json: None,
            max_bytes: MAX_BYTES,
            deadline: DEADLINE,
        };
        let response = match self.http.send(request).await {
            Ok(response) => response,
            Err(failure) => return (None, 0, Err(failure.to_string())),
        };
        let milliseconds = u32::try_from(response.took.as_millis()).unwrap_or(u32::MAX);
        let answer = match (response.status, response.content_type.as_deref(), String::from_utf8(response.body)) {
            (200, Some("text/html"), Ok(text)) => sanitise::sanitise(&text, &base)
                .ok_or_else(|| "it has no element with the id api, which our part of the page goes into".to_owned()),
            (200, Some("text/html"), Err(_)) => Err("it is not written in UTF-8".to_owned()),
            (200, kind, _) => Err(format!("it is {}, not text/html", kind.unwrap_or("of no type"))),
            (404, ..) => Err("AADB2C90002: there is no such page".to_owned()),
            (status, ..) => Err(format!("the status is {status}")),
        };
        (Some(response.status), milliseconds, answer)
    }
}

fn told(
    url: &str,
    source: Source,
    status: Option<u16>,
    milliseconds: u32,
    answer: Result<&Arc<CustomContent>, &str>,
) -> Item {
    let body = answer.ok().map(|content| serde_json::json!({ "stripped": sanitise::sentence(&content.stripped) }));
    Item::Fetched {
        purpose: Purpose::Content,
        method: "GET".to_owned(),
        url: url.split(['?', '#']).next().unwrap_or_default().to_owned(),
        parameters: Vec::new(),
        source,
        status,
        milliseconds,
        body,
        failure: answer.err().map(|why| format!("{why}; the page is shown without it")),
    }
}
