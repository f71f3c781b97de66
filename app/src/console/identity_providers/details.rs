use super::{check::CheckSection, form::fields, sheet::sheet_view};
use crate::{
    api::{Draft, IdentityProviderDetails, IdentityProviderForm, WriteOnly},
    console::{
        calls::{
            create_identity_provider, delete_identity_provider, identity_provider, load_registration_sheet, review,
            update_identity_provider,
        },
        tenant::{CurrentTenant, id_param},
    },
    ui::{DeleteSection, EditForm, Note, PageHead, Review, Saver, Tone, loaded},
};
use domain::ProviderId;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

fn with_secret(form: IdentityProviderForm, secret: &str) -> IdentityProviderForm {
    let client_secret = (!secret.is_empty()).then(|| WriteOnly::new(secret));
    IdentityProviderForm { client_secret, ..form }
}

/// What a save would refuse. The secret itself stays here until then: a review only needs to know that there is one.
fn reviewing(
    tenant: CurrentTenant,
    id: Option<ProviderId>,
    form: RwSignal<IdentityProviderForm>,
    secret: RwSignal<String>,
) -> Review {
    Review::new(move || {
        let some = if secret.with_untracked(String::is_empty) { "" } else { "typed" };
        review(tenant.now(), Draft::IdentityProvider { id, form: with_secret(form.get_untracked(), some) })
    })
}

/// *New OpenID Connect provider*.
#[component]
pub(in crate::console) fn New() -> impl IntoView {
    let tenant = CurrentTenant::of_page();
    let sheet =
        Resource::new(move || tenant.get(), |tenant| async move { load_registration_sheet(tenant).await.flatten() });
    let form = RwSignal::new(IdentityProviderForm::default());
    let secret = RwSignal::new(String::new());
    let saver = Saver::new();
    let navigate = use_navigate();
    let save = move |()| {
        let navigate = navigate.clone();
        let form = with_secret(form.get_untracked(), &secret.get_untracked());
        saver.run(create_identity_provider(tenant.now(), form), move |provider| {
            navigate(&tenant.place(&format!("identity-providers/{}", provider.id)), NavigateOptions::default());
        });
    };
    view! {
        <PageHead
            title="New OpenID Connect provider"
            sentence="Register this directory at the provider first, then enter what it gave you."
            up=("Identity providers", tenant.place("identity-providers"))
        />
        {loaded(sheet, sheet_view)}
        <EditForm saver=saver on_save=save action="Save" review=reviewing(tenant, None, form, secret)>
            {fields(form, secret, None).into_any()}
        </EditForm>
        <CheckSection form=form saver=saver tenant=tenant/>
    }
}

/// One provider.
#[component]
pub(in crate::console) fn Details() -> impl IntoView {
    let tenant = CurrentTenant::of_page();
    let id = id_param();
    let provider = Resource::new(
        move || (tenant.get(), id.get()),
        |(tenant, id)| async move { identity_provider(tenant, id).await.flatten() },
    );
    loaded(provider, move |provider| provider_view(provider, tenant))
}

fn provider_view(provider: IdentityProviderDetails, tenant: CurrentTenant) -> impl IntoView {
    let key = provider.id;
    let id = key.to_string();
    let name = provider.form.name.clone();
    let version = RwSignal::new(provider.version);
    let form = RwSignal::new(provider.form);
    let secret = RwSignal::new(String::new());
    let saver = Saver::new();
    let save = {
        let id = id.clone();
        move |()| {
            let form_now = with_secret(form.get_untracked(), &secret.get_untracked());
            let call = update_identity_provider(tenant.now(), id.clone(), version.get_untracked(), form_now);
            saver.run(call, move |saved| {
                version.set(saved.version);
                form.set(saved.form);
                secret.set(String::new());
            });
        }
    };
    let flows = provider.user_flows;
    let in_no_flow = flows.is_empty().then(|| {
        view! {
            <Note tone=Tone::Info>
                <p>
                    "This provider is on no sign-in page yet. Open a "
                    <a href=tenant.place("user-flows")>"user flow"</a>
                    ", and select it under Social identity providers."
                </p>
            </Note>
        }
    });
    let lost = if flows.is_empty() {
        "People who signed in with it can no longer do so. Their users stay.".to_owned()
    } else {
        format!(
            "It disappears from {}. People who signed in with it can no longer do so. Their users stay.",
            flows.join(", ")
        )
    };
    let call = move || delete_identity_provider(tenant.now(), id.clone(), version.get_untracked());
    let navigate = use_navigate();
    let gone = move |()| {
        navigate(&tenant.place("identity-providers"), NavigateOptions::default());
    };
    view! {
        <PageHead title=name sentence="OpenID Connect provider" up=("Identity providers", tenant.place("identity-providers"))/>
        {in_no_flow}
        {sheet_view(provider.registration).into_any()}
        <EditForm saver=saver on_save=save action="Save" review=reviewing(tenant, Some(key), form, secret)>
            {fields(form, secret, Some(provider.has_client_secret)).into_any()}
        </EditForm>
        <CheckSection form=form saver=saver tenant=tenant/>
        <DeleteSection what="this provider" lost=lost call=call then=gone/>
    }
}
