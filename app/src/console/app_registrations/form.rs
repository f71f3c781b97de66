use super::platform;
use crate::{
    api::ApplicationForm,
    ui::{Bound, CheckField, Glyph, Icon, Saver, SelectField, TextField, bound, prose},
};
use domain::ApplicationKind;
use leptos::prelude::*;

const KINDS: [(&str, ApplicationKind); 3] =
    [("web", ApplicationKind::Web), ("spa", ApplicationKind::Spa), ("publicClient", ApplicationKind::PublicClient)];

/// The fields of a registration (behaviour reference §5).
pub(super) fn fields(form: RwSignal<ApplicationForm>, saver: Saver) -> impl IntoView {
    let kind = Bound {
        value: Signal::derive(move || {
            let kind = form.with(|form| form.kind);
            KINDS.iter().find(|(_, other)| *other == kind).map(|(name, _)| (*name).to_owned()).unwrap_or_default()
        }),
        set: Callback::new(move |name: String| {
            if let Some((_, kind)) = KINDS.iter().find(|(other, _)| *other == name) {
                form.update(|form| form.kind = *kind);
            }
        }),
    };
    let kinds = KINDS.iter().map(|(name, kind)| ((*name).to_owned(), platform(*kind).to_owned())).collect::<Vec<_>>();
    let always_pkce = Signal::derive(move || form.with(|form| form.kind != ApplicationKind::Web));
    let pkce = Bound {
        value: Signal::derive(move || form.with(|form| form.require_pkce || form.kind != ApplicationKind::Web)),
        set: Callback::new(move |on| form.update(|form| form.require_pkce = on)),
    };
    view! {
        <TextField name="name" label="Name" bound=bound!(form, name) required=true help="For people, such as testapp1."/>
        <SelectField
            name="kind"
            label="Platform"
            bound=kind
            options=Signal::stored(kinds)
            help="Web: a server that keeps a secret. The others cannot keep one, and use PKCE instead."
        />
        {redirect_uris(form, saver).into_any()}
        <fieldset class="group">
            <legend>"Implicit grant and hybrid flows"</legend>
            <p class="section-sentence">"Tokens straight from the authorization endpoint. An application that only reads its ID token needs the second one, and so does the token inspector."</p>
            <CheckField name="accessTokens" label="Access tokens (used for implicit flows)" bound=bound!(form, access_tokens)/>
            <CheckField name="idTokens" label="ID tokens (used for implicit and hybrid flows)" bound=bound!(form, id_tokens)/>
        </fieldset>
        <CheckField
            name="requirePkce"
            label="Require PKCE"
            bound=pkce
            disabled=always_pkce
            help="A stolen code is worth nothing without the verifier. Always on for applications that cannot keep a secret."
        />
        <CheckField name="enabled" label="Enabled" bound=bound!(form, enabled) help="Off: no sign-in starts, continues or ends."/>
    }
}

fn redirect_uris(form: RwSignal<ApplicationForm>, saver: Saver) -> impl IntoView {
    // Lines are known by number; taking one out moves the values up, not the lines.
    let count = Memo::new(move |_| form.with(|form| form.redirect_uris.len()));
    let line = move |at: usize| {
        let uri = Bound {
            value: Signal::derive(move || form.with(|form| form.redirect_uris.get(at).cloned().unwrap_or_default())),
            set: Callback::new(move |text| {
                form.update(|form| {
                    if let Some(uri) = form.redirect_uris.get_mut(at) {
                        *uri = text;
                    }
                });
            }),
        };
        let take_out = move |_| {
            form.update(|form| {
                if at < form.redirect_uris.len() {
                    form.redirect_uris.remove(at);
                }
            });
            saver.errors.update(|errors| errors.retain(|name, _| !name.starts_with("redirectUris")));
            saver.touched();
        };
        view! {
            <div class="list-line">
                <TextField name=format!("redirectUris.{at}") label=format!("Redirect URI {}", at + 1) kind="url" mono=true bound=uri/>
                <button type="button" class="icon-button" aria-label=format!("Remove redirect URI {}", at + 1) on:click=take_out>
                    <Glyph icon=Icon::Cross/>
                </button>
            </div>
        }
    };
    let whole = move || saver.errors.with(|errors| errors.get("redirectUris").cloned());
    view! {
        <fieldset class="group">
            <legend>"Redirect URIs"</legend>
            <p class="section-sentence">"Where answers may go (reply URLs). https, or http on localhost; compared letter by letter."</p>
            <For each=move || 0..count.get() key=|at| *at let:at>
                {line(at)}
            </For>
            <p class="field-error" role="alert">
                {move || whole().map(|error| prose(&error))}
            </p>
            <button
                type="button"
                class="button"
                on:click=move |_| {
                    form.update(|form| form.redirect_uris.push(String::new()));
                    saver.touched();
                }
            >
                <Glyph icon=Icon::Plus/>
                "Add URI"
            </button>
        </fieldset>
    }
}
