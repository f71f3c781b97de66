use crate::{
    api::FlowProvider,
    ui::{Glyph, Icon, Saver},
};
use domain::ProviderId;
use leptos::prelude::*;

/// Which providers are on the page, and in which order.
#[derive(Clone, Copy)]
pub(super) struct Chosen {
    order: RwSignal<Vec<ProviderId>>,
    ticked: RwSignal<Vec<ProviderId>>,
    dragged: RwSignal<Option<ProviderId>>,
    all: StoredValue<Vec<FlowProvider>>,
}

impl Chosen {
    /// The chosen ones first, in their order, then the others by name.
    pub(super) fn new(all: Vec<FlowProvider>, chosen: &[ProviderId]) -> Self {
        let known = |id: &ProviderId| all.iter().any(|provider| provider.id == *id);
        let ticked: Vec<_> = chosen.iter().copied().filter(known).collect();
        let rest = all.iter().map(|provider| provider.id).filter(|id| !ticked.contains(id));
        let order = ticked.iter().copied().chain(rest).collect();
        Self {
            order: RwSignal::new(order),
            ticked: RwSignal::new(ticked),
            dragged: RwSignal::new(None),
            all: StoredValue::new(all),
        }
    }

    /// The ticked ones, in order.
    pub(super) fn now(self) -> Vec<ProviderId> {
        let ticked = self.ticked.get_untracked();
        self.order.get_untracked().into_iter().filter(|id| ticked.contains(id)).collect()
    }

    fn tick(self, id: ProviderId, on: bool) {
        self.ticked.update(|ticked| {
            ticked.retain(|other| *other != id);
            if on {
                ticked.push(id);
            }
        });
    }

    fn moved(self, id: ProviderId, down: bool) {
        self.order.update(|order| {
            let Some(at) = order.iter().position(|other| *other == id) else {
                return;
            };
            let to = if down { at + 1 } else { at.wrapping_sub(1) };
            if to < order.len() {
                order.swap(at, to);
            }
        });
    }

    /// Puts the one that is dragged where `over` is; says whether that changed anything.
    fn dragged_over(self, over: ProviderId) -> bool {
        let Some(dragged) = self.dragged.get_untracked().filter(|dragged| *dragged != over) else { return false };
        self.order.update(|order| {
            let Some(to) = order.iter().position(|id| *id == over) else { return };
            order.retain(|id| *id != dragged);
            order.insert(to.min(order.len()), dragged);
        });
        true
    }

    fn provider(self, id: ProviderId) -> Option<FlowProvider> {
        self.all.with_value(|all| all.iter().find(|provider| provider.id == id).cloned())
    }
}

/// *Social identity providers*: one box per provider of the tenant, with its place.
#[component]
pub(super) fn SocialIdentityProviders(
    /// What is chosen.
    chosen: Chosen,
    /// The form around it.
    saver: Saver,
    /// Where a provider is added.
    new_provider: String,
) -> impl IntoView {
    let none = chosen.all.with_value(Vec::is_empty).then(|| {
        view! {
            <p class="quiet">
                "This directory has no identity provider yet. " <a href=new_provider>"Add one"</a> " first."
            </p>
        }
    });
    view! {
        <fieldset class="group">
            <legend>"Social identity providers"</legend>
            <p class="section-sentence">"A button for each one that is selected stands on the sign-in page, in this order. Drag a line, or move it with its arrows."</p>
            {none}
            <ol class="choice-list">
                <For each=move || chosen.order.get() key=|id| *id let:id>
                    {line(chosen, saver, id)}
                </For>
            </ol>
        </fieldset>
    }
}

fn line(chosen: Chosen, saver: Saver, id: ProviderId) -> impl IntoView {
    let provider = chosen.provider(id);
    let enabled = provider.as_ref().is_none_or(|provider| provider.enabled);
    let name = provider.map_or_else(|| id.to_string(), |provider| provider.name);
    let element = format!("provider-{id}");
    let (up, down) = (format!("Move {name} up"), format!("Move {name} down"));
    let first = move || chosen.order.with(|order| order.first() == Some(&id));
    let last = move || chosen.order.with(|order| order.last() == Some(&id));
    let shift = move |further: bool| {
        chosen.moved(id, further);
        saver.touched();
    };
    view! {
        <li
            draggable="true"
            data-dragged=move || (chosen.dragged.get() == Some(id)).then_some("true")
            on:dragstart=move |_| chosen.dragged.set(Some(id))
            on:dragend=move |_| chosen.dragged.set(None)
            on:dragover=move |event| {
                event.prevent_default();
                if chosen.dragged_over(id) {
                    saver.touched();
                }
            }
            on:drop=move |event| event.prevent_default()
        >
            <span class="grip" aria-hidden="true">
                <Glyph icon=Icon::Grip/>
            </span>
            <input
                type="checkbox"
                id=element.clone()
                checked=chosen.ticked.with_untracked(|ticked| ticked.contains(&id))
                prop:checked=move || chosen.ticked.with(|ticked| ticked.contains(&id))
                on:change=move |event| chosen.tick(id, event_target_checked(&event))
            />
            <label for=element>{name}</label>
            {(!enabled).then(|| view! { <span class="badge">"Disabled"</span> })}
            <span class="choice-moves">
                <button type="button" class="icon-button" aria-label=up disabled=first on:click=move |_| shift(false)>
                    <Glyph icon=Icon::Up/>
                </button>
                <button type="button" class="icon-button" aria-label=down disabled=last on:click=move |_| shift(true)>
                    <Glyph icon=Icon::Down/>
                </button>
            </span>
        </li>
    }
}
