use super::App;
use crate::assets::AssetUrls;
use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;

/// The document around the console. Takes [`AssetUrls`] and the nonce from the context.
pub fn shell() -> impl IntoView {
    let assets = use_context::<AssetUrls>().unwrap_or_default();
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href=assets.favicon.clone()/>
                <link rel="stylesheet" href=assets.main_css.clone()/>
                <Bootstrap js=assets.console_js wasm=assets.console_wasm/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// Loads the script and the wasm and takes over the page. Leptos' own writes the nonce into `crossorigin`.
#[component]
fn Bootstrap(
    /// URL of the script.
    js: String,
    /// URL of the wasm.
    wasm: String,
) -> impl IntoView {
    // JSON strings are JavaScript strings; `<` cannot end the element early.
    let quoted = |text: &str| serde_json::Value::from(text).to_string().replace('<', "\\u003c");
    let script = format!(
        "import init,{{hydrate}} from {};init({{module_or_path:{}}}).then(hydrate)",
        quoted(&js),
        quoted(&wasm)
    );
    view! {
        <link rel="modulepreload" href=js/>
        <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
        <script type="module" nonce=use_nonce()>
            {script}
        </script>
    }
}
