//! The search of the top bar, which is the command palette too: places, actions, directories, and what is in them.

use super::{
    calls::find,
    places::{ACTIONS, PLACES, is_meant},
    tenant::{CurrentTenant, place},
};
use crate::{
    api::{Found, TenantSummary},
    ui::{Glyph, Icon},
};
use leptos::{ev, html, prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::time::Duration;

/// A line: what it is, its name, where it leads.
#[derive(Clone, PartialEq)]
struct Line {
    what: String,
    name: String,
    href: String,
}

/// What stands there for a text, the server's answer among it.
fn lines(typed: &str, tenant: &str, tenants: &[TenantSummary], found: &[Found]) -> Vec<Line> {
    let line = |what: &str, name: &str, href: String| Line { what: what.to_owned(), name: name.to_owned(), href };
    let mut lines = Vec::new();
    for (group, places) in PLACES {
        for known in places.iter().filter(|known| is_meant(typed, &[group, known.name])) {
            lines.push(line("Place", known.name, place(tenant, known.route)));
        }
    }
    for (route, name) in ACTIONS.into_iter().filter(|(_, name)| is_meant(typed, &[name])) {
        lines.push(line("Action", name, place(tenant, route)));
    }
    for other in tenants.iter().filter(|other| other.name.as_str() != tenant) {
        if is_meant(typed, &["directory", &other.display_name, &other.name.domain()]) {
            lines.push(line("Directory", &other.display_name, place(other.name.as_str(), "")));
        }
    }
    lines.extend(found.iter().map(|found| line(&found.what, &found.name, place(tenant, &found.place))));
    lines
}

/// The button in the top bar, and the dialog that it opens.
pub(super) fn palette(tenant: CurrentTenant, tenants: Vec<TenantSummary>) -> impl IntoView {
    let dialog: NodeRef<html::Dialog> = NodeRef::new();
    let typed = RwSignal::new(String::new());
    let found = RwSignal::new(Vec::<Found>::new());
    let at = RwSignal::new(0_u32);
    let tenants = StoredValue::new(tenants);
    let lines = Memo::new(move |_| {
        let tenant = tenant.get();
        tenants.with_value(|tenants| found.with(|found| lines(typed.get().trim(), &tenant, tenants, found)))
    });
    let open = move || {
        if let Some(dialog) = dialog.get_untracked()
            && !dialog.open()
        {
            typed.set(String::new());
            found.set(Vec::new());
            at.set(0);
            let _ = dialog.show_modal();
        }
    };
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    Effect::new(move |_| {
        let handle = window_event_listener(ev::keydown, move |event| {
            if (event.ctrl_key() || event.meta_key()) && event.key() == "k" {
                event.prevent_default();
                open();
            }
        });
        on_cleanup(move || handle.remove());
    });
    ask_server(tenant, typed, found);
    let navigate = use_navigate();
    let go = Callback::new(move |href: String| {
        close();
        navigate(&href, NavigateOptions::default());
    });
    let on_key = move |event: ev::KeyboardEvent| {
        let count = lines.with_untracked(|lines| u32::try_from(lines.len()).unwrap_or(0));
        match event.key().as_str() {
            "ArrowDown" => at.update(|at| *at = if *at + 1 < count { *at + 1 } else { 0 }),
            "ArrowUp" => at.update(|at| *at = at.checked_sub(1).unwrap_or(count.saturating_sub(1))),
            "Enter" => {
                if let Some(line) = lines.with_untracked(|lines| lines.get(at.get_untracked() as usize).cloned()) {
                    go.run(line.href);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    let options = move || {
        let options =
            (0_u32..).zip(lines.get()).map(|(index, line)| option_view(index, line, at, go)).collect::<Vec<_>>();
        if options.is_empty() {
            view! { <li class="quiet" role="option" aria-selected="false">"Nothing is called so."</li> }.into_any()
        } else {
            options.into_any()
        }
    };
    view! {
        <button type="button" class="search-button" on:click=move |_| open()>
            <Glyph icon=Icon::Search/>
            <span>"Search"</span>
            <kbd aria-hidden="true">"Ctrl K"</kbd>
        </button>
        <dialog class="palette" aria-label="Search" node_ref=dialog>
            <div class="palette-head">
                <input
                    type="search"
                    role="combobox"
                    aria-label="Search everything"
                    aria-expanded="true"
                    aria-controls="palette-list"
                    aria-autocomplete="list"
                    aria-activedescendant=move || format!("palette-{}", at.get())
                    autocomplete="off"
                    placeholder="A place, an action, the beginning of a name, or a correlation ID"
                    prop:value=move || typed.get()
                    on:input=move |event| {
                        typed.set(event_target_value(&event));
                        at.set(0);
                    }
                    on:keydown=on_key
                />
                <button type="button" class="icon-button" aria-label="Close the search" on:click=move |_| close()>
                    <Glyph icon=Icon::Cross/>
                </button>
            </div>
            <ul id="palette-list" role="listbox" aria-label="Found">
                {options}
            </ul>
        </dialog>
    }
}

fn option_view(index: u32, line: Line, at: RwSignal<u32>, go: Callback<String>) -> AnyView {
    let chosen = move || (at.get() == index).to_string();
    let href = line.href;
    view! {
        <li
            id=format!("palette-{index}")
            role="option"
            aria-selected=chosen
            on:click=move |_| go.run(href.clone())
            on:mousemove=move |_| at.set(index)
        >
            <span>{line.name}</span>
            <span class="quiet">{line.what}</span>
        </li>
    }
    .into_any()
}

/// Asks for what is in the tenant, once a person stops typing for a moment.
fn ask_server(tenant: CurrentTenant, typed: RwSignal<String>, found: RwSignal<Vec<Found>>) {
    Effect::new(move |_| {
        let text = typed.get().trim().to_owned();
        if text.is_empty() {
            found.set(Vec::new());
            return;
        }
        set_timeout(
            move || {
                let still = move |text: &str| typed.try_get_untracked().is_some_and(|now| now.trim() == text);
                if !still(&text) {
                    return;
                }
                spawn_local(async move {
                    if let Ok(answer) = find(tenant.now(), text.clone()).await.flatten()
                        && still(&text)
                    {
                        found.try_set(answer);
                    }
                });
            },
            Duration::from_millis(200),
        );
    });
}
