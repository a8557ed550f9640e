use std::time::Duration;

use super::networks::REMEMBERED;
use super::*;

fn gate(connections: usize, unauthenticated: usize, per_address: usize, rate: u32) -> Gate {
    Gate::new(Limits { connections, unauthenticated, per_address, rate })
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn gave_way(pass: &Admission) -> bool {
    pass.ending().why() == Some(GAVE_WAY)
}

#[test]
fn each_limit_holds_and_a_place_comes_back() {
    let now = Instant::now();
    let gate = gate(3, 3, 2, 100);
    let come = |who| gate.admit(address(who), now);
    let within: Vec<_> = ["10.0.0.1", "10.0.0.1", "10.9.0.2"]
        .map(|who| {
            let pass = come(who).unwrap();
            assert!(pass.authenticate() && pass.authenticate());
            pass
        })
        .into();
    assert_eq!((gate.connected(), gate.authenticated()), (3, 3));
    assert_eq!(come("10.0.0.1").unwrap_err(), RefusalCause::Address);
    assert_eq!(come("10.7.0.9").unwrap_err(), RefusalCause::Full);
    let refusals = RefusalCounts { full: 1, address: 1, ..RefusalCounts::default() };
    assert_eq!(gate.refusals(), refusals);
    drop(within);
    assert_eq!((gate.connected(), gate.authenticated()), (0, 0));
    assert!(come("10.0.0.1").is_ok());
}

#[test]
fn sessions_take_places_but_the_first_of_a_connection() {
    let now = Instant::now();
    let gate = gate(20, 20, 10, 100);
    let pass = Arc::new(gate.admit(address("10.0.0.1"), now).unwrap());
    let mut sessions: Vec<_> = (0..SESSIONS).map(|_| pass.begin_session().unwrap()).collect();
    assert_eq!(pass.begin_session().unwrap_err(), RefusalCause::Sessions);
    sessions.pop();
    sessions.push(pass.begin_session().unwrap());
    let others = [(); 2].map(|()| Arc::new(gate.admit(address("10.0.0.1"), now).unwrap()));
    assert_eq!(gate.admit(address("10.0.0.1"), now).unwrap_err(), RefusalCause::Address);
    let _first = others[0].begin_session().unwrap();
    assert_eq!(others[0].begin_session().unwrap_err(), RefusalCause::Address);
    assert_eq!(gate.connected(), 3);
    let refused = RefusalCounts { sessions: 1, address: 2, ..RefusalCounts::default() };
    assert_eq!(gate.refusals(), refused);
    // The place of a connection is free when its last session has ended, even if that ends later.
    drop(pass);
    assert_eq!(gate.connected(), 3);
    sessions.truncate(2);
    let _second = others[0].begin_session().unwrap();
    drop(sessions);
    assert_eq!(gate.connected(), 2);
    assert!(gate.admit(address("10.0.0.1"), now).is_ok());
}

#[test]
fn the_oldest_of_an_address_gives_way_to_its_newest() {
    let now = Instant::now();
    for (places, per_address, part) in [(100, 20, 10), (5, 20, 4), (100, 3, 2), (100, 2, 2)] {
        let gate = gate(100, places, per_address, 1_000);
        let come = || gate.admit(address("10.0.0.1"), now).unwrap();
        let mut passes: Vec<_> = (0..part).map(|_| come()).collect();
        assert!(!passes.iter().any(gave_way));
        if per_address > part {
            passes.push(come());
            assert!(gave_way(&passes[0]) && !passes[1..].iter().any(gave_way));
            assert!(!passes[0].authenticate(), "its place is another's");
            assert_eq!((gate.connected(), gate.refusals().strangers), (part, 1));
        }
        assert!(passes[part - 1].authenticate());
        drop(passes);
        assert_eq!((gate.connected(), gate.authenticated()), (0, 0));
    }
}

/// Checks that newcomers from elsewhere can log in while connections from `hostile` addresses fill
/// the places before login and keep arriving.
fn others_get_in(hostile: impl Fn(usize) -> IpAddr) {
    let gate = gate(600, 100, 20, 10);
    let start = Instant::now();
    let mut crowd = std::collections::VecDeque::new();
    let mut number = 0;
    for round in 0..50 {
        let now = start + Duration::from_secs(round);
        for _ in 0..200 {
            crowd.extend(gate.admit(hostile(number), now).ok());
            number += 1;
        }
        let honest = gate.admit(address("198.51.100.7"), now).unwrap();
        for _ in 0..200 {
            crowd.extend(gate.admit(hostile(number), now).ok());
            number += 1;
        }
        assert!(honest.authenticate(), "in round {round}");
        assert!(gate.connected() <= 101);
        crowd.retain(|pass| !gave_way(pass));
    }
    drop(crowd);
    assert_eq!(gate.connected(), 0);
}

#[test]
fn half_open_connections_lock_nobody_out() {
    others_get_in(|number| IpAddr::from([10, 0, 0, u8::try_from(number % 10).unwrap()]));
    others_get_in(|number| IpAddr::from([10, u8::try_from(number % 10).unwrap(), 0, 1]));
    let of = |site: u16, net: u16| IpAddr::from([0x2001, 0xdb8, site, net, 0, 0, 0, 1]);
    others_get_in(|number| of(1, u16::try_from(number % 16).unwrap()));
    others_get_in(|number| of(1, u16::try_from(number % 65_536).unwrap()));
    others_get_in(|number| of(u16::try_from(number % 16).unwrap(), 7));
    others_get_in(|_| address("::ffff:10.0.0.1"));
}

#[test]
fn the_network_with_the_most_gives_way_first() {
    let now = Instant::now();
    let gate = gate(600, 4, 20, 100);
    let come = |who| gate.admit(address(who), now).unwrap();
    let alone = come("2001:db8:1::1");
    let crowd = [come("2001:db8:2:1::1"), come("2001:db8:2:2::1"), come("2001:db8:2:2::2")];
    let _newcomer = come("192.0.2.1");
    let gone: Vec<bool> = crowd.iter().map(gave_way).collect();
    assert_eq!(gone, [false, true, false], "the oldest of the /64 with the most");
    let _next = come("198.51.100.1");
    assert!(gave_way(&crowd[0]) && !gave_way(&alone));
    assert_eq!(gate.refusals().crowded, 2);
}

#[test]
fn one_site_has_a_part_of_all_places() {
    let now = Instant::now();
    let gate = gate(600, 100, 20, 1_000);
    let come = |net: u16| {
        let pass = gate.admit(IpAddr::from([0x2001, 0xdb8, 1, net, 0, 0, 0, 1]), now);
        pass.inspect(|pass| assert!(pass.authenticate()))
    };
    let within: Vec<_> = (0..150).map(|net| come(net).unwrap()).collect();
    assert_eq!(come(151).unwrap_err(), RefusalCause::Network);
    assert!(gate.admit(address("2001:db8:2::1"), now).is_ok());
    assert_eq!(gate.refusals().network, 1);
    drop(within);
    let four: Vec<_> = (0..150)
        .map(|last: u8| {
            let pass = gate.admit(IpAddr::from([192, 0, 2, last]), now).unwrap();
            assert!(pass.authenticate());
            pass
        })
        .collect();
    assert_eq!(gate.admit(address("::ffff:192.0.2.200"), now).unwrap_err(), RefusalCause::Network);
    assert!(gate.admit(address("192.0.3.1"), now).is_ok());
    drop(four);
}

#[test]
fn who_comes_too_fast_waits() {
    let now = Instant::now();
    let gate = gate(100, 100, 100, 10);
    let come = |last: u8, after| {
        let at = now + Duration::from_millis(after);
        let pass = gate.admit(IpAddr::from([10, 0, 0, last]), at);
        pass.inspect(|pass| assert!(pass.authenticate()))
    };
    assert!((0..10).all(|_| come(1, 0).is_ok()));
    assert_eq!(come(1, 0).unwrap_err(), RefusalCause::Fast);
    assert!((0..30).all(|number| come(2 + number / 10, 0).is_ok()));
    assert_eq!(come(5, 0).unwrap_err(), RefusalCause::NetworkFast);
    assert!(gate.admit(address("10.0.1.1"), now).is_ok());
    assert!(come(1, 101).is_ok());
    assert_eq!(come(1, 102).unwrap_err(), RefusalCause::Fast);
    assert!(come(5, 103).is_ok());
}

#[test]
fn one_customer_of_ipv6_is_one_address() {
    let now = Instant::now();
    let gate = gate(100, 100, 1, 100);
    let _first = gate.admit(address("2001:db8:1:2::5"), now).unwrap();
    let again = gate.admit(address("2001:db8:1:2:ffff::9"), now);
    assert_eq!(again.unwrap_err(), RefusalCause::Address);
    assert!(gate.admit(address("2001:db8:1:3::5"), now).is_ok());
    let _mapped = gate.admit(address("::ffff:10.0.0.1"), now).unwrap();
    assert_eq!(gate.admit(address("10.0.0.1"), now).unwrap_err(), RefusalCause::Address);
}

#[test]
fn addresses_that_rest_are_forgotten() {
    let now = Instant::now();
    let gate = gate(10, 10, 10, 1);
    for number in 0..u32::try_from(REMEMBERED * 2).unwrap() {
        let later = now + Duration::from_secs(u64::from(number) * 2);
        drop(gate.admit(IpAddr::V4((number << 8).into()), later));
    }
    let networks = &gate.state().networks;
    let (addresses, sites) = (networks.addresses.len(), networks.sites.len());
    assert!(addresses <= REMEMBERED && sites <= REMEMBERED);
}
