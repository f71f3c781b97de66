use super::{
    claims::{ApplicationClaims, UserAttributes},
    properties::properties,
    providers::{Chosen, SocialIdentityProviders},
};
use crate::{
    api::{Draft, UserFlowDetails, UserFlowForm},
    console::{
        calls::{delete_user_flow, review, run_endpoint, update_user_flow, user_flow},
        run::{Endpoint, RunPane},
        tenant::{CurrentTenant, id_param},
    },
    ui::{CheckField, CopyValue, DeleteSection, EditForm, PageHead, Review, Saver, Section, bound, loaded},
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// One user flow.
#[component]
pub(in crate::console) fn Details() -> impl IntoView {
    let tenant = CurrentTenant::of_page();
    let id = id_param();
    let flow = Resource::new(
        move || (tenant.get(), id.get()),
        |(tenant, id)| async move { user_flow(tenant, id).await.flatten() },
    );
    loaded(flow, move |flow| flow_view(flow, tenant))
}

fn flow_view(flow: UserFlowDetails, tenant: CurrentTenant) -> impl IntoView {
    let id = flow.id.to_string();
    let version = RwSignal::new(flow.version);
    let chosen = Chosen::new(flow.providers.clone(), &flow.form.providers);
    let claims = RwSignal::new(flow.form.claims.clone());
    let attributes = RwSignal::new(flow.form.attributes.clone());
    let form = RwSignal::new(flow.form.clone());
    let saver = Saver::new();
    let save = {
        let id = id.clone();
        move |()| {
            let form = UserFlowForm {
                providers: chosen.now(),
                claims: claims.get_untracked(),
                attributes: attributes.get_untracked(),
                ..form.get_untracked()
            };
            let call = update_user_flow(tenant.now(), id.clone(), version.get_untracked(), form);
            saver.run(call, move |saved| version.set(saved.version));
        }
    };
    let delete = {
        let id = id.clone();
        move || delete_user_flow(tenant.now(), id.clone(), version.get_untracked())
    };
    let navigate = use_navigate();
    let gone = move |()| {
        navigate(&tenant.place("user-flows"), NavigateOptions::default());
    };
    let endpoint = Endpoint::new(move |request| run_endpoint(tenant.now(), id.clone(), request));
    let title = flow.policy.as_str().to_owned();
    let metadata = flow.metadata_url;
    let kind = flow.kind;
    view! {
        <PageHead title=title sentence=kind.name() up=("User flows", tenant.place("user-flows"))/>
        <div class="with-pane">
            <div>
                <EditForm
                    saver=saver
                    on_save=save
                    action="Save"
                    review=Review::new(move || {
                        review(tenant.now(), Draft::UserFlowSettings { kind, form: form.get_untracked() })
                    })
                >
                    <h2>"Identity providers"</h2>
                    <SocialIdentityProviders chosen=chosen saver=saver new_provider=tenant.place("identity-providers/new")/>
                    {kind.signs_up().then(|| view! { <UserAttributes attributes=attributes/> })}
                    <ApplicationClaims claims=claims/>
                    <h2>"Properties"</h2>
                    {properties(form)}
                    <CheckField name="enabled" label="Enabled" bound=bound!(form, enabled) help="Off: no sign-in starts, continues or ends."/>
                </EditForm>
                <Section title="Endpoints" sentence="What an application's OpenID Connect library asks for.">
                    <dl class="facts">
                        <div>
                            <dt>"Metadata"</dt>
                            <dd>
                                <CopyValue text=Signal::stored(metadata) what="metadata URL"/>
                            </dd>
                        </div>
                    </dl>
                </Section>
                <DeleteSection
                    what="this user flow"
                    lost="Applications that call it get an error. Users stay."
                    call=delete
                    then=gone
                />
            </div>
            <RunPane
                what="Run user flow"
                endpoint=endpoint
                applications=flow.applications
                providers=flow.providers
                tenant=tenant
                dirty=saver.dirty.into()
            />
        </div>
    }
}
