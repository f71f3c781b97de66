//! The console: a single-page application, server-rendered first and then hydrated.

mod all_services;
mod app;
mod app_registrations;
mod audit_logs;
mod branding;
mod calls;
mod first_run;
mod frame;
mod identity_providers;
mod listing;
mod overview;
mod palette;
mod parts;
mod places;
mod policies;
mod policy_keys;
mod run;
mod settings;
#[cfg(feature = "ssr")]
mod shell;
mod sign_ins;
mod tenant;
mod user_flows;
mod users;

pub use app::App;
#[cfg(feature = "console")]
pub(crate) use app::take_over;
#[cfg(feature = "ssr")]
pub use shell::shell;
