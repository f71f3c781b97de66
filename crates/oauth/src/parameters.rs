//! Request parameters, as a query or a form brings them.

/// At most this many parameters in one request.
const MAX_PARAMETERS: usize = 100;
/// At most this many bytes of query or form.
const MAX_BYTES: usize = 64 * 1024;

/// Why parameters were not read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParameterError {
    /// Too long.
    #[error("the request is longer than {MAX_BYTES} bytes")]
    TooLong,
    /// Too many.
    #[error("the request has more than {MAX_PARAMETERS} parameters")]
    TooMany,
}

/// The parameters of one request. A parameter without a value counts as absent (RFC 6749 §3.1); which ones came more
/// than once is remembered, since that is an error (RFC 6749 §3.1).
///
/// `Debug` shows names only: values are codes, secrets and states (S79).
#[derive(Clone, Default)]
pub struct Parameters(Vec<(String, String)>);

impl std::fmt::Debug for Parameters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter().map(|(name, _)| name)).finish()
    }
}

impl Parameters {
    /// Reads `application/x-www-form-urlencoded`.
    pub fn parse(text: &str) -> Result<Self, ParameterError> {
        if text.len() > MAX_BYTES {
            return Err(ParameterError::TooLong);
        }
        let mut all = Vec::new();
        for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
            if all.len() == MAX_PARAMETERS {
                return Err(ParameterError::TooMany);
            }
            all.push((name.into_owned(), value.into_owned()));
        }
        Ok(Self(all))
    }

    /// The value of a parameter; of one that came twice, the first.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, value)| known == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// The first parameter that came more than once.
    pub fn duplicate(&self) -> Option<&str> {
        self.0
            .iter()
            .enumerate()
            .find(|(position, (name, _))| self.0[..*position].iter().any(|(earlier, _)| earlier == name))
            .map(|(_, (name, _))| name.as_str())
    }

    /// Whether this parameter came more than once.
    pub fn is_duplicate(&self, name: &str) -> bool {
        self.0.iter().filter(|(known, _)| known == name).count() > 1
    }

    /// All of them, as they came.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Writes them again, without one.
    pub fn encode_without(&self, left_out: &str) -> String {
        let mut out = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.iter().filter(|(name, _)| *name != left_out) {
            out.append_pair(name, value);
        }
        out.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Parameters {
        Parameters::parse(text).unwrap()
    }

    #[test]
    fn s4_a_parameter_that_comes_twice_is_found() {
        for (text, duplicate) in [
            ("a=1&b=2&a=3", Some("a")),
            ("a=1&a=1", Some("a")),
            ("a=&a=1", Some("a")),
            ("a&a", Some("a")),
            ("a=1&%61=2", Some("a")),
            ("b=1&a=1&a=2&b=2", Some("a")),
            ("a=1&A=2", None),
            ("", None),
        ] {
            let parameters = parse(text);
            assert_eq!(parameters.duplicate(), duplicate, "{text}");
            assert_eq!(parameters.is_duplicate("a"), duplicate.is_some(), "{text}");
        }
        assert!(!parse("a=1&b=2&b=3").is_duplicate("a"));
    }

    #[test]
    fn an_empty_parameter_counts_as_absent() {
        let parameters = parse("state=&x=1&y");
        assert_eq!((parameters.get("state"), parameters.get("y"), parameters.get("z")), (None, None, None));
        assert_eq!(parameters.get("x"), Some("1"));
        assert_eq!(parse("a=1&a=2").get("a"), Some("1"));
    }

    #[test]
    fn parameters_are_written_as_they_were_read() {
        let parameters = parse("a=%25+%2B%26%C3%A9&SAMLResponse=x&b=");
        assert_eq!(parameters.get("a"), Some("% +&é"));
        assert_eq!(parameters.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["a", "SAMLResponse", "b"]);
        assert_eq!(parameters.encode_without("SAMLResponse"), "a=%25+%2B%26%C3%A9&b=");
    }

    #[test]
    fn s74_too_many_or_too_long_is_refused() {
        assert!(Parameters::parse(&"a=1&".repeat(100)).is_ok());
        assert_eq!(Parameters::parse(&"a=1&".repeat(101)).unwrap_err(), ParameterError::TooMany);
        assert!(Parameters::parse(&"a".repeat(MAX_BYTES)).is_ok());
        assert_eq!(Parameters::parse(&"a".repeat(MAX_BYTES + 1)).unwrap_err(), ParameterError::TooLong);
    }

    #[test]
    fn s79_debug_shows_names_and_no_values() {
        assert_eq!(format!("{:?}", parse("client_secret=hunter2&code=abc")), r#"{"client_secret", "code"}"#);
    }
}
