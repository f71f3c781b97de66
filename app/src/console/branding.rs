//! *Company branding*: how the sign-in pages look, with a preview.

use super::{
    calls::{branding, update_branding},
    listing::encoded,
    tenant::{CurrentTenant, place},
};
use crate::{
    api::{BrandingDetails, BrandingForm, UploadedFile},
    sign_in::branding::BrandColours,
    ui::{Bound, CheckField, EditForm, FileField, Note, PageHead, Saver, Section, TextField, Tone, bound, loaded},
};
use domain::Colour;
use leptos::prelude::*;

/// The page.
#[component]
pub(super) fn Branding() -> impl IntoView {
    let tenant = CurrentTenant::of_page();
    let stored = Resource::new(move || tenant.get(), |tenant| async move { branding(tenant).await.flatten() });
    view! {
        <PageHead
            title="Company branding"
            sentence="Logo and colours of the pages on which people sign in to this directory. Colours that could not be read are corrected."
        />
        {loaded(stored, move |details| edit(details, tenant).into_any())}
    }
}

fn edit(details: BrandingDetails, tenant: CurrentTenant) -> impl IntoView {
    let saver = Saver::new();
    let form = RwSignal::new(details.form.clone());
    let stored = RwSignal::new(details);
    let save = move |()| {
        let call = update_branding(tenant.now(), stored.with_untracked(|stored| stored.version), form.get_untracked());
        saver.run(call, move |details| {
            form.set(details.form.clone());
            stored.set(details);
        });
    };
    let logo = ImageField {
        name: "logo",
        label: "Logo",
        help: "PNG, JPEG or WebP, at most 64 KB. At most 48 px high on the page; with a transparent ground it stands on light and on dark.",
        remove: "Remove the logo",
        url: Signal::derive(move || stored.with(|stored| stored.logo_url.clone())),
        file: bound!(form, logo),
        removed: bound!(form, remove_logo),
    };
    let behind = ImageField {
        name: "backgroundImage",
        label: "Background image",
        help: "PNG, JPEG or WebP, at most 300 KB. It covers the page behind the card.",
        remove: "Remove the background image",
        url: Signal::derive(move || stored.with(|stored| stored.background_image_url.clone())),
        file: bound!(form, background_image),
        removed: bound!(form, remove_background_image),
    };
    view! {
        <div class="branding">
            <EditForm saver=saver on_save=save action="Save">
                {logo.view(saver).into_any()}
                <TextField name="accent" label="Accent colour" mono=true bound=bound!(form, accent) help="Of buttons and links, as #rrggbb. Empty: the colour that Passerelle has."/>
                {move || corrected(&form.with(|form| form.accent.clone()))}
                <TextField name="background" label="Background colour" mono=true bound=bound!(form, background) help="Behind the card, as #rrggbb. Empty: the colour that Passerelle has."/>
                {behind.view(saver).into_any()}
            </EditForm>
            {preview(form, stored, tenant).into_any()}
        </div>
    }
}

/// What becomes of an accent that could not be read.
fn corrected(accent: &str) -> Option<AnyView> {
    let accent = Colour::parse(accent).ok();
    let [light, dark] = BrandColours { accent, background: None }.corrected();
    if light.is_none() && dark.is_none() {
        return None;
    }
    let said = |colour: Option<Colour>, ground: &'static str| {
        colour.map(|colour| view! { <li><code>{colour.css()}</code> {ground}</li> })
    };
    Some(
        view! {
            <Note tone=Tone::Info>
                <p>"The contrast of this colour is below 4.5 : 1, so that people would not read it. The pages use"</p>
                <ul>{said(light, " on light ground")} {said(dark, " on dark ground")}</ul>
            </Note>
        }
        .into_any(),
    )
}

/// An image: what is there, what comes in its place, and whether it goes.
struct ImageField {
    name: &'static str,
    label: &'static str,
    help: &'static str,
    remove: &'static str,
    url: Signal<Option<String>>,
    file: Bound<Option<UploadedFile>>,
    removed: Bound<bool>,
}

impl ImageField {
    fn view(self, saver: Saver) -> impl IntoView {
        let Self { name, label, help, remove, url, file, removed } = self;
        let chosen = Callback::new(move |files: Vec<UploadedFile>| {
            file.set.run(files.into_iter().next_back());
            removed.set.run(false);
            saver.touched();
        });
        let shown = Signal::derive(move || match file.value.get() {
            Some(file) => Some(format!("data:image/*;base64,{}", file.content)),
            None if removed.value.get() => None,
            None => url.get(),
        });
        view! {
            <FileField name=name label=label help=help accept="image/png,image/jpeg,image/webp" on_chosen=chosen/>
            {move || shown.get().map(|url| view! { <img class="branding-image" src=url alt=format!("{label} as it is now")/> })}
            <Show when=move || url.get().is_some() && file.value.with(Option::is_none)>
                <CheckField name=remove label=remove bound=removed/>
            </Show>
        }
    }
}

/// The page as it would look, in a frame of its own.
fn preview(form: RwSignal<BrandingForm>, stored: RwSignal<BrandingDetails>, tenant: CurrentTenant) -> impl IntoView {
    let address = Memo::new(move |_| {
        let version = stored.with(|stored| stored.version);
        form.with(|form| {
            // A colour that is half typed changes nothing yet.
            let colour = |text: &str| Colour::parse(text).map(Colour::css).unwrap_or_default();
            let none = |gone: bool, name: &str| if gone { format!("&{name}=none") } else { String::new() };
            format!(
                "/console/branding-preview/{}?accent={}&background={}{}{}&version={version}",
                tenant.now(),
                encoded(&colour(&form.accent)),
                encoded(&colour(&form.background)),
                none(form.remove_logo, "logo"),
                none(form.remove_background_image, "image"),
            )
        })
    });
    view! {
        <Section title="Preview" sentence="Colours as they are typed; an image that was chosen is on it once it is saved.">
            <iframe class="branding-preview" title="Preview of a sign-in page" sandbox="allow-same-origin" src=move || address.get()></iframe>
            <p>
                <a href=place(&tenant.now(), "user-flows")>"Run a user flow to see the real page"</a>
            </p>
        </Section>
    }
}
