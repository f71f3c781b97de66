//! The shape of `application`, and what it means here.

use super::super::{Refusal, body::text_or_null};
use domain::{
    ApiPermission, Application, ApplicationId, ApplicationKind, ClientSecret, ExposedScope, ImplicitGrant, ScopeId,
    ScopeName,
};
use federation::{
    Error,
    tenant::{ApplicationInput, ApplicationSettings},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// *Accounts in any identity provider or organizational directory*: what user flows need (behaviour reference §5).
const AUDIENCE: &str = "AzureADandPersonalMicrosoftAccount";

/// An application registration.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct GraphApplication {
    #[serde(rename = "@odata.type", skip_serializing)]
    odata_type: Option<String>,
    /// The object id. Read only.
    id: Option<String>,
    /// The `client_id`. Can be given when the application is made, and never changes.
    pub app_id: Option<String>,
    display_name: Option<String>,
    /// Taken and not looked at.
    sign_in_audience: Option<String>,
    web: Option<Web>,
    spa: Option<RedirectUris>,
    public_client: Option<RedirectUris>,
    is_fallback_public_client: Option<bool>,
    /// The App ID URI, one at most.
    identifier_uris: Option<Vec<String>>,
    api: Option<Api>,
    required_resource_access: Option<Vec<RequiredResourceAccess>>,
    /// Read only: `addPassword` and `removePassword` change them.
    password_credentials: Option<Vec<PasswordCredential>>,
    /// A code needs PKCE: always so for `spa` and `publicClient`. Passerelle's own.
    require_pkce: Option<bool>,
    /// Admin consent to `offline_access`. Passerelle's own.
    offline_access: Option<bool>,
    /// Passerelle's own.
    enabled: Option<bool>,
}

/// `web`.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct Web {
    redirect_uris: Option<Vec<String>>,
    #[serde(deserialize_with = "text_or_null")]
    logout_url: Option<String>,
    implicit_grant_settings: Option<ImplicitGrantSettings>,
}

/// `spa`, `publicClient`.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct RedirectUris {
    redirect_uris: Option<Vec<String>>,
}

/// What may be issued from the authorization endpoint directly.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct ImplicitGrantSettings {
    enable_access_token_issuance: Option<bool>,
    enable_id_token_issuance: Option<bool>,
}

/// What it exposes as an API.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct Api {
    oauth2_permission_scopes: Option<Vec<PermissionScope>>,
}

/// A scope that it exposes.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct PermissionScope {
    /// Made when it is not given.
    id: Option<String>,
    /// Its name, such as `tasks.read`.
    value: String,
    admin_consent_display_name: String,
    admin_consent_description: String,
    is_enabled: Option<bool>,
    /// Taken and not looked at: consent is an administrator's.
    r#type: Option<String>,
    user_consent_display_name: Option<String>,
    user_consent_description: Option<String>,
}

/// Scopes of an API that it may ask for.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RequiredResourceAccess {
    resource_app_id: String,
    resource_access: Vec<ResourceAccess>,
}

/// One of them.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ResourceAccess {
    id: String,
    /// `Scope`.
    r#type: String,
}

/// A client secret.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PasswordCredential {
    key_id: String,
    display_name: String,
    /// Its first characters.
    hint: String,
    /// The secret, when it was just made.
    secret_text: Option<String>,
    start_date_time: String,
    end_date_time: String,
}

/// A secret, with its text when it was just made.
pub fn shown_secret(secret: &ClientSecret, text: Option<&str>) -> PasswordCredential {
    PasswordCredential {
        key_id: secret.id.to_string(),
        display_name: secret.description.clone(),
        hint: secret.hint.clone(),
        secret_text: text.map(str::to_owned),
        start_date_time: secret.created_at.to_string(),
        end_date_time: secret.expires_at.to_string(),
    }
}

/// As it is answered.
pub fn shown(application: &Application) -> Value {
    let uris = |kind| Some(application.redirects_of(kind).map(ToString::to_string).collect());
    super::super::json(&GraphApplication {
        odata_type: None,
        id: Some(application.object_id().to_string()),
        app_id: Some(application.id.to_string()),
        display_name: Some(application.name.to_string()),
        sign_in_audience: Some(AUDIENCE.to_owned()),
        web: Some(Web {
            redirect_uris: uris(ApplicationKind::Web),
            logout_url: application.logout_url.as_ref().map(ToString::to_string),
            implicit_grant_settings: Some(ImplicitGrantSettings {
                enable_access_token_issuance: Some(application.implicit.access_tokens),
                enable_id_token_issuance: Some(application.implicit.id_tokens),
            }),
        }),
        spa: Some(RedirectUris { redirect_uris: uris(ApplicationKind::Spa) }),
        public_client: Some(RedirectUris { redirect_uris: uris(ApplicationKind::PublicClient) }),
        is_fallback_public_client: Some(application.kind == ApplicationKind::PublicClient),
        identifier_uris: Some(application.app_id_uri.iter().map(ToString::to_string).collect()),
        api: Some(Api { oauth2_permission_scopes: Some(application.scopes.iter().map(shown_scope).collect()) }),
        required_resource_access: Some(application.permissions.iter().map(shown_permission).collect()),
        password_credentials: Some(application.secrets.iter().map(|secret| shown_secret(secret, None)).collect()),
        require_pkce: Some(application.needs_pkce()),
        offline_access: Some(application.offline_access),
        enabled: Some(application.enabled),
    })
}

fn shown_scope(scope: &ExposedScope) -> PermissionScope {
    PermissionScope {
        id: Some(scope.id.to_string()),
        value: scope.name.to_string(),
        admin_consent_display_name: scope.display_name.clone(),
        admin_consent_description: scope.description.clone(),
        is_enabled: Some(scope.enabled),
        r#type: Some("Admin".to_owned()),
        user_consent_display_name: None,
        user_consent_description: None,
    }
}

fn shown_permission(permission: &ApiPermission) -> RequiredResourceAccess {
    let scope = |id: &ScopeId| ResourceAccess { id: id.to_string(), r#type: "Scope".to_owned() };
    RequiredResourceAccess {
        resource_app_id: permission.application.to_string(),
        resource_access: permission.scopes.iter().map(scope).collect(),
    }
}

/// What a body sets, over what is there. The platform is the first one that has redirect URIs.
pub fn input(
    body: &GraphApplication,
    before: Option<&Application>,
    new_id: impl Fn() -> ScopeId,
) -> Result<ApplicationInput, Refusal> {
    let uris = |given: Option<&Vec<String>>, kind| {
        given.cloned().unwrap_or_else(|| {
            before.into_iter().flat_map(|before| before.redirects_of(kind)).map(ToString::to_string).collect()
        })
    };
    let web = body.web.as_ref();
    let given = |platform: &Option<RedirectUris>, kind| {
        uris(platform.as_ref().and_then(|platform| platform.redirect_uris.as_ref()), kind)
    };
    let web_uris = uris(web.and_then(|web| web.redirect_uris.as_ref()), ApplicationKind::Web);
    let (mut spa, mut public) =
        (given(&body.spa, ApplicationKind::Spa), given(&body.public_client, ApplicationKind::PublicClient));
    let fallback = body.is_fallback_public_client;
    let (kind, redirect_uris) = if !web_uris.is_empty() {
        (ApplicationKind::Web, web_uris)
    } else if !spa.is_empty() {
        (ApplicationKind::Spa, std::mem::take(&mut spa))
    } else if !public.is_empty() || fallback == Some(true) {
        (ApplicationKind::PublicClient, std::mem::take(&mut public))
    } else {
        (before.filter(|_| fallback.is_none()).map_or(ApplicationKind::Web, |before| before.kind), Vec::new())
    };
    let implicit = web.and_then(|web| web.implicit_grant_settings.as_ref());
    let stored = before.map(|before| before.implicit).unwrap_or_default();
    let settings = before.map(ApplicationSettings::from);
    let text = |given: Option<&String>, stored: fn(&ApplicationSettings) -> &String| {
        given.cloned().or_else(|| settings.as_ref().map(|settings| stored(settings).clone())).unwrap_or_default()
    };
    if body.identifier_uris.as_ref().is_some_and(|uris| uris.len() > 1) {
        return Err(Refusal::of_property("identifierUris", "An application has one App ID URI at most."));
    }
    let app_id_uri = body.identifier_uris.as_ref().map(|uris| uris.first().cloned().unwrap_or_default());
    Ok(ApplicationInput {
        name: body.display_name.clone().or_else(|| before.map(|before| before.name.to_string())).unwrap_or_default(),
        kind,
        redirect_uris,
        implicit: ImplicitGrant {
            id_tokens: implicit.and_then(|given| given.enable_id_token_issuance).unwrap_or(stored.id_tokens),
            access_tokens: implicit
                .and_then(|given| given.enable_access_token_issuance)
                .unwrap_or(stored.access_tokens),
        },
        // Web applications that come by this API keep the rule of Azure AD B2C: PKCE when they use it.
        require_pkce: body.require_pkce.unwrap_or_else(|| before.is_some_and(|before| before.require_pkce)),
        enabled: body.enabled.unwrap_or_else(|| before.is_none_or(|before| before.enabled)),
        settings: Some(ApplicationSettings {
            spa_redirect_uris: spa,
            public_client_redirect_uris: public,
            offline_access: body.offline_access.unwrap_or_else(|| before.is_none_or(|before| before.offline_access)),
            logout_url: text(web.and_then(|web| web.logout_url.as_ref()), |settings| &settings.logout_url),
            app_id_uri: text(app_id_uri.as_ref(), |settings| &settings.app_id_uri),
            scopes: match body.api.as_ref().and_then(|api| api.oauth2_permission_scopes.as_ref()) {
                Some(given) => scopes(given, new_id)?,
                None => before.map(|before| before.scopes.clone()).unwrap_or_default(),
            },
            permissions: match &body.required_resource_access {
                Some(given) => permissions(given)?,
                None => before.map(|before| before.permissions.clone()).unwrap_or_default(),
            },
        }),
    })
}

fn scopes(given: &[PermissionScope], new_id: impl Fn() -> ScopeId) -> Result<Vec<ExposedScope>, Refusal> {
    let read = |(position, scope): (usize, &PermissionScope)| {
        let at = |part: &str| format!("api.oauth2PermissionScopes[{position}].{part}");
        let name = ScopeName::parse(&scope.value).map_err(|wrong| Refusal::of_property(&at("value"), wrong.message))?;
        let id = scope.id.as_deref().map(str::parse).transpose();
        Ok(ExposedScope {
            id: id
                .map_err(|_| Refusal::of_property(&at("id"), "The id of a scope is a UUID."))?
                .unwrap_or_else(&new_id),
            name,
            display_name: scope.admin_consent_display_name.clone(),
            description: scope.admin_consent_description.clone(),
            enabled: scope.is_enabled.unwrap_or(true),
        })
    };
    given.iter().enumerate().map(read).collect()
}

fn permissions(given: &[RequiredResourceAccess]) -> Result<Vec<ApiPermission>, Refusal> {
    let read = |(position, access): (usize, &RequiredResourceAccess)| {
        let at = |part: &str| format!("requiredResourceAccess[{position}].{part}");
        let application: ApplicationId = access
            .resource_app_id
            .parse()
            .map_err(|_| Refusal::of_property(&at("resourceAppId"), "The appId of an API is a UUID."))?;
        let scopes = access.resource_access.iter().enumerate().map(|(position, scope)| {
            if scope.r#type != "Scope" {
                let name = at(&format!("resourceAccess[{position}].type"));
                return Err(Refusal::of_property(&name, "Passerelle has scopes, and no roles of applications."));
            }
            let name = at(&format!("resourceAccess[{position}].id"));
            scope.id.parse().map_err(|_| Refusal::of_property(&name, "The id of a scope is a UUID."))
        });
        Ok(ApiPermission { application, scopes: scopes.collect::<Result<_, _>>()? })
    };
    given.iter().enumerate().map(read).collect()
}

/// An error of the form with the names that Graph has.
pub fn told(error: Error, kind: ApplicationKind) -> Refusal {
    Refusal::of_form(error, |field| {
        let (name, rest) = field.split_once('.').unwrap_or((field, ""));
        let at = |list: &str| if rest.is_empty() { list.to_owned() } else { format!("{list}[{rest}]") };
        match name {
            "name" => "displayName".to_owned(),
            "redirectUris" => at(match kind {
                ApplicationKind::Web => "web.redirectUris",
                ApplicationKind::Spa => "spa.redirectUris",
                ApplicationKind::PublicClient => "publicClient.redirectUris",
            }),
            "spaRedirectUris" => at("spa.redirectUris"),
            "publicClientRedirectUris" => at("publicClient.redirectUris"),
            "logoutUrl" => "web.logoutUrl".to_owned(),
            "appIdUri" => "identifierUris".to_owned(),
            "scopes" => match rest.split_once('.') {
                Some((position, "name")) => format!("api.oauth2PermissionScopes[{position}].value"),
                Some((position, _)) => format!("api.oauth2PermissionScopes[{position}].adminConsentDisplayName"),
                None => "api.oauth2PermissionScopes".to_owned(),
            },
            other => other.to_owned(),
        }
    })
}
