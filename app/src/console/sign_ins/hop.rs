use super::tables::{checks_view, claims_view, fact_view, json_view, parameters_view};
use crate::ui::duration_words;
use domain::Timestamp;
use journey::recording::{Entry, Item, Purpose, Side, Source};
use leptos::prelude::*;

/// Between whom a hop happens.
#[derive(Clone, Copy)]
enum Lane {
    BrowserToUs,
    UsToBrowser,
    ToProvider,
    FromProvider,
    WithProvider,
    Inside,
    ToApplication,
    FromApplication,
}

impl Lane {
    const fn words(self) -> &'static str {
        match self {
            Self::BrowserToUs => "Browser → Passerelle",
            Self::UsToBrowser => "Passerelle → browser",
            Self::ToProvider => "Passerelle → browser → provider",
            Self::FromProvider => "Provider → browser → Passerelle",
            Self::WithProvider => "Passerelle ⇄ provider",
            Self::Inside => "Passerelle",
            Self::ToApplication => "Passerelle → browser → application",
            Self::FromApplication => "Application → Passerelle",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::BrowserToUs | Self::UsToBrowser => "browser",
            Self::ToProvider | Self::FromProvider | Self::WithProvider => "provider",
            Self::Inside => "passerelle",
            Self::ToApplication | Self::FromApplication => "application",
        }
    }
}

/// What one line says, and what unfolds.
struct Hop {
    lane: Lane,
    line: String,
    figures: Option<String>,
    failed: bool,
    more: Vec<AnyView>,
}

impl Hop {
    fn new(lane: Lane, says: impl Into<String>) -> Self {
        Self { lane, line: says.into(), figures: None, failed: false, more: Vec::new() }
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

/// One entry of a recording; `start` is when the first one was written.
pub(super) fn hop_view(entry: Entry, start: Timestamp) -> AnyView {
    let offset = format!("+{}", duration_words(entry.at - start));
    let hop = hop(entry.item);
    let head = view! {
        <span class="hop-time">{offset}</span>
        <span class="hop-line">{hop.line}</span>
        <span class="hop-figures">{hop.figures}</span>
        <span class="hop-lane">{hop.lane.words()}</span>
    };
    let tone = if hop.failed { "danger" } else { "plain" };
    if hop.more.is_empty() {
        return view! {
            <li class="hop" data-lane=hop.lane.name() data-tone=tone>
                <div class="hop-head">{head}</div>
            </li>
        }
        .into_any();
    }
    view! {
        <li class="hop" data-lane=hop.lane.name() data-tone=tone>
            <details open=hop.failed>
                <summary class="hop-head">{head}</summary>
                <div class="hop-more">{hop.more}</div>
            </details>
        </li>
    }
    .into_any()
}

fn hop(item: Item) -> Hop {
    match item {
        Item::Begun { .. } | Item::Issued { .. } | Item::Redeemed { .. } => application_hop(item),
        Item::SentToProvider { .. } | Item::CameBack { .. } | Item::Fetched { .. } => provider_hop(item),
        Item::Shown { .. } | Item::Answered { .. } => browser_hop(item),
        other => inner_hop(other),
    }
}

fn application_hop(item: Item) -> Hop {
    match item {
        Item::Begun { policy, program, application, application_name, documents, parameters, user_agent } => {
            Hop::new(Lane::BrowserToUs, format!("{application_name} asks for a sign-in with {policy}"))
                .with(parameters_view(parameters))
                .with(fact_view("Application ID", Some(application)))
                .with(fact_view("Browser", user_agent))
                .with(fact_view("Compiled from", (!documents.is_empty()).then(|| documents.join(", "))))
                .with(fact_view("Program", Some(program)))
        }
        Item::Issued { what, response_mode, redirect_uri, claims } => {
            Hop::new(Lane::ToApplication, format!("The application gets {} by {response_mode}", what.join(" and ")))
                .with(fact_view("Redirect URI", Some(redirect_uri)))
                .with(claims_view("Claims of the ID token", claims))
        }
        Item::Redeemed { grant, authentication, checks, error } => {
            let failed = error.is_some() || checks.iter().any(domain::Check::failed);
            let line = match &error {
                Some(error) => format!("The application redeems {grant}: refused, {error}"),
                None => format!("The application redeems {grant}"),
            };
            Hop::new(Lane::FromApplication, line)
                .failing(failed)
                .with(fact_view("Authentication", Some(authentication)))
                .with(checks_view(checks))
        }
        other => inner_hop(other),
    }
}

fn browser_hop(item: Item) -> Hop {
    match item {
        Item::Shown { content, offered, error } => Hop::new(Lane::UsToBrowser, format!("A page is shown: {content}"))
            .with(fact_view("Offered", (!offered.is_empty()).then(|| offered.join(", "))))
            .with(fact_view("Message", error)),
        Item::Answered { action, fields } => {
            Hop::new(Lane::BrowserToUs, format!("The person chooses {action}")).with(claims_view("Fields", fields))
        }
        other => inner_hop(other),
    }
}

fn provider_hop(item: Item) -> Hop {
    match item {
        Item::SentToProvider { profile, provider, url, parameters } => {
            Hop::new(Lane::ToProvider, format!("The browser is sent to {provider}"))
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
            Hop::new(Lane::FromProvider, line)
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
            let hop = Hop::new(Lane::WithProvider, line)
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
    let inside = |line: String| Hop::new(Lane::Inside, line);
    match item {
        Item::Entered { journey, order, kind } => {
            inside(format!("Step {order}, {kind}")).with(fact_view("User journey", Some(journey)))
        }
        Item::Skipped { journey, order, kind, because } => inside(format!("Step {order}, {kind}: skipped"))
            .with(fact_view("Because", Some(because)))
            .with(fact_view("User journey", Some(journey))),
        Item::Profile { id, protocol } => inside(format!("Technical profile {id} ({protocol})")),
        Item::Checked { subject, checks } => {
            let failed = checks.iter().filter(|check| check.failed()).count();
            let line = if failed == 0 {
                format!("{subject}: {} checks passed", checks.len())
            } else {
                format!("{subject}: {failed} of {} checks failed", checks.len())
            };
            inside(line).failing(failed > 0).with(checks_view(checks))
        }
        Item::Received { subject, claims } => {
            inside(format!("Claims of {subject}")).with(claims_view("As the provider sent them", claims))
        }
        Item::Transformed { id, method } => {
            inside(format!("Claims transformation {id}")).with(fact_view("Method", Some(method)))
        }
        Item::Claims { by, set, removed } => inside(format!("{by} sets {} claims", set.len()))
            .with(claims_view("Set", set))
            .with(fact_view("Removed", (!removed.is_empty()).then(|| removed.join(", ")))),
        Item::Directory { operation, key, result, user } => {
            inside(format!("Directory: {operation} by {key}: {result}"))
                .failing(result == "refused")
                .with(fact_view("User", user))
        }
        Item::Failed { code, message, side, help, told } => {
            let side = match side {
                Side::Browser => "the person or the browser",
                Side::Application => "the application",
                Side::Provider => "the provider",
                Side::Configuration => "the configuration of this directory",
                Side::Passerelle => "Passerelle",
            };
            inside(format!("{code}: {message}"))
                .failing(true)
                .with(fact_view("On the side of", Some(side.to_owned())))
                .with(fact_view("What to do", Some(help)))
                .with(fact_view("Told to", Some(told)))
        }
        // The other items are drawn by the functions above.
        other => inside(format!("{other:?}")),
    }
}
