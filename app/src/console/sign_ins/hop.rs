use super::details::side_words;
use super::tables::{check_lines, claims_view, fact_view, json_view, parameters_view};
use crate::ui::duration_words;
use domain::Timestamp;
use journey::recording::{Item, Purpose, Source};
use leptos::prelude::*;

/// Who takes part: the lanes of the picture, from left to right.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    Browser,
    Passerelle,
    Provider,
    Application,
}

impl Lane {
    pub(super) const ALL: [Self; 4] = [Self::Browser, Self::Passerelle, Self::Provider, Self::Application];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Passerelle => "passerelle",
            Self::Provider => "provider",
            Self::Application => "application",
        }
    }

    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Browser => "Browser",
            Self::Passerelle => "Passerelle",
            Self::Provider => "Provider",
            Self::Application => "Application",
        }
    }
}

/// From whom to whom something goes.
#[derive(Clone, Copy)]
pub(super) struct Way {
    pub(super) from: Lane,
    pub(super) to: Lane,
    /// The browser carries it.
    pub(super) by_browser: bool,
    /// The engine's own bookkeeping: in the list, not in the picture.
    pub(super) is_detail: bool,
}

const fn way(from: Lane, to: Lane) -> Way {
    Way { from, to, by_browser: false, is_detail: false }
}

const fn by_browser(from: Lane, to: Lane) -> Way {
    Way { by_browser: true, ..way(from, to) }
}

const INSIDE: Way = way(Lane::Passerelle, Lane::Passerelle);
const DETAIL: Way = Way { is_detail: true, ..INSIDE };

impl Way {
    fn words(self) -> String {
        let (from, to) = (self.from.words(), self.to.words());
        match (self.from == self.to, self.by_browser) {
            (true, _) => from.to_owned(),
            (false, true) => format!("{from} → Browser → {to}"),
            (false, false) => format!("{from} → {to}"),
        }
    }

    /// The lane that a hop is coloured by: the one that is not ours.
    const fn lane(self) -> Lane {
        match self.from {
            Lane::Passerelle => self.to,
            other => other,
        }
    }
}

/// What one line says, and what unfolds.
pub(super) struct Hop {
    pub(super) way: Way,
    pub(super) line: String,
    pub(super) figures: Option<String>,
    pub(super) failed: bool,
    more: Vec<AnyView>,
}

impl Hop {
    fn new(way: Way, says: impl Into<String>) -> Self {
        Self { way, line: says.into(), figures: None, failed: false, more: Vec::new() }
    }

    fn with(mut self, more: AnyView) -> Self {
        self.more.push(more);
        self
    }

    fn failing(mut self, failed: bool) -> Self {
        self.failed |= failed;
        self
    }
}

/// The element id of a hop, for links from the picture.
pub(super) fn hop_id(index: usize) -> String {
    format!("hop-{index}")
}

/// One line of the list; `start` is when the first one was written. `index` gives it an address.
pub(super) fn hop_view(hop: Hop, at: Timestamp, start: Timestamp, index: Option<usize>) -> AnyView {
    let offset = format!("+{}", duration_words(at - start));
    let id = index.map(hop_id);
    let head = view! {
        <span class="hop-time">{offset}</span>
        <span class="hop-line">{hop.line}</span>
        <span class="hop-figures">{hop.figures}</span>
        <span class="hop-lane">{hop.way.words()}</span>
    }
    .into_any();
    let tone = if hop.failed { "danger" } else { "plain" };
    let body = if hop.more.is_empty() {
        view! {
            <div class="hop-head" tabindex="-1">
                {head}
            </div>
        }
        .into_any()
    } else {
        view! {
            <details open=hop.failed>
                <summary class="hop-head">{head}</summary>
                <div class="hop-more">{hop.more}</div>
            </details>
        }
        .into_any()
    };
    view! {
        <li class="hop" id=id data-lane=hop.way.lane().name() data-tone=tone>
            {body}
        </li>
    }
    .into_any()
}

/// `1 check`, `5 checks`.
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// What an entry of a recording says.
pub(super) fn hop(item: Item) -> Hop {
    match item {
        Item::Begun { .. } | Item::Issued { .. } | Item::Redeemed { .. } | Item::UserInfo { .. } => {
            application_hop(item)
        }
        Item::SentToProvider { .. } | Item::CameBack { .. } | Item::Fetched { .. } => provider_hop(item),
        Item::Shown { .. } | Item::Answered { .. } => browser_hop(item),
        other => inner_hop(other),
    }
}

fn application_hop(item: Item) -> Hop {
    match item {
        Item::Begun { policy, program, application, application_name, documents, parameters, user_agent } => Hop::new(
            way(Lane::Browser, Lane::Passerelle),
            format!("{application_name} asks for a sign-in with {policy}"),
        )
        .with(parameters_view(parameters))
        .with(fact_view("Application ID", Some(application)))
        .with(fact_view("Browser", user_agent))
        .with(fact_view("Compiled from", (!documents.is_empty()).then(|| documents.join(", "))))
        .with(fact_view("Program", Some(program))),
        Item::Issued { what, response_mode, redirect_uri, claims } => Hop::new(
            by_browser(Lane::Passerelle, Lane::Application),
            format!("The application gets {} by {response_mode}", what.join(" and ")),
        )
        .with(fact_view("Redirect URI", Some(redirect_uri)))
        .with(claims_view("Claims of the ID token", claims)),
        Item::Redeemed { grant, authentication, checks, error } => {
            let failed = error.is_some() || checks.iter().any(domain::Check::failed);
            let line = match &error {
                Some(error) => format!("The application redeems {grant}: refused, {error}"),
                None => format!("The application redeems {grant}"),
            };
            Hop::new(way(Lane::Application, Lane::Passerelle), line)
                .failing(failed)
                .with(fact_view("Authentication", Some(authentication)))
                .with(check_lines(checks))
        }
        Item::UserInfo { error } => {
            let line = match &error {
                Some(error) => format!("The application asks userinfo: refused, {error}"),
                None => "The application asks userinfo".to_owned(),
            };
            Hop::new(way(Lane::Application, Lane::Passerelle), line).failing(error.is_some())
        }
        other => inner_hop(other),
    }
}

fn browser_hop(item: Item) -> Hop {
    match item {
        Item::Shown { content, offered, error } => {
            Hop::new(way(Lane::Passerelle, Lane::Browser), format!("A page is shown: {content}"))
                .with(fact_view("Offered", (!offered.is_empty()).then(|| offered.join(", "))))
                .with(fact_view("Message", error))
        }
        Item::Answered { action, fields } => {
            Hop::new(way(Lane::Browser, Lane::Passerelle), format!("The person chooses {action}"))
                .with(claims_view("Fields", fields))
        }
        other => inner_hop(other),
    }
}

fn provider_hop(item: Item) -> Hop {
    match item {
        Item::SentToProvider { profile, provider, url, parameters } => {
            Hop::new(by_browser(Lane::Passerelle, Lane::Provider), format!("The browser is sent to {provider}"))
                .with(fact_view("URL", Some(url)))
                .with(fact_view("Technical profile", Some(profile)))
                .with(parameters_view(parameters))
        }
        Item::CameBack { method, parameters, reposted } => {
            let failed = parameters.iter().any(|parameter| parameter.name == "error");
            let line = if failed {
                format!("The provider answers with an error ({method})")
            } else {
                format!("The provider answers ({method})")
            };
            let note = "Posted once more from our own origin, since the first time came without our cookie.";
            Hop::new(by_browser(Lane::Provider, Lane::Passerelle), line)
                .failing(failed)
                .with(parameters_view(parameters))
                .with(fact_view("Note", reposted.then(|| note.to_owned())))
        }
        Item::Fetched { purpose, method, url, parameters, source, status, milliseconds, body, failure } => {
            let what = match purpose {
                Purpose::Metadata => "metadata",
                Purpose::Keys => "keys",
                Purpose::Token => "tokens for the code",
                Purpose::UserInfo => "claims (userinfo)",
                Purpose::Rest => "claims (REST service)",
                Purpose::Content => "custom page content",
            };
            let (line, figures) = match source {
                Source::Network => {
                    let status = status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
                    (format!("{method} {what}"), format!("{status}, {}", duration_words(i64::from(milliseconds))))
                }
                Source::Cache { age_seconds } => {
                    (format!("Uses the {what} kept from before"), format!("{age_seconds} s old"))
                }
            };
            let hop = Hop::new(way(Lane::Passerelle, Lane::Provider), line)
                .failing(failure.is_some())
                .with(fact_view("Failure", failure))
                .with(fact_view("URL", Some(url)))
                .with(parameters_view(parameters));
            let hop = match body {
                Some(body) => hop.with(json_view("Answer", &body)),
                None => hop,
            };
            Hop { figures: Some(figures), ..hop }
        }
        other => inner_hop(other),
    }
}

fn inner_hop(item: Item) -> Hop {
    let inside = |line: String| Hop::new(INSIDE, line);
    let detail = |line: String| Hop::new(DETAIL, line);
    match item {
        Item::Entered { journey, order, kind } => {
            detail(format!("Step {order}, {kind}")).with(fact_view("User journey", Some(journey)))
        }
        Item::Skipped { journey, order, kind, because } => detail(format!("Step {order}, {kind}: skipped"))
            .with(fact_view("Because", Some(because)))
            .with(fact_view("User journey", Some(journey))),
        Item::Profile { id, protocol } => detail(format!("Technical profile {id} ({protocol})")),
        Item::Checked { subject, checks } => {
            let failed = checks.iter().filter(|check| check.failed()).count();
            let line = if failed == 0 {
                format!("{subject}: {} passed", counted(checks.len(), "check"))
            } else {
                format!("{subject}: {failed} of {} failed", counted(checks.len(), "check"))
            };
            inside(line).failing(failed > 0).with(check_lines(checks))
        }
        Item::Received { subject, claims } => {
            detail(format!("Claims of {subject}")).with(claims_view("As the provider sent them", claims))
        }
        Item::Transformed { id, method } => {
            detail(format!("Claims transformation {id}")).with(fact_view("Method", Some(method)))
        }
        Item::Claims { by, set, removed } => detail(format!("{by} sets {}", counted(set.len(), "claim")))
            .with(claims_view("Set", set))
            .with(fact_view("Removed", (!removed.is_empty()).then(|| removed.join(", ")))),
        Item::Directory { operation, key, result, user } => {
            inside(format!("Directory: {operation} by {key}: {result}"))
                .failing(result == "refused")
                .with(fact_view("User", user))
        }
        Item::Refused { profile, message } => {
            inside(format!("{profile} sends the person back to the page")).with(fact_view("Because", Some(message)))
        }
        Item::Failed { code, message, side, help, told, .. } => inside(format!("{code}: {message}"))
            .failing(true)
            .with(fact_view("On the side of", Some(side_words(side).to_owned())))
            .with(fact_view("What to do", Some(help)))
            .with(fact_view("Told to", Some(told))),
        // The other items are drawn by the functions above.
        other => inside(format!("{other:?}")),
    }
}
