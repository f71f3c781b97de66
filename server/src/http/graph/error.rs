//! Errors as Graph has them.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use federation::Error;
use policy::{Diagnostic, Severity, tree::Origin};
use serde_json::{Value, json};
use storage::ApiToken;

/// A request that is not done.
#[derive(Debug)]
pub struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: String,
    details: Vec<Value>,
}

impl Refusal {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), details: Vec::new() }
    }

    /// What was sent is not right.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Request_BadRequest", message)
    }

    /// A property is not right: it is named as the target of a detail, and at the beginning of the message.
    pub fn of_property(name: &str, sentence: impl Into<String>) -> Self {
        Self::of_properties(vec![(name.to_owned(), sentence.into())], None)
    }

    fn of_properties(wrong: Vec<(String, String)>, form: Option<String>) -> Self {
        let named = wrong.iter().map(|(name, sentence)| format!("{name}: {sentence}"));
        let message: Vec<String> = form.into_iter().chain(named).collect();
        let details = wrong
            .into_iter()
            .map(|(name, sentence)| json!({ "code": "InvalidProperty", "message": sentence, "target": name }));
        Self { details: details.collect(), ..Self::bad_request(message.join("\n")) }
    }

    /// An error of a use-case, its fields named as the properties of the resource.
    pub fn of_form(error: Error, property: impl Fn(&str) -> String) -> Self {
        match error {
            Error::Invalid { fields, form } => {
                let wrong = fields.into_iter().map(|(field, sentence)| (property(&field), sentence));
                Self::of_properties(wrong.collect(), form)
            }
            other => other.into(),
        }
    }

    /// The same, about this property.
    pub fn about(mut self, name: &str) -> Self {
        for detail in &mut self.details {
            detail["target"] = name.into();
        }
        self
    }

    /// There is no such thing in this tenant.
    pub fn not_found(message: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "Request_ResourceNotFound", message)
    }

    /// Nobody, or somebody whose time is over.
    pub fn no_token() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "InvalidAuthenticationToken",
            "The request has no API token that is valid; `passerelle admin token` makes one.",
        )
    }

    /// Somebody who may not.
    pub fn denied(token: &ApiToken) -> Self {
        let message =
            format!("The API token {} has the role {}, which may not do this.", token.name, token.role.name());
        Self::new(StatusCode::FORBIDDEN, "Authorization_RequestDenied", message)
    }

    /// A policy that is not stored: the errors as its message, and every finding with its place.
    pub fn of_policy(found: &[Diagnostic]) -> Self {
        let errors = found.iter().filter(|found| found.severity == Severity::Error);
        let lines: Vec<String> = errors.map(|found| format!("{found} {}", found.help)).collect();
        let details = found.iter().map(|found| {
            let target = match &found.origin {
                Origin::File { file, line, column } => format!("{file}:{line}:{column}"),
                Origin::Form(place) => place.to_string(),
            };
            json!({ "code": found.code, "message": format!("{} {}", found.message, found.help), "target": target,
                "severity": found.severity.name() })
        });
        Self { details: details.collect(), ..Self::bad_request(lines.join("\n")) }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid { fields, form } => {
                Self::bad_request(form.into_iter().chain(fields.into_values()).collect::<Vec<_>>().join(" "))
            }
            Error::Key(fault) => Self::bad_request(fault.to_string()),
            Error::NotFound => Self::not_found("There is no such resource in the tenant of this token."),
            Error::Conflict => Self::new(
                StatusCode::CONFLICT,
                "Request_ConflictingObject",
                "Somebody else changed this in the meantime. Read it again, then change it.",
            ),
            Error::Store(_) | Error::Internal(_) => {
                tracing::error!(%error, "a request to the administration API failed");
                let message = "Passerelle could not do this now. Its log says why; try again in a moment.";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "ServiceUnavailable", message)
            }
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut error = json!({ "code": self.code, "message": self.message });
        if !self.details.is_empty() {
            error["details"] = self.details.into();
        }
        let mut response = (self.status, Json(json!({ "error": error }))).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
