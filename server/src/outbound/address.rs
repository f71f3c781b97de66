//! Which addresses of the Internet belong to nobody's public server (IANA's special-purpose registries, RFC 6890).

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

/// A range of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cidr {
    base: IpAddr,
    prefix: u8,
}

impl Cidr {
    const fn v4(a: u8, b: u8, c: u8, prefix: u8) -> Self {
        Self { base: IpAddr::V4(Ipv4Addr::new(a, b, c, 0)), prefix }
    }

    const fn v6(segments: [u16; 3], prefix: u8) -> Self {
        let [a, b, c] = segments;
        Self { base: IpAddr::V6(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0)), prefix }
    }

    /// The range of one address. An IPv4 address written as IPv6 (`::ffff:…`) is the IPv4 address.
    pub fn one(address: IpAddr) -> Self {
        let base = address.to_canonical();
        Self { base, prefix: width(base) }
    }

    /// Whether the address, in its canonical form, is in the range.
    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        let shift = u32::from(width(self.base).saturating_sub(self.prefix));
        match (self.base, address) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                (base.to_bits() ^ address.to_bits()).checked_shr(shift).unwrap_or(0) == 0
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => {
                (base.to_bits() ^ address.to_bits()).checked_shr(shift).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

const fn width(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

impl FromStr for Cidr {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let Some((base, prefix)) = text.split_once('/') else { return text.parse().map(Self::one).map_err(|_| ()) };
        let base: IpAddr = base.parse().map_err(|_| ())?;
        let prefix = Some(prefix).filter(|prefix| prefix.bytes().all(|octet| octet.is_ascii_digit()));
        let prefix =
            prefix.and_then(|prefix| prefix.parse::<u8>().ok()).filter(|prefix| *prefix <= width(base)).ok_or(())?;
        match (base, base.to_canonical()) {
            (IpAddr::V6(_), v4 @ IpAddr::V4(_)) => {
                prefix.checked_sub(96).map(|prefix| Self { base: v4, prefix }).ok_or(())
            }
            _ => Ok(Self { base, prefix }),
        }
    }
}

/// A block that no public server has an address in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Special {
    /// What it is, as an end of "its address is …".
    pub(super) name: &'static str,
    /// Whether servers of an own network live there: a host that was allowed by name may.
    pub(super) private: bool,
}

const THIS_MACHINE: Special = Special { name: "this machine", private: true };
const PRIVATE: Special = Special { name: "in a private network", private: true };
const SHARED: Special = Special { name: "in a network shared by a carrier's customers", private: true };
const LINK: Special = Special { name: "link-local", private: false };
const GROUP: Special = Special { name: "of a group, not of a server", private: false };
const EXAMPLE: Special = Special { name: "reserved for documentation", private: false };
const RESERVED: Special = Special { name: "reserved", private: false };
const TRANSLATED: Special = Special { name: "an IPv4 address in disguise", private: false };

const V4: [(Cidr, Special); 17] = [
    (Cidr::v4(0, 0, 0, 8), RESERVED),
    (Cidr::v4(10, 0, 0, 8), PRIVATE),
    (Cidr::v4(100, 64, 0, 10), SHARED),
    (Cidr::v4(127, 0, 0, 8), THIS_MACHINE),
    (Cidr::v4(169, 254, 0, 16), LINK),
    (Cidr::v4(172, 16, 0, 12), PRIVATE),
    (Cidr::v4(192, 0, 0, 24), RESERVED),
    (Cidr::v4(192, 0, 2, 24), EXAMPLE),
    (Cidr::v4(192, 88, 99, 24), RESERVED),
    (Cidr::v4(192, 168, 0, 16), PRIVATE),
    (Cidr::v4(198, 18, 0, 15), RESERVED),
    (Cidr::v4(198, 51, 100, 24), EXAMPLE),
    (Cidr::v4(203, 0, 113, 24), EXAMPLE),
    (Cidr::v4(224, 0, 0, 4), GROUP),
    // With the broadcast address, 255.255.255.255.
    (Cidr::v4(240, 0, 0, 4), RESERVED),
    // AS112, which answers for private networks.
    (Cidr::v4(192, 31, 196, 24), RESERVED),
    (Cidr::v4(192, 175, 48, 24), RESERVED),
];

/// Those with a name of their own; everything outside of `2000::/3` is refused anyway.
const V6: [(Cidr, Special); 12] = [
    (Cidr { base: IpAddr::V6(Ipv6Addr::LOCALHOST), prefix: 128 }, THIS_MACHINE),
    (Cidr::v6([0xfc00, 0, 0], 7), PRIVATE),
    (Cidr::v6([0xfe80, 0, 0], 10), LINK),
    (Cidr::v6([0xff00, 0, 0], 8), GROUP),
    (Cidr::v6([0x64, 0xff9b, 0], 96), TRANSLATED),
    (Cidr::v6([0x64, 0xff9b, 1], 48), TRANSLATED),
    (Cidr::v6([0x2002, 0, 0], 16), TRANSLATED),
    // Teredo, ORCHID and other special uses.
    (Cidr::v6([0x2001, 0, 0], 23), RESERVED),
    (Cidr::v6([0x2001, 0xdb8, 0], 32), EXAMPLE),
    (Cidr::v6([0x3fff, 0, 0], 20), EXAMPLE),
    (Cidr::v6([0x2620, 0x4f, 0x8000], 48), RESERVED),
    // The site-local addresses of old.
    (Cidr::v6([0xfec0, 0, 0], 10), RESERVED),
];

/// All that the Internet routes to single servers.
const GLOBAL_UNICAST: Cidr = Cidr::v6([0x2000, 0, 0], 3);

/// The special block an address, in its canonical form, is in; `None` for an address of a public server.
pub(super) fn special(address: IpAddr) -> Option<Special> {
    let table: &[(Cidr, Special)] = if address.is_ipv4() { &V4 } else { &V6 };
    let named = table.iter().find(|(block, _)| block.contains(address)).map(|(_, special)| *special);
    named.or_else(|| (address.is_ipv6() && !GLOBAL_UNICAST.contains(address)).then_some(RESERVED))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_contain_their_ends_and_nothing_beside() {
        let range: Cidr = "10.1.0.0/16".parse().unwrap();
        let inside = |text: &str| range.contains(text.parse().unwrap());
        assert!(inside("10.1.0.0") && inside("10.1.255.255"));
        assert_eq!("::ffff:10.1.0.0/112".parse(), Ok(range));
        assert!(!inside("10.0.255.255") && !inside("10.2.0.0") && !inside("::a01:203"));
        let all: Cidr = "0.0.0.0/0".parse().unwrap();
        assert!(all.contains("255.255.255.255".parse().unwrap()) && !all.contains("::1".parse().unwrap()));
        let all: Cidr = "::/0".parse().unwrap();
        assert!(all.contains("fe80::1".parse().unwrap()) && !all.contains("10.0.0.1".parse().unwrap()));
        let one: Cidr = "::1".parse().unwrap();
        assert!(one.contains("::1".parse().unwrap()) && !one.contains("::2".parse().unwrap()));
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in [
            "",
            "/",
            "10.0.0.0/",
            "10.0.0.0/33",
            "10.0.0.0/-1",
            "10.0.0.0/+8",
            "::/129",
            "::ffff:10.0.0.0/95",
            "10/8",
            "x/8",
            "1.2.3",
        ] {
            assert!(text.parse::<Cidr>().is_err(), "{text}");
        }
    }
}
