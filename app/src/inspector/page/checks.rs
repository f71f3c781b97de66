use super::{
    erase::{click, part, shown, text, typed},
    state::{State, t},
    time,
};
use crate::when::utc_text;
use domain::Timestamp;
use leptos::prelude::*;
use token::inspect::judge::{Finding, Severity};

/// The furthest that the slider goes, in hours.
const HOURS: i64 = 48;

/// *Checks*: what is expected, and what was found.
#[component]
pub(super) fn Checks() -> impl IntoView {
    let state = expect_context::<State>();
    let wanted = state.expectations;
    let list = part(move || {
        let findings = state.findings();
        if findings.is_empty() {
            return view! { <p class="quiet">{t("There is nothing to say against it, and nothing was expected of it.")}</p> }
                .into_any();
        }
        let items = findings.iter().map(|finding| item(finding, state)).collect::<Vec<_>>();
        view! { <ul class="findings">{items}</ul> }.into_any()
    });
    view! {
        <section class="stack" aria-labelledby="findings-heading">
            <h3 id="findings-heading">{t("Findings")}</h3>
            {list}
        </section>
        <section class="stack" aria-labelledby="expected-heading">
            <h3 id="expected-heading">{t("What you expect")}</h3>
            {field("expect-issuer", "Issuer (iss)", wanted.issuer)}
            {field("expect-audience", "Audience (aud): your client ID or API", wanted.audience)}
            {field("expect-client", "Client that asked (azp)", wanted.client)}
            {field("expect-nonce", "Nonce of your request", wanted.nonce)}
            {field("expect-access-token", "Access token that came along, for at_hash", wanted.access_token)}
            {field("expect-code", "Code that came along, for c_hash", wanted.code)}
            <Moment/>
        </section>
    }
}

fn field(id: &'static str, label: &'static str, value: RwSignal<String>) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id>{t(label)}</label>
            <input
                id=id
                type="text"
                autocomplete="off"
                spellcheck="false"
                prop:value=text(move || value.get())
                on:input=typed(move |text| value.set(text))
            />
        </div>
    }
}

/// The moment at which the token is looked at: now, or any other.
#[component]
fn Moment() -> impl IntoView {
    let state = expect_context::<State>();
    let shift = state.expectations.shift;
    let said = move || {
        let moment = state.moment();
        let words = time::distance(state.language.get(), moment, state.now.get());
        format!(
            "{} ({} UTC, {words})",
            time::local(state.language.get(), moment),
            utc_text(Timestamp::from_seconds(moment))
        )
    };
    let to_claim = move |name: &'static str, label: &'static str, after: i64| {
        let at = move || state.claims().and_then(|claims| claims.get(name)?.as_i64());
        let label = t(label);
        shown(
            move || at().is_some(),
            move || {
                let go = click(move || {
                    if let Some(at) = at() {
                        shift.set(at.saturating_add(after).saturating_sub(state.now.get_untracked()));
                    }
                });
                view! {
                    <button type="button" class="chip" on:click=go>
                        {label}
                    </button>
                }
                .into_any()
            },
        )
    };
    view! {
        <div class="field">
            <label for="moment">{t("The moment at which it is looked at")}</label>
            <input
                id="moment"
                type="range"
                min=(-HOURS * 60).to_string()
                max=(HOURS * 60).to_string()
                step="1"
                prop:value=text(move || (shift.get() / 60).clamp(-HOURS * 60, HOURS * 60).to_string())
                aria-valuetext=said
                on:input=typed(move |text| shift.set(text.parse::<i64>().unwrap_or_default() * 60))
            />
            <output for="moment">{said}</output>
            <p class="chips">
                <button type="button" class="chip" on:click=click(move || shift.set(0))>
                    {t("Now")}
                </button>
                {to_claim("iat", "When it was issued", 0)}
                {to_claim("exp", "When it expires", 0)}
                {to_claim("exp", "A day after it expires", 86_400)}
            </p>
        </div>
    }
}

fn item(finding: &Finding, state: State) -> AnyView {
    let words = match finding.severity {
        Severity::Error => "Refuse",
        Severity::Warning => "Warning",
        Severity::Hint => "Hint",
        Severity::Passed => "Passed",
    };
    let advice = (!finding.advice.is_empty()).then(|| view! { <p>{state.say(finding.advice)}</p> });
    view! {
        <li class="finding" data-severity=finding.severity.as_str() data-code=finding.code>
            <p>
                <strong class="finding-severity">{state.say(words)}</strong>
                " "
                {state.phrase(&finding.what)}
            </p>
            {advice}
            <p class="quiet">{finding.clause}</p>
        </li>
    }
    .into_any()
}
