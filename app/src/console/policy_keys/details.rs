use super::{
    form::{Typed, key_fields, option_field},
    kind_words, status_view, usage_words,
};
use crate::{
    api::{KeySummary, PolicyKeyDetails},
    console::{
        calls::{add_key, create_policy_key, delete_policy_key, policy_key, set_key_enabled},
        tenant::{CurrentTenant, id_param},
    },
    ui::{
        Bound, DeleteSection, EditForm, Note, PageHead, Ready, Row, Saver, Section, TextField, Time, Tone,
        failure_note, loaded, table_view,
    },
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// *Create a key*.
#[component]
pub(in crate::console) fn New() -> impl IntoView {
    let tenant = CurrentTenant::of_page();
    let name = RwSignal::new(String::new());
    let form = RwSignal::new(Typed::default());
    let saver = Saver::new();
    let navigate = use_navigate();
    let save = move |()| {
        let navigate = navigate.clone();
        let call = create_policy_key(tenant.now(), name.get_untracked(), form.with_untracked(Typed::form));
        saver.run(call, move |key| {
            navigate(&tenant.place(&format!("policy-keys/{}", key.name)), NavigateOptions::default());
        });
    };
    view! {
        <PageHead
            title="Create a key"
            sentence="Custom policies call it by its name. It can be read by nobody afterwards."
            up=("Policy Keys", tenant.place("policy-keys"))
        />
        <EditForm saver=saver on_save=save action="Create">
            {option_field(form)}
            <TextField
                name="name"
                label="Name"
                prefix="B2C_1A_"
                mono=true
                required=true
                bound=Bound { value: name.into(), set: Callback::new(move |text| name.set(text)) }
                help="The prefix B2C_1A_ is added by itself, and blanks are taken out. It cannot be changed."
            />
            {key_fields(form, saver)}
        </EditForm>
    }
}

/// One policy key.
#[component]
pub(in crate::console) fn Details() -> impl IntoView {
    let tenant = CurrentTenant::of_page();
    let name = id_param();
    let key = Resource::new(
        move || (tenant.get(), name.get()),
        |(tenant, name)| async move { policy_key(tenant, name).await.flatten() },
    );
    loaded(key, move |key| key_view(key, tenant))
}

fn key_view(key: PolicyKeyDetails, tenant: CurrentTenant) -> AnyView {
    let name = key.name.clone();
    let shown = RwSignal::new(key);
    let lost = move || {
        let policies = shown.with_untracked(names);
        let kept = "It is kept with .bak at the end of its name.";
        if policies.is_empty() { kept.to_owned() } else { format!("{policies} cannot sign anybody in then. {kept}") }
    };
    let delete = {
        let name = name.clone();
        move || delete_policy_key(tenant.now(), name.clone(), shown.with_untracked(|key| key.version))
    };
    let navigate = use_navigate();
    let gone = move |()| {
        navigate(&tenant.place("policy-keys"), NavigateOptions::default());
    };
    let used = move || {
        let policies = shown.with(names);
        if policies.is_empty() { "No custom policy names it.".to_owned() } else { format!("Named by {policies}.") }
    };
    view! {
        <PageHead title=name.clone() up=("Policy Keys", tenant.place("policy-keys"))/>
        <p>{used}</p>
        {keys_section(shown, tenant)}
        <Section
            title="Add a key"
            sentence="To replace a key before it ends, add the next one: from its activation date on it is the one in use, and the old one still verifies."
        >
            {new_key(shown, tenant)}
        </Section>
        <DeleteSection what="this policy key" lost=lost() call=delete then=gone/>
    }
    .into_any()
}

/// The policies that name it.
fn names(key: &PolicyKeyDetails) -> String {
    key.policies.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn keys_section(shown: RwSignal<PolicyKeyDetails>, tenant: CurrentTenant) -> AnyView {
    let saver = Saver::new();
    let table = move || {
        let key = shown.get();
        if key.keys.is_empty() {
            return view! {
                <Note tone=Tone::Warning>
                    <p>"There is no key in it: a policy that names it cannot use it. Add one."</p>
                </Note>
            }
            .into_any();
        }
        let rows = key.keys.into_iter().map(|key| row(key, shown, saver, tenant)).collect();
        table_view(&["Key", "Key type", "Key usage", "State", "Added", "Active from", "Expires", ""], rows)
    };
    view! {
        <Section title="Keys">
            {table}
            {move || saver.failure.get().map(failure_note)}
        </Section>
    }
    .into_any()
}

fn row(key: KeySummary, shown: RwSignal<PolicyKeyDetails>, saver: Saver, tenant: CurrentTenant) -> Row {
    let ready = Ready::signal();
    let (kid, on) = (key.kid.clone(), !key.enabled);
    let (word, label) = if on { ("Enable", "Enable key") } else { ("Disable", "Disable key") };
    let label = format!("{label} {kid}");
    let press = move |_| {
        let (name, version) = shown.with_untracked(|key| (key.name.clone(), key.version));
        let call = set_key_enabled(tenant.now(), name, kid.clone(), version, on);
        saver.run(call, move |key| shown.set(key));
    };
    let time = |at: Option<domain::Timestamp>| at.map(|at| view! { <Time at=at/> }).into_any();
    let button = view! {
        <button type="button" class="button" aria-label=label disabled=move || !ready.get() on:click=press>
            {word}
        </button>
    };
    Row {
        href: None,
        name: view! { <code>{key.kid}</code> }.into_any(),
        badge: None,
        cells: vec![
            kind_words(key.kind).into_any(),
            usage_words(key.usage).into_any(),
            status_view(key.status),
            time(Some(key.created_at)),
            time(key.not_before),
            time(key.expires_at),
            button.into_any(),
        ],
    }
}

fn new_key(shown: RwSignal<PolicyKeyDetails>, tenant: CurrentTenant) -> AnyView {
    let form = RwSignal::new(Typed::default());
    let saver = Saver::new();
    let add = move |()| {
        let (name, version) = shown.with_untracked(|key| (key.name.clone(), key.version));
        let call = add_key(tenant.now(), name, version, form.with_untracked(Typed::form));
        saver.run(call, move |key| {
            shown.set(key);
            form.set(Typed::default());
        });
    };
    view! {
        <details class="fold">
            <summary>"New key"</summary>
            <EditForm saver=saver on_save=add action="Add">
                {option_field(form)}
                {key_fields(form, saver)}
            </EditForm>
        </details>
    }
    .into_any()
}
