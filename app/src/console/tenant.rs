//! The tenant of the page.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The URL of a place of a tenant.
pub(super) fn place(tenant: &str, rest: &str) -> String {
    if rest.is_empty() { format!("/console/{tenant}") } else { format!("/console/{tenant}/{rest}") }
}

/// The tenant's name in the URL.
#[derive(Clone, Copy)]
pub(super) struct CurrentTenant(Memo<String>);

impl CurrentTenant {
    /// Reads the URL, for the pages below.
    pub(super) fn provide() -> Self {
        let params = use_params_map();
        let tenant = Self(Memo::new(move |_| params.with(|params| params.get("tenant").unwrap_or_default())));
        provide_context(tenant);
        tenant
    }

    /// Of this page.
    pub(super) fn of_page() -> Self {
        use_context().unwrap_or_else(Self::provide)
    }

    /// The name.
    pub(super) fn get(self) -> String {
        self.0.get()
    }

    /// The name, without following it.
    pub(super) fn now(self) -> String {
        self.0.get_untracked()
    }

    /// The URL of one of its places.
    pub(super) fn place(self, rest: &str) -> String {
        place(&self.0.get_untracked(), rest)
    }
}

/// The `:id` of the URL.
pub(super) fn id_param() -> Memo<String> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()))
}
