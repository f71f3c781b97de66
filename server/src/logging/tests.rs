use super::*;
use std::sync::{Arc, Mutex};
use tracing::{debug, info, subscriber::with_default, trace, warn};

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl io::Write for Sink {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn logged(filter: &str, format: LogFormat, speak: impl FnOnce()) -> String {
    let sink = Sink::default();
    let writer = sink.clone();
    let options = LogOptions { filter: filter.into(), format };
    with_default(subscriber(&options, move || writer.clone()), speak);
    String::from_utf8(sink.0.lock().unwrap().clone()).unwrap()
}

const HOSTILE: [&str; 10] = [
    "a\nERROR forged=true",
    "a\r\nERROR forged",
    "\x1b[2J\x1b[31mred",
    "\x1b]0;title\x07",
    "\u{9b}31m",
    "back\x08space",
    "nul\0",
    "del\x7f",
    "\u{202e}gpj.exe",
    "line\u{2028}separator",
];

#[test]
fn s80_no_value_forges_a_line_or_drives_a_terminal() {
    for format in [LogFormat::Human, LogFormat::Json] {
        for value in HOSTILE {
            let text = logged("info", format, || {
                let span = tracing::info_span!("request", user_agent = %value, kid = ?value);
                let _entered = span.enter();
                info!(client_id = %value, kid = ?value, "asked by {value}");
                warn!("{value}");
            });
            assert_eq!(text.lines().count(), 2, "{text}");
            let line_ends = text.chars().filter(|c| *c == '\n').count();
            let hidden = text.chars().filter(|c| is_hidden(*c)).count();
            assert_eq!((hidden, line_ends), (2, 2), "{value:?} in {text:?}");
        }
    }
}

#[test]
fn json_stays_json_that_says_the_same() {
    for value in HOSTILE {
        let text = logged("info", LogFormat::Json, || info!(client_id = value, "asked"));
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&read["client_id"], &read["message"]), (&value.into(), &"asked".into()), "{text}");
    }
}

#[test]
fn readable_text_is_left_alone() {
    let text = logged("info", LogFormat::Human, || info!(name = %"Zoë Müller 東京 🙂", "Grüezi"));
    assert!(text.contains("Grüezi name=Zoë Müller 東京 🙂\n"), "{text}");
}

#[test]
fn s79_other_crates_are_silent_below_info_whatever_the_filter_says() {
    let text = logged("trace", LogFormat::Human, || {
        trace!(target: "h2::codec", "authorization: canary");
        debug!(target: "hyper_util::client", "canary");
        debug!(target: "sqlx::query", "canary");
        debug!(target: "log", "canary");
        debug!(target: "serverless", "canary");
        info!(target: "rustls", "loaded");
        debug!(target: "federation::sign_in", "step");
        trace!("own");
    });
    assert!(!text.contains("canary"), "{text}");
    assert!(text.contains("loaded") && text.contains("step") && text.contains("own"), "{text}");
}

#[test]
fn what_postgresql_notes_at_each_start_is_no_news() {
    let text = logged("info", LogFormat::Human, || {
        info!(target: "sqlx::postgres::notice", "relation already exists, skipping");
        tracing::warn!(target: "sqlx::postgres::notice", "deprecated");
    });
    assert!(!text.contains("skipping") && text.contains("deprecated"), "{text}");
}

#[test]
fn a_filter_chooses_and_a_wrong_one_is_refused() {
    let speak = || {
        debug!(target: "journey", "one");
        debug!(target: "token", "two");
    };
    let text = logged("info,journey=debug", LogFormat::Human, speak);
    assert!(text.contains("one") && !text.contains("two"), "{text}");
    for good in ["info", "off", "info,journey=debug", "TRACE", "warn,server::outbound=trace"] {
        assert_eq!(parse_filter(good).as_deref(), Ok(good));
    }
    for bad in ["", "loud", "info,journey=loud", "info,,", "=", "journey"] {
        assert!(parse_filter(bad).unwrap_err().to_string().contains("federation=debug"), "{bad}");
    }
}
