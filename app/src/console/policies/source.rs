use crate::ui::{Glyph, Icon};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// The file of a policy with line numbers, to be read and downloaded.
pub(super) fn source_view(policy: String, xml: String) -> AnyView {
    let numbers = (1..=xml.lines().count()).map(|number| number.to_string()).collect::<Vec<_>>().join("\n");
    let text = StoredValue::new(xml.clone());
    let name = format!("{policy}.xml");
    view! {
        <p class="source-head">
            <button type="button" class="button" on:click=move |_| { let _ = text.with_value(|text| download(&name, text)); }>
                <Glyph icon=Icon::Down/>
                "Download"
            </button>
        </p>
        // Reached and scrolled by keyboard.
        <div class="source" tabindex="0" role="region" aria-label="Policy file">
            <pre class="source-numbers" aria-hidden="true">{numbers}</pre>
            <pre class="source-text">{xml}</pre>
        </div>
    }
    .into_any()
}

/// Hands the text to the browser as a file.
fn download(name: &str, text: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type("application/xml");
    let blob = Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&text.into()), &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let anchor: HtmlAnchorElement = document().create_element("a")?.dyn_into()?;
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    Url::revoke_object_url(&url)
}
