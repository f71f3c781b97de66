//! The words of Passerelle: ids, entities, checked values, and the clock and entropy that everything else takes as
//! arguments. No I/O.

pub mod check;
pub mod claims;
mod document;
mod entropy;
mod id;
pub mod language;
mod secret;
mod time;
mod user;
mod value;

pub use check::{Check, Outcome};
pub use claims::{ClaimValue, Claims, DataType};
pub use document::{
    ApiPermission, Application, ApplicationKind, BrandImage, ClaimsMapping, ClientAuthentication, ClientSecret,
    CustomPolicy, Document, ExposedScope, IdentityProvider, ImageKind, ImageRef, ImplicitGrant, IssuerForm, KeySet,
    KeyStatus, KeyType, KeyUsage, Kind, OutOfRange, Pkce, PolicyClaim, PolicyKey, ResponseMode, ResponseType,
    SPA_REFRESH_SECONDS, SecretRef, SessionKind, SessionSettings, SingleSignOn, SubjectForm, Tenant, TenantBranding,
    TokenLifetimes, UserFlow, UserFlowKind, needs_client_secret,
};
pub use entropy::Entropy;
pub use id::{
    AdminId, ApiTokenId, ApplicationId, ApplicationObjectId, AuditEventId, GrantId, JourneyId, KeyId, NotAnId,
    ProviderId, ScopeId, SecretId, TenantId, UserFlowId, UserId,
};
pub use secret::Secret;
pub use time::{Clock, Timestamp};
pub use user::{Identity, User};
pub use value::{
    AppIdUri, AuthorizationParameters, ClaimName, Colour, DisplayName, DomainHint, Invalid, IssuerUrl, KeySetName,
    LogoutUrl, MetadataUrl, PolicyId, RedirectUri, Scope, ScopeName, TenantName,
};
