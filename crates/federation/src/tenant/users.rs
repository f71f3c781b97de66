//! Users of a tenant.

use super::{Listing, PAGE};
use crate::{Error, Federation};
use domain::{TenantId, User, UserId};
use storage::Change;

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

    /// Lets a user sign in, or not; a sign-in that has begun ends at the directory.
    pub async fn set_user_enabled(&self, tenant: TenantId, id: UserId, enabled: bool) -> Result<User, Error> {
        self.user(tenant, id).await?;
        let change = Change::ChangeUser { tenant, id, fields: Vec::new(), enabled: Some(enabled) };
        self.store.commit(vec![change]).await?;
        self.user(tenant, id).await
    }

    /// Deletes a user with its identities: whoever comes with one of them is a new user.
    pub async fn delete_user(&self, tenant: TenantId, id: UserId) -> Result<(), Error> {
        self.user(tenant, id).await?;
        Ok(self.store.commit(vec![Change::DeleteUser { tenant, id }]).await?)
    }
}
