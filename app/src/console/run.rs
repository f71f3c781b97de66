//! The pane that runs a user flow or a custom policy (behaviour reference §4.5).

use super::{calls::Called, tenant::CurrentTenant};
use crate::{
    api::{Answer, FlowProvider, RunApplication, RunRequest, RunResponseType},
    ui::{Bound, CopyButton, Note, Ready, SelectField, TextField, Tone, bound, failure_note},
};
use leptos::{prelude::*, task::spawn_local};
use std::pin::Pin;

/// What the server says the endpoint is.
type Asked = Pin<Box<dyn Future<Output = Called<String>>>>;

/// Asks the server for the endpoint of a request.
#[derive(Clone, Copy)]
pub(super) struct Endpoint(StoredValue<Box<dyn Fn(RunRequest) -> Asked + Send + Sync>>);

impl Endpoint {
    /// By this call.
    pub(super) fn new<Fut>(call: impl Fn(RunRequest) -> Fut + Send + Sync + 'static) -> Self
    where
        Fut: Future<Output = Called<String>> + 'static,
    {
        Self(StoredValue::new(Box::new(move |request| Box::pin(call(request)))))
    }
}

/// The pane: application, reply URL, the endpoint that comes of them, and the button.
#[component]
pub(super) fn RunPane(
    /// What it is called: *Run user flow* or *Run now*.
    what: &'static str,
    /// Makes the endpoint.
    endpoint: Endpoint,
    /// The applications of the tenant.
    applications: Vec<RunApplication>,
    /// The providers, for their domain hints; `None`: a hint is typed.
    #[prop(optional)]
    providers: Option<Vec<FlowProvider>>,
    /// Whose.
    tenant: CurrentTenant,
    /// Whether something beside it is not saved.
    dirty: Signal<bool>,
) -> impl IntoView {
    let usable: Vec<_> = applications
        .into_iter()
        .filter(|application| application.enabled && !application.reply_urls.is_empty())
        .collect();
    let body = if usable.is_empty() {
        view! {
            <p>"To run it, register an application with a redirect URI. For a first look, use this server's own token inspector as redirect URI: its address ends in /inspect."</p>
            <p>
                <a class="button" href=tenant.place("app-registrations/new")>
                    "New registration"
                </a>
            </p>
        }
        .into_any()
    } else {
        choices(what, endpoint, usable, providers, tenant, dirty).into_any()
    };
    view! {
        <aside class="pane" aria-labelledby="run-heading">
            <h2 id="run-heading">{what}</h2>
            {body}
        </aside>
    }
}

fn choices(
    what: &'static str,
    endpoint: Endpoint,
    applications: Vec<RunApplication>,
    providers: Option<Vec<FlowProvider>>,
    tenant: CurrentTenant,
    dirty: Signal<bool>,
) -> impl IntoView {
    let first = |application: Option<&RunApplication>| {
        application.and_then(|application| application.reply_urls.first().cloned()).unwrap_or_default()
    };
    let chosen = RwSignal::new(applications.first().map(|application| application.id.to_string()).unwrap_or_default());
    let reply_url = RwSignal::new(first(applications.first()));
    let response_type = RwSignal::new(RunResponseType::IdToken);
    let more = RwSignal::new(More::default());
    let names: Vec<_> =
        applications.iter().map(|application| (application.id.to_string(), application.name.clone())).collect();
    let applications = StoredValue::new(applications);
    let current = Memo::new(move |_| {
        let chosen = chosen.get();
        applications.with_value(|all| all.iter().find(|application| application.id.to_string() == chosen).cloned())
    });
    let urls = Signal::derive(move || {
        let urls = current.get().map(|application| application.reply_urls).unwrap_or_default();
        urls.into_iter().map(|url| (url.clone(), url)).collect::<Vec<_>>()
    });
    let choose = Callback::new(move |id: String| {
        chosen.set(id);
        reply_url.set(current.with_untracked(|application| first(application.as_ref())));
    });
    let choose_type = Callback::new(move |value: String| {
        response_type.set(if value == "code" { RunResponseType::Code } else { RunResponseType::IdToken });
    });
    let request = Memo::new(move |_| {
        current.get().map(|application| RunRequest {
            application: application.id,
            reply_url: reply_url.get(),
            response_type: response_type.get(),
            scopes: more.with(|more| more.scopes.clone()),
            domain_hint: more.with(|more| more.domain_hint.clone()),
            login_hint: more.with(|more| more.login_hint.clone()),
            language: more.with(|more| more.language.clone()),
        })
    });
    let endpoint = endpoint_of(endpoint, request);
    let types = ["id_token", "code"].map(|value| (value.to_owned(), value.to_owned()));
    let ready = Ready::signal();
    view! {
        <fieldset disabled=move || !ready.get()>
            <SelectField
                name="run-application"
                label="Application"
                bound=Bound { value: chosen.into(), set: choose }
                options=Signal::stored(names)
            />
            <SelectField
                name="run-reply-url"
                label="Reply URL"
                bound=Bound { value: reply_url.into(), set: Callback::new(move |url| reply_url.set(url)) }
                options=urls
            />
            <SelectField
                name="run-response-type"
                label="Response type"
                bound=Bound { value: Signal::derive(move || response_type.get().as_str().to_owned()), set: choose_type }
                options=Signal::stored(types.to_vec())
            />
            {more_fields(more, providers).into_any()}
        </fieldset>
        {move || current.get().and_then(|application| advice(&application, response_type.get(), tenant))}
        {move || {
            dirty.get().then(|| view! {
                <Note tone=Tone::Info>
                    <p>"Your changes are not saved yet. This runs what is saved."</p>
                </Note>
            })
        }}
        {move || match endpoint.get() {
            Some(Ok(url)) => endpoint_view(what, url).into_any(),
            Some(Err(error)) => failure_note(error),
            None => view! { <p class="quiet">"Making the endpoint…"</p> }.into_any(),
        }}
    }
}

/// What can be added to the request.
#[derive(Clone, Default, PartialEq)]
struct More {
    scopes: String,
    domain_hint: String,
    login_hint: String,
    language: String,
}

/// Languages of the sign-in pages.
const LANGUAGES: [(&str, &str); 5] =
    [("", "As the browser says"), ("en", "English"), ("de", "Deutsch"), ("fr", "Français"), ("it", "Italiano")];

fn hint_field(more: RwSignal<More>, providers: Option<Vec<FlowProvider>>) -> AnyView {
    let help = "Leads straight to the provider that has it.";
    let Some(providers) = providers else {
        return view! {
            <TextField name="run-domain-hint" label="Domain hint" mono=true bound=bound!(more, domain_hint) help=help/>
        }
        .into_any();
    };
    let mut hints = vec![(String::new(), "None: the person chooses".to_owned())];
    hints.extend(providers.into_iter().filter_map(|provider| {
        let hint = provider.domain_hint?;
        Some((hint.clone(), format!("{hint} ({})", provider.name)))
    }));
    view! {
        <SelectField
            name="run-domain-hint"
            label="Domain hint"
            bound=bound!(more, domain_hint)
            options=Signal::stored(hints)
            help=help
        />
    }
    .into_any()
}

fn more_fields(more: RwSignal<More>, providers: Option<Vec<FlowProvider>>) -> impl IntoView {
    let languages = LANGUAGES.map(|(value, text)| (value.to_owned(), text.to_owned())).to_vec();
    view! {
        <details class="fold">
            <summary>"Domain hint, login hint, language, scopes"</summary>
            {hint_field(more, providers)}
            <TextField name="run-login-hint" label="Login hint" bound=bound!(more, login_hint) help="Who signs in, such as an e-mail address; passed on to the provider."/>
            <SelectField name="run-language" label="Language" bound=bound!(more, language) options=Signal::stored(languages)/>
            <TextField name="run-scopes" label="Scopes" mono=true bound=bound!(more, scopes) help="Separated by spaces. Empty: `openid`."/>
        </details>
    }
}

/// Asks the server for the endpoint whenever the choices change. Only in the browser: a resource may not be made while
/// the page around it is still loading.
fn endpoint_of(call: Endpoint, request: Memo<Option<RunRequest>>) -> RwSignal<Option<Answer<String>>> {
    let endpoint = RwSignal::new(None);
    Effect::new(move |_| {
        let Some(asked) = request.get() else { return };
        let call = call.0.with_value(|call| call(asked.clone()));
        spawn_local(async move {
            let answer = call.await.flatten();
            // Another choice may have been made by now.
            if request.try_get_untracked().flatten().as_ref() == Some(&asked) {
                endpoint.try_set(Some(answer));
            }
        });
    });
    endpoint
}

fn endpoint_view(what: &'static str, url: String) -> impl IntoView {
    let href = url.clone();
    view! {
        <div class="field">
            <label for="run-endpoint">{format!("{what} endpoint")}</label>
            <div class="field-input">
                <input id="run-endpoint" class="mono" type="text" readonly value=url.clone() prop:value=url.clone()/>
                <CopyButton text=Signal::stored(url) what=format!("{what} endpoint")/>
            </div>
        </div>
        <p>
            <a class="button" data-kind="primary" role="button" href=href target="_blank" rel="noopener external">
                {what}
            </a>
        </p>
        <p class="quiet">"Opens in a new tab."</p>
    }
}

/// What would go wrong with this choice.
fn advice(application: &RunApplication, response_type: RunResponseType, tenant: CurrentTenant) -> Option<AnyView> {
    let registration = tenant.place(&format!("app-registrations/{}", application.id));
    let name = application.name.clone();
    match response_type {
        RunResponseType::IdToken if !application.id_tokens => Some(
            view! {
                <Note tone=Tone::Warning>
                    <p>
                        {name} " may not get ID tokens this way: in its " <a href=registration>"registration"</a>
                        ", ID tokens (used for implicit and hybrid flows) is off."
                    </p>
                </Note>
            }
            .into_any(),
        ),
        RunResponseType::Code if application.needs_pkce => Some(
            view! {
                <Note tone=Tone::Warning>
                    <p>
                        {name}
                        " needs PKCE: the endpoint refuses a request without a code challenge, and this one has none. Start the sign-in from the application, or run it with id_token."
                    </p>
                </Note>
            }
            .into_any(),
        ),
        _ => None,
    }
}
