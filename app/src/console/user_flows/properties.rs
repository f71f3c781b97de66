use crate::{
    api::UserFlowForm,
    ui::{Bound, CheckField, Choices, bound, choice_field, number_field},
};
use domain::{IssuerForm, PolicyClaim, SessionKind, SingleSignOn, SubjectForm};
use leptos::prelude::*;

const ISSUERS: Choices<IssuerForm> = &[
    ("tfp", "https://<domain>/tfp/<tenant id>/<policy>/v2.0/", IssuerForm::AuthorityWithTfp),
    ("guid", "https://<domain>/<tenant id>/v2.0/", IssuerForm::AuthorityAndTenantGuid),
];
const SUBJECTS: Choices<SubjectForm> =
    &[("objectId", "ObjectID", SubjectForm::ObjectId), ("notSupported", "Not supported", SubjectForm::NotSupported)];
const POLICY_CLAIMS: Choices<PolicyClaim> = &[("tfp", "tfp", PolicyClaim::Tfp), ("acr", "acr", PolicyClaim::Acr)];
const TIMEOUTS: Choices<SessionKind> =
    &[("rolling", "Rolling", SessionKind::Rolling), ("absolute", "Absolute", SessionKind::Absolute)];
const SINGLE_SIGN_ON: Choices<SingleSignOn> = &[
    ("tenant", "Tenant", SingleSignOn::Tenant),
    ("application", "Application", SingleSignOn::Application),
    ("policy", "Policy", SingleSignOn::Policy),
    ("disabled", "Disabled", SingleSignOn::Disabled),
];
const MINUTE: u32 = 60;
const DAY: u32 = 86_400;

/// *Properties*, in the groups of the portal (behaviour reference §4.3).
pub(super) fn properties(form: RwSignal<UserFlowForm>) -> AnyView {
    view! {
        {group("Session behavior", session(form))}
        {group("Token lifetime", lifetimes(form))}
        {group("Token compatibility settings", compatibility(form))}
        <CheckField
            name="skipSingleProvider"
            label="Skip the page when there is one provider only"
            bound=bound!(form, skip_single_provider)
            help="People are sent straight to the provider."
        />
    }
    .into_any()
}

fn group(title: &'static str, fields: AnyView) -> AnyView {
    view! {
        <details class="fold further">
            <summary>{title}</summary>
            <div class="further-fields">{fields}</div>
        </details>
    }
    .into_any()
}

fn session(form: RwSignal<UserFlowForm>) -> AnyView {
    view! {
        {number_field(
            "session.lifetimeSeconds",
            "Web app session lifetime (minutes)",
            MINUTE,
            bound!(form, session.lifetime_seconds),
            "15 to 1440. So long a person who has signed in is not asked again.",
        )}
        {choice_field(
            "session.kind",
            "Web app session timeout",
            TIMEOUTS,
            bound!(form, session.kind),
            "Rolling: the time begins anew at every sign-in. Absolute: it ends that long after the person signed in.",
        )}
        {choice_field(
            "session.singleSignOn",
            "Single sign-on configuration",
            SINGLE_SIGN_ON,
            bound!(form, session.single_sign_on),
            "Where the session counts. Tenant: in every application and policy. Application: in the same application. Policy: in this user flow. Disabled: nowhere; the person signs in every time.",
        )}
        <CheckField
            name="session.requireIdTokenInLogout"
            label="Require ID token in logout requests"
            bound=bound!(form, session.require_id_token_in_logout)
            help="On: an application that signs somebody out sends the person's ID token along as `id_token_hint`, so that nobody else can end the session."
        />
    }
    .into_any()
}

fn lifetimes(form: RwSignal<UserFlowForm>) -> AnyView {
    // While there is no expiry, the number of days is kept for when there is one again.
    let days = RwSignal::new(form.with_untracked(|form| form.lifetimes.sliding_window_seconds).unwrap_or(90 * DAY));
    let bounded = Bound {
        value: Signal::derive(move || form.with(|form| form.lifetimes.sliding_window_seconds.is_some())),
        set: Callback::new(move |on: bool| {
            form.update(|form| form.lifetimes.sliding_window_seconds = on.then(|| days.get_untracked()));
        }),
    };
    let window = Bound {
        value: days.into(),
        set: Callback::new(move |seconds: u32| {
            days.set(seconds);
            form.update(|form| form.lifetimes.sliding_window_seconds = Some(seconds));
        }),
    };
    view! {
        {number_field(
            "lifetimes.tokenSeconds",
            "Access & ID token lifetimes (minutes)",
            MINUTE,
            bound!(form, lifetimes.token_seconds),
            "5 to 1440.",
        )}
        {number_field(
            "lifetimes.refreshSeconds",
            "Refresh token lifetime (days)",
            DAY,
            bound!(form, lifetimes.refresh_seconds),
            "1 to 90. An application gets refresh tokens when it asks for offline_access.",
        )}
        <CheckField
            name="bounded"
            label="Refresh token sliding window: bounded"
            bound=bounded
            help="Off: no expiry, as long as the application keeps refreshing."
        />
        {move || bounded.value.get().then(|| number_field(
            "lifetimes.slidingWindowSeconds",
            "Lifetime length (days)",
            DAY,
            window,
            "1 to 365, and not shorter than a refresh token lives. After that the person signs in again.",
        ))}
        {number_field(
            "lifetimes.codeSeconds",
            "Authorization code lifetime (seconds)",
            1,
            bound!(form, lifetimes.code_seconds),
            "60 to 600.",
        )}
    }
    .into_any()
}

fn compatibility(form: RwSignal<UserFlowForm>) -> AnyView {
    view! {
        {choice_field(
            "issuer",
            "Issuer (iss) claim",
            ISSUERS,
            bound!(form, issuer),
            "With tfp, libraries find this flow's metadata from the issuer alone.",
        )}
        {choice_field(
            "subject",
            "Subject (sub) claim",
            SUBJECTS,
            bound!(form, subject),
            "ObjectID: the user's id in this directory.",
        )}
        {choice_field(
            "policyClaim",
            "Claim representing user flow",
            POLICY_CLAIMS,
            bound!(form, policy_claim),
            "Which claim names the user flow.",
        )}
    }
    .into_any()
}
