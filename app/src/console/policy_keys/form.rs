use crate::{
    api::{KeyForm, KeyOption, UploadedFile, WriteOnly},
    ui::{Choices, FileField, Saver, TextField, bound, choice_field},
    when::from_local,
};
use domain::{KeyType, KeyUsage};
use leptos::prelude::*;

const OPTIONS: Choices<KeyOption> = &[
    ("Manual", "Manual", KeyOption::Manual),
    ("Generate", "Generate", KeyOption::Generate),
    ("Upload", "Upload", KeyOption::Upload),
];
const KINDS: Choices<KeyType> = &[("RSA", "RSA", KeyType::Rsa), ("Secret", "Secret", KeyType::Secret)];
const USAGES: Choices<KeyUsage> =
    &[("Signature", "Signature", KeyUsage::Signature), ("Encryption", "Encryption", KeyUsage::Encryption)];

/// A key as it is typed.
#[derive(Clone)]
pub(super) struct Typed {
    option: KeyOption,
    secret: String,
    kind: KeyType,
    file: Option<UploadedFile>,
    password: String,
    usage: KeyUsage,
    not_before: String,
    expires_at: String,
}

impl Default for Typed {
    fn default() -> Self {
        Self {
            option: KeyOption::default(),
            secret: String::new(),
            kind: KeyType::Rsa,
            file: None,
            password: String::new(),
            usage: KeyUsage::default(),
            not_before: String::new(),
            expires_at: String::new(),
        }
    }
}

impl Typed {
    /// As it is sent. Dates are typed in the zone of the browser.
    pub(super) fn form(&self) -> KeyForm {
        KeyForm {
            option: self.option,
            secret: WriteOnly::new(self.secret.clone()),
            kind: self.kind,
            file: WriteOnly::new(self.file.as_ref().map(|file| file.content.clone()).unwrap_or_default()),
            password: WriteOnly::new(self.password.clone()),
            usage: self.usage,
            not_before: from_local(&self.not_before),
            expires_at: from_local(&self.expires_at),
        }
    }
}

/// *Options*, which decides what else is asked.
pub(super) fn option_field(form: RwSignal<Typed>) -> AnyView {
    choice_field(
        "option",
        "Options",
        OPTIONS,
        bound!(form, option),
        "Manual: a secret that somebody else gave you. Generate: Passerelle makes it. Upload: a certificate or a key in a file.",
    )
}

/// What the key is made of, what it is for, and from when to when.
pub(super) fn key_fields(form: RwSignal<Typed>, saver: Saver) -> AnyView {
    let option = Memo::new(move |_| form.with(|form| form.option));
    view! {
        {move || match option.get() {
            KeyOption::Manual => view! {
                <TextField
                    name="secret"
                    label="Secret"
                    kind="password"
                    mono=true
                    required=true
                    bound=bound!(form, secret)
                    help="Such as the client secret of a provider. It is stored sealed and never shown again."
                />
            }
            .into_any(),
            KeyOption::Generate => choice_field(
                "kind",
                "Key type",
                KINDS,
                bound!(form, kind),
                "RSA: a key pair of 2048 bits, such as for signing tokens. Secret: 256 random bits.",
            ),
            KeyOption::Upload => upload_fields(form, saver),
        }}
        {choice_field(
            "usage",
            "Key usage",
            USAGES,
            bound!(form, usage),
            "Signature: for signing, and for client secrets. Encryption: for refresh tokens and codes.",
        )}
        <div class="two-fields">
            <TextField
                name="notBefore"
                label="Activation date"
                kind="datetime-local"
                bound=bound!(form, not_before)
                help="Optional. Of the keys whose time has come, the latest is used."
            />
            <TextField
                name="expiresAt"
                label="Expiration date"
                kind="datetime-local"
                bound=bound!(form, expires_at)
                help="Optional. After it the key is not used any more."
            />
        </div>
    }
    .into_any()
}

fn upload_fields(form: RwSignal<Typed>, saver: Saver) -> AnyView {
    let chosen = Callback::new(move |files: Vec<UploadedFile>| {
        form.update(|form| form.file = files.into_iter().next());
        saver.clear("file");
        saver.touched();
    });
    view! {
        <FileField
            name="file"
            label="File"
            help="PKCS#12 (.pfx, .p12) with a private key, or PEM with a key, a certificate or both."
            accept=".pfx,.p12,.pem,.cer,.crt,.key"
            on_chosen=chosen
        />
        <p role="status">
            {move || form.with(|form| form.file.as_ref().map(|file| format!("Chosen: {}", file.name)))}
        </p>
        <TextField
            name="password"
            label="Password"
            kind="password"
            bound=bound!(form, password)
            help="Of a PKCS#12 file. It is not stored."
        />
    }
    .into_any()
}
