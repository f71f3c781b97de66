use super::{calls::load_overview, tenant::CurrentTenant};
use crate::{
    api::Overview,
    ui::{CopyValue, Glyph, Icon, PageHead, facts_view, loaded},
};
use leptos::prelude::*;

/// The first page of a tenant: the way to the first sign-in, and where one is on it.
#[component]
pub(super) fn OverviewPage() -> impl IntoView {
    let tenant = CurrentTenant::of_page();
    let overview = Resource::new(move || tenant.get(), |tenant| async move { load_overview(tenant).await.flatten() });
    view! {
        {move || {
            let domain = format!("{}.onmicrosoft.com", tenant.get());
            view! { <PageHead title="Overview" sentence=format!("The directory {domain}: sign-up and sign-in for its customers.")/> }
        }}
        {loaded(overview, move |overview| overview_view(overview, tenant))}
    }
}

/// A step of the guide: whether it is done, what to do, why, where.
struct Step {
    done: bool,
    title: &'static str,
    why: AnyView,
    action: (&'static str, String),
}

fn overview_view(overview: Overview, tenant: CurrentTenant) -> AnyView {
    let inspector = overview.inspector_url;
    let (flow_place, flow_name) =
        overview.runnable_flow.clone().unwrap_or_else(|| ("user-flows".to_owned(), String::new()));
    let run_why = if flow_name.is_empty() {
        "A user flow that offers a provider can be run from its page.".to_owned()
    } else {
        format!("Open {flow_name} and select Run user flow. The token that comes back is shown, claim by claim.")
    };
    let steps = vec![
        Step {
            done: overview.has_application,
            title: "Register an application",
            why: view! {
                "For a first look call it " <code>"testapp1"</code> ", with this server's token inspector as redirect URI: "
                <CopyValue text=Signal::stored(inspector) what="redirect URI of the token inspector"/>
            }
            .into_any(),
            action: ("New registration", tenant.place("app-registrations/new")),
        },
        Step {
            done: overview.has_provider,
            title: "Add an identity provider",
            why: "Register this directory at the provider, such as Mobile ID; the page says with which values.".into_any(),
            action: ("New OpenID Connect provider", tenant.place("identity-providers/new")),
        },
        Step {
            done: overview.runnable_flow.is_some(),
            title: "Make a user flow, and select the provider in it",
            why: if overview.has_flow && overview.runnable_flow.is_none() {
                "There is a user flow, but it offers no provider yet: open it, and select one under Social identity providers."
            } else {
                "Its page has a button for each provider that is selected."
            }
            .into_any(),
            action: if overview.has_flow {
                ("User flows", tenant.place("user-flows"))
            } else {
                ("New user flow", tenant.place("user-flows/new"))
            },
        },
        Step {
            done: overview.has_signed_in,
            title: "Run the user flow",
            why: run_why.into_any(),
            action: ("Run user flow", tenant.place(&flow_place)),
        },
    ];
    let all_done = steps.iter().all(|step| step.done);
    let next = steps.iter().position(|step| !step.done);
    let lines =
        steps.into_iter().enumerate().map(|(index, step)| step_view(step, next == Some(index))).collect::<Vec<_>>();
    let heading = if all_done { "This directory signs people in" } else { "From here to the first sign-in" };
    view! {
        <section class="guide" aria-labelledby="guide">
            <h2 id="guide">{heading}</h2>
            <ol>{lines}</ol>
        </section>
        {all_done.then(|| facts_view(vec![
            ("What happened", view! { <a href=tenant.place("sign-ins")>"Every sign-in, hop by hop"</a> }.into_any()),
            ("Who signed in", view! { <a href=tenant.place("users")>"Users"</a> }.into_any()),
        ]))}
    }
    .into_any()
}

fn step_view(step: Step, next: bool) -> AnyView {
    let (name, href) = step.action;
    let kind = next.then_some("primary");
    let state = if step.done {
        "Done"
    } else if next {
        "Next"
    } else {
        "Later"
    };
    view! {
        <li class="guide-step" data-state=state>
            <span class="guide-mark">
                {step.done.then(|| view! { <Glyph icon=Icon::Check/> })}
                <span class="visually-hidden">{state}": "</span>
            </span>
            <div class="guide-body">
                <h3>{step.title}</h3>
                <p class="quiet">{step.why}</p>
            </div>
            <a class="button" data-kind=kind href=href>
                {name}
            </a>
        </li>
    }
    .into_any()
}
