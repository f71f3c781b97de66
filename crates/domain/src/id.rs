//! Typed identifiers. All are UUIDs; those made here are version 7, so that they sort by time and index well.
//! Any UUID is accepted on import: object ids of an existing Azure AD B2C tenant must survive (they are in `iss`,
//! `aud`, `oid` and `sub`).

use crate::{Clock, Entropy};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// A text that is not a UUID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an id; an id looks like 11111111-1111-4111-8111-111111111111")]
pub struct NotAnId(pub String);

fn uuid_v7(clock: &dyn Clock, entropy: &dyn Entropy) -> Uuid {
    let mut random = [0_u8; 10];
    entropy.fill(&mut random);
    let millis = u64::try_from(clock.now().as_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// One way to write an id: without hyphens, in braces or as a URN it would be another text for the same application.
fn hyphenated(text: &str) -> Option<Uuid> {
    (text.len() == 36).then(|| Uuid::try_parse(text).ok())?
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id, version 7, from the given time and randomness.
            pub fn new(clock: &dyn Clock, entropy: &dyn Entropy) -> Self {
                Self(uuid_v7(clock, entropy))
            }

            /// An id that exists already.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID behind it.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                hyphenated(text).map(Self).ok_or_else(|| NotAnId(text.chars().take(64).collect()))
            }
        }
    )+};
}

ids! {
    /// A tenant: everything that is configured and everybody who signs in belongs to one.
    TenantId,
    /// An application registration; on the wire its `client_id`.
    ApplicationId,
    /// The object id of an application registration, beside its `client_id`.
    ApplicationObjectId,
    /// An identity provider's configuration.
    ProviderId,
    /// A user flow's configuration (its public name is a `PolicyId`).
    UserFlowId,
    /// A user: the `oid`, and by default the `sub`, of issued tokens.
    UserId,
    /// One sign-in, from the authorization request to its end; the correlation id that people see.
    JourneyId,
    /// An administrator's account. Accounts are global, roles are per tenant.
    AdminId,
    /// A stored secret that documents refer to.
    SecretId,
    /// A signing key of a tenant.
    KeyId,
    /// A refresh token family.
    GrantId,
    /// A token of the administration API.
    ApiTokenId,
    /// One line of the audit log.
    AuditEventId,
    /// A scope that an application exposes (a delegated permission).
    ScopeId,
}

#[cfg(test)]
mod tests;
