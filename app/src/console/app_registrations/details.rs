use super::{
    form::{fields, permissions},
    platform,
    secrets::Secrets,
};
use crate::{
    api::{ApplicationDetails, ApplicationForm, Draft},
    console::{
        calls::{application, create_application, delete_application, review, update_application},
        tenant::{CurrentTenant, id_param},
    },
    ui::{CopyValue, DeleteSection, EditForm, PageHead, Review, Saver, loaded},
};
use domain::ApplicationKind;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// Empty lines are no URIs.
fn without_empty_lines(form: ApplicationForm) -> ApplicationForm {
    let filled = |uris: Vec<String>| uris.into_iter().filter(|uri| !uri.trim().is_empty()).collect();
    ApplicationForm {
        redirect_uris: filled(form.redirect_uris),
        spa_redirect_uris: filled(form.spa_redirect_uris),
        public_client_redirect_uris: filled(form.public_client_redirect_uris),
        scopes: form.scopes.into_iter().filter(|scope| !scope.name.trim().is_empty()).collect(),
        ..form
    }
}

/// *New registration*.
#[component]
pub(in crate::console) fn New() -> impl IntoView {
    let tenant = CurrentTenant::of_page();
    let form = RwSignal::new(ApplicationForm::default());
    let saver = Saver::new();
    let navigate = use_navigate();
    let save = move |()| {
        let navigate = navigate.clone();
        form.update(|form| *form = without_empty_lines(form.clone()));
        saver.run(create_application(tenant.now(), form.get_untracked()), move |application| {
            navigate(&tenant.place(&format!("app-registrations/{}", application.id)), NavigateOptions::default());
        });
    };
    view! {
        <PageHead
            title="Register an application"
            sentence="It gets an application (client) ID. A web application needs a client secret too; you make it afterwards."
            up=("App registrations", tenant.place("app-registrations"))
        />
        <EditForm
            saver=saver
            on_save=save
            action="Register"
            review=Review::new(move || review(tenant.now(), Draft::Application { id: None, form: form.get_untracked() }))
        >
            {fields(form, saver).into_any()}
        </EditForm>
    }
}

/// One application.
#[component]
pub(in crate::console) fn Details() -> impl IntoView {
    let tenant = CurrentTenant::of_page();
    let id = id_param();
    let registered = Resource::new(
        move || (tenant.get(), id.get()),
        |(tenant, id)| async move { application(tenant, id).await.flatten() },
    );
    loaded(registered, move |application| application_view(application, tenant))
}

fn application_view(application: ApplicationDetails, tenant: CurrentTenant) -> impl IntoView {
    let key = application.id;
    let id = key.to_string();
    let name = application.form.name.clone();
    let version = RwSignal::new(application.version);
    let form = RwSignal::new(application.form);
    let secrets = RwSignal::new(application.secrets);
    let saver = Saver::new();
    let saved_kind = RwSignal::new(form.with_untracked(|form| form.kind));
    let save = {
        let id = id.clone();
        move |()| {
            form.update(|form| *form = without_empty_lines(form.clone()));
            let call = update_application(tenant.now(), id.clone(), version.get_untracked(), form.get_untracked());
            saver.run(call, move |saved| {
                version.set(saved.version);
                saved_kind.set(saved.form.kind);
                form.set(saved.form);
            });
        }
    };
    let delete = {
        let id = id.clone();
        move || delete_application(tenant.now(), id.clone(), version.get_untracked())
    };
    let navigate = use_navigate();
    let gone = move |()| {
        navigate(&tenant.place("app-registrations"), NavigateOptions::default());
    };
    let secrets_id = id.clone();
    let kind = platform(saved_kind.get_untracked());
    view! {
        <PageHead title=name sentence=kind up=("App registrations", tenant.place("app-registrations"))/>
        <dl class="facts">
            <div>
                <dt>"Application (client) ID"</dt>
                <dd>
                    <CopyValue text=Signal::stored(id) what="application ID"/>
                </dd>
            </div>
        </dl>
        <EditForm
            saver=saver
            on_save=save
            action="Save"
            review=Review::new(move || review(tenant.now(), Draft::Application { id: Some(key), form: form.get_untracked() }))
        >
            {fields(form, saver).into_any()}
            {permissions(form, application.grantable)}
        </EditForm>
        <Show when=move || saved_kind.get() == ApplicationKind::Web>
            <Secrets application=secrets_id.clone() tenant=tenant secrets=secrets version=version/>
        </Show>
        <DeleteSection
            what="this application"
            lost="It gets no more tokens, its secrets stop working, and codes that it has not redeemed are worth nothing."
            call=delete
            then=gone
        />
    }
}
