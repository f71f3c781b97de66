//! Response headers that protect pages (S24, S25). The content security policy is made per response by who renders.

use super::Edge;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// Headers that every response has, unless it brought its own.
pub async fn common(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // `no-referrer` would make Chromium send `Origin: null` with our own forms.
    set(headers, header::REFERRER_POLICY, "same-origin");
    set(headers, header::CACHE_CONTROL, "no-store");
    set(headers, header::CONTENT_SECURITY_POLICY, "default-src 'none'; base-uri 'none'; frame-ancestors 'none'");
    set(
        headers,
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    );
    set(headers, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    if edge.is_secure() {
        set(headers, header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}

/// The policy of sign-in pages: no script. No `form-action`: Chromium applies it to every redirect after the POST,
/// which here leads to providers and applications.
pub const SIGN_IN_POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src 'self' https: data:; base-uri 'none'; frame-ancestors 'none'";

/// The policy of a sign-in page within custom page content: style sheets, pictures and fonts of the origin that it is
/// from, and the style sheets that stand in it by their hashes. Still no script.
pub fn surrounded_policy(origin: &str, style_hashes: &[String]) -> String {
    let hashes: String = style_hashes.iter().flat_map(|hash| [" ", hash.as_str()]).collect();
    format!(
        "default-src 'none'; style-src 'self' {origin}{hashes}; img-src 'self' data: {origin}; font-src {origin}; \
         base-uri 'none'; frame-ancestors 'none'"
    )
}

/// The policy of a page that the console shows in a frame of its own.
pub const PREVIEW_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; \
                                  base-uri 'none'; frame-ancestors 'self'";

/// The policy of the two pages that post themselves: one script, by its hash.
pub fn hand_over_policy() -> String {
    use base64ct::{Base64, Encoding};
    use sha2::{Digest, Sha256};
    let hash = Base64::encode_string(&Sha256::digest(app::sign_in::AUTO_SUBMIT_SCRIPT.as_bytes()));
    format!("{SIGN_IN_POLICY}; script-src 'sha256-{hash}'")
}

/// The policy of the page that says that somebody is signed out. It has no control, so a relying party may load it in
/// the hidden frame of its own sign-out (S24).
pub const FRAMED_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'";

/// The policy of the page that signs out elsewhere: frames of these origins.
pub fn signed_out_policy(origins: &[String]) -> String {
    format!("{SIGN_IN_POLICY}; frame-src {}", origins.join(" "))
}

/// The policy of the console.
pub fn console_policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; \
         img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    )
}
