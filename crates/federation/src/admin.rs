//! Administrators: accounts, one-time sign-in links, sessions.

use crate::{Error, Federation};
use domain::{AdminId, Secret};
use storage::{Admin, Change};

/// How long a sign-in link works.
pub const LINK_SECONDS: i64 = 24 * 3600;
/// How long an administrator stays signed in.
pub const SESSION_SECONDS: i64 = 12 * 3600;

impl Federation {
    /// Makes an administrator, or finds the one of this name.
    pub async fn ensure_admin(&self, name: &str) -> Result<Admin, Error> {
        let name = name.trim();
        if name.is_empty() || name.len() > 64 || name.chars().any(char::is_control) {
            return Err(Error::field("name", "An administrator's name has 1 to 64 characters."));
        }
        if let Some(admin) = self.store.find_admin_by_name(name).await? {
            return Ok(admin);
        }
        let id = AdminId::new(&*self.clock, &*self.entropy);
        self.store.commit(vec![Change::CreateAdmin { id, name: name.to_owned(), at: self.clock.now() }]).await?;
        let made = self.store.find_admin_by_name(name).await?;
        made.ok_or_else(|| Error::Internal("an administrator that was just made is not there".to_owned()))
    }

    /// A one-time sign-in link for an administrator: the token in it.
    pub async fn sign_in_link(&self, admin: AdminId) -> Result<Secret, Error> {
        let token = self.random_token();
        let change = Change::CreateAdminLink {
            link: crate::digest("admin-link", token.expose()),
            admin,
            expires_at: self.clock.now().plus_seconds(LINK_SECONDS),
        };
        self.store.commit(vec![change]).await?;
        Ok(token)
    }

    /// Signs an administrator in by a link; the session's cookie. `None` when the link is unknown, used or late.
    pub async fn redeem_sign_in_link(&self, token: &Secret) -> Result<Option<Secret>, Error> {
        let (now, cookie) = (self.clock.now(), self.random_token());
        let link = crate::digest("admin-link", token.expose());
        let session = crate::digest("admin-session", cookie.expose());
        let admin = self.store.redeem_admin_link(link, session, now, now.plus_seconds(SESSION_SECONDS)).await?;
        Ok(admin.map(|_| cookie))
    }

    /// The administrator of a session.
    pub async fn admin_of_session(&self, cookie: &Secret) -> Result<Option<Admin>, Error> {
        Ok(self.store.find_admin_session(crate::digest("admin-session", cookie.expose()), self.clock.now()).await?)
    }

    /// Ends a session.
    pub async fn end_admin_session(&self, cookie: &Secret) -> Result<(), Error> {
        let session = crate::digest("admin-session", cookie.expose());
        Ok(self.store.commit(vec![Change::EndAdminSession { session }]).await?)
    }
}
