use super::*;
use Language::{De, En, Fr, It};

#[test]
fn a_tag_is_found_by_its_language() {
    for (tag, expected) in [
        ("de", Some(De)),
        ("de-CH", Some(De)),
        ("DE_at", Some(De)),
        (" fr ", Some(Fr)),
        ("it-IT", Some(It)),
        ("en", Some(En)),
        ("es", None),
        ("", None),
        ("*", None),
        ("deutsch", None),
    ] {
        assert_eq!(Language::find(tag), expected, "{tag:?}");
    }
    for language in Language::ALL {
        assert_eq!(Language::find(language.tag()), Some(language));
    }
}

#[test]
fn the_request_chooses_then_the_browser_then_the_tenant() {
    for (ui_locales, accept, expected) in [
        (None, None, It),
        (Some("fr"), Some("de"), Fr),
        (Some("es fr-CH de"), Some("de"), Fr),
        (Some("es"), Some("de"), De),
        (Some(""), Some("de"), De),
        (None, Some("es"), It),
        (None, Some("es, fr;q=0.5, de;q=0.8"), De),
        (None, Some("fr;q=0.8, de;q=0.8"), Fr),
        (None, Some("fr;q=0, es"), It),
        (None, Some("fr; q=0.1, de"), De),
        (None, Some("fr, de;q=9"), Fr),
        (None, Some("fr, de;q=inf"), Fr),
        (None, Some("fr;q=NaN"), Fr),
        (None, Some("fr;q=high"), Fr),
        (None, Some("*"), It),
        (None, Some(",,;q=1,"), It),
    ] {
        assert_eq!(Language::choose(ui_locales, accept, It), expected, "{ui_locales:?} {accept:?}");
    }
}

#[test]
fn s74_twenty_entries_are_looked_at() {
    let locales = |before: usize| format!("{}de", "es ".repeat(before));
    assert_eq!(Language::choose(Some(&locales(19)), None, It), De);
    assert_eq!(Language::choose(Some(&locales(20)), None, It), It);
    let header = |before: usize| format!("{}de", "es,".repeat(before));
    assert_eq!(Language::choose(None, Some(&header(19)), It), De);
    assert_eq!(Language::choose(None, Some(&header(20)), It), It);
}
