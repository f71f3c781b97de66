use super::{
    claims::ApplicationClaims,
    providers::{Chosen, SocialIdentityProviders},
};
use crate::{
    api::{Draft, FlowProvider, ListQuery, NewUserFlow},
    console::{
        calls::{create_user_flow, identity_providers, review},
        tenant::CurrentTenant,
    },
    ui::{EditForm, PageHead, Review, Saver, TextField, bound, loaded},
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// *New user flow*.
#[component]
pub(in crate::console) fn New() -> impl IntoView {
    let tenant = CurrentTenant::of_page();
    let providers = Resource::new(
        move || tenant.get(),
        |tenant| async move { identity_providers(tenant, ListQuery::default()).await.flatten() },
    );
    view! {
        <PageHead
            title="New user flow"
            sentence="Sign up and sign in: whoever comes for the first time becomes a user."
            up=("User flows", tenant.place("user-flows"))
        />
        {loaded(providers, move |listing| {
            let all = listing
                .items
                .into_iter()
                .map(|provider| FlowProvider {
                    id: provider.id,
                    name: provider.name,
                    domain_hint: provider.domain_hint,
                    enabled: provider.enabled,
                })
                .collect();
            form_view(all, tenant)
        })}
    }
}

fn form_view(all: Vec<FlowProvider>, tenant: CurrentTenant) -> impl IntoView {
    let form = RwSignal::new(NewUserFlow::default());
    let chosen = Chosen::new(all, &[]);
    let claims = RwSignal::new(NewUserFlow::default().claims);
    let saver = Saver::new();
    let navigate = use_navigate();
    let save = move |()| {
        let navigate = navigate.clone();
        let new = NewUserFlow { providers: chosen.now(), claims: claims.get_untracked(), ..form.get_untracked() };
        saver.run(create_user_flow(tenant.now(), new), move |flow| {
            navigate(&tenant.place(&format!("user-flows/{}", flow.id)), NavigateOptions::default());
        });
    };
    view! {
        <EditForm
            saver=saver
            on_save=save
            action="Create"
            review=Review::new(move || review(tenant.now(), Draft::UserFlow { new: form.get_untracked() }))
        >
            <TextField
                name="name"
                label="Name"
                prefix="B2C_1_"
                mono=true
                bound=bound!(form, name)
                required=true
                help="Letters, digits and _, such as signupsignin1. Applications call it by this name; it cannot be changed."
            />
            <SocialIdentityProviders chosen=chosen saver=saver new_provider=tenant.place("identity-providers/new")/>
            <ApplicationClaims claims=claims/>
        </EditForm>
    }
}
