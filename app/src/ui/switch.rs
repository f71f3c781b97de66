use super::{Note, Ready, Saver, Tone, failure_note};
use crate::api::{Answer, ConsoleError};
use leptos::prelude::*;

/// Switches something off and on again. Both can be undone, so they are done at once.
#[component]
pub(crate) fn EnabledSwitch<F, Fut>(
    /// What it is, as in "Disable this user".
    what: &'static str,
    /// What being off means.
    off: &'static str,
    /// Whether it is on.
    enabled: RwSignal<bool>,
    /// The call to the server; answers whether it is on now.
    set: F,
) -> impl IntoView
where
    F: Fn(bool) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Answer<bool>, ConsoleError>> + 'static,
{
    let saver = Saver::new();
    let ready = Ready::signal();
    let set = StoredValue::new(set);
    let button = move |text: String, on: bool| {
        let press = move |_| saver.run(set.with_value(|set| set(on)), move |now| enabled.set(now));
        view! {
            <p>
                <button type="button" class="button" disabled=move || !ready.get() on:click=press>
                    {text}
                </button>
            </p>
        }
    };
    view! {
        <div role="status">
            {move || if enabled.get() {
                button(format!("Disable {what}"), false).into_any()
            } else {
                view! {
                    <Note tone=Tone::Warning>
                        <p>{format!("Disabled: {off}")}</p>
                        {button(format!("Enable {what} again"), true)}
                    </Note>
                }
                .into_any()
            }}
        </div>
        {move || saver.failure.get().map(failure_note)}
    }
}
