use super::*;
use serde_json::{Value, json};

fn text(text: &str) -> ClaimValue {
    ClaimValue::Text(text.to_owned())
}

fn texts(texts: &[&str]) -> ClaimValue {
    ClaimValue::Texts(texts.iter().map(|text| (*text).to_owned()).collect())
}

#[test]
fn a_claim_is_read_as_the_declared_type_or_not_at_all() {
    use ClaimValue::{Boolean, Integer, Json};
    let cases: &[(DataType, Value, Option<ClaimValue>)] = &[
        (DataType::Boolean, json!(true), Some(Boolean(true))),
        (DataType::Boolean, json!("True"), Some(Boolean(true))),
        (DataType::Boolean, json!("0"), Some(Boolean(false))),
        (DataType::Boolean, json!("yes"), None),
        (DataType::Boolean, json!(1), None),
        (DataType::Boolean, json!([true]), None),
        (DataType::Int, json!(7), Some(Integer(7))),
        (DataType::Int, json!(-7), Some(Integer(-7))),
        (DataType::Int, json!(" 7 "), Some(Integer(7))),
        (DataType::Int, json!(2_147_483_647), Some(Integer(2_147_483_647))),
        (DataType::Int, json!(2_147_483_648_i64), None),
        (DataType::Int, json!("2147483648"), None),
        (DataType::Int, json!(1.5), None),
        (DataType::Int, json!("seven"), None),
        (DataType::Int, json!(true), None),
        (DataType::Int, json!({}), None),
        (DataType::Long, json!(2_147_483_648_i64), Some(Integer(2_147_483_648))),
        (DataType::Long, json!("2147483648"), Some(Integer(2_147_483_648))),
        (DataType::Long, json!(u64::MAX), None),
        (DataType::String, json!("a"), Some(text("a"))),
        (DataType::String, json!(5), Some(text("5"))),
        (DataType::String, json!(true), Some(text("true"))),
        (DataType::String, json!(["a"]), None),
        (DataType::String, json!({"a": 1}), None),
        (DataType::DateTime, json!("2020-01-01T00:00:00Z"), Some(text("2020-01-01T00:00:00Z"))),
        (DataType::PhoneNumber, json!("+41791234567"), Some(text("+41791234567"))),
        (DataType::StringCollection, json!(["a", 1, true]), Some(texts(&["a", "1", "true"]))),
        (DataType::StringCollection, json!([]), Some(texts(&[]))),
        (DataType::StringCollection, json!("a"), Some(texts(&["a"]))),
        (DataType::StringCollection, json!(["a", null]), None),
        (DataType::StringCollection, json!([["a"]]), None),
        (DataType::StringCollection, json!({}), None),
        (DataType::UserIdentity, json!({"a": 1}), Some(Json(json!({"a": 1})))),
        (DataType::AlternativeSecurityIdCollection, json!([{}]), Some(Json(json!([{}])))),
    ];
    for (data_type, value, expected) in cases {
        assert_eq!(ClaimValue::from_json(value, *data_type), *expected, "{data_type:?} from {value}");
    }
    for data_type in [
        DataType::Boolean,
        DataType::Int,
        DataType::String,
        DataType::StringCollection,
        DataType::UserIdentityCollection,
        DataType::ObjectIdentity,
    ] {
        assert_eq!(ClaimValue::from_json(&Value::Null, data_type), None, "{data_type:?}");
    }
}

#[test]
fn a_constant_of_a_policy_is_read_as_its_type() {
    use ClaimValue::{Boolean, Integer, Json};
    for (written, data_type, expected) in [
        (" TRUE ", DataType::Boolean, Some(Boolean(true))),
        ("1", DataType::Boolean, Some(Boolean(true))),
        ("false", DataType::Boolean, Some(Boolean(false))),
        ("no", DataType::Boolean, None),
        ("12", DataType::Int, Some(Integer(12))),
        ("2147483648", DataType::Int, None),
        ("2147483648", DataType::Long, Some(Integer(2_147_483_648))),
        ("1.5", DataType::Long, None),
        (" a ", DataType::String, Some(text(" a "))),
        ("a,b", DataType::StringCollection, Some(texts(&["a,b"]))),
        ("{\"a\":1}", DataType::UserIdentity, Some(Json(json!({"a": 1})))),
        ("{", DataType::ObjectIdentityCollection, None),
    ] {
        assert_eq!(ClaimValue::parse(written, data_type), expected, "{written:?} as {data_type:?}");
    }
}

#[test]
fn booleans_compare_as_true_and_false_with_a_capital() {
    assert_eq!(ClaimValue::Boolean(true).text().as_deref(), Some("True"));
    assert_eq!(ClaimValue::Boolean(false).text().as_deref(), Some("False"));
    assert_eq!(ClaimValue::Integer(-5).text().as_deref(), Some("-5"));
    assert_eq!(text("a").text().as_deref(), Some("a"));
    assert_eq!(texts(&["a"]).text(), None);
    assert_eq!(ClaimValue::Json(json!("a")).text(), None);
}

#[test]
fn s79_a_sensitive_claim_is_seen_by_predicates_alone() {
    let password = ClaimValue::Sensitive(Sensitive::new("hunter2"));
    assert_eq!(password.text().as_deref(), Some("hunter2"));
    assert_eq!(password.shown(), json!(REDACTED));
    assert_eq!(format!("{password:?}"), "Sensitive(Sensitive(…))");
    let mut claims = Claims::new();
    claims.set("password", password);
    claims.set("displayName", text("Ada"));
    assert!(!format!("{claims:?}").contains("hunter2"));
    let shown = serde_json::to_string(&claims.shown()).unwrap();
    assert_eq!(shown, format!(r#"{{"displayName":"Ada","password":"{REDACTED}"}}"#));
    // Stored state is sealed as a whole, so there it survives.
    let stored = serde_json::to_string(&claims).unwrap();
    assert_eq!(serde_json::from_str::<Claims>(&stored).unwrap(), claims);
}

#[test]
fn what_is_shown_has_the_type_of_a_token() {
    assert_eq!(ClaimValue::Boolean(true).shown(), json!(true));
    assert_eq!(ClaimValue::Integer(5).shown(), json!(5));
    assert_eq!(text("a").shown(), json!("a"));
    assert_eq!(texts(&["a"]).shown(), json!(["a"]));
    assert_eq!(ClaimValue::Json(json!({"a": 1})).shown(), json!({"a": 1}));
}

#[test]
fn a_bag_of_claims_is_kept_by_id() {
    let mut claims = Claims::new();
    claims.set("b", text("1"));
    claims.set("a", ClaimValue::Boolean(true));
    claims.set("b", text("2"));
    assert_eq!(claims.iter().map(|(id, _)| id).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(claims.text("b").as_deref(), Some("2"));
    assert!(claims.contains("a") && !claims.contains("A"));
    assert_eq!(claims.remove("a"), Some(ClaimValue::Boolean(true)));
    assert_eq!((claims.get("a"), claims.text("a")), (None, None));
}
