//! The error codes of the protocol towards applications: `AADB2C…` codes with their OAuth error (behaviour reference
//! §6.6). The wording is ours; clients match on the code.

use domain::{JourneyId, Timestamp};
use serde::{Deserialize, Serialize};

/// An error that an application or a person is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProtocolError {
    /// The code, such as `AADB2C90006`.
    pub code: String,
    /// The OAuth error (RFC 6749 §4.1.2.1, §5.2; OpenID Connect Core 3.1.2.6).
    pub error: String,
    /// What happened, as a sentence.
    pub message: String,
}

impl ProtocolError {
    /// An error.
    pub fn new(code: &str, error: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), error: error.to_owned(), message: message.into() }
    }

    /// `error_description` in the form that clients parse: code and text, then correlation id and time.
    pub fn description(&self, correlation: JourneyId, now: Timestamp) -> String {
        let time = now.to_string().replace('T', " ");
        let time = time.split('.').next().unwrap_or(&time).trim_end_matches('Z');
        format!("{}: {}\r\nCorrelation ID: {correlation}\r\nTimestamp: {time}Z\r\n", self.code, self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_the_lines_that_clients_parse() {
        let correlation: JourneyId = "11111111-1111-4111-8111-111111111111".parse().unwrap();
        let text = ProtocolError::new("AADB2C90118", "access_denied", "The person forgot the password.")
            .description(correlation, Timestamp::from_millis(1_542_109_033_123));
        assert_eq!(
            text,
            "AADB2C90118: The person forgot the password.\r\nCorrelation ID: 11111111-1111-4111-8111-111111111111\r\nTimestamp: 2018-11-13 11:37:13Z\r\n"
        );
    }

    #[test]
    fn a_whole_second_is_written_the_same_way() {
        let correlation: JourneyId = "11111111-1111-4111-8111-111111111111".parse().unwrap();
        let text = ProtocolError::new("A", "b", "c").description(correlation, Timestamp::from_seconds(1_542_109_033));
        assert!(text.ends_with("\r\nTimestamp: 2018-11-13 11:37:13Z\r\n"), "{text}");
    }
}
