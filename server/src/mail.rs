//! Outgoing e-mail by SMTP.

use async_trait::async_trait;
use federation::ports::{Mail, SendFailure};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
};
use std::time::Duration;

/// A mail server.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    /// By its URL: `smtps://user:password@host:465`, `smtp://host:587?tls=required`, or `smtp://127.0.0.1:25`.
    ///
    /// # Errors
    /// What is wrong with the URL or the address, in words.
    pub fn new(url: &str, from: &str) -> Result<Self, String> {
        let from = from.parse().map_err(|_| format!("`{from}` is no e-mail address"))?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|_| "it is no SMTP URL; write it like smtps://user:password@mail.example:465".to_owned())?
            .timeout(Some(Duration::from_secs(10)))
            .build();
        Ok(Self { transport, from })
    }
}

#[async_trait]
impl Mail for Smtp {
    async fn send(&self, to: &str, subject: &str, text: &str) -> Result<(), SendFailure> {
        let failed = |what: &str| SendFailure(what.to_owned());
        let to: Mailbox = to.parse().map_err(|_| failed("the address is no e-mail address"))?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body(text.to_owned())
            .map_err(|_| failed("the message cannot be written"))?;
        // What a mail server says may hold the address, and sometimes the message.
        self.transport.send(message).await.map(|_| ()).map_err(|error| {
            failed(if error.is_timeout() {
                "the mail server did not answer in time"
            } else if error.is_permanent() || error.is_transient() {
                "the mail server refused the message"
            } else {
                "the mail server cannot be reached"
            })
        })
    }
}
