//! *Audit logs*: who changed what.

use super::{
    calls::audit_log,
    listing::{encoded, pager_links},
    tenant::CurrentTenant,
};
use crate::{
    api::{AuditChange, AuditLine, AuditLogQuery, Listing},
    ui::{Empty, PageHead, Row, Time, loaded, table_view},
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

/// What things are called: as stored, and in words.
const KINDS: [(&str, &str); 10] = [
    ("", "Everything"),
    ("application", "App registrations"),
    ("identityProvider", "Identity providers"),
    ("user", "Users"),
    ("userFlow", "User flows"),
    ("customPolicy", "Custom policies"),
    ("keySet", "Policy keys"),
    ("signIn", "Sign-ins"),
    ("apiToken", "API tokens"),
    ("tenant", "Directory"),
];
const HOURS: [(&str, &str); 4] =
    [("", "At any time"), ("24", "Last 24 hours"), ("168", "Last 7 days"), ("720", "Last 30 days")];

/// What the URL asks for.
fn read(map: &ParamsMap) -> AuditLogQuery {
    let get = |name: &str| map.get(name).unwrap_or_default();
    AuditLogQuery {
        after: map.get("after"),
        search: get("search"),
        kind: get("kind"),
        within_hours: get("hours").parse().ok(),
    }
}

/// The parameters of a query, without `after`; `but` is another kind.
fn written(query: &AuditLogQuery, but: Option<&str>) -> String {
    let hours = query.within_hours.map(|hours| hours.to_string()).unwrap_or_default();
    let all = [("kind", but.unwrap_or(&query.kind)), ("hours", &hours), ("search", &query.search)];
    let given = all.into_iter().filter(|(_, value)| !value.is_empty());
    given.map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&")
}

/// The list.
#[component]
pub(super) fn List() -> impl IntoView {
    let tenant = CurrentTenant::of_page();
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(read));
    let listed = Resource::new(
        move || (tenant.get(), asked.get()),
        |(tenant, query)| async move { audit_log(tenant, query).await.flatten() },
    );
    view! {
        <PageHead
            title="Audit logs"
            sentence="Who changed what in this directory, by the console, the administration API or the command line, and who looked at what is personal. Kept for a year."
        />
        {move || filters(&asked.get())}
        {loaded(listed, move |listing| list_view(listing, &asked.get_untracked(), tenant))}
    }
}

/// Chips for the kind, and a form for the rest; both are the URL, and work without script.
fn filters(asked: &AuditLogQuery) -> AnyView {
    let chips = KINDS
        .into_iter()
        .map(|(kind, word)| {
            let href = format!("?{}", written(asked, Some(kind)));
            let current = (asked.kind == kind).then_some("true");
            view! {
                <li>
                    <a class="chip" href=href aria-current=current>
                        {word}
                    </a>
                </li>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let hours = asked.within_hours.map(|hours| hours.to_string()).unwrap_or_default();
    let hours = HOURS
        .into_iter()
        .map(|(value, text)| {
            view! {
                <option value=value selected=value == hours>
                    {text}
                </option>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    let narrowed = *asked != AuditLogQuery { after: asked.after.clone(), ..AuditLogQuery::default() };
    view! {
        <nav aria-label="What was changed">
            <ul class="chips">{chips}</ul>
        </nav>
        <form method="get" class="search" role="search" aria-label="Filter the audit log">
            <input type="hidden" name="kind" value=asked.kind.clone()/>
            <label for="filter-hours">"Time"</label>
            <select id="filter-hours" name="hours">
                {hours}
            </select>
            <label for="filter-search">"Beginning of the name of who did it, or of what was changed"</label>
            <input id="filter-search" name="search" type="search" autocomplete="off" value=asked.search.clone()/>
            <button type="submit" class="button">
                "Filter"
            </button>
            {narrowed.then(|| view! { <a href="?">"Show everything"</a> })}
        </form>
    }
    .into_any()
}

fn list_view(listing: Listing<AuditLine>, asked: &AuditLogQuery, tenant: CurrentTenant) -> AnyView {
    let pager = pager_links(&written(asked, None), asked.after.is_some(), listing.next);
    if !listing.items.is_empty() {
        return view! {
            {table(listing.items, tenant)}
            {pager}
        }
        .into_any();
    }
    if *asked != AuditLogQuery::default() {
        return view! {
            <p class="nothing-found" role="status">
                "Nothing of that was done. " <a href="?">"Show everything"</a>
            </p>
            {pager}
        }
        .into_any();
    }
    view! {
        <Empty title="Nothing was changed yet" why="Every change of this directory stands here, with who made it and what became different. What was changed before there was an audit log is not in it.">
            <a class="button" data-kind="primary" href=tenant.place("")>
                "Overview"
            </a>
        </Empty>
    }
    .into_any()
}

fn table(items: Vec<AuditLine>, tenant: CurrentTenant) -> AnyView {
    let rows = items
        .into_iter()
        .map(|line| {
            let target = match line.place {
                Some(place) => view! { <a href=tenant.place(&place)>{line.target}</a> }.into_any(),
                None => line.target.into_any(),
            };
            Row {
                href: None,
                name: view! { <Time at=line.at/> }.into_any(),
                badge: None,
                cells: vec![line.activity.into_any(), target, line.actor.into_any(), changed(line.changed)],
            }
        })
        .collect();
    table_view(&["Time", "Activity", "Target", "By", "Changed"], rows)
}

/// So many names stand in a line that is folded.
const SUMMARY: usize = 3;

/// The names; with what they were and are, where that is said.
fn changed(changed: Vec<AuditChange>) -> AnyView {
    if changed.is_empty() {
        return ().into_any();
    }
    let first = |count: usize| changed.iter().take(count).map(|one| one.name.clone()).collect::<Vec<_>>().join(", ");
    if changed.iter().all(|one| one.old.is_none() && one.new.is_none()) {
        return first(changed.len()).into_any();
    }
    let names = match changed.len().saturating_sub(SUMMARY) {
        0 => first(SUMMARY),
        more => format!("{} and {more} more", first(SUMMARY)),
    };
    let lines = changed
        .into_iter()
        .map(|AuditChange { name, old, new }| {
            let silent = old.is_none() && new.is_none();
            let value = |value: Option<String>| match value {
                Some(value) => view! { <code>{value}</code> }.into_any(),
                None => "nothing".into_any(),
            };
            let values =
                if silent { "changed".into_any() } else { view! { {value(old)} " → " {value(new)} }.into_any() };
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd>{values}</dd>
                </div>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    view! {
        <details class="fold audit-changes">
            <summary>{names}</summary>
            <dl class="facts">{lines}</dl>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{AuditLogQuery, written};

    #[test]
    fn filters_live_in_the_url_and_the_kind_can_be_changed() {
        let query = AuditLogQuery {
            kind: "user".to_owned(),
            within_hours: Some(24),
            search: "Ada & co".to_owned(),
            after: Some("x".to_owned()),
        };
        assert_eq!(written(&query, None), "kind=user&hours=24&search=Ada%20%26%20co");
        assert_eq!(written(&query, Some("")), "hours=24&search=Ada%20%26%20co");
    }
}
