use crate::{
    api::UserDetails,
    console::{
        calls::{delete_user, set_user_enabled, user},
        sign_ins::sign_in_table,
        tenant::{CurrentTenant, id_param},
    },
    ui::{CopyValue, DeleteSection, EnabledSwitch, PageHead, Section, Time, facts_view, loaded},
};
use domain::Identity;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// One user.
#[component]
pub(in crate::console) fn Details() -> impl IntoView {
    let tenant = CurrentTenant::of_page();
    let id = id_param();
    let person =
        Resource::new(move || (tenant.get(), id.get()), |(tenant, id)| async move { user(tenant, id).await.flatten() });
    loaded(person, move |person| user_view(person, tenant))
}

fn user_view(user: UserDetails, tenant: CurrentTenant) -> AnyView {
    let id = user.summary.id.to_string();
    let title = user.summary.display_name.clone().unwrap_or_else(|| "(no name)".to_owned());
    let enabled = RwSignal::new(user.summary.enabled);
    let identities = identities_view(user.identities.clone());
    let sign_ins = if user.sign_ins.is_empty() {
        view! { <p class="quiet">"None is kept any more."</p> }.into_any()
    } else {
        sign_in_table(user.sign_ins.clone(), tenant)
    };
    let navigate = use_navigate();
    let gone = move |()| {
        navigate(&tenant.place("users"), NavigateOptions::default());
    };
    let deleted = id.clone();
    let all = tenant.place(&format!("sign-ins?user={id}"));
    view! {
        <PageHead title=title sentence="A person who has signed in." up=("Users", tenant.place("users"))/>
        {facts(user)}
        <EnabledSwitch
            what="this user"
            off="this user may not sign in. A sign-in that has begun ends with an error."
            enabled=enabled
            set=move |on| {
                let call = set_user_enabled(tenant.now(), id.clone(), on);
                async move { Ok(call.await?.map(|user| user.summary.enabled)) }
            }
        />
        <Section title="Identities" sentence="By these a provider's answer leads to this user. An e-mail address never does.">
            {identities}
        </Section>
        <Section title="Sign-ins" sentence="The latest ones.">
            {sign_ins}
            <p>
                <a href=all>"All sign-ins of this user"</a>
            </p>
        </Section>
        <DeleteSection
            what="this user"
            lost="The user's attributes and identities are lost. Whoever signs in with one of these identities becomes a new user, with another object ID: applications do not know them again."
            call=move || delete_user(tenant.now(), deleted.clone())
            then=gone
        />
    }
    .into_any()
}

fn facts(user: UserDetails) -> AnyView {
    let summary = user.summary;
    let id = Signal::stored(summary.id.to_string());
    let mut facts = vec![("Object ID", view! { <CopyValue text=id what="object ID"/> }.into_any())];
    let texts = [("Given name", user.given_name), ("Surname", user.surname), ("Email", summary.email)];
    facts.extend(texts.into_iter().filter_map(|(name, value)| Some((name, value?.into_any()))));
    facts.push(("Created", view! { <Time at=summary.created_at/> }.into_any()));
    if let Some(at) = summary.last_sign_in_at {
        facts.push(("Last sign-in", view! { <Time at=at/> }.into_any()));
    }
    if !user.attributes.is_empty() {
        let lines = user
            .attributes
            .into_iter()
            .map(|(name, value)| {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                view! { <li><code>{name}</code> ": " <code>{text}</code></li> }.into_any()
            })
            .collect::<Vec<_>>();
        facts.push(("Attributes", view! { <ul>{lines}</ul> }.into_any()));
    }
    facts_view(facts)
}

fn identities_view(identities: Vec<Identity>) -> AnyView {
    let rows = identities
        .into_iter()
        .map(|identity| {
            view! {
                <tr>
                    <th scope="row">
                        <span class="mono">{identity.issuer}</span>
                    </th>
                    <td data-label="Issuer assigned ID">
                        <CopyValue text=Signal::stored(identity.issuer_assigned_id) what="issuer assigned ID"/>
                    </td>
                </tr>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    view! {
        <table class="list">
            <thead>
                <tr>
                    <th scope="col">"Issuer"</th>
                    <th scope="col">"Issuer assigned ID"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
