//! The network of an address: what is kept of it once it is no longer needed to find who it was (security 7).

use std::net::IpAddr;

use ipnet::IpNet;

/// `192.0.2.0/24` for an IPv4 address, `2001:db8:1::/48` for an IPv6 one. What is no address, or was cut already, is left as it is.
pub(super) fn cut(address: &str) -> String {
    let Ok(address) = address.parse::<IpAddr>() else { return address.to_owned() };
    let length = if address.is_ipv4() { 24 } else { 48 };
    IpNet::new(address, length).map_or_else(|_| address.to_string(), |network| network.trunc().to_string())
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn an_address_is_cut_to_its_network_and_only_once() {
        assert_eq!(cut("192.0.2.77"), "192.0.2.0/24");
        assert_eq!(cut("2001:db8:1:2:3::4"), "2001:db8:1::/48");
        assert_eq!(cut(&cut("192.0.2.77")), "192.0.2.0/24");
        assert_eq!(cut(""), "");
    }
}
