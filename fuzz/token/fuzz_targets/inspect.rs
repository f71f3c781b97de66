//! Any text through the whole inspector: no panic, every range inside the text, and never "valid" without a key.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::{future::Future, pin::pin, task::{Context, Poll, Waker}};
use token::inspect::{self, describe, describe_header, judge, many, recognise, redact, signed, spans};
use token::{jwe::Jwe, keyring::Keyring, native::Native, sd_jwt};

fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("aws-lc-rs never waits"),
    }
}

fuzz_target!(|text: &str| {
    let inspection = inspect::inspect(text);
    let recognition = recognise::recognise(text, &inspection);
    for segment in &inspection.segments {
        assert!(text.get(segment.range.clone()).is_some());
        assert!(segment.problem.as_ref().is_none_or(|problem| problem.position <= text.len()));
        for (_, span) in spans::member_spans(&segment.octets) {
            assert!(span.end <= segment.octets.len());
        }
    }
    let nothing = Keyring::default();
    for part in signed::signed_parts(text, &inspection).unwrap_or_default() {
        let outcome = ready(part.check(&nothing, &Native)).outcome;
        assert!(!matches!(outcome, signed::Outcome::Valid | signed::Outcome::ValidWeak));
    }
    for message in Jwe::parse(text).unwrap_or_default() {
        assert!(ready(message.decrypt(&[], &Native)).is_err());
    }
    if let Some(claims) = inspection.claims().and_then(|claims| claims.as_object()) {
        let _ = sd_jwt::take_apart(text, claims);
        for (name, value) in claims {
            let _ = (describe(name, value), describe_header(name, value));
        }
    }
    let _ = redact::redacted(&inspection);
    let _ = judge::judge(text, &inspection, &recognition, &judge::Expected::default());
    let mut from = 0;
    let mut glancer = many::Glancer::default();
    while let Some(range) = many::next_token(text, from) {
        assert!(range.end > from);
        from = range.end;
        let _ = glancer.glance(&text[range]);
    }
});
