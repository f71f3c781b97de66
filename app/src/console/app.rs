use super::{
    first_run, frame, overview,
    parts::{
        all_services, app_registrations, audit_logs, branding, identity_providers, policies, policy_keys, settings,
        sign_ins, user_flows, users,
    },
};
use crate::ui::Ready;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    Lazy,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

/// Takes over the page that the server has rendered.
#[cfg(feature = "console")]
pub async fn take_over() {
    let ready = Ready::new();
    let provided = ready.clone();
    let app = move || {
        provided.provide();
        App()
    };
    let Some(body) = document().body() else { return };
    leptos::mount::hydrate_from_async(body, app).await.forget();
    ready.set();
}

/// The console and its routes.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    if use_context::<Ready>().is_none() {
        Ready::new().provide();
    }
    view! {
        <Title text="Passerelle"/>
        <Router>
            <Routes fallback=NotThere>
                <Route path=path!("/console") view=first_run::Entrance/>
                <Route path=path!("/console/first-run") view=first_run::FirstRun/>
                <ParentRoute path=path!("/console/:tenant") view=frame::Frame>
                    <Route path=path!("") view=overview::OverviewPage/>
                    <Route path=path!("all-services") view={Lazy::<all_services::AllServices>::new()}/>
                    <Route path=path!("settings") view={Lazy::<settings::Settings>::new()}/>
                    <Route path=path!("identity-providers") view={Lazy::<identity_providers::List>::new()}/>
                    <Route path=path!("identity-providers/new") view={Lazy::<identity_providers::New>::new()}/>
                    <Route path=path!("identity-providers/:id") view={Lazy::<identity_providers::Details>::new()}/>
                    <Route path=path!("user-flows") view={Lazy::<user_flows::List>::new()}/>
                    <Route path=path!("user-flows/new") view={Lazy::<user_flows::New>::new()}/>
                    <Route path=path!("user-flows/:id") view={Lazy::<user_flows::Details>::new()}/>
                    <Route path=path!("app-registrations") view={Lazy::<app_registrations::List>::new()}/>
                    <Route path=path!("app-registrations/new") view={Lazy::<app_registrations::New>::new()}/>
                    <Route path=path!("app-registrations/:id") view={Lazy::<app_registrations::Details>::new()}/>
                    <Route path=path!("policies") view={Lazy::<policies::List>::new()}/>
                    <Route path=path!("policies/upload") view={Lazy::<policies::Upload>::new()}/>
                    <Route path=path!("policies/:id") view={Lazy::<policies::Details>::new()}/>
                    <Route path=path!("policy-keys") view={Lazy::<policy_keys::List>::new()}/>
                    <Route path=path!("policy-keys/new") view={Lazy::<policy_keys::New>::new()}/>
                    <Route path=path!("policy-keys/:id") view={Lazy::<policy_keys::Details>::new()}/>
                    <Route path=path!("users") view={Lazy::<users::List>::new()}/>
                    <Route path=path!("users/:id") view={Lazy::<users::Details>::new()}/>
                    <Route path=path!("sign-ins") view={Lazy::<sign_ins::List>::new()}/>
                    <Route path=path!("sign-ins/:id") view={Lazy::<sign_ins::Details>::new()}/>
                    <Route path=path!("refused-requests") view={Lazy::<sign_ins::Refused>::new()}/>
                    <Route path=path!("branding") view={Lazy::<branding::Branding>::new()}/>
                    <Route path=path!("audit-logs") view={Lazy::<audit_logs::List>::new()}/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

#[component]
fn NotThere() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(leptos_axum_status());
    }
    view! {
        <main class="lonely">
            <h1>"There is nothing at this address"</h1>
            <p>"The address may be mistyped, or the page has moved."</p>
            <p>
                <a class="button" data-kind="primary" href="/console">
                    "Go to the console"
                </a>
            </p>
        </main>
    }
}

#[cfg(feature = "ssr")]
const fn leptos_axum_status() -> http::StatusCode {
    http::StatusCode::NOT_FOUND
}
