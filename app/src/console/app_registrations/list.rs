use super::platform;
use crate::{
    api::ApplicationSummary,
    console::{
        calls::applications,
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
    let registered = list_resource(query, applications);
    let add = move || {
        view! {
            <a class="button" data-kind="primary" href=tenant.place("app-registrations/new")>
                <Glyph icon=Icon::Plus/>
                "New registration"
            </a>
        }
    };
    let empty = move || {
        view! {
            <Empty
                title="No application yet"
                why="An application sends people here to sign in, and gets a token back. Register one, with the redirect URI where it takes its answer."
            >
                {add()}
            </Empty>
        }
        .into_any()
    };
    view! {
        <PageHead title="App registrations" sentence="The applications that send people here to sign in.">
            {add()}
        </PageHead>
        <SearchForm label="Search by name" query=query/>
        {list_view(registered, query, move |items| table(items, tenant), empty)}
    }
}

fn table(items: Vec<ApplicationSummary>, tenant: CurrentTenant) -> AnyView {
    let rows = items
        .into_iter()
        .map(|application| Row {
            href: Some(tenant.place(&format!("app-registrations/{}", application.id))),
            name: application.name.into_any(),
            badge: (!application.enabled).then_some("Disabled"),
            cells: vec![
                view! { <code>{application.id.to_string()}</code> }.into_any(),
                platform(application.kind).into_any(),
                view! { <span class="mono clip">{application.redirect_uri}</span> }.into_any(),
            ],
        })
        .collect();
    table_view(&["Name", "Application (client) ID", "Platform", "Redirect URI"], rows)
}
