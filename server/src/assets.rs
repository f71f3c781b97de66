//! The files that browsers load, embedded in the binary under names that hold their hash.

use app::assets::AssetUrls;
use axum::{
    body::Body,
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::Value;

#[derive(rust_embed::RustEmbed)]
#[folder = "../target/site"]
struct Site;

/// Where the files are, as the build's manifest says.
pub fn urls() -> AssetUrls {
    let manifest: Value =
        Site::get("manifest.json").and_then(|file| serde_json::from_slice(&file.data).ok()).unwrap_or_default();
    let url = |name: &str| {
        let entry = manifest.get(name).or_else(|| manifest.get("files").and_then(|files| files.get(name)));
        let file = entry.and_then(|entry| entry.as_str().or_else(|| entry.get("file").and_then(Value::as_str)));
        file.map(|file| format!("/assets/{}", file.trim_start_matches("assets/"))).unwrap_or_default()
    };
    AssetUrls {
        console_js: url("console.js"),
        console_wasm: url("console.wasm"),
        inspector_js: url("inspector.js"),
        inspector_wasm: url("inspector.wasm"),
        inspector_words: ["de", "fr", "it"].map(|tag| (tag, url(&format!("inspector-words-{tag}.js")))).into(),
        main_css: url("main.css"),
        sign_in_css: url("sign-in.css"),
        key_document_js: url("inspect-keys.js"),
        favicon: url("favicon.svg"),
    }
}

/// Whether the browser builds are in this binary.
pub fn are_built() -> bool {
    Site::get("manifest.json").is_some()
}

/// `/assets/{name}`: compressed where the browser takes it, kept for ever, since a changed file has another name.
pub async fn serve(Path(name): Path<String>, uri: axum::http::Uri, headers: HeaderMap) -> Response {
    if uri.query().is_some() {
        // No file takes a query; an inspector must not be able to send a token in one (S27).
        return StatusCode::BAD_REQUEST.into_response();
    }
    let Some(kind) = content_type(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let takes_brotli = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(',').any(|coding| coding.trim().split(';').next() == Some("br")));
    let compressed = if takes_brotli { Site::get(&format!("assets/{name}.br")) } else { None };
    let is_compressed = compressed.is_some();
    let Some(file) = compressed.or_else(|| Site::get(&format!("assets/{name}"))) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = Response::builder()
        .header(header::CONTENT_TYPE, kind)
        .header(header::CACHE_CONTROL, "public, max-age=31536000, immutable")
        .header(header::VARY, "accept-encoding")
        // The inspector's key document stands in a sandbox, so its origin is opaque; the files are public anyway.
        .header("cross-origin-resource-policy", "cross-origin");
    if is_compressed {
        response = response.header(header::CONTENT_ENCODING, "br");
    }
    response
        .body(Body::from(file.data.into_owned()))
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

fn content_type(name: &str) -> Option<&'static str> {
    let (_, extension) = name.rsplit_once('.')?;
    Some(match extension {
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}
