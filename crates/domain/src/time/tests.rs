use super::*;

#[test]
fn a_time_is_shown_as_rfc_3339_and_counted_in_whole_seconds() {
    let time = Timestamp::from_millis(1_542_109_033_999);
    assert_eq!(time.to_string(), "2018-11-13T11:37:13.999Z");
    assert_eq!((time.as_seconds(), time.as_millis()), (1_542_109_033, 1_542_109_033_999));
    assert_eq!(Timestamp::from_millis(-1).as_seconds(), -1);
    assert_eq!(Timestamp::from_seconds(5).as_millis(), 5000);
    assert_eq!(time.plus_seconds(60) - time, 60_000);
    assert_eq!(time.plus_seconds(-60) - time, -60_000);
}

#[test]
fn f7_a_clock_far_off_makes_no_panic() {
    assert_eq!(Timestamp::from_millis(i64::MAX).plus_seconds(i64::MAX).as_millis(), i64::MAX);
    assert_eq!(Timestamp::from_seconds(i64::MIN).as_millis(), i64::MIN);
    assert_eq!(Timestamp::from_millis(i64::MIN) - Timestamp::from_millis(1), i64::MIN);
    assert_eq!(Timestamp::from_millis(i64::MAX).to_string(), format!("{} ms", i64::MAX));
}
