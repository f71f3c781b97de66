//! What the lists share: search and paging, which live in the URL.

use super::tenant::CurrentTenant;
use crate::{
    api::{Answer, ListQuery, Listing},
    ui::{Ready, loaded},
};
use leptos::{ev, html, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_query_map},
};

/// Search and page of the URL.
pub(super) fn list_query() -> Memo<ListQuery> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|query| ListQuery { search: query.get("search").unwrap_or_default(), after: query.get("after") })
    })
}

/// The search field above a list.
#[component]
pub(super) fn SearchForm(
    /// What is searched, as in "Search users by name".
    label: &'static str,
    /// What is searched for now.
    query: Memo<ListQuery>,
) -> impl IntoView {
    let ready = Ready::signal();
    let location = use_location();
    let navigate = use_navigate();
    let node: NodeRef<html::Input> = NodeRef::new();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let search = node.get_untracked().map(|input| input.value()).unwrap_or_default();
        let path = location.pathname.get_untracked();
        let found = if search.is_empty() { path } else { format!("{path}?search={}", encoded(&search)) };
        navigate(&found, NavigateOptions::default());
    };
    view! {
        <form method="get" class="search" role="search" on:submit=submit>
            <label for="search">{label}</label>
            <input
                id="search"
                name="search"
                type="search"
                autocomplete="off"
                node_ref=node
                value=query.get_untracked().search
                prop:value=move || query.get().search
            />
            <button type="submit" class="button" disabled=move || !ready.get()>
                "Search"
            </button>
        </form>
    }
}

/// The way to the next part of a list, and back to the first. `query` is what else the URL asks for.
pub(super) fn pager_links(query: &str, later: bool, next: Option<String>) -> AnyView {
    if !later && next.is_none() {
        return ().into_any();
    }
    let more = if query.is_empty() { String::new() } else { format!("{query}&") };
    view! {
        <nav class="pager" aria-label="Pages">
            {later.then(|| view! { <a href=format!("?{query}")>"First page"</a> })}
            {next.map(|next| view! { <a href=format!("?{more}after={}", encoded(&next))>"Next page"</a> })}
        </nav>
    }
    .into_any()
}

/// For a query: everything but letters, digits, `-`, `_`, `.` as `%XX`.
pub(super) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// A list that follows tenant and URL.
pub(super) fn list_resource<T, Fut>(
    query: Memo<ListQuery>,
    call: impl Fn(String, ListQuery) -> Fut + Send + Sync + 'static,
) -> Resource<Answer<Listing<T>>>
where
    T: Send + Sync + serde::Serialize + serde::de::DeserializeOwned + 'static,
    Fut: Future<Output = super::calls::Called<Listing<T>>> + Send + 'static,
{
    let tenant = CurrentTenant::of_page();
    Resource::new(
        move || (tenant.get(), query.get()),
        move |(tenant, query)| {
            let call = call(tenant, query);
            async move { call.await.flatten() }
        },
    )
}

/// Draws a list: the table with its pager, nothing found, or nothing there.
pub(super) fn list_view<T: Clone + Send + Sync + 'static>(
    resource: Resource<Answer<Listing<T>>>,
    query: Memo<ListQuery>,
    table: impl Fn(Vec<T>) -> AnyView + Clone + Send + Sync + 'static,
    empty: impl Fn() -> AnyView + Clone + Send + Sync + 'static,
) -> impl IntoView {
    loaded(resource, move |listing: Listing<T>| {
        let asked = query.get_untracked();
        if !listing.items.is_empty() {
            let search =
                if asked.search.is_empty() { String::new() } else { format!("search={}", encoded(&asked.search)) };
            let pager = pager_links(&search, asked.after.is_some(), listing.next);
            return view! {
                {table(listing.items)}
                {pager}
            }
            .into_any();
        }
        if asked.search.is_empty() && asked.after.is_none() {
            return empty();
        }
        view! {
            <p class="nothing-found" role="status">
                "Nothing begins with that. " <a href="?">"Show everything"</a>
            </p>
        }
        .into_any()
    })
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn a_cursor_survives_an_url() {
        assert_eq!(encoded("a&b=c d/é"), "a%26b%3Dc%20d%2F%C3%A9");
    }
}
