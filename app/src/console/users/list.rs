use crate::{
    api::UserSummary,
    console::{
        calls::users,
        listing::{SearchForm, list_query, list_resource, list_view},
        tenant::CurrentTenant,
    },
    ui::{Empty, PageHead, Time},
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
        .map(|user| {
            let href = tenant.place(&format!("users/{}", user.id));
            let name = user.display_name.unwrap_or_else(|| "(no name)".to_owned());
            view! {
                <tr>
                    <th scope="row">
                        <a class="row-link" href=href>
                            {name}
                        </a>
                        {(!user.enabled).then(|| view! { <span class="badge">"Disabled"</span> })}
                    </th>
                    <td data-label="Email">{user.email}</td>
                    <td data-label="Object ID">
                        <code>{user.id.to_string()}</code>
                    </td>
                    <td data-label="Last sign-in">{user.last_sign_in_at.map(|at| view! { <Time at=at/> })}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <table class="list">
            <thead>
                <tr>
                    <th scope="col">"Display name"</th>
                    <th scope="col">"Email"</th>
                    <th scope="col">"Object ID"</th>
                    <th scope="col">"Last sign-in"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
