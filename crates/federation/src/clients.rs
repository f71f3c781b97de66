//! Applications as the protocol endpoints look them up.

use crate::{Error, Federation};
use domain::{Application, ApplicationId, Document, TenantId};
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
        match self.store.find_document(&key).await? {
            Some(stored) => Ok(Some(stored.read()?)),
            None => Ok(None),
        }
    }
}
