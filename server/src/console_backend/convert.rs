//! Between the console's forms and the use-cases' values. Nothing is decided here.

use app::api::{
    ConsoleError, IdentityProviderForm, NewUserFlow, ProviderCheck, ProviderCheckRow, ProviderCheckVerdict,
    RefusedRequest, RegistrationSheet, RunApplication, RunRequest, SignInSummary, TenantSummary, UserDetails,
    UserFlowForm, UserSummary,
};
use domain::{Application, Secret, Tenant, User, UserFlow};
use federation::{
    Error,
    tenant::{
        self, ClaimsMappingInput, IdentityProviderInput, Registration, RunInput, UserFlowInput, UserFlowSettings,
    },
};

/// A use-case's error for the console. What only an operator understands goes to the log.
pub(super) fn refuse(error: Error) -> ConsoleError {
    match error {
        Error::Invalid { fields, form } => ConsoleError::Invalid { fields, form },
        Error::Conflict => ConsoleError::Conflict,
        Error::NotFound => ConsoleError::NotFound,
        Error::Key(fault) => ConsoleError::Invalid { fields: federation::Fields::new(), form: Some(fault.to_string()) },
        Error::Store(_) | Error::Internal(_) => {
            tracing::error!(%error, "a console request failed");
            ConsoleError::Unavailable {
                correlation_id: None,
                message:
                    "Passerelle could not do this now. Nothing was changed. Its log says why; try again in a moment."
                        .to_owned(),
            }
        }
    }
}

pub(super) fn sheet(registration: Registration) -> RegistrationSheet {
    RegistrationSheet {
        redirect_uris: registration.redirect_uris,
        token_endpoint_auth_method: registration.token_endpoint_auth_method.to_owned(),
        scopes: registration.scopes,
    }
}

pub(super) fn run_application(application: &Application) -> RunApplication {
    RunApplication {
        id: application.id,
        name: application.name.to_string(),
        reply_urls: application.redirect_uris.iter().map(ToString::to_string).collect(),
        id_tokens: application.implicit.id_tokens,
        needs_pkce: application.needs_pkce(),
        enabled: application.enabled,
    }
}

pub(super) fn run_input(request: RunRequest) -> RunInput {
    RunInput {
        client_id: request.application.to_string(),
        redirect_uri: request.reply_url,
        response_type: request.response_type.as_str().to_owned(),
        scope: request.scopes.split_whitespace().collect::<Vec<_>>().join(" "),
        domain_hint: request.domain_hint.trim().to_owned(),
        login_hint: request.login_hint.trim().to_owned(),
        ui_locales: request.language,
    }
}

pub(super) fn provider_input(form: IdentityProviderForm) -> IdentityProviderInput {
    let mapping = form.claims_mapping;
    IdentityProviderInput {
        name: form.name,
        metadata_url: form.metadata_url,
        client_id: form.client_id,
        client_secret: form.client_secret.map(|secret| Secret::new(secret.reveal())),
        scope: form.scope,
        response_type: form.response_type,
        response_mode: form.response_mode,
        domain_hint: form.domain_hint,
        claims_mapping: ClaimsMappingInput {
            user_id: mapping.user_id,
            display_name: mapping.display_name,
            given_name: mapping.given_name,
            surname: mapping.surname,
            email: mapping.email,
        },
        client_authentication: form.client_authentication,
        pkce: form.pkce,
        authorization_parameters: form.authorization_parameters,
        user_info: form.user_info,
        clock_tolerance_seconds: form.clock_tolerance_seconds,
        own_redirect_uri: Some(form.own_redirect_uri),
        enabled: form.enabled,
    }
}

pub(super) fn flow_form(flow: &UserFlow) -> UserFlowForm {
    UserFlowForm {
        providers: flow.providers.clone(),
        claims: flow.claims.clone(),
        attributes: flow.attributes.clone(),
        issuer: flow.issuer,
        subject: flow.subject,
        policy_claim: flow.policy_claim,
        lifetimes: flow.lifetimes,
        session: flow.session,
        skip_single_provider: flow.skip_single_provider,
        enabled: flow.enabled,
    }
}

pub(super) fn new_flow(new: NewUserFlow) -> tenant::NewUserFlow {
    let input = UserFlowInput {
        providers: new.providers,
        claims: new.claims,
        attributes: new.attributes,
        enabled: true,
        settings: None,
    };
    tenant::NewUserFlow { name: new.name, kind: new.kind, input }
}

pub(super) fn flow_input(form: UserFlowForm) -> UserFlowInput {
    UserFlowInput {
        providers: form.providers,
        claims: form.claims,
        attributes: form.attributes,
        enabled: form.enabled,
        settings: Some(UserFlowSettings {
            issuer: form.issuer,
            subject: form.subject,
            policy_claim: form.policy_claim,
            lifetimes: form.lifetimes,
            session: form.session,
            skip_single_provider: form.skip_single_provider,
        }),
    }
}

pub(super) fn provider_check(check: tenant::ProviderCheck) -> ProviderCheck {
    let verdict = |verdict| match verdict {
        tenant::ProviderCheckVerdict::Pass => ProviderCheckVerdict::Pass,
        tenant::ProviderCheckVerdict::Warn => ProviderCheckVerdict::Warn,
        tenant::ProviderCheckVerdict::Fail => ProviderCheckVerdict::Fail,
        tenant::ProviderCheckVerdict::Skipped => ProviderCheckVerdict::Skipped,
    };
    let rows = check.rows.into_iter().map(|row| ProviderCheckRow {
        name: row.name,
        verdict: verdict(row.verdict),
        expected: row.expected,
        found: row.found,
        remedy: row.remedy,
    });
    ProviderCheck { rows: rows.collect() }
}

pub(super) fn refused_request(refused: federation::RefusedRequest) -> RefusedRequest {
    RefusedRequest {
        id: refused.id,
        at: refused.at,
        policy: refused.policy,
        client_id: refused.client_id,
        redirect_uri: refused.redirect_uri,
        code: refused.code,
        message: refused.message,
        remedy: refused.remedy.to_owned(),
    }
}

/// What is typed into a search of names that have a prefix, with or without it.
pub(super) fn prefixed_search(prefix: &str, text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.to_ascii_uppercase().starts_with("B2C") {
        text.to_owned()
    } else {
        format!("{prefix}{text}")
    }
}

pub(super) fn tenant_summary(tenant: Tenant) -> TenantSummary {
    TenantSummary { id: tenant.id, name: tenant.name, display_name: tenant.display_name.to_string() }
}

pub(super) fn user_summary(user: User) -> UserSummary {
    UserSummary {
        id: user.id,
        display_name: user.display_name,
        email: user.email,
        enabled: user.enabled,
        created_at: user.created_at,
        last_sign_in_at: user.last_sign_in_at,
    }
}

pub(super) fn user_details(user: User, sign_ins: Vec<SignInSummary>) -> UserDetails {
    UserDetails {
        sign_ins,
        given_name: user.given_name.clone(),
        surname: user.surname.clone(),
        attributes: user.attributes.clone(),
        identities: user.identities.clone(),
        summary: user_summary(user),
    }
}

#[cfg(test)]
mod tests {
    use super::prefixed_search;

    #[test]
    fn a_search_finds_names_with_and_without_the_prefix() {
        for (typed, searched) in [("", ""), (" sign", "B2C_1A_sign"), ("b2c_1a_s", "b2c_1a_s")] {
            assert_eq!(prefixed_search("B2C_1A_", typed), searched);
        }
    }
}
