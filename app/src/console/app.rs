use super::{
    all_services, app_registrations, first_run, frame, identity_providers, overview, settings, sign_ins, user_flows,
    users,
};
use crate::ui::Ready;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    components::{ParentRoute, Route, Router, Routes},
    path,
};

/// The console and its routes.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Ready::provide();
    view! {
        <Title text="Passerelle"/>
        <Router>
            <Routes fallback=NotThere>
                <Route path=path!("/console") view=first_run::Entrance/>
                <Route path=path!("/console/first-run") view=first_run::FirstRun/>
                <ParentRoute path=path!("/console/:tenant") view=frame::Frame>
                    <Route path=path!("") view=overview::OverviewPage/>
                    <Route path=path!("all-services") view=all_services::AllServices/>
                    <Route path=path!("settings") view=settings::Settings/>
                    <Route path=path!("identity-providers") view=identity_providers::List/>
                    <Route path=path!("identity-providers/new") view=identity_providers::New/>
                    <Route path=path!("identity-providers/:id") view=identity_providers::Details/>
                    <Route path=path!("user-flows") view=user_flows::List/>
                    <Route path=path!("user-flows/new") view=user_flows::New/>
                    <Route path=path!("user-flows/:id") view=user_flows::Details/>
                    <Route path=path!("app-registrations") view=app_registrations::List/>
                    <Route path=path!("app-registrations/new") view=app_registrations::New/>
                    <Route path=path!("app-registrations/:id") view=app_registrations::Details/>
                    <Route path=path!("users") view=users::List/>
                    <Route path=path!("users/:id") view=users::Details/>
                    <Route path=path!("sign-ins") view=sign_ins::List/>
                    <Route path=path!("sign-ins/:id") view=sign_ins::Details/>
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
