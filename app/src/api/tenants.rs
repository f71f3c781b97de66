use domain::{TenantId, TenantName};
use serde::{Deserialize, Serialize};

/// A tenant in the switcher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TenantSummary {
    /// The directory id.
    pub id: TenantId,
    /// The name in the routes.
    pub name: TenantName,
    /// The name for people.
    pub display_name: String,
}

/// A tenant to be made. Fields for errors: `name`, `displayName`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewTenant {
    /// `contoso` of `contoso.onmicrosoft.com`.
    pub name: String,
    /// The name for people.
    pub display_name: String,
}
