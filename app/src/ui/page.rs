use leptos::prelude::*;
use leptos_meta::Title;

/// Title, one sentence of what the page is for, primary action at the right.
#[component]
pub(crate) fn PageHead(
    /// The title, also of the window.
    #[prop(into)]
    title: String,
    /// What it is for.
    #[prop(optional, into)]
    sentence: Option<String>,
    /// Where *up* is: text and URL.
    #[prop(optional)]
    up: Option<(&'static str, String)>,
    /// The primary action.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <Title text=format!("{title} · Passerelle")/>
        <header class="page-head">
            <div>
                {up.map(|(text, href)| view! { <p class="page-up"><a href=href>{text}</a></p> })}
                <h1>{title}</h1>
                {sentence.map(|sentence| view! { <p class="page-sentence">{sentence}</p> })}
            </div>
            {children.map(|children| view! { <div class="page-action">{children()}</div> })}
        </header>
    }
}

/// A part of a page under its own heading.
#[component]
pub(crate) fn Section(
    /// The heading.
    #[prop(into)]
    title: String,
    /// What it is for.
    #[prop(optional, into)]
    sentence: Option<String>,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="section">
            <h2>{title}</h2>
            {sentence.map(|sentence| view! { <p class="section-sentence">{sentence}</p> })}
            {children()}
        </section>
    }
}
