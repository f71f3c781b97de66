use super::{kind_words, status_view, usage_words};
use crate::{
    api::PolicyKeySummary,
    console::{
        calls::policy_keys,
        listing::{SearchForm, list_query, list_resource, list_view},
        tenant::CurrentTenant,
    },
    ui::{Empty, Glyph, Icon, PageHead, Row, Time, table_view},
};
use leptos::prelude::*;

/// The list.
#[component]
pub(in crate::console) fn List() -> impl IntoView {
    let tenant = CurrentTenant::of_page();
    let query = list_query();
    let keys = list_resource(query, policy_keys);
    view! {
        <PageHead
            title="Policy Keys"
            sentence="Client secrets, signing and encryption keys, under the names by which custom policies call them. What is secret is never shown again."
            up=("Identity Experience Framework", tenant.place("policies"))
        >
            {add_link(tenant)}
        </PageHead>
        <SearchForm label="Search policy keys" query=query/>
        {list_view(keys, query, move |keys| table(keys, tenant), move || empty(tenant))}
    }
}

fn add_link(tenant: CurrentTenant) -> AnyView {
    view! {
        <a class="button" data-kind="primary" href=tenant.place("policy-keys/new")>
            <Glyph icon=Icon::Plus/>
            "Add"
        </a>
    }
    .into_any()
}

fn table(keys: Vec<PolicyKeySummary>, tenant: CurrentTenant) -> AnyView {
    let rows = keys
        .into_iter()
        .map(|set| {
            let (kind, usage, status, expires) = match set.active {
                Some(key) => (
                    kind_words(key.kind).into_any(),
                    usage_words(key.usage).into_any(),
                    status_view(key.status),
                    key.expires_at.map(|at| view! { <Time at=at/> }).into_any(),
                ),
                None => (
                    ().into_any(),
                    ().into_any(),
                    view! { <span class="status" data-tone="danger"><Glyph icon=Icon::Warning/>"No key is in use"</span> }.into_any(),
                    ().into_any(),
                ),
            };
            Row {
                href: Some(tenant.place(&format!("policy-keys/{}", set.name))),
                name: set.name.into_any(),
                badge: None,
                cells: vec![kind, usage, status, expires, set.keys.into_any()],
            }
        })
        .collect();
    table_view(&["Name", "Key type", "Key usage", "State", "Expires", "Keys"], rows)
}

fn empty(tenant: CurrentTenant) -> AnyView {
    view! {
        <Empty
            title="No policy key yet"
            why="A custom policy never holds a secret itself: it names a policy key, such as B2C_1A_TokenSigningKeyContainer for the key that signs its tokens."
        >
            {add_link(tenant)}
        </Empty>
    }
    .into_any()
}
