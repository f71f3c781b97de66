use crate::{
    api::RegistrationSheet,
    ui::{CopyValue, Glyph, Icon, Section},
};
use leptos::prelude::*;

/// The registration sheet: what the provider's operator has to know.
pub(super) fn sheet_view(sheet: RegistrationSheet) -> impl IntoView {
    let uris = sheet
        .redirect_uris
        .into_iter()
        .map(|uri| {
            view! {
                <dd>
                    <CopyValue text=Signal::stored(uri) what="redirect URI"/>
                </dd>
            }
        })
        .collect::<Vec<_>>();
    let scopes = (!sheet.scopes.is_empty()).then(|| {
        let scopes = sheet.scopes.join(" ");
        view! {
            <div>
                <dt>"Scopes"</dt>
                <dd>
                    <CopyValue text=Signal::stored(scopes) what="scopes"/>
                </dd>
            </div>
        }
    });
    view! {
        <Section title="Registration at the provider" sentence="Give these values to the provider. It gives you a client ID and a client secret in return.">
            <dl class="facts sheet">
                <div>
                    <dt>"Redirect URI"</dt>
                    {uris}
                </div>
                <div>
                    <dt>"Token endpoint authentication method"</dt>
                    <dd>
                        <CopyValue text=Signal::stored(sheet.token_endpoint_auth_method) what="authentication method"/>
                    </dd>
                </div>
                {scopes}
            </dl>
            <button type="button" class="button no-print" on:click=move |_| { let _ = window().print(); }>
                <Glyph icon=Icon::Print/>
                "Print"
            </button>
        </Section>
    }
}
