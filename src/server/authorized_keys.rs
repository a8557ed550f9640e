//! Parses lines in the format of `~/.ssh/authorized_keys` into the keys that are authorized and the
//! lines that are refused, with the reason. It doesn't read files.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use russh::keys::PublicKey;
use russh::keys::ssh_key::Mpint;
use russh::keys::ssh_key::public::KeyData;

use super::fingerprint;
use crate::text::thousands;

/// The fewest bits of an RSA key. Shorter ones can be factored.
pub(super) const RSA_BITS: u32 = 2_048;

/// The options that are accepted because they allow or forbid things that the service doesn't
/// offer. Every other option would limit a key, or give it more rights, in a way that the service
/// can't honour.
const HARMLESS: &[&str] = &[
    "agent-forwarding",
    "no-agent-forwarding",
    "no-port-forwarding",
    "no-user-rc",
    "no-x11-forwarding",
    "port-forwarding",
    "pty",
    "user-rc",
    "x11-forwarding",
];

/// The content of a file of authorized keys.
#[derive(Debug, Default)]
pub(crate) struct AuthorizedKeys {
    pub(crate) keys: Vec<PublicKey>,
    pub(crate) refused: Vec<RefusedLine>,
}

/// A line that authorizes no key.
#[derive(Debug)]
pub(crate) struct RefusedLine {
    pub(crate) line: usize,
    /// The key type that the line names, and the fingerprint if the key can be read.
    key: Option<(String, Option<String>)>,
    why: Unfit,
}

/// The reason why a key is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unfit {
    #[error("this is not a public key; write a line as in ~/.ssh/authorized_keys")]
    NoKey,
    #[error(
        "the option “{0}” is not supported, and without it the key would allow more than intended; remove the option or the line"
    )]
    Option(String),
    #[error("RSA keys need {} bits or more, this one has {}", thousands(RSA_BITS as usize), thousands(*.0 as usize))]
    Short(u32),
    #[error("DSA keys are insecure; use an ed25519 key")]
    Dsa,
    #[error("certificates are not accepted; list the key itself")]
    Certificate,
    #[error("keys of this type are not supported; use an ed25519 key")]
    Type,
}

impl fmt::Display for RefusedLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((kind, fingerprint)) = &self.key {
            write!(f, "{kind} {}: ", fingerprint.as_deref().unwrap_or("(unreadable)"))?;
        }
        self.why.fmt(f)
    }
}

impl AuthorizedKeys {
    /// Parses the lines of a file. A line that can't be parsed doesn't affect the others.
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let mut read = Self::default();
        for (bytes, line) in bytes.split(|byte| *byte == b'\n').zip(1..) {
            let text = String::from_utf8_lossy(bytes);
            let text = text.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            match entry(text) {
                Ok(key) => read.keys.push(key),
                Err((key, why)) => read.refused.push(RefusedLine { line, key, why }),
            }
        }
        read
    }
}

type Refusal = (Option<(String, Option<String>)>, Unfit);

fn entry(text: &str) -> Result<PublicKey, Refusal> {
    let (options, rest) = if is_key_type(text) { ("", text) } else { split_options(text) };
    let mut words = rest.split_whitespace();
    let kind = words.next().filter(|kind| is_key_type(kind)).ok_or((None, Unfit::NoKey))?;
    let data = words.next().unwrap_or_default();
    let key = PublicKey::from_openssh(&format!("{kind} {data}"));
    let named = |key: Option<&PublicKey>| Some((kind.to_owned(), key.map(fingerprint)));
    let refuse = |why| (named(key.as_ref().ok()), why);
    if kind.contains("-cert-v0") {
        return Err(refuse(Unfit::Certificate));
    }
    if let Some(option) = limiting(options) {
        return Err(refuse(Unfit::Option(option)));
    }
    match &key {
        Ok(found) => fit(found.key_data()).map_err(refuse)?,
        Err(_) => return Err(refuse(Unfit::NoKey)),
    }
    key.map_err(|_| (None, Unfit::NoKey))
}

/// Checks that a key's type and strength are acceptable.
pub(super) fn fit(key: &KeyData) -> Result<(), Unfit> {
    match key {
        KeyData::Rsa(rsa) if bits(rsa.n()) < RSA_BITS => Err(Unfit::Short(bits(rsa.n()))),
        KeyData::Rsa(_)
        | KeyData::Ed25519(_)
        | KeyData::Ecdsa(_)
        | KeyData::SkEcdsaSha2NistP256(_)
        | KeyData::SkEd25519(_) => Ok(()),
        KeyData::Dsa(_) => Err(Unfit::Dsa),
        KeyData::Certificate(_) => Err(Unfit::Certificate),
        _ => Err(Unfit::Type),
    }
}

/// Returns the number of bits of a number. The size that the crate reports for a key is rounded up
/// to bytes.
fn bits(number: &Mpint) -> u32 {
    let bytes = number.as_positive_bytes().unwrap_or_default();
    let zeros = bytes.first().map_or(0, |byte| byte.leading_zeros());
    u32::try_from(bytes.len() * 8).unwrap_or(u32::MAX) - zeros
}

/// Returns whether a line or a word begins with the name of a key type. No option begins like that.
fn is_key_type(word: &str) -> bool {
    ["ssh-", "ecdsa-", "sk-", "rsa-", "x509v3-"].iter().any(|start| word.starts_with(start))
}

/// Splits a line after its options: at the first blank outside of quotes.
fn split_options(text: &str) -> (&str, &str) {
    let mut quotes = OptionQuotes::default();
    let end = text.find(|c: char| !quotes.within(c) && c.is_whitespace()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// Returns the name of the first option that the service can't honour.
fn limiting(options: &str) -> Option<String> {
    let mut quotes = OptionQuotes::default();
    options
        .split(|c: char| !quotes.within(c) && c == ',')
        .map(|option| option.split('=').next().unwrap_or_default().trim())
        .find(|name| !name.is_empty() && !HARMLESS.contains(&name.to_ascii_lowercase().as_str()))
        .map(|name| name.chars().take(64).collect())
}

/// Tracks the quotes in options. `\"` doesn't end a quoted value.
#[derive(Default)]
struct OptionQuotes {
    open: bool,
    escaped: bool,
}

impl OptionQuotes {
    /// Takes the next character, and returns whether it is within quotes or is a quote itself.
    fn within(&mut self, c: char) -> bool {
        let (was_open, escaped) = (self.open, std::mem::take(&mut self.escaped));
        match c {
            '\\' if was_open && !escaped => self.escaped = true,
            '"' if !escaped => self.open = !was_open,
            _ => {}
        }
        was_open || c == '"'
    }
}

/// The authorized keys, shared by all connections.
#[derive(Debug, Clone)]
pub(crate) struct SharedKeys(Arc<RwLock<BTreeSet<KeyData>>>);

impl SharedKeys {
    /// Authorizes these keys, except weak ones.
    pub(crate) fn new(keys: Vec<PublicKey>) -> Self {
        Self(Arc::new(RwLock::new(set(keys))))
    }

    pub(crate) fn know(&self, key: &PublicKey) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).contains(key.key_data())
    }

    /// Replaces the authorized keys for logins from now on.
    pub(crate) fn replace(&self, keys: Vec<PublicKey>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = set(keys);
    }
}

/// Weak keys are dropped here, wherever the keys come from.
fn set(keys: Vec<PublicKey>) -> BTreeSet<KeyData> {
    let keys = keys.into_iter().filter(|key| fit(key.key_data()).is_ok());
    keys.map(|key| key.key_data().clone()).collect()
}

#[cfg(test)]
mod tests {
    use russh::keys::ssh_key::private::RsaKeypair;
    use russh::keys::{Algorithm, PrivateKey};

    use super::*;

    fn line() -> String {
        let mut random = russh::keys::key::safe_rng();
        let key = PrivateKey::random(&mut random, Algorithm::Ed25519).unwrap();
        key.public_key().to_openssh().unwrap()
    }

    fn rsa(bits: usize) -> String {
        let pair = RsaKeypair::random(&mut russh::keys::key::safe_rng(), bits).unwrap();
        PrivateKey::from(pair).public_key().to_openssh().unwrap()
    }

    /// Returns the reason why a single line is refused.
    fn refused(line: &str) -> String {
        let read = AuthorizedKeys::parse(line.as_bytes());
        assert!(read.keys.is_empty(), "{line}");
        assert_eq!(read.refused.len(), 1, "{line}");
        read.refused[0].to_string()
    }

    #[test]
    fn good_lines_count_beside_bad_ones() {
        let (one, two) = (line(), line());
        let text = format!(
            "\u{feff}# users\r\n\r\n{one} with a comment, \"quoted\r\nnonsense\r\n\t {two}\r\n"
        );
        let read = AuthorizedKeys::parse(text.as_bytes());
        let keys: Vec<String> = read.keys.iter().map(|key| key.to_openssh().unwrap()).collect();
        assert_eq!(keys, [one, two]);
        assert_eq!(read.refused.iter().map(|refused| refused.line).collect::<Vec<_>>(), [4]);
        for nothing in ["", "\n\n", "# all\n#of it", "\u{feff}"] {
            let read = AuthorizedKeys::parse(nothing.as_bytes());
            assert!(read.keys.is_empty() && read.refused.is_empty(), "{nothing:?}");
        }
    }

    #[test]
    fn an_option_that_limits_a_key_refuses_it() {
        let key = line();
        let fingerprint = fingerprint(&PublicKey::from_openssh(&key).unwrap());
        for (options, named) in [
            ("command=\"echo \\\"a, b\\\" c\"", "command"),
            ("from=\"10.0.0.0/8,!10.0.0.1\"", "from"),
            ("no-pty", "no-pty"),
            ("restrict", "restrict"),
            ("no-port-forwarding,expiry-time=\"20300101\"", "expiry-time"),
            ("cert-authority", "cert-authority"),
            ("Restrict,pty", "Restrict"),
            ("unheard-of", "unheard-of"),
        ] {
            let told = refused(&format!("{options} {key} comment"));
            let begin = format!("ssh-ed25519 {fingerprint}: the option “{named}” is not supported");
            assert!(told.starts_with(&begin), "{told}");
        }
        let harmless = format!("no-port-forwarding,no-X11-forwarding,no-agent-forwarding {key}");
        assert_eq!(AuthorizedKeys::parse(harmless.as_bytes()).keys.len(), 1);
    }

    #[test]
    fn weak_and_unsupported_keys_are_refused_by_name() {
        let short = rsa(1_024);
        let print = fingerprint(&PublicKey::from_openssh(&short).unwrap());
        let told = refused(&format!("{short} old"));
        assert!(told.starts_with(&format!("ssh-rsa {print}: RSA keys need 2,048")), "{told}");
        assert_eq!(AuthorizedKeys::parse(rsa(2_048).as_bytes()).keys.len(), 1);
        let certificate = "ssh-ed25519-cert-v01@openssh.com AAAA me";
        assert!(refused(certificate).contains("certificates are not accepted"));
        assert!(refused("ssh-dss AAAA").starts_with("ssh-dss (unreadable): "));
        assert!(refused("ssh-ed25519").contains("this is not a public key"));
        let ours = line();
        let data = ours.split(' ').nth(1).unwrap();
        assert!(refused(&format!("ssh-rsa {data}")).contains("this is not a public key"));
        for nothing in ["no key", "command=\"ssh-ed25519 AAAA", "\"", "\\", "=,=", "\u{202e}"] {
            assert_eq!(refused(nothing), Unfit::NoKey.to_string(), "{nothing}");
        }
    }

    #[test]
    fn the_bits_of_a_number_are_counted_and_not_rounded() {
        let number = |bytes: &[u8]| Mpint::from_positive_bytes(bytes);
        let of_bits = |bits: usize| {
            let mut bytes = vec![0xff; bits.div_ceil(8)];
            if !bits.is_multiple_of(8) {
                bytes[0] = 0xff >> (8 - bits % 8);
            }
            number(&bytes)
        };
        for count in [1_u16, 8, 9, 2_041, 2_047, 2_048, 4_096] {
            assert_eq!(bits(&of_bits(count.into())), u32::from(count));
        }
    }
}
