//! The guard against server-side request forgery (S39): what may be fetched, judged by scheme, host, port and address.

use super::{
    address::{Cidr, special},
    allow::{AllowUpstream, ConnectTo},
};
use federation::ports::HttpFailure;
use std::{net::IpAddr, sync::Arc};
use url::{Host, Url};

/// The ports of public servers that are fetched from.
const PORTS: [u16; 2] = [443, 8443];

/// Which addresses a connection may go to. It follows from scheme, host and port, before a name is looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Admission {
    /// Addresses of public servers.
    global: bool,
    /// Addresses of own networks, because the host was allowed by name.
    private: bool,
    /// This machine's addresses only.
    pub(super) loopback_only: bool,
}

/// How to connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Lane {
    /// To an address of the host that is admitted.
    Admitted(Admission),
    /// As this `--connect-to` says.
    Pinned(usize),
}

/// The way to public servers.
pub(super) const PUBLIC: Lane = Lane::Admitted(Admission { global: true, private: false, loopback_only: false });

/// What an operator allowed, ready to judge with.
#[derive(Debug)]
pub(super) struct Guard {
    pub(super) allowed: Vec<AllowUpstream>,
    pub(super) connect_to: Vec<ConnectTo>,
    pub(super) networks: Arc<[Cidr]>,
}

impl Guard {
    pub(super) fn new(allowed: &[AllowUpstream], connect_to: &[ConnectTo]) -> Self {
        let networks = allowed.iter().filter_map(|allowed| match allowed {
            AllowUpstream::Network(network) => Some(*network),
            AllowUpstream::Host { .. } => None,
        });
        Self { networks: networks.collect(), allowed: allowed.to_vec(), connect_to: connect_to.to_vec() }
    }

    /// How the URL may be fetched, or why not. An address in the URL is judged here: no resolver ever sees it.
    pub(super) fn judge(&self, url: &Url) -> Result<Lane, HttpFailure> {
        let refused = |why: &str| {
            let host = url.host_str().unwrap_or("this URL").to_owned();
            Err(HttpFailure::Refused { host, why: why.to_owned() })
        };
        let plain = match url.scheme() {
            "https" => false,
            "http" => true,
            _ => return refused("only https URLs are fetched"),
        };
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return refused("it names no host");
        };
        if !url.username().is_empty() || url.password().is_some() {
            return refused("the URL holds a user name or password; take it out");
        }
        if let Some(index) = self.connect_to.iter().position(|entry| entry.names(&host, port)) {
            return match self.connect_to.get(index) {
                Some(entry) if plain && !entry.is_loopback() => refused(PLAIN),
                _ => Ok(Lane::Pinned(index)),
            };
        }
        let named = self.allowed.iter().any(|allowed| allowed.names(&host, port));
        let nothing_allowed = !named && self.networks.is_empty();
        let odd_port = !PORTS.contains(&port) && !named;
        if plain && nothing_allowed {
            return refused(PLAIN);
        }
        if odd_port && nothing_allowed {
            return refused(PORT);
        }
        let admission = Admission { global: !plain && !odd_port, private: named, loopback_only: plain };
        let literal = match host {
            Host::Ipv4(address) => Some(address.into()),
            Host::Ipv6(address) => Some(address.into()),
            Host::Domain(_) => None,
        };
        match literal.map(|address| admission.admits(address, &self.networks)) {
            Some(Err(why)) => refused(&why),
            _ => Ok(Lane::Admitted(admission)),
        }
    }
}

const PLAIN: &str = "it is plain http; use https (plain http is for this machine alone, allowed with --allow-upstream)";
const PORT: &str = "only the ports 443 and 8443 are fetched from; allow another with --allow-upstream HOST:PORT";

impl Admission {
    /// Whether an address may be connected to, or why not.
    pub(super) fn admits(self, address: IpAddr, networks: &[Cidr]) -> Result<(), String> {
        // An IPv4 address written as IPv6 (`::ffff:0:0/96`) is judged as what it is.
        let address = address.to_canonical();
        if self.loopback_only && !address.is_loopback() {
            return Err(PLAIN.to_owned());
        }
        if networks.iter().any(|network| network.contains(address)) {
            return Ok(());
        }
        match special(address) {
            Some(special) if special.private && self.private => Ok(()),
            Some(special) => {
                let allow = if special.private { "--allow-upstream HOST" } else { "--allow-upstream ADDRESS" };
                Err(format!("its address is {}; if that is meant, start with {allow}", special.name))
            }
            None if self.global => Ok(()),
            None => Err(PORT.to_owned()),
        }
    }
}
