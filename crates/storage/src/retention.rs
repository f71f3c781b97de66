//! How long what expired is kept: the same in every engine.

/// An expired code, so that presenting it again is still recognised as such.
pub const CODE_KEPT_SECONDS: i64 = 3600;
/// A code that was presented twice: longer than any token lives that came from it.
pub const REVOKED_CODE_KEPT_SECONDS: i64 = 90_000;
/// An expired family, so that access tokens of a revoked one are still known as such.
pub const FAMILY_KEPT_SECONDS: i64 = 86_400;
/// A line of the audit log.
pub const AUDIT_KEPT_SECONDS: i64 = 365 * 86_400;
/// The recording of a journey that was begun and that nobody went on with.
pub const ABANDONED_KEPT_SECONDS: i64 = 7 * 86_400;
/// The recording of one that nobody ever answered: anybody can begin one, with a single request.
pub const UNANSWERED_KEPT_SECONDS: i64 = 86_400;
