//! Names to addresses, for connections: what was checked is what is connected to, so a name cannot change its mind
//! between the two (DNS rebinding).

use super::{address::Cidr, allow::is_localhost, guard::Admission};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::{
    fmt,
    future::Future,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
    sync::Arc,
};
use url::Host;

/// At most so many addresses of a name are tried.
const MAX_ADDRESSES: usize = 8;

/// Looks names up. Production asks the operating system.
pub(super) trait Names: Send + Sync {
    /// The addresses of a name.
    fn look_up(&self, name: String) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;
}

/// The operating system's resolver.
pub(super) struct SystemNames;

impl Names for SystemNames {
    fn look_up(&self, name: String) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>> {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// Why a connection was not tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stop {
    /// No address of the name is admitted.
    Refused(String),
    /// The name has none.
    NoAddress,
    /// Nobody could say.
    NotLookedUp,
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Refused(why) => why,
            Self::NoAddress => "no address",
            Self::NotLookedUp => "the name could not be looked up",
        })
    }
}

impl std::error::Error for Stop {}

/// Gives a connection only addresses that are admitted.
pub(super) struct Admitting {
    pub(super) admission: Admission,
    pub(super) networks: Arc<[Cidr]>,
    pub(super) names: Arc<dyn Names>,
}

impl Admitting {
    pub(super) async fn admitted(
        names: Arc<dyn Names>,
        name: String,
        admission: Admission,
        networks: &[Cidr],
    ) -> Result<Vec<SocketAddr>, Stop> {
        let found = addresses(&*names, name).await?;
        let mut first_refusal = None;
        let mut admitted = Vec::new();
        for address in found.into_iter().take(MAX_ADDRESSES) {
            match admission.admits(address, networks) {
                // Port 0: the URL's.
                Ok(()) => admitted.push(SocketAddr::new(address, 0)),
                Err(why) => first_refusal = first_refusal.or(Some(why)),
            }
        }
        match first_refusal {
            Some(why) if admitted.is_empty() => Err(Stop::Refused(why)),
            _ => Ok(admitted),
        }
    }
}

impl Resolve for Admitting {
    fn resolve(&self, name: Name) -> Resolving {
        let (admission, networks, names) = (self.admission, Arc::clone(&self.networks), Arc::clone(&self.names));
        Box::pin(async move {
            let admitted = Self::admitted(names, name.as_str().to_owned(), admission, &networks).await?;
            Ok(Box::new(admitted.into_iter()) as Addrs)
        })
    }
}

/// Leads every name to one address.
pub(super) struct Pinned {
    pub(super) address: Host<String>,
    pub(super) names: Arc<dyn Names>,
}

impl Resolve for Pinned {
    fn resolve(&self, _: Name) -> Resolving {
        let (address, names) = (self.address.clone(), Arc::clone(&self.names));
        Box::pin(async move {
            let found = match address {
                Host::Ipv4(address) => vec![address.into()],
                Host::Ipv6(address) => vec![address.into()],
                Host::Domain(name) => addresses(&*names, name).await?,
            };
            Ok(Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0))) as Addrs)
        })
    }
}

async fn addresses(names: &dyn Names, name: String) -> Result<Vec<IpAddr>, Stop> {
    if is_localhost(&name) {
        return Ok(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]);
    }
    match names.look_up(name).await {
        Ok(found) if found.is_empty() => Err(Stop::NoAddress),
        Ok(found) => Ok(found),
        // The operating system's words for "ask again later"; it has no kind for them.
        Err(error) if error.to_string().contains("emporary failure") => Err(Stop::NotLookedUp),
        Err(_) => Err(Stop::NoAddress),
    }
}
