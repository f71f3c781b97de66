use crate::{
    api::CustomPolicySummary,
    console::{
        calls::custom_policies,
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
    let policies = list_resource(query, custom_policies);
    view! {
        <PageHead
            title="Identity Experience Framework"
            sentence="Custom policies: sign-ins written as files, for what user flows cannot do."
        >
            {upload_link(tenant)}
            <a class="button" href=tenant.place("policy-keys")>
                "Policy Keys"
            </a>
        </PageHead>
        <SearchForm label="Search custom policies" query=query/>
        {list_view(policies, query, move |policies| table(policies, tenant), move || empty(tenant))}
    }
}

fn upload_link(tenant: CurrentTenant) -> AnyView {
    view! {
        <a class="button" data-kind="primary" href=tenant.place("policies/upload")>
            <Glyph icon=Icon::Plus/>
            "Upload custom policy"
        </a>
    }
    .into_any()
}

/// What a policy is for.
pub(super) const fn role(policy: &CustomPolicySummary) -> &'static str {
    if policy.callable { "Relying party policy" } else { "Base of other policies" }
}

fn table(policies: Vec<CustomPolicySummary>, tenant: CurrentTenant) -> AnyView {
    let rows = policies
        .into_iter()
        .map(|policy| Row {
            href: Some(tenant.place(&format!("policies/{}", policy.policy))),
            badge: (!policy.enabled).then_some("Disabled"),
            cells: vec![role(&policy).into_any(), policy.base.map(|base| base.to_string()).into_any()],
            name: policy.policy.to_string().into_any(),
        })
        .collect();
    table_view(&["Policy", "Kind", "Builds on"], rows)
}

fn empty(tenant: CurrentTenant) -> AnyView {
    view! {
        <Empty
            title="No custom policy yet"
            why="Upload the files of a starter pack, adapted to this directory, all at once. The keys that they name, such as B2C_1A_TokenSigningKeyContainer, stand under Policy Keys."
        >
            {upload_link(tenant)}
        </Empty>
    }
    .into_any()
}
