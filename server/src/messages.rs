//! Messages to telephones, by an HTTP gateway.

use async_trait::async_trait;
use domain::Secret;
use federation::ports::{Http, HttpMethod, HttpRequest, Messages, SendFailure};
use std::{sync::Arc, time::Duration};

/// A gateway that takes `POST` with `{"to": "+41791234567", "text": "…"}`.
pub struct Gateway {
    /// By which it is reached, under the same guard as everything else.
    pub http: Arc<dyn Http>,
    /// Where.
    pub url: String,
    /// Sent as a bearer token.
    pub token: Option<Secret>,
}

#[async_trait]
impl Messages for Gateway {
    async fn send(&self, to: &str, text: &str) -> Result<(), SendFailure> {
        let request = HttpRequest {
            method: HttpMethod::Post,
            url: self.url.clone(),
            authorization: self.token.as_ref().map(|token| Secret::new(format!("Bearer {}", token.expose()))),
            headers: Vec::new(),
            form: None,
            json: Some(Secret::new(serde_json::json!({ "to": to, "text": text }).to_string())),
            max_bytes: 64 * 1024,
            deadline: Duration::from_secs(10),
        };
        match self.http.send(request).await {
            Ok(answer) if (200..300).contains(&answer.status) => Ok(()),
            Ok(answer) => Err(SendFailure(format!("the gateway answered with the status {}", answer.status))),
            Err(failure) => Err(SendFailure(failure.to_string())),
        }
    }
}
