//! App registrations for the console.

use super::{Backend, convert::refuse};
use app::api::{
    Answer, ApplicationDetails, ApplicationForm, ConsoleError, FieldErrors, GrantableScope, ScopeForm, SecretSummary,
};
use domain::{ApiPermission, Application, ApplicationId, ExposedScope, ImplicitGrant, ScopeId, ScopeName, Tenant};
use federation::tenant::{ApplicationInput, ApplicationSettings, Versioned};

impl Backend {
    pub(super) async fn application_details(
        &self,
        tenant: &Tenant,
        stored: Versioned<Application>,
    ) -> Answer<ApplicationDetails> {
        let now = self.federation.clock().now();
        let grantable = self.grantable(tenant, stored.document.id).await?;
        let form = form_of(&stored.document);
        let application = stored.document;
        Ok(ApplicationDetails {
            id: application.id,
            version: stored.version,
            form,
            grantable,
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
        })
    }

    /// The scopes of the tenant's APIs, those of the application itself left out.
    async fn grantable(&self, tenant: &Tenant, but: ApplicationId) -> Answer<Vec<GrantableScope>> {
        let mut scopes = Vec::new();
        let mut after = None;
        loop {
            let part = self.federation.applications(tenant.id, "", after.as_deref()).await.map_err(refuse)?;
            for api in part.items.into_iter().map(|stored| stored.document).filter(|api| api.id != but) {
                let Some(uri) = &api.app_id_uri else { continue };
                scopes.extend(api.scopes.iter().filter(|scope| scope.enabled).map(|scope| GrantableScope {
                    application: api.id,
                    scope: scope.id,
                    full_name: format!("{uri}/{}", scope.name),
                    application_name: api.name.to_string(),
                }));
            }
            match part.next {
                Some(next) if scopes.len() < 500 => after = Some(next),
                _ => return Ok(scopes),
            }
        }
    }

    /// What the form says, as far as its scopes have names that can be.
    pub(super) fn application_input(&self, form: ApplicationForm) -> Answer<ApplicationInput> {
        let mut wrong = FieldErrors::new();
        let mut scopes = Vec::with_capacity(form.scopes.len());
        for (position, scope) in form.scopes.into_iter().enumerate() {
            match ScopeName::parse(&scope.name) {
                Ok(name) => scopes.push(ExposedScope {
                    id: scope.id.unwrap_or_else(|| self.federation.new_scope_id()),
                    name,
                    description: scope.display_name.clone(),
                    display_name: scope.display_name,
                    enabled: scope.enabled,
                }),
                Err(invalid) => {
                    wrong.insert(format!("scopes.{position}.name"), invalid.message);
                }
            }
        }
        if !wrong.is_empty() {
            return Err(ConsoleError::Invalid { fields: wrong, form: None });
        }
        Ok(ApplicationInput {
            name: form.name,
            kind: form.kind,
            redirect_uris: form.redirect_uris,
            implicit: ImplicitGrant { id_tokens: form.id_tokens, access_tokens: form.access_tokens },
            require_pkce: form.require_pkce,
            enabled: form.enabled,
            settings: Some(ApplicationSettings {
                spa_redirect_uris: form.spa_redirect_uris,
                public_client_redirect_uris: form.public_client_redirect_uris,
                offline_access: form.offline_access,
                logout_url: form.logout_url,
                app_id_uri: form.app_id_uri,
                scopes,
                permissions: grouped(&form.permissions),
            }),
        })
    }
}

fn grouped(permissions: &[(ApplicationId, ScopeId)]) -> Vec<ApiPermission> {
    let mut grouped: Vec<ApiPermission> = Vec::new();
    for (application, scope) in permissions {
        match grouped.iter_mut().find(|known| known.application == *application) {
            Some(known) => known.scopes.push(*scope),
            None => grouped.push(ApiPermission { application: *application, scopes: vec![*scope] }),
        }
    }
    grouped
}

fn form_of(application: &Application) -> ApplicationForm {
    let texts = |uris: &[domain::RedirectUri]| uris.iter().map(ToString::to_string).collect();
    ApplicationForm {
        name: application.name.to_string(),
        kind: application.kind,
        redirect_uris: texts(&application.redirect_uris),
        spa_redirect_uris: texts(&application.spa_redirect_uris),
        public_client_redirect_uris: texts(&application.public_client_redirect_uris),
        id_tokens: application.implicit.id_tokens,
        access_tokens: application.implicit.access_tokens,
        require_pkce: application.require_pkce,
        offline_access: application.offline_access,
        logout_url: application.logout_url.as_ref().map(ToString::to_string).unwrap_or_default(),
        app_id_uri: application.app_id_uri.as_ref().map(ToString::to_string).unwrap_or_default(),
        scopes: application
            .scopes
            .iter()
            .map(|scope| ScopeForm {
                id: Some(scope.id),
                name: scope.name.to_string(),
                display_name: scope.display_name.clone(),
                enabled: scope.enabled,
            })
            .collect(),
        permissions: application
            .permissions
            .iter()
            .flat_map(|permission| permission.scopes.iter().map(|scope| (permission.application, *scope)))
            .collect(),
        enabled: application.enabled,
    }
}
