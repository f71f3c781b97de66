use super::{
    calls::{Session, load_session},
    palette::palette,
    places::{PLACES, Place},
    tenant::{CurrentTenant, place},
};
use crate::{
    api::ConsoleError,
    api::TenantSummary,
    sign_in::MessagePage,
    ui::{Glyph, Icon, Menu, Unsaved, failure_view, leave_dialog},
};
use leptos::prelude::*;
use leptos_router::{
    components::{A, Outlet},
    hooks::use_location,
};

/// Top bar, navigation and the page.
#[component]
pub(super) fn Frame() -> impl IntoView {
    let tenant = CurrentTenant::provide();
    let session = Resource::new(|| (), |()| async { load_session().await.flatten() });
    view! {
        <a class="skip" href="#content">
            "Skip to the content"
        </a>
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match session.await {
                    Ok(session) => signed_in(session, tenant).into_any(),
                    Err(error) => no_session(error),
                }
            })}
        </Transition>
    }
}

/// In place of everything: nobody is signed in, or the server does not answer.
pub(super) fn no_session(error: ConsoleError) -> AnyView {
    if error == ConsoleError::SignedOut {
        let page = MessagePage::admin_signed_out();
        return view! {
            <main class="lonely">
                <h1>{page.title}</h1>
                <p>"You are signed out; get a new sign-in link with"</p>
                <p>
                    <code>"passerelle admin create NAME"</code>
                </p>
            </main>
        }
        .into_any();
    }
    view! { <main class="lonely">{failure_view(error)}</main> }.into_any()
}

fn signed_in(session: Session, tenant: CurrentTenant) -> impl IntoView {
    let drawer = RwSignal::new(false);
    let location = use_location();
    // Going somewhere closes the drawer.
    Effect::new(move |_| {
        location.pathname.track();
        drawer.set(false);
    });
    let tenants = session.tenants.clone();
    let current = Signal::derive(move || {
        let name = tenant.get();
        tenants
            .iter()
            .find(|tenant| tenant.name.as_str() == name)
            .map(|tenant| tenant.display_name.clone())
            .unwrap_or(name)
    });
    let (on_click, question) = leave_dialog(Unsaved::provide());
    view! {
        <div class="frame" on:click=on_click>
            {top_bar(session, current, tenant, drawer).into_any()}
            {navigation(tenant, drawer).into_any()}
            <main id="content" class="content" tabindex="-1">
                <Outlet/>
            </main>
            {question}
        </div>
    }
}

/// A line of the directory switcher.
fn tenant_link(tenant: TenantSummary) -> impl IntoView {
    let href = place(tenant.name.as_str(), "");
    view! {
        <li>
            <a href=href>
                <span>{tenant.display_name}</span>
                <span class="quiet">{tenant.name.domain()}</span>
            </a>
        </li>
    }
}

fn top_bar(session: Session, current: Signal<String>, tenant: CurrentTenant, drawer: RwSignal<bool>) -> impl IntoView {
    let search = palette(tenant, session.tenants.clone()).into_any();
    let tenants = session.tenants;
    view! {
        <header class="top-bar">
            <button
                type="button"
                class="icon-button drawer-button"
                aria-label="Navigation"
                aria-controls="navigation"
                aria-expanded=move || drawer.get().to_string()
                on:click=move |_| drawer.update(|open| *open = !*open)
            >
                <Glyph icon=Icon::Menu/>
            </button>
            <a class="product" href=move || place(&tenant.get(), "")>
                "Passerelle"
            </a>
            <a class="top-link" href=move || place(&tenant.get(), "all-services")>
                <Glyph icon=Icon::Grid/>
                <span>"All services"</span>
            </a>
            {move || {
                let links: Vec<_> = tenants.iter().cloned().map(tenant_link).collect();
                view! {
                    <Menu label=current.get() hidden_label="Directory + subscription">
                        <p class="menu-title">"Directory + subscription"</p>
                        <ul>{links}</ul>
                        <ul>
                            <li>
                                <a href="/console/first-run">
                                    <span>"New directory"</span>
                                </a>
                            </li>
                        </ul>
                    </Menu>
                }
            }}
            <span class="top-space"></span>
            {search}
            <a class="icon-button" aria-label="Settings" title="Settings" href=move || place(&tenant.get(), "settings")>
                <Glyph icon=Icon::Settings/>
            </a>
            <Menu label=session.admin hidden_label="Account">
                <form method="post" action="/console/sign-out">
                    <button type="submit" class="menu-button">
                        "Sign out"
                    </button>
                </form>
            </Menu>
        </header>
    }
}

fn navigation(tenant: CurrentTenant, drawer: RwSignal<bool>) -> impl IntoView {
    let groups = PLACES
        .into_iter()
        .map(|(heading, places)| {
            let links = places
                .iter()
                .map(|&Place { route, name, icon, .. }| {
                    view! {
                        <li>
                            <A href=move || place(&tenant.get(), route) exact=route.is_empty()>
                                <Glyph icon=icon/>
                                {name}
                            </A>
                        </li>
                    }
                })
                .collect::<Vec<_>>();
            view! {
                <h2>{heading}</h2>
                <ul>{links}</ul>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <nav id="navigation" class="navigation" aria-label="Azure AD B2C" data-open=move || drawer.get().to_string()>
            {groups}
        </nav>
        <div class="drawer-shade" on:click=move |_| drawer.set(false)></div>
    }
}
