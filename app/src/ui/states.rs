use super::{Glyph, Icon, prose};
use crate::api::{Answer, ConsoleError};
use leptos::prelude::*;

/// How something is meant. An icon says it beside the colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Success,
    Warning,
    Danger,
    Info,
}

impl Tone {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
            Self::Info => "info",
        }
    }

    const fn icon(self) -> Icon {
        match self {
            Self::Success => Icon::Check,
            Self::Warning | Self::Danger => Icon::Warning,
            Self::Info => Icon::Info,
        }
    }
}

/// Something to read, set off from the rest.
#[component]
pub(crate) fn Note(
    /// How it is meant.
    tone: Tone,
    /// What it says.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="note" data-tone=tone.name()>
            <Glyph icon=tone.icon()/>
            <div class="note-body">{children()}</div>
        </div>
    }
}

/// Nothing there: what this is, why it is empty, the one next step.
#[component]
pub(crate) fn Empty(
    /// What this is.
    #[prop(into)]
    title: String,
    /// Why it is empty.
    #[prop(into)]
    why: String,
    /// The next step.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <h2>{title}</h2>
            <p>{why}</p>
            {children.map(|children| children())}
        </div>
    }
}

#[component]
fn Skeleton() -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">"Loading"</span>
            <span class="skeleton-line"></span>
            <span class="skeleton-line"></span>
            <span class="skeleton-line"></span>
        </div>
    }
}

/// What to read and do about a refusal, beside a form.
pub(crate) fn failure_note(error: ConsoleError) -> AnyView {
    view! {
        <div role="alert">
            <Note tone=Tone::Danger>{failure_words(error)}</Note>
        </div>
    }
    .into_any()
}

/// What to read and do about a refusal, in place of a page.
pub(crate) fn failure_view(error: ConsoleError) -> AnyView {
    let title = match &error {
        ConsoleError::NotFound => "There is nothing here",
        ConsoleError::SignedOut => "You are signed out",
        _ => "This could not be loaded",
    };
    view! {
        <div class="empty" role="alert">
            <h2>{title}</h2>
            {failure_words(error)}
        </div>
    }
    .into_any()
}

fn failure_words(error: ConsoleError) -> AnyView {
    match error {
        ConsoleError::Invalid { form, .. } => {
            let text = form.unwrap_or_else(|| "Some fields need another value. Read the notes beside them.".to_owned());
            view! { <p>{prose(&text)}</p> }.into_any()
        }
        ConsoleError::Conflict => view! {
            <p>"Somebody else saved this in the meantime. Your change was not saved. Load the page again, then make it once more."</p>
        }
        .into_any(),
        ConsoleError::NotFound => view! { <p>"It does not exist, or somebody has deleted it. Go back to the list."</p> }.into_any(),
        ConsoleError::SignedOut => view! {
            <p>
                "Your session has ended. Nothing that you typed on this page is lost. Get a new sign-in link with "
                <code>"passerelle admin create NAME"</code>
                ", open it in another tab, then come back and try again."
            </p>
        }
        .into_any(),
        ConsoleError::Unavailable { correlation_id, message } => view! {
            <p>{prose(&message)}</p>
            {correlation_id.map(|id| view! { <p class="quiet">"Correlation ID " <code>{id}</code></p> })}
        }
        .into_any(),
    }
}

/// Draws what a resource gives, and every state before and instead of it.
pub(crate) fn loaded<T, V>(
    resource: Resource<Answer<T>>,
    draw: impl Fn(T) -> V + Clone + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    view! {
        <Transition fallback=|| view! { <Skeleton/> }>
            {move || {
                let draw = draw.clone();
                Suspend::new(async move {
                    match resource.await {
                        Ok(value) => draw(value).into_any(),
                        Err(error) => failure_view(error),
                    }
                })
            }}
        </Transition>
    }
}
