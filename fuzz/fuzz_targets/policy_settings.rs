//! JSON before the first NUL, a file after it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use policy::{
    Settings, xml,
    xml::{Document, Limits},
};

fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.splitn(2, |byte| *byte == 0);
    let (Some(json), Some(file)) = (parts.next(), parts.next()) else { return };
    let Ok(settings) = Settings::parse(&String::from_utf8_lossy(json), None) else { return };
    let Ok(mut document) = Document::parse("a.xml", file, &Limits::default()) else { return };
    let before = xml::write(&document).len();
    if settings.fill(&mut document).is_ok() {
        // A value of one byte may take six when it is written.
        assert!(xml::write(&document).len() <= before * 6 + 6 * 1024 * 1024);
    }
    document.set_tenant("contoso.onmicrosoft.com");
});
