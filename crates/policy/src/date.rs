//! Dates and moments of claims: ISO 8601 text, in UTC where no offset is written. Moments keep the 100 nanoseconds that
//! .NET has.

use domain::{ClaimValue, Timestamp};
use jiff::{civil, tz::Offset};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(jiff::Timestamp);

impl Moment {
    pub(crate) fn now(now: Timestamp) -> Option<Self> {
        jiff::Timestamp::from_millisecond(now.as_millis()).ok().map(Self)
    }

    /// With an offset, without one (then UTC), or a date alone (then its midnight).
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(moment) = text.parse() {
            return Some(Self(moment));
        }
        let local: civil::DateTime = text.parse().ok()?;
        Offset::UTC.to_timestamp(local).ok().map(Self)
    }

    /// Of a claim; a number is seconds since 1970, as tokens have them.
    pub(crate) fn of(value: &ClaimValue) -> Option<Self> {
        match value {
            ClaimValue::Integer(seconds) => jiff::Timestamp::from_second(*seconds).ok().map(Self),
            ClaimValue::Text(text) => Self::parse(text),
            ClaimValue::Sensitive(text) => Self::parse(text.expose()),
            _ => None,
        }
    }

    pub(crate) fn plus_seconds(self, seconds: i64) -> Option<Self> {
        self.0.checked_add(jiff::SignedDuration::from_secs(seconds)).ok().map(Self)
    }

    /// How far apart, in whole and rounded-up milliseconds.
    pub(crate) fn apart(self, other: Self) -> u128 {
        self.0.as_nanosecond().abs_diff(other.0.as_nanosecond()).div_ceil(1_000_000)
    }

    pub(crate) fn day(self) -> Day {
        Day(Offset::UTC.to_datetime(self.0).date())
    }

    /// As .NET's round-trip format: `2022-01-14T11:40:35.0000000Z`.
    pub(crate) fn text(self) -> String {
        let local = Offset::UTC.to_datetime(self.0);
        let fraction = local.subsec_nanosecond() / 100;
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{fraction:07}Z",
            local.year(),
            local.month(),
            local.day(),
            local.hour(),
            local.minute(),
            local.second()
        )
    }

    /// `10/10/2021 12:00:00 PM`.
    pub(crate) fn american(self) -> String {
        let local = Offset::UTC.to_datetime(self.0);
        let (hour, half) = match local.hour() {
            0 => (12, "AM"),
            hour @ 1..=11 => (hour, "AM"),
            12 => (12, "PM"),
            hour => (hour - 12, "PM"),
        };
        format!(
            "{}/{}/{:04} {hour}:{:02}:{:02} {half}",
            local.month(),
            local.day(),
            local.year(),
            local.minute(),
            local.second()
        )
    }
}

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(civil::Date);

impl Day {
    /// A date, or the UTC day of a moment.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > 10 {
            return Moment::parse(text).map(Moment::day);
        }
        text.parse().ok().map(Self)
    }

    pub(crate) fn text(self) -> String {
        format!("{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }

    pub(crate) fn midnight(self) -> Option<Moment> {
        Offset::UTC.to_timestamp(self.0.to_datetime(civil::Time::midnight())).ok().map(Moment)
    }

    /// Completed years from this day to another.
    pub(crate) fn years_until(self, other: Self) -> i16 {
        let before_birthday = (other.0.month(), other.0.day()) < (self.0.month(), self.0.day());
        other.0.year() - self.0.year() - i16::from(before_birthday)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is no date")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_and_written() {
        for (text, expected) in [
            ("2022-01-03T11:34:22.0000000Z", Some("2022-01-03T11:34:22.0000000Z")),
            ("2022-01-03T23:30:00-05:00", Some("2022-01-04T04:30:00.0000000Z")),
            ("2022-12-31T23:59:59.9999999Z", Some("2022-12-31T23:59:59.9999999Z")),
            ("2022-01-01T15:00:00", Some("2022-01-01T15:00:00.0000000Z")),
            (" 2021-11-15 ", Some("2021-11-15T00:00:00.0000000Z")),
            ("15/11/2021", None),
            ("2021-02-30", None),
            ("", None),
        ] {
            assert_eq!(Moment::parse(text).map(Moment::text).as_deref(), expected, "{text}");
        }
        let seconds = Moment::of(&ClaimValue::Integer(1_600_000_000)).map(Moment::text);
        assert_eq!(seconds.as_deref(), Some("2020-09-13T12:26:40.0000000Z"));
        assert_eq!(Moment::of(&ClaimValue::Integer(i64::MAX)), None);
    }

    #[test]
    fn the_clock_strikes_twelve_as_americans_write_it() {
        for (text, expected) in [
            ("2021-10-10T12:00:00Z", "10/10/2021 12:00:00 PM"),
            ("2021-01-02T00:05:09Z", "1/2/2021 12:05:09 AM"),
            ("2021-01-02T11:59:59Z", "1/2/2021 11:59:59 AM"),
            ("2021-01-02T23:00:00Z", "1/2/2021 11:00:00 PM"),
        ] {
            assert_eq!(Moment::parse(text).map(Moment::american).as_deref(), Some(expected));
        }
    }

    #[test]
    fn a_birthday_completes_a_year() {
        let years = |from: &str, to: &str| Day::parse(from).zip(Day::parse(to)).map(|(from, to)| from.years_until(to));
        assert_eq!(years("2000-06-15", "2018-06-14"), Some(17));
        assert_eq!(years("2000-06-15", "2018-06-15"), Some(18));
        assert_eq!(years("2004-02-29", "2022-02-28"), Some(17));
    }

    #[test]
    fn moments_apart_are_never_rounded_to_equal() {
        let apart = |left: &str, right: &str| Moment::parse(left).zip(Moment::parse(right)).map(|(l, r)| l.apart(r));
        assert_eq!(apart("2022-01-01T00:00:00Z", "2022-01-01T00:00:00.0000001Z"), Some(1));
        assert_eq!(apart("2022-01-01T00:00:01Z", "2022-01-01T00:00:00Z"), Some(1_000));
    }
}
