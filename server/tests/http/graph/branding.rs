//! A tenant's branding: made in the console, seen on its pages alone.

use crate::{forms::administrator, running::Running};
use base64ct::{Base64, Encoding};
use serde_json::{Value, json};

/// A PNG of 2 × 1 pixels, as far as its header says.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x02\0\0\0\x01\x08\x06\0\0\0";
const SVG: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";

fn file(data: &[u8]) -> Value {
    json!({ "name": "logo.png", "content": Base64::encode_string(data) })
}

fn form(accent: &str, background: &str, logo: &Value, image: &Value) -> Value {
    json!({
        "accent": accent, "background": background, "logo": logo, "removeLogo": false, "backgroundImage": image,
        "removeBackgroundImage": false
    })
}

async fn save(running: &Running, version: u32, form: Value) -> Value {
    let browser = administrator(running).await;
    let body = json!({ "tenant": "fabrikam", "version": version, "form": form });
    let (status, answer) = browser.call(&running.url("/console/api/update-branding"), &body).await;
    assert_eq!(status, 200, "{answer}");
    serde_json::from_str(&answer).unwrap()
}

#[tokio::test]
async fn logo_and_colours_are_on_the_pages_of_their_tenant_from_our_own_origin() {
    let running = Running::start().await;
    let plain = running.browser().get(&running.authorize("id_token", &[])).await;
    assert!(!plain.body.contains("/branding/") && plain.body.contains("Fabrikam"), "{}", plain.body);

    let saved = save(&running, 0, form("#ffff00", "#102030", &file(PNG), &file(PNG))).await;
    assert_eq!(saved["Ok"]["version"], 1, "{saved}");
    let logo = saved["Ok"]["logoUrl"].as_str().unwrap();
    assert!(
        logo.starts_with("/fabrikam.onmicrosoft.com/branding/") && logo.rsplit('.').next() == Some("png"),
        "{logo}"
    );
    let page = running.browser().get(&running.authorize("id_token", &[])).await;
    assert!(page.body.contains(&format!("src=\"{logo}\"")), "{}", page.body);
    let (status, headers) = running.browser().headers(&running.url(logo)).await;
    assert_eq!(status, 200);
    for (name, value) in [
        ("content-type", "image/png"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "public, max-age=31536000, immutable"),
    ] {
        assert_eq!(headers[name], value);
    }
    assert!(headers["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    let sheet =
        page.body.split("href=\"").find(|rest| rest.starts_with("/fabrikam.onmicrosoft.com/branding/")).unwrap();
    let sheet = sheet.split('"').next().unwrap();
    let css = running.client().get(running.url(sheet)).send().await.unwrap();
    assert_eq!(css.headers()["content-type"], "text/css; charset=utf-8");
    let css = css.text().await.unwrap();
    assert!(css.contains("body{background:#102030}") && css.contains("background-image:url(/fabrikam."), "{css}");
    assert!(!css.contains("--accent:#ffff00;") && css.contains("prefers-color-scheme:dark"), "yellow on white: {css}");

    // Another tenant's pages and addresses have nothing of it (S81).
    let theirs = logo.replace("fabrikam", "mobileid");
    assert_eq!(running.browser().headers(&running.url(&theirs)).await.0, 404);
    assert_eq!(running.browser().headers(&running.url(&sheet.replace("fabrikam", "mobileid"))).await.0, 404);
    for wrong in ["x.png", "x.css", logo.replace(".png", ".webp").rsplit('/').next().unwrap()] {
        let url = running.url(&format!("/fabrikam.onmicrosoft.com/branding/{wrong}"));
        assert_eq!(running.browser().headers(&url).await.0, 404, "{wrong}");
    }

    // Taken away again, the file is gone and the page as it was.
    let mut gone = form("", "", &Value::Null, &Value::Null);
    gone["removeLogo"] = true.into();
    gone["removeBackgroundImage"] = true.into();
    assert_eq!(save(&running, 1, gone).await["Ok"]["logoUrl"], Value::Null);
    assert_eq!(running.browser().headers(&running.url(logo)).await.0, 404);
    let page = running.browser().get(&running.authorize("id_token", &[])).await;
    assert!(!page.body.contains("/branding/"), "{}", page.body);
}

#[tokio::test]
async fn what_is_no_image_or_no_colour_is_refused_beside_its_field() {
    let running = Running::start().await;
    let large = [PNG, &vec![0; 64 * 1024]].concat();
    let mut wide = PNG.to_vec();
    wide[18] = 0xff;
    for (form, field) in [
        (form("red", "", &Value::Null, &Value::Null), "accent"),
        (form("", "#12;}", &Value::Null, &Value::Null), "background"),
        (form("", "", &file(SVG), &Value::Null), "logo"),
        (form("", "", &file(b""), &Value::Null), "logo"),
        (form("", "", &file(&large), &Value::Null), "logo"),
        (form("", "", &file(&wide), &Value::Null), "logo"),
        (form("", "", &json!({ "name": "x", "content": "%" }), &Value::Null), "logo"),
        (form("", "", &Value::Null, &file(SVG)), "backgroundImage"),
    ] {
        let refused = save(&running, 0, form).await;
        assert!(refused.to_string().contains(&format!("\"{field}\":")), "{field}: {refused}");
        assert!(refused.get("Ok").is_none(), "{refused}");
    }
    let stored = running.federation.branding(running.tenant().await.id).await.unwrap();
    assert_eq!(stored.version, 0, "nothing was stored");
}

#[tokio::test]
async fn the_preview_is_an_administrators_and_sends_nothing() {
    let running = Running::start().await;
    let url = running.url("/console/branding-preview/fabrikam?accent=%230b5cad&background=");
    assert_eq!(running.browser().headers(&url).await.0, 404, "nobody is signed in");
    let (status, headers) = administrator(&running).await.headers(&url).await;
    assert_eq!(status, 200);
    let policy = headers["content-security-policy"].to_str().unwrap();
    for part in ["default-src 'none'", "form-action 'none'", "frame-ancestors 'self'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("script-src"), "{policy}");
}
