use super::{
    places::{PLACES, is_meant},
    tenant::CurrentTenant,
};
use crate::ui::{Glyph, Icon, PageHead};
use leptos::prelude::*;

/// *All services*: everything that there is, to be searched.
#[component]
pub(super) fn AllServices() -> impl IntoView {
    let tenant = CurrentTenant::of_page();
    let typed = RwSignal::new(String::new());
    let mut services = vec![(
        "Azure AD B2C",
        "Sign-up and sign-in for the customers of this directory: providers, user flows, applications, users.",
        Icon::Provider,
        tenant.place(""),
    )];
    let places = PLACES.into_iter().flat_map(|(_, places)| places).filter(|place| !place.route.is_empty());
    services.extend(places.map(|place| (place.name, place.sentence, place.icon, tenant.place(place.route))));
    let lines = services
        .into_iter()
        .map(|(name, sentence, icon, href)| {
            view! {
                <li hidden=move || !typed.with(|typed| is_meant(typed, &[name, sentence]))>
                    <a class="service" href=href>
                        <Glyph icon=icon/>
                        <span class="service-name">{name}</span>
                        <span class="quiet">{sentence}</span>
                    </a>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <PageHead title="All services" sentence="Everything that Passerelle does for this directory."/>
        <div class="search" role="search">
            <label for="search-services">"Search services"</label>
            <input
                id="search-services"
                type="search"
                autocomplete="off"
                on:input=move |event| typed.set(event_target_value(&event))
            />
        </div>
        <ul class="services">{lines}</ul>
    }
}
