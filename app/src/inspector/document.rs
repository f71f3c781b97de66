use super::{ARRIVED_ELEMENT, Arrived};
use crate::assets::AssetUrls;
use leptos::prelude::*;

/// What the server knows when it gives the inspector's document.
#[derive(Debug, Clone)]
pub struct InspectorDocument {
    /// Where the files are.
    pub assets: AssetUrls,
    /// The nonce of `script-src`.
    pub nonce: String,
    /// What arrived by query or `form_post`; a fragment never reaches the server.
    pub arrived: Option<Arrived>,
}

/// The inspector's document.
pub fn document_html(document: InspectorDocument) -> String {
    let InspectorDocument { assets, nonce, arrived } = document;
    let script = bootstrap(&assets);
    let arrived = arrived.and_then(|arrived| serde_json::to_string(&arrived).ok()).map(|json| {
        view! {
            <script type="application/json" id=ARRIVED_ELEMENT>
                {without_tags(&json)}
            </script>
        }
    });
    let html = view! {
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <script nonce=nonce>{script}</script>
                <title>"Token inspector · Passerelle"</title>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="robots" content="noindex"/>
                <link rel="stylesheet" href=assets.main_css/>
                <link rel="icon" href=assets.favicon/>
            </head>
            <body>
                {arrived}
                <div class="inspector">
                    <header class="inspector-head">
                        <h1 id="inspector-heading">"Token inspector"</h1>
                        <p class="quiet" id="inspector-promise">
                            "Read and checked in your browser. Nothing you bring here is stored, and no script sends it anywhere."
                        </p>
                    </header>
                    <main id="inspector">
                        <noscript>
                            <p>"The inspector works inside your browser and needs JavaScript. Turn it on for this site, then load the page again."</p>
                        </noscript>
                    </main>
                </div>
            </body>
        </html>
    }
    .to_html();
    format!("<!DOCTYPE html>\n{}\n", html.replace("<!>", ""))
}

/// Takes the fragment, wipes the address before anything is loaded, then starts the wasm. The language that it will ask
/// for is fetched meanwhile.
fn bootstrap(assets: &AssetUrls) -> String {
    let quoted = |text: &str| without_tags(&serde_json::Value::from(text).to_string());
    let words: Vec<_> =
        assets.inspector_words.iter().map(|(tag, url)| format!("{}:{}", quoted(tag), quoted(url))).collect();
    format!(
        "(()=>{{const a=location.hash.slice(1);\
         if(a||location.search)history.replaceState(null,\"\",location.pathname);\
         const w={{{words}}},f=t=>import(w[t]).then(m=>m.default),\
         l=navigator.languages.map(t=>t.slice(0,2).toLowerCase()).find(t=>t==\"en\"||w[t]);\
         if(w[l])f(l).catch(()=>0);\
         import({script}).then(async m=>{{await m.default({{module_or_path:{wasm}}});m.inspect(a,f)}})}})()",
        words = words.join(","),
        script = quoted(&assets.inspector_js),
        wasm = quoted(&assets.inspector_wasm)
    )
}

/// JSON that cannot end a script element early.
fn without_tags(json: &str) -> String {
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspector::ArrivedBy;

    fn html(parameters: &[(&str, &str)]) -> String {
        let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        document_html(InspectorDocument {
            assets: AssetUrls {
                inspector_js: "/assets/inspector.1.js".to_owned(),
                inspector_wasm: "/assets/inspector.2.wasm".to_owned(),
                inspector_words: vec![("de", "/assets/inspector-words-de.3.js".to_owned())],
                ..AssetUrls::default()
            },
            nonce: "n0nce".to_owned(),
            arrived: Some(Arrived { by: ArrivedBy::FormPost, parameters }),
        })
    }

    #[test]
    fn what_arrived_cannot_leave_its_element() {
        let hostile = "</script><script>alert(1)</script><!--";
        let html = html(&[("error_description", hostile), (hostile, "x")]);
        assert_eq!(html.matches("<script").count(), 2, "{html}");
        assert_eq!(html.matches("</script>").count(), 2, "{html}");
        let json = html.split("id=\"arrived\">").nth(1).unwrap().split("</script>").next().unwrap();
        let arrived: Arrived = serde_json::from_str(json).unwrap();
        assert_eq!(arrived.parameters[0].1, hostile);
    }

    #[test]
    fn the_script_knows_the_files_of_the_languages() {
        assert!(html(&[]).contains(r#"w={"de":"/assets/inspector-words-de.3.js"}"#));
    }

    #[test]
    fn the_address_is_wiped_before_anything_is_loaded() {
        let html = html(&[]);
        let (wipe, load) = (html.find("history.replaceState").unwrap(), html.find("import(").unwrap());
        assert!(wipe < load && html.find("<script nonce=\"n0nce\">").unwrap() < wipe, "{html}");
        assert!(load < html.find("<link").unwrap(), "{html}");
    }
}
