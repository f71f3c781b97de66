use super::*;
use serde_json::json;

/// RFC 9901 §4.2.1 and §4.2.3.
const FAMILY_NAME: &str = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0";
const FAMILY_NAME_DIGEST: &str = "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0";
/// RFC 9901 §4.2.2 and §4.2.3.
const ITEM: &str = "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0";
const ITEM_DIGEST: &str = "w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs";

fn members(value: &Value) -> Members {
    value.as_object().unwrap().clone()
}

fn disclosure(value: &Value) -> (String, String) {
    let encoded = base64::encode(value.to_string().as_bytes());
    let digest = sha256(&encoded);
    (encoded, digest)
}

#[test]
fn the_digests_of_rfc_9901_hold() {
    let claims = members(&json!({
        "iss": "https://issuer.example", "_sd_alg": "sha-256",
        "_sd": [FAMILY_NAME_DIGEST, "a decoy"],
        "nationalities": ["DE", {"...": ITEM_DIGEST}, {"...": "withheld"}],
    }));
    let taken = take_apart(&format!("a.b.c~{FAMILY_NAME}~{ITEM}~"), &claims);
    assert_eq!(
        Value::Object(taken.claims),
        json!({
            "iss": "https://issuer.example", "nationalities": ["DE", "FR"], "family_name": "Möbius",
        })
    );
    assert_eq!((taken.withheld, taken.key_binding, taken.problems), (2, None, vec![]));
    let places: Vec<_> = taken.disclosures.iter().map(|one| one.place.as_deref().unwrap()).collect();
    assert_eq!(places, ["family_name", "nationalities[1]"]);
    assert_eq!(taken.issued, "a.b.c");
}

#[test]
fn a_disclosure_inside_a_disclosure_is_revealed() {
    let (street, street_digest) = disclosure(&json!(["salt", "street", "Weg 1"]));
    let (address, address_digest) = disclosure(&json!(["salt", "address", {"_sd": [street_digest]}]));
    let taken = take_apart(&format!("a.b.c~{street}~{address}~"), &members(&json!({"_sd": [address_digest]})));
    assert_eq!(taken.claims["address"], json!({"street": "Weg 1"}));
    assert_eq!(taken.disclosures[0].place.as_deref(), Some("address.street"));
}

#[test]
fn a_disclosure_that_the_issuer_did_not_make_proves_nothing() {
    let (forged, _) = disclosure(&json!(["salt", "admin", true]));
    let taken = take_apart(&format!("a.b.c~{forged}~"), &members(&json!({"_sd": ["x"]})));
    assert!(taken.claims.is_empty());
    assert!(taken.disclosures[0].problem.as_ref().unwrap().to_string().contains("did not say it"));
}

#[test]
fn what_breaks_the_rules_is_named() {
    let (again, again_digest) = disclosure(&json!(["salt", "iss", "other"]));
    let (reserved, reserved_digest) = disclosure(&json!(["salt", "_sd", []]));
    let claims = members(&json!({"iss": "i", "_sd": [again_digest, again_digest, reserved_digest]}));
    let taken = take_apart(&format!("a.b.c~{again}~{again}~{reserved}~!~W10~"), &claims);
    assert_eq!(taken.claims["iss"], "i");
    assert!(taken.problems[0].to_string().contains("has it already"));
    let problems: Vec<_> = taken.disclosures.iter().map(|one| one.problem.as_ref().map(ToString::to_string)).collect();
    for (problem, word) in problems.iter().skip(1).zip(["twice", "may not be named", "character 1", "array"]) {
        assert!(problem.as_ref().unwrap().contains(word), "{problem:?}");
    }
    let unknown = take_apart(&format!("a.b.c~{again}~"), &members(&json!({"_sd_alg": "md5", "_sd": [""]})));
    assert!(unknown.problems[0].to_string().contains("md5"));
    assert!(unknown.claims.is_empty() || !unknown.claims.contains_key("iss"));
}

#[test]
fn the_holders_proof_belongs_to_these_disclosures() {
    let claims = members(&json!({"_sd": [FAMILY_NAME_DIGEST]}));
    let before = format!("a.b.c~{FAMILY_NAME}~");
    let proof = |hash: &str| {
        format!("e30.{}.AA", base64::encode(json!({"sd_hash": hash, "nonce": "n"}).to_string().as_bytes()))
    };
    let good = take_apart(&format!("{before}{}", proof(&sha256(&before))), &claims);
    assert_eq!((good.problems.len(), good.key_binding.is_some()), (0, true));
    let bad = take_apart(&format!("{before}{}", proof("other")), &claims);
    assert!(bad.problems[0].to_string().contains("sd_hash does not fit"));
    assert!(take_apart("a.b.c~x", &claims).problems[0].to_string().contains("no proof"));
}

#[test]
fn deep_nesting_ends() {
    let mut value = json!({});
    for _ in 0..200 {
        value = json!({ "a": value });
    }
    take_apart("a.b.c~", &members(&value));
}

#[test]
fn s74_disclosures_are_bounded_in_number_and_depth() {
    let many = (0..=MAX_DISCLOSURES).map(|index| disclosure(&json!([index.to_string(), "a", 1])).0);
    let text = format!("a.b.c~{}~", many.collect::<Vec<_>>().join("~"));
    let taken = take_apart(&text, &members(&json!({})));
    assert_eq!(taken.disclosures.len(), MAX_DISCLOSURES);
    assert!(taken.problems.iter().any(|problem| problem.to_string().contains("501 disclosures")));

    let nested = |levels: usize| {
        let (mut all, mut value) = (Vec::new(), json!("innermost"));
        for _ in 0..levels {
            let (encoded, digest) = disclosure(&json!(["salt", "a", value]));
            all.push(encoded);
            value = json!({ "_sd": [digest] });
        }
        let taken = take_apart(&format!("a.b.c~{}~", all.join("~")), &members(&value));
        Value::Object(taken.claims).to_string().contains("innermost")
    };
    assert!(nested(5));
    assert!(!nested(MAX_DEPTH + 2), "deeper than that nothing is looked for");
}
