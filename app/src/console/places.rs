//! The places of a tenant: what navigation, *All services* and the search lead to.

use crate::ui::Icon;

/// Where something is.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// Below the tenant.
    pub(super) route: &'static str,
    /// As the how-tos call it.
    pub(super) name: &'static str,
    /// What one does there.
    pub(super) sentence: &'static str,
    /// Beside the name.
    pub(super) icon: Icon,
}

const fn place(route: &'static str, name: &'static str, icon: Icon, sentence: &'static str) -> Place {
    Place { route, name, sentence, icon }
}

/// The places, in groups with a heading.
pub(super) const PLACES: [(&str, &[Place]); 4] = [
    (
        "Azure AD B2C",
        &[place("", "Overview", Icon::Home, "How far this directory is on its way to the first sign-in.")],
    ),
    (
        "Manage",
        &[
            place(
                "app-registrations",
                "App registrations",
                Icon::Application,
                "The applications that send people here to sign in.",
            ),
            place("identity-providers", "Identity providers", Icon::Provider, "Where people prove who they are."),
            place("branding", "Company branding", Icon::Brand, "Logo and colours of the sign-in pages."),
            place("users", "Users", Icon::User, "The people who have signed in."),
        ],
    ),
    (
        "Policies",
        &[
            place("user-flows", "User flows", Icon::Flow, "The sign-ins that applications call."),
            place(
                "policies",
                "Identity Experience Framework",
                Icon::Policy,
                "Custom policies: sign-ins written as files, for what user flows cannot do.",
            ),
            place("policy-keys", "Policy Keys", Icon::Key, "The secrets and keys that custom policies name."),
        ],
    ),
    (
        "Activities",
        &[
            place("sign-ins", "Sign-ins", Icon::SignIn, "Every sign-in, hop by hop, and why one failed."),
            place(
                "refused-requests",
                "Refused requests",
                Icon::Cross,
                "Requests that never became a sign-in, and what to correct.",
            ),
            place("audit-logs", "Audit logs", Icon::Audit, "Who changed what, and who looked at what is personal."),
        ],
    ),
];

/// What can be begun from anywhere: route and name.
pub(super) const ACTIONS: [(&str, &str); 6] = [
    ("identity-providers/new", "New OpenID Connect provider"),
    ("user-flows/new", "New user flow"),
    ("app-registrations/new", "New registration"),
    ("policies/upload", "Upload custom policy"),
    ("policy-keys/new", "Create a policy key"),
    ("settings", "Directories + subscriptions"),
];

/// Whether everything typed is in one of the texts, compared without case.
pub(super) fn is_meant(typed: &str, texts: &[&str]) -> bool {
    let whole = texts.join(" ").to_lowercase();
    typed.to_lowercase().split_whitespace().all(|word| whole.contains(word))
}

#[cfg(test)]
mod tests {
    use super::is_meant;

    #[test]
    fn every_word_typed_must_be_there_in_any_order() {
        assert!(is_meant("connect NEW", &["New OpenID Connect provider"]));
        assert!(is_meant("", &["anything"]));
        assert!(!is_meant("new flow", &["New OpenID Connect provider"]));
    }
}
