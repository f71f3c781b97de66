//! Between the console's forms and the use-cases' values. Nothing is decided here.

use app::api::{
    ApplicationDetails, ApplicationForm, ConsoleError, IdentityProviderForm, RegistrationSheet, RunApplication,
    SecretSummary, SignInSummary, TenantSummary, UserDetails, UserSummary,
};
use domain::{Application, ImplicitGrant, Secret, Tenant, User};
use federation::{
    Error,
    tenant::{ApplicationInput, ClaimsMappingInput, IdentityProviderInput, Registration, Versioned},
};

/// A use-case's error for the console. What only an operator understands goes to the log.
pub(super) fn refuse(error: Error) -> ConsoleError {
    match error {
        Error::Invalid { fields, form } => ConsoleError::Invalid { fields, form },
        Error::Conflict => ConsoleError::Conflict,
        Error::NotFound => ConsoleError::NotFound,
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

pub(super) fn application_input(form: ApplicationForm) -> ApplicationInput {
    ApplicationInput {
        name: form.name,
        kind: form.kind,
        redirect_uris: form.redirect_uris,
        implicit: ImplicitGrant { id_tokens: form.id_tokens, access_tokens: form.access_tokens },
        require_pkce: form.require_pkce,
        enabled: form.enabled,
        settings: None,
    }
}

pub(super) fn application_details(stored: Versioned<Application>, now: domain::Timestamp) -> ApplicationDetails {
    let application = stored.document;
    ApplicationDetails {
        id: application.id,
        version: stored.version,
        form: ApplicationForm {
            name: application.name.to_string(),
            kind: application.kind,
            redirect_uris: application.redirect_uris.iter().map(ToString::to_string).collect(),
            id_tokens: application.implicit.id_tokens,
            access_tokens: application.implicit.access_tokens,
            require_pkce: application.require_pkce,
            enabled: application.enabled,
        },
        secrets: application
            .secrets
            .into_iter()
            .map(|secret| SecretSummary {
                id: secret.id,
                description: secret.description,
                hint: secret.hint,
                created_at: secret.created_at,
                expired: secret.expires_at <= now,
                expires_at: secret.expires_at,
            })
            .collect(),
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
        enabled: form.enabled,
    }
}

/// What is typed into the search of user flows, with or without the prefix.
pub(super) fn flow_search(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.to_ascii_uppercase().starts_with("B2C") {
        text.to_owned()
    } else {
        format!("B2C_1_{text}")
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
