mod properties;
mod rules;

use super::*;
use crate::{testing::tree, tree::NAMESPACE, xml};

/// A layer: its id, the one it builds on, and what is in it.
fn layer(id: &str, base: Option<&str>, inner: &str) -> Policy {
    let base = base.map(|base| format!("<BasePolicy><TenantId>t</TenantId><PolicyId>{base}</PolicyId></BasePolicy>"));
    let text = format!(
        "<TrustFrameworkPolicy xmlns='{NAMESPACE}' TenantId='t' PolicyId='{id}'>{}{inner}</TrustFrameworkPolicy>",
        base.unwrap_or_default()
    );
    let document = xml::Document::parse(&format!("{id}.xml"), text.as_bytes(), &xml::Limits::default()).unwrap();
    Policy::read(&document).unwrap()
}

/// Layers over one another, each in a file of its number: `0.xml` is the lowest.
fn chain(layers: &[&str]) -> Vec<Policy> {
    layers
        .iter()
        .enumerate()
        .map(|(at, inner)| layer(&at.to_string(), at.checked_sub(1).map(|base| base.to_string()).as_deref(), inner))
        .collect()
}

fn merged(layers: &[&str]) -> Policy {
    MergedPolicy::merge(chain(layers)).unwrap_or_else(|found| panic!("{found:#?}")).tree().clone()
}

fn codes(layers: &[&str]) -> Vec<String> {
    MergedPolicy::merge(chain(layers)).err().unwrap_or_default().into_iter().map(|found| found.code).collect()
}

#[test]
fn a_chain_of_one_without_a_base_is_its_own_merge() {
    assert_eq!(MergedPolicy::merge(vec![tree()]).unwrap().tree(), &tree());
}

#[test]
fn s71_a_chain_holds_only_where_each_builds_on_the_one_before() {
    let code = |chain: Vec<Policy>| MergedPolicy::merge(chain).map(|_| ()).map_err(|found| found[0].code.clone());
    let (a, b) = (|| layer("a", None, ""), || layer("b", Some("B2C_1A_A"), ""));
    assert_eq!(code(vec![a(), b()]), Ok(()));
    for (chain, expected) in [
        (vec![], "no-policy"),
        (vec![b()], "undefined-base-policy"),
        (vec![b(), a()], "undefined-base-policy"),
        (vec![a(), a()], "missing-base-policy"),
        (vec![a(), layer("c", Some("b"), "")], "undefined-base-policy"),
        (vec![a(), layer("A", Some("a"), "")], "inheritance-cycle"),
        (vec![a(), b(), layer("a", Some("b"), "")], "inheritance-cycle"),
        (vec![layer("no id", None, "")], "policy-id"),
        (vec![a(), layer("", Some("a"), "")], "policy-id"),
    ] {
        assert_eq!(code(chain), Err(expected.to_owned()));
    }
}

#[test]
fn a_policy_that_says_no_base_is_told_at_its_id() {
    let found = MergedPolicy::merge(vec![layer("a", None, ""), layer("b", Some("z"), "")]).unwrap_err();
    assert!(found[0].origin.to_string().starts_with("b.xml:1:"), "{}", found[0]);
}

#[test]
fn an_id_that_waits_for_a_setting_merges_but_does_not_compile() {
    let mut policy = tree();
    policy.id.text = "{Settings:Prefix}signin".to_owned();
    assert!(MergedPolicy::merge(vec![policy.clone()]).is_ok());
    let codes: Vec<_> = crate::build(vec![policy]).unwrap_err().into_iter().map(|found| found.code).collect();
    assert_eq!(codes, ["policy-id"]);
}
