//! A provider of a few lines that can misbehave.

use std::{
    future::Future,
    net::{IpAddr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite},
    net::{TcpListener, TcpStream},
};

/// A running server: its address, and how many connections it took.
pub(super) struct Provider {
    pub(super) address: SocketAddr,
    taken: Arc<AtomicUsize>,
}

impl Provider {
    /// Serves on 127.0.0.1.
    pub(super) async fn start<F>(serve: impl Fn(TcpStream) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        Self::start_on(([127, 0, 0, 1], 0).into(), serve).await
    }

    pub(super) async fn start_on<F>(address: SocketAddr, serve: impl Fn(TcpStream) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let taken = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&taken);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream));
            }
        });
        Self { address, taken }
    }

    pub(super) fn taken(&self) -> usize {
        self.taken.load(Ordering::SeqCst)
    }

    pub(super) fn url(&self, host: &str) -> String {
        format!("http://{host}:{}/here?code=canary", self.address.port())
    }
}

/// Reads a request: its head, and as much of a body as the head announces.
pub(super) async fn request(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> String {
    let mut text = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let count = stream.read(&mut chunk).await.unwrap_or(0);
        text.extend_from_slice(&chunk[..count]);
        let read = String::from_utf8_lossy(&text).to_lowercase();
        let complete = read.split_once("\r\n\r\n").is_some_and(|(head, body)| {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            body.len() >= length.and_then(|length| length.parse().ok()).unwrap_or(0)
        });
        if complete || count == 0 {
            return String::from_utf8(text).unwrap();
        }
    }
}

/// Names that lead where a test wants, one answer after the other; the last stays.
pub(super) struct Script {
    answers: Vec<Vec<IpAddr>>,
    asked: AtomicUsize,
}

impl Script {
    pub(super) fn new(answers: &[&[&str]]) -> Arc<Self> {
        let addresses = |texts: &&[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
        Arc::new(Self { answers: answers.iter().map(addresses).collect(), asked: AtomicUsize::new(0) })
    }

    pub(super) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl super::Names for Script {
    fn look_up(&self, _: String) -> std::pin::Pin<Box<dyn Future<Output = std::io::Result<Vec<IpAddr>>> + Send>> {
        let index = self.asked.fetch_add(1, Ordering::SeqCst);
        let answer = self.answers.get(index).or(self.answers.last()).cloned().unwrap_or_default();
        Box::pin(std::future::ready(Ok(answer)))
    }
}
