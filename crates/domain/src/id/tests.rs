use super::*;
use crate::Timestamp;
use serde_json::json;

struct At(i64);
impl Clock for At {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0)
    }
}

struct Constant(u8);
impl Entropy for Constant {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(self.0);
    }
}

#[test]
fn an_id_is_written_in_one_way() {
    let text = "11111111-1111-4111-8111-11111111abcd";
    let id: ApplicationId = text.parse().unwrap();
    assert_eq!(id.to_string(), text);
    assert_eq!(format!("{id:?}"), format!("ApplicationId({text})"));
    assert_eq!(text.to_uppercase().parse(), Ok(id));
    assert_eq!(ApplicationId::from_uuid(id.uuid()), id);
    for other in [
        "",
        "contoso",
        "1111111111114111811111111111abcd",
        "{11111111-1111-4111-8111-11111111abcd}",
        "urn:uuid:11111111-1111-4111-8111-11111111abcd",
        " 11111111-1111-4111-8111-11111111abcd",
        "11111111-1111-4111-8111-11111111abcd\n",
        "11111111-1111-4111-8111-11111111abc",
        "11111111-1111-4111-8111-11111111abcg",
        "111111111-111-4111-8111-11111111abcd",
        "{1111111111114111811111111111abcd---}",
    ] {
        assert!(other.parse::<ApplicationId>().is_err(), "{other:?}");
    }
}

#[test]
fn any_uuid_of_another_directory_survives() {
    for text in [
        "00000000-0000-0000-0000-000000000000",
        "11111111-1111-1111-1111-111111111111",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
    ] {
        assert_eq!(text.parse::<UserId>().unwrap().to_string(), text);
        assert_eq!(serde_json::from_value::<UserId>(json!(text)).unwrap().to_string(), text);
    }
}

#[test]
fn a_refused_id_is_named_up_to_a_limit() {
    let error = "x".repeat(10_000).parse::<TenantId>().unwrap_err();
    assert_eq!(error.0.len(), 64);
    assert!(error.to_string().contains("11111111-1111-4111-8111-111111111111"));
}

#[test]
fn a_new_id_is_of_version_7_and_sorts_by_time() {
    let id = |millis, octet| JourneyId::new(&At(millis), &Constant(octet));
    let (earlier, later) = (id(1_700_000_000_000, 0xff), id(1_700_000_000_001, 0));
    assert_eq!(earlier.uuid().get_version_num(), 7);
    assert!(earlier < later && earlier.to_string() < later.to_string());
    assert_eq!(id(5, 7), id(5, 7));
    assert_ne!(id(5, 7), id(5, 8));
    // A clock before 1970 makes an id, not a panic.
    assert_eq!(id(-1, 7).uuid().get_version_num(), 7);
}

#[test]
fn random_bytes_come_from_the_source() {
    let source: &dyn Entropy = &Constant(9);
    assert_eq!(source.bytes::<4>(), [9; 4]);
}
