//! What a proxy says of the request that it passes on. It is believed of the proxies of `--trusted-proxy` only, and
//! taken away from everybody else, so that nothing behind sees it by mistake (S78).

use super::Edge;
use crate::listener::Peer;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Uri, header},
    middleware::Next,
    response::Response,
};
use std::net::IpAddr;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// The address of whoever sent a request, as far as it is known.
#[derive(Debug, Clone, Copy)]
pub struct Client(pub IpAddr);

/// Puts the [`Client`] into the request's extensions, and a proxy's host in the place of the request's.
pub async fn read(State(edge): State<Edge>, mut request: Request, next: Next) -> Response {
    let Some(Peer(peer)) = request.extensions().get::<Peer>().copied() else { return next.run(request).await };
    let trusted = |address: IpAddr| edge.trusted_proxies.iter().any(|range| range.contains(address));
    let client = if trusted(peer) { client(request.headers(), peer, trusted) } else { peer };
    request.extensions_mut().insert(Client(client));
    let headers = request.headers_mut();
    headers.remove(FORWARDED_FOR);
    if let Some(host) = headers.remove(FORWARDED_HOST).filter(|_| trusted(peer)) {
        headers.insert(header::HOST, nearest(&host));
        // Over HTTP/2 the host stands in the address (RFC 9113 §8.3.1).
        let path = request.uri().path_and_query().cloned();
        *request.uri_mut() = path.map(Uri::from).unwrap_or_default();
    }
    next.run(request).await
}

/// Each proxy appends whom it heard from: the last that is no proxy of ours is the client. What stands before it anybody
/// may have written.
fn client(headers: &HeaderMap, peer: IpAddr, trusted: impl Fn(IpAddr) -> bool) -> IpAddr {
    let lines: Vec<&str> = headers.get_all(FORWARDED_FOR).iter().filter_map(|line| line.to_str().ok()).collect();
    let mut known = peer;
    for text in lines.iter().flat_map(|line| line.split(',')).rev().map(str::trim) {
        let Some(address) = address(text) else { break };
        known = address;
        if !trusted(address) {
            break;
        }
    }
    known
}

/// An address, with or without the port that some proxies add.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| text.parse().ok().map(|socket: std::net::SocketAddr| socket.ip()));
    address.map(|address| address.to_canonical())
}

/// Of several hosts the last, which the proxy next to us wrote.
fn nearest(host: &HeaderValue) -> HeaderValue {
    let text = host.to_str().ok().and_then(|text| text.rsplit(',').next()).map(str::trim);
    text.and_then(|text| HeaderValue::from_str(text).ok()).unwrap_or_else(|| host.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(FORWARDED_FOR, HeaderValue::from_str(line).unwrap());
        let trusted = |address: IpAddr| address.to_string().starts_with("10.");
        client(&headers, "10.0.0.1".parse().unwrap(), trusted).to_string()
    }

    #[test]
    fn s78_the_client_is_the_last_that_is_no_proxy_of_ours() {
        for (line, expected) in [
            ("192.0.2.7", "192.0.2.7"),
            ("198.51.100.1, 192.0.2.7", "192.0.2.7"),
            ("198.51.100.1, 192.0.2.7, 10.0.0.2", "192.0.2.7"),
            ("192.0.2.7:4711", "192.0.2.7"),
            ("[2001:db8::7]:4711, 10.0.0.2", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("192.0.2.7, unknown, 10.0.0.2", "10.0.0.2"),
            ("nonsense", "10.0.0.1"),
            ("10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ] {
            assert_eq!(of(line), expected, "{line}");
        }
    }
}
