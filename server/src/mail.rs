//! Outgoing e-mail by SMTP.

use async_trait::async_trait;
use federation::ports::{Mail, SendFailure};
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
};
use std::{net::IpAddr, time::Duration};

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
        encrypted(url)?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|_| NO_URL.to_owned())?
            .timeout(Some(Duration::from_secs(10)))
            .build();
        Ok(Self { transport, from })
    }
}

/// Codes and the password of the mail server cross no network in clear: only to this machine itself.
fn encrypted(url: &str) -> Result<(), String> {
    let parsed = url::Url::parse(url).map_err(|_| NO_URL.to_owned())?;
    let required = parsed.query_pairs().any(|(name, value)| name == "tls" && value == "required")
        && parsed.query_pairs().filter(|(name, _)| name == "tls").count() == 1;
    let here = match parsed.host_str().unwrap_or_default() {
        "localhost" => true,
        host => host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback()),
    };
    if parsed.scheme() == "smtps" || (parsed.scheme() == "smtp" && (required || here)) {
        return Ok(());
    }
    Err("the connection would not be encrypted; write smtps://…, or smtp://…?tls=required".to_owned())
}

const NO_URL: &str = "it is no SMTP URL; write it like smtps://user:password@mail.example:465";

#[async_trait]
impl Mail for Smtp {
    async fn send(&self, to: &str, subject: &str, text: &str) -> Result<(), SendFailure> {
        let failed = |what: &str| SendFailure(what.to_owned());
        // The bare address: a name in front of it would be words of whoever typed it (S77).
        let to: Address = to.parse().map_err(|_| failed("the address is no e-mail address"))?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
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

#[cfg(test)]
mod tests {
    use super::Smtp;
    use federation::ports::Mail as _;

    #[test]
    fn codes_and_passwords_go_to_a_mail_server_encrypted_or_not_at_all() {
        for (url, allowed) in [
            ("smtps://u:p@mail.example:465", true),
            ("smtp://u:p@mail.example:587?tls=required", true),
            ("smtp://127.0.0.1:25", true),
            ("smtp://[::1]:25", true),
            ("smtp://localhost:25", true),
            ("smtp://u:p@mail.example:25", false),
            ("smtp://mail.example", false),
            ("smtp://u:p@mail.example:587?tls=opportunistic", false),
            ("smtp://u:p@mail.example:587?tls=required&tls=opportunistic", false),
            ("smtp://u:p@mail.example:587?tls=opportunistic&tls=required", false),
            ("smtp://localhost.mail.example", false),
            ("smtp://10.0.0.1", false),
            ("mail.example:25", false),
        ] {
            let made = Smtp::new(url, "codes@contoso.example");
            assert_eq!(made.is_ok(), allowed, "{url}: {:?}", made.err());
        }
    }

    #[tokio::test]
    async fn s77_nothing_but_a_bare_address_is_written_to() {
        // Nobody listens there: what gets so far fails for another reason.
        let smtp = Smtp::new("smtp://127.0.0.1:9", "codes@contoso.example").unwrap();
        for (to, bare) in [
            ("Your account is blocked, call +41 <ada@contoso.example>", false),
            ("<ada@contoso.example>", false),
            ("\"ada\" <ada@contoso.example>", false),
            ("ada@contoso.example, eve@contoso.example", false),
            ("ada@contoso.example\r\nbcc: eve@contoso.example", false),
            ("ada@contoso.example", true),
        ] {
            let failed = smtp.send(to, "subject", "text").await.unwrap_err().to_string();
            assert_eq!(failed != "the address is no e-mail address", bare, "{to}: {failed}");
        }
    }
}
