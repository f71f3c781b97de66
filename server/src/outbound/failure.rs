//! Sentences for what went wrong. They are made from kinds of errors alone, never from a library's text about a
//! request, so that no query, header or body gets into them.

use super::resolve::Stop;
use federation::ports::HttpFailure;
use std::{error::Error, io};

/// The failure of a request that brought no answer.
pub(super) fn sending(error: &reqwest::Error, host: &str) -> HttpFailure {
    let host = host.to_owned();
    let mut source = Error::source(error);
    while let Some(cause) = source {
        if let Some(stop) = cause.downcast_ref::<Stop>() {
            return match stop {
                Stop::Refused(why) => HttpFailure::Refused { host, why: why.clone() },
                Stop::NoAddress => HttpFailure::NoAddress { host },
                Stop::NotLookedUp => HttpFailure::Unreachable { host, why: stop.to_string() },
            };
        }
        if let Some(cause) = cause.downcast_ref::<io::Error>().filter(|_| error.is_connect()) {
            return connecting(cause, host);
        }
        source = cause.source();
    }
    if error.is_timeout() {
        return HttpFailure::Unreachable { host, why: "it does not take the connection".into() };
    }
    if error.is_connect() {
        return HttpFailure::Unreachable { host, why: "no connection came about".into() };
    }
    HttpFailure::Broken { host, why: "it ended before its headers did, or is not HTTP".into() }
}

/// The failure of an answer whose body does not come.
pub(super) fn reading(host: &str) -> HttpFailure {
    HttpFailure::Broken { host: host.to_owned(), why: "its body ended too early".into() }
}

/// TLS wraps its errors once more than TCP does.
fn connecting(error: &io::Error, host: String) -> HttpFailure {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<io::Error>()) {
        Some(tls) => HttpFailure::Tls { host, why: tls_words(tls) },
        None => HttpFailure::Unreachable { host, why: words(error.kind()).to_owned() },
    }
}

/// What TLS says is about certificates and protocol versions; some of it is the peer's text.
pub(super) fn tls_words(error: &io::Error) -> String {
    match error.get_ref() {
        Some(reason) => {
            let reason = reason.to_string();
            reason
                .chars()
                .take(300)
                .flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] })
                .collect()
        }
        None => words(error.kind()).to_owned(),
    }
}

fn words(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::ConnectionRefused => "nothing listens there",
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => {
            "it broke the connection off"
        }
        io::ErrorKind::TimedOut => "it does not take the connection",
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => "there is no way to it from here",
        io::ErrorKind::NetworkDown => "this machine has no network",
        io::ErrorKind::UnexpectedEof => "it ended the connection",
        io::ErrorKind::PermissionDenied => "this machine does not permit the connection",
        _ => "the connection failed",
    }
}
