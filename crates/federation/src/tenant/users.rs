//! Users of a tenant.

use super::{Listing, PAGE};
use crate::{Error, Federation};
use domain::{TenantId, User, UserId};

impl Federation {
    /// Users whose name, e-mail address or id begins with `search`, newest first.
    pub async fn users(&self, tenant: TenantId, search: &str, after: Option<&str>) -> Result<Listing<User>, Error> {
        let search = search.trim().to_lowercase();
        let prefix = (!search.is_empty()).then_some(search.as_str());
        let after = after.and_then(|after| after.parse().ok());
        let page = self.store.users(tenant, prefix, after, PAGE).await?;
        let next = if page.more { page.items.last().map(|user| user.id.to_string()) } else { None };
        Ok(Listing { items: page.items, next })
    }

    /// One user.
    pub async fn user(&self, tenant: TenantId, id: UserId) -> Result<User, Error> {
        self.store.find_user(tenant, id).await?.ok_or(Error::NotFound)
    }
}
