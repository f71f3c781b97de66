use super::platform;
use crate::{
    api::{ApplicationForm, GrantableScope, ScopeForm},
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
        <fieldset class="group">
            <legend>"Redirect URIs"</legend>
            <p class="section-sentence">"Where answers may go (reply URLs). https, or http on localhost; compared letter by letter."</p>
            {redirect_uris(form, saver, "redirectUris", "Redirect URI", |form| &mut form.redirect_uris)}
        </fieldset>
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
        <TextField
            name="logoutUrl"
            label="Front-channel logout URL"
            kind="url"
            mono=true
            bound=bound!(form, logout_url)
            help="Called in the browser when somebody signs out, so that this application forgets them too."
        />
        <CheckField
            name="offlineAccess"
            label="Grant admin consent to openid and offline_access permissions"
            bound=bound!(form, offline_access)
            help="On: the application may have refresh tokens."
        />
        {further(form, saver)}
        <CheckField name="enabled" label="Enabled" bound=bound!(form, enabled) help="Off: no sign-in starts, continues or ends."/>
    }
}

/// What most applications do not need; folded away.
fn further(form: RwSignal<ApplicationForm>, saver: Saver) -> AnyView {
    view! {
        <details class="fold further">
            <summary>"Redirect URIs of other platforms"</summary>
            <div class="further-fields">
                <p class="section-sentence">"For an application that is a web server and a page in the browser at once, for example."</p>
                {redirect_uris(form, saver, "spaRedirectUris", "SPA redirect URI", |form| &mut form.spa_redirect_uris)}
                {redirect_uris(
                    form,
                    saver,
                    "publicClientRedirectUris",
                    "Public client redirect URI",
                    |form| &mut form.public_client_redirect_uris,
                )}
            </div>
        </details>
        <details class="fold further">
            <summary>"Expose an API"</summary>
            <div class="further-fields">
                <TextField
                    name="appIdUri"
                    label="Application ID URI"
                    kind="url"
                    mono=true
                    bound=bound!(form, app_id_uri)
                    help="Such as `https://contoso.onmicrosoft.com/tasks`. Scopes are asked for below it."
                />
                {scopes(form, saver)}
            </div>
        </details>
    }
    .into_any()
}

fn scopes(form: RwSignal<ApplicationForm>, saver: Saver) -> AnyView {
    let count = Memo::new(move |_| form.with(|form| form.scopes.len()));
    view! {
        <For each=move || 0..count.get() key=|at| *at let:at>
            {scope_line(form, saver, at)}
        </For>
        <button
            type="button"
            class="button"
            on:click=move |_| {
                let new = ScopeForm { id: None, name: String::new(), display_name: String::new(), enabled: true };
                form.update(|form| form.scopes.push(new));
                saver.touched();
            }
        >
            <Glyph icon=Icon::Plus/>
            "Add a scope"
        </button>
    }
    .into_any()
}

fn scope_line(form: RwSignal<ApplicationForm>, saver: Saver, at: usize) -> AnyView {
    let text = move |part: fn(&mut ScopeForm) -> &mut String| Bound {
        value: Signal::derive(move || {
            form.with(|form| form.scopes.get(at).cloned()).map(|mut scope| part(&mut scope).clone()).unwrap_or_default()
        }),
        set: Callback::new(move |text| {
            form.update(|form| {
                if let Some(scope) = form.scopes.get_mut(at) {
                    *part(scope) = text;
                }
            });
        }),
    };
    let take_out = move |_| {
        form.update(|form| {
            if at < form.scopes.len() {
                form.scopes.remove(at);
            }
        });
        saver.errors.update(|errors| errors.retain(|name, _| !name.starts_with("scopes")));
        saver.touched();
    };
    let number = at + 1;
    view! {
        <div class="list-line">
            <div class="two-fields">
                <TextField
                    name=format!("scopes.{at}.name")
                    label=format!("Scope {number} name")
                    mono=true
                    bound=text(|scope| &mut scope.name)
                />
                <TextField
                    name=format!("scopes.{at}.displayName")
                    label=format!("Scope {number} display name")
                    bound=text(|scope| &mut scope.display_name)
                />
            </div>
            <button type="button" class="icon-button" aria-label=format!("Remove scope {number}") on:click=take_out>
                <Glyph icon=Icon::Cross/>
            </button>
        </div>
    }
    .into_any()
}

/// *API permissions*: scopes of other applications, granted by selecting them.
pub(super) fn permissions(form: RwSignal<ApplicationForm>, grantable: Vec<GrantableScope>) -> AnyView {
    if grantable.is_empty() {
        return ().into_any();
    }
    let lines = grantable
        .into_iter()
        .map(|scope| {
            let key = (scope.application, scope.scope);
            let element = format!("permission-{}", scope.scope);
            let granted = move |form: &ApplicationForm| form.permissions.contains(&key);
            let change = move |event| {
                let on = event_target_checked(&event);
                form.update(|form| {
                    form.permissions.retain(|other| *other != key);
                    if on {
                        form.permissions.push(key);
                    }
                });
            };
            view! {
                <li>
                    <input
                        type="checkbox"
                        id=element.clone()
                        checked=form.with_untracked(granted)
                        prop:checked=move || form.with(granted)
                        on:change=change
                    />
                    <label for=element>
                        <code>{scope.full_name}</code>
                    </label>
                    <span class="quiet">{scope.application_name}</span>
                </li>
            }
            .into_any()
        })
        .collect::<Vec<_>>();
    view! {
        <fieldset class="group">
            <legend>"API permissions"</legend>
            <p class="section-sentence">"Scopes that this application may ask for. Selecting one grants admin consent."</p>
            <ul class="choice-list">{lines}</ul>
        </fieldset>
    }
    .into_any()
}

/// Where a list of lines lies in the form.
type Lines = fn(&mut ApplicationForm) -> &mut Vec<String>;

/// A list of redirect URIs under its heading. Lines are known by number; taking one out moves the values up, not the
/// lines.
fn redirect_uris(
    form: RwSignal<ApplicationForm>,
    saver: Saver,
    field: &'static str,
    label: &'static str,
    lines: Lines,
) -> AnyView {
    // A copy is read, so that one accessor serves for reading and writing.
    let count = Memo::new(move |_| lines(&mut form.get()).len());
    let whole = move || saver.errors.with(|errors| errors.get(field).cloned());
    view! {
        <For each=move || 0..count.get() key=|at| *at let:at>
            {uri_line(form, saver, field, label, lines, at)}
        </For>
        <p class="field-error" role="alert">
            {move || whole().map(|error| prose(&error))}
        </p>
        <button
            type="button"
            class="button"
            on:click=move |_| {
                form.update(|form| lines(form).push(String::new()));
                saver.touched();
            }
        >
            <Glyph icon=Icon::Plus/>
            "Add URI"
        </button>
    }
    .into_any()
}

fn uri_line(
    form: RwSignal<ApplicationForm>,
    saver: Saver,
    field: &'static str,
    label: &'static str,
    lines: Lines,
    at: usize,
) -> AnyView {
    let uri = Bound {
        value: Signal::derive(move || lines(&mut form.get()).get(at).cloned().unwrap_or_default()),
        set: Callback::new(move |text| {
            form.update(|form| {
                if let Some(uri) = lines(form).get_mut(at) {
                    *uri = text;
                }
            });
        }),
    };
    let take_out = move |_| {
        form.update(|form| {
            let lines = lines(form);
            if at < lines.len() {
                lines.remove(at);
            }
        });
        saver.errors.update(|errors| errors.retain(|name, _| !name.starts_with(field)));
        saver.touched();
    };
    let name = format!("{label} {}", at + 1);
    view! {
        <div class="list-line">
            <TextField name=format!("{field}.{at}") label=name.clone() kind="url" mono=true bound=uri/>
            <button type="button" class="icon-button" aria-label=format!("Remove {name}") on:click=take_out>
                <Glyph icon=Icon::Cross/>
            </button>
        </div>
    }
    .into_any()
}
