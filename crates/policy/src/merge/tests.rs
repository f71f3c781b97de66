use super::*;
use crate::testing::{codes, tree};
use domain::PolicyId;

#[test]
fn a_chain_of_one_without_a_base_is_its_own_merge() {
    assert_eq!(MergedPolicy::merge(vec![tree()]).unwrap().tree(), &tree());
}

#[test]
fn layers_are_refused_until_they_are_read() {
    let layered = || Policy { base: Some(PolicyId::parse("B2C_1A_Base").unwrap()), ..tree() };
    assert_eq!(codes(layered()), ["unsupported-base-policy"]);
    for chain in [vec![tree(), layered()], vec![tree(), tree()]] {
        let found = MergedPolicy::merge(chain).unwrap_err();
        assert_eq!(found[0].code, "unsupported-base-policy");
    }
    assert_eq!(MergedPolicy::merge(Vec::new()).unwrap_err()[0].code, "no-policy");
}
