//! Times as people read them.

use domain::Timestamp;

/// `2026-11-25 17:49:03`, UTC.
pub(crate) fn utc_text(at: Timestamp) -> String {
    let seconds = at.as_seconds();
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil(days);
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60)
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

/// The same in the zone of the browser.
pub(crate) fn local_text(at: Timestamp) -> String {
    let date = date(at);
    format!("{:04}-{:02}-{:02} {}", date.get_full_year(), date.get_month() + 1, date.get_date(), local_clock(at))
}

/// What a `datetime-local` field holds, in the zone of the browser.
#[cfg(any(feature = "ssr", feature = "console"))]
#[expect(clippy::cast_possible_truncation, reason = "whole milliseconds of a date that a person typed")]
pub(crate) fn from_local(text: &str) -> Option<Timestamp> {
    let millis = js_sys::Date::parse(text);
    (!millis.is_nan()).then(|| Timestamp::from_millis(millis as i64))
}

/// The time of day alone, when it is today.
#[cfg(feature = "inspector")]
pub(crate) fn local_moment(now: i64, at: Timestamp) -> String {
    let (text, today) = (local_text(at), local_text(Timestamp::from_seconds(now)));
    match (text.split_once(' '), today.split_once(' ')) {
        (Some((day, clock)), Some((today, _))) if day == today => clock.to_owned(),
        _ => text,
    }
}

fn local_clock(at: Timestamp) -> String {
    let date = date(at);
    format!("{:02}:{:02}:{:02}", date.get_hours(), date.get_minutes(), date.get_seconds())
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of this era are exact in a double")]
fn date(at: Timestamp) -> js_sys::Date {
    js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(at.as_millis() as f64))
}

#[cfg(test)]
mod tests {
    use super::utc_text;
    use domain::Timestamp;

    #[test]
    fn times_are_those_of_the_calendar() {
        for seconds in [0, 951_782_400, 951_868_799, 1_709_210_096, 1_764_091_743, 4_102_444_800] {
            let at = Timestamp::from_seconds(seconds);
            assert_eq!(utc_text(at).replace(' ', "T") + "Z", at.to_string());
        }
    }
}
