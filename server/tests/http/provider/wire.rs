//! HTTP/1.1 by hand, so that an answer may be slow, endless, cut off or no HTTP at all.

use serde_json::Value;
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub query: HashMap<String, String>,
    pub headers: HashMap<String, String>,
    pub form: HashMap<String, String>,
    /// The body, octet for octet.
    pub body: String,
}

/// An answer.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Status line, headers and body as they are.
    Plain { status: u16, headers: Vec<(String, String)>, body: Vec<u8> },
    /// Another one, later.
    After(Duration, Box<Reply>),
    /// One octet per second.
    Dripping,
    /// A body without end.
    Endless,
    /// The connection is reset before anything is said.
    Reset,
    /// The connection is reset in the middle of the body.
    CutOff,
    /// Something that is no HTTP.
    Noise,
}

impl Reply {
    pub fn text(status: u16, content_type: &str, body: &str) -> Self {
        let headers = vec![("content-type".to_owned(), content_type.to_owned())];
        Self::Plain { status, headers, body: body.as_bytes().to_vec() }
    }

    pub fn json(status: u16, body: &Value) -> Self {
        Self::text(status, "application/json", &body.to_string())
    }

    pub fn see_other(url: &str) -> Self {
        Self::Plain { status: 303, headers: vec![("location".to_owned(), url.to_owned())], body: Vec::new() }
    }

    /// With one more header.
    pub fn with(self, name: &str, value: &str) -> Self {
        match self {
            Self::Plain { status, mut headers, body } => {
                headers.push((name.to_owned(), value.to_owned()));
                Self::Plain { status, headers, body }
            }
            other => other,
        }
    }
}

pub async fn serve(listener: TcpListener, answer: impl Fn(Request) -> Reply + Send + Sync + 'static) {
    let answer = Arc::new(answer);
    loop {
        let Ok((stream, _)) = listener.accept().await else { return };
        let answer = Arc::clone(&answer);
        tokio::spawn(async move {
            let mut stream = stream;
            if let Some(request) = read(&mut stream).await {
                let reply = answer(request);
                // Whoever hangs up on a bad answer ends it.
                let _ = write(stream, reply).await;
            }
        });
    }
}

/// One request over any connection, answered plainly.
pub async fn converse(mut stream: impl AsyncRead + AsyncWrite + Unpin, answer: &impl Fn(Request) -> Reply) {
    let Some(request) = read(&mut stream).await else { return };
    let Reply::Plain { status, headers, body } = answer(request) else { panic!("only plain answers here") };
    let _ = plain(&mut stream, status, headers, &body).await;
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Request> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        let mut chunk = [0; 4096];
        let read = stream.read(&mut chunk).await.ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&chunk[..read]);
    };
    let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: HashMap<String, String> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = bytes[end..].to_vec();
    while body.len() < length {
        let mut chunk = [0; 4096];
        let read = stream.read(&mut chunk).await.ok().filter(|read| *read > 0)?;
        body.extend_from_slice(&chunk[..read]);
    }
    let body = String::from_utf8(body).ok()?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let pairs = |text: &str| url::form_urlencoded::parse(text.as_bytes()).into_owned().collect();
    Some(Request { method, path: path.to_owned(), query: pairs(query), headers, form: pairs(&body), body })
}

/// The head of an answer whose body a test makes by hand.
const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n";

async fn write(mut stream: TcpStream, mut reply: Reply) -> std::io::Result<()> {
    while let Reply::After(pause, then) = reply {
        tokio::time::sleep(pause).await;
        reply = *then;
    }
    match reply {
        Reply::Plain { status, headers, body } => plain(&mut stream, status, headers, &body).await,
        Reply::Dripping => {
            stream.write_all(HEAD).await?;
            stream.write_all(b"\r\n").await?;
            loop {
                stream.write_all(b" ").await?;
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
        Reply::Endless => {
            stream.write_all(HEAD).await?;
            stream.write_all(b"transfer-encoding: chunked\r\n\r\n").await?;
            let chunk = [b"10000\r\n".to_vec(), vec![b' '; 0x10000], b"\r\n".to_vec()].concat();
            loop {
                stream.write_all(&chunk).await?;
            }
        }
        Reply::CutOff => {
            stream.write_all(HEAD).await?;
            stream.write_all(b"content-length: 1000\r\n\r\n{\"issuer\":").await?;
            stream.flush().await?;
            tokio::time::sleep(Duration::from_millis(50)).await;
            reset(stream)
        }
        Reply::Reset => reset(stream),
        Reply::Noise => {
            stream.write_all(b"\x16\x03\x01 this is no HTTP\r\n\r\n").await?;
            stream.shutdown().await
        }
        Reply::After(..) => Ok(()),
    }
}

async fn plain(
    stream: &mut (impl AsyncWrite + Unpin),
    status: u16,
    headers: Vec<(String, String)>,
    body: &[u8],
) -> std::io::Result<()> {
    let mut head = format!("HTTP/1.1 {status} Reason\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        head.extend([name.as_str(), ": ", value.as_str(), "\r\n"]);
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await?;
    stream.shutdown().await
}

/// Closes with RST instead of FIN.
fn reset(stream: TcpStream) -> std::io::Result<()> {
    stream.set_zero_linger()?;
    drop(stream);
    Ok(())
}
