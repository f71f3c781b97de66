use crate::{
    api::{NewSecret, SECRET_MONTHS, SecretSummary},
    console::{
        calls::{add_secret, remove_secret},
        tenant::CurrentTenant,
    },
    ui::{Bound, CopyValue, EditForm, Note, Ready, Saver, Section, SelectField, TextField, Time, Tone, bound},
};
use leptos::prelude::*;

/// *Client secrets*: two at a time, so that one can replace the other without a gap.
#[component]
pub(super) fn Secrets(
    /// The application's id.
    application: String,
    /// Whose.
    tenant: CurrentTenant,
    /// Those that there are.
    secrets: RwSignal<Vec<SecretSummary>>,
    /// The application's version; a secret made or deleted is a change.
    version: RwSignal<u32>,
) -> impl IntoView {
    let fresh = RwSignal::new(None::<String>);
    let remover = Saver::new();
    let asking = RwSignal::new(None::<String>);
    let ready = Ready::signal();
    let id = StoredValue::new(application);
    let remove = move |secret: String| {
        remover.run(remove_secret(tenant.now(), id.get_value(), secret), move |application| {
            version.set(application.version);
            secrets.set(application.secrets);
        });
    };
    let rows = move || {
        secrets
            .get()
            .into_iter()
            .map(|secret| {
                let key = secret.id.to_string();
                let expiry = if secret.expired { "Expired" } else { "Expires" };
                view! {
                    <tr>
                        <th scope="row">{secret.description}</th>
                        <td data-label="Begins with">
                            <code>{secret.hint}"…"</code>
                        </td>
                        <td data-label=expiry>
                            {secret.expired.then_some("Expired ")}
                            <Time at=secret.expires_at/>
                        </td>
                        <td>
                            {delete_buttons(key, asking, ready, remove)}
                        </td>
                    </tr>
                }
            })
            .collect::<Vec<_>>()
    };
    view! {
        <Section title="Client secrets" sentence="With one of them the application proves itself at the token endpoint. A deleted one stops working at once.">
            {move || {
                fresh.get().map(|value| view! {
                    <Note tone=Tone::Success>
                        <p>
                            <strong>"Copy the secret now."</strong>
                            " It is shown this once; only a fingerprint of it is stored."
                        </p>
                        <p>
                            <CopyValue text=Signal::stored(value) what="client secret"/>
                        </p>
                    </Note>
                })
            }}
            <Show
                when=move || !secrets.with(Vec::is_empty)
                fallback=|| view! { <p class="quiet">"There is no client secret yet. The application cannot redeem a code without one."</p> }
            >
                <table class="list">
                    <thead>
                        <tr>
                            <th scope="col">"Description"</th>
                            <th scope="col">"Begins with"</th>
                            <th scope="col">"Expires"</th>
                            <th scope="col">
                                <span class="visually-hidden">"Actions"</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </Show>
            <Show when=move || secrets.with(|secrets| secrets.len() < 2)>
                {new_secret(id, tenant, secrets, version, fresh).into_any()}
            </Show>
        </Section>
    }
}

/// *Delete*, and once more to be sure: the application may be using the secret at this moment.
fn delete_buttons(
    key: String,
    asking: RwSignal<Option<String>>,
    ready: Signal<bool>,
    remove: impl Fn(String) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let asked = StoredValue::new(key);
    let sure = move || asking.with(|asking| *asking == Some(asked.get_value()));
    move || {
        if sure() {
            view! {
                <div class="form-actions">
                    <button type="button" class="button" data-kind="danger" on:click=move |_| remove(asked.get_value())>
                        "Yes, delete"
                    </button>
                    <button type="button" class="button" on:click=move |_| asking.set(None)>
                        "Keep"
                    </button>
                </div>
            }
            .into_any()
        } else {
            view! {
                <button
                    type="button"
                    class="button"
                    disabled=move || !ready.get()
                    on:click=move |_| asking.set(Some(asked.get_value()))
                >
                    "Delete"
                </button>
            }
            .into_any()
        }
    }
}

fn new_secret(
    id: StoredValue<String>,
    tenant: CurrentTenant,
    secrets: RwSignal<Vec<SecretSummary>>,
    version: RwSignal<u32>,
    fresh: RwSignal<Option<String>>,
) -> impl IntoView {
    let form = RwSignal::new(NewSecret::default());
    let saver = Saver::new();
    let months = Bound {
        value: Signal::derive(move || form.with(|form| form.months.to_string())),
        set: Callback::new(move |text: String| {
            if let Ok(months) = text.parse() {
                form.update(|form| form.months = months);
            }
        }),
    };
    let options: Vec<_> =
        SECRET_MONTHS.into_iter().map(|months| (months.to_string(), format!("{months} months"))).collect();
    let add = move |()| {
        let call = add_secret(tenant.now(), id.get_value(), form.get_untracked());
        saver.run(call, move |created| {
            fresh.set(Some(created.value.reveal().to_owned()));
            version.set(created.application.version);
            secrets.set(created.application.secrets);
            form.set(NewSecret::default());
        });
    };
    view! {
        <details class="fold">
            <summary>"New client secret"</summary>
            <EditForm saver=saver on_save=add action="Add">
                <TextField name="description" label="Description" bound=bound!(form, description) help="What it is for, so that you know it again."/>
                <SelectField name="months" label="Expires after" bound=months options=Signal::stored(options)/>
            </EditForm>
        </details>
    }
}
