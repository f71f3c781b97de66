use crate::when::{local_text, utc_text};
use domain::Timestamp;
use leptos::prelude::*;

/// A point in time: local, with UTC on hover. What the server sends is UTC, since it does not know the zone.
#[component]
pub(crate) fn Time(
    /// When.
    at: Timestamp,
) -> impl IntoView {
    let utc = utc_text(at);
    let shown = RwSignal::new(format!("{utc} UTC"));
    Effect::new(move |_| shown.set(local_text(at)));
    view! {
        <time datetime=utc.replace(' ', "T") + "Z" title=format!("{utc} UTC")>
            {move || shown.get()}
        </time>
    }
}

/// `340 ms`, `2.1 s`, `3 min 5 s`.
pub(crate) fn duration_words(milliseconds: i64) -> String {
    match milliseconds {
        ..=999 => format!("{} ms", milliseconds.max(0)),
        1000..=59_999 => format!("{}.{} s", milliseconds / 1000, milliseconds % 1000 / 100),
        _ => format!("{} min {} s", milliseconds / 60_000, milliseconds / 1000 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::duration_words;

    #[test]
    fn durations_are_said_in_fitting_units() {
        let words: Vec<_> = [0, 999, 1000, 59_990, 185_000].into_iter().map(duration_words).collect();
        assert_eq!(words, ["0 ms", "999 ms", "1.0 s", "59.9 s", "3 min 5 s"]);
    }
}
