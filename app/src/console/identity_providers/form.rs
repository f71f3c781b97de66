use crate::{
    api::IdentityProviderForm,
    ui::{Bound, CheckField, Note, SelectField, TextField, Tone, bound},
};
use domain::ResponseMode;
use leptos::prelude::*;

/// The fields of the how-to, in its order (behaviour reference §1.1).
pub(super) fn fields(
    form: RwSignal<IdentityProviderForm>,
    secret: RwSignal<String>,
    stored: Option<bool>,
) -> impl IntoView {
    let existing = stored.is_some();
    let secret_help = match stored {
        Some(true) => "A secret is stored. It is never shown; leave this empty to keep it.",
        Some(false) => "No secret is stored.",
        None => "The secret that the provider gave you. It is stored sealed and never shown again.",
    };
    view! {
        <TextField name="name" label="Name" bound=bound!(form, name) required=true help="The text of the button on the sign-in page, such as Mobile ID."/>
        <TextField
            name="metadataUrl"
            label="Metadata url"
            kind="url"
            mono=true
            bound=bound!(form, metadata_url)
            required=true
            readonly=existing
            help=if existing {
                "Fixed since the provider was added: the identities of people depend on it."
            } else {
                "Ends in /.well-known/openid-configuration. It cannot be changed later."
            }
        />
        <TextField name="clientId" label="Client ID" mono=true bound=bound!(form, client_id) required=true help="The ID that the provider gave to this directory."/>
        <TextField
            name="clientSecret"
            label="Client secret"
            kind="password"
            mono=true
            bound=Bound { value: secret.into(), set: Callback::new(move |text| secret.set(text)) }
            required=stored != Some(true)
            help=secret_help
        />
        <TextField name="scope" label="Scope" mono=true bound=bound!(form, scope) required=true help="What is asked for; openid must be among it. Values are separated by spaces."/>
        {move || {
            let typed = form.with(|form| form.scope.clone());
            typed.contains(',').then(|| {
                let sent = typed.split([' ', ',', '\t']).filter(|value| !value.is_empty()).collect::<Vec<_>>().join(" ");
                view! {
                    <Note tone=Tone::Info>
                        <p>"Commas are understood. It is sent as " <code>{sent}</code></p>
                    </Note>
                }
            })
        }}
        {response_fields(form).into_any()}
        <TextField name="domainHint" label="Domain hint" mono=true bound=bound!(form, domain_hint) help="An application that sends domain_hint with this value leads people straight to this provider."/>
        {mapping_fields(form).into_any()}
        <CheckField name="enabled" label="Enabled" bound=bound!(form, enabled) help="Off: nobody can sign in with it, and a sign-in that has begun cannot end."/>
    }
}

fn response_fields(form: RwSignal<IdentityProviderForm>) -> impl IntoView {
    let mode = Bound {
        value: Signal::derive(move || form.with(|form| form.response_mode.as_str().to_owned())),
        set: Callback::new(move |value: String| {
            form.update(|form| {
                form.response_mode = if value == "query" { ResponseMode::Query } else { ResponseMode::FormPost };
            });
        }),
    };
    let kind = Bound { value: Signal::stored("code".to_owned()), set: Callback::new(|_: String| ()) };
    let option = |value: &str| (value.to_owned(), value.to_owned());
    view! {
        <SelectField
            name="responseType"
            label="Response type"
            bound=kind
            options=Signal::stored(vec![option("code")])
            help="code: the provider sends a code, which is exchanged for the token with the client secret."
        />
        <SelectField
            name="responseMode"
            label="Response mode"
            bound=mode
            options=Signal::stored(vec![option("form_post"), option("query")])
            help="form_post is recommended: the code does not appear in an address."
        />
    }
}

fn mapping_fields(form: RwSignal<IdentityProviderForm>) -> impl IntoView {
    view! {
        <fieldset class="group">
            <legend>"Identity provider claims mapping"</legend>
            <p class="section-sentence">"For each, the name of the claim in the provider's token. Empty: not taken over."</p>
            <TextField name="claimsMapping.userId" label="User ID" mono=true bound=bound!(form, claims_mapping.user_id) required=true help="The stable, unique id of a person at the provider."/>
            <TextField name="claimsMapping.displayName" label="Display name" mono=true bound=bound!(form, claims_mapping.display_name)/>
            <TextField name="claimsMapping.givenName" label="Given name" mono=true bound=bound!(form, claims_mapping.given_name)/>
            <TextField name="claimsMapping.surname" label="Surname" mono=true bound=bound!(form, claims_mapping.surname)/>
            <TextField name="claimsMapping.email" label="Email" mono=true bound=bound!(form, claims_mapping.email)/>
        </fieldset>
    }
}
