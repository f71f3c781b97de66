use super::{
    calls::{create_tenant, load_session, review},
    frame::no_session,
    tenant::place,
};
use crate::{
    api::{Draft, NewTenant},
    ui::{EditForm, PageHead, Review, Saver, TextField, bound},
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, components::Redirect, hooks::use_navigate};

/// `/console`: to the first tenant, or to where it is made.
#[component]
pub(super) fn Entrance() -> impl IntoView {
    let session = Resource::new(|| (), |()| async { load_session().await.flatten() });
    view! {
        <Suspense fallback=|| ()>
            {move || Suspend::new(async move {
                match session.await {
                    Ok(session) => {
                        let path = session
                            .tenants
                            .first()
                            .map_or_else(
                                || "/console/first-run".to_owned(),
                                |tenant| place(tenant.name.as_str(), ""),
                            );
                        view! { <Redirect path=path/> }.into_any()
                    }
                    Err(error) => no_session(error),
                }
            })}
        </Suspense>
    }
}

/// Makes a tenant: the first one, or another.
#[component]
pub(super) fn FirstRun() -> impl IntoView {
    let session = Resource::new(|| (), |()| async { load_session().await.flatten() });
    view! {
        <Suspense fallback=|| ()>
            {move || Suspend::new(async move {
                match session.await {
                    Ok(session) => new_tenant(session.tenants.is_empty()).into_any(),
                    Err(error) => no_session(error),
                }
            })}
        </Suspense>
    }
}

fn new_tenant(first: bool) -> impl IntoView {
    let form = RwSignal::new(NewTenant::default());
    let saver = Saver::new();
    let navigate = use_navigate();
    let save = move |()| {
        let navigate = navigate.clone();
        saver.run(create_tenant(form.get_untracked()), move |tenant| {
            navigate(&place(tenant.name.as_str(), ""), NavigateOptions::default());
        });
    };
    let (title, sentence) = if first {
        (
            "Make your first directory",
            "A directory (tenant) holds identity providers, user flows, app registrations and users. You can make more later.",
        )
    } else {
        (
            "New directory",
            "A directory (tenant) holds its own identity providers, user flows, app registrations and users.",
        )
    };
    view! {
        <main class="lonely lonely-form">
            {(!first).then(|| view! { <p class="page-up"><a href="/console">"Back to the console"</a></p> })}
            <PageHead title=title sentence=sentence/>
            <EditForm saver=saver on_save=save action="Create" review=Review::new(move || review(String::new(), Draft::Tenant { new: form.get_untracked() }))>
                <TextField name="displayName" label="Organization name" bound=bound!(form, display_name) required=true help="For people, such as Contoso."/>
                <TextField
                    name="name"
                    label="Initial domain name"
                    bound=bound!(form, name)
                    required=true
                    mono=true
                    help="3 to 63 letters and digits, such as contoso. It stands in every address as contoso.onmicrosoft.com and cannot be changed."
                />
            </EditForm>
        </main>
    }
}
