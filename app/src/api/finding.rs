use super::{ApplicationForm, IdentityProviderForm, NewTenant, NewUserFlow, UserFlowForm};
use domain::{ApplicationId, ProviderId};
use serde::{Deserialize, Serialize};

/// What a search across the places of a tenant finds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// What it is, such as `User flow`.
    pub what: String,
    /// Its name.
    pub name: String,
    /// Its place below the tenant's, such as `user-flows/…`.
    pub place: String,
}

/// How far a tenant is on its way to the first sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "the steps of a guide, each done or not")]
pub struct Overview {
    /// An application with a redirect URI is registered.
    pub has_application: bool,
    /// A provider is configured.
    pub has_provider: bool,
    /// A user flow is there.
    pub has_flow: bool,
    /// The user flow to run: the first one that offers a provider; its place, and its name.
    pub runnable_flow: Option<(String, String)>,
    /// Somebody has signed in.
    pub has_signed_in: bool,
    /// Where this server's token inspector is: the redirect URI for a first look.
    pub inspector_url: String,
}

/// A form as far as it is typed, to be looked at without saving. The answer names the fields as a save would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Draft {
    /// A provider, new or known.
    IdentityProvider {
        /// Which, once it exists.
        id: Option<ProviderId>,
        /// What is typed.
        form: IdentityProviderForm,
    },
    /// An application, new or known.
    Application {
        /// Which, once it exists.
        id: Option<ApplicationId>,
        /// What is typed.
        form: ApplicationForm,
    },
    /// A new user flow.
    UserFlow {
        /// What is typed.
        new: NewUserFlow,
    },
    /// What is set of a user flow that exists.
    UserFlowSettings {
        /// Which type.
        kind: domain::UserFlowKind,
        /// What is typed.
        form: UserFlowForm,
    },
    /// A new tenant.
    Tenant {
        /// What is typed.
        new: NewTenant,
    },
}
