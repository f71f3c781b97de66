use super::WriteOnly;
use domain::{ClientAuthentication, Pkce, ProviderId, ResponseMode, ResponseType};
use serde::{Deserialize, Serialize};

/// A line of *Identity providers*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentityProviderSummary {
    /// Its id.
    pub id: ProviderId,
    /// The text of the button.
    pub name: String,
    /// Where its metadata is.
    pub metadata_url: String,
    /// What `domain_hint=` chooses it.
    pub domain_hint: Option<String>,
    /// Off: dead on every path.
    pub enabled: bool,
    /// The user flows that offer it, by name.
    pub user_flows: Vec<String>,
}

/// What can be set of an OpenID Connect provider (behaviour reference §1.1). Fields for errors: as named here, in
/// camel case; `claimsMapping.userId` and so on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentityProviderForm {
    /// The text of the button.
    pub name: String,
    /// Where its metadata is. Read only at creation; an update ignores it.
    pub metadata_url: String,
    /// Our `client_id` there.
    pub client_id: String,
    /// Our secret there. Never sent to the browser; `None` in an update keeps the stored one.
    pub client_secret: Option<WriteOnly>,
    /// As typed; commas are understood.
    pub scope: String,
    /// `code` or `id_token`; the second needs no secret.
    pub response_type: ResponseType,
    /// `form_post` or `query`.
    pub response_mode: ResponseMode,
    /// Empty: none.
    pub domain_hint: String,
    /// The provider's claim names.
    pub claims_mapping: ClaimsMappingForm,
    /// How we prove ourselves at its token endpoint; `private_key_jwt` needs no secret.
    pub client_authentication: ClientAuthentication,
    /// Whether a code challenge is sent.
    pub pkce: Pkce,
    /// What its authorization endpoint gets beside the protocol's parameters: lines `name=value`, checked by
    /// [`domain::AuthorizationParameters`].
    pub authorization_parameters: String,
    /// Whether its userinfo endpoint is asked for more claims. Needs `code`.
    pub user_info: bool,
    /// How far its clock may be off, 0 to 120 s.
    pub clock_tolerance_seconds: u8,
    /// Whether its answers come back at an address of its own.
    #[serde(default)]
    pub own_redirect_uri: bool,
    /// Off: dead on every path.
    pub enabled: bool,
}

impl Default for IdentityProviderForm {
    fn default() -> Self {
        Self {
            name: String::new(),
            metadata_url: String::new(),
            client_id: String::new(),
            client_secret: None,
            scope: "openid profile".to_owned(),
            response_type: ResponseType::Code,
            response_mode: ResponseMode::FormPost,
            domain_hint: String::new(),
            claims_mapping: ClaimsMappingForm::default(),
            client_authentication: ClientAuthentication::ClientSecretPost,
            pkce: Pkce::WhenOffered,
            authorization_parameters: String::new(),
            user_info: false,
            clock_tolerance_seconds: 60,
            own_redirect_uri: false,
            enabled: true,
        }
    }
}

/// *Identity provider claims mapping*: the provider's name for each claim; empty: not mapped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClaimsMappingForm {
    /// User ID; required.
    pub user_id: String,
    /// Display name.
    pub display_name: String,
    /// Given name.
    pub given_name: String,
    /// Surname.
    pub surname: String,
    /// Email.
    pub email: String,
}

impl Default for ClaimsMappingForm {
    fn default() -> Self {
        Self {
            user_id: "sub".to_owned(),
            display_name: "name".to_owned(),
            given_name: String::new(),
            surname: String::new(),
            email: String::new(),
        }
    }
}

/// A provider as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentityProviderDetails {
    /// Its id.
    pub id: ProviderId,
    /// To be sent with a change.
    pub version: u32,
    /// What can be set; `client_secret` is `None`.
    pub form: IdentityProviderForm,
    /// Whether a client secret is stored.
    pub has_client_secret: bool,
    /// The user flows that offer it, by name.
    pub user_flows: Vec<String>,
    /// What the provider's operator has to know.
    pub registration: RegistrationSheet,
}

/// What the provider's operator has to register for us.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RegistrationSheet {
    /// *Redirect URI*: where the provider's answers go. The first is the one to use.
    pub redirect_uris: Vec<String>,
    /// *Token endpoint authentication method*.
    pub token_endpoint_auth_method: String,
    /// The scope values that are asked for, as sent; empty before the provider exists.
    pub scopes: Vec<String>,
}
