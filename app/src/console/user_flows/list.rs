use crate::{
    api::UserFlowSummary,
    console::{
        calls::user_flows,
        listing::{SearchForm, list_query, list_resource, list_view},
        tenant::CurrentTenant,
    },
    ui::{Empty, Glyph, Icon, PageHead, Row, table_view},
};
use leptos::prelude::*;

/// The list.
#[component]
pub(in crate::console) fn List() -> impl IntoView {
    let tenant = CurrentTenant::of_page();
    let query = list_query();
    let flows = list_resource(query, user_flows);
    let add = move || {
        view! {
            <a class="button" data-kind="primary" href=tenant.place("user-flows/new")>
                <Glyph icon=Icon::Plus/>
                "New user flow"
            </a>
        }
    };
    let empty = move || {
        view! {
            <Empty
                title="No user flow yet"
                why="A user flow is the sign-in that an application calls: a page with a button per provider, and the claims that come back."
            >
                {add()}
            </Empty>
        }
        .into_any()
    };
    view! {
        <PageHead title="User flows" sentence="The sign-ins that applications call: which providers are offered, and which claims come back.">
            {add()}
        </PageHead>
        <SearchForm label="Search by name" query=query/>
        {list_view(flows, query, move |items| table(items, tenant), empty)}
    }
}

fn table(items: Vec<UserFlowSummary>, tenant: CurrentTenant) -> AnyView {
    let rows = items
        .into_iter()
        .map(|flow| {
            let providers = if flow.providers.is_empty() {
                view! { <span class="quiet">"None: nobody can sign in"</span> }.into_any()
            } else {
                flow.providers.join(", ").into_any()
            };
            Row {
                href: Some(tenant.place(&format!("user-flows/{}", flow.id))),
                name: flow.policy.as_str().to_owned().into_any(),
                badge: (!flow.enabled).then_some("Disabled"),
                cells: vec![flow.kind.name().into_any(), providers],
            }
        })
        .collect();
    table_view(&["Name", "Type", "Identity providers"], rows)
}
