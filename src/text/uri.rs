//! Web addresses that may appear in a terminal hyperlink.

use std::fmt::Write as _;

/// Returns whether a text is an http or https address with a host and without blanks or controls.
pub(crate) fn is_web_address(url: &str) -> bool {
    has_web_host(url) && !url.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// Returns a web address with everything but printable ASCII percent-encoded, so that it may appear
/// in a terminal hyperlink; `None` for other schemes or without a host.
pub(crate) fn escape_uri(url: &str) -> Option<String> {
    if !has_web_host(url) {
        return None;
    }
    let mut out = String::with_capacity(url.len());
    for byte in url.bytes() {
        match byte {
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' => {
                let _ = write!(out, "%{byte:02X}");
            }
            b'!'..=b'~' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    Some(out)
}

/// Returns whether the scheme is http or https and the host has at least one letter or digit.
fn has_web_host(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return false;
    }
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let place = authority.rsplit('@').next().unwrap_or_default();
    let host = match place.strip_prefix('[') {
        Some(address) => address.split(']').next(),
        None => place.split(':').next(),
    };
    host.is_some_and(|host| host.chars().any(char::is_alphanumeric))
}
