use super::*;

#[test]
fn only_a_failed_row_refuses() {
    assert!(!Check::equal("issuer", "c", "a", "a").failed());
    assert!(Check::equal("issuer", "c", "a", "A").failed());
    assert!(!Check::holds("x", "c", "e", "f", true).failed());
    assert!(Check::holds("x", "c", "e", "e", false).failed());
    assert!(!Check::new("x", "c", "e", "f", Outcome::Skipped).failed());
}

#[test]
fn a_row_is_stored_as_the_trace_shows_it() {
    let row = Check::equal("issuer", "OpenID Connect Core 3.1.3.7", "a", "b");
    let stored = serde_json::to_value(&row).unwrap();
    assert_eq!(
        stored,
        serde_json::json!({"name": "issuer", "clause": "OpenID Connect Core 3.1.3.7", "expected": "a", "found": "b", "outcome": "fail"})
    );
    assert_eq!(serde_json::from_value::<Check>(stored).unwrap(), row);
}
