//! Decides which connections are admitted: it limits how many there are in all, before login, from
//! one network, and per second. When the places before login are taken, a connection that hasn't
//! logged in gives way to a new one. A connection may have several sessions at a time; each beyond
//! the first takes a place like a connection. The gate knows addresses and times, but no sockets
//! and no clock.

mod networks;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use super::ending::Ending;
use networks::{Home, Networks};

use crate::parallel::locked;

/// The word in the log for a connection that gave way.
const GAVE_WAY: &str = "gave-way";

/// The most sessions that a connection has at a time.
pub(crate) const SESSIONS: usize = 8;

/// The limits on connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// The most connections, with their further sessions.
    pub(crate) connections: usize,
    pub(crate) unauthenticated: usize,
    /// The most connections from one address, with their further sessions; for IPv6, from one /64,
    /// which is what one customer has.
    pub(crate) per_address: usize,
    /// The most new connections from one address per second. As many may arrive at once.
    pub(crate) rate: u32,
}

/// The part of all places that one larger network may take, as a divisor. A larger network is a /24
/// of IPv4 or a /48 of IPv6, which is given to one site and has 65,536 networks of the size of a
/// /64.
const SITE_PART: usize = 4;
/// The rate of a larger network as a multiple of that of one address.
const SITE_RATE: u32 = 4;
/// The part of the places before login that one address may take, as a divisor, and the least that
/// it may take however few places there are: a user may open a few windows at the same moment.
const PART: usize = 10;
const FEW: usize = 4;

impl Limits {
    /// Returns the most connections from one larger network.
    fn per_site(self) -> usize {
        (self.connections / SITE_PART).max(self.per_address)
    }

    /// Returns the most connections from one address before login: at most half of its places, so
    /// that others at that address can log in.
    fn strangers(self) -> usize {
        let part = (self.unauthenticated / PART).max(FEW);
        part.min((self.per_address / 2).max(2))
    }
}

/// The reason why a connection is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RefusalCause {
    #[error("too many connections")]
    Full,
    #[error("too many connections from this address")]
    Address,
    #[error("too many connections from this network")]
    Network,
    #[error("too many new connections from this address; wait a second")]
    Fast,
    #[error("too many new connections from this network; wait a second")]
    NetworkFast,
    #[error("too many sessions on this connection")]
    Sessions,
}

/// How many connections were refused or had to give way, by cause.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RefusalCounts {
    /// Refusals because of [`RefusalCause::Full`].
    pub(crate) full: u64,
    /// Connections that gave way because all places before login were taken.
    pub(crate) crowded: u64,
    /// Refusals because of [`RefusalCause::Address`].
    pub(crate) address: u64,
    /// Connections that gave way because their address had taken its part of those places.
    pub(crate) strangers: u64,
    /// Refusals because of [`RefusalCause::Fast`] and [`RefusalCause::NetworkFast`].
    pub(crate) fast: u64,
    /// Refusals because of [`RefusalCause::Network`].
    pub(crate) network: u64,
    /// Refusals because of [`RefusalCause::Sessions`].
    pub(crate) sessions: u64,
}

impl RefusalCounts {
    fn add(&mut self, why: RefusalCause) {
        let count = match why {
            RefusalCause::Full => &mut self.full,
            RefusalCause::Address => &mut self.address,
            RefusalCause::Network => &mut self.network,
            RefusalCause::Fast | RefusalCause::NetworkFast => &mut self.fast,
            RefusalCause::Sessions => &mut self.sessions,
        };
        *count += 1;
    }
}

/// The shared state that admits connections. Clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    limits: Limits,
    state: Arc<Mutex<GateState>>,
}

#[derive(Debug, Default)]
struct GateState {
    connected: usize,
    /// The sessions of connections beyond the first of each.
    further: usize,
    /// The connections that haven't logged in, oldest first.
    half_open: BTreeMap<u64, HalfOpen>,
    next: u64,
    networks: Networks,
    refusals: RefusalCounts,
}

#[derive(Debug)]
struct HalfOpen {
    home: Home,
    ending: Arc<Ending>,
}

/// An admitted connection's place. Dropping it frees the place.
#[derive(Debug)]
pub(crate) struct Admission {
    gate: Gate,
    home: Home,
    number: u64,
    authenticated: AtomicBool,
    ending: Arc<Ending>,
    /// The number of [`SessionPlace`]s of the connection.
    sessions: AtomicUsize,
}

/// The place of a session, for as long as the session takes memory. The first one of a connection
/// uses the connection's own place. Dropping it frees the place.
#[derive(Debug)]
pub(crate) struct SessionPlace(Arc<Admission>);

impl Gate {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, state: Arc::default() }
    }

    /// Admits a connection. If it takes the place of one that hasn't logged in, that one is told to
    /// end.
    ///
    /// # Errors
    /// Returns [`RefusalCause`] if a limit is reached. Every cause is temporary.
    pub(crate) fn admit(&self, address: IpAddr, now: Instant) -> Result<Admission, RefusalCause> {
        let home = Home::of(address);
        let mut state = self.state();
        let admitted = state.admit(home, self.limits, now);
        admitted.inspect_err(|why| state.refusals.add(*why))?;
        let number = state.next;
        state.next += 1;
        let ending = Arc::<Ending>::default();
        state.half_open.insert(number, HalfOpen { home, ending: Arc::clone(&ending) });
        let (authenticated, sessions) = (AtomicBool::new(false), AtomicUsize::new(0));
        Ok(Admission { gate: self.clone(), home, number, authenticated, ending, sessions })
    }

    pub(crate) fn refusals(&self) -> RefusalCounts {
        self.state().refusals
    }

    pub(crate) fn connected(&self) -> usize {
        self.state().connected
    }

    pub(crate) fn authenticated(&self) -> usize {
        let state = self.state();
        state.connected - state.half_open.len()
    }

    fn state(&self) -> MutexGuard<'_, GateState> {
        locked(&self.state)
    }
}

impl GateState {
    fn admit(&mut self, home: Home, limits: Limits, now: Instant) -> Result<(), RefusalCause> {
        self.networks.take_tokens(home, limits.rate, SITE_RATE, now)?;
        self.check_networks(home, limits)?;
        if self.networks.address(home).strangers >= limits.strangers() {
            let oldest =
                self.half_open.iter().find(|(_, stranger)| stranger.home.address == home.address);
            let oldest = oldest.map(|(number, _)| *number);
            self.refusals.strangers += u64::from(self.give_way(oldest));
        } else if self.half_open.len() >= limits.unauthenticated || self.is_full(limits) {
            let first = self.first_to_go(home);
            self.refusals.crowded += u64::from(self.give_way(first));
        }
        if self.is_full(limits) {
            return Err(RefusalCause::Full);
        }
        self.connected += 1;
        self.networks.enter(home);
        Ok(())
    }

    /// Takes a place for a further session of a connection.
    fn admit_further(&mut self, home: Home, limits: Limits) -> Result<(), RefusalCause> {
        self.check_networks(home, limits)?;
        if self.is_full(limits) {
            return Err(RefusalCause::Full);
        }
        self.further += 1;
        self.networks.enter_further(home);
        Ok(())
    }

    fn check_networks(&self, home: Home, limits: Limits) -> Result<(), RefusalCause> {
        if self.networks.address(home).places >= limits.per_address {
            return Err(RefusalCause::Address);
        }
        if self.networks.site(home).places >= limits.per_site() {
            return Err(RefusalCause::Network);
        }
        Ok(())
    }

    fn is_full(&self, limits: Limits) -> bool {
        self.connected + self.further >= limits.connections
    }

    /// Returns the connection that gives way to one from `newcomer`: of the larger network with the
    /// most connections before login and the address with the most in it, the oldest. That way one
    /// network can't push out others.
    fn first_to_go(&self, newcomer: Home) -> Option<u64> {
        let weight = |number: u64, home: Home| {
            let site = self.networks.site(home).strangers + usize::from(home.site == newcomer.site);
            let address = self.networks.address(home).strangers;
            (
                site,
                address + usize::from(home.address == newcomer.address),
                std::cmp::Reverse(number),
            )
        };
        let strangers = self.half_open.iter();
        let first = strangers.max_by_key(|(number, stranger)| weight(**number, stranger.home));
        first.map(|(number, _)| *number)
    }

    /// Ends a connection that hasn't logged in and frees its place at once.
    fn give_way(&mut self, number: Option<u64>) -> bool {
        let Some(gone) = number.and_then(|number| self.half_open.remove(&number)) else {
            return false;
        };
        gone.ending.end(GAVE_WAY);
        self.connected -= 1;
        self.networks.know(gone.home);
        self.networks.leave(gone.home);
        true
    }
}

impl Admission {
    /// Records that the connection has logged in. Returns `false` if its place was given to another
    /// one in the meantime.
    #[must_use]
    pub(crate) fn authenticate(&self) -> bool {
        if self.is_authenticated() {
            return true;
        }
        let mut state = self.gate.state();
        if state.half_open.remove(&self.number).is_none() {
            return false;
        }
        state.networks.know(self.home);
        self.authenticated.store(true, Ordering::SeqCst);
        true
    }

    pub(crate) fn is_authenticated(&self) -> bool {
        self.authenticated.load(Ordering::SeqCst)
    }

    /// Admits a session of the connection.
    ///
    /// # Errors
    /// Returns [`RefusalCause`] if the connection has [`SESSIONS`] of them, or if a further one
    /// would need a place that isn't there. Every cause is temporary.
    pub(crate) fn begin_session(self: &Arc<Self>) -> Result<SessionPlace, RefusalCause> {
        let mut state = self.gate.state();
        let admitted = match self.sessions.load(Ordering::SeqCst) {
            0 => Ok(()),
            SESSIONS.. => Err(RefusalCause::Sessions),
            _ => state.admit_further(self.home, self.gate.limits),
        };
        admitted.inspect_err(|why| state.refusals.add(*why))?;
        self.sessions.fetch_add(1, Ordering::SeqCst);
        Ok(SessionPlace(Arc::clone(self)))
    }

    /// Returns the signal that tells the connection to end.
    pub(crate) fn ending(&self) -> Arc<Ending> {
        Arc::clone(&self.ending)
    }
}

impl Drop for Admission {
    fn drop(&mut self) {
        let mut state = self.gate.state();
        let stranger = state.half_open.remove(&self.number).is_some();
        if stranger {
            state.networks.know(self.home);
        }
        // A connection that gave way has freed its place already.
        if stranger || self.is_authenticated() {
            state.connected -= 1;
            state.networks.leave(self.home);
        }
    }
}

impl Drop for SessionPlace {
    fn drop(&mut self) {
        let mut state = self.0.gate.state();
        if self.0.sessions.fetch_sub(1, Ordering::SeqCst) > 1 {
            state.further -= 1;
            state.networks.leave(self.0.home);
        }
    }
}

#[cfg(test)]
mod tests;
