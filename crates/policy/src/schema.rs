//! Whether a file says what the language allows, in the order that it asks for: the element tree of [`crate::xml`] held
//! against the element [`model`]. Nothing is read from it here.

pub mod model;
pub mod nearest;
pub(crate) mod placeholder;
mod validate;

pub use placeholder::{is_open, open_settings};
pub use validate::{Rules, validate};

/// The namespace of a policy.
pub const NAMESPACE: &str = "http://schemas.microsoft.com/online/cpim/schemas/2013/06";

/// Where the published schema is not what the service does: what it says, and what is done here.
pub const EXCEPTIONS: &[(&str, &str)] = &[
    (
        "The patterns of `RecoveryUri` and `DataUri` begin with `^` and end with `$`, which a schema takes literally and \
         the service does not; and they hold escapes that a schema does not know.",
        "Read as the service reads them.",
    ),
    ("`LoadUri` has no type, so that anything may stand in it.", "Only text may."),
    (
        "A placeholder for the tenant (`{Settings:Tenant}`, `yourtenant`, `your-tenant`, `__TenantName__`, \
         `<yourtenant>`) breaks the patterns of tenants, policy ids and URIs.",
        "Accepted where a tenant, a policy id or a URI stands; the policy is given a tenant when it is loaded.",
    ),
    ("A `{Settings:…}` that is not filled breaks the type of its value.", "A warning, `unfilled-setting`."),
    ("`InstrumentationKey` must be a GUID.", "A warning, since it has no effect here."),
];

#[cfg(test)]
mod tests;
