//! What outlives a sign-in: refresh token families, and the sessions of people.

use crate::Digest;
use domain::{ApplicationId, GrantId, JourneyId, TenantId, Timestamp, UserId};
use std::fmt;

/// A refresh token family to begin, at generation 0.
#[derive(Clone)]
pub struct NewRefreshFamily {
    /// Its id.
    pub id: GrantId,
    /// The tenant.
    pub tenant: TenantId,
    /// The journey it came from. If that grant is revoked, the family is not made.
    pub journey: JourneyId,
    /// For which application.
    pub application: ApplicationId,
    /// Whose, if the directory knows them.
    pub user: Option<UserId>,
    /// What it stands for, to be sealed.
    pub payload: Vec<u8>,
    /// When.
    pub created_at: Timestamp,
    /// Until when its first token lives.
    pub expires_at: Timestamp,
}

impl fmt::Debug for NewRefreshFamily {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewRefreshFamily").field("id", &self.id).field("journey", &self.journey).finish_non_exhaustive()
    }
}

/// A refresh token family.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshFamily {
    /// The journey it came from.
    pub journey: JourneyId,
    /// The generation whose token is the current one.
    pub generation: u32,
    /// When it began.
    pub created_at: Timestamp,
    /// Until when the current token lives.
    pub expires_at: Timestamp,
    /// Whether it is revoked.
    pub revoked: bool,
    /// What it stands for, opened.
    pub payload: Vec<u8>,
}

impl fmt::Debug for RefreshFamily {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefreshFamily").field("generation", &self.generation).finish_non_exhaustive()
    }
}

/// A refresh token that is presented.
#[derive(Debug, Clone, Copy)]
pub struct Presented {
    /// The tenant.
    pub tenant: TenantId,
    /// Its family.
    pub family: GrantId,
    /// Its generation.
    pub generation: u32,
    /// Now.
    pub now: Timestamp,
    /// Until when the next token lives.
    pub expires_at: Timestamp,
    /// A token that was rotated at or after this moment may be presented again, and gives the same next token.
    pub retry_from: Timestamp,
}

/// What presenting a refresh token gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotation {
    /// It was the current token; the next generation is current now.
    Rotated,
    /// It was the current one a moment ago: the answer got lost, or two asked at the same time. Nothing changed.
    Again,
    /// It was used before: the family is revoked now (RFC 9700 §4.14.2).
    Reused,
    /// The family is unknown, revoked or expired, or has no such generation yet.
    Dead,
}

/// Whose grants are revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revoked {
    /// One refresh token family.
    Family(GrantId),
    /// Everything that came from a journey.
    Journey(JourneyId),
    /// Everything of a user, their sessions too.
    User(UserId),
}

/// A person's session to begin or to go on with.
#[derive(Clone)]
pub struct NewPersonSession {
    /// Digest of its cookie.
    pub session: Digest,
    /// The tenant.
    pub tenant: TenantId,
    /// Who, if the directory knows them.
    pub user: Option<UserId>,
    /// What is remembered, to be sealed.
    pub payload: Vec<u8>,
    /// Until when.
    pub expires_at: Timestamp,
}

impl fmt::Debug for NewPersonSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewPersonSession").field("user", &self.user).finish_non_exhaustive()
    }
}

/// A person's session.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonSession {
    /// Who.
    pub user: Option<UserId>,
    /// Until when.
    pub expires_at: Timestamp,
    /// What is remembered, opened.
    pub payload: Vec<u8>,
}

impl fmt::Debug for PersonSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonSession").field("user", &self.user).finish_non_exhaustive()
    }
}
