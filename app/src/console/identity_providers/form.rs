use crate::{
    api::IdentityProviderForm,
    ui::{Bound, CheckField, Choices, Note, TextArea, TextField, Tone, bound, choice_field, number_field},
};
use domain::{ClientAuthentication, Pkce, ResponseMode, ResponseType, needs_client_secret};
use leptos::prelude::*;

const TYPES: Choices<ResponseType> =
    &[("code", "code", ResponseType::Code), ("id_token", "id_token", ResponseType::IdToken)];
const MODES: Choices<ResponseMode> =
    &[("form_post", "form_post", ResponseMode::FormPost), ("query", "query", ResponseMode::Query)];
const AUTHENTICATION: Choices<ClientAuthentication> = &[
    ("client_secret_post", "client_secret_post", ClientAuthentication::ClientSecretPost),
    ("client_secret_basic", "client_secret_basic", ClientAuthentication::ClientSecretBasic),
    ("private_key_jwt", "private_key_jwt", ClientAuthentication::PrivateKeyJwt),
];
const PKCE: Choices<Pkce> = &[
    ("when_offered", "When the provider offers it", Pkce::WhenOffered),
    ("always", "Always", Pkce::Always),
    ("never", "Never", Pkce::Never),
];

/// The fields of the how-to, in its order (behaviour reference §1.1).
pub(super) fn fields(
    form: RwSignal<IdentityProviderForm>,
    secret: RwSignal<String>,
    stored: Option<bool>,
) -> impl IntoView {
    let existing = stored.is_some();
    let needs_secret = Signal::derive(move || {
        stored != Some(true) && form.with(|form| needs_client_secret(form.response_type, form.client_authentication))
    });
    let secret_help = match stored {
        Some(true) => "A secret is stored. It is never shown; leave this empty to keep it.",
        Some(false) => "No secret is stored. Response type code needs one, unless a key proves who we are.",
        None => {
            "The secret that the provider gave you. It is stored sealed and never shown again. Response type code needs one, unless a key proves who we are."
        }
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
            required=needs_secret
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
        {further_fields(form).into_any()}
        <CheckField name="enabled" label="Enabled" bound=bound!(form, enabled) help="Off: nobody can sign in with it, and a sign-in that has begun cannot end."/>
    }
}

fn response_fields(form: RwSignal<IdentityProviderForm>) -> impl IntoView {
    view! {
        {choice_field(
            "responseType",
            "Response type",
            TYPES,
            bound!(form, response_type),
            "code: the provider sends a code, which is exchanged for the token with the client secret. id_token: it sends the token at once, and no secret is needed.",
        )}
        {choice_field(
            "responseMode",
            "Response mode",
            MODES,
            bound!(form, response_mode),
            "form_post is recommended for best security: what the provider sends does not appear in an address. query: it is a query parameter.",
        )}
        {move || {
            form.with(|form| form.response_type == ResponseType::IdToken && form.response_mode == ResponseMode::Query)
                .then(|| view! {
                    <Note tone=Tone::Warning>
                        <p>"The ID token will stand in an address, and so in histories and logs. OpenID Connect forbids this combination, and many providers refuse it. Choose form_post if the provider can."</p>
                    </Note>
                })
        }}
    }
}

/// What few providers need; folded away.
fn further_fields(form: RwSignal<IdentityProviderForm>) -> impl IntoView {
    let tolerance = Bound {
        value: Signal::derive(move || form.with(|form| u32::from(form.clock_tolerance_seconds))),
        set: Callback::new(move |seconds: u32| {
            form.update(|form| form.clock_tolerance_seconds = u8::try_from(seconds).unwrap_or(u8::MAX));
        }),
    };
    view! {
        <details class="fold further">
            <summary>"Client authentication, PKCE, more parameters, userinfo, own redirect URI, clock tolerance"</summary>
            <div class="further-fields">
                {choice_field(
                    "clientAuthentication",
                    "Client authentication",
                    AUTHENTICATION,
                    bound!(form, client_authentication),
                    "How Passerelle proves itself at the token endpoint. private_key_jwt signs with a key of this directory; the provider reads its public half at the address of the keys.",
                )}
                {choice_field(
                    "pkce",
                    "PKCE",
                    PKCE,
                    bound!(form, pkce),
                    "Binds the code to this sign-in. Never: for a provider that refuses parameters it does not know.",
                )}
                <TextArea
                    name="authorizationParameters"
                    label="More parameters"
                    bound=bound!(form, authorization_parameters)
                    help="Sent to the authorization endpoint, one per line, such as `acr_values=mid_al3`."
                />
                <CheckField name="userInfo" label="Ask the userinfo endpoint" bound=bound!(form, user_info) help="For claims that the provider leaves out of its ID token. Needs response type code."/>
                <CheckField name="ownRedirectUri" label="A redirect URI of its own for this provider" bound=bound!(form, own_redirect_uri) help="No answer of another provider is then taken for one of this provider. The redirect URI changes: after saving, register the one under Registration at the provider."/>
                {number_field(
                    "clockToleranceSeconds",
                    "Clock tolerance in seconds",
                    1,
                    tolerance,
                    "How far the provider's clock may be off: 0 to 120.",
                )}
            </div>
        </details>
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
