//! Any text as keys: JWK, sets, PEM, certificates, secrets. No panic, and nothing secret in what is shown.
#![no_main]

use libfuzzer_sys::fuzz_target;
use token::keyring::Keyring;

fuzz_target!(|text: &str| {
    if let Ok(ring) = Keyring::read(text) {
        let _ = format!("{ring:?}");
    }
});
