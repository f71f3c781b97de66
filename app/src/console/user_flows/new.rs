use super::{
    claims::{ApplicationClaims, UserAttributes},
    providers::{Chosen, SocialIdentityProviders},
};
use crate::{
    api::{Draft, FlowProvider, ListQuery, NewUserFlow},
    console::{
        calls::{create_user_flow, identity_providers, review},
        tenant::CurrentTenant,
    },
    ui::{Choices, EditForm, PageHead, Review, Saver, TextField, bound, choice_field, loaded},
};
use domain::UserFlowKind;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

const KINDS: Choices<UserFlowKind> = &[
    ("signUpOrSignIn", UserFlowKind::SignUpOrSignIn.name(), UserFlowKind::SignUpOrSignIn),
    ("signIn", UserFlowKind::SignIn.name(), UserFlowKind::SignIn),
    ("signUp", UserFlowKind::SignUp.name(), UserFlowKind::SignUp),
];

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
            sentence="The sign-in that an application calls: a page with a button per provider."
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
    let attributes = RwSignal::new(Vec::new());
    let saver = Saver::new();
    let navigate = use_navigate();
    let save = move |()| {
        let navigate = navigate.clone();
        let form = form.get_untracked();
        // What was chosen before the type was is not sent with it.
        let attributes = if form.kind.signs_up() { attributes.get_untracked() } else { Vec::new() };
        let new = NewUserFlow { providers: chosen.now(), claims: claims.get_untracked(), attributes, ..form };
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
            {choice_field(
                "kind",
                "Type",
                KINDS,
                bound!(form, kind),
                "Sign up and sign in: whoever comes for the first time becomes a user. Sign in: users only. Sign up: new people only. It cannot be changed.",
            )}
            <SocialIdentityProviders chosen=chosen saver=saver new_provider=tenant.place("identity-providers/new")/>
            {move || form.with(|form| form.kind.signs_up()).then(|| view! { <UserAttributes attributes=attributes/> })}
            <ApplicationClaims claims=claims/>
        </EditForm>
    }
}
