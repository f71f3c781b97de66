use super::{
    hop::{Hop, hop, hop_view},
    origins::origins_view,
    picture::picture,
    status_view,
};
use crate::{
    api::{SignInDetails, SignInSummary},
    console::{
        calls::sign_in,
        tenant::{CurrentTenant, id_param},
    },
    ui::{CopyValue, Note, PageHead, Section, Time, Tone, duration_words, facts_view, loaded, prose},
};
use journey::recording::{Entry, Item, OriginSource, Side};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

/// One sign-in.
#[component]
pub(in crate::console) fn Details() -> impl IntoView {
    let tenant = CurrentTenant::of_page();
    let id = id_param();
    let reveal = RwSignal::new(false);
    let trace = Resource::new(
        move || (tenant.get(), id.get(), reveal.get()),
        |(tenant, id, reveal)| async move { sign_in(tenant, id, reveal).await.flatten() },
    );
    view! {
        <PageHead title="Sign-in" up=("Sign-ins", tenant.place("sign-ins"))/>
        {loaded(trace, move |trace| trace_view(trace, tenant, reveal))}
    }
}

/// Whose side something is on.
pub(super) const fn side_words(side: Side) -> &'static str {
    match side {
        Side::Browser => "the person or the browser",
        Side::Application => "the application",
        Side::Provider => "the provider",
        Side::Configuration => "the configuration of this directory",
        Side::Passerelle => "Passerelle",
    }
}

fn trace_view(trace: SignInDetails, tenant: CurrentTenant, reveal: RwSignal<bool>) -> AnyView {
    let mut entries = trace.recording.entries;
    let names = provider_names(&entries);
    name_providers(&mut entries, &names);
    let mut origins = trace.origins;
    for origin in &mut origins {
        if let OriginSource::Step { by, .. } = &mut origin.source {
            rename(by, &names);
        }
    }
    let start = entries.first().map_or(trace.summary.started_at, |entry| entry.at);
    let failure = entries.iter().rposition(|entry| matches!(entry.item, Item::Failed { .. }));
    let note = failure.and_then(|at| entries.get(at)).map(failure_note);
    // What went wrong stands before the failure that came of it.
    let place = failure.and_then(|failure| {
        entries[..failure]
            .iter()
            .rposition(|entry| hop(entry.item.clone()).failed)
            .and_then(|at| entries.get(at))
            .cloned()
    });
    let dropped = trace.recording.dropped;
    let hops: Vec<(usize, Hop)> =
        entries.iter().enumerate().map(|(index, entry)| (index, hop(entry.item.clone()))).collect();
    let drawing = picture(&hops);
    let lines = hops
        .into_iter()
        .zip(&entries)
        .map(|((index, hop), entry)| hop_view(hop, entry.at, start, Some(index)))
        .collect::<Vec<_>>();
    view! {
        {note}
        {summary_facts(trace.summary, tenant)}
        {claims_note(trace.masked, reveal)}
        {origins_view(origins)}
        {place.map(|entry| view! {
            <Section title="Where it failed">
                <ol class="trace">{hop_view(hop(entry.item), entry.at, start, None)}</ol>
            </Section>
        })}
        <Section title="Hop by hop" sentence="Time runs down. A dashed line goes through the browser, a solid one from server to server. Open a line to see everything of it; the arrow keys walk from one to the next.">
            {drawing}
            <ol class="trace" on:keydown=walk>
                {lines}
            </ol>
            {(dropped > 0).then(|| view! { <p class="quiet">{format!("{dropped} more were not kept: a recording has a limit.")}</p> })}
        </Section>
    }
    .into_any()
}

/// A user flow names its steps by the id of the provider; a person knows it by its name: pairs of these.
fn provider_names(entries: &[Entry]) -> Vec<(String, String)> {
    let sent = entries.iter().filter_map(|entry| match &entry.item {
        Item::SentToProvider { profile, provider, .. } => Some((profile.rsplit_once('-')?.0, provider)),
        _ => None,
    });
    sent.map(|(id, name)| (id.to_owned(), name.clone())).collect()
}

fn name_providers(entries: &mut [Entry], names: &[(String, String)]) {
    for entry in entries {
        let (Item::Answered { action: text, .. } | Item::Profile { id: text, .. } | Item::Claims { by: text, .. }) =
            &mut entry.item
        else {
            continue;
        };
        rename(text, names);
    }
}

fn rename(text: &mut String, names: &[(String, String)]) {
    let own = text.rsplit_once('-').map(|(own, _)| own);
    if let Some((_, name)) = names.iter().find(|(id, _)| own == Some(id)) {
        text.clone_from(name);
    }
}

fn failure_note(entry: &Entry) -> AnyView {
    let Item::Failed { code, message, side, help, .. } = entry.item.clone() else { return ().into_any() };
    view! {
        <Note tone=Tone::Danger>
            <p>
                <strong>{prose(&message)}</strong>
            </p>
            <p>{format!("This is on the side of {}.", side_words(side))}</p>
            <p>"What to do: " {prose(&help)}</p>
            <p class="quiet">
                <code>{code}</code>
            </p>
        </Note>
    }
    .into_any()
}

fn claims_note(masked: bool, reveal: RwSignal<bool>) -> AnyView {
    if !masked {
        return view! { <p class="quiet">"Claims are shown. That you looked at them is written to the log."</p> }
            .into_any();
    }
    view! {
        <p class="claims-note">
            <span class="quiet">"What claims say about the person is masked."</span>
            <button type="button" class="button" on:click=move |_| reveal.set(true)>
                "Show claims"
            </button>
        </p>
    }
    .into_any()
}

fn summary_facts(summary: SignInSummary, tenant: CurrentTenant) -> AnyView {
    let application = tenant.place(&format!("app-registrations/{}", summary.application));
    let mut facts = vec![
        ("Outcome", status_view(summary.status).into_any()),
        (
            "Time",
            view! {
                <Time at=summary.started_at/>
                {summary.duration_milliseconds.map(|time| format!(", {}", duration_words(i64::from(time))))}
            }
            .into_any(),
        ),
        ("User flow", summary.policy.into_any()),
        ("Application", view! { <a href=application>{summary.application_name}</a> }.into_any()),
    ];
    if let Some(provider) = summary.provider {
        facts.push(("Identity provider", provider.into_any()));
    }
    if let Some(user) = summary.user {
        let href = tenant.place(&format!("users/{}", user.id));
        let name = user.name.unwrap_or_else(|| user.id.to_string());
        facts.push(("User", view! { <a href=href>{name}</a> }.into_any()));
    }
    let id = Signal::stored(summary.id.to_string());
    facts.push(("Correlation ID", view! { <CopyValue text=id what="correlation ID"/> }.into_any()));
    facts_view(facts)
}

/// The arrow keys lead from hop to hop.
fn walk(event: ev::KeyboardEvent) {
    let forward = match event.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    let Some(list) = event.current_target().and_then(|list| list.dyn_into::<web_sys::Element>().ok()) else { return };
    let Ok(heads) = list.query_selector_all(".hop-head") else { return };
    let heads: Vec<web_sys::HtmlElement> =
        (0..heads.length()).filter_map(|at| heads.item(at)?.dyn_into().ok()).collect();
    let focused = document().active_element();
    let Some(at) = heads.iter().position(|head| focused.as_ref() == Some(head.as_ref())) else { return };
    let next = if forward { at + 1 } else { at.wrapping_sub(1) };
    if let Some(head) = heads.get(next) {
        event.prevent_default();
        let _ = head.focus();
    }
}
