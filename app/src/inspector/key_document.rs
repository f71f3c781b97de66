use crate::assets::AssetUrls;
use leptos::prelude::*;

/// The key document: plain script, no wasm. It stands in a frame with `sandbox="allow-scripts"`, so its origin is
/// opaque: what it fetches must answer CORS, and nothing in the inspector can reach into it.
pub fn key_document_html(assets: &AssetUrls) -> String {
    let html = view! {
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <title>"Keys"</title>
                <meta name="color-scheme" content="light dark"/>
                <link rel="stylesheet" href=assets.main_css.clone()/>
            </head>
            <body class="key-document">
                <p id="said" role="status">"Waiting for an address."</p>
                <p>
                    <code id="address"></code>
                </p>
                <p>
                    <button type="button" class="button" id="fetch" hidden>
                        "Fetch the keys"
                    </button>
                    <button type="button" class="button" id="by-server" hidden>
                        "Let this server fetch them"
                    </button>
                </p>
                <script src=assets.key_document_js.clone()></script>
            </body>
        </html>
    }
    .to_html();
    format!("<!DOCTYPE html>\n{}\n", html.replace("<!>", ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_document_has_one_script_and_nothing_inline() {
        let assets = AssetUrls { key_document_js: "/assets/inspect-keys.1.js".to_owned(), ..AssetUrls::default() };
        let html = key_document_html(&assets);
        assert_eq!(html.matches("<script").count(), 1, "{html}");
        assert!(html.contains("<script src=\"/assets/inspect-keys.1.js\"></script>"), "{html}");
    }
}
