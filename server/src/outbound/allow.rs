//! What an operator allows beyond public addresses, and which names lead elsewhere.

use super::address::Cidr;
use std::{net::IpAddr, str::FromStr};
use url::Host;

/// One `--allow-upstream`: providers that are not on the public Internet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowUpstream {
    /// A host as URLs name it, on one port or on any. Its name may lead to private addresses.
    Host {
        /// The host.
        host: Host<String>,
        /// The port, if only one.
        port: Option<u16>,
    },
    /// Every host whose address is in the range, on any port.
    Network(Cidr),
}

/// A text that is no `--allow-upstream`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a host, HOST:PORT or a range of addresses; write it like idp.internal, localhost:4000 or 10.1.0.0/16"
)]
pub struct NotAllowable(String);

impl AllowUpstream {
    pub(super) fn names(&self, host: &Host<&str>, port: u16) -> bool {
        let Self::Host { host: allowed, port: only } = self else { return false };
        only.is_none_or(|only| only == port) && same(allowed, host)
    }
}

impl FromStr for AllowUpstream {
    type Err = NotAllowable;

    fn from_str(text: &str) -> Result<Self, NotAllowable> {
        let text = text.trim();
        if let Ok(network) = text.parse() {
            return Ok(Self::Network(network));
        }
        let read = || {
            let (host, rest) = split_host(text)?;
            let port = if rest.is_empty() { None } else { Some(parse_port(rest.strip_prefix(':')?)?) };
            match (parse_host(host)?, port) {
                (Host::Ipv4(address), None) => Some(Self::Network(Cidr::one(address.into()))),
                (Host::Ipv6(address), None) => Some(Self::Network(Cidr::one(address.into()))),
                (host, port) => Some(Self::Host { host, port }),
            }
        };
        read().ok_or_else(|| NotAllowable(text.chars().take(100).collect()))
    }
}

/// One `--connect-to HOST:PORT:ADDR:PORT`: the name stays, for TLS and for the request; the address changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectTo {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) address: Host<String>,
    pub(super) address_port: u16,
}

/// A text that is no `--connect-to`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not HOST:PORT:ADDR:PORT; write it like idp.example:443:127.0.0.1:8443")]
pub struct NotConnectable(String);

impl ConnectTo {
    pub(super) fn names(&self, host: &Host<&str>, port: u16) -> bool {
        self.port == port && same(&Host::Domain(self.host.clone()), host)
    }

    pub(super) fn is_loopback(&self) -> bool {
        match &self.address {
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => IpAddr::V6(*address).to_canonical().is_loopback(),
            Host::Domain(name) => is_localhost(name),
        }
    }
}

impl FromStr for ConnectTo {
    type Err = NotConnectable;

    fn from_str(text: &str) -> Result<Self, NotConnectable> {
        let text = text.trim();
        let read = || {
            let (host, rest) = split_host(text)?;
            let (port, rest) = rest.strip_prefix(':')?.split_once(':')?;
            let (address, address_port) = split_host(rest)?;
            // A client connects to an address in a URL as it is; only names can be led elsewhere.
            let Host::Domain(host) = parse_host(host)? else { return None };
            Some(Self {
                host,
                port: parse_port(port)?,
                address: parse_host(address)?,
                address_port: parse_port(address_port.strip_prefix(':')?)?,
            })
        };
        read().ok_or_else(|| NotConnectable(text.chars().take(100).collect()))
    }
}

/// Whether a name is this machine's by definition (RFC 6761 §6.3).
pub(super) fn is_localhost(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name == "localhost" || name.ends_with(".localhost")
}

fn same(one: &Host<String>, other: &Host<&str>) -> bool {
    match (one, other) {
        (Host::Domain(one), Host::Domain(other)) => one == other.strip_suffix('.').unwrap_or(other),
        (Host::Ipv4(one), Host::Ipv4(other)) => one == other,
        (Host::Ipv6(one), Host::Ipv6(other)) => one == other,
        _ => false,
    }
}

/// The host, an IPv6 address in brackets, and what follows.
fn split_host(text: &str) -> Option<(&str, &str)> {
    let end = if text.starts_with('[') { text.find(']')? + 1 } else { text.find(':').unwrap_or(text.len()) };
    text.split_at_checked(end)
}

fn parse_host(text: &str) -> Option<Host<String>> {
    match Host::parse(text).ok()? {
        Host::Domain(name) => {
            let name = name.strip_suffix('.').unwrap_or(&name);
            // No patterns: a `*` would look like one and match nothing.
            let plain = name.bytes().all(|octet| octet.is_ascii_alphanumeric() || b"-_.".contains(&octet));
            (plain && !name.is_empty()).then(|| Host::Domain(name.to_owned()))
        }
        address => Some(address),
    }
}

fn parse_port(text: &str) -> Option<u16> {
    text.parse().ok().filter(|port| *port != 0 && text.bytes().all(|octet| octet.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(name: &str, port: Option<u16>) -> AllowUpstream {
        AllowUpstream::Host { host: Host::Domain(name.into()), port }
    }

    #[test]
    fn hosts_ports_and_ranges_are_told_apart() {
        let network = |text: &str| AllowUpstream::Network(text.parse().unwrap());
        for (text, expected) in [
            ("idp.internal", host("idp.internal", None)),
            (" IDP.Internal. ", host("idp.internal", None)),
            ("localhost:4000", host("localhost", Some(4000))),
            ("bücher.example", host("xn--bcher-kva.example", None)),
            ("10.1.2.3", network("10.1.2.3/32")),
            ("0x7f.1", network("127.0.0.1/32")),
            ("10.0.0.0/8", network("10.0.0.0/8")),
            ("::1", network("::1/128")),
            ("[::1]", network("::1/128")),
            ("fd00::/8", network("fd00::/8")),
            ("127.0.0.1:8080", AllowUpstream::Host { host: Host::Ipv4([127, 0, 0, 1].into()), port: Some(8080) }),
            ("[::1]:8080", AllowUpstream::Host { host: Host::Ipv6(1.into()), port: Some(8080) }),
        ] {
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_neither_is_refused() {
        for text in [
            "",
            ".",
            "*",
            "https://idp.internal",
            "idp.internal/path",
            "a:b",
            "a:0",
            "a:70000",
            "a:80:80",
            "10.0.0.0/40",
            "[::1",
            "a b",
        ] {
            assert!(text.parse::<AllowUpstream>().is_err(), "{text}");
        }
        assert!("x y".parse::<AllowUpstream>().unwrap_err().to_string().contains("localhost:4000"));
    }

    #[test]
    fn connect_to_reads_as_curl_has_it() {
        let read: ConnectTo = "IdP.example:443:[::1]:8443".parse().unwrap();
        assert_eq!(read.host, "idp.example");
        assert_eq!((read.port, read.address_port), (443, 8443));
        assert!(read.is_loopback());
        assert!("a:443:localhost:1".parse::<ConnectTo>().unwrap().is_loopback());
        assert!(!"a:443:10.0.0.1:1".parse::<ConnectTo>().unwrap().is_loopback());
        for text in [
            "",
            "a:443",
            "a:443:b",
            "a:443:b:0",
            "::",
            "a::b:1",
            "10.0.0.1:443:127.0.0.1:1",
            "a:443:::1:1",
            "a:443:b:1:2",
        ] {
            assert!(text.parse::<ConnectTo>().is_err(), "{text}");
        }
    }
}
