//! What is logged, and how: on stderr, for people or as JSON. Values cannot forge lines or drive a terminal (S80),
//! and other people's code cannot tell what passes through it (S79).

use std::{fmt::Write as _, io, str::FromStr};
use tracing::{Level, Metadata, Subscriber, subscriber::SetGlobalDefaultError};
use tracing_subscriber::{
    EnvFilter, Layer,
    filter::filter_fn,
    fmt::{self, MakeWriter},
    layer::SubscriberExt,
    registry::LookupSpan,
};

/// Our own crates; their names are the targets of their events.
const OURS: [&str; 12] = [
    "app",
    "domain",
    "federation",
    "journey",
    "oauth",
    "passerelle",
    "policy",
    "server",
    "storage",
    "storage_postgres",
    "storage_sqlite",
    "token",
];

/// How a line is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// For people.
    #[default]
    Human,
    /// One JSON object per line.
    Json,
}

/// What to log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogOptions {
    /// Levels by target, such as `info` or `info,federation=debug`.
    pub filter: String,
    /// How.
    pub format: LogFormat,
}

impl Default for LogOptions {
    fn default() -> Self {
        Self { filter: "info".to_owned(), format: LogFormat::Human }
    }
}

/// A filter that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no log filter; write a level (error, warn, info, debug, trace) or levels by part, like info,federation=debug"
)]
pub struct NotAFilter(pub String);

/// Checks a filter.
pub fn parse_filter(text: &str) -> Result<String, NotAFilter> {
    let words_only = text.split(',').all(|part| {
        let level = part.rsplit('=').next().unwrap_or_default().trim();
        Level::from_str(level).is_ok() || level.eq_ignore_ascii_case("off")
    });
    match text.parse::<EnvFilter>() {
        // `EnvFilter` takes a misspelled level for a target.
        Ok(_) if words_only => Ok(text.to_owned()),
        _ => Err(NotAFilter(text.chars().take(100).collect())),
    }
}

/// Logs to stderr from now on. Fails when something logs already.
pub fn start(options: &LogOptions) -> Result<(), SetGlobalDefaultError> {
    tracing::subscriber::set_global_default(subscriber(options, io::stderr))
}

/// What logs to a writer.
pub fn subscriber<W>(options: &LogOptions, writer: W) -> impl Subscriber + Send + Sync + use<W>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let filter = EnvFilter::new(&options.filter);
    let layer = fmt::layer().with_writer(Escaping(writer)).with_ansi(false);
    let layer = match options.format {
        LogFormat::Human => layer.boxed(),
        LogFormat::Json => layer.json().flatten_event(true).boxed(),
    };
    tracing_subscriber::registry().with(filtered(layer).with_filter(filter))
}

fn filtered<S>(layer: impl Layer<S> + Send + Sync) -> impl Layer<S> + Send + Sync
where
    S: Subscriber + for<'s> LookupSpan<'s>,
{
    layer.with_filter(filter_fn(may_speak))
}

/// Below `INFO`, HTTP and TLS libraries print headers and database drivers statements. Whatever the filter says, only
/// our own crates speak there.
fn may_speak(metadata: &Metadata<'_>) -> bool {
    let part = metadata.target().split("::").next().unwrap_or_default();
    // What PostgreSQL notes at each start is no news: that the tables are there already.
    let least = if metadata.target() == "sqlx::postgres::notice" { Level::WARN } else { Level::INFO };
    *metadata.level() <= least || OURS.contains(&part)
}

/// Writes a whole event at once with everything escaped that is not printed: control characters, of which ANSI
/// sequences and forged lines are made, and marks that change the direction of text.
struct Escaping<W>(W);

impl<'w, W: MakeWriter<'w>> MakeWriter<'w> for Escaping<W> {
    type Writer = Escaping<W::Writer>;

    fn make_writer(&'w self) -> Self::Writer {
        Escaping(self.0.make_writer())
    }

    fn make_writer_for(&'w self, metadata: &Metadata<'_>) -> Self::Writer {
        Escaping(self.0.make_writer_for(metadata))
    }
}

impl<W: io::Write> io::Write for Escaping<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        self.0.write_all(escaped(&String::from_utf8_lossy(event)).as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// One line: every character that is not for reading as `\u…`, which JSON reads too.
fn escaped(event: &str) -> String {
    let (line, end) = event.strip_suffix('\n').map_or((event, ""), |line| (line, "\n"));
    let mut text = String::with_capacity(event.len());
    for c in line.chars() {
        if is_hidden(c) {
            // Writing to a string does not fail.
            let _ = write!(text, "\\u{:04x}", u32::from(c));
        } else {
            text.push(c);
        }
    }
    text.push_str(end);
    text
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests;
