//! Files parted by a line of `=====`, each made to build on the one before.

#![no_main]

use libfuzzer_sys::fuzz_target;
use policy::{
    MergedPolicy, Policy,
    merge::Layers,
    tree::{BasePolicy, Text},
    xml::{Document, Limits},
};

fuzz_target!(|bytes: &[u8]| {
    let mut layers = Vec::new();
    for (number, file) in String::from_utf8_lossy(bytes).split("=====\n").take(10).enumerate() {
        let Ok(document) = Document::parse("a.xml", file.as_bytes(), &Limits::default()) else { return };
        let Ok(mut policy) = Policy::read(&document) else { return };
        let origin = policy.origin.clone();
        policy.id = Text::new(format!("p{number}"), &origin);
        policy.base = number.checked_sub(1).map(|base| BasePolicy {
            policy: Some(Text::new(format!("p{base}"), &origin)),
            ..BasePolicy::empty(&origin)
        });
        layers.push(policy);
    }
    let Some((root, above)) = layers.split_first() else { return };
    let mut grown = Layers::new(root.clone()).expect("a root");
    for layer in above {
        grown.add(layer.clone()).expect("a layer");
    }
    assert_eq!(grown.finish(), MergedPolicy::merge(layers));
});
