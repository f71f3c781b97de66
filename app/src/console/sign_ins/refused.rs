use crate::{
    api::{ListQuery, RefusedRequest},
    console::{
        calls::refused_requests,
        listing::{SearchForm, encoded, list_query},
        tenant::CurrentTenant,
    },
    ui::{Empty, PageHead, Ready, Row, Time, loaded, prose, table_view},
};
use domain::ApplicationId;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// *Refused requests*: what never became a sign-in.
#[component]
pub(in crate::console) fn Refused() -> impl IntoView {
    let tenant = CurrentTenant::of_page();
    let query = list_query();
    let listed = Resource::new(move || tenant.get(), |tenant| async move { refused_requests(tenant).await.flatten() });
    let ready = Ready::signal();
    view! {
        <PageHead
            title="Refused requests"
            sentence="Requests that were refused on a page of ours, before they could become a sign-in: the client, its redirect URI or the policy is not known here. The last 200 since Passerelle was started."
        >
            <button type="button" class="button" disabled=move || !ready.get() on:click=move |_| listed.refetch()>
                "Refresh"
            </button>
        </PageHead>
        <SearchForm label="Find in the requests" query=query/>
        {loaded(listed, move |refused| view! { {move || refused_view(refused.clone(), &query.get(), tenant)} })}
    }
}

/// Whether what is searched stands somewhere in it; a code does so too.
fn is_meant(refused: &RefusedRequest, typed: &str) -> bool {
    let id = refused.id.to_string();
    let texts = [&refused.policy, &refused.client_id, &refused.redirect_uri, &refused.code, &refused.message, &id];
    let typed = typed.trim().to_lowercase();
    texts.into_iter().any(|text| text.to_lowercase().contains(&typed))
}

fn refused_view(all: Vec<RefusedRequest>, query: &ListQuery, tenant: CurrentTenant) -> AnyView {
    if all.is_empty() {
        return view! {
            <Empty
                title="No request was refused"
                why="When an application sends people here with a client ID, a redirect URI or a policy that this directory does not know, it stands here with what to correct. Requests that got further are sign-ins."
            >
                <a class="button" href=tenant.place("sign-ins")>
                    "Sign-ins"
                </a>
            </Empty>
        }
        .into_any();
    }
    let chips = code_chips(&all, &query.search);
    let found: Vec<_> = all.into_iter().filter(|refused| is_meant(refused, &query.search)).collect();
    let body = if found.is_empty() {
        view! {
            <p class="nothing-found" role="status">
                "No refused request has that in it. " <a href="?">"Show everything"</a>
            </p>
        }
        .into_any()
    } else {
        let rows = found.into_iter().map(|refused| row(refused, tenant)).collect();
        table_view(&["Time", "Policy", "Client", "What happened", "What to do"], rows)
    };
    view! {
        {chips}
        {body}
    }
    .into_any()
}

/// A chip per code that occurs, with how often.
fn code_chips(all: &[RefusedRequest], searched: &str) -> AnyView {
    let mut counts = BTreeMap::<&str, usize>::new();
    for refused in all {
        *counts.entry(&refused.code).or_default() += 1;
    }
    let mut chips = vec![("All".to_owned(), String::new())];
    chips.extend(counts.into_iter().map(|(code, count)| (format!("{code} ({count})"), code.to_owned())));
    let chips = chips
        .into_iter()
        .map(|(text, search)| {
            let current = (search == searched).then_some("true");
            view! {
                <li>
                    <a class="chip" href=format!("?search={}", encoded(&search)) aria-current=current>
                        {text}
                    </a>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <nav aria-label="Error code">
            <ul class="chips">{chips}</ul>
        </nav>
    }
    .into_any()
}

fn row(refused: RefusedRequest, tenant: CurrentTenant) -> Row {
    let code_or_none = |text: String| {
        if text.is_empty() {
            view! { <span class="quiet">"none"</span> }.into_any()
        } else {
            view! { <code>{text}</code> }.into_any()
        }
    };
    let way = way_out(&refused).map(|(words, place)| {
        view! {
            " "
            <a href=tenant.place(&place)>{words}</a>
        }
    });
    let happened = view! {
        <code>{refused.code}</code>
        " "
        {prose(&refused.message)}
        <span class="clause">"Redirect URI: " {code_or_none(refused.redirect_uri)}</span>
        <span class="clause">"Correlation ID: " <code>{refused.id.to_string()}</code></span>
    };
    Row {
        href: None,
        name: view! { <Time at=refused.at/> }.into_any(),
        badge: None,
        cells: vec![
            code_or_none(refused.policy),
            code_or_none(refused.client_id),
            happened.into_any(),
            view! { {prose(&refused.remedy)} {way} }.into_any(),
        ],
    }
}

/// Where it can be corrected, if that is here.
fn way_out(refused: &RefusedRequest) -> Option<(&'static str, String)> {
    match refused.code.as_str() {
        "AADB2C90006" | "AADB2C90007" | "AADB2C90092" | "AADB2C90287" => {
            let id: ApplicationId = refused.client_id.parse().ok()?;
            Some(("Open the registration", format!("app-registrations/{id}")))
        }
        "AADB2C90008" | "AADB2C90018" => Some(("App registrations", "app-registrations".to_owned())),
        "AADB2C90035" => Some(("User flows", "user-flows".to_owned())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{RefusedRequest, is_meant, way_out};
    use domain::Timestamp;

    fn refused(code: &str, client_id: &str) -> RefusedRequest {
        RefusedRequest {
            id: "00000000-0000-4000-8000-000000000001".parse().unwrap(),
            at: Timestamp::from_seconds(1_800_000_000),
            policy: "B2C_1_signin".to_owned(),
            client_id: client_id.to_owned(),
            redirect_uri: "https://shop.example/Back".to_owned(),
            code: code.to_owned(),
            message: String::new(),
            remedy: String::new(),
        }
    }

    #[test]
    fn a_request_is_found_by_any_part_of_it_without_case() {
        let request = refused("AADB2C90006", "x");
        for typed in ["", "b2c_1_SIGN", "example/back", "90006", " 4000-8000 "] {
            assert!(is_meant(&request, typed), "{typed}");
        }
        assert!(!is_meant(&request, "other"));
    }

    #[test]
    fn a_known_client_leads_to_its_registration_and_nothing_else_becomes_a_link() {
        let id = "11111111-1111-4111-8111-111111111111";
        let place = way_out(&refused("AADB2C90006", id)).map(|(_, place)| place);
        assert_eq!(place, Some(format!("app-registrations/{id}")));
        assert_eq!(way_out(&refused("AADB2C90006", "../settings")), None);
    }
}
