//! The kinds of garbage that arrive at an open port: not SSH, or only its beginning.

/// Returns the kinds of garbage, each with its name.
pub fn kinds() -> [(&'static str, Vec<u8>); 9] {
    [
        ("noise", noise(4_096)),
        ("zeros", vec![0; 1 << 20]),
        ("HTTP", b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".to_vec()),
        ("TLS", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".as_slice(), &noise(512)].concat()),
        ("a version without end", [b"SSH-2.0-".as_slice(), &vec![b'x'; 1 << 16]].concat()),
        ("an old version", b"SSH-1.5-old\r\n".to_vec()),
        ("a huge packet", after_version(&[0xff, 0xff, 0xff, 0xff, 4, 20])),
        ("an empty packet", after_version(&[0, 0, 0, 0, 0])),
        ("lists that lie", after_version(&lying())),
    ]
}

fn after_version(bytes: &[u8]) -> Vec<u8> {
    [b"SSH-2.0-reader\r\n".as_slice(), bytes, &noise(256)].concat()
}

/// Returns a key exchange whose first list claims to be longer than the packet.
fn lying() -> Vec<u8> {
    let mut payload = vec![20];
    payload.extend(noise(16));
    payload.extend(0x7fff_ffff_u32.to_be_bytes());
    payload.extend(b"curve25519-sha256");
    let padding = 8 - (payload.len() + 5) % 8 + 4;
    let length = u32::try_from(payload.len() + padding + 1).unwrap();
    let mut packet = length.to_be_bytes().to_vec();
    packet.push(u8::try_from(padding).unwrap());
    packet.extend(payload);
    packet.extend(vec![0; padding]);
    packet
}

/// Returns random bytes, the same in every run.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..length).map(|_| next()).collect()
}
