//! Where the files of the browser builds are, as the server found them in its manifest.

/// The URLs of everything that a document refers to. In the Leptos context while a console page is rendered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AssetUrls {
    /// The script of the console (an ES module made by wasm-bindgen, target `web`).
    pub console_js: String,
    /// The wasm of the console.
    pub console_wasm: String,
    /// The script of the inspector.
    pub inspector_js: String,
    /// The wasm of the inspector.
    pub inspector_wasm: String,
    /// The inspector in other languages: tag and script.
    pub inspector_words: Vec<(&'static str, String)>,
    /// The style of console and inspector (`style/main.css`).
    pub main_css: String,
    /// The style of sign-in pages (`style/sign-in.css`).
    pub sign_in_css: String,
    /// The script of the inspector's key document (`public/inspect-keys.js`).
    pub key_document_js: String,
    /// The icon (`public/favicon.svg`).
    pub favicon: String,
}
