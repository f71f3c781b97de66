use super::erase::{click, part, text};
use super::languages;
use super::state::{State, t};
use super::tabs::Tab;
use crate::inspector::{own_keys, words::Language};
use crate::ui::CopyButton;
use leptos::prelude::*;
use serde_json::Value;
use token::inspect::redact::redacted;

/// *Take along*: parts, a redacted copy, commands, a link; none of them with the token in it.
#[component]
pub(super) fn TakeAlong() -> impl IntoView {
    let state = expect_context::<State>();
    let copy = Signal::derive(move || {
        state.read.with(|read| serde_json::to_string_pretty(&redacted(&read.inspection)).unwrap_or_default())
    });
    let claims = Signal::derive(move || {
        state.claims().and_then(|claims| serde_json::to_string_pretty(&claims).ok()).unwrap_or_default()
    });
    let header = Signal::derive(move || {
        state
            .read
            .with(|read| read.inspection.header().and_then(|header| serde_json::to_string_pretty(header).ok()))
            .unwrap_or_default()
    });
    let issuer = move || {
        let claims = state.claims()?;
        claims.get("iss").and_then(Value::as_str).map(|issuer| issuer.trim_end_matches('/').to_owned())
    };
    let user_info = Signal::derive(move || {
        let issuer = issuer().unwrap_or_else(|| "https://ISSUER".to_owned());
        format!(
            "read -rs TOKEN\nENDPOINT=$(curl -s '{}/.well-known/openid-configuration' | jq -r .userinfo_endpoint)\n\
             curl -s -H \"Authorization: Bearer $TOKEN\" \"$ENDPOINT\"",
            quoted(&issuer)
        )
    });
    let introspection = Signal::derive(move || {
        let issuer = issuer().unwrap_or_else(|| "https://ISSUER".to_owned());
        format!(
            "read -rs TOKEN\nENDPOINT=$(curl -s '{}/.well-known/openid-configuration' | jq -r .introspection_endpoint)\n\
             curl -s -u \"$CLIENT_ID:$CLIENT_SECRET\" --data-urlencode \"token=$TOKEN\" \"$ENDPOINT\"",
            quoted(&issuer)
        )
    });
    let terminal = Signal::stored("passerelle token inspect - --keys URL".to_owned());
    let link = Signal::derive(move || link(state));
    view! {
        <section class="stack" id="take-along">
            {block("A copy for a bug report", "Without the signature, and without personal and secret values. It cannot be used as a token.", copy)}
            {block("Claims as JSON", "", claims)}
            {block("Header as JSON", "", header)}
            {block("A link to this view", "It holds what you expect, and never the token.", link)}
            {block("Ask the userinfo endpoint", "The command reads the token from your keyboard, so that it is in no history.", user_info)}
            {block("Ask for an introspection", "With the client's ID and secret in two variables.", introspection)}
            {block("The same on a terminal", "It reads the token from its input.", terminal)}
            <Explained/>
            <p>
                <button type="button" class="button" on:click=click(|| drop(window().print()))>
                    {t("Print")}
                </button>
            </p>
        </section>
    }
}

fn block(name: &'static str, what: &'static str, text: Signal<String>) -> AnyView {
    let state = expect_context::<State>();
    let shown = self::text(move || text.get());
    view! {
        <section class="part" data-part="rest">
            <h3>{t(name)}</h3>
            <CopyButton text=text what=state.say(name)/>
            {(!what.is_empty()).then(|| view! { <p class="quiet">{t(what)}</p> })}
            <pre class="as-written" translate="no">{shown}</pre>
        </section>
    }
    .into_any()
}

/// For a token of this server: where its administrators see how each claim came to be. A person clicks; nothing of the
/// token is in the address.
#[component]
pub(super) fn Explained() -> impl IntoView {
    let state = expect_context::<State>();
    let address = move || {
        let origin = window().location().origin().ok()?;
        state.claims().and_then(|claims| own_keys::sign_in_address(&claims, &origin))
    };
    part(move || {
        address()
            .map(|address| {
                view! {
                    <p class="explained">
                        {t("This server issued the token.")} " "
                        <a href=address target="_blank" rel="noopener noreferrer">
                            {t("Where each claim came from, for its administrators")}
                        </a>
                    </p>
                }
            })
            .into_any()
    })
}

/// Safe between single quotes of a shell.
fn quoted(text: &str) -> String {
    text.chars().filter(|character| character.is_ascii_graphic() && !"'\\".contains(*character)).collect()
}

/// The expectations and the view, behind `#`.
fn link(state: State) -> String {
    let location = window().location();
    let (origin, path) = (location.origin().unwrap_or_default(), location.pathname().unwrap_or_default());
    let wanted = state.expectations;
    let view = state.open.get().id().trim_start_matches("tab-");
    let mut parts = vec![format!("view={view}"), format!("lang={}", state.language.get().tag())];
    for (name, value) in [("expect_iss", wanted.issuer), ("expect_aud", wanted.audience), ("expect_azp", wanted.client)]
    {
        let value = value.get();
        if !value.trim().is_empty() {
            parts.push(format!("{name}={}", String::from(js_sys::encode_uri_component(value.trim()))));
        }
    }
    format!("{origin}{path}#{}", parts.join("&"))
}

/// Follows such a link.
pub(super) fn follow(state: State, parameters: &[(String, String)]) {
    for (name, value) in parameters {
        match name.as_str() {
            "view" => {
                if let Some(tab) = Tab::named(value) {
                    state.open.set(tab);
                }
            }
            "lang" => {
                if let Some(language) = Language::first_of([value.as_str()]) {
                    languages::choose(state, language);
                }
            }
            "expect_iss" => state.expectations.issuer.set(value.clone()),
            "expect_aud" => state.expectations.audience.set(value.clone()),
            "expect_azp" => state.expectations.client.set(value.clone()),
            _ => {}
        }
    }
}
