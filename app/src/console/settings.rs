use super::{
    calls::load_session,
    tenant::{CurrentTenant, place},
};
use crate::{
    api::TenantSummary,
    ui::{CopyValue, Glyph, Icon, PageHead, Row, loaded, table_view},
};
use leptos::prelude::*;

/// *Settings* → *Directories + subscriptions*: which directory one works in.
#[component]
pub(super) fn Settings() -> impl IntoView {
    let tenant = CurrentTenant::of_page();
    let session = Resource::new(|| (), |()| async { load_session().await.flatten() });
    view! {
        <PageHead
            title="Directories + subscriptions"
            sentence="A directory (tenant) holds its own identity providers, user flows, app registrations and users. Choose the one to work in."
        >
            <a class="button" data-kind="primary" href="/console/first-run">
                <Glyph icon=Icon::Plus/>
                "New directory"
            </a>
        </PageHead>
        {loaded(session, move |session| directories(session.tenants, &tenant.now()))}
    }
}

fn directories(tenants: Vec<TenantSummary>, current: &str) -> AnyView {
    let rows = tenants
        .into_iter()
        .map(|tenant| {
            let is_current = tenant.name.as_str() == current;
            let action = if is_current {
                view! { <span class="badge">"Current directory"</span> }.into_any()
            } else {
                let label = format!("Switch to {}", tenant.display_name);
                let href = place(tenant.name.as_str(), "");
                view! {
                    <a class="button above" href=href aria-label=label>
                        "Switch"
                    </a>
                }
                .into_any()
            };
            Row {
                href: Some(place(tenant.name.as_str(), "")),
                name: tenant.display_name.into_any(),
                badge: None,
                cells: vec![
                    tenant.name.domain().into_any(),
                    view! { <span class="above"><CopyValue text=Signal::stored(tenant.id.to_string()) what="directory ID"/></span> }.into_any(),
                    action,
                ],
            }
        })
        .collect();
    table_view(&["Directory name", "Domain", "Directory ID", ""], rows)
}
