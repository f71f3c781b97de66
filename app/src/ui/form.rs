use super::{Glyph, Icon, Note, Ready, Saver, Tone, Unsaved, states::failure_note};
use crate::api::{Answer, ConsoleError, FieldErrors};
use leptos::{ev, prelude::*};
use std::pin::Pin;
use wasm_bindgen::JsCast;

/// What the server says about a draft.
type Reviewed = Pin<Box<dyn Future<Output = Result<Answer<FieldErrors>, ConsoleError>>>>;

/// Looks at what is typed, without saving it.
#[derive(Clone, Copy)]
pub(crate) struct Review(StoredValue<Box<dyn Fn() -> Reviewed + Send + Sync>>);

impl Review {
    /// By this call.
    pub(crate) fn new<Fut>(call: impl Fn() -> Fut + Send + Sync + 'static) -> Self
    where
        Fut: Future<Output = Result<Answer<FieldErrors>, ConsoleError>> + 'static,
    {
        Self(StoredValue::new(Box::new(move || Box::pin(call()))))
    }
}

/// A form that saves: one column, the primary action at the bottom left.
#[component]
pub(crate) fn EditForm(
    /// Where it stands.
    saver: Saver,
    /// Saves.
    #[prop(into)]
    on_save: Callback<()>,
    /// What the primary action is called.
    #[prop(into)]
    action: String,
    /// What is asked while a person types.
    #[prop(optional)]
    review: Option<Review>,
    /// The fields.
    children: Children,
) -> impl IntoView {
    provide_context(saver);
    Unsaved::watch(saver.dirty);
    leave_guard(saver);
    let changed = move |event: ev::Event| {
        saver.touched();
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if let (Some(review), Some(target)) = (review, target) {
            saver.review(target.id(), move || review.0.with_value(|call| call()));
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        on_save.run(());
    };
    let label = action.clone();
    let ready = Ready::signal();
    view! {
        <form class="edit-form" novalidate on:submit=submit on:input=changed on:change=changed>
            <fieldset disabled=move || !ready.get()>
                {children()}
                <div class="form-foot">
                    {move || saver.failure.get().map(failure_note)}
                    <div class="form-actions">
                        <button type="submit" class="button" data-kind="primary" aria-disabled=move || saver.saving.get().then_some("true")>
                            {move || if saver.saving.get() { "Saving…".to_owned() } else { label.clone() }}
                        </button>
                        <span class="form-state" role="status">
                            {move || {
                                saver.saved.get().then(|| view! { <Glyph icon=Icon::Check/> "Saved" })
                            }}
                        </span>
                    </div>
                </div>
            </fieldset>
        </form>
    }
}

/// The browser asks before it throws away what was typed.
fn leave_guard(saver: Saver) {
    Effect::new(move |_| {
        let handle = window_event_listener(ev::beforeunload, move |event| {
            if saver.dirty.get_untracked() {
                event.prevent_default();
            }
        });
        on_cleanup(move || handle.remove());
    });
}

/// Deletes something, after it has said what will be lost.
#[component]
pub(crate) fn DeleteSection<F, Fut>(
    /// What it is, as in "Delete this user flow".
    #[prop(into)]
    what: String,
    /// What will be lost.
    #[prop(into)]
    lost: String,
    /// The call to the server.
    call: F,
    /// After it.
    #[prop(into)]
    then: Callback<()>,
) -> impl IntoView
where
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Answer<()>, ConsoleError>> + 'static,
{
    let asking = RwSignal::new(false);
    let ready = Ready::signal();
    let saver = Saver::new();
    let call = StoredValue::new(call);
    let delete = move |_| {
        let future = call.with_value(|call| call());
        saver.run(future, move |()| then.run(()));
    };
    let (title, question) = (format!("Delete {what}"), format!("Delete {what}?"));
    let first = title.clone();
    let body = move || {
        if asking.get() {
            sure_view(question.clone(), saver, delete, asking).into_any()
        } else {
            view! {
                <button
                    type="button"
                    class="button"
                    data-kind="danger"
                    disabled=move || !ready.get()
                    on:click=move |_| asking.set(true)
                >
                    {first.clone()}
                </button>
            }
            .into_any()
        }
    };
    view! {
        <section class="section danger-section">
            <h2>{title}</h2>
            <p>{lost}</p>
            {move || saver.failure.get().map(failure_note)}
            {body}
        </section>
    }
}

fn sure_view(
    question: String,
    saver: Saver,
    delete: impl Fn(ev::MouseEvent) + Copy + Send + 'static,
    asking: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <Note tone=Tone::Warning>
            <p>
                <strong>{question}</strong>
                " This cannot be undone."
            </p>
            <div class="form-actions">
                <button type="button" class="button" data-kind="danger" on:click=delete>
                    {move || if saver.saving.get() { "Deleting…" } else { "Yes, delete" }}
                </button>
                <button type="button" class="button" on:click=move |_| asking.set(false)>
                    "Keep"
                </button>
            </div>
        </Note>
    }
}
