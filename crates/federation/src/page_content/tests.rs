//! What is left of custom page content.

use super::sanitise::sanitise;
use url::Url;

fn page(source: &str) -> super::CustomContent {
    sanitise(source, &Url::parse("https://pages.example/in/page.html").unwrap()).unwrap()
}

fn around(source: &str) -> String {
    let page = page(source);
    format!("{}|{}", page.before, page.after)
}

#[test]
fn what_surrounds_the_place_stays_and_what_stands_in_it_does_not() {
    let source = "<!DOCTYPE html><html><head><title>x</title></head><body><header class='top'><h1>Hello &amp; welcome</h1></header>\
                  <main><div id=\"api\" class=\"box\"><div>Loading<!-- </div> --></div>…</div><p>below</main></body></html>";
    assert_eq!(
        around(source),
        "<header class=\"top\"><h1>Hello &amp; welcome</h1></header><main><div id=\"api\" class=\"box\">|</div><p>below</p></main>"
    );
    assert!(sanitise("<div id='other'></div>", &Url::parse("https://pages.example/").unwrap()).is_none());
}

#[test]
fn s71_nothing_that_runs_posts_or_frames_is_left() {
    for bad in [
        "<script>alert(1)</script>",
        "<SCRIPT\n>alert(1)</Script >",
        "<img src=x onerror=alert(1)>",
        "<img src='x' onerror='alert(1)'>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<a href=\"java&#115;cript:alert(1)\">x</a>",
        "<a href=' \tjavascript:alert(1)'>x</a>",
        "<a href=data:text/html,alert(1)>x</a>",
        "<p style=\"background:url(https://evil.example/alert)\">x</p>",
        "<form action=https://evil.example/alert><input name=password></form>",
        "<iframe src=https://evil.example/alert></iframe>",
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<math><mtext><style><img src onerror=alert(1)></style></mtext></math>",
        "<base href=https://evil.example/alert>",
        "<meta http-equiv=refresh content='0;url=https://evil.example/alert'>",
        "<object data=https://evil.example/alert></object>",
        "<noscript><p title=\"</noscript><img src onerror=alert(1)>\"></noscript>",
        "<p title='\"><img src onerror=alert(1)>'>x</p>",
        "<p \"><img src onerror=alert(1)>\">x</p>",
        "<img/src/onerror=alert(1)>",
        "<!--><img src onerror=alert(1)>-->",
    ] {
        let out = around(&format!("{bad}<div id=api></div>{bad}"));
        let tags: Vec<&str> = out.split('<').skip(1).filter_map(|tag| tag.split('>').next()).collect();
        for tag in tags {
            // Between quotes anything may stand, since quotes are escaped.
            let bare: String = tag.split('"').step_by(2).collect();
            assert!(!bare.contains("onerror") && !bare.contains("onload") && !bare.contains("style"), "{bad}: {out}");
            assert!(!tag.contains("javascript:") && !tag.contains("data:"), "{bad}: {out}");
            let name = tag.trim_start_matches('/').split(' ').next().unwrap();
            assert!(["a", "div", "img", "p"].contains(&name), "{bad}: {out}");
        }
        assert!(!out.contains("evil.example") || !out.contains("src="), "{bad}: {out}");
    }
}

#[test]
fn style_sheets_and_pictures_are_of_the_page_s_own_origin() {
    let source = "<link rel=stylesheet href=a.css><link rel=stylesheet href=https://cdn.example/b.css><link rel=preload href=c>\
                  <style>p { color: red }</style><img src=/logo.png alt=Logo><img src=https://cdn.example/x.png>\
                  <a href=\"/terms?a=1&amp;b=2\">t</a><div id=api></div>";
    let page = page(source);
    assert_eq!(page.style_sheets, ["https://pages.example/in/a.css"]);
    assert_eq!(page.styles, ["p { color: red }"]);
    assert_eq!(
        page.before,
        "<img src=\"https://pages.example/logo.png\" alt=\"Logo\"><img>\
         <a href=\"https://pages.example/terms?a=1&amp;b=2\" rel=\"noopener noreferrer\">t</a><div id=\"api\">"
    );
    let stripped: Vec<_> = page.stripped.iter().map(String::as_str).collect();
    assert_eq!(stripped, ["<link>", "a style sheet of https://cdn.example", "src of <img>"]);
    assert_eq!(page.style_hashes(), ["'sha256-ngewhhP73WDIbgwseeu52VAAJgKdGUsu1IUQQsAm8m4='"]);
}

#[test]
fn s73_what_is_deep_or_endless_is_read_to_its_end() {
    let out = around(&format!("{}<p>x", "<div>".repeat(100_000)).replacen("<div>", "<div id=api></div><div>", 1));
    assert!(out.matches("<div").count() <= 101, "as deep as it may be");
    for source in ["<", "<a", "<a href", "<a href=", "<a href='", "</", "<!--", "<script>", "<div id=api"] {
        let _ = sanitise(source, &Url::parse("https://pages.example/").unwrap());
    }
}
