//! A whole policy without a base: checked and compiled. What is accepted compiles, and twice to the same program.

#![no_main]

use libfuzzer_sys::fuzz_target;
use policy::{
    CheckedPolicy, MergedPolicy, Policy, compile,
    xml::{Document, Limits},
};

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = Document::parse("a.xml", bytes, &Limits::default()) else { return };
    let Ok(mut policy) = Policy::read(&document) else { return };
    policy.base = None;
    let Ok(merged) = MergedPolicy::merge(vec![policy]) else { return };
    let Ok(checked) = CheckedPolicy::check(merged) else { return };
    // A policy that calls nothing has no program; that is said, and nothing panics.
    let (first, second) = (compile(&checked), compile(&checked));
    assert_eq!(first.is_ok(), second.is_ok());
    if let (Ok(first), Ok(second)) = (first, second) {
        assert_eq!(first.hash, second.hash);
    }
});
