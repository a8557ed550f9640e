//! Who may connect: how many in all, how many before they have logged in, how many from one
//! address, and how fast from one. Knows addresses and times; no sockets and no clock.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How many may be connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// In all.
    pub connections: usize,
    /// Before they have logged in.
    pub unauthenticated: usize,
    /// From one address; of IPv6 from one /64, which is what one customer has.
    pub per_address: usize,
    /// New ones from one address a second; as many may come at once.
    pub rate: u32,
}

/// Why nobody is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The whole is full.
    #[error("too many connections")]
    Full,
    /// Too many have not logged in yet.
    #[error("too many connections that have not logged in")]
    Crowded,
    /// The address has too many.
    #[error("too many connections from this address")]
    Address,
    /// The address has too many that have not logged in yet.
    #[error("too many connections from this address that have not logged in")]
    Strangers,
    /// The address comes too fast.
    #[error("too many new connections from this address; wait a second")]
    Fast,
}

/// The part of the places before login that one address may have, and how many it may have
/// however few there are: a few windows that are opened at once come together.
const PART: usize = 10;
const FEW: usize = 4;

/// How many were not let in, by cause.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Refusals {
    /// [`Refused::Full`].
    pub full: u64,
    /// [`Refused::Crowded`].
    pub crowded: u64,
    /// [`Refused::Address`].
    pub address: u64,
    /// [`Refused::Strangers`].
    pub strangers: u64,
    /// [`Refused::Fast`].
    pub fast: u64,
}

impl Refusals {
    fn add(&mut self, why: Refused) {
        let count = match why {
            Refused::Full => &mut self.full,
            Refused::Crowded => &mut self.crowded,
            Refused::Address => &mut self.address,
            Refused::Strangers => &mut self.strangers,
            Refused::Fast => &mut self.fast,
        };
        *count += 1;
    }
}

/// The most addresses whose rate is remembered; beyond, those that rest are forgotten.
const REMEMBERED: usize = 4_096;

/// The gate.
#[derive(Debug, Clone)]
pub struct Gate {
    limits: Limits,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    connected: usize,
    unauthenticated: usize,
    addresses: HashMap<IpAddr, Visitor>,
    refusals: Refusals,
}

#[derive(Debug)]
struct Visitor {
    connected: usize,
    unauthenticated: usize,
    /// Connections that may still come at once, and when that was known.
    tokens: f64,
    at: Instant,
}

/// A place within. Dropping it gives it back.
#[derive(Debug)]
pub struct Pass {
    gate: Gate,
    address: IpAddr,
    authenticated: AtomicBool,
}

impl Gate {
    /// A gate that nobody has gone through.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, state: Arc::default() }
    }

    /// Lets somebody in.
    ///
    /// # Errors
    /// [`Refused`], for nothing that lasts.
    pub fn admit(&self, address: IpAddr, now: Instant) -> Result<Pass, Refused> {
        let address = network(address);
        let mut state = self.state();
        match state.admit(address, self.limits, now) {
            Ok(()) => {
                Ok(Pass { gate: self.clone(), address, authenticated: AtomicBool::new(false) })
            }
            Err(why) => {
                state.refusals.add(why);
                Err(why)
            }
        }
    }

    /// How many were not let in.
    #[must_use]
    pub fn refusals(&self) -> Refusals {
        self.state().refusals
    }

    /// How many are within.
    #[must_use]
    pub fn connected(&self) -> usize {
        self.state().connected
    }

    /// How many of them have logged in.
    #[must_use]
    pub fn authenticated(&self) -> usize {
        let state = self.state();
        state.connected - state.unauthenticated
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn admit(&mut self, address: IpAddr, limits: Limits, now: Instant) -> Result<(), Refused> {
        self.forget(limits.rate, now);
        let rate = f64::from(limits.rate);
        let fresh = Visitor { connected: 0, unauthenticated: 0, tokens: rate, at: now };
        let visitor = self.addresses.entry(address).or_insert(fresh);
        visitor.refill(rate, now);
        if visitor.tokens < 1.0 {
            return Err(Refused::Fast);
        }
        visitor.tokens -= 1.0;
        if self.connected >= limits.connections {
            return Err(Refused::Full);
        }
        if self.unauthenticated >= limits.unauthenticated {
            return Err(Refused::Crowded);
        }
        if visitor.connected >= limits.per_address {
            return Err(Refused::Address);
        }
        if visitor.unauthenticated >= (limits.unauthenticated / PART).max(FEW) {
            return Err(Refused::Strangers);
        }
        visitor.connected += 1;
        visitor.unauthenticated += 1;
        self.connected += 1;
        self.unauthenticated += 1;
        Ok(())
    }

    /// Counts one less who has not logged in.
    fn know(&mut self, address: IpAddr) {
        self.unauthenticated -= 1;
        if let Some(visitor) = self.addresses.get_mut(&address) {
            visitor.unauthenticated -= 1;
        }
    }

    /// Forgets addresses that nobody is connected from and that may come as they like.
    fn forget(&mut self, rate: u32, now: Instant) {
        if self.addresses.len() >= REMEMBERED {
            let rate = f64::from(rate);
            self.addresses.retain(|_, visitor| {
                visitor.refill(rate, now);
                visitor.connected > 0 || visitor.tokens < rate
            });
        }
    }
}

impl Visitor {
    fn refill(&mut self, rate: f64, now: Instant) {
        let passed: Duration = now.saturating_duration_since(self.at);
        self.tokens = (self.tokens + passed.as_secs_f64() * rate).min(rate);
        self.at = now;
    }
}

impl Pass {
    /// Whoever has it has logged in.
    pub fn authenticate(&self) {
        if !self.authenticated.swap(true, Ordering::SeqCst) {
            self.gate.state().know(self.address);
        }
    }

    /// Whether whoever has it has logged in.
    #[must_use]
    pub fn is_authenticated(&self) -> bool {
        self.authenticated.load(Ordering::SeqCst)
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut state = self.gate.state();
        state.connected -= 1;
        if !self.is_authenticated() {
            state.know(self.address);
        }
        if let Some(visitor) = state.addresses.get_mut(&self.address) {
            visitor.connected -= 1;
        }
    }
}

/// What counts as one address.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(connections: usize, unauthenticated: usize, per_address: usize, rate: u32) -> Gate {
        Gate::new(Limits { connections, unauthenticated, per_address, rate })
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn each_limit_holds_and_a_place_comes_back() {
        let now = Instant::now();
        let gate = gate(3, 2, 2, 100);
        let first = gate.admit(address("10.0.0.1"), now).unwrap();
        let second = gate.admit(address("10.0.0.2"), now).unwrap();
        let refused = |who| gate.admit(address(who), now).unwrap_err();
        assert_eq!(refused("10.0.0.3"), Refused::Crowded);
        first.authenticate();
        first.authenticate();
        let third = gate.admit(address("10.0.0.1"), now).unwrap();
        third.authenticate();
        assert_eq!((gate.connected(), gate.authenticated()), (3, 2));
        assert_eq!(refused("10.0.0.9"), Refused::Full);
        drop(second);
        assert_eq!(refused("10.0.0.1"), Refused::Address);
        drop((first, third));
        let refusals = Refusals { full: 1, crowded: 1, address: 1, strangers: 0, fast: 0 };
        assert_eq!(gate.refusals(), refusals);
        assert_eq!(gate.connected(), 0);
        assert!(gate.admit(address("10.0.0.1"), now).is_ok());
    }

    #[test]
    fn one_address_has_a_part_of_the_places_before_login() {
        let now = Instant::now();
        for (places, part) in [(100, 10), (5, 4)] {
            let gate = gate(100, places, 20, 100);
            let come = || gate.admit(address("10.0.0.1"), now);
            let first: Vec<_> = (0..part).map(|_| come().unwrap()).collect();
            assert_eq!(come().unwrap_err(), Refused::Strangers);
            assert!(gate.admit(address("10.0.0.2"), now).is_ok(), "there is room for others");
            first[0].authenticate();
            let _within = come().unwrap();
            assert_eq!(come().unwrap_err(), Refused::Strangers);
            drop(first);
            let passes: Vec<_> = (1..part).map(|_| come().unwrap()).collect();
            passes.iter().for_each(Pass::authenticate);
            assert_eq!((gate.connected(), gate.authenticated()), (part, part - 1));
            assert_eq!(gate.refusals().strangers, 2);
        }
    }

    #[test]
    fn who_comes_too_fast_waits() {
        let now = Instant::now();
        let gate = gate(100, 100, 100, 10);
        let come = |after| {
            let pass = gate.admit(address("10.0.0.1"), now + Duration::from_millis(after));
            pass.inspect(Pass::authenticate)
        };
        assert!((0..10).all(|_| come(0).is_ok()));
        assert_eq!(come(0).unwrap_err(), Refused::Fast);
        assert!(gate.admit(address("10.0.0.2"), now).is_ok());
        assert!(come(101).is_ok());
        assert_eq!(come(102).unwrap_err(), Refused::Fast);
    }

    #[test]
    fn one_customer_of_ipv6_is_one_address() {
        let now = Instant::now();
        let gate = gate(100, 100, 1, 100);
        let _first = gate.admit(address("2001:db8:1:2::5"), now).unwrap();
        let again = gate.admit(address("2001:db8:1:2:ffff::9"), now);
        assert_eq!(again.unwrap_err(), Refused::Address);
        assert!(gate.admit(address("2001:db8:1:3::5"), now).is_ok());
        let _mapped = gate.admit(address("::ffff:10.0.0.1"), now).unwrap();
        assert_eq!(gate.admit(address("10.0.0.1"), now).unwrap_err(), Refused::Address);
    }

    #[test]
    fn addresses_that_rest_are_forgotten() {
        let now = Instant::now();
        let gate = gate(10, 10, 10, 1);
        for number in 0..u32::try_from(REMEMBERED * 2).unwrap() {
            let later = now + Duration::from_secs(u64::from(number) * 2);
            drop(gate.admit(IpAddr::V4(number.into()), later));
        }
        assert!(gate.state().addresses.len() <= REMEMBERED);
    }
}
