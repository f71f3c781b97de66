//! The views of a token. Arrow keys go from one to the next, as a list of tabs asks for.

use leptos::{ev, prelude::*};
use token::inspect::judge::Severity;

use super::erase::{click, part, text};
use super::state::{State, t};
use super::{checks, compare, decoded, edit, keys, take_along};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Token,
    Claims,
    Checks,
    Keys,
    Compare,
    Edit,
    TakeAlong,
}

impl Tab {
    const ALL: [Self; 7] =
        [Self::Token, Self::Claims, Self::Checks, Self::Keys, Self::Compare, Self::Edit, Self::TakeAlong];

    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Token => "tab-token",
            Self::Claims => "tab-claims",
            Self::Checks => "tab-checks",
            Self::Keys => "tab-keys",
            Self::Compare => "tab-compare",
            Self::Edit => "tab-edit",
            Self::TakeAlong => "tab-take-along",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Token => "Decoded token",
            Self::Claims => "Claims",
            Self::Checks => "Checks",
            Self::Keys => "Keys",
            Self::Compare => "Compare",
            Self::Edit => "Edit",
            Self::TakeAlong => "Take along",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.id().strip_prefix("tab-") == Some(name))
    }
}

#[component]
pub(super) fn Tabs() -> impl IntoView {
    let state = expect_context::<State>();
    let open = state.open;
    let go = move |event: ev::KeyboardEvent| {
        let at = Tab::ALL.iter().position(|tab| *tab == open.get_untracked()).unwrap_or_default();
        let last = Tab::ALL.len() - 1;
        let to = match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => {
                if at == last {
                    0
                } else {
                    at + 1
                }
            }
            "ArrowLeft" | "ArrowUp" => {
                if at == 0 {
                    last
                } else {
                    at - 1
                }
            }
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        open.set(Tab::ALL[to]);
        if let Some(button) = document().get_element_by_id(Tab::ALL[to].id())
            && let Ok(button) = wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(button)
        {
            let _ = button.focus();
        }
    };
    let count = move || {
        let findings = state.findings();
        let bad = findings.iter().filter(|finding| finding.severity <= Severity::Warning).count();
        (bad > 0).then(|| view! { <span class="count">{bad}</span> }).into_any()
    };
    let buttons = Tab::ALL
        .into_iter()
        .map(|tab| {
            view! {
                <button
                    type="button"
                    role="tab"
                    id=tab.id()
                    aria-selected=text(move || (open.get() == tab).to_string())
                    aria-controls="decoded-panel"
                    tabindex=text(move || if open.get() == tab { "0" } else { "-1" }.to_owned())
                    on:click=click(move || open.set(tab))
                >
                    {t(tab.words())}
                    {(tab == Tab::Checks).then(|| part(count))}
                </button>
            }
        })
        .collect::<Vec<_>>();
    let body = part(move || match open.get() {
        Tab::Token => view! { <decoded::Decoded/> }.into_any(),
        Tab::Claims => view! { <decoded::Claims/> }.into_any(),
        Tab::Checks => view! { <checks::Checks/> }.into_any(),
        Tab::Keys => view! { <keys::Keys/> }.into_any(),
        Tab::Compare => view! { <compare::Compare/> }.into_any(),
        Tab::Edit => view! { <edit::Edit/> }.into_any(),
        Tab::TakeAlong => view! { <take_along::TakeAlong/> }.into_any(),
    });
    view! {
        <div role="tablist" class="tabs" aria-label=t("How it is shown") on:keydown=go>
            {buttons}
        </div>
        <div role="tabpanel" id="decoded-panel" aria-labelledby=text(move || open.get().id().to_owned()) tabindex="0">
            {body}
        </div>
    }
}
