//! Any bytes: read, written, read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use policy::{
    Policy, write,
    xml::{self, Document, Limits},
};

fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = Document::parse("a.xml", bytes, &Limits::default()) else { return };
    // What escapes grow may pass the limit of bytes; it is not what is tested here.
    let limits = Limits { bytes: usize::MAX, ..Limits::default() };
    let again = Document::parse("b.xml", xml::write(&document).as_bytes(), &limits).expect("what is written is read");
    assert_eq!(again, document);
    let Ok(tree) = Policy::read(&document) else { return };
    let written = write(&tree);
    let again = Document::parse("b.xml", written.as_bytes(), &Limits { nodes: usize::MAX >> 1, ..limits });
    assert_eq!(Policy::read(&again.expect("what is written is read")).expect("a policy"), tree);
});
