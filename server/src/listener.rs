//! Connections: with TLS or without, bounded in number and in the time that each may take to say what it wants (F11).

pub mod tls;

use axum::{Router, body::Body, extract::Request};
use hyper::{
    body::Incoming,
    server::conn::{http1, http2},
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
    service::TowerToHyperService,
};
use std::{future::Future, net::IpAddr, sync::Arc, time::Duration};
use tls::Certificate;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

/// The longest that a head may take to arrive, and an idle connection stays open.
const HEAD: Duration = Duration::from_secs(15);
/// The longest that a TLS handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long requests under way have to end when the server is told to stop.
const DRAIN: Duration = Duration::from_secs(25);
/// Connections at once. Whoever comes then waits in the system's queue.
const MAX_CONNECTIONS: usize = 8192;
/// What one head may take up, give or take what one read brings; more is answered 414 or 431.
const MAX_HEAD: usize = 32 * 1024;
/// Requests at once on one HTTP/2 connection.
const MAX_STREAMS: u32 = 100;

/// Whom a connection comes from: the next machine, which may be a proxy.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// Serves until `stopped` ends, then lets the requests under way end.
pub async fn serve(
    listener: TcpListener,
    certificate: Option<Arc<Certificate>>,
    router: Router,
    stopped: impl Future<Output = ()>,
) {
    let graceful = GracefulShutdown::new();
    let free = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let acceptor = certificate.map(|certificate| TlsAcceptor::from(certificate.config()));
    let mut stopped = std::pin::pin!(stopped);
    loop {
        let next = async {
            let place = Arc::clone(&free).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = &mut stopped => break,
        };
        let (stream, from) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // No file descriptor is free, or the other side has gone already: the next one may do better.
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let connection =
            Connection { router: router.clone(), peer: Peer(from.ip().to_canonical()), watcher: graceful.watcher() };
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            connection.run(stream, acceptor).await;
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not end in time and are cut off");
    }
}

struct Connection {
    router: Router,
    peer: Peer,
    watcher: Watcher,
}

impl Connection {
    async fn run(self, stream: TcpStream, acceptor: Option<TlsAcceptor>) {
        // Answers are written whole; waiting for more would only delay their end.
        let _ = stream.set_nodelay(true);
        let Some(acceptor) = acceptor else { return self.http1(stream).await };
        // Whoever does not manage a handshake, in whatever way, has spoken to nobody yet.
        let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await else { return };
        if stream.get_ref().1.alpn_protocol() == Some(tls::HTTP_2) {
            self.http2(stream).await;
        } else {
            self.http1(stream).await;
        }
    }

    async fn http1(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let service = TowerToHyperService::new(self.router.map_request(with(self.peer)));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD)
            .max_buf_size(MAX_HEAD)
            .serve_connection(TokioIo::new(stream), service);
        // What a browser does to its connection is no fault of the server.
        let _ = self.watcher.watch(connection).await;
    }

    async fn http2(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let service = TowerToHyperService::new(self.router.map_request(with(self.peer)));
        let connection = http2::Builder::new(TokioExecutor::new())
            .timer(TokioTimer::new())
            .keep_alive_interval(HEAD)
            .keep_alive_timeout(HEAD)
            .max_concurrent_streams(MAX_STREAMS)
            .max_header_list_size(u32::try_from(MAX_HEAD).unwrap_or(u32::MAX))
            .serve_connection(TokioIo::new(stream), service);
        let _ = self.watcher.watch(connection).await;
    }
}

/// Tells handlers whom a request comes from.
fn with(peer: Peer) -> impl Fn(hyper::Request<Incoming>) -> Request + Clone {
    move |request| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(peer);
        request
    }
}
