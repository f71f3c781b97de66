//! Applications as the protocol endpoints look them up.

use crate::{Error, Federation};
use domain::{ApiPermission, Application, ApplicationId, Document, TenantId};
use storage::DocumentKey;

impl Federation {
    /// The application of a `client_id` in a tenant.
    pub(crate) async fn find_client(
        &self,
        tenant: TenantId,
        client_id: Option<&str>,
    ) -> Result<Option<Application>, Error> {
        let Some(id) = client_id.and_then(|text| text.parse::<ApplicationId>().ok()) else { return Ok(None) };
        let key = DocumentKey { tenant, kind: Application::KIND, id: id.to_string() };
        match self.find_current(key).await? {
            Some(stored) => Ok(Some(stored.read()?)),
            None => Ok(None),
        }
    }

    /// The APIs that a scope may be about: those that the application has permissions for.
    pub(crate) async fn find_apis(
        &self,
        tenant: TenantId,
        application: &Application,
        scope: Option<&str>,
    ) -> Result<Vec<(Application, ApiPermission)>, Error> {
        let mut apis = Vec::new();
        // Only a scope of an API has a slash; most requests ask for none.
        if scope.is_none_or(|scope| !scope.contains('/')) {
            return Ok(apis);
        }
        for permission in &application.permissions {
            if let Some(api) = self.find_client(tenant, Some(&permission.application.to_string())).await? {
                apis.push((api, permission.clone()));
            }
        }
        Ok(apis)
    }
}
