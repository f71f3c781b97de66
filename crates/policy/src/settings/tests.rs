use super::*;
use crate::xml::Limits;

fn document(text: &str) -> Document {
    Document::parse("folder/Sign.In.xml", text.as_bytes(), &Limits::default()).unwrap()
}

fn filled(json: &str, text: &str) -> String {
    let mut document = document(text);
    Settings::parse(json, None).unwrap().fill(&mut document).unwrap();
    document.root.to_xml()
}

const FLAT: &str = r#"{"Tenant": "contoso.onmicrosoft.com", "Count": 3, "On": true, "Facebook": {"ClientId": "f"}}"#;

#[test]
fn settings_are_filled_without_case_in_values_and_texts_and_unknown_ones_stay() {
    assert_eq!(
        filled(
            FLAT,
            "<a b='{Settings:Tenant}/{settings:COUNT}{On}'>x{SETTINGS:on}y<c>{Settings:Facebook:ClientId}</c></a>"
        ),
        "<a b=\"contoso.onmicrosoft.com/3{On}\">xtruey<c>f</c></a>"
    );
    let same = "<a b=\"{Settings:Other} {Settings:Tenant {Policy:PolicyId} {\">{{</a>";
    assert_eq!(filled(FLAT, same), same);
    assert_eq!(filled(FLAT, "<a b='{{Settings:Count}}'/>"), "<a b=\"{3}\" />");
    assert_eq!(filled(FLAT, "<a b='{Settings:Filename} {Settings:PolicyFilename}'/>"), "<a b=\"Sign.In Sign.In\" />");
}

#[test]
fn a_value_is_not_markup_and_is_not_looked_at_again() {
    let json =
        r#"{"A": "<b c=\"d\"/> {Settings:B}", "B": "no", "Url": "https://a.example/?x=1&amp;y=2", "Raw": "1&2"}"#;
    let text = "<a b='{Settings:A}' c='{Settings:Url}' d='{Settings:Raw}'/>";
    let mut document = document(text);
    Settings::parse(json, None).unwrap().fill(&mut document).unwrap();
    let value = |name: &str| document.root.find_attribute(name).unwrap().value.to_string();
    assert_eq!(value("b"), "<b c=\"d\"/> {Settings:B}");
    assert_eq!((value("c"), value("d")), ("https://a.example/?x=1&y=2".to_owned(), "1&2".to_owned()));
    assert!(document.root.children.is_empty());
}

#[test]
fn places_stay_those_of_the_file() {
    let mut document = document("<a b='{Settings:Tenant}' c='d'/>");
    Settings::parse(FLAT, None).unwrap().fill(&mut document).unwrap();
    let c = document.root.find_attribute("c").unwrap();
    assert_eq!(document.position(c.span.start).column, 26);
}

#[test]
fn s70_settings_cannot_blow_a_file_up() {
    let json = format!("{{\"A\": \"{}\"}}", "x".repeat(100_000));
    let settings = Settings::parse(&json, None).unwrap();
    for text in [
        format!("<a b='{}'/>", "{Settings:A}".repeat(1000)),
        format!("<a>{}</a>", "<b c='{Settings:A}'/>".repeat(1000)),
    ] {
        assert_eq!(settings.fill(&mut document(&text)).unwrap_err().code, "settings-too-large");
    }
    assert!(settings.fill(&mut document(&format!("<a>{}</a>", "{Settings:A}".repeat(10)))).is_ok());
}

#[test]
fn the_file_of_the_editor_extension_has_environments() {
    let json = "\u{feff}{\"environments\": [
        {\"Name\": \"Dev\", \"Tenant\": \"dev.onmicrosoft.com\", \"Production\": false, \"PolicySettings\": {\"Id\": \"1\"}},
        {\"Name\": \"Live\", \"Tenant\": \"live.onmicrosoft.com\", \"PolicySettings\": {\"Id\": \"2\"}}]}";
    let value = |environment: Option<&str>, name: &str| {
        Settings::parse(json, environment).unwrap().find(name).map(str::to_owned)
    };
    assert_eq!(value(None, "tenant").as_deref(), Some("dev.onmicrosoft.com"));
    assert_eq!(value(Some("live"), "Tenant").as_deref(), Some("live.onmicrosoft.com"));
    assert_eq!(value(Some("LIVE"), "id").as_deref(), Some("2"));
    assert_eq!(value(None, "Environment").as_deref(), Some("Dev"));
    assert_eq!(
        Settings::parse(json, Some("test")).unwrap_err().to_string(),
        "The settings have no environment test; they have Dev, Live."
    );
    for wrong in ["", "[]", "3", "{", "{\"Environments\": []}"] {
        assert!(Settings::parse(wrong, None).is_err(), "{wrong}");
    }
    let deep = format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    assert!(Settings::parse(&deep, None).is_err());
}

#[test]
fn a_file_becomes_one_of_a_tenant() {
    let cases = [
        (
            "yourtenant.onmicrosoft.com",
            "<a>https://login.example/yourTenant.onmicrosoft.com/x</a>",
            "<a>https://login.example/contoso.onmicrosoft.com/x</a>",
        ),
        (
            "litware.onmicrosoft.com",
            "<a b='http://LITWARE.onmicrosoft.com/p' c='notlitware.onmicrosoft.com'/>",
            "<a b=\"http://contoso.onmicrosoft.com/p\" c=\"notlitware.onmicrosoft.com\" />",
        ),
        (
            "real.onmicrosoft.com",
            "<a>your-tenant.onmicrosoft.com {Settings:Tenant}.onmicrosoft.com &lt;x&gt;.b2clogin.com other.onmicrosoft.com</a>",
            "<a>contoso.onmicrosoft.com contoso.onmicrosoft.com contoso.b2clogin.com other.onmicrosoft.com</a>",
        ),
        (
            "demo",
            "<a b='http://demo/p'>demo<c>a demo</c></a>",
            "<a b=\"http://contoso.onmicrosoft.com/p\">contoso.onmicrosoft.com<c>a demo</c></a>",
        ),
        ("", "<a>http://x/.onmicrosoft.com</a>", "<a>http://x/.onmicrosoft.com</a>"),
        ("t", "<a>äyourtenant.onmicrosoft.comä</a>", "<a>äcontoso.onmicrosoft.comä</a>"),
    ];
    for (tenant, inner, expected) in cases {
        let mut document = document(&format!("<p TenantId='{tenant}'>{inner}</p>"));
        document.set_tenant("contoso.onmicrosoft.com");
        assert_eq!(document.root.to_xml(), format!("<p TenantId=\"contoso.onmicrosoft.com\">{expected}</p>"));
    }
}
