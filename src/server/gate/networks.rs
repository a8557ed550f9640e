//! Counts connections and their rate by network: by address and by larger network.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::{Duration, Instant};

use super::RefusalCause;

/// The most networks of each size that are remembered. Beyond that, networks without connections
/// whose rate has recovered are forgotten.
pub(super) const REMEMBERED: usize = 4_096;

/// The networks that a connection comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Home {
    /// An IPv4 address or an IPv6 /64.
    pub(super) address: IpAddr,
    /// An IPv4 /24 or an IPv6 /48.
    pub(super) site: IpAddr,
}

impl Home {
    /// Returns the networks of an address. An IPv4 address that is mapped to IPv6 counts as IPv4.
    pub(super) fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(v4) => {
                let [a, b, c, _] = v4.octets();
                Self { address: v4.into(), site: Ipv4Addr::new(a, b, c, 0).into() }
            }
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                let cut = |d| IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0));
                Self { address: cut(d), site: cut(0) }
            }
        }
    }
}

/// The number of connections from a network.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct NetworkCount {
    /// The connections in all, with their further sessions.
    pub(super) places: usize,
    /// The connections that haven't logged in.
    pub(super) strangers: usize,
}

#[derive(Debug)]
pub(super) struct Network {
    count: NetworkCount,
    /// How many connections may arrive at once (a token bucket), and the time of that value.
    tokens: f64,
    at: Instant,
}

impl Network {
    fn new(rate: f64, now: Instant) -> Self {
        Self { count: NetworkCount::default(), tokens: rate, at: now }
    }

    fn refill(&mut self, rate: f64, now: Instant) {
        let passed: Duration = now.saturating_duration_since(self.at);
        self.tokens = (self.tokens + passed.as_secs_f64() * rate).min(rate);
        self.at = now;
    }
}

/// The networks that connections came from lately.
#[derive(Debug, Default)]
pub(super) struct Networks {
    pub(super) addresses: HashMap<IpAddr, Network>,
    pub(super) sites: HashMap<IpAddr, Network>,
}

impl Networks {
    /// Counts a new connection against the rates of its address and of its larger network, whose
    /// rate is `times` that of an address.
    pub(super) fn take_tokens(
        &mut self,
        home: Home,
        rate: u32,
        times: u32,
        now: Instant,
    ) -> Result<(), RefusalCause> {
        let (rate, site_rate) = (f64::from(rate), f64::from(rate) * f64::from(times));
        forget(&mut self.addresses, rate, now);
        forget(&mut self.sites, site_rate, now);
        let site = self.sites.entry(home.site).or_insert_with(|| Network::new(site_rate, now));
        site.refill(site_rate, now);
        // This comes before the address is remembered, because a larger network has very many
        // addresses.
        if site.tokens < 1.0 {
            return Err(RefusalCause::NetworkFast);
        }
        let address = self.addresses.entry(home.address).or_insert_with(|| Network::new(rate, now));
        address.refill(rate, now);
        if address.tokens < 1.0 {
            return Err(RefusalCause::Fast);
        }
        address.tokens -= 1.0;
        site.tokens -= 1.0;
        Ok(())
    }

    pub(super) fn address(&self, home: Home) -> NetworkCount {
        self.addresses.get(&home.address).map(|network| network.count).unwrap_or_default()
    }

    pub(super) fn site(&self, home: Home) -> NetworkCount {
        self.sites.get(&home.site).map(|network| network.count).unwrap_or_default()
    }

    /// Counts a new connection that hasn't logged in.
    pub(super) fn enter(&mut self, home: Home) {
        self.change(home, |count| {
            count.places += 1;
            count.strangers += 1;
        });
    }

    /// Counts a further session of a connection.
    pub(super) fn enter_further(&mut self, home: Home) {
        self.change(home, |count| count.places += 1);
    }

    /// Stops counting a connection as one that hasn't logged in.
    pub(super) fn know(&mut self, home: Home) {
        self.change(home, |count| count.strangers -= 1);
    }

    /// Counts a connection or a further session less.
    pub(super) fn leave(&mut self, home: Home) {
        self.change(home, |count| count.places -= 1);
    }

    fn change(&mut self, home: Home, change: impl Fn(&mut NetworkCount)) {
        let networks = [self.addresses.get_mut(&home.address), self.sites.get_mut(&home.site)];
        networks.into_iter().flatten().for_each(|network| change(&mut network.count));
    }
}

/// Forgets networks that have no connections and whose rate has recovered completely.
fn forget(networks: &mut HashMap<IpAddr, Network>, rate: f64, now: Instant) {
    if networks.len() >= REMEMBERED {
        networks.retain(|_, network| {
            network.refill(rate, now);
            network.count.places > 0 || network.tokens < rate
        });
    }
}
