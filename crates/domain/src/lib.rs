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
    Application, ApplicationKind, ClaimsMapping, ClientAuthentication, ClientSecret, Document, IdentityProvider,
    ImplicitGrant, IssuerForm, KeySet, Kind, Pkce, ResponseMode, ResponseType, SecretRef, SigningKey, Tenant,
    TokenLifetimes, UserFlow, UserFlowKind,
};
pub use entropy::Entropy;
pub use id::{AdminId, ApplicationId, JourneyId, KeyId, NotAnId, ProviderId, SecretId, TenantId, UserFlowId, UserId};
pub use secret::Secret;
pub use time::{Clock, Timestamp};
pub use user::{Identity, User};
pub use value::{
    ClaimName, DisplayName, DomainHint, Invalid, IssuerUrl, MetadataUrl, PolicyId, RedirectUri, Scope, TenantName,
};
