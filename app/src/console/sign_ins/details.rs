use super::{hop::hop_view, status_view};
use crate::{
    api::SignInDetails,
    console::{
        calls::sign_in,
        tenant::{CurrentTenant, id_param},
    },
    ui::{CopyValue, Note, PageHead, Section, Time, Tone, duration_words, loaded},
};
use journey::recording::Item;
use leptos::prelude::*;

/// One sign-in.
#[component]
pub(in crate::console) fn Details() -> impl IntoView {
    let tenant = CurrentTenant::of_page();
    let id = id_param();
    let trace = Resource::new(
        move || (tenant.get(), id.get()),
        |(tenant, id)| async move { sign_in(tenant, id, false).await.flatten() },
    );
    loaded(trace, move |trace| trace_view(trace, tenant))
}

fn trace_view(trace: SignInDetails, tenant: CurrentTenant) -> impl IntoView {
    let summary = trace.summary;
    let failure = trace.recording.entries.iter().rev().find_map(|entry| match &entry.item {
        Item::Failed { code, message, help, .. } => Some((code.clone(), message.clone(), help.clone())),
        _ => None,
    });
    let start = trace.recording.entries.first().map_or(summary.started_at, |entry| entry.at);
    let dropped = trace.recording.dropped;
    let hops = trace.recording.entries.into_iter().map(|entry| hop_view(entry, start)).collect::<Vec<_>>();
    let user = summary.user.map(|user| {
        let href = tenant.place(&format!("users/{}", user.id));
        let name = user.name.unwrap_or_else(|| user.id.to_string());
        view! {
            <div>
                <dt>"User"</dt>
                <dd>
                    <a href=href>{name}</a>
                </dd>
            </div>
        }
    });
    let application = tenant.place(&format!("app-registrations/{}", summary.application));
    view! {
        <PageHead title="Sign-in" up=("Sign-ins", tenant.place("sign-ins"))/>
        {failure.map(|(code, message, help)| view! {
            <Note tone=Tone::Danger>
                <p>
                    <strong>{message}</strong>
                </p>
                <p>{help}</p>
                <p class="quiet">
                    <code>{code}</code>
                </p>
            </Note>
        })}
        <dl class="facts">
            <div>
                <dt>"Outcome"</dt>
                <dd>{status_view(summary.status)}</dd>
            </div>
            <div>
                <dt>"Time"</dt>
                <dd>
                    <Time at=summary.started_at/>
                    {summary.duration_milliseconds.map(|time| format!(", {}", duration_words(i64::from(time))))}
                </dd>
            </div>
            <div>
                <dt>"User flow"</dt>
                <dd>{summary.policy}</dd>
            </div>
            <div>
                <dt>"Application"</dt>
                <dd>
                    <a href=application>{summary.application_name}</a>
                </dd>
            </div>
            {summary.provider.map(|provider| view! {
                <div>
                    <dt>"Identity provider"</dt>
                    <dd>{provider}</dd>
                </div>
            })}
            {user}
            <div>
                <dt>"Correlation ID"</dt>
                <dd>
                    <CopyValue text=Signal::stored(summary.id.to_string()) what="correlation ID"/>
                </dd>
            </div>
        </dl>
        <Section title="Hop by hop" sentence="A failure is open, everything else is folded.">
            <ol class="trace">{hops}</ol>
            {(dropped > 0).then(|| view! { <p class="quiet">{format!("{dropped} more were not kept: a recording has a limit.")}</p> })}
        </Section>
    }
}
