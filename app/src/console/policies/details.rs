use super::{list::role, source::source_view};
use crate::{
    api::CustomPolicyDetails,
    console::{
        calls::{custom_policy, delete_custom_policy, run_policy_endpoint, set_custom_policy_enabled},
        run::{Endpoint, RunPane},
        tenant::{CurrentTenant, id_param},
    },
    ui::{CopyValue, DeleteSection, EnabledSwitch, PageHead, Section, facts_view, loaded},
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// One custom policy.
#[component]
pub(in crate::console) fn Details() -> impl IntoView {
    let tenant = CurrentTenant::of_page();
    let id = id_param();
    let policy = Resource::new(
        move || (tenant.get(), id.get()),
        |(tenant, id)| async move { custom_policy(tenant, id).await.flatten() },
    );
    loaded(policy, move |policy| policy_view(policy, tenant))
}

fn policy_view(policy: CustomPolicyDetails, tenant: CurrentTenant) -> AnyView {
    let CustomPolicyDetails { summary, version, xml, applications, metadata_url } = policy;
    let id = summary.policy.to_string();
    let version = RwSignal::new(version);
    let enabled = RwSignal::new(summary.enabled);
    let run = summary.callable.then(|| {
        let id = id.clone();
        let endpoint = Endpoint::new(move |request| run_policy_endpoint(tenant.now(), id.clone(), request));
        let dirty = Signal::stored(false);
        view! { <RunPane what="Run now" endpoint=endpoint applications=applications tenant=tenant dirty=dirty/> }
    });
    let delete = {
        let id = id.clone();
        move || delete_custom_policy(tenant.now(), id.clone(), version.get_untracked())
    };
    let navigate = use_navigate();
    let gone = move |()| {
        navigate(&tenant.place("policies"), NavigateOptions::default());
    };
    let mut facts = Vec::new();
    if let Some(base) = &summary.base {
        let href = tenant.place(&format!("policies/{base}"));
        facts.push(("Builds on", view! { <a href=href>{base.to_string()}</a> }.into_any()));
    }
    if summary.callable {
        let url = Signal::stored(metadata_url);
        facts.push(("Metadata", view! { <CopyValue text=url what="metadata URL"/> }.into_any()));
    }
    let enabling = summary.callable.then(|| {
        let id = id.clone();
        let set = move |on| {
            let call = set_custom_policy_enabled(tenant.now(), id.clone(), version.get_untracked(), on);
            async move {
                let answer = call.await?;
                Ok(answer.map(|policy| {
                    version.set(policy.version);
                    policy.summary.enabled
                }))
            }
        };
        view! { <EnabledSwitch what="this policy" off="applications that call it get an error." enabled=enabled set=set/> }
    });
    view! {
        <PageHead title=id.clone() sentence=role(&summary) up=("Identity Experience Framework", tenant.place("policies"))>
            <a class="button" href=tenant.place("policies/upload")>
                "Upload a new version"
            </a>
        </PageHead>
        <div class="with-pane">
            <div>{facts_view(facts)} {enabling}</div>
            {run}
        </div>
        <Section title="Policy file">{source_view(id, xml)}</Section>
        <DeleteSection
            what="this policy"
            lost="Applications that call it get an error. Download the file first: it is not kept."
            call=delete
            then=gone
        />
    }
    .into_any()
}
