use super::status_view;
use crate::{
    api::{Listing, SignInQuery, SignInStatus, SignInSummary},
    console::{
        calls::sign_ins,
        listing::{encoded, pager_links},
        tenant::CurrentTenant,
    },
    ui::{Empty, PageHead, Row, Time, duration_words, loaded, table_view},
};
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*, task::spawn_local};
use leptos_router::{hooks::use_query_map, params::ParamsMap};
use std::time::Duration;

const STATES: [(&str, &str, Option<SignInStatus>); 5] = [
    ("", "All", None),
    ("failed", "Failed", Some(SignInStatus::Failed)),
    ("succeeded", "Succeeded", Some(SignInStatus::Succeeded)),
    ("waiting", "Waiting", Some(SignInStatus::Waiting)),
    ("expired", "Nobody answered", Some(SignInStatus::Expired)),
];
const HOURS: [(&str, &str); 4] =
    [("", "Any time"), ("1", "The last hour"), ("24", "The last day"), ("168", "The last week")];
/// The filters that are texts: parameter and label.
const TEXTS: [(&str, &str); 4] =
    [("flow", "User flow"), ("application", "Application"), ("provider", "Identity provider"), ("user", "User")];
const LIVE_SECONDS: u64 = 3;

/// What the URL asks for.
fn read(map: &ParamsMap) -> SignInQuery {
    let get = |name: &str| map.get(name).unwrap_or_default();
    let status = get("status");
    SignInQuery {
        after: map.get("after"),
        status: STATES.iter().find(|(name, ..)| *name == status).and_then(|(.., status)| *status),
        within_hours: get("hours").parse().ok(),
        policy: get("flow"),
        application: get("application"),
        provider: get("provider"),
        user: get("user"),
        token: get("token"),
    }
}

/// The parameters of a query, without `after`; `but` takes another value.
fn written(query: &SignInQuery, but: Option<(&str, &str)>) -> String {
    let status = STATES.iter().find(|(.., status)| *status == query.status).map_or("", |(name, ..)| name);
    let hours = query.within_hours.map(|hours| hours.to_string()).unwrap_or_default();
    let mut all = vec![
        ("status", status),
        ("hours", &hours),
        ("flow", &query.policy),
        ("application", &query.application),
        ("provider", &query.provider),
        ("user", &query.user),
        ("token", &query.token),
    ];
    if let Some((name, value)) = but {
        all.retain(|(other, _)| *other != name);
        all.push((name, value));
    }
    let pairs: Vec<_> = all
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    pairs.join("&")
}

/// The list.
#[component]
pub(in crate::console) fn List() -> impl IntoView {
    let tenant = CurrentTenant::of_page();
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(read));
    let listed = Resource::new(
        move || (tenant.get(), asked.get()),
        |(tenant, query)| async move { sign_ins(tenant, query).await.flatten() },
    );
    let live = RwSignal::new(true);
    view! {
        <PageHead title="Sign-ins" sentence="Every sign-in, hop by hop. Secrets, codes and tokens are never recorded.">
            <button type="button" class="chip" aria-pressed=move || live.get().to_string() on:click=move |_| live.update(|live| *live = !*live)>
                "Live"
            </button>
        </PageHead>
        {move || filters(&asked.get())}
        {loaded(listed, move |listing| {
            let shown = RwSignal::new(listing);
            keep_live(shown, tenant, asked, live);
            view! { {move || list_view(shown.get(), &asked.get_untracked(), tenant)} }.into_any()
        })}
    }
}

/// Asks again every few seconds, as long as the first part is looked at.
fn keep_live(
    shown: RwSignal<Listing<SignInSummary>>,
    tenant: CurrentTenant,
    asked: Memo<SignInQuery>,
    live: RwSignal<bool>,
) {
    Effect::new(move |_| {
        let tick = move || {
            let query = asked.get_untracked();
            if !live.get_untracked() || query.after.is_some() || document().hidden() {
                return;
            }
            let call = sign_ins(tenant.now(), query.clone());
            spawn_local(async move {
                if let Ok(listing) = call.await.flatten()
                    && asked.try_get_untracked() == Some(query)
                    && shown.try_with_untracked(|now| *now != listing) == Some(true)
                {
                    shown.try_set(listing);
                }
            });
        };
        if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(LIVE_SECONDS)) {
            on_cleanup(move || handle.clear());
        }
    });
}

/// Chips for the outcome, and a form for the rest; both are the URL, and work without script.
fn filters(asked: &SignInQuery) -> AnyView {
    let chips = STATES
        .into_iter()
        .map(|(name, word, status)| {
            let href = format!("?{}", written(asked, Some(("status", name))));
            let current = (asked.status == status).then_some("true");
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
    let values = [&asked.policy, &asked.application, &asked.provider, &asked.user];
    let texts = TEXTS
        .into_iter()
        .zip(values)
        .map(|((name, label), value)| {
            let id = format!("filter-{name}");
            view! {
                <div class="field">
                    <label for=id.clone()>{label}</label>
                    <input id=id name=name type="text" autocomplete="off" value=value.clone()/>
                </div>
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
    let status = STATES.iter().find(|(.., status)| *status == asked.status).map_or("", |(name, ..)| name);
    let narrowed = !written(asked, Some(("status", ""))).is_empty();
    view! {
        <nav aria-label="Outcome">
            <ul class="chips">{chips}</ul>
        </nav>
        <details class="fold filters" open=narrowed>
            <summary>"Filters"</summary>
            <form method="get" role="search" aria-label="Filter sign-ins">
                <input type="hidden" name="status" value=status/>
                <div class="field">
                    <label for="filter-hours">"Time"</label>
                    <select id="filter-hours" name="hours">
                        {hours}
                    </select>
                </div>
                {texts}
                <div class="form-actions">
                    <button type="submit" class="button">
                        "Filter"
                    </button>
                    {narrowed.then(|| view! { <a href="?">"Show everything"</a> })}
                </div>
            </form>
        </details>
    }
    .into_any()
}

fn list_view(listing: Listing<SignInSummary>, asked: &SignInQuery, tenant: CurrentTenant) -> AnyView {
    let pager = pager_links(&written(asked, None), asked.after.is_some(), listing.next);
    if !listing.items.is_empty() {
        return view! {
            {sign_in_table(listing.items, tenant)}
            {pager}
        }
        .into_any();
    }
    if *asked != SignInQuery::default() {
        return view! {
            <p class="nothing-found" role="status">
                "No sign-in stands so. " <a href="?">"Show everything"</a>
            </p>
            {pager}
        }
        .into_any();
    }
    view! {
        <Empty title="No sign-in yet" why="As soon as somebody signs in, it stands here with everything that happened. Run a user flow to see one. A request that was refused before it became a sign-in stands under Refused requests.">
            <a class="button" data-kind="primary" href=tenant.place("user-flows")>
                "User flows"
            </a>
        </Empty>
    }
    .into_any()
}

/// Sign-ins as a table; also on the page of a user.
pub(in crate::console) fn sign_in_table(items: Vec<SignInSummary>, tenant: CurrentTenant) -> AnyView {
    let rows = items
        .into_iter()
        .map(|line| {
            let user = line.user.map(|user| user.name.unwrap_or_else(|| user.id.to_string()));
            Row {
                href: Some(tenant.place(&format!("sign-ins/{}", line.id))),
                name: view! { <Time at=line.started_at/> }.into_any(),
                badge: None,
                cells: vec![
                    view! { {status_view(line.status)} {line.fault.map(|code| view! { " " <code>{code}</code> })} }
                        .into_any(),
                    line.policy.into_any(),
                    line.application_name.into_any(),
                    line.provider.into_any(),
                    user.into_any(),
                    line.duration_milliseconds.map(|time| duration_words(i64::from(time))).into_any(),
                ],
            }
        })
        .collect();
    table_view(&["Time", "Outcome", "User flow", "Application", "Identity provider", "User", "Duration"], rows)
}

#[cfg(test)]
mod tests {
    use super::{SignInQuery, SignInStatus, written};

    #[test]
    fn filters_live_in_the_url_and_one_can_be_changed() {
        let query = SignInQuery {
            status: Some(SignInStatus::Failed),
            within_hours: Some(24),
            user: "Erika & co".to_owned(),
            ..SignInQuery::default()
        };
        assert_eq!(written(&query, None), "status=failed&hours=24&user=Erika%20%26%20co");
        assert_eq!(written(&query, Some(("status", ""))), "hours=24&user=Erika%20%26%20co");
    }
}
