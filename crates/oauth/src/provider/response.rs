//! The authorization response: where it goes and how (OAuth 2.0 Multiple Response Types 2.1, Form Post Response Mode,
//! RFC 9207).

use super::Delivery;

/// A response that the edge can send.
#[derive(Clone, PartialEq, Eq)]
pub enum Response {
    /// 303 to this URL.
    Redirect(String),
    /// A page with a form that posts itself.
    FormPost {
        /// Where to.
        action: String,
        /// Its fields.
        fields: Vec<(String, String)>,
    },
}

impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Both forms carry codes and tokens.
        f.write_str("Response(…)")
    }
}

/// Builds a response. Every response, errors too, carries `iss` (RFC 9207 §2).
pub fn build(
    redirect_uri: &str,
    mode: Delivery,
    issuer: &str,
    state: Option<&str>,
    parameters: Vec<(&str, String)>,
) -> Response {
    let mut fields: Vec<(String, String)> =
        parameters.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    if let Some(state) = state {
        fields.push(("state".to_owned(), state.to_owned()));
    }
    fields.push(("iss".to_owned(), issuer.to_owned()));
    let encoded = || {
        let mut out = url::form_urlencoded::Serializer::new(String::new());
        out.extend_pairs(&fields);
        out.finish()
    };
    match mode {
        Delivery::Query => {
            let separator = if redirect_uri.contains('?') { '&' } else { '?' };
            Response::Redirect(format!("{redirect_uri}{separator}{}", encoded()))
        }
        Delivery::Fragment => Response::Redirect(format!("{redirect_uri}#{}", encoded())),
        Delivery::FormPost => Response::FormPost { action: redirect_uri.to_owned(), fields },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s8_every_response_carries_the_issuer() {
        let Response::Redirect(url) = build(
            "https://app.example/cb?x=1",
            Delivery::Query,
            "https://op.example/",
            Some("s"),
            vec![("error", "access_denied".into())],
        ) else {
            panic!("a redirect")
        };
        assert_eq!(url, "https://app.example/cb?x=1&error=access_denied&state=s&iss=https%3A%2F%2Fop.example%2F");
        let Response::Redirect(url) = build(
            "https://app.example/cb",
            Delivery::Fragment,
            "https://op.example/",
            None,
            vec![("code", "a b".into())],
        ) else {
            panic!("a redirect")
        };
        assert_eq!(url, "https://app.example/cb#code=a+b&iss=https%3A%2F%2Fop.example%2F");
    }

    #[test]
    fn s8_a_form_carries_state_and_issuer_as_fields() {
        let response = build(
            "https://app.example/cb",
            Delivery::FormPost,
            "https://op.example/",
            Some("<s&\">"),
            vec![("code", "c".into())],
        );
        let Response::FormPost { action, fields } = &response else { panic!("a form") };
        assert_eq!(action, "https://app.example/cb");
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(fields, [("code", "c"), ("state", "<s&\">"), ("iss", "https://op.example/")]);
        assert_eq!(format!("{response:?}"), "Response(…)");
    }

    #[test]
    fn s4_a_state_cannot_add_a_parameter() {
        for mode in [Delivery::Query, Delivery::Fragment] {
            let state = "s&code=evil#code=evil\r\nX: y";
            let Response::Redirect(url) =
                build("https://app.example/cb", mode, "i", Some(state), vec![("code", "c".into())])
            else {
                panic!("a redirect")
            };
            assert_eq!(
                &url["https://app.example/cb?".len()..],
                "code=c&state=s%26code%3Devil%23code%3Devil%0D%0AX%3A+y&iss=i"
            );
        }
    }
}
