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
#[derive(Debug, Clone, Default)]
pub struct Parameters(Vec<(String, String)>);

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

    /// The first parameter that came more than once, except `ignored` ones.
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

    #[test]
    fn s4_a_parameter_that_comes_twice_is_found() {
        let parameters = Parameters::parse("a=1&b=2&a=3").unwrap();
        assert_eq!(parameters.duplicate(), Some("a"));
        assert!(parameters.is_duplicate("a") && !parameters.is_duplicate("b"));
    }

    #[test]
    fn an_empty_parameter_counts_as_absent() {
        assert_eq!(Parameters::parse("state=&x=1").unwrap().get("state"), None);
    }

    #[test]
    fn s74_too_many_or_too_long_is_refused() {
        assert_eq!(Parameters::parse(&"a=1&".repeat(101)).unwrap_err(), ParameterError::TooMany);
        assert_eq!(Parameters::parse(&"a".repeat(MAX_BYTES + 1)).unwrap_err(), ParameterError::TooLong);
    }
}
