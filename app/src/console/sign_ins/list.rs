use super::status_view;
use crate::{
    api::{SignInQuery, SignInStatus, SignInSummary},
    console::{calls::sign_ins, listing::pager_links, tenant::CurrentTenant},
    ui::{Empty, PageHead, Time, duration_words, loaded},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

const FILTERS: [(&str, &str, Option<SignInStatus>); 4] = [
    ("", "All", None),
    ("failed", "Failed", Some(SignInStatus::Failed)),
    ("succeeded", "Succeeded", Some(SignInStatus::Succeeded)),
    ("waiting", "Waiting", Some(SignInStatus::Waiting)),
];

/// The list.
#[component]
pub(in crate::console) fn List() -> impl IntoView {
    let tenant = CurrentTenant::of_page();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        query.with(|query| {
            let status = query.get("status").unwrap_or_default();
            SignInQuery {
                after: query.get("after"),
                status: FILTERS.iter().find(|(name, ..)| *name == status).and_then(|(.., status)| *status),
                ..SignInQuery::default()
            }
        })
    });
    let listed = Resource::new(
        move || (tenant.get(), asked.get()),
        |(tenant, query)| async move { sign_ins(tenant, query).await.flatten() },
    );
    let chips = FILTERS
        .into_iter()
        .map(|(name, word, status)| {
            let href = if name.is_empty() { "?".to_owned() } else { format!("?status={name}") };
            view! {
                <li>
                    <a class="chip" href=href aria-current=move || asked.with(|asked| asked.status == status).then_some("true")>
                        {word}
                    </a>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <PageHead title="Sign-ins" sentence="Every sign-in, hop by hop. Secrets, codes and tokens are never recorded."/>
        <nav aria-label="Show">
            <ul class="chips">{chips}</ul>
        </nav>
        {loaded(listed, move |listing| {
            let asked = asked.get_untracked();
            if listing.items.is_empty() {
                return nothing(&asked, tenant);
            }
            let pager = pager_with_status(&asked, listing.next);
            view! {
                {table(listing.items, tenant)}
                {pager}
            }
            .into_any()
        })}
    }
}

fn pager_with_status(asked: &SignInQuery, next: Option<String>) -> AnyView {
    if asked.status.is_none() {
        return pager_links("", asked.after.is_some(), next);
    }
    let name = FILTERS.iter().find(|(.., status)| *status == asked.status).map(|(name, ..)| *name).unwrap_or_default();
    next.map(|next| {
        view! {
            <nav class="pager" aria-label="Pages">
                <a href=format!("?status={name}&after={next}")>"Next page"</a>
            </nav>
        }
    })
    .into_any()
}

fn nothing(asked: &SignInQuery, tenant: CurrentTenant) -> AnyView {
    if *asked != SignInQuery::default() {
        return view! {
            <p class="nothing-found" role="status">
                "No sign-in stands so. " <a href="?">"Show everything"</a>
            </p>
        }
        .into_any();
    }
    view! {
        <Empty title="No sign-in yet" why="As soon as somebody signs in, it stands here with everything that happened. Run a user flow to see one.">
            <a class="button" data-kind="primary" href=tenant.place("user-flows")>
                "User flows"
            </a>
        </Empty>
    }
    .into_any()
}

fn table(items: Vec<SignInSummary>, tenant: CurrentTenant) -> impl IntoView {
    let rows = items
        .into_iter()
        .map(|line| {
            let href = tenant.place(&format!("sign-ins/{}", line.id));
            let user = line.user.map(|user| user.name.unwrap_or_else(|| user.id.to_string()));
            view! {
                <tr>
                    <th scope="row">
                        <a class="row-link" href=href>
                            <Time at=line.started_at/>
                        </a>
                    </th>
                    <td data-label="Outcome">
                        {status_view(line.status)} {line.fault.map(|code| view! { " " <code>{code}</code> })}
                    </td>
                    <td data-label="User flow">{line.policy}</td>
                    <td data-label="Application">{line.application_name}</td>
                    <td data-label="Identity provider">{line.provider}</td>
                    <td data-label="User">{user}</td>
                    <td data-label="Duration" class="number">
                        {line.duration_milliseconds.map(|time| duration_words(i64::from(time)))}
                    </td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <table class="list">
            <thead>
                <tr>
                    <th scope="col">"Time"</th>
                    <th scope="col">"Outcome"</th>
                    <th scope="col">"User flow"</th>
                    <th scope="col">"Application"</th>
                    <th scope="col">"Identity provider"</th>
                    <th scope="col">"User"</th>
                    <th scope="col" class="number">
                        "Duration"
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}
