use super::texts::{self, Words};
use domain::language::Language;
use leptos::prelude::*;

/// The one script of the pages that post themselves. The server puts its SHA-256 into `script-src`; a field named
/// `submit` cannot shadow the method.
pub const AUTO_SUBMIT_SCRIPT: &str = "HTMLFormElement.prototype.submit.call(document.getElementById(\"auto\"))";

/// A page that posts itself: an answer to an application by `form_post`, or a provider's answer posted once more from
/// our own origin, so that it brings our cookie.
#[derive(Clone, PartialEq, Eq)]
pub struct HandOver {
    /// Where to.
    pub url: String,
    /// The fields, in order.
    pub fields: Vec<(String, String)>,
}

impl std::fmt::Debug for HandOver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> = self.fields.iter().map(|(name, _)| name).collect();
        f.debug_struct("HandOver").field("url", &self.url).field("fields", &names).finish()
    }
}

pub(super) fn hand_over_view(page: HandOver, language: Language) -> impl IntoView {
    let words = Words::built_in(language);
    let fields: Vec<_> =
        page.fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect();
    view! {
        <div id="api" data-name="HandOver">
            <div class="heading">
                <h1>{words.get(&texts::ONE_MOMENT)}</h1>
            </div>
            <p class="what">{words.get(&texts::GOING_ON)}</p>
            <form id="auto" method="post" action=page.url>
                {fields}
                <div class="buttons">
                    <button type="submit">{words.get(&texts::BUTTON_CONTINUE)}</button>
                </div>
            </form>
        </div>
        <script>{AUTO_SUBMIT_SCRIPT}</script>
    }
}
