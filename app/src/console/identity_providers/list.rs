use crate::{
    api::IdentityProviderSummary,
    console::{
        calls::identity_providers,
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
    let providers = list_resource(query, identity_providers);
    let add = move || {
        view! {
            <a class="button" data-kind="primary" href=tenant.place("identity-providers/new")>
                <Glyph icon=Icon::Plus/>
                "New OpenID Connect provider"
            </a>
        }
    };
    let empty = move || {
        view! {
            <Empty
                title="No identity provider yet"
                why="An identity provider is where people prove who they are, such as Mobile ID. Add one, then put it into a user flow."
            >
                {add()}
            </Empty>
        }
        .into_any()
    };
    view! {
        <PageHead title="Identity providers" sentence="Where people prove who they are. A provider is on a sign-in page once a user flow offers it.">
            {add()}
        </PageHead>
        <SearchForm label="Search by name" query=query/>
        {list_view(providers, query, move |items| table(items, tenant), empty)}
    }
}

fn table(items: Vec<IdentityProviderSummary>, tenant: CurrentTenant) -> AnyView {
    let rows = items
        .into_iter()
        .map(|provider| {
            let flows = if provider.user_flows.is_empty() {
                view! { <span class="quiet">"In no user flow yet"</span> }.into_any()
            } else {
                provider.user_flows.join(", ").into_any()
            };
            Row {
                href: Some(tenant.place(&format!("identity-providers/{}", provider.id))),
                name: provider.name.into_any(),
                badge: (!provider.enabled).then_some("Disabled"),
                cells: vec![
                    view! { <span class="mono clip">{provider.metadata_url}</span> }.into_any(),
                    provider.domain_hint.into_any(),
                    flows,
                ],
            }
        })
        .collect();
    table_view(&["Name", "Metadata url", "Domain hint", "User flows"], rows)
}
