use super::*;
use crate::testing::tree;

#[test]
fn a_chain_of_one_without_a_base_is_its_own_merge() {
    assert_eq!(MergedPolicy::merge(vec![tree()]).unwrap().tree(), &tree());
}
