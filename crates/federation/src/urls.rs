//! URLs of a tenant and a policy, in the form that the request used. What is put into `iss`, metadata and the callback
//! follows the host and the tenant segment of the request (behaviour reference §15.1 to §15.3).

use domain::{IssuerForm, PolicyId, Tenant};
use oauth::provider::metadata::Endpoints;
use serde::{Deserialize, Serialize};

/// Scheme, host and port that the request used, such as `https://login.example`. The edge lets listed hosts in only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Origin(String);

impl Origin {
    /// Without a slash at the end.
    pub fn new(origin: &str) -> Self {
        Self(origin.trim_end_matches('/').to_owned())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host alone.
    pub fn host(&self) -> &str {
        let authority = self.0.split_once("://").map_or(self.0.as_str(), |(_, authority)| authority);
        authority.rsplit_once(':').map_or(authority, |(host, _)| host)
    }
}

/// Where a request names its policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PolicyForm {
    /// `/{t}/{policy}/…`.
    Path,
    /// `/{t}/…?p={policy}`.
    Query,
}

/// The address of a policy as a request wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyPath {
    /// The host.
    pub origin: Origin,
    /// The tenant segment as written.
    pub tenant: String,
    /// Under `/tfp`.
    pub tfp: bool,
    /// The policy.
    pub policy: PolicyId,
    /// Where the policy stands.
    pub form: PolicyForm,
}

impl PolicyPath {
    fn url(&self, rest: &str) -> String {
        let prefix = if self.tfp { "/tfp" } else { "" };
        let (origin, tenant, policy) = (self.origin.as_str(), &self.tenant, self.policy.folded());
        match self.form {
            PolicyForm::Path => format!("{origin}{prefix}/{tenant}/{policy}/{rest}"),
            PolicyForm::Query => format!("{origin}{prefix}/{tenant}/{rest}?p={policy}"),
        }
    }

    /// The endpoints of the policy in the same form.
    pub fn endpoints(&self, issuer: String) -> Endpoints {
        Endpoints {
            issuer,
            authorization: self.url("oauth2/v2.0/authorize"),
            token: self.url("oauth2/v2.0/token"),
            keys: self.url("discovery/v2.0/keys"),
            userinfo: self.url("openid/v2.0/userinfo"),
            end_session: self.url("oauth2/v2.0/logout"),
        }
    }

    /// The metadata document.
    pub fn metadata(&self) -> String {
        self.url("v2.0/.well-known/openid-configuration")
    }

    /// The page of a journey. Always in path form; it is ours alone.
    pub fn page(&self, journey: domain::JourneyId) -> String {
        format!("{}/{}/{}/sign-in/{journey}", self.origin.as_str(), self.tenant, self.policy.folded())
    }

    /// The redirect URI for providers: host and tenant segment of the request, all lower case (§1.4).
    pub fn callback(&self, with_policy: bool) -> String {
        let (origin, tenant) = (self.origin.as_str(), &self.tenant);
        let url = if with_policy {
            format!("{origin}/{tenant}/{}/oauth2/authresp", self.policy)
        } else {
            format!("{origin}/{tenant}/oauth2/authresp")
        };
        url.to_ascii_lowercase()
    }

    /// The redirect URI of one provider alone (S34). Its last part is the technical profile, as written.
    pub fn own_callback(&self, profile: &str) -> String {
        let mut url = self.callback(false);
        url.push('/');
        url.push_str(&url::form_urlencoded::byte_serialize(profile.as_bytes()).collect::<String>().replace('+', "%20"));
        url
    }

    /// `iss` (§4.3). The slash at its end belongs to it.
    pub fn issuer(&self, tenant: &Tenant, form: IssuerForm) -> String {
        let (origin, id) = (self.origin.as_str(), tenant.id);
        match form {
            IssuerForm::AuthorityWithTfp => format!("{origin}/tfp/{id}/{}/v2.0/", self.policy.folded()),
            IssuerForm::AuthorityAndTenantGuid => format!("{origin}/{id}/v2.0/"),
        }
    }
}
