use crate::{
    api::UserSummary,
    console::{
        calls::users,
        listing::{SearchForm, list_query, list_resource, list_view},
        tenant::CurrentTenant,
    },
    ui::{Empty, PageHead, Row, Time, table_view},
};
use leptos::prelude::*;

/// The list.
#[component]
pub(in crate::console) fn List() -> impl IntoView {
    let tenant = CurrentTenant::of_page();
    let query = list_query();
    let people = list_resource(query, users);
    let empty = move || {
        view! {
            <Empty title="No user yet" why="A user is made when somebody signs in for the first time. Run a user flow to see one here.">
                <a class="button" data-kind="primary" href=tenant.place("user-flows")>
                    "User flows"
                </a>
            </Empty>
        }
        .into_any()
    };
    view! {
        <PageHead title="Users" sentence="The people who have signed in to this directory."/>
        <SearchForm label="Search by beginning of name, e-mail address or object ID" query=query/>
        {list_view(people, query, move |items| table(items, tenant), empty)}
    }
}

fn table(items: Vec<UserSummary>, tenant: CurrentTenant) -> AnyView {
    let rows = items
        .into_iter()
        .map(|user| Row {
            href: Some(tenant.place(&format!("users/{}", user.id))),
            name: user.display_name.unwrap_or_else(|| "(no name)".to_owned()).into_any(),
            badge: (!user.enabled).then_some("Disabled"),
            cells: vec![
                user.email.into_any(),
                view! { <code>{user.id.to_string()}</code> }.into_any(),
                user.last_sign_in_at.map(|at| view! { <Time at=at/> }).into_any(),
            ],
        })
        .collect();
    table_view(&["Display name", "Email", "Object ID", "Last sign-in"], rows)
}
