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

/// `2026-11-25 17:49:03`, UTC.
fn utc_text(at: Timestamp) -> String {
    let seconds = at.as_seconds();
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil(days);
    format!(
        "{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}",
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    )
}

/// Days since 1970 as year, month, day of the Gregorian calendar.
const fn civil(days: i64) -> (i64, i64, i64) {
    // Years begin in March here, so that the leap day is the last of one.
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, day)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds of this era are exact in a double"
)]
fn local_text(at: Timestamp) -> String {
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(at.as_millis() as f64));
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date(),
        date.get_hours(),
        date.get_minutes(),
        date.get_seconds()
    )
}

/// `340 ms`, `2.1 s`, `3 min 5 s`.
pub(crate) fn duration_words(milliseconds: i64) -> String {
    match milliseconds {
        ..=999 => format!("{} ms", milliseconds.max(0)),
        1000..=59_999 => format!("{}.{} s", milliseconds / 1000, milliseconds % 1000 / 100),
        _ => format!(
            "{} min {} s",
            milliseconds / 60_000,
            milliseconds / 1000 % 60
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::{duration_words, utc_text};
    use domain::Timestamp;

    #[test]
    fn times_are_those_of_the_calendar() {
        for seconds in [
            0,
            951_782_400,
            951_868_799,
            1_709_210_096,
            1_764_091_743,
            4_102_444_800,
        ] {
            let at = Timestamp::from_seconds(seconds);
            assert_eq!(utc_text(at).replace(' ', "T") + "Z", at.to_string());
        }
    }

    #[test]
    fn durations_are_said_in_fitting_units() {
        let words: Vec<_> = [0, 999, 1000, 59_990, 185_000]
            .into_iter()
            .map(duration_words)
            .collect();
        assert_eq!(words, ["0 ms", "999 ms", "1.0 s", "59.9 s", "3 min 5 s"]);
    }
}
