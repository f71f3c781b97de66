use crate::{
    api::UserDetails,
    console::{
        calls::user,
        tenant::{CurrentTenant, id_param},
    },
    ui::{CopyValue, PageHead, Section, Time, loaded},
};
use leptos::prelude::*;

/// One user.
#[component]
pub(in crate::console) fn Details() -> impl IntoView {
    let tenant = CurrentTenant::of_page();
    let id = id_param();
    let person =
        Resource::new(move || (tenant.get(), id.get()), |(tenant, id)| async move { user(tenant, id).await.flatten() });
    loaded(person, move |person| user_view(person, tenant))
}

fn user_view(user: UserDetails, tenant: CurrentTenant) -> impl IntoView {
    let summary = user.summary;
    let title = summary.display_name.clone().unwrap_or_else(|| "(no name)".to_owned());
    let state = if summary.enabled { "May sign in" } else { "Disabled: may not sign in" };
    let fact = |name: &'static str, value: Option<String>| {
        value.map(|value| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                </div>
            }
        })
    };
    let attributes: Vec<_> = user
        .attributes
        .into_iter()
        .map(|(name, value)| {
            view! {
                <div>
                    <dt>
                        <code>{name}</code>
                    </dt>
                    <dd>
                        <code>{value.to_string()}</code>
                    </dd>
                </div>
            }
        })
        .collect();
    let identities: Vec<_> = user
        .identities
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
        })
        .collect();
    view! {
        <PageHead title=title sentence=state up=("Users", tenant.place("users"))/>
        <dl class="facts">
            <div>
                <dt>"Object ID"</dt>
                <dd>
                    <CopyValue text=Signal::stored(summary.id.to_string()) what="object ID"/>
                </dd>
            </div>
            {fact("Given name", user.given_name)}
            {fact("Surname", user.surname)}
            {fact("Email", summary.email)}
            <div>
                <dt>"Created"</dt>
                <dd>
                    <Time at=summary.created_at/>
                </dd>
            </div>
            {summary.last_sign_in_at.map(|at| view! {
                <div>
                    <dt>"Last sign-in"</dt>
                    <dd>
                        <Time at=at/>
                    </dd>
                </div>
            })}
            {attributes}
        </dl>
        <Section title="Identities" sentence="By these a provider's answer leads to this user. An e-mail address never does.">
            <table class="list">
                <thead>
                    <tr>
                        <th scope="col">"Issuer"</th>
                        <th scope="col">"Issuer assigned ID"</th>
                    </tr>
                </thead>
                <tbody>{identities}</tbody>
            </table>
        </Section>
    }
}
