//! The way to the first sign-in, the search across a tenant, and drafts that are looked at without saving.

use super::{
    Backend,
    convert::{flow_input, new_flow, prefixed_search, provider_input, refuse},
};
use app::api::{Answer, ConsoleError, Draft, FieldErrors, Found, Overview};
use domain::{JourneyId, Tenant, TenantName};
use storage::JourneyStatus;

/// At most this many of each kind are found; who wants more opens the list.
const FOUND_OF_EACH: usize = 5;

impl Backend {
    pub(super) async fn overview_of(&self, tenant: &Tenant) -> Answer<Overview> {
        let applications = self.federation.applications(tenant.id, "", None).await.map_err(refuse)?.items;
        let providers = self.federation.identity_providers(tenant.id, "", None).await.map_err(refuse)?.items;
        let flows = self.federation.user_flows(tenant.id, "", None).await.map_err(refuse)?.items;
        let sign_ins = self.federation.sign_ins(tenant.id, None).await.map_err(refuse)?.items;
        let succeeded = sign_ins.iter().any(|sign_in| sign_in.status == JourneyStatus::Succeeded);
        let has_users = !self.federation.users(tenant.id, "", None).await.map_err(refuse)?.items.is_empty();
        let runnable = flows.iter().find(|flow| flow.document.enabled && !flow.document.providers.is_empty());
        Ok(Overview {
            has_application: applications.iter().any(|application| !application.document.redirect_uris.is_empty()),
            has_provider: !providers.is_empty(),
            has_flow: !flows.is_empty(),
            runnable_flow: runnable
                .map(|flow| (format!("user-flows/{}", flow.document.id), flow.document.policy.to_string())),
            has_signed_in: succeeded || has_users,
            inspector_url: format!("{}/inspect", self.origin.as_str()),
        })
    }

    pub(super) async fn found_in(&self, tenant: &Tenant, text: &str) -> Answer<Vec<Found>> {
        let found = |what: &str, name: String, place: String| Found { what: what.to_owned(), name, place };
        let mut all = Vec::new();
        // What an error page and an `error_description` end with, with its label or without.
        if let Some(id) = correlation_id(text) {
            match self.federation.sign_in(tenant.id, id).await {
                Ok((sign_in, _)) => {
                    let name = format!("{} of {}", sign_in.policy, sign_in.started_at);
                    all.push(found("Sign-in", name, format!("sign-ins/{id}")));
                }
                Err(federation::Error::NotFound) => {
                    let refused = self.federation.refused_requests(tenant.id);
                    all.extend(refused.into_iter().find(|refused| refused.id == id).map(|refused| {
                        let name = format!("{} of {}", refused.code, refused.at);
                        found("Refused request", name, format!("refused-requests?search={id}"))
                    }));
                }
                Err(error) => return Err(refuse(error)),
            }
        }
        let providers = self.federation.identity_providers(tenant.id, text, None).await.map_err(refuse)?;
        all.extend(providers.items.into_iter().take(FOUND_OF_EACH).map(|stored| {
            let place = format!("identity-providers/{}", stored.document.id);
            found("Identity provider", stored.document.name.to_string(), place)
        }));
        let flows =
            self.federation.user_flows(tenant.id, &prefixed_search("B2C_1_", text), None).await.map_err(refuse)?;
        all.extend(flows.items.into_iter().take(FOUND_OF_EACH).map(|stored| {
            found("User flow", stored.document.policy.to_string(), format!("user-flows/{}", stored.document.id))
        }));
        let name = prefixed_search("B2C_1A_", text);
        let policies = self.federation.custom_policies(tenant.id, &name, None).await.map_err(refuse)?;
        all.extend(policies.items.into_iter().take(FOUND_OF_EACH).map(|stored| {
            let policy = stored.document.policy;
            found("Custom policy", policy.to_string(), format!("policies/{policy}"))
        }));
        let keys = self.federation.key_sets(tenant.id, &name, None).await.map_err(refuse)?;
        all.extend(keys.items.into_iter().take(FOUND_OF_EACH).map(|stored| {
            let name = stored.document.name.to_string();
            let place = format!("policy-keys/{name}");
            found("Policy key", name, place)
        }));
        let applications = self.federation.applications(tenant.id, text, None).await.map_err(refuse)?;
        all.extend(applications.items.into_iter().take(FOUND_OF_EACH).map(|stored| {
            let place = format!("app-registrations/{}", stored.document.id);
            found("App registration", stored.document.name.to_string(), place)
        }));
        let users = self.federation.users(tenant.id, text, None).await.map_err(refuse)?;
        all.extend(users.items.into_iter().take(FOUND_OF_EACH).map(|user| {
            let name = user.display_name.or(user.email).unwrap_or_else(|| user.id.to_string());
            found("User", name, format!("users/{}", user.id))
        }));
        Ok(all)
    }

    pub(super) async fn reviewed(&self, tenant: Option<&TenantName>, draft: Draft) -> Answer<FieldErrors> {
        if let Draft::Tenant { new } = &draft {
            return self.federation.review_tenant(&new.name, &new.display_name).await.map_err(refuse);
        }
        let tenant = self.tenant(tenant.ok_or(ConsoleError::NotFound)?).await?.id;
        let reviewed = match draft {
            Draft::IdentityProvider { id, form } => {
                self.federation.review_identity_provider(tenant, id, &provider_input(form)).await
            }
            Draft::Application { id, form } => match self.application_input(form) {
                Ok(input) => self.federation.review_application(tenant, id, &input).await,
                Err(ConsoleError::Invalid { fields, .. }) => Ok(fields),
                Err(other) => return Err(other),
            },
            Draft::UserFlow { new } => self.federation.review_user_flow(tenant, &new_flow(new)).await,
            Draft::UserFlowSettings { kind, form } => {
                self.federation.review_user_flow_settings(tenant, kind, &flow_input(form)).await
            }
            Draft::Tenant { .. } => Ok(FieldErrors::new()),
        };
        reviewed.map_err(refuse)
    }
}

/// The id of a sign-in in what was pasted: by itself, or behind words such as `Correlation ID:`.
fn correlation_id(text: &str) -> Option<JourneyId> {
    text.split_whitespace().find_map(|word| word.parse().ok())
}
